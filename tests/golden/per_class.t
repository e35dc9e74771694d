$ xent diagnose digits.csv --per-class -q | sed -n '/^classes/,$p'
xent: digits.csv: warning: 400 rows in 11 bins, of which 4 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.031 here, and only an error of 0.031 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
classes ECE 0.0319 in the mean, 0.3193 in sum; root mean square 0.0911, largest
        gap 0.8861
  class    share      ECE    RMSCE   largest gap
      9   0.1150   0.0546   0.1059        0.7839
      8   0.1000   0.0525   0.1044        0.5669
      1   0.1000   0.0426   0.1185        0.8461
      3   0.1150   0.0354   0.0852        0.8258
      7   0.0950   0.0304   0.0905        0.5663
      6   0.0950   0.0284   0.0919        0.6959
      5   0.0925   0.0268   0.0903        0.8474
      2   0.0925   0.0236   0.0771        0.8861
brier   by predicted class: reliability 0.0624, resolution 0.5571, uncertainty
        -0.1014

  class    score   uncertainty   resolution   miscalibration   95 % interval
      9   0.2297        0.3568       0.1915           0.0643   [0.0197, 0.1185]
      8   0.2593        0.3251       0.1355           0.0697   [0.0217, 0.1263]
      1   0.1863        0.3251       0.2002           0.0615   [0.0154, 0.1124]
      3   0.1749        0.3568       0.2247           0.0428   [0.0022, 0.0916]
      7   0.1367        0.3140       0.2098           0.0325   [-0.0080, 0.0789]
      6   0.0844        0.3140       0.2336           0.0040   [-0.0162, 0.0250]
      5   0.1311        0.3083       0.2114           0.0342   [-0.0036, 0.0789]
      2   0.0810        0.3083       0.2349           0.0076   [-0.0169, 0.0357]
ledger  log score = uncertainty - resolution + miscalibration of each class
        against the rest; below zero, the map that serves all classes costs this
        one
$ xent diagnose digits.csv --per-class --unit bits -q --json | sed -n '/"class": 3,/,/"ece"/p'
xent: digits.csv: warning: 400 rows in 11 bins, of which 4 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.031 here, and only an error of 0.031 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
        "class": 3,
        "decomposition": {
          "corp": {
            "brier": {
              "discrimination": 0.070911961722488037,
              "miscalibration": {
                "null_high": 0.0054153405662315992,
                "null_mean": 0.0035767319065588762,
                "value": 0.0059159884568056598
              },
              "score": 0.036779026734317627,
              "uncertainty": 0.101775
            },
            "log": {
              "discrimination": 0.36212454908091901,
              "miscalibration": {
                "null_high": 0.030039152469408519,
                "null_mean": 0.020764740508044686,
                "value": 0.099673076075256259
              },
              "score": 0.25236417999905281,
              "uncertainty": 0.51481565300471555
            }
          },
          "ledger": {
            "brier": {
              "miscalibration": 0.00087361133994617868,
              "resolution": 0.065869584605628556,
              "score": 0.036779026734317627,
              "uncertainty": 0.101775
            },
            "folds": 5,
            "map": "temperature",
            "miscalibration": {
              "high": 0.1320790839204081,
              "low": 0.0032048262881677675,
              "value": 0.061710867366231922
            },
            "perplexity": {
              "miscalibration": 1.0437027364607279,
              "resolution": 1.2519373259411783,
              "score": 1.1911574957083533,
              "uncertainty": 1.4288115551070215
            },
            "resolution": {
              "high": 0.40957367147283535,
              "low": 0.24235774687317629,
              "value": 0.32416234037189462
            },
            "score": 0.25236417999905281,
            "uncertainty": 0.51481565300471555
          },
          "murphy": {
            "corrected": {
              "reliability": 0.0026648968696177961,
              "resolution": 0.067443054539002387,
              "uncertainty": 0.10203007518796993
            },
            "log": {
              "corrected": {
                "reliability": 0.078378935834322483,
                "resolution": 0.32138455255744863,
                "uncertainty": 0.51661902180582664
              },
              "reliability": 0.091002517442100916,
              "resolution": 0.33220476536411586,
              "score": 0.25236417999905281,
              "uncertainty": 0.51481565300471555,
              "within_bin": -0.021249225083647703
            },
            "reliability": 0.0072641724205461319,
            "resolution": 0.071787254901960793,
            "uncertainty": 0.101775,
            "within_bin_covariance": 0.00050928318016014811,
            "within_bin_variance": 3.6392395892429536e-05
          }
        },
        "ece": 0.035431103545523999,
$ xent report digits.csv --per-class -o - -q | sed -n '/^## Classes/,/^## Temp/p'
xent: digits.csv: warning: 400 rows in 11 bins, of which 4 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.031 here, and only an error of 0.031 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
## Classes

Each class against the rest: its probability, and whether it is the label.

| class | share | ECE | RMSCE | largest gap |
|---|--:|--:|--:|--:|
| 0 | 0.0775 | 0.0088 | 0.0542 | 0.7264 |
| 1 | 0.1000 | 0.0426 | 0.1185 | 0.8461 |
| 2 | 0.0925 | 0.0236 | 0.0771 | 0.8861 |
| 3 | 0.1150 | 0.0354 | 0.0852 | 0.8258 |
| 4 | 0.1175 | 0.0160 | 0.0765 | 0.7460 |
| 5 | 0.0925 | 0.0268 | 0.0903 | 0.8474 |
| 6 | 0.0950 | 0.0284 | 0.0919 | 0.6959 |
| 7 | 0.0950 | 0.0304 | 0.0905 | 0.5663 |
| 8 | 0.1000 | 0.0525 | 0.1044 | 0.5669 |
| 9 | 0.1150 | 0.0546 | 0.1059 | 0.7839 |

Brier score = miscalibration - discrimination + uncertainty, by isotonic regression on the same rows.

| class | Brier score | miscalibration | discrimination | uncertainty |
|---|--:|--:|--:|--:|
| 0 | 0.0047 | 0.0015 (if calibrated 0.0025, below 0.0040) | 0.0684 | 0.0715 |
| 1 | 0.0405 | 0.0145 (if calibrated 0.0033, below 0.0052) | 0.0640 | 0.0900 |
| 2 | 0.0220 | 0.0045 (if calibrated 0.0035, below 0.0054) | 0.0665 | 0.0839 |
| 3 | 0.0368 | 0.0059 (if calibrated 0.0036, below 0.0054) | 0.0709 | 0.1018 |
| 4 | 0.0158 | 0.0048 (if calibrated 0.0026, below 0.0042) | 0.0926 | 0.1037 |
| 5 | 0.0290 | 0.0067 (if calibrated 0.0032, below 0.0050) | 0.0616 | 0.0839 |
| 6 | 0.0245 | 0.0053 (if calibrated 0.0033, below 0.0052) | 0.0668 | 0.0860 |
| 7 | 0.0298 | 0.0071 (if calibrated 0.0037, below 0.0056) | 0.0634 | 0.0860 |
| 8 | 0.0563 | 0.0093 (if calibrated 0.0042, below 0.0062) | 0.0430 | 0.0900 |
| 9 | 0.0502 | 0.0090 (if calibrated 0.0036, below 0.0055) | 0.0606 | 0.1018 |

Log score = uncertainty - resolution + miscalibration of each class against the rest. One map serves all classes, fitted on other rows; where the miscalibration is below zero, it costs the class.

| class | score | uncertainty | resolution | miscalibration |
|---|--:|--:|--:|--:|
| 0 | 0.0150 | 0.2726 | 0.2474 (0.1857 to 0.3117) | -0.0101 (-0.0152 to -0.0054) |
| 1 | 0.1863 | 0.3251 | 0.2002 (0.1366 to 0.2663) | 0.0615 (0.0154 to 0.1124) |
| 2 | 0.0810 | 0.3083 | 0.2349 (0.1732 to 0.2991) | 0.0076 (-0.0169 to 0.0357) |
| 3 | 0.1749 | 0.3568 | 0.2247 (0.1680 to 0.2839) | 0.0428 (0.0022 to 0.0916) |
| 4 | 0.0653 | 0.3619 | 0.3066 (0.2467 to 0.3691) | 0.0100 (-0.0166 to 0.0376) |
| 5 | 0.1311 | 0.3083 | 0.2114 (0.1527 to 0.2725) | 0.0342 (-0.0036 to 0.0789) |
| 6 | 0.0844 | 0.3140 | 0.2336 (0.1798 to 0.2899) | 0.0040 (-0.0162 to 0.0250) |
| 7 | 0.1367 | 0.3140 | 0.2098 (0.1450 to 0.2770) | 0.0325 (-0.0080 to 0.0789) |
| 8 | 0.2593 | 0.3251 | 0.1355 (0.0809 to 0.1926) | 0.0697 (0.0217 to 0.1263) |
| 9 | 0.2297 | 0.3568 | 0.1915 (0.1366 to 0.2489) | 0.0643 (0.0197 to 0.1185) |

## Temperature
$ awk 'BEGIN { srand(1); for (j = 0; j < 120; j++) printf "p%d,", j; print "label"; for (i = 0; i < 150; i++) { for (j = 0; j < 120; j++) printf "%.3f,", (i * 37 + j * 53) % 101 / 25; print (i * 7) % 120 } }' > wide.csv; xent report wide.csv --kind logits --per-class -q -o - 2>/dev/null | grep 'more are in'
The first 100 classes; 20 more are in the JSON document.
