$ awk -F, -v OFS=, 'NR>1 { s=0; for (i=2;i<=NF;i++) s+=exp($i); for (i=2;i<=NF;i++) $i=exp($i)/s } 1' digits.csv > twice.csv; xent inspect twice.csv
xent: twice.csv: warning: every row is the softmax of a row of probabilities, which are 0.9 or more for one class in 302 of 400 rows: softmax was applied twice
  hint: save the scores before the last softmax; a fitted temperature far below 1 would only hide it
input   twice.csv: 400 rows, 10 classes; text
kind    probs (see --kind): values within [0, 1], rows sum to 1 within 1e-04
found   softmax was applied twice: hidden_min -9.1539e-07, hidden_max 1,
        hidden_sure_rows 302
scores  0.085337 .. 0.23197
        rows sum to 0.9999993 .. 1.0000011
labels  0 .. 9, 10 classes seen
hash    0ad4cc2cf5cd47080548ca63764e8412
$ awk -F, -v OFS=, 'NR>1 { for (i=2;i<=NF;i++) $i=sqrt($i) } 1' digits.csv > sigmoid.csv; xent inspect sigmoid.csv
xent: sigmoid.csv:2: error: rows are not probabilities: row 0 sums to 1.60373 (400 of 400 rows miss 1 by more than 1e-04)
  hint: --kind probs --normalize, if each row shares out what it sums to; --kind logits, if softmax has not been applied yet; --task multilabel, if each column is a label of its own
[exit 3]
$ xent inspect sigmoid.csv --kind logits
xent: sigmoid.csv: warning: all scores lie in [0, 1], but 400 of 400 rows do not sum to 1 (sums from 1.00124 to 2.41726): a sigmoid for each class? they are taken as logits, so that no class can be more than e times as probable as another
  hint: --kind probs --normalize divides each row by its sum
input   sigmoid.csv: 400 rows, 10 classes; text
kind    logits (see --kind): --kind logits
found   rows within [0, 1] do not sum to 1: rows_off 400, score_min 1.4664e-09,
        score_max 1, sum_min 1.0012, sum_max 2.4173
scores  1.4664e-09 .. 1
labels  0 .. 9, 10 classes seen
hash    b2d29dbd76c49a768266e93d2ef9b5b8
$ xent inspect sigmoid.csv --kind probs --normalize
xent: sigmoid.csv: note: all scores lie in [0, 1], but 400 of 400 rows do not sum to 1 (sums from 1.00124 to 2.41726): a sigmoid for each class? they are divided by their sums
  hint: independent sigmoids are not one distribution over the classes: save the scores before the sigmoid
input   sigmoid.csv: 400 rows, 10 classes; text
kind    probs (see --kind): --kind probs
        400 rows normalized
found   rows within [0, 1] do not sum to 1: rows_off 400, score_min 1.4664e-09,
        score_max 1, sum_min 1.0012, sum_max 2.4173
scores  1.4664e-09 .. 1
        rows sum to 1.0012431 .. 2.41725675
labels  0 .. 9, 10 classes seen
hash    b2d29dbd76c49a768266e93d2ef9b5b8
$ xent inspect cancer.csv --kind logits
xent: cancer.csv: warning: taken as log-odds, but all scores lie between 1.42629e-10 and 1: as probabilities they would not start at 1/2
  hint: --kind probs
input   cancer.csv: 569 rows, 2 classes; text
kind    logits (see --kind): --kind logits
found   probabilities are taken as logits: score_min 1.4263e-10, score_max 1
scores  1.4263e-10 .. 1
labels  0 .. 1, 2 classes seen
hash    6d7897ca34e5a41e5eff834b4fee0a37
$ xent loss ce cancer.csv --kind logits --semantics torch 2>&1 | head -n 1
xent: cancer.csv: warning: taken as log-odds, but all scores lie between 1.42629e-10 and 1: as probabilities they would not start at 1/2
$ awk -F, -v OFS=, 'NR==1 { print; next } $1<9 { $1++; print }' digits.csv > late.csv; xent diagnose late.csv | grep -A3 '^found'
xent: late.csv: warning: the labels seem to be one too large: the model predicts the class before the label in 81.6 % of the rows, and the label in 1.69 %
  hint: --label-base 1, if they count from 1
xent: late.csv: warning: the NLL (14.51 nats) is above that of a uniform guess over 10 classes (2.303): giving all of them the same probability would be better; the mean confidence is 0.912, the accuracy 0.0169
  hint: predictions are right no more often than by chance: are these the labels of these rows?
xent: late.csv: warning: 354 rows in 11 bins, of which 5 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.033 here, and only an error of 0.031 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
found   labels are off by one: accuracy_shifted 0.81638, accuracy 0.016949,
        accuracy_by_chance 0.10068, mean_confidence 0.91243
        the NLL is above that of a uniform guess: nll 14.512, nll_uniform
        2.3026, accuracy 0.016949, mean_confidence 0.91243
$ awk -F, -v OFS=, 'NR==1 { print; next } $1>0 { $1--; print }' digits.csv > early.csv; xent inspect early.csv
xent: early.csv: warning: the labels seem to be one too small: the model predicts the class behind the label in 78.6 % of the rows, and the label in 3.25 %
  hint: number the labels from 0, in the order of the columns
xent: early.csv: warning: the NLL (12.28 nats) is above that of a uniform guess over 10 classes (2.303): giving all of them the same probability would be better; the mean confidence is 0.905, the accuracy 0.0325
  hint: predictions are right no more often than by chance: are these the labels of these rows?
input   early.csv: 369 rows, 10 classes; text
kind    probs (see --kind): values within [0, 1], rows sum to 1 within 1e-04
found   labels are off by one: accuracy_shifted 0.78591, accuracy 0.03252,
        accuracy_by_chance 0.099346, mean_confidence 0.90484
        the NLL is above that of a uniform guess: nll 12.277, nll_uniform
        2.3026, accuracy 0.03252, mean_confidence 0.90484
scores  2.1504e-18 .. 1
        rows sum to 0.999999999 .. 1
labels  0 .. 8, 9 classes seen
hash    4cc0b4d2b2cdc1212282b1eeb7bd7204
$ awk -F, -v OFS=, 'NR>1 { $1=1-$1 } 1' cancer.csv > swapped.csv; xent inspect swapped.csv
xent: swapped.csv: warning: predictions are right in 11.1 % of the rows, where chance would be right in 46.4 %: the two classes seem to be swapped, or the column to be that of class 0
  hint: a column of scores speaks of the class 1
xent: swapped.csv: warning: the NLL (8.158 nats) is above that of a uniform guess over 2 classes (0.6931): giving all of them the same probability would be better; the mean confidence is 0.955, the accuracy 0.111
  hint: predictions are right no more often than by chance: are these the labels of these rows?
input   swapped.csv: 569 rows, 2 classes; text
kind    probs (see --kind): one column within [0, 1]
found   the two classes are swapped: accuracy 0.11072, accuracy_by_chance
        0.4644, mean_confidence 0.95523
        the NLL is above that of a uniform guess: nll 8.1577, nll_uniform
        0.69315, accuracy 0.11072, mean_confidence 0.95523
scores  1.4263e-10 .. 1
labels  0 .. 1, 2 classes seen
hash    78ff6b11f6ece586fd1972b09debd88a
$ awk -F, -v OFS=, 'NR>1 { y=$1; $1=last; last=y } NR!=2' digits.csv > row.csv; xent inspect row.csv
xent: row.csv: warning: the labels have nothing to do with the scores: the model is sure (0.91 on average), but right in 8.27 % of the rows, as shuffled labels would be (10.1 %): they stand one row too low
  hint: shift the labels by one row
xent: row.csv: warning: the NLL (11.56 nats) is above that of a uniform guess over 10 classes (2.303): giving all of them the same probability would be better; the mean confidence is 0.91, the accuracy 0.0827
  hint: predictions are right no more often than by chance: are these the labels of these rows?
input   row.csv: 399 rows, 10 classes; text
kind    probs (see --kind): values within [0, 1], rows sum to 1 within 1e-04
found   labels have nothing to do with the scores: accuracy 0.082707,
        accuracy_by_chance 0.10075, mean_confidence 0.9096, frequency_distance
        0.050125, accuracy_row_before 0.80151, accuracy_row_behind 0.10302
        the NLL is above that of a uniform guess: nll 11.562, nll_uniform
        2.3026, accuracy 0.082707, mean_confidence 0.9096
scores  2.1504e-18 .. 1
        rows sum to 0.999999999 .. 1
labels  0 .. 9, 10 classes seen
hash    598014f2bbe0880a0cc0eaa3b7bb2b8e
$ { sed 1q digits.csv; awk -F, 'NR>1 { print $1 }' digits.csv | sort -R --random-source=digits.npz | paste -d, - /dev/null | tr -d '\n' | tr ',' '\n' > y.txt; sed 1d digits.csv | cut -d, -f2- | paste -d, y.txt -; } > shuffled.csv; xent inspect shuffled.csv
xent: shuffled.csv: warning: the labels have nothing to do with the scores: the model is sure (0.91 on average), but right in 9.5 % of the rows, as shuffled labels would be (10.1 %)
  hint: labels and predictions have the same frequencies: were the rows shuffled, or sorted otherwise?
xent: shuffled.csv: warning: the NLL (11.4 nats) is above that of a uniform guess over 10 classes (2.303): giving all of them the same probability would be better; the mean confidence is 0.91, the accuracy 0.095
  hint: predictions are right no more often than by chance: are these the labels of these rows?
input   shuffled.csv: 400 rows, 10 classes; text
kind    probs (see --kind): values within [0, 1], rows sum to 1 within 1e-04
found   labels have nothing to do with the scores: accuracy 0.095,
        accuracy_by_chance 0.10072, mean_confidence 0.90955, frequency_distance
        0.0525, accuracy_row_before 0.090226, accuracy_row_behind 0.10025
        the NLL is above that of a uniform guess: nll 11.398, nll_uniform
        2.3026, accuracy 0.095, mean_confidence 0.90955
scores  2.1504e-18 .. 1
        rows sum to 0.999999999 .. 1
labels  0 .. 9, 10 classes seen
hash    820c9f1678e6ccbb0e40ecedf10528b5
$ xent inspect shuffled.csv --json -q | sed -n '/"findings"/,/^  \],/p'
xent: shuffled.csv: warning: the labels have nothing to do with the scores: the model is sure (0.91 on average), but right in 9.5 % of the rows, as shuffled labels would be (10.1 %)
  hint: labels and predictions have the same frequencies: were the rows shuffled, or sorted otherwise?
xent: shuffled.csv: warning: the NLL (11.4 nats) is above that of a uniform guess over 10 classes (2.303): giving all of them the same probability would be better; the mean confidence is 0.91, the accuracy 0.095
  hint: predictions are right no more often than by chance: are these the labels of these rows?
  "findings": [
    {
      "evidence": {
        "accuracy": 0.095000000000000001,
        "accuracy_by_chance": 0.10071875000000001,
        "accuracy_row_before": 0.090225563909774431,
        "accuracy_row_behind": 0.10025062656641603,
        "frequency_distance": 0.052500000000000005,
        "mean_confidence": 0.90954592606250007
      },
      "hint": "labels and predictions have the same frequencies: were the rows shuffled, or sorted otherwise?",
      "name": "rows_shuffled",
      "sentence": "the labels have nothing to do with the scores: the model is sure (0.91 on average), but right in 9.5 % of the rows, as shuffled labels would be (10.1 %)",
      "severity": "warning",
      "title": "labels have nothing to do with the scores"
    },
    {
      "evidence": {
        "accuracy": 0.095000000000000001,
        "mean_confidence": 0.90954592606250007,
        "nll": 11.397792433637946,
        "nll_uniform": 2.3025850929940459
      },
      "hint": "predictions are right no more often than by chance: are these the labels of these rows?",
      "name": "worse_than_uniform",
      "sentence": "the NLL (11.4 nats) is above that of a uniform guess over 10 classes (2.303): giving all of them the same probability would be better; the mean confidence is 0.91, the accuracy 0.095",
      "severity": "warning",
      "title": "the NLL is above that of a uniform guess"
    }
  ],
$ awk -F, -v OFS=, 'NR>1 { for (i=2;i<=NF;i++) $i=30*log($i) } 1' digits.csv > sharp.csv; xent inspect sharp.csv --kind logits
xent: sharp.csv: warning: the NLL (22.08 nats) is above that of a uniform guess over 10 classes (2.303): giving all of them the same probability would be better; the mean confidence is 0.999, the accuracy 0.8
  hint: the model is far too sure: xent fit temperature (platt for one column) brings it down
input   sharp.csv: 400 rows, 10 classes; text
kind    logits (see --kind): --kind logits
found   the NLL is above that of a uniform guess: nll 22.084, nll_uniform
        2.3026, accuracy 0.8, mean_confidence 0.99863
scores  -1220.4 .. -1.734e-05
labels  0 .. 9, 10 classes seen
hash    e31d71f924cd452393ca3b5970a08101
$ awk -F, -v OFS=, 'NR>1 { for (i=2;i<=NF;i++) $i=log($i)/50 } 1' digits.csv > blunt.csv; xent inspect blunt.csv --kind logits
xent: blunt.csv: warning: the NLL (2.1 nats) is near that of a uniform guess (2.303), though 80 % of the predictions are right: the scores are far too small (divided by a temperature, or put through softmax twice?)
  hint: save the scores before they are scaled; xent fit temperature says by how much they are off
input   blunt.csv: 400 rows, 10 classes; text
kind    logits (see --kind): --kind logits
found   the NLL is near a uniform guess, though predictions are right: nll
        2.0998, nll_uniform 2.3026, accuracy 0.8, mean_confidence 0.12458
scores  -0.81362 .. -1.156e-08
labels  0 .. 9, 10 classes seen
hash    6104b164f4844daec9535f7a0d86f0d3
$ awk -F, -v OFS=, 'NR==1 { print; next } { s=NR*7919%10007; print $1 "," (s%97)/4000-.01 "," (s%89)/4000-.01 "," (s%83)/4000-.01 "," (s%79)/4000-.01 "," (s%73)/4000-.01 "," (s%71)/4000-.01 "," (s%67)/4000-.01 "," (s%61)/4000-.01 "," (s%59)/4000-.01 "," (s%53)/4000-.01 }' digits.csv > blank.csv; xent inspect blank.csv
xent: blank.csv: note: the NLL (2.303 nats) is that of a uniform guess over 10 classes (2.303), and predictions are right no more often than by chance: an untrained model, scores of something else, or classes that nobody can tell apart
  hint: check that trained weights were loaded, and that the rows are those of the labels
input   blank.csv: 400 rows, 10 classes; text
kind    logits (see --kind): values run from -0.01 to 0.014
found   the NLL is that of a uniform guess: nll 2.3028, nll_uniform 2.3026,
        accuracy 0.105, mean_confidence 0.1009
scores  -0.01 .. 0.014
labels  0 .. 9, 10 classes seen
hash    e2971142c718ead23e456a922d939107
$ { cat digits.csv; sed -n 2,101p digits.csv; } > again.csv; xent inspect again.csv
xent: again.csv: warning: 100 of 500 rows are exact copies of others: intervals are too narrow if they are not cases of their own
input   again.csv: 500 rows, 10 classes; text
kind    probs (see --kind): values within [0, 1], rows sum to 1 within 1e-04
        100 rows are copies of others
found   rows are copies of others: copies 100, distinct 400
scores  2.1504e-18 .. 1
        rows sum to 0.999999999 .. 1
labels  0 .. 9, 10 classes seen
hash    132c62929462dd6085201b7695e9db9d
$ xent report late.csv -o late.md -q; sed -n '/^## Alerts/,/^## Numbers/p' late.md
xent: late.csv: warning: the labels seem to be one too large: the model predicts the class before the label in 81.6 % of the rows, and the label in 1.69 %
  hint: --label-base 1, if they count from 1
xent: late.csv: warning: the NLL (14.51 nats) is above that of a uniform guess over 10 classes (2.303): giving all of them the same probability would be better; the mean confidence is 0.912, the accuracy 0.0169
  hint: predictions are right no more often than by chance: are these the labels of these rows?
xent: late.csv: warning: 354 rows in 11 bins, of which 5 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.033 here, and only an error of 0.031 or more would show in four samples of five
  hint: use fewer bins (--bins 5), or ece_mass, whose bins hold equal numbers
## Alerts

- **warning**: the labels seem to be one too large: the model predicts the class before the label in 81.6 % of the rows, and the label in 1.69 % (--label-base 1, if they count from 1)

- **warning**: the NLL (14.51 nats) is above that of a uniform guess over 10 classes (2.303): giving all of them the same probability would be better; the mean confidence is 0.912, the accuracy 0.0169 (predictions are right no more often than by chance: are these the labels of these rows?)

- **warning**: 354 rows in 11 bins, of which 5 hold fewer than 10; a perfectly calibrated model would score an ECE of 0.033 here, and only an error of 0.031 or more would show in four samples of five (use fewer bins (--bins 5), or ece\_mass, whose bins hold equal numbers)

| finding | evidence | value |
|---|---|--:|
| labels are off by one | accuracy | 0.0169 |
|  | accuracy\_by\_chance | 0.1007 |
|  | accuracy\_shifted | 0.8164 |
|  | mean\_confidence | 0.9124 |
| the NLL is above that of a uniform guess | nll | 14.5120 |
|  | accuracy | 0.0169 |
|  | mean\_confidence | 0.9124 |
|  | nll\_uniform | 2.3026 |

## Numbers
$ xent inspect late.csv -q
xent: late.csv: warning: the labels seem to be one too large: the model predicts the class before the label in 81.6 % of the rows, and the label in 1.69 %
  hint: --label-base 1, if they count from 1
xent: late.csv: warning: the NLL (14.51 nats) is above that of a uniform guess over 10 classes (2.303): giving all of them the same probability would be better; the mean confidence is 0.912, the accuracy 0.0169
  hint: predictions are right no more often than by chance: are these the labels of these rows?
input   late.csv: 354 rows, 10 classes; text
kind    probs (see --kind): values within [0, 1], rows sum to 1 within 1e-04
found   labels are off by one: accuracy_shifted 0.81638, accuracy 0.016949,
        accuracy_by_chance 0.10068, mean_confidence 0.91243
        the NLL is above that of a uniform guess: nll 14.512, nll_uniform
        2.3026, accuracy 0.016949, mean_confidence 0.91243
scores  2.1504e-18 .. 1
        rows sum to 0.999999999 .. 1
labels  1 .. 9, 9 classes seen
hash    7ce2c437001132c11a08a4477d46c467
$ xent list findings | head -n 3
  probabilities_as_logits  probabilities are taken as logits
  unnormalised             rows within [0, 1] do not sum to 1
  partial_logprobs         log-probabilities of some of the classes
