$ xent report cancer.csv -o report.html
xent: cancer.csv: warning: 569 rows in 15 bins, of which 11 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.023 here, and only an error of 0.018 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
wrote report.html
$ grep -ciE '<script|https?://' report.html
0
[exit 1]
$ cp report.html first.html; xent report cancer.csv -q -o report.html; cmp first.html report.html
xent: cancer.csv: warning: 569 rows in 15 bins, of which 11 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.023 here, and only an error of 0.018 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
$ xent report cancer.csv -o - | head -24
xent: cancer.csv: warning: 569 rows in 15 bins, of which 11 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.023 here, and only an error of 0.018 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
# Calibration of cancer.csv

569 rows, 2 classes, read as probs

## Verdict

**overconfident**: Cox slope 0.404 \[0.333, 0.475\] (calibrated: 1), intercept -0.133 \[-0.426, +0.161\] (calibrated: 0); ECE 0.0750, where chance alone gives up to 0.0308.

Platt scaling (slope 0.404, intercept -0.133) would save 0.101 nats a row (measured on held-out folds).

Next:

    xent fit platt cancer.csv -o map.json

## Alerts

- **warning**: 569 rows in 15 bins, of which 11 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.023 here, and only an error of 0.018 or more would show in four samples of five (use fewer bins (--bins 5), or ece\_mass, whose bins hold equal numbers)

## Numbers

After: platt, cross-fitted, 5 folds.

| measure | before | after |
|---|--:|--:|
$ xent report cancer.csv -q -o report.json; head -3 report.json
xent: cancer.csv: warning: 569 rows in 15 bins, of which 11 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.023 here, and only an error of 0.018 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
{
  "after": {
    "curves": {
$ xent report cancer.csv
xent: error: xent report needs -o FILE.html, .md or .json
  hint: xent report --help
[exit 2]
$ xent report cancer.csv -o report.docx
xent: error: report.docx: a report's name ends with .html, .md or .json
  hint: xent report --help
[exit 2]
$ xent report nothing.csv -o report.html
xent: nothing.csv: error: cannot open: No such file or directory
[exit 4]
$ xent fit platt cancer.csv -q -o platt.json >/dev/null
$ xent report cancer.csv --kind probs --bins 10 --map platt.json -q -o report.json 2>/dev/null; grep '"next"' report.json
    "next": "xent apply platt.json cancer.csv --kind probs -o calibrated.npy",
$ xent report digits.npz --unit bits -q -o bits.md; grep -h 'in bits' bits.md
Log scores, entropies and divergences in bits; factors of the perplexity and Brier scores have no unit.
$ awk -F, -v OFS=, 'NR==1 { print $0, "fold"; next } { print $0, NR%5 }' digits.csv > folds.csv; xent report folds.csv --fit-on fold=0,1 --eval-on fold=3,4 -q -o - 2>/dev/null | grep '^Fitted on'
Fitted on fold=0,1, NLL in nats; the likelihood-ratio test is against leaving the scores as they are.
Fitted on the very rows that are measured here (for comparison; not applied), NLL in nats; the likelihood-ratio test is against leaving the scores as they are.
$ awk -F, -v OFS=, 'NR==1 { print $0, "doc", "grp"; next } { print $0, "d" int(NR/7), NR%2 }' digits.csv > grouped.csv; xent report grouped.csv --cluster doc --group grp -q -o - 2>/dev/null | grep -e '^Fitted on' -e '^By ' -e '^In brackets' -e '^| bin ' -e 'to n/a |$'
In brackets an interval.
| bin | rows | confidence | accuracy | interval |
| 0.2667 to 0.3333 | 1 | 0.3297 | 0 | n/a to n/a |
| 0.3333 to 0.4 | 4 | 0.3547 | 0.2500 | n/a to n/a |
| bin | rows | confidence | accuracy | interval |
| 0.2 to 0.2667 | 2 | 0.2459 | 0 | n/a to n/a |
Fitted on all rows, NLL in nats; standard errors are by cluster; the likelihood-ratio test holds of independent rows, not of rows of clusters.
$ xent report digits.csv -q -o - 2>/dev/null | grep -c '(if calibrated [0-9.]*)'; xent report digits.csv -q -o - 2>/dev/null | grep -c 'below n/a'
1
0
[exit 1]
