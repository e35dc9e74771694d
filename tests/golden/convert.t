$ xent convert digits.npz d.csv; head -2 d.csv | cut -c1-40; tail -1 d.csv | cut -c1-40
wrote d.csv
label,s0,s1,s2,s3,s4,s5,s6,s7,s8,s9
3,-9.968678,-0.07030651,2.777983,-1.5332
5,-9.230153,-7.5995293,-10.12193,2.07247
$ xent convert d.csv d.npz; xent inspect d.npz | sed /hash/d
wrote d.npz
input   d.npz: 1,397 rows, 10 classes; float64, C order
kind    logits (see --kind): values run from -27.5774 to 17.5929
scores  -27.577 .. 17.593
labels  0 .. 9, 10 classes seen
$ xent convert digits.npz copy.npz; xent convert copy.npz again.npz; cmp copy.npz again.npz
wrote copy.npz
wrote again.npz
$ for f in digits.npz copy.npz; do xent diagnose $f --json | grep -v 'copy.npz\|digits.npz' >$f.json; done; diff digits.npz.json copy.npz.json
$ xent convert digits.npz d.npy
xent: d.npy: error: an npy file holds one array, the scores: the labels would be lost
  hint: --labels-out FILE.npy, or end the name in .npz or .csv
[exit 2]
$ xent convert digits.npz d.npy --labels-out y.npy; xent convert d.npy back.npz --labels y.npy; cmp copy.npz back.npz
wrote d.npy
wrote back.npz
$ xent convert cancer.csv c.tsv; head -2 c.tsv; xent convert c.tsv c.csv -q; cmp cancer.csv c.csv
wrote c.tsv
label	prob
1	0.981984127259988
$ printf 'a b,"x,""y",w,label\n1,-inf,2,x\n.5,1e-300,1,"a b"\n' | sed 's/,x$/,"x,""y"/' >words.csv; xent convert words.csv - --weights w
label,a b,"x,""y",weight
1,1,-inf,2
0,0.5,1e-300,1
xent: words.csv:2: note: 1 row gives the true class the probability 0: the NLL is infinite; the first is row 0
  hint: --clip 1e-12 bounds it, and says so
$ xent convert words.csv words.npz --weights w; xent convert words.npz - --weights weights
wrote words.npz
xent: words.csv:2: note: 1 row gives the true class the probability 0: the NLL is infinite; the first is row 0
  hint: --clip 1e-12 bounds it, and says so
label,s0,s1,weight
1,1,-inf,2
0,0.5,1e-300,1
xent: words.npz: note: 1 row gives the true class the probability 0: the NLL is infinite; the first is row 0
  hint: --clip 1e-12 bounds it, and says so
$ xent convert words.csv words.npy --weights w
xent: words.csv:2: note: 1 row gives the true class the probability 0: the NLL is infinite; the first is row 0
  hint: --clip 1e-12 bounds it, and says so
xent: words.npy: error: an npy file holds one array, the scores: the weights would be lost
  hint: end the name in .npz or .csv
[exit 2]
$ printf 'label,0,1\n2,1,3\n9,4,1\n1,2,2\n' | xent convert - - --label-base 1 --ignore-index 9
label,0,1
1,1,3
0,2,2
$ printf '1,3\n4,1\n' | xent convert - - --scores 0,1 -q
s0,s1
1,3
4,1
$ printf 'label,a,b,weight\n0,1,3,2\n1,4,1,1\n' | xent convert - -
label,a,b
0,1,3
1,4,1
xent: -: note: not taken as scores: weight (named like weights)
  hint: --scores names the columns to take
$ xent convert words.npz - -q
label,s0,s1
1,1,-inf
0,0.5,1e-300
$ xent convert words.npz -
label,s0,s1
1,1,-inf
0,0.5,1e-300
xent: words.npz: note: not taken: weights
xent: words.npz: note: 1 row gives the true class the probability 0: the NLL is infinite; the first is row 0
  hint: --clip 1e-12 bounds it, and says so
$ xent convert digits.npz d.xyz
xent: d.xyz: error: the name of the output does not say its format
  hint: end it in .npy, .npz, .csv or .tsv
[exit 2]
$ xent convert digits.npz digits.npz
xent: digits.npz: error: the output would overwrite an input
  hint: name another file with -o
[exit 2]
$ xent convert digits.npz d.npy --labels-out d.npy
xent: error: --labels-out d.npy: the scores go there
[exit 2]
$ xent convert digits.npz d.npy --labels-out d.csv
xent: error: --labels-out d.csv: it is an npy file
[exit 2]
$ xent convert d.npy d2.npy --labels-out y2.npy
xent: error: --labels-out y2.npy: there are no labels
[exit 2]
$ xent convert d.npy d3.npy --labels y.npy --labels-out y.npy
xent: y.npy: error: the output would overwrite an input
  hint: name another file with -o
[exit 2]
$ xent convert digits.npz
xent: error: xent convert needs IN OUT
  hint: xent convert --help
[exit 2]
$ xent help convert
usage: xent convert IN OUT [OPTION]...
       scores, labels and weights from one format to another

Examples:
  xent convert scores.csv scores.npz
  xent convert val.npz scores.npy --labels-out labels.npy
  xent convert logits.npy val.npz --labels labels.npy --kind logits

Output:
      --labels-out FILE   an npy file for the labels, for which an npy of scores
                          has no place

Input:
      --scores NAME|FILE  the scores: an npz member, CSV columns (a,b,c or
                          first:last) or another file; by default all that look
                          like scores
      --labels NAME|FILE  the labels, likewise; by default the integer array or
                          the column label, labels, y, y_true, target,
                          ground_truth or class
      --weights NAME|FILE
                          row weights, likewise; by default every row counts
                          once
      --group NAME|FILE   a column or array; the same numbers for the rows of
                          each of its values, and which of these groups are
                          miscalibrated
      --class-axis A      the axis of an array that the classes are on, from 0,
                          or from the end -1, ...; by default the one that the
                          labels' shape leaves, else the last
      --scores-of auto|classes|prediction|truth
                          what scores speak of: all classes; one column of the
                          confidence of predictions, whose labels say whether
                          they are right; one column of the probability of what
                          was true, without labels; auto goes by names
                          (confidence and correct; logprob) [auto]
      --task auto|multilabel
                          multilabel: each column is a label of its own, of
                          which a row has any number, and the labels are a
                          column of 0 and 1 for each; auto: one column is
                          binary, more are classes [auto]
      --kind auto|logits|probs|logprobs
                          what the scores are; auto decides on all rows and says
                          what it decided [auto]
      --ignore-index I    drop the rows with this label
      --label-base 0|1    the label of the first class [0]
      --clip E            move probabilities into [E, 1-E]; the output counts
                          how many
      --normalize         divide each row of probabilities by its sum; the
                          output counts how many
      --weight-kind importance|frequency
                          frequency: a row of weight w stands for w rows
                          [importance]
      --header            the first row of the CSV is a header; by default
                          decided by what stands there
      --no-header         it is not; columns are numbers from 0
  -d, --delimiter CHAR    what separates CSV fields: a comma, a semicolon or
                          tab; by default found out
      --decimal CHAR      the decimal sign of the CSV [.]

Common:
      --threads N         how many threads may work, 0: as many as processors;
                          never changes a result [0]
      --max-memory SIZE   bytes (or 512M, 2G) for decoded data, beyond which a
                          temporary file takes them, and for what is kept per
                          row; by default half of the memory; never changes a
                          result
  -q, --quiet             no notes; warnings and errors stay
  -v, --verbose           every bin and every definition
      --no-color          no colours (also: the environment variable NO_COLOR)
  -h, --help              print this help
      --version           print the version
