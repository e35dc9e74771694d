$ xent inspect digits.npz
input   digits.npz: 1,397 rows, 10 classes; float32, C order
kind    logits (see --kind): values run from -27.5774 to 17.5929
scores  -27.577 .. 17.593
labels  0 .. 9, 10 classes seen
hash    b37754f79d8183a3acd157c20428f4de
$ LC_ALL=C.UTF-8 xent inspect cancer.csv
input   cancer.csv: 569 rows, 2 classes; text
kind    probs (see --kind): one column within [0, 1]
scores  1.4263e-10 .. 1
labels  0 .. 1, 2 classes seen
hash    6d7897ca34e5a41e5eff834b4fee0a37
$ xent inspect digits.csv
input   digits.csv: 400 rows, 10 classes; text
kind    probs (see --kind): values within [0, 1], rows sum to 1 within 1e-04
scores  2.1504e-18 .. 1
        rows sum to 0.999999999 .. 1
labels  0 .. 9, 10 classes seen
hash    1ef26c45b209e5466fc0b3265821cc76
$ xent inspect cancer.csv --json
{
  "command": "inspect",
  "findings": [],
  "input": {
    "classes": 2,
    "classes_seen": 2,
    "clipped": 0,
    "columns": 1,
    "duplicate_rows": 0,
    "fingerprint": "6d7897ca34e5a41e5eff834b4fee0a37",
    "ignored_rows": 0,
    "kind": "probs",
    "kind_reason": "one column within [0, 1]",
    "label_max": 1,
    "label_min": 0,
    "labelled": true,
    "max": 0.99999999999999978,
    "min": 1.4262897638563326e-10,
    "minus_inf": 0,
    "normalized_rows": 0,
    "path": "cancer.csv",
    "rows": 569,
    "scores_of": "classes",
    "storage": "text",
    "sum_max": {
      "status": "nan",
      "value": null
    },
    "sum_min": {
      "status": "nan",
      "value": null
    },
    "task": "binary",
    "weighted": false
  },
  "notes": [],
  "schema": 1,
  "xent": "0.1.0"
}
$ printf 'p,q\n.2,.8\n.5,.5\n' | xent inspect -
input   standard input: 2 rows, 2 classes, no labels; text
kind    probs (see --kind): values within [0, 1], rows sum to 1 within 1e-02
scores  0.2 .. 0.8
        rows sum to 1 .. 1
hash    65426e684614cc4d1efb82fb60a59834
$ printf '1;2,5\n0;1,5\n' > c.csv; xent inspect c.csv --decimal , --no-header --labels 0
input   c.csv: 2 rows, 2 classes; text
kind    logits (see --kind): one column, values run from 1.5 to 2.5
scores  1.5 .. 2.5
labels  0 .. 1, 2 classes seen
hash    f6e77e09017e9da4d6e0317993bc69d7
