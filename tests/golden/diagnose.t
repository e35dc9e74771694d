$ xent diagnose digits.npz
input   digits.npz: 1,397 rows, 10 classes; float32, C order
kind    logits (see --kind): values run from -27.5774 to 17.5929

  metric                                   value   95 % interval      by chance
  accuracy                                0.8060   [0.7845, 0.8259]
  top-5 accuracy                          0.9871   [0.9797, 0.9918]
  mean confidence                         0.9139   [0.9061, 0.9216]
  overconfidence                          0.1079   [0.0895, 0.1262]
  negative log-likelihood (nats)          0.8090   [0.7012, 0.9168]
  perplexity                              2.2456   [2.0161, 2.5013]
  Brier score                             0.3029   [0.2713, 0.3345]
  label entropy (nats)                    2.3021
  predictive entropy (nats)               0.2356   [0.2176, 0.2535]
  expected calibration error              0.1079                      <= 0.0225
  root mean square calibration error      0.1238                      <= 0.0506
  maximum calibration error               0.3279
  equal-mass calibration error            0.1079                      <= 0.0199
  debiased calibration error              0.1314   [0.1096, 0.1564]   <= 0.0291
  classwise calibration error             0.0249                      <= 0.0100
  Kolmogorov-Smirnov calibration error    0.1079                      <= 0.0141
  Spiegelhalter's z                      23.1784                      p < 0.0001
  area under the risk-coverage curve      0.0587

  bin         rows   stated   observed       0                      1
  0.93-1.00    987    0.992      0.918   *   ######################..
  0.87-0.93     99    0.906      0.677   *   ################......
  0.80-0.87     69    0.832      0.696   *   #################...
  0.73-0.80     51    0.769      0.510   *   ############......
  0.60-0.67     53    0.630      0.453   *   ###########....
  0.53-0.60     47    0.565      0.426       ##########....
  ... and 5 bins with fewer rows (-v shows all)
  # observed   . stated, not observed   + observed, not stated
  * outside of what chance does to a calibrated model

corp    Brier 0.1343 of the diagram = 0.0209 miscalibration (by chance <=
        0.0034) - 0.0429 discrimination + 0.1564 uncertainty (isotonic)

ledger  NLL 0.8090 = 2.3021 uncertainty - 1.6953 resolution + 0.2021
        miscalibration [0.1535, 0.2596] (temperature, 5 folds)

verdict OVERCONFIDENT. It says 91.4 % and is right 80.6 % of the time (gap
        +0.108); ECE 0.1079, where chance alone gives up to 0.0225. T = 2.05
        would save 0.202 nats a row (measured on held-out folds).
next    xent fit temperature digits.npz -o map.json
$ LC_ALL=C.UTF-8 xent diagnose digits.csv
xent: digits.csv: warning: 400 rows in 11 bins, of which 4 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.031 here, and only an error of 0.031 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
input   digits.csv: 400 rows, 10 classes; text
kind    probs (see --kind): values within [0, 1], rows sum to 1 within 1e-04

  metric                                   value   95 % interval      by chance
  accuracy                                0.8000   [0.7580, 0.8363]
  top-5 accuracy                          0.9875   [0.9711, 0.9946]
  mean confidence                         0.9095   [0.8944, 0.9247]
  overconfidence                          0.1095   [0.0750, 0.1441]
  negative log-likelihood (nats)          0.8505   [0.6521, 1.0489]
  perplexity                              2.3408   [1.9195, 2.8545]
  Brier score                             0.3095   [0.2501, 0.3689]
  label entropy (nats)                    2.2954
  predictive entropy (nats)               0.2487   [0.2140, 0.2835]
  expected calibration error              0.1203                      ≤ 0.0438
  root mean square calibration error      0.1620                      ≤ 0.0961
  maximum calibration error               0.4166
  equal-mass calibration error            0.1096                      ≤ 0.0380
  debiased calibration error              0.1346   [0.0947, 0.1878]   ≤ 0.0532
  classwise calibration error             0.0319                      ≤ 0.0179
  Kolmogorov-Smirnov calibration error    0.1096                      ≤ 0.0265
  Spiegelhalter's z                      12.2051                      p < 0.0001
  area under the risk-coverage curve      0.0587

  bin         rows   stated   observed       0                      1
  0.93–1.00    278    0.991      0.928   *   ██████████████████████░░
  0.87–0.93     33    0.910      0.576   *   ██████████████░░░░░░░░
  0.80–0.87     17    0.838      0.706       █████████████████░░░
  0.73–0.80     15    0.771      0.600       ██████████████░░░░░
  0.67–0.73     15    0.697      0.333   *   ████████░░░░░░░░░
  0.53–0.60     14    0.559      0.143   *   ███░░░░░░░░░░
  … and 5 bins with fewer rows (-v shows all)
  █ observed   ░ stated, not observed   ▒ observed, not stated
  * outside of what chance does to a calibrated model

corp    Brier 0.1363 of the diagram = 0.0263 miscalibration (by chance ≤ 0.0085)
        − 0.0500 discrimination + 0.1600 uncertainty (isotonic)

ledger  NLL 0.8505 = 2.2954 uncertainty − 1.6500 resolution + 0.2051
        miscalibration [0.1256, 0.3188] (temperature, 5 folds)

verdict OVERCONFIDENT. It says 91.0 % and is right 80.0 % of the time (gap
        +0.110); ECE 0.1203, where chance alone gives up to 0.0438. T = 2.04
        would save 0.205 nats a row (measured on held-out folds).
next    xent fit temperature digits.csv -o map.json
$ LC_ALL=C.UTF-8 xent diagnose cancer.csv -v
xent: cancer.csv: warning: 569 rows in 15 bins, of which 11 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.023 here, and only an error of 0.018 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
input   cancer.csv: 569 rows, 2 classes; text
kind    probs (see --kind): one column within [0, 1]

  metric                                   value   95 % interval      by chance
  accuracy                                0.8893   [0.8608, 0.9125]
  mean confidence                         0.9552   [0.9469, 0.9635]
  overconfidence                          0.0660   [0.0425, 0.0894]
  negative log-likelihood (nats)          0.3591   [0.2589, 0.4593]
  perplexity                              1.4320   [1.2955, 1.5830]
  Brier score                             0.0853   [0.0658, 0.1049]
  label entropy (nats)                    0.6603
  predictive entropy (nats)               0.1074   [0.0914, 0.1233]
  expected calibration error              0.0750                      ≤ 0.0308
  root mean square calibration error      0.1166                      ≤ 0.0849
  maximum calibration error               0.5086                      ≤ 0.5507
  equal-mass calibration error            0.0622                      ≤ 0.0211
  debiased calibration error              0.0829   [0.0538, 0.1226]   ≤ 0.0352
  Kolmogorov-Smirnov calibration error    0.0416                      ≤ 0.0166
  Spiegelhalter's z                      11.9621                      p < 0.0001
  area under the ROC curve                0.9513   [0.9300, 0.9664]
  area under the risk-coverage curve      0.0253

  accuracy            share of rows with [p > 1/2] = y; Wilson interval
  mean_confidence     mean of max(p, 1-p)
  overconfidence      mean of max(p, 1-p), less accuracy
  nll                 mean of -ln q(y)
  perplexity          exp of the mean of -ln q(y)
  brier               mean of (p - y)^2, 0..1
  label_entropy       entropy of the label frequencies
  predictive_entropy  mean of H(p, 1-p)
  ece                 P(y=1) against y, L1, 15 equal-width bins (lo,hi]
  rmsce               P(y=1) against y, L2, 15 equal-width bins (lo,hi]
  mce                 P(y=1) against y, maximum, 15 equal-width bins (lo,hi]
  ece_mass            P(y=1) against y, L1, 15 equal-mass bins, ties never split
  ece_debiased        P(y=1) against y, L2, 15 equal-mass bins, less the bins'
                      variance, 0 if negative; interval of the population's by
                      inverted tests, valid at 0
  ks                  P(y=1) against y, largest |sum of (outcome - p)| / n over
                      prefixes by p, ties pooled; Brownian p-value
  spiegelhalter_z     P(y=1) against y, sum (y-p)(1-2p) / sqrt(sum (1-2p)^2
                      p(1-p)); two-sided p-value
  auroc               share of (positive, negative) pairs of rows in order, ties
                      count 1/2; DeLong's interval, on the logit scale
  aurc                mean over i of the share of errors among the i most
                      confident rows, ties in the mean over their orders

  bin         rows   stated   observed       0                      1
  0.93–1.00    160    0.995      0.963   *   ███████████████████████░
  0.87–0.93      7    0.896      0.857       █████████████████████░
  0.80–0.87      7    0.836      0.429   *   ██████████░░░░░░░░░░
  0.73–0.80      8    0.759      0.250   *   ██████░░░░░░░░░░░░
  0.67–0.73      7    0.711      0.714       █████████████████
  0.60–0.67      7    0.641      0.429       ██████████░░░░░
  0.53–0.60      6    0.555      0.333       ████████░░░░░
  0.47–0.53      5    0.503      0.800       ████████████▒▒▒▒▒▒▒
  0.40–0.47      2    0.449      0.000       ░░░░░░░░░░░
  0.33–0.40      4    0.354      0.750       █████████▒▒▒▒▒▒▒▒▒
  0.27–0.33      4    0.303      0.000       ░░░░░░░
  0.20–0.27      8    0.248      0.250       ██████
  0.13–0.20     12    0.165      0.417       ████▒▒▒▒▒▒
  0.07–0.13     18    0.096      0.167       ██▒▒
  0.00–0.07    314    0.007      0.064   *   ▒▒
  █ observed   ░ stated, not observed   ▒ observed, not stated
  * outside of what chance does to a calibrated model

corp    Brier 0.0853 of the diagram = 0.0137 miscalibration (by chance ≤ 0.0058)
        − 0.1622 discrimination + 0.2338 uncertainty (isotonic)

ledger  NLL 0.3591 = 0.6603 uncertainty − 0.4022 resolution + 0.1010
        miscalibration [0.0525, 0.1670] (platt, 5 folds)

verdict OVERCONFIDENT. Cox slope 0.404 [0.333, 0.475] (calibrated: 1), intercept
        -0.133 [-0.426, +0.161] (calibrated: 0); ECE 0.0750, where chance alone
        gives up to 0.0308. Platt scaling (slope 0.404, intercept -0.133) would
        save 0.101 nats a row (measured on held-out folds).
next    xent fit platt cancer.csv -o map.json
$ xent diagnose cancer.csv --confidence top --bins 5 --edges left --unit bits --level 0.9
input   cancer.csv: 569 rows, 2 classes; text
kind    probs (see --kind): one column within [0, 1]

  metric                                   value   90 % interval      by chance
  accuracy                                0.8893   [0.8658, 0.9091]
  mean confidence                         0.9552   [0.9483, 0.9622]
  overconfidence                          0.0660   [0.0463, 0.0856]
  negative log-likelihood (bits)          0.5181   [0.3967, 0.6394]
  perplexity                              1.4320   [1.3165, 1.5577]
  Brier score                             0.0853   [0.0689, 0.1018]
  label entropy (bits)                    0.9526
  predictive entropy (bits)               0.1549   [0.1356, 0.1742]
  expected calibration error              0.0660                      <= 0.0167
  root mean square calibration error      0.0702                      <= 0.0420
  maximum calibration error               0.1557                      <= 0.2291
  equal-mass calibration error            0.0660                      <= 0.0141
  debiased calibration error              0.0830   [0.0584, 0.1144]   <= 0.0211
  Kolmogorov-Smirnov calibration error    0.0660                      <= 0.0146
  Spiegelhalter's z                      11.9621                      p < 0.0001
  area under the risk-coverage curve      0.0253

  bin         rows   stated   observed       0                      1
  0.80-1.00    518    0.984      0.925   *   ######################..
  0.60-0.80     38    0.708      0.553   *   #############....
  0.40-0.60     13    0.540      0.462       ###########..
  # observed   . stated, not observed   + observed, not stated
  * outside of what chance does to a calibrated model

corp    Brier 0.0853 of the diagram = 0.0121 miscalibration (by chance <=
        0.0046) - 0.0252 discrimination + 0.0985 uncertainty (isotonic)

ledger  NLL 0.5181 = 0.9526 uncertainty - 0.5803 resolution + 0.1457
        miscalibration [0.0856, 0.2242] (platt, 5 folds)

verdict OVERCONFIDENT. It says 95.5 % and is right 88.9 % of the time (gap
        +0.066); ECE 0.0660, where chance alone gives up to 0.0167. Platt
        scaling (slope 0.404, intercept -0.133) would save 0.146 bits a row
        (measured on held-out folds).
next    xent fit platt cancer.csv --confidence top --bins 5 --edges left --unit
        bits --level 0.9 -o map.json
$ xent diagnose - < cancer.csv | tail -3
xent: -: warning: 569 rows in 15 bins, of which 11 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.023 here, and only an error of 0.018 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
        gives up to 0.0308. Platt scaling (slope 0.404, intercept -0.133) would
        save 0.101 nats a row (measured on held-out folds).
next    xent fit platt FILE -o map.json # FILE: save what came on standard input
$ COLUMNS=50 xent diagnose cancer.csv | tail -8
xent: cancer.csv: warning: 569 rows in 15 bins, of which 11 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.023 here, and only an error of 0.018 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
verdict OVERCONFIDENT. Cox slope 0.404 [0.333,
        0.475] (calibrated: 1), intercept -0.133
        [-0.426, +0.161] (calibrated: 0); ECE
        0.0750, where chance alone gives up to
        0.0308. Platt scaling (slope 0.404,
        intercept -0.133) would save 0.101 nats a
        row (measured on held-out folds).
next    xent fit platt cancer.csv -o map.json
$ xent diagnose digits.npz --kind logits --folds 0 | tail -3
        +0.108); ECE 0.1079, where chance alone gives up to 0.0225. T = 2.05
        fits these rows best.
next    xent fit temperature digits.npz --kind logits --folds 0 -o map.json
$ xent diagnose cancer.csv --json > a.json; xent diagnose cancer.csv --json --threads 1 | cmp - a.json && head -4 a.json
xent: cancer.csv: warning: 569 rows in 15 bins, of which 11 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.023 here, and only an error of 0.018 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
xent: cancer.csv: warning: 569 rows in 15 bins, of which 11 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.023 here, and only an error of 0.018 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
{
  "command": "diagnose",
  "curves": {
    "bins": [
$ xent fit temperature digits.npz -q -o map.json | tail -1; xent diagnose digits.npz -q --map map.json --bins 10 --unit bits | sed -n '/^ledger/,$p'
  expected calibration error   0.1079   0.0372
xent: map.json: warning: the map was fitted on these very rows: what it saves here is in-sample
  hint: measure it on other rows, or fit with cross-validation (--folds)
ledger  NLL 0.8742 = 3.3213 uncertainty - 2.4458 resolution - 0.0014
        miscalibration (temperature, 5 folds)

verdict MIXED. It says 80.0 % and is right 80.6 % of the time (gap -0.006); ECE
        0.0339, where chance alone gives up to 0.0296.
next    xent report digits.npz --map map.json --bins 10 --unit bits -o
        report.html
$ printf 'label,prob\n1,.5\n' > half.csv; xent diagnose half.csv --folds 0 2>&1 | grep -A2 '^xent\|^verdict'
xent: half.csv: note: only class 1 occurs: losses are defined, discrimination is not
xent: half.csv: warning: 1 row in 1 bin, of which 1 holds fewer than 10; a perfectly calibrated model would score an ECE of 0.500 here
  hint: one bin holds all rows: only more of them show a smaller error
input   half.csv: 1 row, 2 classes; text
--
verdict UNDETERMINED. ECE 0.5000 is within what chance alone gives (up to
        0.5000), but 1 row cannot show an error of 0.01: that takes about 10,000
        rows.
$ for i in 1 2 3; do printf "0,.6\n1,.5\n0,.4\n1,.7\n1,.3\n0,.45\n"; done | sed "1i label,prob" > noise.csv; xent diagnose noise.csv -q 2>&1 | grep -A1 ^ledger
ledger  NLL 0.7131 = 0.6931 uncertainty + 0.0751 resolution - 0.0552
        miscalibration [0.0000, 0.1826] (platt, 5 folds)
$ xent diagnose digits.csv --ledger-map isotonic -q | grep -A 4 '^ledger'
xent: warning: 14 rows had probability 0 for their class under the isotonic map of the other folds, so that the NLL after is infinite
  hint: judge it by the Brier score, or fit temperature or platt, which leave no class impossible
xent: digits.csv: warning: 400 rows in 11 bins, of which 4 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.031 here, and only an error of 0.031 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
ledger  NLL 0.8505 = 2.2954 uncertainty + inf resolution - inf miscalibration
        (isotonic, 5 folds)
        Brier 0.3095 = 0.8986 uncertainty - 0.6011 resolution + 0.0120
        miscalibration (isotonic, 5 folds)

$ xent diagnose digits.csv --ledger-map isotonic -q --json 2>&1 | sed -n -e '/no class impossible/p' -e '/"ledger": {/,/"withheld"/p'
  hint: judge it by the Brier score, or fit temperature or platt, which leave no class impossible
    "ledger": {
      "brier": {
        "miscalibration": 0.012014059816918998,
        "resolution": 0.60112880147804604,
        "score": 0.30946025833887281,
        "uncertainty": 0.8985749999999999
      },
      "folds": 5,
      "map": "isotonic",
      "miscalibration": {
        "status": "-inf",
        "value": null
      },
      "nll": 0.85048787247664093,
      "perplexity": {
        "miscalibration": {
          "status": "-inf",
          "value": null
        },
        "nll": 2.3407885797162415,
        "resolution": {
          "status": "-inf",
          "value": null
        },
        "uncertainty": 9.9285416016144197
      },
      "resolution": {
        "status": "-inf",
        "value": null
      },
      "uncertainty": 2.2954135993569773,
      "withheld": "no interval of this map's saving is known to cover"
      "hint": "judge it by the Brier score, or fit temperature or platt, which leave no class impossible",
$ xent diagnose digits.csv --ledger-map vector -q | sed -n '/^verdict/,$p'; xent diagnose digits.csv --ledger-map vector -q --folds 0 | sed -n '/^verdict/,$p'
xent: digits.csv: warning: 400 rows in 11 bins, of which 4 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.031 here, and only an error of 0.031 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
verdict OVERCONFIDENT. It says 91.0 % and is right 80.0 % of the time (gap
        +0.110); ECE 0.1203, where chance alone gives up to 0.0438. Vector
        scaling would save 0.174 nats a row (measured on held-out folds).
next    xent fit vector digits.csv -o map.json
xent: digits.csv: warning: 400 rows in 11 bins, of which 4 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.031 here, and only an error of 0.031 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
verdict OVERCONFIDENT. It says 91.0 % and is right 80.0 % of the time (gap
        +0.110); ECE 0.1203, where chance alone gives up to 0.0438. Vector
        scaling fits these rows best.
next    xent fit vector digits.csv --folds 0 -o map.json
$ xent fit temperature digits.csv -q -o t.json >/dev/null; xent diagnose digits.csv --map t.json -q | sed -n '/^kind/p'; xent fit isotonic digits.npz -q -o i.json >/dev/null; xent diagnose digits.npz --map i.json -q | sed -n '/^kind/p'; xent diagnose digits.npz --map i.json -q --json | grep '"kind"'
xent: t.json: warning: the map was fitted on these very rows: what it saves here is in-sample
  hint: measure it on other rows, or fit with cross-validation (--folds)
xent: digits.csv: warning: 400 rows in 12 bins, of which 2 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.047 here, and only an error of 0.060 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
kind    probs (see --kind): values within [0, 1], rows sum to 1 within 1e-04
xent: warning: 18 rows had probability 0 for their class under the isotonic map of the other folds, so that the NLL after is infinite
  hint: judge it by the Brier score, or fit temperature or platt, which leave no class impossible
xent: i.json: warning: the map was fitted on these very rows: what it saves here is in-sample
  hint: measure it on other rows, or fit with cross-validation (--folds)
kind    logits (see --kind): values run from -27.5774 to 17.5929
xent: i.json: warning: the map was fitted on these very rows: what it saves here is in-sample
  hint: measure it on other rows, or fit with cross-validation (--folds)
    "kind": "logits",
$ printf 'label,p\n' > even.csv; seq 40 | awk '{ print $1 % 2 ",.5" }' >> even.csv; xent diagnose even.csv -q | sed -n '/^  bin/,/^$/p'
xent: even.csv: warning: 40 rows in 1 bin; a perfectly calibrated model would score an ECE of 0.062 here, and only an error of 0.216 or more would show in four samples of five
  hint: one bin holds all rows: only more of them show a smaller error
  bin         rows   stated   observed       0                      1
  0.47-0.53     40    0.500      0.500       ############
  # observed   . stated, not observed   + observed, not stated

$ xent diagnose digits.npz --metrics skce --json -q | sed -n '/"skce"/,/}/p' | grep 'bandwidth\|pairs\|blocks'; awk -v OFS=, 'BEGIN { print "label,p"; for (i = 0; i < 5000; i++) print i % 3 == 0, (i % 100 + .5) / 100 }' > many.csv; xent diagnose many.csv --metrics skce --json -q | sed -n '/"skce"/,/}/p' | grep 'bandwidth\|pairs\|blocks'
      "bandwidth": 0.99910773243486184,
      "blocks": 1,
      "definition": "mean of k(q,q') (e_y - q).(e_y' - q') over pairs, k exp(-tv(q,q')/h), h the median distance",
      "pairs": 975106,
xent: many.csv: warning: the labels have nothing to do with the scores: the model is sure (0.75 on average), but right in 50 % of the rows, as shuffled labels would be (50 %)
  hint: are these the labels of these rows, and the classes in the order of the columns?
      "bandwidth": 0.29999999999999993,
      "blocks": 6,
      "definition": "mean of k(q,q') (e_y - q).(e_y' - q') over pairs, k exp(-tv(q,q')/h), h the median distance",
      "pairs": 2080834,
