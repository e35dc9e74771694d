$ xent help inspect
usage: xent inspect FILE [OPTION]...
       what is in a file: shape, kind, labels, problems

Examples:
  xent inspect val.npz
  xent inspect scores.npy --labels labels.npy
  xent inspect val.csv --labels species

Output:
      --json              print one JSON document

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
$ xent help diagnose
usage: xent diagnose FILE [OPTION]...
       losses, calibration, verdict, next step

Examples:
  xent diagnose val.npz
  xent diagnose logits.npy --labels labels.npy --kind logits
  xent diagnose test.npz --map map.json
  xent diagnose val.npz --metrics ece,nll
  xent diagnose val.npz --explain ece
  xent diagnose val.npz --convention netcal --bins 10
  xent diagnose val.csv --json | jq .metrics.ece

Map:
      --map M             a map that xent fit wrote, to be applied

Output:
      --json              print one JSON document

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

Measures:
      --metrics NAMES     measure these only, a comma between, and leave out
                          fit, ledger and verdict; all: also those of xent list
                          metrics that are measured only if named
      --per-class         the calibration errors of each class, its scores taken
                          apart as those of the whole, and the Brier score by
                          what is predicted
      --convention torchmetrics|netcal|sklearn|guo|verified
                          give calibration errors as this library returns them,
                          where it has any
      --explain NAMES     the values of these metrics under every convention, a
                          comma between, and which rows make the difference
      --bins N            bins of the calibration errors and the diagram [15]
      --edges right|left  bins are (lo,hi], or [lo,hi) [right]
      --binning width|mass|mass-split|quantile|distinct
                          what the bins of ece, rmsce, mce and of the table are:
                          of equal width; of equal mass, ties together or split;
                          between quantiles; one for each value [width]
      --confidence positive|top
                          one score column: calibration of P(y=1), or of the
                          predicted class [positive]
      --unit UNIT         unit of losses and entropies: nats, bits, hartleys, or
                          the base of the logarithm [nats]
      --level P           level of intervals and bands [0.95]
      --interval wilson|clopper-pearson
                          intervals of accuracies, in all rows and in bins;
                          clopper-pearson: exact, and wider [wilson]
      --bootstrap DRAWS   intervals of means by so many bootstrap draws of the
                          rows, or clusters; never of calibration errors
      --tolerance E       effects below it are not worth a verdict [0.01]
      --coverage C        share of the rows, the most confident, that
                          risk_at_coverage is of [0.8]
      --threshold E       tace is of the probabilities above it, 0: of all
                          [0.01]
      --kernel laplace|gaussian
                          kernel of skce: exp(-tv/h) or exp(-|q - q'|^2/(2 h^2))
                          [laplace]
      --bandwidth H       h of that kernel, 0: the median distance of two rows
                          [0]
      --worst N           list the N rows of the largest losses, and the N most
                          confident errors [0]
      --cluster NAME|FILE
                          a column or array; rows that share its value belong
                          together, and only these clusters are independent:
                          intervals by cluster, no null references; folds keep
                          them together
      --fit-on PART       fit on the rows that have one of the values of
                          [COLUMN=]VALUE,..., by default in the column split; on
                          rows=FIRST:END, from 0 and without END; or on a share
                          of them by chance, share=S; what is measured is
                          measured on the others
      --eval-on PART      measure on such a part, or on the rest (share=S: at
                          the other end of chance)
      --id NAME|FILE      what the rows of --worst are called: a column or
                          array; by default the column id or index
      --folds N           folds of cross-fitting: 0, none, or 2 and more [5]
      --ledger-map MAP    the map whose saving on other rows the ledger tells;
                          by default temperature, for one column platt
      --seed S            seed of folds, null references and bootstrap draws [1]
      --targets NAME|FILE
                          target distributions in place of labels, a column for
                          each of the scores: probabilities, their logarithms or
                          counts; of losses any number for each column

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
$ xent help fit
usage: xent fit MAP FILE [OPTION]...
       fit a calibration map by minimising the NLL

Examples:
  xent fit temperature val.npz -o map.json
  xent fit platt scores.csv -o map.json
  xent fit temperature val.npz --json | jq .parameters.temperature

Fit:
      --cluster NAME|FILE
                          a column or array; rows that share its value belong
                          together, and only these clusters are independent:
                          intervals by cluster, no null references; folds keep
                          them together
      --fit-on PART       fit on the rows that have one of the values of
                          [COLUMN=]VALUE,..., by default in the column split; on
                          rows=FIRST:END, from 0 and without END; or on a share
                          of them by chance, share=S; what is measured is
                          measured on the others
      --smoothed-targets  platt: fit to (N1+1)/(N1+2) and 1/(N0+2) in place of 1
                          and 0

Output:
  -o, --output FILE       where to write, - is standard output; the file appears
                          whole or not at all, and never in place of an input
      --json              print one JSON document

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

Measures:
      --bins N            bins of the calibration errors and the diagram [15]
      --edges right|left  bins are (lo,hi], or [lo,hi) [right]
      --confidence positive|top
                          one score column: calibration of P(y=1), or of the
                          predicted class [positive]
      --unit UNIT         unit of losses and entropies: nats, bits, hartleys, or
                          the base of the logarithm [nats]
      --level P           level of intervals and bands [0.95]
      --interval wilson|clopper-pearson
                          intervals of accuracies, in all rows and in bins;
                          clopper-pearson: exact, and wider [wilson]
      --tolerance E       effects below it are not worth a verdict [0.01]
      --folds N           folds of cross-fitting: 0, none, or 2 and more [5]
      --seed S            seed of folds, null references and bootstrap draws [1]
      --targets NAME|FILE
                          target distributions in place of labels, a column for
                          each of the scores: probabilities, their logarithms or
                          counts; of losses any number for each column

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
$ xent help apply
usage: xent apply M FILE [OPTION]...
       recalibrated probabilities: .npy, .npz, .csv or .tsv

Examples:
  xent apply map.json test.npz -o probs.npy
  xent apply map.json test.csv > probs.csv

Output:
  -o, --output FILE       where to write, - is standard output; the file appears
                          whole or not at all, and never in place of an input

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
$ xent help plot
usage: xent plot KIND FILE [OPTION]...
       a figure: .svg, .png, .pdf, .gp, or in the terminal

Examples:
  xent plot reliability val.npz
  xent plot reliability test.npz --map map.json -o fig.svg
  xent plot temperature val.npz -o fig.gp

Map:
      --map M             a map that xent fit wrote, to be applied

Figure:
      --cluster NAME|FILE
                          a column or array; rows that share its value belong
                          together, and only these clusters are independent:
                          intervals by cluster, no null references; folds keep
                          them together
      --terminal svg|png|pdf|gp|text
                          the form of the figure; by default what the name of
                          the output says, and text without -o
      --curve corp|smooth|none
                          what a reliability diagram draws through its bins,
                          with its band: isotonic regression, by default, or the
                          kernel-smoothed curve of smooth_ece
      --title TEXT        a title of your own

Output:
  -o, --output FILE       where to write, - is standard output; the file appears
                          whole or not at all, and never in place of an input

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

Measures:
      --bins N            bins of the calibration errors and the diagram [15]
      --edges right|left  bins are (lo,hi], or [lo,hi) [right]
      --confidence positive|top
                          one score column: calibration of P(y=1), or of the
                          predicted class [positive]
      --unit UNIT         unit of losses and entropies: nats, bits, hartleys, or
                          the base of the logarithm [nats]
      --level P           level of intervals and bands [0.95]
      --interval wilson|clopper-pearson
                          intervals of accuracies, in all rows and in bins;
                          clopper-pearson: exact, and wider [wilson]
      --tolerance E       effects below it are not worth a verdict [0.01]
      --folds N           folds of cross-fitting: 0, none, or 2 and more [5]
      --seed S            seed of folds, null references and bootstrap draws [1]
      --targets NAME|FILE
                          target distributions in place of labels, a column for
                          each of the scores: probabilities, their logarithms or
                          counts; of losses any number for each column

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
$ xent help report
usage: xent report FILE -o R [OPTION]...
       one self-contained page: .html, .md or .json

Examples:
  xent report val.npz -o report.html
  xent report test.npz --map map.json -o report.md

Map:
      --map M             a map that xent fit wrote, to be applied

Output:
  -o, --output FILE       where to write, - is standard output; the file appears
                          whole or not at all, and never in place of an input

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

Measures:
      --per-class         the calibration errors of each class, its scores taken
                          apart as those of the whole, and the Brier score by
                          what is predicted
      --bins N            bins of the calibration errors and the diagram [15]
      --edges right|left  bins are (lo,hi], or [lo,hi) [right]
      --confidence positive|top
                          one score column: calibration of P(y=1), or of the
                          predicted class [positive]
      --unit UNIT         unit of losses and entropies: nats, bits, hartleys, or
                          the base of the logarithm [nats]
      --level P           level of intervals and bands [0.95]
      --interval wilson|clopper-pearson
                          intervals of accuracies, in all rows and in bins;
                          clopper-pearson: exact, and wider [wilson]
      --bootstrap DRAWS   intervals of means by so many bootstrap draws of the
                          rows, or clusters; never of calibration errors
      --tolerance E       effects below it are not worth a verdict [0.01]
      --worst N           list the N rows of the largest losses, and the N most
                          confident errors [0]
      --cluster NAME|FILE
                          a column or array; rows that share its value belong
                          together, and only these clusters are independent:
                          intervals by cluster, no null references; folds keep
                          them together
      --fit-on PART       fit on the rows that have one of the values of
                          [COLUMN=]VALUE,..., by default in the column split; on
                          rows=FIRST:END, from 0 and without END; or on a share
                          of them by chance, share=S; what is measured is
                          measured on the others
      --eval-on PART      measure on such a part, or on the rest (share=S: at
                          the other end of chance)
      --id NAME|FILE      what the rows of --worst are called: a column or
                          array; by default the column id or index
      --folds N           folds of cross-fitting: 0, none, or 2 and more [5]
      --ledger-map MAP    the map whose saving on other rows the ledger tells;
                          by default temperature, for one column platt
      --seed S            seed of folds, null references and bootstrap draws [1]
      --targets NAME|FILE
                          target distributions in place of labels, a column for
                          each of the scores: probabilities, their logarithms or
                          counts; of losses any number for each column

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
$ xent diagnose --help | head -1
usage: xent diagnose FILE [OPTION]...
$ xent fit temperature --help --nonsense
xent: error: unknown option --nonsense
  hint: xent fit --help
[exit 2]
$ xent help info
usage: xent info P [Q] [OPTION]...
       entropy, cross-entropy and divergence of distributions

Examples:
  xent info p=0.5,0.25,0.25 q=0.4,0.4,0.2 --unit bits
  xent info counts=12,3,0,5 --json | jq .miller_madow
  xent info logits=2.5,-1,0.3 logits=2,-1,0.5
  xent info p=0.3,0.1/0.1,0.5 --joint
  xent info teacher.npy student.npy
  xent info normal:0,1 mixture:0.5,-1,1/0.5,1,1

Output:
      --json              print one JSON document

Distributions:
      --scores NAME|FILE  the scores: an npz member, CSV columns (a,b,c or
                          first:last) or another file; by default all that look
                          like scores
      --normalize         divide each row of probabilities by its sum; the
                          output counts how many
      --header            the first row of the CSV is a header; by default
                          decided by what stands there
      --no-header         it is not; columns are numbers from 0
  -d, --delimiter CHAR    what separates CSV fields: a comma, a semicolon or
                          tab; by default found out
      --decimal CHAR      the decimal sign of the CSV [.]
      --unit UNIT         unit of losses and entropies: nats, bits, hartleys, or
                          the base of the logarithm [nats]
      --order A           order of Renyi's measures, 0 to inf [2]
      --joint             P is the table of a joint distribution: mutual
                          information of rows and columns

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
