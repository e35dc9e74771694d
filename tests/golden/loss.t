$ xent loss ce digits.npz
0.8089901979
$ xent loss ce digits.npz --json | cut -c 1-24
{
  "value": 0.80899019788
}
$ xent loss ce digits.npz --label-smoothing 0.1 --semantics torch
1.892208683
  labels  0.8089901979, times 0.9
  uniform 11.64117505, times 0.1
$ xent loss ce digits.npz --class-weights balanced
0.8020086381
$ xent loss ce digits.npz --class-weights effective:0.99 --reduction sum
1125.211975
$ xent loss ce digits.npz --class-weights 1,2,3
xent: error: --class-weights: 3 weights for 10 classes
[exit 2]
$ xent loss ce digits.npz --class-weights 1,2,x
xent: error: --class-weights: expected numbers with commas between them
[exit 2]
$ xent loss focal digits.npz --gamma 2 --class-weights balanced --reduction sum
977.6811441
$ xent loss mse digits.npz --class-weights balanced
0.3008077113
$ xent loss multiclass_hinge digits.npz --class-weights balanced --semantics torch
0.9079090498
$ xent loss bce cancer.csv --class-weights balanced
0.4181312911
$ xent loss bce cancer.csv --unit bits
0.5180563989
$ xent loss binary_focal cancer.csv --semantics torch
0.1113354936
$ xent loss mse digits.npz --reduction none | head -n 2
1.766092094
1.704251908e-08
$ printf 'a,b,y\n0.5,-0.5,0\n2,1,1\n-1,3,-1\n' > three.csv
$ xent loss ce three.csv --ignore-index -1 --gradient
-0.1344707107,0.1344707107
0.3655292893,-0.3655292893
0,0
$ xent loss ce three.csv --ignore-index -1 --gradient --reduction none --json | sed "s/\(0\.[0-9]\{9\}\)[0-9]*/\1/g"
{
  "gradient": [[-0.268941421, 0.268941421], [0.731058578, -0.731058578], [0, 0]]
}
$ xent loss ce three.csv --ignore-index -1 --reduction none --json | sed "s/\(\.[0-9]\{9\}\)[0-9]*/\1/g"
{
  "values": [0.313261687, 1.313261687, 0]
}
$ xent loss ce three.csv --ignore-index -1 --reduction batchmean
0.5421744583
$ xent loss multiclass_hinge three.csv --ignore-index -1
1
$ printf 'a,b,s,t\n0.5,-0.5,0,1\n2,1,1,1\n-1,3,0.25,0\n' > labels.csv
$ xent loss bce labels.csv --scores a,b --targets s,t --kind logits
2.000064235
$ xent loss bce labels.csv --scores a,b --targets s,t --kind logits --row-mean --pos-weight 1,3
1.429145008
$ xent loss kl labels.csv --scores a,b --targets s,t
xent: labels.csv:3: error: rows are not probabilities: row 1 sums to 2 (2 of 3 rows miss 1 by more than 1e-02)
  hint: --kind probs --normalize, if each row shares out what it sums to; --kind logits, if softmax has not been applied yet; --task multilabel, if each column is a label of its own
[exit 3]
$ printf 'a,b,y\n0.5,0.5,0\n0.75,0.25,1\n' > probs.csv
$ xent loss ce probs.csv --kind logits
xent: probs.csv: warning: taken as logits, but these already are probabilities (from 0.25 to 0.75, rows sum to 1): softmax is applied twice
  hint: --kind probs
0.8336120824
$ xent loss ce probs.csv
1.039720771
$ xent loss distillation three.csv --ignore-index -1 --teacher b,a --temperature 2 --alpha 0.25
2.559235371
$ xent loss distillation_kl three.csv --ignore-index -1 --teacher b,a --temperature 2 --alpha 0.25 --scores a,b
0.5706934155
$ printf 'l\n-0.25\n-3.5\n0\n-0.125\n' > tokens.csv
$ xent loss token_nll tokens.csv --reduction perplexity
2.634649089
$ xent loss token_nll tokens.csv --unit bits --reduction sum
5.590443283
$ printf 'a,b,y\n0,1,0\n' > zero.csv
$ xent loss ce zero.csv --json
xent: zero.csv: note: only class 0 occurs: losses are defined, discrimination is not
xent: zero.csv:2: note: 1 row gives the true class the probability 0: the NLL is infinite; the first is row 0
  hint: --clip 1e-12 bounds it, and says so
{
  "status": "inf", "value": null
}
$ xent loss ce zero.csv --semantics keras
xent: zero.csv: note: only class 0 occurs: losses are defined, discrimination is not
xent: zero.csv:2: note: 1 row gives the true class the probability 0: the NLL is infinite; the first is row 0
  hint: --clip 1e-12 bounds it, and says so
16.11809565
$ xent loss ce zero.csv --semantics sklearn
xent: zero.csv: note: only class 0 occurs: losses are defined, discrimination is not
xent: zero.csv:2: note: 1 row gives the true class the probability 0: the NLL is infinite; the first is row 0
  hint: --clip 1e-12 bounds it, and says so
36.04365339
$ xent loss sum zero.csv
xent: error: unknown loss sum
  hint: xent list losses
[exit 2]
$ xent loss ce cancer.csv
xent: error: the loss ce wants one column for each class, not 1
  hint: for one column: bce, binary_focal, binary_kl, binary_mse, hinge
[exit 2]
$ xent loss ce digits.npz --pos-weight 3
xent: error: the loss ce has no use for a positive weight
[exit 2]
$ xent loss distillation digits.npz
xent: error: the loss distillation wants the teacher's logits
[exit 2]
$ xent loss ce digits.npz --gamma -1
xent: error: --gamma -1: expected a number from 0 to 1000
  hint: xent loss --help
[exit 2]
$ xent loss ce digits.npz --targets nowhere
xent: digits.npz: error: no array and no file is called 'nowhere'; there are: logits: float32 [1397, 10], labels: int64 [1397]
  hint: --scores NAME
[exit 3]
$ npy() { printf '\223NUMPY\001\000\106\000'; printf '%-69s\n' "{'descr': '$1', 'fortran_order': False, 'shape': $2, }"; shift 2; printf "$@"; }; npy '<i1' '(2, 2, 3)' '\000\001\000\003\002\001\000\002\000\001\002\000' > scores.npy; npy '<i1' '(2, 3)' '\000\001\001\000\377\000' > labels.npy; npy '<i1' '(2, 2)' '\000\002\001\000' > last.npy; xent loss ce scores.npy --labels last.npy --reduction none
1.551444714
2.407605964
0.2395447662
1.407605964
$ xent loss ce scores.npy --labels labels.npy --kind logits --ignore-index -1 --reduction none
xent: labels.npy: error: labels [2, 3] do not go with scores [2, 2, 3] without axis 2
  hint: --class-axis 0 or --class-axis 1
[exit 3]
$ xent loss ce scores.npy --labels labels.npy --kind logits --ignore-index -1 --class-axis 1 --gradient --reduction none
-0.9525741268,0.9525741268
0.2689414214,-0.2689414214
0.2689414214,-0.2689414214
-0.7310585786,0.7310585786
0,0
-0.5,0.5
$ xent loss ce scores.npy --labels labels.npy --class-axis -2 --kind logits
xent: labels.npy: error: label -1 at row 4 (1, 1); 2 classes allow 0 to 1
  hint: --ignore-index -1, if it marks rows without a label
[exit 3]
$ xent loss ce scores.npy --labels labels.npy --class-axis 2
xent: labels.npy: error: labels [2, 3] do not go with scores [2, 2, 3] without axis 2
  hint: --class-axis 0 or --class-axis 1
[exit 3]
$ xent loss ce scores.npy --labels last.npy --class-axis 3
xent: scores.npy: error: --class-axis 3 of scores [2, 2, 3], which have 3 axes
  hint: --class-axis from 0 to 2, or from the end -1 to -3
[exit 2]
$ xent loss mse scores.npy --targets scores.npy --class-axis 1
1.938029808
$ xent inspect scores.npy --kind logits | head -n 2
xent: scores.npy: note: classes are on axis 2 of the scores [2, 2, 3], since nothing says otherwise
  hint: --class-axis 1, if they are not
input   scores.npy: 4 rows, 3 classes, no labels; int8, C order, classes on axis
        2 of [2, 2, 3]
$ xent loss ce digits.csv --class-axis 1
xent: digits.csv: error: --class-axis 1, but the scores are columns of text
[exit 2]
$ xent loss ce digits.npz --class-weights effective:1.5
xent: error: --class-weights effective:1.5: expected effective:BETA, 0 <= BETA < 1
[exit 2]
