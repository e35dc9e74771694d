$ xent loss ce digits.npz
0.80899019788404825
$ xent loss ce digits.npz --json
{
  "value": 0.80899019788404825
}
$ xent loss ce digits.npz --label-smoothing 0.1 --semantics torch
1.8922086827517877
  labels  0.80899019788404825, times 0.9
  uniform 11.641175046561443, times 0.1
$ xent loss ce digits.npz --class-weights balanced
0.80200863811469059
$ xent loss ce digits.npz --class-weights effective:0.99 --reduction sum
1125.2119754331338
$ xent loss ce digits.npz --class-weights 1,2,3
xent: error: --class-weights: 3 weights for 10 classes
[exit 2]
$ xent loss ce digits.npz --class-weights 1,2,x
xent: error: --class-weights: expected numbers with commas between them
[exit 2]
$ xent loss focal digits.npz --gamma 2 --class-weights balanced --reduction sum
977.68114409843179
$ xent loss bce cancer.csv --unit bits
0.51805639885328425
$ xent loss binary_focal cancer.csv --semantics torch
0.1113354935643131
$ xent loss mse digits.npz --reduction none | head -n 2
1.7660920941607237
1.7042519083742288e-08
$ printf 'a,b,y\n0.5,-0.5,0\n2,1,1\n-1,3,-1\n' > three.csv
$ xent loss ce three.csv --ignore-index -1 --gradient
-0.13447071068499755,0.13447071068499755
0.36552928931500245,-0.36552928931500245
0,0
$ xent loss ce three.csv --ignore-index -1 --gradient --reduction none --json
{
  "gradient": [[-0.2689414213699951, 0.2689414213699951], [0.7310585786300049, -0.7310585786300049], [0, 0]]
}
$ xent loss ce three.csv --ignore-index -1 --reduction none --json
{
  "values": [0.31326168751822286, 1.3132616875182228, 0]
}
$ xent loss ce three.csv --ignore-index -1 --reduction batchmean
0.54217445834548184
$ xent loss multiclass_hinge three.csv --ignore-index -1
1
$ printf 'a,b,s,t\n0.5,-0.5,0,1\n2,1,1,1\n-1,3,0.25,0\n' > labels.csv
$ xent loss bce labels.csv --scores a,b --targets s,t --kind logits
2.0000642353377911
$ xent loss bce labels.csv --scores a,b --targets s,t --kind logits --row-mean --pos-weight 1,3
1.4291450082350055
$ xent loss kl labels.csv --scores a,b --targets s,t
xent: labels.csv:3: error: rows are not probabilities: row 1 sums to 2 (2 of 3 rows miss 1 by more than 1e-02)
  hint: --kind probs --normalize, if each row shares out what it sums to; --kind logits, if softmax has not been applied yet
[exit 3]
$ printf 'a,b,y\n0.5,0.5,0\n0.75,0.25,1\n' > probs.csv
$ xent loss ce probs.csv --kind logits
xent: probs.csv: warning: taken as logits, but these already are probabilities (from 0.25 to 0.75, rows sum to 1): softmax is applied twice
  hint: --kind probs
0.83361208237002593
$ xent loss ce probs.csv
1.0397207708399179
$ xent loss distillation three.csv --ignore-index -1 --teacher b,a --temperature 2 --alpha 0.25
2.5592353712226577
$ xent loss distillation_kl three.csv --ignore-index -1 --teacher b,a --temperature 2 --alpha 0.25 --scores a,b
0.57069341548511932
$ printf 'l\n-0.25\n-3.5\n0\n-0.125\n' > tokens.csv
$ xent loss token_nll tokens.csv --reduction perplexity
2.6346490888156313
$ xent loss token_nll tokens.csv --unit bits --reduction sum
5.5904432834447331
$ printf 'a,b,y\n0,1,0\n' > zero.csv
$ xent loss ce zero.csv --json
xent: zero.csv: note: only class 0 occurs: losses are defined, discrimination is not
xent: zero.csv:2: note: 1 row gives the true class the probability 0 (the first is row 0): the NLL is infinite
  hint: --clip 1e-12 bounds it, and says so
{
  "status": "inf", "value": null
}
$ xent loss ce zero.csv --semantics keras
xent: zero.csv: note: only class 0 occurs: losses are defined, discrimination is not
xent: zero.csv:2: note: 1 row gives the true class the probability 0 (the first is row 0): the NLL is infinite
  hint: --clip 1e-12 bounds it, and says so
16.11809565095832
$ xent loss ce zero.csv --semantics sklearn
xent: zero.csv: note: only class 0 occurs: losses are defined, discrimination is not
xent: zero.csv:2: note: 1 row gives the true class the probability 0 (the first is row 0): the NLL is infinite
  hint: --clip 1e-12 bounds it, and says so
36.043653389117154
$ xent loss sum zero.csv
xent: error: unknown loss sum
  hint: xent loss --help
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
