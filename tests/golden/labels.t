$ xent diagnose tags.csv --task multilabel --scores p_sport:p_local --labels sport:local
input   tags.csv: 400 rows, 5 labels; text
kind    probs (see --kind): values within [0, 1]
cells   each label of each row is a case, 2,000 in all; intervals are by row
        (400), and what holds of independent cases only is left out, but for
        single labels

  metric                                  value   95 % interval      by chance
  accuracy                               0.7835   [0.7644, 0.8015]
  mean confidence                        0.8285   [0.8222, 0.8348]
  overconfidence                         0.0450   [0.0279, 0.0620]
  negative log-likelihood (nats)         0.4596   [0.4283, 0.4909]
  perplexity                             1.5834   [1.5346, 1.6337]
  Brier score                            0.1471   [0.1367, 0.1575]
  label entropy (nats)                   0.6061
  predictive entropy (nats)              0.3665   [0.3567, 0.3763]
  expected calibration error             0.0580
  root mean square calibration error     0.0681
  maximum calibration error              0.1484
  equal-mass calibration error           0.0486
  debiased calibration error             0.0518
  Kolmogorov-Smirnov calibration error   0.0240
  Spiegelhalter's z                      7.5544
  area under the ROC curve               0.8343   [0.8147, 0.8522]
  area under the risk-coverage curve     0.0918

  bin         cells   stated   observed       0                      1
  0.33-0.40     103    0.366      0.301       #######..
  0.27-0.33      97    0.298      0.361       #######++
  0.20-0.27     104    0.233      0.173       ####..
  0.13-0.20     149    0.165      0.195       ####+
  0.07-0.13     173    0.097      0.185       ##++
  0.00-0.07     713    0.021      0.058       #
  ... and 9 bins with fewer cells (-v shows all)
  # observed   . stated, not observed   + observed, not stated

corp    Brier 0.1471 of the diagram = 0.0065 miscalibration - 0.0672
        discrimination + 0.2078 uncertainty (isotonic)

  label      prevalence   mean p      nll      ece   by chance    auroc   adjusted
  sport          0.4275   0.4314   0.5198   0.0529   <= 0.0822   0.8185   p = 1.0000
  politics       0.3600   0.2996   0.5234   0.1106   <= 0.0638   0.8377   p < 0.0001   *
  science        0.2800   0.2225   0.5538   0.0945   <= 0.0629   0.7695   p < 0.0001   *
  health         0.3525   0.5050   0.5522   0.1569   <= 0.0835   0.8168   p < 0.0001   *
  local          0.0525   0.0469   0.1486   0.0149   <= 0.0306   0.8808   p = 1.0000
  (mean)         0.2945   0.3011   0.4596   0.0860               0.8247
labels  by label: 3 of 5 miscalibrated, p of ks adjusted by Benjamini-Yekutieli
        (*)
loss    2.2978 [2.1413, 2.4543] nats a row: the sum over its 5 labels, of which
        the negative log-likelihood above is the mean

ledger  NLL 0.4596 = 0.6061 uncertainty - 0.1630 resolution + 0.0164
        miscalibration (platt, 5 folds)

verdict OVERCONFIDENT. Confidence less accuracy is +0.0450 [+0.0279, +0.0620] by
        400 rows; ECE 0.0580, of which chance alone may give a part that is not
        known for cells of one row. Platt scaling (slope 0.682, intercept
        -0.198) would save 0.0164 nats a cell (measured on held-out folds).
next    xent fit platt tags.csv --task multilabel --scores p_sport:p_local
        --labels sport:local -o map.json
$ xent diagnose tags.csv --task multilabel --scores p_sport:p_local --labels sport:local --worst 2 --metrics nll,auroc,ks
input   tags.csv: 400 rows, 5 labels; text
kind    probs (see --kind): values within [0, 1]
cells   each label of each row is a case, 2,000 in all; intervals are by row
        (400), and what holds of independent cases only is left out, but for
        single labels

  metric                                  value   95 % interval      by chance
  negative log-likelihood (nats)         0.4596   [0.4283, 0.4909]
  Kolmogorov-Smirnov calibration error   0.0240
  area under the ROC curve               0.8343   [0.8147, 0.8522]


  label         nll    auroc   adjusted
  sport      0.5198   0.8185   p = 1.0000
  politics   0.5234   0.8377   p < 0.0001   *
  science    0.5538   0.7695   p < 0.0001   *
  health     0.5522   0.8168   p < 0.0001   *
  local      0.1486   0.8808   p = 1.0000
  (mean)     0.4596   0.8247
labels  by label: 3 of 5 miscalibrated, p of ks adjusted by Benjamini-Yekutieli
        (*)
loss    2.2978 [2.1413, 2.4543] nats a row: the sum over its 5 labels, of which
        the negative log-likelihood above is the mean

  largest losses
  row   id     label     truth   predicted   confidence     loss
  314   a315   science       1           0       0.9971   5.8430
  307   a308   science       1           0       0.9950   5.2983

  most confident errors
  row   id     label     truth   predicted   confidence     loss
  314   a315   science       1           0       0.9971   5.8430
  307   a308   science       1           0       0.9950   5.2983
$ xent diagnose tags.csv --task multilabel --scores p_sport:p_local --labels sport:local --json | sed -n '/^  "input"/,/^  }/p;/"row_nll"/,/}/p' | grep -E '"(rows|cells|columns|task|count|factor|value|definition|unit)"'
    "cells": 2000,
      "count": 400,
      "factor": "row"
    "columns": 5,
    "rows": 400,
    "task": "multilabel",
      "definition": "mean over rows of the sum over labels of -ln q(y)",
      "unit": "nats",
      "value": 2.2978078875800065
$ awk -F, -v OFS=, '{ if (NR == 1) print "row,p,y"; else for (i = 2; i <= 6; i++) print NR, $i, $(i + 5) }' tags.csv > flat.csv; xent diagnose flat.csv --scores p --labels y --cluster row --json | sed -n '/^  "metrics"/,/^  }/p' > flat.json; xent diagnose tags.csv --task multilabel --scores p_sport:p_local --labels sport:local --json | sed -n '/^  "metrics"/,/^  }/p' | diff - flat.json && echo the same
the same
$ for t in 2 3 4; do xent diagnose tags.csv --task multilabel --scores p_sport:p_local --labels sport:local --json --threads 1 > one.json; xent diagnose tags.csv --task multilabel --scores p_sport:p_local --labels sport:local --json --threads $t | sed "s/--threads $t/--threads 1/" | cmp - one.json && echo the same; done
the same
the same
the same
$ xent fit platt tags.csv --task multilabel --scores p_sport:p_local --labels sport:local -o map.json
map     platt
fit     converged in 6 steps on 2,000 cells, gradient norm below 1e-12
        NLL 0.4596 -> 0.4425 nats a cell on these cells
        standard errors are by row; the likelihood-ratio test holds of
        independent cells, not of those of one row

  parameter     value   standard error   95 % interval
  slope        0.6825           0.0342   [0.6151, 0.7499]
  intercept   -0.1977           0.0594   [-0.3144, -0.0809]

  on other rows (5 folds)      before    after
  accuracy                     0.7835   0.7885
  mean confidence              0.8285   0.7855
  negative log-likelihood      0.4596   0.4432
  Brier score                  0.1471   0.1440
  expected calibration error   0.0580   0.0271
wrote map.json
$ xent apply map.json tags.csv --task multilabel --scores p_sport:p_local --labels sport:local | head -3
p0,p1,p2,p3,p4
0.4483141753540907,0.5418076539670139,0.22135224068040452,0.36239435210612353,0.044665369324143625
0.5955894533611474,0.5453066761419575,0.3891573603796544,0.36259761822203596,0.05120427797964605
$ xent diagnose tags.csv --task multilabel --scores p_sport:p_local --labels sport:local --map map.json --metrics nll -q
xent: map.json: warning: the map was fitted on these very rows: what it saves here is in-sample
  hint: measure it on other rows, or fit with cross-validation (--folds)
input   tags.csv: 400 rows, 5 labels; text
kind    probs (see --kind): values within [0, 1]
cells   each label of each row is a case, 2,000 in all; intervals are by row
        (400), and what holds of independent cases only is left out, but for
        single labels
map     in-sample: these rows are among those that it was fitted on, which
        flatters it

  metric                            value   95 % interval      by chance
  negative log-likelihood (nats)   0.4425   [0.4188, 0.4663]


  label         nll   adjusted
  sport      0.5319
  politics   0.4845
  science    0.5045
  health     0.5295
  local      0.1623
  (mean)     0.4425
loss    2.2126 [2.0940, 2.3313] nats a row: the sum over its 5 labels, of which
        the negative log-likelihood above is the mean
$ xent plot reliability tags.csv --task multilabel --scores p_sport:p_local --labels sport:local | head -4
                                  reliability diagram
       1 ++                                                               #..
          |                                                          # .##F##
          |                                                        ##F### #
$ xent inspect tags.csv --task multilabel --scores p_sport:p_local --labels sport:local
input   tags.csv: 400 rows, 5 labels; text
kind    probs (see --kind): values within [0, 1]
scores  0 .. 0.9973
        rows sum to 0.1526 .. 3.9766
labels  0 .. 1, 2 classes seen
hash    b1a80435dc046d60da6976e6f266c7d5
$ xent report tags.csv --task multilabel --scores p_sport:p_local --labels sport:local -o - | sed -n '/^## Labels/,/^## /p'
## Labels

By label: 3 of 5 labels are miscalibrated (\*). The p-values are those of ks, adjusted by Benjamini-Yekutieli over the labels.

Each label of each row, a cell, is a case of the sections above; their intervals are by row, and what holds of independent cells only is left out. A row loses 2.2978 \[2.1413, 2.4543\] nats, the sum over its labels, of which the negative log-likelihood above is the mean. By chance: what the ECE of a calibrated label stays below.

| label |  | prevalence | mean p | nll | ece | by chance | auroc | AP | adjusted p |
|---|---|--:|--:|--:|--:|--:|--:|--:|--:|
| sport |  | 0.4275 | 0.4314 | 0.5198 | 0.0529 | 0.0822 | 0.8185 | 0.7402 | 1.0000 |
| politics | \* | 0.3600 | 0.2996 | 0.5234 | 0.1106 | 0.0638 | 0.8377 | 0.7566 | 4.34e-07 |
| science | \* | 0.2800 | 0.2225 | 0.5538 | 0.0945 | 0.0629 | 0.7695 | 0.6350 | 6.01e-05 |
| health | \* | 0.3525 | 0.5050 | 0.5522 | 0.1569 | 0.0835 | 0.8168 | 0.7364 | 3.15e-12 |
| local |  | 0.0525 | 0.0469 | 0.1486 | 0.0149 | 0.0306 | 0.8808 | 0.4209 | 1.0000 |
| (mean) |  | 0.2945 | 0.3011 | 0.4596 | 0.0860 |  | 0.8247 | 0.6578 |  |

## Temperature
$ awk -F, -v OFS=, '{ print $0, NR == 1 ? "half" : NR % 2 ? "odd" : "even" }' tags.csv > g.csv; xent diagnose g.csv --task multilabel --scores p_sport:p_local --labels sport:local --group half -q | grep -A3 '^  group'
  group   cells   accuracy   confidence      nll      ece   adjusted
  even    1,000     0.7890       0.8317   0.4562   0.0596   no test for cells of one row
  odd     1,000     0.7780       0.8253   0.4629   0.0563   no test for cells of one row

  group      nll   uncertainty   resolution   miscalibration   95 % interval
  even    0.4562        0.6167       0.1755           0.0150
  odd     0.4629        0.5948       0.1497           0.0178
ledger  nll = uncertainty - resolution + miscalibration of each group; below
$ xent diagnose tags.csv --task multilabel --scores p_sport --labels sport --metrics nll,ks -q
input   tags.csv: 400 rows, 1 label; text
kind    probs (see --kind): one column within [0, 1]
cells   each label of each row is a case, 400 in all; intervals are by row
        (400), and what holds of independent cases only is left out, but for
        single labels

  metric                                  value   95 % interval      by chance
  negative log-likelihood (nats)         0.5198   [0.4698, 0.5697]
  Kolmogorov-Smirnov calibration error   0.0142


  label       nll   adjusted
  sport    0.5198   p = 0.9109
  (mean)   0.5198
labels  by label: 0 of 1 miscalibrated, p of ks adjusted by Benjamini-Yekutieli
$ awk -F, -v OFS=, 'NR > 1 { $7 = 1; $8 = 0 } 1' tags.csv > same.csv; xent diagnose same.csv --task multilabel --scores p_sport:p_local --labels sport:local -q | grep -A6 '^  label  '
  label      prevalence   mean p      nll      ece   by chance    auroc   adjusted
  sport          1.0000   0.4314   1.1443   0.5686   <= 0.0822            p < 0.0001   *
  politics       0.0000   0.2996   0.6472   0.2996   <= 0.0638            p < 0.0001   *
  science        0.2800   0.2225   0.5538   0.0945   <= 0.0629   0.7695   p < 0.0001   *
  health         0.3525   0.5050   0.5522   0.1569   <= 0.0835   0.8168   p < 0.0001   *
  local          0.0525   0.0469   0.1486   0.0149   <= 0.0306   0.8808   p = 1.0000
  (mean)         0.3370   0.3011   0.6092   0.2269               0.8224
$ xent diagnose tags.csv --scores p_sport:p_local --labels sport:local
xent: tags.csv: error: the labels are 5 columns; one is wanted
  hint: --task multilabel, if a row may have any number of labels
[exit 3]
$ xent diagnose tags.csv --task multilabel
xent: tags.csv: note: not taken as scores: id (words)
  hint: --scores names the columns to take
xent: tags.csv: error: nothing says where the labels are; there are: id, p_sport, p_politics, p_science, p_health, p_local, sport, politics, ... (11 in all)
  hint: --task multilabel wants a column of 0 and 1 for each column of the scores: --labels FIRST:LAST, or --labels FILE
[exit 3]
$ xent diagnose tags.csv --task multilabel --scores p_sport:p_local --labels sport:health
xent: tags.csv: error: 400 x 4 labels for 400 x 5 scores
  hint: --task multilabel wants a column of 0 and 1 for each column of the scores
[exit 3]
$ awk -F, -v OFS=, 'NR == 7 { $9 = 2 } 1' tags.csv > two.csv; xent diagnose two.csv --task multilabel --scores p_sport:p_local --labels sport:local
xent: two.csv: error: label 2 at row 5, column science, is neither 0 nor 1
  hint: --task multilabel wants a column of 0 and 1 for each column of the scores
[exit 3]
$ awk -F, -v OFS=, 'NR == 7 { $9 = "nan" } 1' tags.csv > nan.csv; xent diagnose nan.csv --task multilabel --scores p_sport:p_local --labels sport:local
xent: nan.csv:7: error: labels: NaN at row 5, column science
  hint: --task multilabel wants a column of 0 and 1 for each column of the scores
[exit 3]
$ awk -F, -v OFS=, 'NR == 7 { $4 = 1.5 } 1' tags.csv > high.csv; xent diagnose high.csv --task multilabel --kind probs --scores p_sport:p_local --labels sport:local
xent: high.csv:7: error: --kind probs, but values run from 0 to 1.5 (1 beyond what that allows, the first at row 5): these look like logits
  hint: --kind logits
[exit 2]
$ awk -F, -v OFS=, 'NR > 1 { for (i = 2; i <= 6; i++) $i = -$i } 1' tags.csv > minus.csv; xent diagnose minus.csv --task multilabel --scores p_sport:p_local --labels sport:local
xent: minus.csv: error: values run from -0.9973 to 0: log-probabilities or log-odds of the class 1
  hint: --kind logprobs, or --kind logits for log-odds
[exit 3]
$ xent diagnose tags.csv --task multilabel --scores p_sport:p_local --labels sport:local --normalize
xent: error: --normalize is of one label for each row; --task multilabel has several
[exit 2]
$ xent diagnose tags.csv --task multilabel --scores p_sport:p_local --labels sport:local --ignore-index -1
xent: error: --ignore-index is of one label for each row; --task multilabel has several
[exit 2]
$ xent diagnose tags.csv --task multilabel --scores p_sport:p_local --labels sport:local --per-class
xent: error: --per-class is of classes that exclude each other; a multi-label document has each label anyway
[exit 2]
$ xent loss bce tags.csv --task multilabel --scores p_sport:p_local --labels sport:local
xent: error: xent loss does not take --task multilabel
  hint: xent loss bce FILE --targets LABELS is the loss of several labels
[exit 2]
$ xent convert tags.csv out.npz --task multilabel --scores p_sport:p_local --labels sport:local
xent: error: xent convert does not take --task multilabel
  hint: diagnose, report, plot, inspect, fit and apply do
[exit 2]
$ xent fit vector tags.csv --task multilabel --scores p_sport:p_local --labels sport:local
xent: tags.csv: error: vector scaling is of classes that exclude each other, and a row has any number of labels
  hint: xent fit platt has a weight and a bias for all labels
[exit 3]
$ cut -d, -f2-6 tags.csv > p.csv; cut -d, -f7-11 tags.csv | sed 1s/sport/y/ > y.csv; xent diagnose p.csv --task multilabel --labels y.csv --metrics nll | grep -A7 '^  label '
  label         nll   adjusted
  y          0.5198
  politics   0.5234
  science    0.5538
  health     0.5522
  local      0.1486
  (mean)     0.4596
loss    2.2978 [2.1413, 2.4543] nats a row: the sum over its 5 labels, of which
$ xent diagnose - --task multilabel --labels y.csv --metrics nll < p.csv | grep -A1 '^  label '
  label         nll   adjusted
  y          0.5198
$ awk -F, -v OFS=, '{ print $0, NR == 1 ? "split" : NR % 2 ? "fit" : "test" }' tags.csv > parts.csv; xent diagnose parts.csv --task multilabel --scores p_sport:p_local --labels sport:local --fit-on fit -q | grep -A6 '^  platt'
  platt, fitted on fit         before    after
  accuracy                     0.7890   0.7900
  mean confidence              0.8317   0.7880
  negative log-likelihood      0.4562   0.4412
  Brier score                  0.1461   0.1434
  expected calibration error   0.0596   0.0360

$ xent diagnose digits.csv --scores p0:p1 --labels p2:p3 --task multilabel
xent: digits.csv: error: label 0.886089741 at row 0, column p2, is neither 0 nor 1 (800 such cells)
  hint: --task multilabel wants a column of 0 and 1 for each column of the scores
[exit 3]
$ diagnose() { xent diagnose "$@" -q | sed -n '/^ece  /,$p'; }; diagnose flat.csv --scores p --labels y --explain ece > flat.txt; diagnose tags.csv --task multilabel --scores p_sport:p_local --labels sport:local --explain ece | tee cells.txt | sed -n 1,4p; diff flat.txt cells.txt && echo the same
ece  0.05798385, which other libraries compute in other ways
  convention          value   effect   rows   why                            first rows
  torchmetrics   0.05798385                   no row lies where it matters
  netcal         0.05798385                   no row lies where it matters
7c7
<                                    0      2   p = 0 is in no bin             696, 996
---
>                                    0      2   p = 0 is in no bin             139, 199
[exit 1]
$ xent diagnose tags.csv --task multilabel --scores p_sport:p_local --labels sport:local --convention netcal --metrics ece -q | grep netcal
  expected calibration error, netcal   0.0580
$ head -5 tags.csv > few.csv; xent diagnose few.csv --task multilabel --scores p_sport:p_local --labels sport:local --kind probs -q | grep -A3 '^verdict'; head -2 tags.csv > one.csv; xent diagnose one.csv --task multilabel --scores p_sport:p_local --labels sport:local --kind probs -q | grep -A3 '^verdict'
verdict UNDETERMINED. Confidence less accuracy is +0.0981 (no interval: fewer
        than 5 clusters); ECE 0.1855, of which chance alone may give a part that
        is not known for cells of one row.
next    xent report few.csv --task multilabel --scores p_sport:p_local --labels
verdict UNDETERMINED. Confidence less accuracy is -0.0847 (no interval: fewer
        than 5 clusters); ECE 0.4149, of which chance alone may give a part that
        is not known for cells of one row.
next    xent report one.csv --task multilabel --scores p_sport:p_local --labels
$ LC_ALL=C.UTF-8 xent plot temperature tags.csv --task multilabel --scores p_sport:p_local --labels sport:local -q | grep -o 'nats a [a-z]*'
nats a cell
$ xent plot confidence tags.csv --task multilabel --scores p_sport:p_local --labels sport:local -q -o c.gp; grep -x "CASES = .*" c.gp; xent plot reliability tags.csv --task multilabel --scores p_sport:p_local --labels sport:local -q -o r.gp; grep -x "CASES = .*\|BAND = .*" r.gp
CASES = 'cells'
CASES = 'cells'
BAND = 0
$ xent diagnose tags.csv --task multilabel --scores p_sport:p_local --labels sport:local -q --metrics top5_accuracy; xent diagnose tags.csv --task multilabel --scores p_sport:p_local --labels sport:local -q --metrics top5_accuracy,classwise_ece
xent: tags.csv: error: nothing is left to measure: top5_accuracy is not defined for rows with several labels
  hint: can be measured: accuracy, mean_confidence, overconfidence, nll, perplexity, brier, label_entropy, predictive_entropy, ece, rmsce, mce, ece_mass, ece_debiased, ks, spiegelhalter_z, auroc, aurc; xent list metrics has more
xent: tags.csv: error: nothing is left to measure: top5_accuracy is not defined for rows with several labels, nor are the others
  hint: can be measured: accuracy, mean_confidence, overconfidence, nll, perplexity, brier, label_entropy, predictive_entropy, ece, rmsce, mce, ece_mass, ece_debiased, ks, spiegelhalter_z, auroc, aurc; xent list metrics has more
[exit 2]
$ xent report tags.csv --task multilabel --scores p_sport:p_local --labels sport:local -q -o cells.md; grep 'Fitted on\|came true' cells.md
What the model predicts, and for which cells it came true.
Fitted on all cells, NLL in nats; standard errors are by row; the likelihood-ratio test holds of independent cells, not of those of one row.
Fitted on all cells, NLL in nats; standard errors are by row; the likelihood-ratio test holds of independent cells, not of those of one row.
