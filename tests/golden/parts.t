$ awk -F, -v OFS=, 'NR==1 { print $0, "split"; next } { print $0, NR%2 ? "val" : "test" }' digits.csv > s.csv; awk -F, 'NR==1 || NR%2' digits.csv > val.csv; awk -F, 'NR==1 || NR%2==0' digits.csv > test.csv; xent fit temperature s.csv --fit-on val -q --json | grep '"temperature":'; xent fit temperature val.csv -q --json | grep '"temperature":'
    "temperature": {
    "temperature": 2.0620718696913953
    "temperature": 0.16941636561604101
    "temperature": {
    "temperature": 2.0620718696913953
    "temperature": 0.16941636561604101
$ xent fit temperature val.csv -o val.json -q >/dev/null; xent report test.csv --map val.json -o - -q 2>/dev/null | sed -n '/^## Numbers/,/^## /p' | grep -E 'nll|negative|ECE|expected'; xent report s.csv --fit-on val -o - -q 2>/dev/null | sed -n '/^## Numbers/,/^## /p' | grep -E 'After|negative|expected'
| negative log-likelihood (nats) | 0.8219 (0.5512 to 1.0926) | 0.6173 (0.4741 to 0.7605) |
| expected calibration error | 0.1216 (if calibrated 0.0415, below 0.0575) | 0.0894 (if calibrated 0.0650, below 0.0902) |
After: temperature, fitted on val.
| negative log-likelihood (nats) | 0.8219 (0.5512 to 1.0926) | 0.6173 (0.4741 to 0.7605) |
| expected calibration error | 0.1216 (if calibrated 0.0415, below 0.0575) | 0.0894 (if calibrated 0.0650, below 0.0902) |
$ xent diagnose s.csv --eval-on split=test --metrics nll,accuracy -q | tail -n 3; xent diagnose test.csv --metrics nll,accuracy -q | tail -n 3
  accuracy                         0.8100   [0.7500, 0.8583]
  negative log-likelihood (nats)   0.8219   [0.5512, 1.0926]

  accuracy                         0.8100   [0.7500, 0.8583]
  negative log-likelihood (nats)   0.8219   [0.5512, 1.0926]

$ xent diagnose s.csv --fit-on val --eval-on test,val -q
xent: s.csv: error: --fit-on val and --eval-on test,val share rows: a map looks better than it is on the rows that it was fitted on
[exit 2]
$ xent diagnose s.csv --fit-on valid -q
xent: s.csv: error: no row has the value 'valid' in split; there are: test, val
[exit 3]
$ xent diagnose s.csv --fit-on val,test -q
xent: s.csv: error: no row is left in the subset
[exit 3]
$ xent diagnose digits.csv --eval-on test -q
xent: digits.csv: error: no column is called 'split'; there are: label, p0, p1, p2, p3, p4, p5, p6, ... (11 in all)
  hint: --fit-on COLUMN, by its name or its number from 0
[exit 3]
$ xent fit temperature s.csv --eval-on test
xent: error: xent fit takes no --eval-on
  hint: xent fit --help
[exit 2]
$ xent diagnose s.csv --fit-on split=val --eval-on label=3 -q
xent: error: --fit-on split=val and --eval-on label=3: of one column, both of rows, or both shares, please
[exit 2]
$ xent diagnose s.csv --fit-on val --map none.json; xent report s.csv --fit-on val --map none.json -o r.html
xent: error: --map and --fit-on both say which map is measured: one of them, please
xent: error: --map and --fit-on both say which map is measured: one of them, please
[exit 2]
$ xent diagnose s.csv --folds 1; xent fit temperature s.csv --folds 1 -o one.json; test -e one.json || echo no map
xent: error: 1 fold of cross-fitting; 0, or 2 and more, are possible
  hint: xent diagnose --help
xent: error: 1 fold of cross-fitting; 0, or 2 and more, are possible
  hint: xent fit --help
no map
$ xent diagnose s.csv --fit-on val --metrics nll -q
input   s.csv: 200 rows, 10 classes; text
kind    probs (see --kind): values within [0, 1], rows sum to 1 within 1e-04
part    all but split=val

  metric                            value   95 % interval      by chance
  negative log-likelihood (nats)   0.8219   [0.5512, 1.0926]


  temperature, fitted on val   before    after
  negative log-likelihood      0.8219   0.6173
$ printf 'split,label,a,b\nval,0,2,0\nval,1,0,1\nval,0,3,1\ntest,0,2,0\ntest,1,3,1\ntest,1,0,4\ntest,0,2,1\n' > sure.csv; xent diagnose sure.csv --scores a,b --fit-on val --metrics nll,accuracy -q; xent diagnose sure.csv --scores a,b --fit-on val --json -q 2>/dev/null | grep -E '"after"|"nothing is|no finite'
xent: sure.csv: warning: nothing is measured with a map: temperature has no finite optimum: the loss falls for ever: the data are separable
  hint: no row prefers a wrong class: fit on held-out rows, not on the training data
input   sure.csv: 4 rows, 2 classes; text
kind    logits (see --kind): values run from 0 to 4
part    all but split=val
        1 rows are copies of others

  metric                            value   95 % interval      by chance
  accuracy                         0.7500   [0.3006, 0.9544]
  negative log-likelihood (nats)   0.6463   [0.0000, 1.6210]

      "sentence": "nothing is measured with a map: temperature has no finite optimum: the loss falls for ever: the data are separable",
$ head -n 201 digits.csv > head.csv; xent fit temperature digits.csv --fit-on rows=0:200 -q --json | grep '"temperature":'; xent fit temperature head.csv -q --json | grep '"temperature":'
    "temperature": {
    "temperature": 2.1667807498086202
    "temperature": 0.16570972700061268
    "temperature": {
    "temperature": 2.1667807498086202
    "temperature": 0.16570972700061268
$ xent diagnose digits.csv --fit-on rows=:200 --eval-on rows=300: --metrics nll -q
input   digits.csv: 100 rows, 10 classes; text
kind    probs (see --kind): values within [0, 1], rows sum to 1 within 1e-04
part    rows=300:

  metric                            value   95 % interval      by chance
  negative log-likelihood (nats)   0.6276   [0.3036, 0.9515]


  temperature, fitted on rows=:200   before    after
  negative log-likelihood            0.6276   0.5468
$ xent diagnose digits.csv --fit-on share=0.5 --metrics nll -q
input   digits.csv: 210 rows, 10 classes; text
kind    probs (see --kind): values within [0, 1], rows sum to 1 within 1e-04
part    all but share=0.5

  metric                            value   95 % interval      by chance
  negative log-likelihood (nats)   0.7950   [0.5289, 1.0611]


  temperature, fitted on share=0.5   before    after
  negative log-likelihood            0.7950   0.6220
$ for t in 1 3; do xent diagnose digits.csv --fit-on share=0.5 --metrics nll -q --json --threads $t | grep -v command_line > $t.json; done; cmp 1.json 3.json && echo the same
the same
$ xent diagnose digits.csv --fit-on share=0.8 --eval-on share=0.2 --seed 7 --metrics nll -q | head -3
input   digits.csv: 80 rows, 10 classes; text
kind    probs (see --kind): values within [0, 1], rows sum to 1 within 1e-04
part    share=0.2
$ xent diagnose digits.csv --fit-on share=0.8 --eval-on share=0.3 -q
xent: digits.csv: error: --fit-on share=0.8 and --eval-on share=0.3 share rows: a map looks better than it is on the rows that it was fitted on
[exit 2]
$ xent diagnose digits.csv --fit-on rows=0:200 --eval-on rows=100:300 -q
xent: digits.csv: error: --fit-on rows=0:200 and --eval-on rows=100:300 share rows: a map looks better than it is on the rows that it was fitted on
[exit 2]
$ xent diagnose digits.csv --fit-on rows=0:200 --eval-on share=0.3 -q
xent: error: --fit-on rows=0:200 and --eval-on share=0.3: of one column, both of rows, or both shares, please
[exit 2]
$ xent diagnose digits.csv --fit-on rows=200:100 -q
xent: error: --fit-on rows=200:100: expected FIRST:END, rows from 0, END above FIRST
  hint: rows=0:5000 is the first 5000, rows=5000: all that follow
[exit 2]
$ xent diagnose digits.csv --fit-on rows=0:401 -q
xent: digits.csv: error: no row 400: the file has rows 0 to 399
[exit 3]
$ xent diagnose digits.csv --fit-on rows=0:400 -q
xent: digits.csv: error: no row is left in the subset
[exit 3]
$ xent diagnose digits.csv --eval-on rows=1:x -q
xent: error: --eval-on rows=1:x: expected FIRST:END, rows from 0, END above FIRST
  hint: rows=0:5000 is the first 5000, rows=5000: all that follow
[exit 2]
$ xent diagnose digits.csv --eval-on rest -q
xent: error: --eval-on rest: of what --fit-on leaves, which is not given
[exit 2]
$ xent diagnose digits.csv --fit-on share=1.5 -q
xent: error: --fit-on share=1.5: expected a number between 0 and 1
[exit 2]
$ awk -F, -v OFS=, 'NR==1 { print $0, "doc"; next } { print $0, "d" int(NR/7) }' digits.csv > c.csv; xent diagnose c.csv --fit-on share=0.5 --cluster doc --metrics nll,accuracy -q
input   c.csv: 197 rows, 10 classes; text
kind    probs (see --kind): values within [0, 1], rows sum to 1 within 1e-04
part    all but share=0.5
cluster 29 clusters by doc: intervals are by cluster, and what holds of
        independent rows only is left out

  metric                            value   95 % interval      by chance
  accuracy                         0.8122   [0.6269, 0.9175]
  negative log-likelihood (nats)   0.8645   [0.5054, 1.2237]


  temperature, fitted on share=0.5   before    after
  accuracy                           0.8122   0.8122
  negative log-likelihood            0.8645   0.6425
$ awk -F, -v OFS=, 'NR==1 { print $0, "split"; next } { print $0, (NR%2 ? "val" : "test") }' digits.csv > h.csv; xent diagnose h.csv --fit-on val -q | sed -n '/^verdict/,$p'; xent diagnose h.csv --fit-on val --ledger-map vector -q | sed -n '/^verdict/,$p'
xent: h.csv: warning: 200 rows in 10 bins, of which 7 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.041 here, and only an error of 0.041 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
verdict OVERCONFIDENT. It says 91.8 % and is right 81.0 % of the time (gap
        +0.108); ECE 0.1216, where chance alone gives up to 0.0575. T = 2.06,
        fitted on val, saves 0.205 nats a row here.
next    xent fit temperature h.csv --fit-on val -o map.json
xent: h.csv: warning: 200 rows in 10 bins, of which 7 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.041 here, and only an error of 0.041 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
verdict OVERCONFIDENT. It says 91.8 % and is right 81.0 % of the time (gap
        +0.108); ECE 0.1216, where chance alone gives up to 0.0575. Vector
        scaling, fitted on val, saves 0.185 nats a row here.
next    xent fit vector h.csv --fit-on val -o map.json
$ xent fit temperature h.csv -q -o whole.json >/dev/null; xent diagnose h.csv --eval-on test --map whole.json -q 2>&1 | grep -A 1 'fitted on'; xent fit temperature h.csv --fit-on val -q -o val.json >/dev/null; xent diagnose h.csv --eval-on test --map val.json -q | grep -c 'fitted on'
xent: whole.json: warning: the map was fitted on all rows of this file, these among them: what it saves here is in-sample
  hint: measure it on other rows, or fit with cross-validation (--folds)
--
map     in-sample: these rows are among those that it was fitted on, which
        flatters it
xent: h.csv: warning: 200 rows in 11 bins, of which 3 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.065 here, and only an error of 0.083 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
0
[exit 1]
$ xent report h.csv --fit-on val -q -o fit-on.md 2>/dev/null; grep 'Fitted on' fit-on.md
Fitted on val, NLL in nats; the likelihood-ratio test is against leaving the scores as they are.
Fitted on the very rows that are measured here (for comparison; not applied), NLL in nats; the likelihood-ratio test is against leaving the scores as they are.
