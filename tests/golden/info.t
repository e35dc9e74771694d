$ xent info p=0.5,0.25,0.25 q=0.4,0.4,0.2 --unit bits
P       p=0.5,0.25,0.25: masses, 1 row of 3, sum 1
Q       q=0.4,0.4,0.2: masses, 1 row of 3, sum 1

  measure                             bits
  entropy H(P)                    1.500000   -sum p log p
  perplexity                      2.828427   base^H(P): as many equally likely outcomes
  Renyi entropy, order 2          1.415037   log(sum p^a) / (1-a)
  cross-entropy H(P,Q)            1.571928   -sum p log q
  divergence KL(P,Q)              0.071928   sum p log(p/q)
  residual                    -1.00107e-17   H(P,Q) - H(P) - KL(P,Q)
  perplexity of Q                 2.973018   base^H(P,Q)
  generalized KL                  0.071928   KL - mass of P + mass of Q
  divergence KL(Q,P)              0.078072   sum q log(q/p)
  Jeffreys                        0.150000   KL(P,Q) + KL(Q,P)
  Jensen-Shannon                  0.018622   (KL(P,M) + KL(Q,M)) / 2, M = (P+Q)/2
  Renyi divergence, order 2       0.129283   log(sum p^a q^(1-a)) / (a-1)

  outcome          p   bits of p          q   bits of q
        0   0.500000    1.000000   0.400000    1.321928
        1   0.250000    2.000000   0.400000    1.321928
        2   0.250000    2.000000   0.200000    2.321928
$ xent info p=0.5,0.25,0.25
P       p=0.5,0.25,0.25: masses, 1 row of 3, sum 1

  measure                      nats
  entropy H(P)             1.039721   -sum p log p
  perplexity               2.828427   base^H(P): as many equally likely outcomes
  Renyi entropy, order 2   0.980829   log(sum p^a) / (1-a)

  outcome          p   nats of p
        0   0.500000    0.693147
        1   0.250000    1.386294
        2   0.250000    1.386294
$ xent info q=0.5,0.5 --unit hartleys | sed -n '3,4p'
  measure                  hartleys
  entropy H(P)             0.301030   -sum p log p
$ xent info p=0.25,0.25,0.25,0.25 --unit 4 | sed -n '3,4p'
  measure                  base-4 units
  entropy H(P)                 1.000000   -sum p log p
$ xent info counts=12,3,0,5 --json
{
  "command": "info",
  "entropy": 0.93763696227244919,
  "miller_madow": 0.98763696227244924,
  "notes": [],
  "order": 2.0,
  "outcomes": {
    "p": [0.59999999999999998, 0.14999999999999999, 0.0, 0.25],
    "self_information": [
      0.51082562376599072,
      1.8971199848858813,
      {
        "status": "inf",
        "value": null
      },
      1.3862943611198906
    ]
  },
  "p": {
    "joint": false,
    "kind": "counts",
    "mass_max": 20.0,
    "mass_min": 20.0,
    "normalized": 1,
    "outcomes": 4,
    "rows": 1,
    "source": "counts=12,3,0,5"
  },
  "perplexity": 2.5539392274300625,
  "renyi_entropy": 0.80968099681589689,
  "schema": 1,
  "unit": "nats",
  "xent": "0.1.0"
}
$ xent info logits=0,-800 logits=-800,0 | sed -n '4,10p'
  measure                            nats
  entropy H(P)                          0   -sum p log p
  perplexity                     1.000000   base^H(P): as many equally likely outcomes
  Renyi entropy, order 2                0   log(sum p^a) / (1-a)
  cross-entropy H(P,Q)         800.000000   -sum p log q
  divergence KL(P,Q)           800.000000   sum p log(p/q)
  residual                              0   H(P,Q) - H(P) - KL(P,Q)
$ xent info p=0.5,0.5 logits=1000,1000 | sed -n '7,9p'
  Renyi entropy, order 2      0.693147   log(sum p^a) / (1-a)
  cross-entropy H(P,Q)        0.693147   -sum p log q
  divergence KL(P,Q)                 0   sum p log(p/q)
$ xent info logits=3,0,-inf p=0.9,0.1,0 --json | grep -E 'kl|"residual'
  "generalized_kl": 0.018700838698764224,
  "kl": 0.018700838698764224,
  "residual": -6.9388939039072284e-17,
  "reverse_kl": 0.023504378182293877,
$ xent info p=0.3,0.1/0.1,0.5 --joint
P       p=0.3,0.1/0.1,0.5: masses, 2 rows of 2, sum 1

  measure                            nats
  joint H(X,Y)                   1.168282   -sum p log p
  rows H(X)                      0.673012   of the sums of the rows
  columns H(Y)                   0.673012   of the sums of the columns
  rows given columns H(X|Y)      0.495271   -sum p log(p/column)
  columns given rows H(Y|X)      0.495271   -sum p log(p/row)
  mutual information I(X;Y)      0.177741   KL(P, product of rows and columns)
  residual                    2.77556e-17   H(X) - H(X|Y) - I(X;Y)
$ xent info counts=30,10/10,50 --joint --unit bits | grep mutual
  mutual information I(X;Y)      0.256426   KL(P, product of rows and columns)
$ xent info p=0.5,0.5/0.9,0.1 q=0.6,0.4/0.8,0.2
P       p=0.5,0.5/0.9,0.1: masses, 2 rows of 2, sum 1
Q       q=0.6,0.4/0.8,0.2: masses, 2 rows of 2, sum 1

  measure                            nats
  entropy H(P)                   0.509115   -sum p log p
  perplexity                     1.663818   base^H(P): as many equally likely outcomes
  Renyi entropy, order 2         0.445799   log(sum p^a) / (1-a)
  cross-entropy H(P,Q)           0.537666   -sum p log q
  divergence KL(P,Q)             0.028551   sum p log(p/q)
  residual                    5.20417e-17   H(P,Q) - H(P) - KL(P,Q)
  perplexity of Q                1.712006   base^H(P,Q)
  generalized KL                 0.028551   KL - mass of P + mass of Q
  divergence KL(Q,P)             0.032269   sum q log(q/p)
  Jeffreys                       0.060820   KL(P,Q) + KL(Q,P)
  Jensen-Shannon                 0.007513   (KL(P,M) + KL(Q,M)) / 2, M = (P+Q)/2
  Renyi divergence, order 2      0.050723   log(sum p^a q^(1-a)) / (a-1)
$ xent info p=0.5,0.5/0.9,0.1 q=0.6,0.4 | sed -n '1,2p'
P       p=0.5,0.5/0.9,0.1: masses, 2 rows of 2, sum 1
Q       q=0.6,0.4: masses, 1 row of 2, sum 1
$ xent info p=0.5,0.5 --order inf | grep Renyi
  Renyi entropy, order inf   0.693147   log(sum p^a) / (1-a)
$ xent info p=0.5,0.3,0.2 q=0.3,0.3,0.4 --order 0.5 | grep Renyi
  Renyi entropy, order 0.5         1.063659   log(sum p^a) / (1-a)
  Renyi divergence, order 0.5      0.060628   log(sum p^a q^(1-a)) / (a-1)
$ xent info normal:0,1
P       normal:0,1: density

  measure            nats   error below
  entropy H(P)   1.418939       1.7e-14   -sum p log p
$ xent info normal:1000,0.01 mixture:1,-1000,1/1,1000,1 --json
{
  "command": "info",
  "cross_entropy": 1.6121357137649088,
  "entropy": -3.186231652783976,
  "errors": {
    "cross_entropy": 1.9279250479953801e-14,
    "entropy": 6.2963373325632135e-14,
    "kl": 8.0567621924006028e-14
  },
  "kl": 4.7983673665486979,
  "notes": [],
  "order": 2.0,
  "p": {
    "joint": false,
    "kind": "density",
    "source": "normal:1000,0.01"
  },
  "q": {
    "joint": false,
    "kind": "density",
    "source": "mixture:1,-1000,1/1,1000,1"
  },
  "residual": 1.865174681370263e-13,
  "schema": 1,
  "unit": "nats",
  "xent": "0.1.0"
}
$ xent info exponential:2 exponential:3 | sed -n '4,8p'
  measure                        nats   error below
  entropy H(P)               0.306853       8.9e-13   -sum p log p
  cross-entropy H(P,Q)       0.401388       3.7e-13   -sum p log q
  divergence KL(P,Q)         0.094535       9.6e-14   sum p log(p/q)
  residual               -1.38778e-17                 H(P,Q) - H(P) - KL(P,Q)
$ xent info uniform:0,2 uniform:0,1 | sed -n '4,8p'
  measure                    nats   error below
  entropy H(P)           0.693147       1.4e-12   -sum p log p
  cross-entropy H(P,Q)        inf                 -sum p log q
  divergence KL(P,Q)          inf                 sum p log(p/q)
  residual                    n/a                 H(P,Q) - H(P) - KL(P,Q)
$ printf 'a,b,c\n.5,.25,.25\n.1,.2,.7\n' > p.csv; xent info p.csv p=0.2,0.2,0.6
P       p.csv: masses, 2 rows of 3, sum 1
Q       p=0.2,0.2,0.6: masses, 1 row of 3, sum 1

  measure                             nats
  entropy H(P)                    0.920770   -sum p log p
  perplexity                      2.511222   base^H(P): as many equally likely outcomes
  Renyi entropy, order 2          0.798508   log(sum p^a) / (1-a)
  cross-entropy H(P,Q)            1.087597   -sum p log q
  divergence KL(P,Q)              0.166827   sum p log(p/q)
  residual                    -1.66533e-16   H(P,Q) - H(P) - KL(P,Q)
  perplexity of Q                 2.967136   base^H(P,Q)
  generalized KL                  0.166827   KL - mass of P + mass of Q
  divergence KL(Q,P)              0.171767   sum q log(q/p)
  Jeffreys                        0.338594   KL(P,Q) + KL(Q,P)
  Jensen-Shannon                  0.041071   (KL(P,M) + KL(Q,M)) / 2, M = (P+Q)/2
  Renyi divergence, order 2       0.287682   log(sum p^a q^(1-a)) / (a-1)
$ printf 'n\n3\n5\n2\n' > counts.csv; xent info counts=counts.csv | sed -n '1,6p'
P       counts=counts.csv: counts, 1 row of 3, sum 10, normalized

  measure                        nats
  entropy H(P)               1.029653   -sum p log p
  perplexity                 2.800094   base^H(P): as many equally likely outcomes
  corrected for few counts   1.129653   + (K-1)/2n, Miller-Madow
$ xent info digits.npz
xent: digits.npz: error: row 0, value 0 is -9.96868: a probability must be finite and at least 0
  hint: logits=, with the numbers or the file, if that is what they are
[exit 3]
$ xent info logits=digits.npz | sed -n '1,4p'
P       logits=digits.npz: logits, 1397 rows of 10

  measure                      nats
  entropy H(P)             0.235570   -sum p log p
$ xent info p=0.5,0.5 q=1,0
xent: q=1,0: warning: outcome 1 of row 0 has q = 0 < p = 0.5: cross-entropy and KL are infinite
P       p=0.5,0.5: masses, 1 row of 2, sum 1
Q       q=1,0: masses, 1 row of 2, sum 1

  measure                         nats
  entropy H(P)                0.693147   -sum p log p
  perplexity                  2.000000   base^H(P): as many equally likely outcomes
  Renyi entropy, order 2      0.693147   log(sum p^a) / (1-a)
  cross-entropy H(P,Q)             inf   -sum p log q
  divergence KL(P,Q)               inf   sum p log(p/q)
  residual                         n/a   H(P,Q) - H(P) - KL(P,Q)
  perplexity of Q                  inf   base^H(P,Q)
  generalized KL                   inf   KL - mass of P + mass of Q
  divergence KL(Q,P)          0.693147   sum q log(q/p)
  Jeffreys                         inf   KL(P,Q) + KL(Q,P)
  Jensen-Shannon              0.215762   (KL(P,M) + KL(Q,M)) / 2, M = (P+Q)/2
  Renyi divergence, order 2        inf   log(sum p^a q^(1-a)) / (a-1)

  outcome          p   nats of p          q   nats of q
        0   0.500000    0.693147   1.000000           0
        1   0.500000    0.693147          0         inf
$ xent info p=0.5,0.5/0.9,0.1/1,0 q=1,0/1,0/1,0 2>&1 >/dev/null
xent: q=1,0/1,0/1,0: warning: outcome 1 of row 0 has q = 0 < p = 0.5: cross-entropy and KL are infinite (2 such rows)
$ xent info p=0.5,0.4 | sed -n '1,4p'
xent: p=0.5,0.4: warning: the masses sum to 0.9, not to 1; they are used as they are
  hint: --normalize divides them by their sum; counts=, logits= if that is what they are
P       p=0.5,0.4: masses, 1 row of 2, sum 0.9

  measure                      nats
  entropy H(P)             0.713090   -sum p log p
$ xent info p=0.5,0.4 --normalize | sed -n '1,4p'
P       p=0.5,0.4: masses, 1 row of 2, sum 0.9, normalized

  measure                      nats
  entropy H(P)             0.686962   -sum p log p
$ xent info p=3,5,2 -q 2>&1 >/dev/null
xent: p=3,5,2: warning: the masses sum to 10, not to 1; they are used as they are
  hint: --normalize divides them by their sum; counts=, logits= if that is what they are
$ xent info p=0.5,-0.1
xent: p=0.5,-0.1: error: value 1 is -0.1: a probability must be finite and at least 0
  hint: logits=, with the numbers or the file, if that is what they are
[exit 3]
$ printf 'a,b\n.5,.5\n\n.5,-.5\n' > negative.csv; xent info negative.csv
xent: negative.csv:4: error: row 1, value 1 is -0.5: a probability must be finite and at least 0
  hint: logits=, with the numbers or the file, if that is what they are
[exit 3]
$ printf 'a\n.5\n-.5\n' > column.csv; xent info column.csv
xent: column.csv:3: error: value 1 is -0.5: a probability must be finite and at least 0
  hint: logits=, with the numbers or the file, if that is what they are
[exit 3]
$ xent info p=0.5,0.5/0,0
xent: p=0.5,0.5/0,0: error: row 1 holds nothing but 0: no distribution
[exit 3]
$ xent info p=0.5,x
xent: p=0.5,x: error: value 1, "x", is not a number
[exit 3]
$ xent info p=0.5,
xent: p=0.5,: error: value 1 is missing
[exit 3]
$ xent info p=0.5,0.5/1
xent: p=0.5,0.5/1: error: the rows between the slashes differ in length
[exit 3]
$ xent info p=
xent: error: neither numbers nor a file: "p="
[exit 3]
$ xent info logits=1,nan
xent: logits=1,nan: error: value 1 is nan: a logit must be finite or -inf
[exit 3]
$ xent info counts=inf
xent: counts=inf: error: value 0 is inf: a count must be finite and at least 0
[exit 3]
$ xent info p=0.5,0.5 q=0.2,0.3,0.5
xent: error: 2 outcomes against 3: p=0.5,0.5, q=0.2,0.3,0.5
[exit 3]
$ xent info p=0.5,0.5/0.5,0.5/0.5,0.5 q=0.5,0.5/0.5,0.5
xent: error: 3 rows against 2: p=0.5,0.5/0.5,0.5/0.5,0.5, q=0.5,0.5/0.5,0.5
[exit 3]
$ xent info p=0.5,0.5 normal:0,1
xent: error: normal:0,1 is a density and p=0.5,0.5 is not
[exit 2]
$ xent info p=0.5,0.5 q=0.5,0.5 --joint
xent: error: a joint table is measured alone, without q=0.5,0.5
[exit 2]
$ xent info normal:0,1 --joint
xent: error: normal:0,1: a joint table holds masses or counts
[exit 2]
$ xent info normal:0,-1
xent: normal:0,-1: error: sd is -1: it must be finite and above 0
  hint: normal:MEAN,SD
[exit 3]
$ xent info nomral:0,1
xent: error: no such density: nomral:0,1
  hint: xent list densities
[exit 3]
$ xent info gamma:
xent: gamma:: error: shape is missing
  hint: gamma:SHAPE,SCALE
[exit 3]
$ xent info logits=0,-800 logits=0,-2000 --order 2 | grep divergence,
  Renyi divergence, order 2   400.000000   log(sum p^a q^(1-a)) / (a-1)
$ xent info t:1 normal:0,1
P       t:1: density
Q       normal:0,1: density

  measure                    nats   error below
  entropy H(P)           2.531024       1.2e-12   -sum p log p
  cross-entropy H(P,Q)        inf                 -sum p log q
  divergence KL(P,Q)          inf                 sum p log(p/q)
  residual                    n/a                 H(P,Q) - H(P) - KL(P,Q)
$ xent info t:2.05 normal:0,1
xent: error: the integral of the cross-entropy does not converge: 21.4189 as far as numbers go, with an error of 1.7e-08 or more
  hint: it may be infinite, or most of it lie in the tails: is the first density heavy where the logarithm of the second is large?
[exit 3]
$ xent info no-such-file.npy
xent: no-such-file.npy: error: cannot open: No such file or directory
[exit 4]
$ xent info p=0.5,0.5 --unit 1
xent: error: --unit 1: expected nats, bits, hartleys or a base above 1
  hint: xent info --help
[exit 2]
$ xent info p=0.5,0.5 --order -1
xent: error: --order -1: expected a number from 0 to inf
  hint: xent info --help
[exit 2]
$ xent info p=0.5,0.5 --bins 3
xent: error: xent info takes no --bins
  hint: xent info --help
[exit 2]
$ xent info
xent: error: xent info needs P [Q]
  hint: xent info --help
[exit 2]
$ yes 0.5,0.25,0.25 | head -n 6000 > many.csv; awk 'NR == 4400 || NR == 5600 { print "0.5,0.5,0"; next } { print }' many.csv > holes.csv
$ for n in 1 2 3; do xent info many.csv holes.csv --no-header --threads $n 2>&1 | sed -n '1p; /^  entropy/p; /^  Jensen/p'; done
xent: holes.csv: warning: outcome 2 of row 4399 has q = 0 < p = 0.25: cross-entropy and KL are infinite (2 such rows)
  entropy H(P)                   1.039721   -sum p log p
  Jensen-Shannon              3.59603e-05   (KL(P,M) + KL(Q,M)) / 2, M = (P+Q)/2
xent: holes.csv: warning: outcome 2 of row 4399 has q = 0 < p = 0.25: cross-entropy and KL are infinite (2 such rows)
  entropy H(P)                   1.039721   -sum p log p
  Jensen-Shannon              3.59603e-05   (KL(P,M) + KL(Q,M)) / 2, M = (P+Q)/2
xent: holes.csv: warning: outcome 2 of row 4399 has q = 0 < p = 0.25: cross-entropy and KL are infinite (2 such rows)
  entropy H(P)                   1.039721   -sum p log p
  Jensen-Shannon              3.59603e-05   (KL(P,M) + KL(Q,M)) / 2, M = (P+Q)/2
