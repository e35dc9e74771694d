$ printf 'id,confidence,correct\n7,.9,true\n8,.8,True\n9,.7,false\n10,.6,true\n' > top.csv; xent diagnose top.csv --metrics accuracy,mean_confidence,overconfidence,nll -v
xent: top.csv: note: confidence is read as the confidence of predictions, correct as whether they are right
  hint: --scores-of says so, or otherwise
input   top.csv: 4 rows, 2 classes; text
kind    probs (see --kind): one column within [0, 1]

  metric                            value   95 % interval       by chance
  accuracy                         0.7500   [0.3006, 0.9544]
  mean confidence                  0.7500   [0.6235, 0.8765]
  overconfidence                   0.0000   [-0.4734, 0.4734]
  negative log-likelihood (nats)   0.5108   [0.0282, 0.9934]

  accuracy            share of predictions that are right; Wilson interval
  mean_confidence     mean of p, the confidence of the prediction
  overconfidence      mean of p, the confidence of the prediction, less accuracy
  nll                 mean of -ln q(y)

$ printf 'conf,is_correct\n.9,1\n.8,1\n.7,0\n.6,1\n' | xent diagnose - --metrics accuracy,mean_confidence -q
input   standard input: 4 rows, 2 classes; text
kind    probs (see --kind): one column within [0, 1]

  metric             value   95 % interval      by chance
  accuracy          0.7500   [0.3006, 0.9544]
  mean confidence   0.7500   [0.6235, 0.8765]

$ xent diagnose top.csv --scores-of classes --scores confidence --labels correct --metrics accuracy,mean_confidence
input   top.csv: 4 rows, 2 classes; text
kind    probs (see --kind): one column within [0, 1]

  metric             value   95 % interval      by chance
  accuracy          0.7500   [0.3006, 0.9544]
  mean confidence   0.7500   [0.6235, 0.8765]

$ xent inspect top.csv --json -q | grep -E 'scores_of|task'
    "scores_of": "prediction",
    "task": "binary",
$ printf 'token,logprob\na,-0.6931471805599453\nb,-1.3862943611198906\n' > lp.csv; xent diagnose lp.csv -v
xent: lp.csv: note: logprob is read as the log-probability of what was true
  hint: --scores-of says so, or otherwise
input   lp.csv: 2 rows, 2 classes; text
kind    logprobs (see --kind): one column, none above 0

  metric                            value   95 % interval      by chance
  negative log-likelihood (nats)   1.0397   [0.3604, 1.7190]
  perplexity                       2.8284   [1.4340, 5.5789]

  nll                 mean of -ln q(y)
  perplexity          exp of the mean of -ln q(y)

$ xent diagnose lp.csv --unit bits -q
input   lp.csv: 2 rows, 2 classes; text
kind    logprobs (see --kind): one column, none above 0

  metric                            value   95 % interval      by chance
  negative log-likelihood (bits)   1.5000   [0.5200, 2.4800]
  perplexity                       2.8284   [1.4340, 5.5789]

$ xent report lp.csv -o - -q | sed '/^## Repro/,$d'
# Calibration of lp.csv

2 rows, 2 classes, read as logprobs

## Alerts

- **note**: logprob is read as the log-probability of what was true (--scores-of says so, or otherwise)

## Numbers

| measure | value |
|---|--:|
| negative log-likelihood (nats) | 1.0397 (0.3604 to 1.7190) |
| perplexity | 2.8284 (1.4340 to 5.5789) |

In brackets an interval.

## Definitions

| measure | definition |
|---|---|
| negative log-likelihood | mean of -ln q(y) |
| perplexity | exp of the mean of -ln q(y) |

$ printf 'a\n.5\n.25\n' > p.csv; xent diagnose p.csv --scores-of truth -q
input   p.csv: 2 rows, 2 classes; text
kind    probs (see --kind): one column within [0, 1]

  metric                            value   95 % interval      by chance
  negative log-likelihood (nats)   1.0397   [0.3604, 1.7190]
  perplexity                       2.8284   [1.4340, 5.5789]

$ xent diagnose p.csv --scores-of prediction
xent: p.csv: error: no column is called label, labels, y, y_true, target, ground_truth or class; there are: a
  hint: --labels COLUMN, by its name or its number from 0, or --labels FILE
[exit 3]
$ xent diagnose digits.csv --scores-of prediction
xent: digits.csv: error: --scores-of prediction wants one column, but the scores are 10
  hint: --scores NAME
[exit 3]
$ xent fit temperature lp.csv -q -o map.json
map     temperature
fit     unidentified on 2 rows: fit on rows of more than one class
xent: lp.csv: error: temperature has no finite optimum: the data do not determine the parameters
  hint: fit on rows of more than one class
[exit 5]
$ printf 'p,q,correct\n.5,.5,p\n.2,.8,q\n' | xent inspect - --labels correct -q
input   standard input: 2 rows, 2 classes; text
kind    probs (see --kind): values within [0, 1], rows sum to 1 within 1e-02
scores  0.2 .. 0.8
        rows sum to 1 .. 1
labels  0 .. 1, 2 classes seen
hash    5b637d63c9e6f8bd2bc29bd0746bd80c
$ xent inspect lp.csv -q --scores-of most
xent: error: --scores-of most: expected auto|classes|prediction|truth
  hint: xent inspect --help
[exit 2]
