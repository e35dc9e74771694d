$ xent diagnose
xent: error: xent diagnose needs FILE
  hint: xent diagnose --help
[exit 2]
$ xent diagnose digits.npz cancer.csv
xent: error: one argument too many: cancer.csv
  hint: xent diagnose --help
[exit 2]
$ xent diagnose digits.npz --bins 0
xent: error: --bins 0: expected a whole number, 1 .. 1000
  hint: xent diagnose --help
[exit 2]
$ xent diagnose digits.npz --bins 1001
xent: error: --bins 1001: expected a whole number, 1 .. 1000
  hint: xent diagnose --help
[exit 2]
$ xent diagnose digits.npz --bins 10x
xent: error: --bins 10x: expected a whole number, 1 .. 1000
  hint: xent diagnose --help
[exit 2]
$ xent diagnose digits.npz --bins ''
xent: error: --bins : expected a whole number, 1 .. 1000
  hint: xent diagnose --help
[exit 2]
$ xent diagnose digits.npz --bins
xent: error: --bins needs a value: N
  hint: xent diagnose --help
[exit 2]
$ xent diagnose digits.npz --bin 10
xent: error: unknown option --bin; did you mean --bins?
  hint: xent diagnose --help
[exit 2]
$ xent diagnose digits.npz --level 1
xent: error: --level 1: expected a number above 0 and below 1
  hint: xent diagnose --help
[exit 2]
$ xent diagnose digits.npz --level 0x1p-1
xent: error: --level 0x1p-1: expected a number above 0 and below 1
  hint: xent diagnose --help
[exit 2]
$ xent diagnose digits.npz --level nan
xent: error: --level nan: expected a number above 0 and below 1
  hint: xent diagnose --help
[exit 2]
$ xent diagnose digits.npz --tolerance -0.1
xent: error: --tolerance -0.1: expected a number from 0 to 1
  hint: xent diagnose --help
[exit 2]
$ xent diagnose digits.npz --clip 0.5
xent: error: --clip 0.5: expected a number above 0 and below 0.5
  hint: xent diagnose --help
[exit 2]
$ xent diagnose digits.npz --threads 257
xent: error: --threads 257: expected a whole number, 0 .. 256
  hint: xent diagnose --help
[exit 2]
$ xent diagnose digits.npz --seed -1
xent: error: --seed -1: expected a whole number, 0 .. 9223372036854775807
  hint: xent diagnose --help
[exit 2]
$ xent diagnose digits.npz --seed 9223372036854775808
xent: error: --seed 9223372036854775808: expected a whole number, 0 .. 9223372036854775807
  hint: xent diagnose --help
[exit 2]
$ xent diagnose digits.npz --ignore-index 1.5
xent: error: --ignore-index 1.5: expected a whole number
  hint: xent diagnose --help
[exit 2]
$ xent diagnose digits.npz --edges middle
xent: error: --edges middle: expected right|left
  hint: xent diagnose --help
[exit 2]
$ xent diagnose digits.npz --kind logit
xent: error: --kind logit: expected auto|logits|probs|logprobs
  hint: xent diagnose --help
[exit 2]
$ xent diagnose digits.npz --unit bit
xent: error: --unit bit: expected nats, bits, hartleys or a base above 1
  hint: xent diagnose --help
[exit 2]
$ xent diagnose digits.npz --label-base 2
xent: error: --label-base 2: expected 0|1
  hint: xent diagnose --help
[exit 2]
$ xent diagnose cancer.csv --delimiter '|'
xent: error: --delimiter |: expected a comma, a semicolon or tab
  hint: xent diagnose --help
[exit 2]
$ xent diagnose cancer.csv --decimal ';'
xent: error: --decimal ;: expected a point or a comma
  hint: xent diagnose --help
[exit 2]
$ xent diagnose digits.npz --teacher soft.npy
xent: error: xent diagnose takes no --teacher
  hint: xent diagnose --help
[exit 2]
$ xent diagnose digits.npz --smoothed-targets
xent: error: xent diagnose takes no --smoothed-targets
  hint: xent diagnose --help
[exit 2]
$ xent inspect digits.npz --bins 10
xent: error: xent inspect takes no --bins
  hint: xent inspect --help
[exit 2]
$ xent diagnose digits.npz --json=yes
xent: error: --json takes no value
  hint: xent diagnose --help
[exit 2]
$ xent plot reliability digits.npz --terminal tek40xx
xent: error: --terminal tek40xx: expected svg|png|pdf|gp|text
  hint: xent plot --help
[exit 2]
$ xent diagnose "$(printf 'no\033[31m-such\342\200\256file.csv')"
xent: no\x1b[31m-such\u202efile.csv: error: cannot open: No such file or directory
[exit 4]
$ xent diagnose "--$(printf '\033[31m')"
xent: error: unknown option --\x1b[31m
  hint: xent diagnose --help
[exit 2]
$ xent inspect digits.npz --max-memory 5X
xent: error: --max-memory 5X: expected a number of bytes above 0, with K, M, G or T for a unit
  hint: xent inspect --help
[exit 2]
$ xent inspect digits.npz --max-memory 0
xent: error: --max-memory 0: expected a number of bytes above 0, with K, M, G or T for a unit
  hint: xent inspect --help
[exit 2]
$ xent diagnose digits.csv --json >whole 2>whole.err; xent diagnose digits.csv --json --max-memory 20K >little 2>little.err; cmp whole little
$ xent diagnose digits.npz --max-memory 32K
xent: digits.npz: error: 1397 rows keep 33528 bytes in memory (24 each); --max-memory allows 32768
  hint: --max-memory 1M
[exit 4]
$ TMPDIR=/nonexistent xent diagnose digits.csv --max-memory 20K
xent: /nonexistent: error: cannot make a temporary file: No such file or directory
  hint: TMPDIR=FOLDER xent ... names another folder; --max-memory SIZE lets more data stay in memory
[exit 4]
$ xent diagnose digits.npz --metrics ece,nll,ece --bins 3
input   digits.npz: 1,397 rows, 10 classes; float32, C order
kind    logits (see --kind): values run from -27.5774 to 17.5929

  metric                            value   95 % interval      by chance
  negative log-likelihood (nats)   0.8090   [0.7012, 0.9168]
  expected calibration error       0.1079                      <= 0.0148

  bin          rows   stated   observed       0                      1
  0.67-1.00   1,246    0.958      0.855   *   #####################..
  0.33-0.67     149    0.555      0.409   *   ##########...
  0.00-0.33       2    0.328      0.000       ........
  # observed   . stated, not observed   + observed, not stated
  * outside of what chance does to a calibrated model
$ xent diagnose digits.npz -q --metrics auroc,nll,top5_accuracy --json | grep -c '"definition"'
xent: digits.npz: warning: auroc is not defined for 10 classes in 10 columns
2
$ xent diagnose digits.npz --metrics nll,foo
xent: error: unknown metric foo
  hint: xent list metrics
[exit 2]
$ xent diagnose digits.npz --metrics ""
xent: error: unknown metric ""
  hint: xent list metrics
[exit 2]
$ xent report digits.npz --metrics nll -o -
xent: error: xent report takes no --metrics
  hint: xent report --help
[exit 2]
$ head -2 cancer.csv >one.csv; xent diagnose one.csv -q --tolerance 0 | tail -4
xent: one.csv: warning: 1 row in 1 bin, of which 1 holds fewer than 10; a perfectly calibrated model would score an ECE of 0.034 here
  hint: one bin holds all rows: only more of them show a smaller error
verdict UNDETERMINED. ECE 0.0180 is within what chance alone gives (up to
        0.0180), but with a tolerance of 0 no number of rows can show that there
        is no error.
next    xent report one.csv --tolerance 0 -o report.html
$ printf 'label,p\n1,0.5\n0,0.5\n1,0.9\n0,0.2\n' | xent diagnose - --binning mass-split --bins 2 --metrics ece,mce -q -v
xent: -: warning: 4 rows in 2 bins, of which 2 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.267 here
  hint: use ece_mass, whose bins hold equal numbers, or more rows
input   standard input: 4 rows, 2 classes; text
kind    probs (see --kind): one column within [0, 1]

  metric                        value   95 % interval   by chance
  expected calibration error   0.1750                   <= 0.4250
  maximum calibration error    0.2000

  ece                 P(y=1) against y, L1, 2 equal-mass bins, ties split in the
                      order of the rows
  mce                 P(y=1) against y, maximum, 2 equal-mass bins, ties split
                      in the order of the rows

  bin         rows   stated   observed       0                      1
  0.50-0.90      2    0.700      0.500       ############.....
  0.20-0.50      2    0.350      0.500       ########++++
  # observed   . stated, not observed   + observed, not stated
$ printf 'label,p\n1,0.5\n0,0.5\n1,0.9\n0,0.2\n' | xent diagnose - --binning distinct --metrics ece -q -v
xent: -: warning: 4 rows in 3 bins, of which 3 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.252 here
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
input   standard input: 4 rows, 2 classes; text
kind    probs (see --kind): one column within [0, 1]

  metric                        value   95 % interval   by chance
  expected calibration error   0.0750                   <= 0.5250

  ece                 P(y=1) against y, L1, one bin for each distinct p

  bin         rows   stated   observed       0                      1
  0.90-0.90      1    0.900      1.000       ######################++
  0.50-0.50      2    0.500      0.500       ############
  0.20-0.20      1    0.200      0.000       .....
  # observed   . stated, not observed   + observed, not stated
$ xent diagnose digits.npz --binning pile
xent: error: --binning pile: expected width|mass|mass-split|quantile|distinct
  hint: xent diagnose --help
[exit 2]
$ xent diagnose digits.npz --binning mass --explain ece
xent: error: differences are explained from bins of equal width, not by mass
  hint: leave --binning out
[exit 2]
$ xent diagnose cancer.csv -q --metrics smooth_ece,ici,kuiper,hosmer_lemeshow,cox_slope,d2_log,risk_at_coverage --coverage 0.5
input   cancer.csv: 569 rows, 2 classes; text
kind    probs (see --kind): one column within [0, 1]

  metric                          value   95 % interval      by chance
  risk at coverage               0.0211
  logarithmic skill              0.4562
  smooth calibration error       0.0648                      <= 0.0265
  integrated calibration index   0.0591                      <= 0.0251
  Kuiper calibration error       0.0416                      <= 0.0183
  Hosmer-Lemeshow statistic      2657.1
  Cox slope                      0.4040   [0.3323, 0.4757]   p < 0.0001

$ xent diagnose digits.npz -q --metrics all --json | grep -c '"definition"'
43
$ xent diagnose digits.npz -q --metrics risk_at_coverage --coverage 0
xent: error: --coverage 0: expected a number from 1e-09 to 1
  hint: xent diagnose --help
[exit 2]
$ xent diagnose digits.npz -q --metrics accuracy --interval clopper-pearson -v | tail -n 5
  accuracy   0.8060   [0.7843, 0.8264]

  accuracy            share of rows with argmax q = y, ties to the lowest index;
                      Clopper-Pearson interval

$ xent diagnose digits.csv -q --metrics accuracy,ece --interval clopper-pearson --json | grep -E '"(accuracy_high|interval|definition)"' | head -n 4
xent: digits.csv: warning: 400 rows in 11 bins, of which 4 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.031 here, and only an error of 0.031 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
        "accuracy_high": 0.97499999999999998,
        "accuracy_high": 0.8058795503167564,
        "accuracy_high": 0.95672813170725834,
        "accuracy_high": 0.81594843235991688,
$ xent diagnose digits.npz --interval wald
xent: error: --interval wald: expected wilson|clopper-pearson
  hint: xent diagnose --help
[exit 2]
$ xent diagnose cancer.csv --metrics skce --kernel gaussian --bandwidth 0.2 -q --json | sed -n '/"skce"/,/}/p'
    "skce": {
      "bandwidth": 0.20000000000000001,
      "blocks": 1,
      "definition": "mean of k(q,q') (e_y - q).(e_y' - q') over pairs, k exp(-|q - q'|^2/(2 h^2)), h 0.2",
      "null_high": 0.0001439117510679622,
      "null_mean": 0.0,
      "null_method": "1000 draws of every label",
      "p_value": 0.000999000999000999,
      "pairs": 161596,
      "title": "squared kernel calibration error",
      "value": 0.0031614484581177966
    }
