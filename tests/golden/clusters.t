$ awk -F, -v OFS=, 'NR==1 { print $0, "doc"; next } { print $0, "d" int(NR/7) }' digits.csv > c.csv; xent diagnose c.csv --cluster doc -q
input   c.csv: 400 rows, 10 classes; text
kind    probs (see --kind): values within [0, 1], rows sum to 1 within 1e-04
cluster 58 clusters by doc: intervals are by cluster, and what holds of
        independent rows only is left out

  metric                                   value   95 % interval      by chance
  accuracy                                0.8000   [0.7571, 0.8370]
  top-5 accuracy                          0.9875   [0.9132, 0.9983]
  mean confidence                         0.9095   [0.8953, 0.9238]
  overconfidence                          0.1095   [0.0749, 0.1442]
  negative log-likelihood (nats)          0.8505   [0.6330, 1.0680]
  perplexity                              2.3408   [1.8833, 2.9095]
  Brier score                             0.3095   [0.2507, 0.3682]
  label entropy (nats)                    2.2954
  predictive entropy (nats)               0.2487   [0.2178, 0.2797]
  expected calibration error              0.1203
  root mean square calibration error      0.1620
  maximum calibration error               0.4166
  equal-mass calibration error            0.1096
  debiased calibration error              0.1346
  classwise calibration error             0.0319
  Kolmogorov-Smirnov calibration error    0.1096
  Spiegelhalter's z                      12.2051
  area under the risk-coverage curve      0.0587

  bin         rows   stated   observed       0                      1
  0.93-1.00    278    0.991      0.928       ######################..
  0.87-0.93     33    0.910      0.576       ##############........
  0.80-0.87     17    0.838      0.706       #################...
  0.73-0.80     15    0.771      0.600       ##############.....
  0.67-0.73     15    0.697      0.333       ########.........
  0.53-0.60     14    0.559      0.143       ###..........
  ... and 5 bins with fewer rows (-v shows all)
  # observed   . stated, not observed   + observed, not stated

corp    Brier 0.1363 of the diagram = 0.0263 miscalibration - 0.0500
        discrimination + 0.1600 uncertainty (isotonic)

ledger  NLL 0.8505 = 2.2954 uncertainty - 1.6489 resolution + 0.2040
        miscalibration (temperature, 5 folds)

verdict OVERCONFIDENT. Confidence less accuracy is +0.1095 [+0.0749, +0.1442] by
        58 clusters; ECE 0.1203, of which chance alone may give a part that is
        not known for clusters. T = 2.04 would save 0.204 nats a row (measured
        on held-out folds).
next    xent fit temperature c.csv --cluster doc -o map.json
$ xent diagnose c.csv --cluster doc --metrics accuracy,nll,ece -q -v
input   c.csv: 400 rows, 10 classes; text
kind    probs (see --kind): values within [0, 1], rows sum to 1 within 1e-04
cluster 58 clusters by doc: intervals are by cluster, and what holds of
        independent rows only is left out

  metric                            value   95 % interval      by chance
  accuracy                         0.8000   [0.7571, 0.8370]
  negative log-likelihood (nats)   0.8505   [0.6330, 1.0680]
  expected calibration error       0.1203

  accuracy            share of rows with argmax q = y, ties to the lowest index;
                      Wilson interval of as many independent rows as the
                      clusters' variance is worth
  nll                 mean of -ln q(y); Student's t interval by clusters
  ece                 top-label, L1, 15 equal-width bins (lo,hi]

  bin         rows   stated   observed       0                      1
  0.93-1.00    278    0.991      0.928       ######################..
  0.87-0.93     33    0.910      0.576       ##############........
  0.80-0.87     17    0.838      0.706       #################...
  0.73-0.80     15    0.771      0.600       ##############.....
  0.67-0.73     15    0.697      0.333       ########.........
  0.60-0.67     10    0.619      0.700       ###############++
  0.53-0.60     14    0.559      0.143       ###..........
  0.47-0.53      7    0.514      0.429       ##########..
  0.40-0.47      6    0.442      0.667       ###########+++++
  0.33-0.40      4    0.355      0.250       ######...
  0.27-0.33      1    0.330      0.000       ........
  # observed   . stated, not observed   + observed, not stated
$ xent diagnose c.csv --cluster doc --metrics ece,nll -q --json | grep -E '"(withheld|clusters|count|factor|low|null_high|p_value)"' | tail -n 9
        "low": 0.8666666666666667
        "count": 278,
        "low": 0.93333333333333335
    "clusters": {
      "count": 58,
      "factor": "doc"
      "withheld": "what it says of chance holds of independent rows, not of rows of clusters"
      "clusters": 58,
      "low": 0.6330078890702352,
$ xent diagnose c.csv --cluster doc -q --threads 1 --json | cksum; xent diagnose c.csv --cluster doc -q --threads 3 --json | cksum
1155298347 29982
1155298347 29982
$ xent diagnose c.csv --cluster doc --metrics accuracy -q --interval clopper-pearson | tail -n 2
  accuracy   0.8000   [0.7564, 0.8389]

$ awk -F, -v OFS=, 'NR==1 { print $0, "doc"; next } { print $0, NR }' cancer.csv > own.csv; xent diagnose own.csv --cluster doc -q --metrics auroc,brier,cox_slope | tail -n 4; xent diagnose cancer.csv -q --metrics auroc,brier,cox_slope | tail -n 4
  Brier score                0.0853   [0.0656, 0.1050]
  area under the ROC curve   0.9513   [0.9296, 0.9666]
  Cox slope                  0.4040   [0.3307, 0.4773]   p < 0.0001

  Brier score                0.0853   [0.0658, 0.1049]
  area under the ROC curve   0.9513   [0.9300, 0.9664]
  Cox slope                  0.4040   [0.3323, 0.4757]   p < 0.0001

$ xent diagnose c.csv --cluster doc --group label -q --metrics accuracy 2>&1 | tail -n 13


  group   rows   accuracy   adjusted
  0         31     0.9677   no test for rows of clusters
  1         40     0.7750   no test for rows of clusters
  2         37     0.8649   no test for rows of clusters
  3         46     0.7391   no test for rows of clusters
  4         47     0.9149   no test for rows of clusters
  5         37     0.8108   no test for rows of clusters
  6         38     0.7368   no test for rows of clusters
  7         38     0.9474   no test for rows of clusters
  8         40     0.6250   no test for rows of clusters
  9         46     0.6739   no test for rows of clusters
$ awk -F, -v OFS=, 'NR==1 { print $0, "doc"; next } { print $0, NR%4 }' digits.csv > few.csv; xent diagnose few.csv --cluster doc -q
xent: few.csv: error: --cluster doc: 4 clusters; intervals take 5 at least
  hint: is it --group doc that you want?
[exit 3]
$ xent diagnose c.csv --cluster nobody -q
xent: c.csv: error: no column is called 'nobody'; there are: label, p0, p1, p2, p3, p4, p5, p6, ... (12 in all)
  hint: --cluster COLUMN, by its name or its number from 0
[exit 3]
$ xent fit temperature c.csv --cluster doc
map     temperature
fit     converged in 7 steps on 400 rows, gradient norm below 1e-12
        NLL 0.8505 -> 0.6393 nats a row on these rows
        standard errors are by cluster; the likelihood-ratio test holds of
        independent rows, not of rows of clusters

  parameter              value   standard error   95 % interval
  temperature           2.0383           0.1293   [1.7709, 2.3057]
  inverse_temperature   0.4906           0.0311   [0.4262, 0.5550]

  on other rows (5 folds)      before    after
  accuracy                     0.8000   0.8000
  mean confidence              0.9095   0.7900
  negative log-likelihood      0.8505   0.6465
  Brier score                  0.3095   0.2878
  expected calibration error   0.1203   0.0582
$ xent report c.csv --cluster doc -o - -q | sed -n '/^## Numbers/,/^## /p' | head -n 12
## Numbers

After: temperature, cross-fitted, 5 folds.

| measure | before | after |
|---|--:|--:|
| accuracy | 0.8000 (0.7571 to 0.8370) | 0.8000 (0.7571 to 0.8370) |
| top-5 accuracy | 0.9875 (0.9132 to 0.9983) | 0.9875 (0.9132 to 0.9983) |
| mean confidence | 0.9095 (0.8953 to 0.9238) | 0.7900 (0.7728 to 0.8072) |
| overconfidence | 0.1095 (0.0749 to 0.1442) | -0.0100 (-0.0458 to 0.0257) |
| negative log-likelihood (nats) | 0.8505 (0.6330 to 1.0680) | 0.6465 (0.5382 to 0.7548) |
| perplexity | 2.3408 (1.8833 to 2.9095) | 1.9088 (1.7129 to 2.1271) |
$ xent report c.csv --cluster doc -o c.html -q && grep -c 'clusters' c.html
13
$ xent diagnose digits.csv --explain ece -q | sed -n '/^ece /,$p' > rows.txt; xent diagnose c.csv --cluster doc --explain ece -q | sed -n '/^ece /,$p' | tee clusters.txt | sed -n 1,3p; diff rows.txt clusters.txt && echo the same
xent: digits.csv: warning: 400 rows in 11 bins, of which 4 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.031 here, and only an error of 0.031 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
ece  0.1203157, which other libraries compute in other ways
  convention         value      effect   rows   why                                      first rows
  torchmetrics   0.1203154   -2.26e-07
the same
$ xent diagnose c.csv --cluster doc --convention torchmetrics --metrics ece -q | grep -A2 '^  metric'
  metric                                      value   95 % interval   by chance
  expected calibration error, torchmetrics   0.1203

$ awk -F, -v OFS=, 'NR==1 { print $0, "doc"; next } { print $0, NR<380 ? "big" : "d" int(NR/2) }' digits.csv > big.csv; xent diagnose big.csv --cluster doc --metrics accuracy,nll
xent: big.csv: warning: one cluster holds more than half of the weight: intervals by cluster are withheld
  hint: measure its rows on their own, or cluster by something finer
input   big.csv: 400 rows, 10 classes; text
kind    probs (see --kind): values within [0, 1], rows sum to 1 within 1e-04
cluster 12 clusters by doc: intervals are by cluster, and what holds of
        independent rows only is left out

  metric                            value   95 % interval   by chance
  accuracy                         0.8000
  negative log-likelihood (nats)   0.8505

$ awk -F, -v OFS=, 'NR==1 { print $0, "doc"; next } { print $0, NR%9 ? "d" int(NR/7) : "" }' digits.csv > gaps.csv; xent diagnose gaps.csv --cluster doc --metrics accuracy 2>&1 | grep -A 1 cluster
xent: gaps.csv: warning: --cluster doc: 44 rows have no value; together they are taken for one cluster
  hint: give each of them a value of its own if they do not belong together
--
cluster 59 clusters by doc: intervals are by cluster, and what holds of
        independent rows only is left out
$ awk -F, -v OFS=, 'NR==1 { print $0, "doc"; next } { print $0, NR%9 ? int(NR/7) : "nan" }' digits.csv > gaps.csv; xent diagnose gaps.csv --cluster doc --metrics accuracy 2>&1 | grep -A 1 cluster
xent: gaps.csv: warning: --cluster doc: 44 rows have no value; together they are taken for one cluster
  hint: give each of them a value of its own if they do not belong together
--
cluster 59 clusters by doc: intervals are by cluster, and what holds of
        independent rows only is left out
$ xent fit temperature c.csv --cluster doc -q
map     temperature
fit     converged in 7 steps on 400 rows, gradient norm below 1e-12
        NLL 0.8505 -> 0.6393 nats a row on these rows
        standard errors are by cluster; the likelihood-ratio test holds of
        independent rows, not of rows of clusters

  parameter              value   standard error   95 % interval
  temperature           2.0383           0.1293   [1.7709, 2.3057]
  inverse_temperature   0.4906           0.0311   [0.4262, 0.5550]

  on other rows (5 folds)      before    after
  accuracy                     0.8000   0.8000
  mean confidence              0.9095   0.7900
  negative log-likelihood      0.8505   0.6465
  Brier score                  0.3095   0.2878
  expected calibration error   0.1203   0.0582
$ xent fit temperature c.csv --cluster doc -q --json | sed -n '/"fit"/,/^  }/p'
  "command": "fit",
  "cross_validation": {
    "after": {
      "accuracy": 0.80000000000000004,
      "aurc": 0.059753227010125157,
      "brier": 0.28779274696609763,
      "classwise_ece": 0.028638773694786408,
      "ece": 0.058159451503995534,
      "ece_debiased": 0.0,
      "ece_mass": 0.045486288163755655,
      "ks": 0.015829415871779474,
      "label_entropy": 2.2954135993569773,
      "mce": 0.2458555705474641,
      "mean_confidence": 0.78999654462573088,
      "nll": 0.64648180470059047,
      "overconfidence": -0.010003455374269157,
      "perplexity": 1.9088134233760268,
      "predictive_entropy": 0.6397053072497747,
      "rmsce": 0.08152166359484693,
      "spiegelhalter_z": -0.59237749953734853,
      "top5_accuracy": 0.98750000000000004
    },
    "before": {
      "accuracy": 0.80000000000000004,
      "aurc": 0.058703782673000776,
      "brier": 0.30946025833887281,
      "classwise_ece": 0.031926765453584978,
      "ece": 0.1203156678125,
      "ece_debiased": 0.13462013082706475,
      "ece_mass": 0.10956827257250001,
      "ks": 0.10956017231500001,
      "label_entropy": 2.2954135993569773,
      "mce": 0.41661152292857145,
      "mean_confidence": 0.90954592606250007,
      "nll": 0.85048787247664093,
      "overconfidence": 0.10954592606249999,
      "perplexity": 2.3407885797162415,
      "predictive_entropy": 0.24873011391495636,
      "rmsce": 0.16200769646507795,
      "spiegelhalter_z": 12.205136313379169,
      "top5_accuracy": 0.98750000000000004
    },
    "folds": 5,
    "unit": "nats"
  },
  "fit": {
    "clusters": 58,
    "gradient_norm": 1.6558336596760153e-16,
    "iterations": 7,
    "log_likelihood": -255.73459181288086,
    "lr_p_value": {
      "status": "nan",
      "value": null
    },
    "lr_statistic": 168.92111435611659,
    "maximum_likelihood": true,
    "nll_after": 0.63933647953220218,
    "nll_before": 0.85048787247734792,
    "rows": 400,
    "status": "converged",
    "weight": 400.0,
    "withheld": "standard errors are by cluster; the likelihood-ratio test holds of independent rows, not of rows of clusters"
  },
$ xent plot reliability c.csv --cluster doc -q | head -20
                                  reliability diagram
       1 ++                                                                #.
          |                            #           #                   .###F#
          |                            #           #             # ....    #
     0.8 +|                            #    #      #         # ..#.        #
          |                            #    #      #       ..#.  #    #
          |                            #    #     #F###....  # ##F##  #
          |                         ###F##  #      #... #    #   #    #
     0.6 +|                            #    #  ....#    # ###F## # ###F##
          |                            #   .#...   #    #    #   #    #
          |                            #....#  #   #    #    #   #    #
     0.4 +|                        ....# ###F# #   #    #    #        #
          |                     ....   #    #  #   #  ##F##  #        #
          |                 ....       #    #  #        #    #
          |             ....    #F###  #    #  #        #
     0.2 +|         ....               #    #  #        #
          |     ....                        ###F###     #calibrated    .
          | ....                               #               bins ###F###
       0 ++-----------------------------------------------------------------+
          0           0.2          0.4           0.6          0.8           1
$ for by in "--cluster doc" ""; do xent plot reliability c.csv $by --curve smooth -q -o c.gp; grep -x "CURVE.*\|BAND = .*" c.gp; done
BAND = 0
CURVE = 'smooth'
CURVE_BAND = 0
xent: c.csv: warning: 400 rows in 11 bins, of which 4 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.031 here, and only an error of 0.031 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
BAND = 1
CURVE = 'smooth'
CURVE_BAND = 1
$ xent fit temperature c.csv --cluster doc -q -o m.json >/dev/null; grep withheld m.json; xent report digits.csv --map m.json -q -o m.md 2>/dev/null; sed -n '/^## Applied map/,/^## /p' m.md
    "withheld": "standard errors are by cluster; the likelihood-ratio test holds of independent rows, not of rows of clusters"
## Applied map

### Map: temperature

| parameter | value | standard error |
|---|--:|--:|
| temperature | 2.0383 | 0.1293 |
| inverse temperature | 0.4906 | 0.0311 |

| fit | value |
|---|--:|
| status | converged |
| rows | 400 |
| clusters | 58 |
| NLL before | 0.8505 |
| NLL after | 0.6393 |
| log likelihood | -255.7346 |
| iterations | 7 |
| gradient norm | 1.66e-16 |

Fitted on the rows that its file tells of, NLL in nats; standard errors are by cluster; the likelihood-ratio test holds of independent rows, not of rows of clusters.

## Temperature
$ sed -e '/"withheld"/d' -e 's/\("weight": [0-9.]*\),/\1/' m.json >old.json; rm m.md; xent report digits.csv --map old.json -q -o m.md 2>/dev/null; sed -n '/^## Applied map/,/^## /p' m.md | grep -i -e clusters -e ratio -e "^Fitted"
| clusters | 58 |
| iterations | 7 |
Fitted on the rows that its file tells of, NLL in nats.
