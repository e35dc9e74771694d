$ printf 'label,a,b,c\n0,.2,.3,.5\n1,.2,.8\n' > ragged.csv; xent diagnose ragged.csv
xent: ragged.csv:3: error: 3 fields, the first row has 4
  hint: a separator in an unquoted field, or a cut line? quote or repair it
[exit 3]
$ printf 'label,a,b\n0,.5,.5\n\n1,nan,.2\n0,nan,1\n' > nan.csv; xent diagnose nan.csv
xent: nan.csv:4: error: NaN at row 1, column a (2 such cells)
  hint: drop or repair such rows; -inf may stand for a class that cannot be, NaN for nothing
[exit 3]
$ printf 'label,a,b\n0,1.5,2\n1,inf,.2\n' > inf.csv; xent diagnose inf.csv
xent: inf.csv:3: error: +inf at row 1, column a
  hint: an overflow upstream? save the scores in float32 or float64
[exit 3]
$ printf 'label,a,b\n0,.5,.5\n2,.3,.7\n' > range.csv; xent diagnose range.csv
xent: range.csv:3: error: label 2 at row 1; 2 classes allow 0 to 1
[exit 3]
$ printf 'label,a,b\n1,.5,.5\n2,.3,.7\n1,.6,.4\n' > base.csv; xent diagnose base.csv
xent: base.csv:3: error: label 2 at row 1; 2 classes allow 0 to 1
  hint: labels run from 1 to 2 and are never 0: --label-base 1
[exit 3]
$ xent diagnose base.csv --label-base 1 -q | tail -2
xent: base.csv: warning: 3 rows in 3 bins, of which 3 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.463 here
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
        rows.
next    xent report base.csv --label-base 1 -o report.html
$ printf 'label,a,b\n0,.2,.3\n1,.3,.7\n0,.6,.1\n' > sums.csv; xent diagnose sums.csv --kind probs
xent: sums.csv:2: error: rows are not probabilities: row 0 sums to 0.5 (2 of 3 rows miss 1 by more than 1e-02)
  hint: --normalize divides each row by its sum; sigmoids of labels that do not exclude each other: --task multilabel
[exit 3]
$ xent diagnose sums.csv --kind probs --normalize -q | sed -n '1,3p'
xent: sums.csv: warning: no cross-fitting: 3 rows cannot be cut into 5 folds
xent: sums.csv: warning: 3 rows in 3 bins, of which 3 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.384 here
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
input   sums.csv: 3 rows, 2 classes; text
kind    probs (see --kind): --kind probs
        2 rows normalized
$ printf 'label,a,b\n0,-4.5,3\n1,14.3,7\n' > logits.csv; xent diagnose logits.csv --kind probs
xent: logits.csv:2: error: --kind probs, but values run from -4.5 to 14.3 (4 beyond what that allows, the first at row 0): these look like logits
  hint: --kind logits
[exit 2]
$ printf 'label,a,b\n0,.5,.5\n1,.3,.7\n' > probs.csv; xent diagnose probs.csv --kind logits -q | sed -n '1,2p'
xent: probs.csv: error: --kind logits, but these already are probabilities (from 0.3 to 0.7, rows sum to 1): a second softmax would cap the confidence at 0.731 for 2 classes
  hint: --kind probs
$ xent diagnose probs.csv --kind logits 2>&1 >/dev/null
xent: probs.csv: error: --kind logits, but these already are probabilities (from 0.3 to 0.7, rows sum to 1): a second softmax would cap the confidence at 0.731 for 2 classes
  hint: --kind probs
[exit 2]
$ printf 'label,a,b,c\n0,.57612,.21194,.21194\n1,.21194,.57612,.21194\n2,.21194,.21194,.57612\n' > twice.csv; xent diagnose twice.csv 2>&1 >/dev/null
xent: twice.csv: warning: every row is the softmax of a row of probabilities, which are 0.9 or more for one class in 3 of 3 rows: softmax was applied twice
  hint: save the scores before the last softmax; a fitted temperature far below 1 would only hide it
xent: twice.csv: warning: 3 rows in 1 bin, of which 1 holds fewer than 10; a perfectly calibrated model would score an ECE of 0.241 here
  hint: one bin holds all rows: only more of them show a smaller error
$ printf '0,.5,.5\n1,.3,.7\n' > bare.csv; xent diagnose bare.csv --labels 0 2>&1 >/dev/null
xent: bare.csv:1: note: no header: the first row is taken as data, columns count from 0
xent: bare.csv: warning: 2 rows in 2 bins, of which 2 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.464 here
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
$ printf '0.1,0.9\n0.2,0.8\n' > nolabel.csv; xent diagnose nolabel.csv
xent: nolabel.csv:1: note: no header: the first row is taken as data, columns count from 0
xent: nolabel.csv: error: no header that says which column is the label; there are: 0, 1
  hint: --labels COLUMN, by its name or its number from 0, or --labels FILE
[exit 3]
$ xent diagnose bare.csv --header --labels 0
xent: bare.csv:1: warning: the first row is taken as the header, but looks like data
  hint: --no-header
xent: bare.csv: note: only class 1 occurs: losses are defined, discrimination is not
xent: bare.csv: warning: 1 row in 1 bin, of which 1 holds fewer than 10; a perfectly calibrated model would score an ECE of 0.429 here
  hint: one bin holds all rows: only more of them show a smaller error
input   bare.csv: 1 row, 2 classes; text
kind    probs (see --kind): values within [0, 1], rows sum to 1 within 1e-02
found   one class only occurs: class 1

  metric                                   value   95 % interval      by chance
  accuracy                                1.0000   [0.2065, 1.0000]
  mean confidence                         0.7000
  overconfidence                         -0.3000
  negative log-likelihood (nats)          0.3567
  perplexity                              1.4286
  Brier score                             0.1800
  label entropy (nats)                    0.0000
  predictive entropy (nats)               0.6109
  expected calibration error              0.3000                      <= 0.7000
  root mean square calibration error      0.3000                      <= 0.7000
  maximum calibration error               0.3000
  equal-mass calibration error            0.3000                      <= 0.7000
  debiased calibration error              0.0000                      <= 0.0000
  classwise calibration error             0.3000                      <= 0.7000
  Kolmogorov-Smirnov calibration error    0.3000                      <= 0.7000
  Spiegelhalter's z                      -0.6547                      p = 0.5127
  area under the risk-coverage curve      0.0000

  bin         rows   stated   observed       0                      1
  0.67-0.73      1    0.700      1.000       #################+++++++
  # observed   . stated, not observed   + observed, not stated

corp    Brier 0.0900 of the diagram = 0.0900 miscalibration (by chance <=
        0.4900) - 0.0000 discrimination + 0.0000 uncertainty (isotonic)

verdict UNDETERMINED. ECE 0.3000 is within what chance alone gives (up to
        0.7000), but 1 row cannot show an error of 0.01: that takes about 10,000
        rows.
next    xent report bare.csv --header --labels 0 -o report.html
$ printf 'label;a;b\n0;.5;.5\n1;.3;.7\n' > semi.csv; xent diagnose semi.csv --delimiter ,
xent: semi.csv:1: note: no header: the first row is taken as data, columns count from 0
xent: semi.csv: error: one column found, but every line has 2 ';'
  hint: --delimiter ';'
[exit 3]
$ printf 'label;a;b\n0;0,5;0,5\n1;0,3;0,7\n' > comma.csv; xent diagnose comma.csv
xent: comma.csv:2: error: column a: "0,5" has a decimal comma (2 such cells)
  hint: --decimal ,
[exit 3]
$ xent diagnose comma.csv --decimal , -q | sed -n '1,2p'
xent: comma.csv: warning: 2 rows in 2 bins, of which 2 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.464 here
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
input   comma.csv: 2 rows, 2 classes; text
kind    probs (see --kind): values within [0, 1], rows sum to 1 within 1e-02
$ printf 'label\n0\n1\n0\n' > labels.csv; printf 'a,b\n.5,.5\n.3,.7\n' > two.csv; xent diagnose two.csv --labels labels.csv
xent: labels.csv: error: 2 rows of scores but 3 labels
  hint: was a header counted as a row, or left out?
[exit 3]
$ printf 'label,a,b\n1,.5,.5\n1,.3,.7\n' > one.csv; xent diagnose one.csv 2>&1 >/dev/null
xent: one.csv: note: only class 1 occurs: losses are defined, discrimination is not
xent: one.csv: warning: 2 rows in 2 bins, of which 2 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.464 here
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
$ printf 'label,a,b\n0,.9,.1\n1,.3,.7\n0,.3,.7\n' > few.csv; xent diagnose few.csv 2>&1 | tail -4
verdict UNDETERMINED. ECE 0.1667 is within what chance alone gives (up to
        0.5000), but 3 rows cannot show an error of 0.01: that takes about 3,000
        rows.
next    xent report few.csv -o report.html
$ { head -41 digits.csv; sed -n 2,41p digits.csv; } > part.csv; xent diagnose part.csv 2>&1 >/dev/null
xent: part.csv: warning: 40 of 80 rows are exact copies of others: intervals are too narrow if they are not cases of their own
xent: part.csv: warning: 80 rows in 7 bins, of which 6 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.054 here
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
$ printf 'label,a,b\n0,0,1\n1,.3,.7\n1,.2,.8\n1,1,0\n' > zero.csv; xent diagnose zero.csv
xent: zero.csv:2: note: 2 rows give the true class the probability 0: the NLL is infinite; the first is row 0
  hint: --clip 1e-12 bounds it, and says so
xent: zero.csv: warning: 4 rows in 3 bins, of which 3 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.189 here
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
input   zero.csv: 4 rows, 2 classes; text
kind    probs (see --kind): values within [0, 1], rows sum to 1 within 1e-02
        2 rows give their class probability 0
found   true classes have the probability 0: rows 2

  metric                                  value   95 % interval       by chance
  accuracy                               0.5000   [0.1500, 0.8500]
  mean confidence                        0.8750   [0.7280, 1.0220]
  overconfidence                         0.3750   [-0.3334, 1.0834]
  negative log-likelihood (nats)            inf
  perplexity                                inf
  Brier score                            1.0650   [0.0062, 2.1238]
  label entropy (nats)                   0.5623
  predictive entropy (nats)              0.2778   [0.0000, 0.5953]
  expected calibration error             0.6250                       <= 0.3750
  root mean square calibration error     0.7297                       <= 0.5315
  maximum calibration error              1.0000
  equal-mass calibration error           0.6250                       <= 0.3750
  debiased calibration error             0.7071                       <= 0.0000
  classwise calibration error            0.6250                       <= 0.3750
  Kolmogorov-Smirnov calibration error   0.3750                       <= 0.3750
  Spiegelhalter's z                      5.8279                       p < 0.0001
  area under the risk-coverage curve     0.7917

  bin         rows   stated   observed       0                      1
  0.93-1.00      2    1.000      0.000   *   ........................
  0.73-0.80      1    0.800      1.000       ###################+++++
  0.67-0.73      1    0.700      1.000       #################+++++++
  # observed   . stated, not observed   + observed, not stated
  * outside of what chance does to a calibrated model

corp    Brier 0.5325 of the diagram = 0.2825 miscalibration (by chance <=
        0.2825) - 0.0000 discrimination + 0.2500 uncertainty (isotonic)

verdict MIXED. It says 87.5 % and is right 50.0 % of the time (gap +0.375); ECE
        0.6250, where chance alone gives up to 0.3750. A fit has no finite
        optimum (infinite): a row gives its class probability 0: look at it, or
        use --clip.
next    xent report zero.csv -o report.html
$ xent diagnose zero.csv --clip 1e-6 -q | sed -n '1,5p'
xent: zero.csv: warning: 4 rows in 3 bins, of which 3 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.189 here
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
input   zero.csv: 4 rows, 2 classes; text
kind    probs (see --kind): values within [0, 1], rows sum to 1 within 1e-02
        4 scores clipped

  metric                                  value   95 % interval        by chance
$ head -c 20000 digits.npz > cut.npz; xent diagnose cut.npz
xent: cut.npz: error: damaged zip archive (Not a zip archive): incomplete download?
[exit 3]
$ printf '\200\004\225' > model.pkl; xent diagnose model.pkl
xent: model.pkl: error: a pickle: reading it can run code; refused
  hint: where you trust it: numpy.save("out.npy", array)
[exit 3]
$ printf 'PAR1....PAR1' > data.parquet; xent diagnose data.parquet
xent: data.parquet: error: a Parquet file, which xent does not read
  hint: duckdb -csv -c "select * from 'FILE'" | xent ... -
[exit 3]
$ printf '' > empty.csv; xent diagnose empty.csv
xent: empty.csv: error: the file is empty
[exit 3]
$ printf 'label,a,b\n' > header.csv; xent diagnose header.csv
xent: header.csv: error: a header, but no rows
[exit 3]
$ printf 'label,a,b\n0,.5,"x\n' > quote.csv; xent diagnose quote.csv
xent: quote.csv:3: error: a stray or missing quote
[exit 3]
$ printf 'label,a,b\n0,.5,zebra\n1,.3,.7\n' > word.csv; xent diagnose word.csv
xent: word.csv:2: error: column b: "zebra" is not a number
[exit 3]
$ printf 'label,a,b\n0,.5,1\0002\n' > nul.csv; xent diagnose nul.csv
xent: nul.csv: error: neither npy, npz nor text: byte 7 of line 2 is 0x00
[exit 3]
$ printf 'species,cat,dog\ncat,.9,.1\ndog,.3,.7\ncow,.5,.5\n' > words.csv; xent diagnose words.csv --labels species
xent: words.csv:4: error: the label "cow" is not the name of a score column
  hint: the score columns are cat, dog: name them like the labels, or number the labels from 0
[exit 3]
$ xent diagnose missing.csv
xent: missing.csv: error: cannot open: No such file or directory
[exit 4]
$ xent diagnose .
xent: .: error: cannot read: it is a folder
[exit 4]
$ xent diagnose digits.npz --labels nothing
xent: digits.npz: error: no array and no file is called 'nothing'; there are: logits: float32 [1397, 10], labels: int64 [1397]
  hint: --labels NAME, or --labels FILE
[exit 3]
$ xent diagnose digits.csv --labels nothing
xent: digits.csv: error: no column is called 'nothing'; there are: label, p0, p1, p2, p3, p4, p5, p6, ... (11 in all)
  hint: --labels COLUMN, by its name or its number from 0, or --labels FILE
[exit 3]
$ xent diagnose digits.csv --scores p0,p1,p42
xent: digits.csv: error: no column is called 'p42'; there are: label, p0, p1, p2, p3, p4, p5, p6, ... (11 in all)
  hint: --scores COLUMN, by its name or its number from 0
[exit 3]
$ xent diagnose digits.csv --scores p0:p3
xent: digits.csv:6: error: label 7 at row 4; 4 classes allow 0 to 3 (246 such rows)
[exit 3]
$ xent diagnose digits.npz --weights labels 2>&1 >/dev/null
xent: digits.npz: error: no labels found; there are: logits: float32 [1397, 10], labels: int64 [1397]
  hint: --labels NAME, or --labels FILE
[exit 3]
$ printf 'label,prob,w\n0,.3,1\n1,.7,-1\n' > weights.csv; xent diagnose weights.csv --scores prob --weights w
xent: weights.csv:3: error: weight -1 at row 1 is not a positive finite number
[exit 3]
$ printf 'label,a,b\n-100,.5,.5\n0,.3,.7\n1,.4,.6\n' > ignore.csv; xent diagnose ignore.csv
xent: ignore.csv:2: error: label -100 at row 0; 2 classes allow 0 to 1
  hint: --ignore-index -100, if it marks rows without a label
[exit 3]
$ xent diagnose ignore.csv --ignore-index -100 -q | sed -n '1,3p'
xent: ignore.csv: warning: 2 rows in 2 bins, of which 2 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.457 here
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
input   ignore.csv: 2 rows, 2 classes; text
kind    probs (see --kind): values within [0, 1], rows sum to 1 within 1e-02
        1 rows dropped by --ignore-index
$ xent diagnose ignore.csv --ignore-index=7 2>&1 >/dev/null
xent: ignore.csv:2: error: label -100 at row 0; 2 classes allow 0 to 1
  hint: --ignore-index -100, if it marks rows without a label
[exit 3]
$ { printf '\223NUMPY\001\000\106\000'; printf '%-69s\n' "{'descr': '|O', 'fortran_order': False, 'shape': (2,), }"; } > object.npy; xent diagnose object.npy
xent: object.npy: error: an object array: reading it needs pickle, which can run code; refused
  hint: save it as numbers: numpy.save("out.npy", a.astype("float32"))
[exit 3]
$ { printf '\223NUMPY\001\000\106\000'; printf '%-69s\n' "{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }"; printf '\0\0\0\0\001\0\0\0'; } > int.npy; xent diagnose int.npy
xent: int.npy: error: the scores are int32 [2]: labels? are the arguments swapped?
  hint: name the file of the scores first, and this one by --labels
[exit 3]
$ { printf '\223NUMPY\001\000\106\000'; printf '%-69s\n' "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }"; printf '\0\0\0\0'; } > cut.npy; xent diagnose cut.npy
xent: cut.npy: error: the header promises 112 bytes, the file has 84 (75 %): incomplete download?
[exit 3]
$ { printf '\223NUMPY\001\000\106\000'; printf '%-69s\n' "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 1), }"; printf '\0\0\0\077\0\0\200\076'; } > fortran.npy; xent diagnose fortran.npy --labels int.npy | sed -n '1,2p'
xent: fortran.npy: warning: 2 rows in 2 bins, of which 2 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.436 here
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
input   fortran.npy: 2 rows, 2 classes; float32, Fortran order
kind    probs (see --kind): one column within [0, 1]
$ printf 'label,prob,w\n0,.3,1e308\n1,.7,1e308\n' > heavy.csv; xent diagnose heavy.csv --weights w
xent: heavy.csv: error: the sum of the weights is beyond the range of doubles
  hint: divide them by the largest: only their ratios count
[exit 3]
$ xent diagnose digits.csv --scores label,p0,p1
xent: digits.csv: error: 'label' is taken for scores and for labels
  hint: leave it out of --scores, or name other labels by --labels
[exit 2]
$ xent diagnose cancer.csv --scores prob --labels prob
xent: cancer.csv: error: 'prob' is taken for scores and for labels
  hint: leave it out of --scores, or name other labels by --labels
[exit 2]
$ xent diagnose digits.npz --weights logits
xent: digits.npz: error: the weights are 10 columns; one is wanted
[exit 3]
$ xent diagnose digits.npz --cluster logits
xent: digits.npz: error: the cluster is 10 columns; one is wanted
[exit 3]
$ for b in 15 5; do (echo label,p; for i in 1 2 3 4 5 6 7 8; do echo "$((i % 2)),0.1"; echo "$((i % 2)),0.9"; done) | xent diagnose - --bins $b --metrics ece 2>&1 | grep hint; done; (echo label,p; for i in 1 2 3 4 5 6 7 8; do echo "$((i % 2)),0.5"; done) | xent diagnose - --metrics ece 2>&1 | grep hint
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
  hint: use ece_mass, whose bins hold equal numbers, or more rows
  hint: one bin holds all rows: only more of them show a smaller error
$ printf 'label,prob\n0,.5\n1,.\0335\n' > esc.csv; xent diagnose esc.csv; printf 'label,prob,name\n0,.5,a\n1,.5,b\033[1mc\n' > esc.csv; xent diagnose esc.csv -q --group name --metrics accuracy | grep '^  b'
xent: esc.csv:3: error: column prob: ".\x1b5" is not a number
  b\x1b[1mc      1     0.0000   too few rows for a test
$ printf 'label,prob\n0,.5\n1,.\0015\n' > soh.csv; xent diagnose soh.csv
xent: soh.csv: error: neither npy, npz nor text: byte 4 of line 3 is 0x01
[exit 3]
