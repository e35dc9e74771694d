$ xent fit temperature digits.npz -o map.json
map     temperature
fit     converged in 7 steps on 1,397 rows, gradient norm below 1e-12
        NLL 0.8090 -> 0.6059 nats a row on these rows
        likelihood ratio against no map 567.4, p < 0.0001

  parameter              value   standard error   95 % interval
  temperature           2.0463           0.0651   [1.9187, 2.1740]
  inverse_temperature   0.4887           0.0156   [0.4582, 0.5192]

  on other rows (5 folds)      before    after
  accuracy                     0.8060   0.8060
  mean confidence              0.9139   0.8002
  negative log-likelihood      0.8090   0.6069
  Brier score                  0.3029   0.2782
  expected calibration error   0.1079   0.0372
wrote map.json
$ sed 's/: [^{].*//' map.json
{
  "classes"
  "fit": {
    "gradient_norm"
    "iterations"
    "log_likelihood"
    "lr_p_value"
    "lr_statistic"
    "maximum_likelihood"
    "nll_after"
    "nll_before"
    "rows"
    "status"
    "weight"
  },
  "fitted_on"
  "input_kind"
  "map"
  "parameters": {
    "inverse_temperature"
    "temperature"
  },
  "standard_errors": {
    "inverse_temperature"
    "temperature"
  },
  "xent"
}
$ LC_ALL=C.UTF-8 xent fit platt cancer.csv
map     platt
fit     converged in 5 steps on 569 rows, gradient norm below 1e-12
        NLL 0.3591 → 0.2553 nats a row on these rows
        likelihood ratio against no map 118.1, p < 0.0001

  parameter     value   standard error   95 % interval
  slope        0.4040           0.0365   [0.3325, 0.4754]
  intercept   -0.1327           0.1499   [-0.4265, 0.1611]

  on other rows (5 folds)      before    after
  accuracy                     0.8893   0.8910
  mean confidence              0.9552   0.8917
  negative log-likelihood      0.3591   0.2581
  Brier score                  0.0853   0.0776
  expected calibration error   0.0750   0.0294
$ xent fit platt cancer.csv --smoothed-targets --folds 0
map     platt
fit     converged in 5 steps on 569 rows, gradient norm below 1e-12
        NLL 0.3591 -> 0.2556 nats a row on these rows

  parameter     value   standard error   95 % interval
  slope        0.3836           0.0318   [0.3212, 0.4459]
  intercept   -0.1565           0.1422   [-0.4353, 0.1223]
$ xent fit temperature digits.npz --json | grep -E '^  "' | sed 's/: .*//'
  "classes"
  "command"
  "cross_validation"
  "fit"
  "fitted_on"
  "input"
  "input_kind"
  "intervals"
  "map"
  "notes"
  "parameters"
  "standard_errors"
  "xent"
$ xent fit temperature digits.npz -o - | cmp - map.json
$ xent fit temperature digits.npz --json -o -
xent: error: --json and -o - both want standard output
  hint: xent fit --help
[exit 2]
$ xent diagnose digits.npz --map map.json | head -4
xent: map.json: warning: the map was fitted on these very rows: what it saves here is in-sample
  hint: measure it on other rows, or fit with cross-validation (--folds)
input   digits.npz: 1,397 rows, 10 classes; float32, C order
kind    logits (see --kind): values run from -27.5774 to 17.5929
map     in-sample: these rows are among those that it was fitted on, which
        flatters it
$ xent fit temprature digits.npz -o map.json
xent: error: unknown map temprature; did you mean temperature?
  hint: xent list maps
[exit 2]
$ xent fit temperature
xent: error: xent fit needs MAP FILE
  hint: xent fit --help
[exit 2]
$ printf 'label,prob\n1,.6\n0,.3\n1,.9\n0,.45\n' > sep.csv; echo older > sep.json; xent fit temperature sep.csv -o sep.json; cat sep.json
map     temperature
fit     separable on 4 rows: no row prefers a wrong class: fit on held-out rows,
        not on the training data
xent: sep.csv: error: temperature has no finite optimum: the loss falls for ever: the data are separable
  hint: no row prefers a wrong class: fit on held-out rows, not on the training data
older
$ xent fit platt sep.csv --json -o sep.json | grep status; cat sep.json
xent: sep.csv: error: platt has no finite optimum: the loss falls for ever: the data are separable
  hint: no log-odds of the classes overlap (one ends at -0.200671, the other starts at 0.405465): fit with --smoothed-targets, or fit temperature
      "status": "nan",
      "status": "nan",
      "status": "nan",
      "status": "nan",
    "status": "separable",
      "status": "nan",
      "status": "nan",
      "status": "nan",
      "status": "inf",
      "status": "nan",
      "status": "nan",
older
$ printf 'label,prob\n0,.6\n1,.3\n0,.9\n1,.45\n' > bad.csv; xent fit temperature bad.csv
map     temperature
fit     uninformative on 4 rows: do scores and labels have the same order of
        rows, and of classes?
xent: bad.csv: error: temperature has no finite optimum: the scores carry no information about the labels
  hint: do scores and labels have the same order of rows, and of classes?
[exit 5]
$ printf 'label,prob\n0,.5\n1,.5\n0,.5\n1,.5\n' > flat.csv; xent fit temperature flat.csv
map     temperature
fit     unidentified on 4 rows: every row gives all its classes the same score:
        are these the scores?
xent: flat.csv: error: temperature has no finite optimum: the data do not determine the parameters
  hint: every row gives all its classes the same score: are these the scores?
[exit 5]
$ printf 'label,prob\n0,1\n1,.5\n0,.2\n1,.4\n' > inf.csv; xent fit temperature inf.csv
xent: inf.csv:2: note: 1 row gives the true class the probability 0: the NLL is infinite; the first is row 0
  hint: --clip 1e-12 bounds it, and says so
map     temperature
fit     infinite on 4 rows: a row gives its class probability 0: look at it, or
        use --clip
xent: inf.csv: error: temperature has no finite optimum: the loss is infinite whatever the parameters
  hint: a row gives its class probability 0: look at it, or use --clip
[exit 5]
$ printf 'label,prob\n1,.7\n1,.5\n1,.2\n1,.4\n' > one.csv; xent fit platt one.csv
xent: one.csv: note: only class 1 occurs: losses are defined, discrimination is not
map     platt
fit     unidentified on 4 rows: fit on rows of both classes
xent: one.csv: error: platt has no finite optimum: the data do not determine the parameters
  hint: fit on rows of both classes
[exit 5]
$ printf 'label,prob\n0,.2\n1,.3\n0,.6\n1,.7\n' > four.csv; xent fit temperature four.csv | tail -4
xent: four.csv: warning: no cross-fitting: 4 rows cannot be cut into 5 folds

  parameter              value   standard error   95 % interval
  temperature           1.7316           2.9782   [-4.1055, 7.5687]
  inverse_temperature   0.5775           0.9932   [-1.3692, 2.5242]
$ xent fit isotonic cancer.csv -o iso.json
xent: warning: 5 rows had probability 0 for their class under the isotonic map of the other folds, so that the NLL after is infinite
  hint: judge it by the Brier score, or fit temperature or platt, which leave no class impossible
map     isotonic
fit     the exact optimum, found without steps, on 569 rows
        NLL 0.3591 -> 0.2315 nats a row on these rows

  parameter                value   standard error   95 % interval
  x (24)      1.43e-10 to 1.0000
  y (24)        0.0000 to 1.0000

  on other rows (5 folds)      before    after
  accuracy                     0.8893   0.8998
  mean confidence              0.9552   0.9019
  negative log-likelihood      0.3591      inf
  Brier score                  0.0853   0.0781
  expected calibration error   0.0750   0.0316
wrote iso.json
$ xent fit isotonic digits.npz -q -o iso10.json
xent: warning: 18 rows had probability 0 for their class under the isotonic map of the other folds, so that the NLL after is infinite
  hint: judge it by the Brier score, or fit temperature or platt, which leave no class impossible
map     isotonic
fit     the exact optimum, found without steps, on 1,397 rows
        NLL 0.8090 -> 0.5225 nats a row on these rows

  parameter                value   standard error   95 % interval
  x (271)     5.07e-19 to 1.0000
  y (271)       0.0000 to 1.0000

  on other rows (5 folds)      before    after
  accuracy                     0.8060   0.8074
  mean confidence              0.9139   0.8223
  negative log-likelihood      0.8090      inf
  Brier score                  0.3029   0.2810
  expected calibration error   0.1079   0.0250
$ xent apply iso.json cancer.csv | head -4
p
0.896551724137931
1
1
$ xent fit vector digits.npz -o vector.json
map     vector
fit     converged in 29 steps on 1,397 rows, gradient norm below 1e-12
        NLL 0.8090 -> 0.5608 nats a row on these rows
        likelihood ratio against no map 693.5, p < 0.0001

  parameter                  value     standard error   95 % interval
  weights (10)    0.2759 to 0.8965   0.0338 to 0.1139
  bias (10)      -1.5103 to 0.6365   0.1297 to 0.4789

  on other rows (5 folds)      before    after
  accuracy                     0.8060   0.8031
  mean confidence              0.9139   0.8080
  negative log-likelihood      0.8090   0.5801
  Brier score                  0.3029   0.2697
  expected calibration error   0.1079   0.0195
wrote vector.json
$ xent apply vector.json digits.npz -o - | head -2
p0,p1,p2,p3,p4,p5,p6,p7,p8,p9
3.838691e-06,0.19441146,0.49277532,0.085429795,1.965821e-05,0.0067906436,0.0030553213,0.059102874,0.14013109,0.018280005
$ xent fit vector cancer.csv
xent: cancer.csv: error: vector scaling wants a score for each class, and there is one column
  hint: xent fit platt has a weight and a bias for one column
[exit 3]
