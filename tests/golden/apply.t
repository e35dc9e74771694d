$ xent fit temperature digits.npz -q -o map.json | tail -2
  Brier score                  0.3029   0.2782
  expected calibration error   0.1079   0.0372
$ xent apply map.json digits.npz -o probs.npy; xent inspect probs.npy | sed /hash/d
wrote probs.npy
input   probs.npy: 1,397 rows, 10 classes, no labels; float32, C order
kind    probs (see --kind): values within [0, 1], rows sum to 1 within 1e-04
scores  1.1456e-09 .. 0.99976
        rows sum to 0.999999961 .. 1.00000003
$ xent apply map.json digits.npz | head -3 | cut -c1-14
p0,p1,p2,p3,p4
0.0011368655,0
1.1184225e-06,
$ xent apply map.json digits.npz -o probs.npz; xent inspect probs.npz | head -2
wrote probs.npz
input   probs.npz: 1,397 rows, 10 classes; float32, C order
kind    probs (see --kind): values within [0, 1], rows sum to 1 within 1e-04
$ xent apply map.json digits.npz -o probs.tsv; head -2 probs.tsv | cut -c1-12
wrote probs.tsv
p0	p1	p2	p3	
0.0011368655
$ xent apply map.json digits.npz -o probs.xyz
xent: probs.xyz: error: the name of the output does not say its format
  hint: end it in .npy, .npz, .csv or .tsv
[exit 2]
$ xent apply map.json cancer.csv
xent: map.json: error: the map is for 10 classes and the data have 2
[exit 3]
$ xent apply cancer.csv digits.npz
xent: cancer.csv:1: error: no JSON: '[' or '{' expected near 'label'
[exit 3]
$ xent apply nowhere.json digits.npz
xent: nowhere.json: error: cannot open: No such file or directory
[exit 4]
$ echo '{}' > empty.json; xent apply empty.json digits.npz
xent: empty.json: error: no map: "xent" is missing or no string
[exit 3]
$ sed 's/"temperature": 2[0-9.]*/"temperature": -2/' map.json > neg.json; xent apply neg.json digits.npz
xent: neg.json: error: temperature is not positive
[exit 3]
$ xent apply map.json digits.npz -o digits.npz
xent: digits.npz: error: the output would overwrite an input
  hint: name another file with -o
[exit 2]
