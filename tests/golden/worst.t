$ printf 'label,a,b,c\n0,.5,.3,.2\n1,.7,.2,.1\n2,.1,.8,.1\n1,.7,.2,.1\n0,.9,.1,0\n2,1,0,0\n' > w.csv; xent diagnose w.csv --worst 3 --metrics nll -q
input   w.csv: 6 rows, 3 classes; text
kind    probs (see --kind): values within [0, 1], rows sum to 1 within 1e-02
        1 rows are copies of others, 1 rows give their class probability 0
found   true classes have the probability 0: rows 1

  metric                           value   95 % interval   by chance
  negative log-likelihood (nats)     inf


  largest losses
  row   label   predicted   confidence     loss
    5       2           0       1.0000      inf
    2       2           1       0.8000   2.3026
    1       1           0       0.7000   1.6094

  most confident errors
  row   label   predicted   confidence     loss
    5       2           0       1.0000      inf
    2       2           1       0.8000   2.3026
    1       1           0       0.7000   1.6094
$ xent diagnose w.csv --worst 2 --metrics accuracy --json -q | sed -n '/"worst"/,/^  }/p'
  "worst": {
    "errors": [
      {
        "confidence": 1.0,
        "label": 2,
        "loss": {
          "status": "inf",
          "value": null
        },
        "predicted": 0,
        "row": 5
      },
      {
        "confidence": 0.80000000000000004,
        "label": 2,
        "loss": 2.3025850929940455,
        "predicted": 1,
        "row": 2
      }
    ],
    "losses": [
      {
        "confidence": 1.0,
        "label": 2,
        "loss": {
          "status": "inf",
          "value": null
        },
        "predicted": 0,
        "row": 5
      },
      {
        "confidence": 0.80000000000000004,
        "label": 2,
        "loss": 2.3025850929940455,
        "predicted": 1,
        "row": 2
      }
    ]
  },
$ xent diagnose w.csv --worst 2 --metrics accuracy --json -q --threads 2 --unit bits | grep '"loss"'
        "loss": {
        "loss": 3.3219280948873622,
        "loss": {
        "loss": 3.3219280948873622,
$ printf 'confidence,correct\n.9,false\n.8,true\n.95,false\n.9,false\n' > top.csv; xent diagnose top.csv --worst 2 --metrics nll -q
input   top.csv: 4 rows, 2 classes; text
kind    probs (see --kind): one column within [0, 1]

  metric                            value   95 % interval      by chance
  negative log-likelihood (nats)   1.9560   [0.7795, 3.1325]


  largest losses
  row   confidence     loss
    2       0.9500   2.9957
    0       0.9000   2.3026

  most confident errors
  row   confidence     loss
    2       0.9500   2.9957
    0       0.9000   2.3026
$ printf 'logprob\n-1\n-3\n-2\n-3\n' > lp.csv; xent diagnose lp.csv --worst 3 -q
input   lp.csv: 4 rows, 2 classes; text
kind    logprobs (see --kind): one column, none above 0

  metric                            value   95 % interval       by chance
  negative log-likelihood (nats)   2.2500   [1.3117, 3.1883]
  perplexity                       9.4877   [3.7126, 24.2462]


  largest losses
  row     loss
    1   3.0000
    3   3.0000
    2   2.0000
$ xent diagnose digits.npz --worst 4 --metrics nll -q; xent diagnose digits.npz --worst 4 --metrics nll -q --threads 1 | cksum; xent diagnose digits.npz --worst 4 --metrics nll -q --threads 3 | cksum
input   digits.npz: 1,397 rows, 10 classes; float32, C order
kind    logits (see --kind): values run from -27.5774 to 17.5929

  metric                            value   95 % interval      by chance
  negative log-likelihood (nats)   0.8090   [0.7012, 0.9168]


  largest losses
   row   label   predicted   confidence      loss
   537       8           1       1.0000   19.4723
  1321       1           9       0.9998   18.0963
  1048       4           9       0.3262   16.6164
   988       4           7       0.9707   15.3109

  most confident errors
  row   label   predicted   confidence      loss
  537       8           1       1.0000   19.4723
  645       1           9       0.9999   11.7419
  999       4           7       0.9999   10.6678
  599       1           7       0.9999   11.5177
1561247285 800
1561247285 800
$ xent report digits.npz --worst 2 -o - -q | sed -n '/^## Worst/,/^## Temp/p'
## Worst rows

### Largest losses

| row | label | predicted | confidence | loss |
|--:|--:|--:|--:|--:|
| 537 | 8 | 1 | 1.0000 | 19.4723 |
| 1321 | 1 | 9 | 0.9998 | 18.0963 |

### Most confident errors

| row | label | predicted | confidence | loss |
|--:|--:|--:|--:|--:|
| 537 | 8 | 1 | 1.0000 | 19.4723 |
| 645 | 1 | 9 | 0.9999 | 11.7419 |

## Temperature
$ xent diagnose w.csv --worst 1001
xent: error: --worst 1001: expected a whole number, 0 .. 1000
  hint: xent diagnose --help
[exit 2]
$ xent diagnose w.csv --worst 1 -q --targets digits.csv
xent: digits.csv: error: 400 x 10 targets for 6 x 3 scores
[exit 3]
$ printf 'id,label,a,b\nimg-7,0,.5,.5\nb,1,.7,.3\n<i>,1,.9,.1\n' > named.csv; xent diagnose named.csv --worst 2 --metrics nll -q | sed -n '/largest/,$p'
  largest losses
  row   id    label   predicted   confidence     loss
    2   <i>       1           0       0.9000   2.3026
    1   b         1           0       0.7000   1.2040

  most confident errors
  row   id    label   predicted   confidence     loss
    2   <i>       1           0       0.9000   2.3026
    1   b         1           0       0.7000   1.2040
$ xent diagnose named.csv --worst 1 --metrics nll -q --json | grep '"id"'; xent diagnose named.csv --metrics nll -q --json | grep -c '"id"'
        "id": "<i>",
        "id": "<i>",
0
[exit 1]
$ sed 's/^id/name/' named.csv > other.csv; xent diagnose other.csv --worst 1 --id name --metrics nll -q | sed -n '/largest/,$p'; xent diagnose other.csv --worst 1 --metrics nll -q | sed -n '/largest/,$p'
  largest losses
  row   id    label   predicted   confidence     loss
    2   <i>       1           0       0.9000   2.3026

  most confident errors
  row   id    label   predicted   confidence     loss
    2   <i>       1           0       0.9000   2.3026
  largest losses
  row   label   predicted   confidence     loss
    2       1           0       0.9000   2.3026

  most confident errors
  row   label   predicted   confidence     loss
    2       1           0       0.9000   2.3026
$ sed 's/^b,/8,/;s/^<i>/9/;s/^img-7/7/' named.csv > numbered.csv; xent report numbered.csv --worst 1 -o - -q 2>/dev/null | sed -n '/Largest/,/Most/p'
### Largest losses

| row | id | label | predicted | confidence | loss |
|--:|--:|--:|--:|--:|--:|
| 2 | 9 | 1 | 0 | 0.9000 | 2.3026 |

### Most confident errors
$ sed 's/^b,/8,/;s/^img-7/7/' named.csv > mixed.csv; xent diagnose mixed.csv --worst 1 --metrics nll -q | sed -n '/largest/,$p'; xent diagnose mixed.csv --worst 1 --id id --metrics nll -q
  largest losses
  row   label   predicted   confidence     loss
    2       1           0       0.9000   2.3026

  most confident errors
  row   label   predicted   confidence     loss
    2       1           0       0.9000   2.3026
xent: mixed.csv:4: error: --id: '<i>' is no number, as the others are
[exit 3]
$ xent diagnose named.csv --worst 1 --id nobody -q
xent: named.csv: error: no column is called 'nobody'; there are: id, label, a, b
  hint: --id COLUMN, by its name or its number from 0
[exit 3]
$ printf 'x\ny\n' > names.txt; xent diagnose named.csv --worst 1 --id names.txt -q; printf 'x\ny\nz\n' > names.txt; xent diagnose named.csv --worst 1 --id names.txt --metrics nll -q | sed -n '/largest/,$p'
xent: names.txt: error: --id has 2 rows, the scores have 3
  largest losses
  row   id   label   predicted   confidence     loss
    2   z        1           0       0.9000   2.3026

  most confident errors
  row   id   label   predicted   confidence     loss
    2   z        1           0       0.9000   2.3026
