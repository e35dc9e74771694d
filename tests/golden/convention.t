$ printf 'label,p\n1,0.95\n0,1\n1,0.3\n0,0\n1,0.2\n0,0.6\n' | xent diagnose - --bins 10 --explain ece,ece_mass --metrics nll -q
xent: -: warning: 6 rows in 5 bins, of which 5 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.218 here
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
input   standard input: 6 rows, 2 classes; text
kind    probs (see --kind): one column within [0, 1]
        1 rows give their class probability 0
found   true classes have the probability 0: rows 1

  metric                            value   95 % interval   by chance
  negative log-likelihood (nats)      inf
  expected calibration error       0.5083                   <= 0.3417
  equal-mass calibration error     0.5250                   <= 0.3417

  bin         rows   stated   observed       0                      1
  0.90-1.00      2    0.975      0.500       ############...........
  0.50-0.60      1    0.600      0.000       ..............
  0.20-0.30      1    0.300      1.000       #######+++++++++++++++++
  0.10-0.20      1    0.200      1.000       #####+++++++++++++++++++
  0.00-0.10      1    0.000      0.000
  # observed   . stated, not observed   + observed, not stated

ece  0.5083333, which other libraries compute in other ways
  convention         value    effect   rows   why                                                          first rows
  torchmetrics       0.525   +0.0167
                             +0.0167      1   p = 1 has a bin of its own                                   1
  netcal         0.5083333         0
                                   0      1   p is on an edge, and its bins are closed on the other side   4
  sklearn        0.5083333                    no row lies where it matters
  guo            0.5083333         0
                                   0      1   p = 0 is in no bin                                           3
  verified       0.5083333                    no row lies where it matters
  torchmetrics  calibration_error(n_bins=10, norm='l1'): L1, 10 equal-width bins
                [lo,hi) between float32 edges, and one of p = 1; with its
                default of 15 bins 0.525
  netcal        ECE(10).measure: L1, 10 equal-width bins [lo,hi), 1 in the last;
                p moved into [2.2e-16, 1 - 2.2e-16]; with its default of 10 bins
                0.5083333
  sklearn       calibration_curve(n_bins=10), bins weighted by their rows: L1,
                10 equal-width bins [0,hi], (lo,hi]; with its default of 5 bins
                0.5083333
  guo           _ECELoss(n_bins=10): L1, 10 equal-width bins (lo,hi] between
                float32 edges; p = 0 is in no bin; with its default of 15 bins
                0.5083333
  verified      get_ece(num_bins=10): L1, 10 equal-width bins (lo,hi], 0 in the
                first; with its default of 15 bins 0.5083333

ece_mass  0.525, which other libraries compute in other ways
  convention   value      effect   rows   why                                                          first rows
  netcal       0.525   -1.11e-16
                               0      4   it cuts the sorted p at other places                         0, 1, 2, 5
                               0      3   p is on an edge, and its bins are closed on the other side   0, 2, 4
  sklearn      0.525           0
                               0      4   it cuts the sorted p at other places                         0, 1, 2, 5
  verified     0.525                      no row lies where it matters
  netcal        ECE(10, equal_intervals=False).measure: L1, 10 bins [lo,hi)
                between quantiles of p; p moved into [2.2e-16, 1 - 2.2e-16];
                with its default of 10 bins 0.525
  sklearn       calibration_curve(n_bins=10, strategy='quantile'), bins weighted
                by their rows: L1, 10 bins (lo,hi] between percentiles of p;
                with its default of 5 bins 0.525
  verified      get_ece_em(num_bins=10): L1, 10 equal-mass bins, ties never
                split; with its default of 15 bins 0.525
$ printf 'label,p\n1,0.95\n0,1\n1,0.3\n0,0\n1,0.2\n0,0.6\n' | xent diagnose - --bins 10 --explain ece,ece_mass --metrics ece,ece_mass -q
xent: -: warning: 6 rows in 5 bins, of which 5 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.218 here
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
input   standard input: 6 rows, 2 classes; text
kind    probs (see --kind): one column within [0, 1]
found   true classes have the probability 0: rows 1

  metric                          value   95 % interval   by chance
  expected calibration error     0.5083                   <= 0.3417
  equal-mass calibration error   0.5250                   <= 0.3417

  bin         rows   stated   observed       0                      1
  0.90-1.00      2    0.975      0.500       ############...........
  0.50-0.60      1    0.600      0.000       ..............
  0.20-0.30      1    0.300      1.000       #######+++++++++++++++++
  0.10-0.20      1    0.200      1.000       #####+++++++++++++++++++
  0.00-0.10      1    0.000      0.000
  # observed   . stated, not observed   + observed, not stated

ece  0.5083333, which other libraries compute in other ways
  convention         value    effect   rows   why                                                          first rows
  torchmetrics       0.525   +0.0167
                             +0.0167      1   p = 1 has a bin of its own                                   1
  netcal         0.5083333         0
                                   0      1   p is on an edge, and its bins are closed on the other side   4
  sklearn        0.5083333                    no row lies where it matters
  guo            0.5083333         0
                                   0      1   p = 0 is in no bin                                           3
  verified       0.5083333                    no row lies where it matters
  torchmetrics  calibration_error(n_bins=10, norm='l1'): L1, 10 equal-width bins
                [lo,hi) between float32 edges, and one of p = 1; with its
                default of 15 bins 0.525
  netcal        ECE(10).measure: L1, 10 equal-width bins [lo,hi), 1 in the last;
                p moved into [2.2e-16, 1 - 2.2e-16]; with its default of 10 bins
                0.5083333
  sklearn       calibration_curve(n_bins=10), bins weighted by their rows: L1,
                10 equal-width bins [0,hi], (lo,hi]; with its default of 5 bins
                0.5083333
  guo           _ECELoss(n_bins=10): L1, 10 equal-width bins (lo,hi] between
                float32 edges; p = 0 is in no bin; with its default of 15 bins
                0.5083333
  verified      get_ece(num_bins=10): L1, 10 equal-width bins (lo,hi], 0 in the
                first; with its default of 15 bins 0.5083333

ece_mass  0.525, which other libraries compute in other ways
  convention   value      effect   rows   why                                                          first rows
  netcal       0.525   -1.11e-16
                               0      4   it cuts the sorted p at other places                         0, 1, 2, 5
                               0      3   p is on an edge, and its bins are closed on the other side   0, 2, 4
  sklearn      0.525           0
                               0      4   it cuts the sorted p at other places                         0, 1, 2, 5
  verified     0.525                      no row lies where it matters
  netcal        ECE(10, equal_intervals=False).measure: L1, 10 bins [lo,hi)
                between quantiles of p; p moved into [2.2e-16, 1 - 2.2e-16];
                with its default of 10 bins 0.525
  sklearn       calibration_curve(n_bins=10, strategy='quantile'), bins weighted
                by their rows: L1, 10 bins (lo,hi] between percentiles of p;
                with its default of 5 bins 0.525
  verified      get_ece_em(num_bins=10): L1, 10 equal-mass bins, ties never
                split; with its default of 15 bins 0.525
$ printf 'label,p\n1,0.95\n0,1\n' | xent diagnose - --bins 10 --explain ece --metrics ece --json -q --threads 2 | sed -n '/"explanations"/,/"input"/p'
xent: -: warning: 2 rows in 1 bin, of which 1 holds fewer than 10; a perfectly calibrated model would score an ECE of 0.048 here
  hint: one bin holds all rows: only more of them show a smaller error
  "explanations": {
    "ece": {
      "conventions": [
        {
          "call": "calibration_error(n_bins=10, norm='l1')",
          "causes": [
            {
              "cause": "one",
              "effect": 0.050000000000000044,
              "first_rows": [1],
              "rows": 1,
              "sentence": "p = 1 has a bin of its own"
            }
          ],
          "convention": "torchmetrics",
          "default_bins": 15,
          "default_value": 0.52500000000000002,
          "definition": "L1, 10 equal-width bins [lo,hi) between float32 edges, and one of p = 1",
          "difference": 0.050000000000000044,
          "value": 0.52500000000000002
        },
        {
          "call": "ECE(10).measure",
          "causes": [],
          "convention": "netcal",
          "default_bins": 10,
          "default_value": 0.47499999999999987,
          "definition": "L1, 10 equal-width bins [lo,hi), 1 in the last; p moved into [2.2e-16, 1 - 2.2e-16]",
          "difference": -1.1102230246251565e-16,
          "value": 0.47499999999999987
        },
        {
          "call": "calibration_curve(n_bins=10), bins weighted by their rows",
          "causes": [],
          "convention": "sklearn",
          "default_bins": 5,
          "default_value": 0.47499999999999998,
          "definition": "L1, 10 equal-width bins [0,hi], (lo,hi]",
          "difference": 0.0,
          "value": 0.47499999999999998
        },
        {
          "call": "_ECELoss(n_bins=10)",
          "causes": [],
          "convention": "guo",
          "default_bins": 15,
          "default_value": 0.47499999999999998,
          "definition": "L1, 10 equal-width bins (lo,hi] between float32 edges; p = 0 is in no bin",
          "difference": 0.0,
          "value": 0.47499999999999998
        },
        {
          "call": "get_ece(num_bins=10)",
          "causes": [],
          "convention": "verified",
          "default_bins": 15,
          "default_value": 0.47499999999999998,
          "definition": "L1, 10 equal-width bins (lo,hi], 0 in the first",
          "difference": 0.0,
          "value": 0.47499999999999998
        }
      ],
      "title": "expected calibration error",
      "value": 0.47499999999999998
    }
  },
  "findings": [
    {
      "evidence": {
        "rows": 1.0
      },
      "hint": "--clip 1e-12 bounds it, and says so",
      "name": "zero_probability",
      "row": 1,
      "sentence": "1 row gives the true class the probability 0: the NLL is infinite",
      "severity": "note",
      "title": "true classes have the probability 0"
    }
  ],
  "input": {
$ printf 'label,p\n1,0.95\n0,1\n' | xent diagnose - --bins 10 --convention torchmetrics --metrics ece --json -q | sed -n '/"metrics"/,/"notes"/p'
xent: -: warning: 2 rows in 1 bin, of which 1 holds fewer than 10; a perfectly calibrated model would score an ECE of 0.048 here
  hint: one bin holds all rows: only more of them show a smaller error
  "metrics": {
    "ece": {
      "bins": [
        {
          "accuracy": 1.0,
          "confidence": 0.94999999999999996,
          "count": 1,
          "high": 1.0,
          "low": 0.89999997615814209
        },
        {
          "accuracy": 0.0,
          "confidence": 1.0,
          "count": 1,
          "high": 1.0,
          "low": 1.0
        }
      ],
      "call": "calibration_error(n_bins=10, norm='l1')",
      "convention": "torchmetrics",
      "definition": "L1, 10 equal-width bins [lo,hi) between float32 edges, and one of p = 1",
      "title": "expected calibration error, torchmetrics",
      "value": 0.52500000000000002
    }
  },
  "notes": [
$ xent diagnose digits.npz --convention netcal --metrics ece,ece_mass,mce,rmsce -q
input   digits.npz: 1,397 rows, 10 classes; float32, C order
kind    logits (see --kind): values run from -27.5774 to 17.5929

  metric                                  value   95 % interval   by chance
  expected calibration error, netcal     0.1079
  root mean square calibration error     0.1238                   <= 0.0506
  maximum calibration error, netcal      0.3279
  equal-mass calibration error, netcal   0.1079

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
$ printf 'label,p\n1,0.5\n0,0.5\n1,0.9\n' | xent diagnose - --convention netcal --metrics ece_mass -q
xent: -: warning: netcal has no ece_mass of these rows: it stops with an error: two of its quantiles are equal
input   standard input: 3 rows, 2 classes; text
kind    probs (see --kind): one column within [0, 1]

  metric                                 value   95 % interval   by chance
  equal-mass calibration error, netcal

$ printf 'label,p,w\n1,0.95,2\n0,1,1\n' | xent diagnose - --scores p --weights w --bins 10 --explain ece --metrics ece -q
xent: -: warning: 2 rows in 1 bin, of which 1 holds fewer than 10; a perfectly calibrated model would score an ECE of 0.064 here
  hint: one bin holds all rows: only more of them show a smaller error
input   standard input: 2 rows, 2 classes, weighted; text
kind    probs (see --kind): one column within [0, 1]
found   true classes have the probability 0: rows 1

  metric                        value   95 % interval   by chance
  expected calibration error   0.3000                   <= 0.6333

  bin         rows   stated   observed       0                      1
  0.90-1.00      2    0.967      0.667       ################.......
  # observed   . stated, not observed   + observed, not stated

ece  0.3, which other libraries compute in other ways
  convention     value   effect   rows   why                                          first rows
  torchmetrics   0.525   +0.225
                         +0.175    all   it knows no weights: every row counts once
                          +0.05      1   p = 1 has a bin of its own                   1
  netcal         0.475   +0.175
                         +0.175    all   it knows no weights: every row counts once
  sklearn        0.475   +0.175
                         +0.175    all   it knows no weights: every row counts once
  guo            0.475   +0.175
                         +0.175    all   it knows no weights: every row counts once
  verified       0.475   +0.175
                         +0.175    all   it knows no weights: every row counts once
  torchmetrics  calibration_error(n_bins=10, norm='l1'): L1, 10 equal-width bins
                [lo,hi) between float32 edges, and one of p = 1; with its
                default of 15 bins 0.525
  netcal        ECE(10).measure: L1, 10 equal-width bins [lo,hi), 1 in the last;
                p moved into [2.2e-16, 1 - 2.2e-16]; with its default of 10 bins
                0.475
  sklearn       calibration_curve(n_bins=10), bins weighted by their rows: L1,
                10 equal-width bins [0,hi], (lo,hi]; with its default of 5 bins
                0.475
  guo           _ECELoss(n_bins=10): L1, 10 equal-width bins (lo,hi] between
                float32 edges; p = 0 is in no bin; with its default of 15 bins
                0.475
  verified      get_ece(num_bins=10): L1, 10 equal-width bins (lo,hi], 0 in the
                first; with its default of 15 bins 0.475
$ xent diagnose digits.npz --convention pandas
xent: error: --convention pandas: expected torchmetrics|netcal|sklearn|guo|verified
  hint: xent diagnose --help
[exit 2]
$ xent diagnose digits.npz --explain nll
xent: error: no convention has a value of nll
  hint: explain ece, rmsce, mce, ece_mass, rmsce_mass or ece_debiased
[exit 2]
$ xent diagnose digits.npz --explain wisdom
xent: error: unknown metric wisdom
  hint: xent list metrics
[exit 2]
$ xent list conventions
  torchmetrics  torchmetrics: calibration_error
  netcal        net:cal: ECE, MCE
  sklearn       scikit-learn: calibration_curve
  guo           Guo, Pleiss, Sun, Weinberger 2017: _ECELoss
  verified      verified_calibration: get_ece, get_ece_em, lower_bound_scaling_ce
$ xent diagnose digits.npz --per-class --metrics classwise_ece -q
input   digits.npz: 1,397 rows, 10 classes; float32, C order
kind    logits (see --kind): values run from -27.5774 to 17.5929

  metric                         value   95 % interval   by chance
  classwise calibration error   0.0249                   <= 0.0100


classes ECE 0.0249 in the mean, 0.2488 in sum; root mean square 0.0603, largest
        gap 0.7801
  class    share      ECE    RMSCE   largest gap
      8   0.1016   0.0434   0.0673        0.3653
      9   0.0988   0.0414   0.0854        0.7801
      1   0.1024   0.0339   0.0787        0.5092
      7   0.0988   0.0257   0.0712        0.4485
      3   0.0995   0.0252   0.0504        0.4524
      5   0.1059   0.0251   0.0551        0.6589
      6   0.1002   0.0182   0.0462        0.4712
      2   0.0981   0.0146   0.0501        0.5092
brier   by predicted class: reliability 0.0562, resolution 0.5663, uncertainty
        -0.1001
$ printf 'label,a,b,c\n0,0.5,0.25,0.25\n1,0.125,0.75,0.125\n2,0.5,0.125,0.375\n0,0.25,0.25,0.5\n' | xent diagnose - --per-class --metrics classwise_ece --bins 4 -q --json --threads 2 | sed -n '/"per_class"/,/^  }/p'
  "per_class": {
    "cells": {
      "reliability": 0.28124999999999994,
      "resolution": 0.375,
      "uncertainty": -0.375
    },
    "classes": [
      {
        "class": 0,
        "ece": 0.15625,
        "mce": 0.3125,
        "rmsce": 0.22097086912079611,
        "share": 0.5
      },
      {
        "class": 1,
        "ece": 0.21875,
        "mce": 0.25,
        "rmsce": 0.21949278651776541,
        "share": 0.25
      },
      {
        "class": 2,
        "ece": 0.125,
        "mce": 0.1875,
        "rmsce": 0.13975424859373686,
        "share": 0.25
      }
    ],
    "ece_mean": 0.16666666666666666,
    "ece_sum": 0.5,
    "mce": 0.3125,
    "rmsce": 0.19709258258775522
  },
$ xent diagnose cancer.csv --per-class -q
xent: cancer.csv: error: errors of each class want labels and a column for each class
  hint: one column has ece, rmsce and mce
[exit 3]
