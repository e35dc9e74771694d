$ printf 'a,b,c,pa,pb,pc\n2,0,1,0.5,0.25,0.25\n0,1,0,0.1,0.8,0.1\n1,1,3,0,0.5,0.5\n0.5,2,0,0.25,0.5,0.25\n' > soft.csv
$ xent diagnose soft.csv --targets pa:pc --kind logits -q
xent: soft.csv: warning: no cross-fitting: 4 rows cannot be cut into 5 folds
xent: soft.csv: warning: 4 rows in 3 bins, of which 3 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.145 here
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
input   soft.csv: 4 rows, 3 classes, target distributions; text
kind    logits (see --kind): --kind logits

  metric                                  value   95 % interval       by chance
  accuracy                               0.5750   [0.4279, 0.7099]
  mean confidence                        0.6911   [0.6015, 0.7808]
  overconfidence                         0.1161   [-0.1113, 0.3436]
  negative log-likelihood (nats)         1.0825   [0.8636, 1.3014]
  perplexity                             2.9520   [2.3717, 3.6744]
  Brier score                            0.1156   [0.0277, 0.2035]
  target entropy (nats)                  0.8529   [0.6404, 1.0654]
  KL divergence (nats)                   0.2296   [0.0222, 0.4369]
  label entropy (nats)                   1.0267
  predictive entropy (nats)              0.8063   [0.6773, 0.9353]
  expected calibration error             0.2281                       <= 0.2582
  root mean square calibration error     0.2314                       <= 0.2835
  maximum calibration error              0.2616
  equal-mass calibration error           0.2281                       <= 0.2682
  debiased calibration error             0.0000                       <= 0.0000
  classwise calibration error            0.1689
  Kolmogorov-Smirnov calibration error   0.1161                       <= 0.2299
  area under the risk-coverage curve     0.4813

  bin         rows   stated   observed       0                      1
  0.73-0.80      2    0.762      0.500       ############......
  0.60-0.67      1    0.665      0.500       ############....
  0.53-0.60      1    0.576      0.800       ##############+++++
  # observed   . stated, not observed   + observed, not stated

corp    Brier 0.0539 of the diagram = 0.0370 miscalibration (by chance <=
        0.0696) - 0.0000 discrimination + 0.0169 uncertainty (isotonic)

targets H(P,Q) 1.0825 = 0.8529 entropy of the targets + 0.2296 divergence
        KL(P||Q) (residual -2e-16)

verdict UNDETERMINED. ECE 0.2281 is within what chance alone gives (up to
        0.2582), but 4 rows cannot show an error of 0.01: that takes about 3,000
        rows.
next    xent report soft.csv --kind logits --targets pa:pc -o report.html
$ xent diagnose soft.csv --targets pa,pb,pc --kind logits -q --unit bits --json --metrics nll,target_entropy,kl_divergence | grep -A6 entropy_kl
    "entropy_kl": {
      "cross_entropy": 1.5616997653116025,
      "entropy": 1.2304820237218406,
      "kl": 0.33121774158976225,
      "residual": -3.2034265038149176e-16
    }
  },
$ xent diagnose soft.csv --targets pa:pc --kind logits -q --metrics top5_accuracy,spiegelhalter_z,nll
xent: soft.csv: warning: top5_accuracy is not defined for 3 classes in 3 columns
xent: soft.csv: warning: spiegelhalter_z is not defined for target distributions: it compares with the variance p (1-p) of labels drawn from p
input   soft.csv: 4 rows, 3 classes, target distributions; text
kind    logits (see --kind): --kind logits

  metric                            value   95 % interval      by chance
  negative log-likelihood (nats)   1.0825   [0.8636, 1.3014]

$ xent loss ce soft.csv --targets pa:pc --scores a:c --kind logits -q --reduction none
1.157605964
0.7514447139
1.239544766
1.181355712
$ xent fit temperature soft.csv --targets pa:pc --kind logits -q -o map.json
xent: soft.csv: warning: no cross-fitting: 4 rows cannot be cut into 5 folds
map     temperature
fit     converged in 5 steps on 4 rows, gradient norm below 1e-12
        NLL 1.0825 -> 1.0121 nats a row on these rows

  parameter              value   standard error   95 % interval
  temperature           1.9461           0.5952   [0.7795, 3.1127]
  inverse_temperature   0.5138           0.1572   [0.2058, 0.8219]
$ xent fit vector soft.csv --targets pa:pc --kind logits -q -o map.json
xent: soft.csv: warning: no cross-fitting: 4 rows cannot be cut into 5 folds
map     vector
fit     converged in 17 steps on 4 rows, gradient norm below 1e-12
        NLL 1.0825 -> 0.9269 nats a row on these rows

  parameter                 value     standard error   95 % interval
  weights (3)   -0.1244 to 1.1650   0.1074 to 0.4644
  bias (3)      -0.9788 to 1.1802   0.2700 to 0.4344
$ xent fit vector soft.csv --targets pa:pc --kind logits -q --folds 0 --json | sed -n '/"standard_errors"/,/^  }/p'
  "standard_errors": {
    "bias": [0.26998891015463095, 0.43439489308692303, 0.30723552452969244],
    "weights": [0.10739305960503427, 0.46443341127870474, 0.12591731377712376]
  },
$ awk 'BEGIN { print "z,t"; for (i = 0; i < 40; i++) printf "%.3f,%.3f\n", (i * 37 % 40 - 20) / 5, 1 / (1 + exp(-(i * 37 % 40 - 17) / 9)) * (0.6 + i % 5 / 10) }' > soft1.csv
$ xent fit platt soft1.csv --scores z --targets t --kind logits -q
map     platt
fit     converged in 5 steps on 40 rows, gradient norm below 1e-12
        NLL 0.7072 -> 0.5900 nats a row on these rows

  parameter     value   standard error   95 % interval
  slope        0.4217           0.0330   [0.3571, 0.4864]
  intercept   -0.2428           0.0651   [-0.3703, -0.1152]

  on other rows (5 folds)      before    after
  accuracy                     0.6926   0.6930
  mean confidence              0.8311   0.6945
  negative log-likelihood      0.7072   0.5928
  Brier score                  0.0325   0.0087
  expected calibration error   0.1469   0.0291
$ xent fit isotonic soft1.csv --scores z --targets t --kind logits -q
map     isotonic
fit     the exact optimum, found without steps, on 40 rows
        NLL 0.7072 -> 0.5846 nats a row on these rows

  parameter              value   standard error   95 % interval
  x (33)      0.0180 to 0.9781
  y (33)      0.0790 to 0.8240

  on other rows (5 folds)      before    after
  accuracy                     0.6926   0.6822
  mean confidence              0.8311   0.6997
  negative log-likelihood      0.7072   0.6042
  Brier score                  0.0325   0.0130
  expected calibration error   0.1469   0.0331
$ xent fit platt soft1.csv --scores z --targets t --kind logits -q --smoothed-targets
xent: error: smoothed targets are made of labels, and the rows have target distributions
[exit 2]
$ xent fit platt soft1.csv --scores z --targets t --kind logits -q --folds 0 --threads 1 --json > 1.json; xent fit platt soft1.csv --scores z --targets t --kind logits -q --folds 0 --threads 3 --json | cmp - 1.json
$ xent diagnose soft1.csv --scores z --targets t --kind logits -q --json | sed -n '/"ledger"/,/"score"/p'
xent: soft1.csv: warning: 40 rows in 15 bins, of which 15 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.062 here
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
    "ledger": {
      "brier": {
        "miscalibration": 0.023874739553635758,
        "resolution": 0.043433431955910928,
        "score": 0.03253341697272482,
$ xent diagnose soft1.csv --scores z --targets t --kind logits -q --ledger-map isotonic --json | sed -n '/"ledger"/,/"score"/p'
xent: soft1.csv: warning: 40 rows in 15 bins, of which 15 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.062 here
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
    "ledger": {
      "brier": {
        "miscalibration": 0.01954568141305359,
        "resolution": 0.039104373815328761,
        "score": 0.03253341697272482,
$ xent diagnose soft1.csv --scores z --targets t --kind logits -q | sed -n '/ledger/,$p'
xent: soft1.csv: warning: 40 rows in 15 bins, of which 15 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.062 here
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
ledger  NLL 0.7072 = 0.6864 uncertainty - 0.0936 resolution + 0.1144
        miscalibration [0.0703, 0.1724] (platt, 5 folds)

verdict OVERCONFIDENT. Cox slope 0.422 [0.357, 0.486] (calibrated: 1), intercept
        -0.243 [-0.370, -0.115] (calibrated: 0); ECE 0.1469, where chance alone
        gives up to 0.0878. Platt scaling (slope 0.422, intercept -0.243) would
        save 0.114 nats a row (measured on held-out folds).
next    xent fit platt soft1.csv --scores z --kind logits --targets t -o
        map.json
$ printf 'a,b,c\n3,1,0\n0,4,1\n1,0,2\n0,7,0\n' > counts.csv
$ xent diagnose soft.csv --scores a,b,c --targets counts.csv --kind logits -q --metrics nll,kl_divergence
input   soft.csv: 4 rows, 3 classes, target distributions; text
kind    logits (see --kind): --kind logits

  metric                            value   95 % interval      by chance
  negative log-likelihood (nats)   0.7179   [0.4396, 0.9962]
  KL divergence (nats)             0.2931   [0.2522, 0.3339]

$ printf 'a,b,c\n1,0,0\n0,1,0\n0,0,1\n0,1,0\n' > onehot.csv; printf 'y\n0\n1\n2\n1\n' > y.csv
$ xent diagnose soft.csv --scores a,b,c --targets onehot.csv --kind logits -q --json | sed -n '/"metrics"/,/"notes"/p' > one
xent: soft.csv: warning: 4 rows in 3 bins, of which 3 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.373 here
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
$ xent diagnose soft.csv --scores a,b,c --labels y.csv --kind logits -q --json | sed -n '/"metrics"/,/"notes"/p' > two; cmp one two
xent: soft.csv: warning: 4 rows in 3 bins, of which 3 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.373 here
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
$ printf 'a,b,c\n0.9,0.1,0\n0,0.8,0.1\n1,0,0\n0,1,0\n' > bad.csv; xent diagnose soft.csv --scores a,b,c --targets bad.csv --kind logits -q
xent: bad.csv:3: error: targets: rows are not probabilities: row 1 sums to 0.9 (1 of 4 rows miss 1 by more than 1e-02)
  hint: targets are probabilities that sum to 1, their logarithms, or counts; labels that do not exclude each other: --task multilabel --labels
[exit 3]
$ printf 'a,b,c\n1,0,0\n0,0,0\n0,0,3\n0,1,0\n' > bad.csv; xent diagnose soft.csv --scores a,b,c --targets bad.csv --kind logits -q
xent: bad.csv: error: the targets of row 1 sum to 0: they are neither distributions nor counts
  hint: divide each row by its sum; of a teacher's logits save the softmax
[exit 3]
$ printf 'a,b,c\n-1,2,0.5\n0,3,0\n0,0,3\n0,1,0\n' > bad.csv; xent diagnose soft.csv --scores a,b,c --targets bad.csv --kind logits -q
xent: bad.csv: error: the targets of row 0 sum to 1.5: they are neither distributions nor counts
  hint: divide each row by its sum; of a teacher's logits save the softmax
[exit 3]
$ printf 'a,b\n1,0\n0,1\n' > bad.csv; xent diagnose soft.csv --scores a,b,c --targets bad.csv --kind logits -q
xent: bad.csv: error: 2 x 2 targets for 4 x 3 scores
[exit 3]
$ xent diagnose soft.csv --scores a,b,c --targets nowhere.csv --kind logits -q
xent: soft.csv: error: no column is called 'nowhere.csv'; there are: a, b, c, pa, pb, pc
  hint: --targets COLUMN, by its name or its number from 0
[exit 3]
$ printf 'p,t\n0.2,0.1\n0.7,0.9\n0.6,0.25\n' | xent diagnose - --targets t -q
xent: error: targets of scores on standard input stand in a file; there is no t
  hint: save what comes on standard input, and name the file
[exit 2]
$ printf 'p,t\n0.2,0.1\n0.7,0.9\n0.6,0.25\n' > one.csv; xent diagnose one.csv --targets t -q --metrics nll,brier,accuracy,auroc,ece,kl_divergence
xent: one.csv: warning: 3 rows in 3 bins, of which 3 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.161 here
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
input   one.csv: 3 rows, 2 classes, target distributions; text
kind    probs (see --kind): one column within [0, 1]

  metric                            value   95 % interval      by chance
  accuracy                         0.6833   [0.2755, 0.9245]
  negative log-likelihood (nats)   0.5394   [0.2656, 0.8131]
  Brier score                      0.0575   [0.0000, 0.1234]
  KL divergence (nats)             0.1352   [0.0117, 0.2587]
  expected calibration error       0.2167                      <= 0.2828
  area under the ROC curve         0.8657

  bin         rows   stated   observed       0                      1
  0.67-0.73      1    0.700      0.900       #################+++++
  0.53-0.60      1    0.600      0.250       ######........
  0.13-0.20      1    0.200      0.100       ##...
  # observed   . stated, not observed   + observed, not stated
$ printf 'label,y,a,b,pa,pb\n0,1,2,0,0.5,0.5\n1,0,0,1,0.25,0.75\n' > two.csv; xent diagnose two.csv --scores a,b --targets pa:pb --metrics nll -q; xent diagnose two.csv --scores a,b --metrics nll -q
input   two.csv: 2 rows, 2 classes, target distributions; text
kind    logits (see --kind): values run from 0 to 2

  metric                            value   95 % interval      by chance
  negative log-likelihood (nats)   0.8451   [0.2927, 1.3975]

xent: two.csv: error: more than one column has the name of a label; there are: label, y, a, b, pa, pb
  hint: --labels COLUMN, by its name or its number from 0, or --labels FILE
[exit 3]
$ xent diagnose soft.csv --targets pa:pc --kind logits --metrics classwise_ece -q --per-class
input   soft.csv: 4 rows, 3 classes, target distributions; text
kind    logits (see --kind): --kind logits

  metric                         value   95 % interval   by chance
  classwise calibration error   0.1689


classes ECE 0.1689 in the mean, 0.5067 in sum; root mean square 0.1889, largest
        gap 0.2870
  class    share      ECE    RMSCE   largest gap
      1   0.5125   0.2534   0.2545        0.2767
      2   0.2750   0.1360   0.1663        0.2870
      0   0.2125   0.1174   0.1210        0.1652
brier   by predicted class: reliability 0.0807, resolution 0.0772, uncertainty
        -0.3834
$ xent diagnose soft.csv --targets pa:pc --kind logits -q --per-class --json 2>/dev/null | sed -n '/"per_class"/,/"murphy"/p' | grep -v null
  "per_class": {
    "cells": {
      "reliability": 0.080716681187370937,
      "resolution": 0.077187500000000006,
      "uncertainty": -0.38343749999999999
    },
    "classes": [
      {
        "class": 0,
        "decomposition": {
          "corp": {
            "brier": {
              "discrimination": 0.032656249999999998,
              "miscalibration": {
                "value": 0.011820501427639378
              },
              "score": 0.014633001427639387,
              "uncertainty": 0.035468750000000007
            },
            "log": {
              "discrimination": 0.11210018697891211,
              "miscalibration": {
                "value": 0.04966517869449566
              },
              "score": 0.45481519374418716,
              "uncertainty": 0.51725020202860361
            }
          },
          "murphy": {
$ awk -F, -v OFS=, '{ for (c = 0; c < 10; c++) $(NF+1) = NR == 1 ? "t" c : ($1 == c ? 0.999 : 0.001 / 9) } 1' digits.csv | cut -d, -f2- > onehot.csv; xent diagnose onehot.csv --targets t0:t9 --scores p0:p9 --metrics ece_debiased -q | tail -n 2; xent diagnose digits.csv --metrics ece_debiased -q | tail -n 2
  debiased calibration error   0.1352   [0.0837, 0.1882]   <= 0.0600

  debiased calibration error   0.1346   [0.0947, 0.1878]   <= 0.0532

