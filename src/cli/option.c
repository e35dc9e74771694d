/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The option table.  A row is all there is to say about an option. */
#include <math.h>
#include <stddef.h>
#include "cli.h"

#define AT(member) offsetof(cli_values, member)

const cli_option cli_options[] = {
    /* what to read */
    {.name = "scores", .kind = CLI_TEXT, .group = CLI_INPUT | CLI_INFORMATION, .offset = AT(read.scores),
     .argument = "NAME|FILE", .help = "the scores: an npz member, CSV columns (a,b,c or "
     "first:last) or another file; by default all that look like scores"},
    {.name = "labels", .kind = CLI_TEXT, .group = CLI_INPUT, .offset = AT(read.labels),
     .argument = "NAME|FILE", .help = "the labels, likewise; by default the integer array or the "
     "column label, labels, y, y_true, target, ground_truth or class"},
    {.name = "weights", .kind = CLI_TEXT, .group = CLI_INPUT, .offset = AT(read.weights),
     .argument = "NAME|FILE", .help = "row weights, likewise; by default every row counts once"},
    {.name = "group", .kind = CLI_TEXT, .group = CLI_INPUT,
     .offset = AT(read.factor[XENT_GROUP]), .argument = "NAME|FILE",
     .help = "a column or array; the same numbers for the rows of each of its values, and which of "
     "these groups are miscalibrated"},
    {.name = "class-axis", .kind = CLI_INTEGER, .group = CLI_INPUT,
     .offset = AT(read.class_axis), .flag = AT(read.has_class_axis), .argument = "A",
     .help = "the axis of an array that the classes are on, from 0, or from the end -1, ...; by "
     "default the one that the labels' shape leaves, else the last"},
    {.name = "scores-of", .kind = CLI_CHOICE, .group = CLI_INPUT, .offset = AT(read.of),
     .argument = "auto|classes|prediction|truth", .fallback = "auto",
     .help = "what scores speak of: all classes; one column of the confidence of predictions, whose "
     "labels say whether they are right; one column of the probability of what was true, without "
     "labels; auto goes by names (confidence and correct; logprob)"},
    {.name = "task", .kind = CLI_CHOICE, .group = CLI_INPUT, .offset = AT(read.task),
     .argument = "auto|multilabel", .fallback = "auto",
     .help = "multilabel: each column is a label of its own, of which a row has any number, and the "
     "labels are a column of 0 and 1 for each; auto: one column is binary, more are classes"},
    {.name = "kind", .kind = CLI_CHOICE, .group = CLI_INPUT, .offset = AT(read.admit.kind),
     .argument = "auto|logits|probs|logprobs", .fallback = "auto",
     .help = "what the scores are; auto decides on all rows and says what it decided"},
    {.name = "ignore-index", .kind = CLI_INTEGER, .group = CLI_INPUT,
     .offset = AT(read.admit.ignore_index), .flag = AT(read.admit.ignore), .argument = "I",
     .help = "drop the rows with this label"},
    {.name = "label-base", .kind = CLI_CHOICE, .group = CLI_INPUT,
     .offset = AT(read.admit.label_base), .argument = "0|1", .fallback = "0",
     .help = "the label of the first class"},
    {.name = "clip", .kind = CLI_REAL, .group = CLI_INPUT, .offset = AT(read.admit.clip),
     .argument = "E", .low = 0, .high = 0.5, .open = true,
     .help = "move probabilities into [E, 1-E]; the output counts how many"},
    {.name = "normalize", .kind = CLI_FLAG, .group = CLI_INPUT | CLI_INFORMATION, .offset = AT(read.admit.normalize),
     .help = "divide each row of probabilities by its sum; the output counts how many"},
    {.name = "weight-kind", .kind = CLI_CHOICE, .group = CLI_INPUT,
     .offset = AT(read.admit.weight_kind), .argument = "importance|frequency",
     .fallback = "importance", .help = "frequency: a row of weight w stands for w rows"},
    {.name = "header", .kind = CLI_SET, .group = CLI_INPUT | CLI_INFORMATION, .offset = AT(read.header),
     .value = XENT_HEADER_YES, .help = "the first row of the CSV is a header; by default decided "
     "by what stands there"},
    {.name = "no-header", .kind = CLI_SET, .group = CLI_INPUT | CLI_INFORMATION, .offset = AT(read.header),
     .value = XENT_HEADER_NO, .help = "it is not; columns are numbers from 0"},
    {.name = "delimiter", .letter = 'd', .kind = CLI_CHAR, .group = CLI_INPUT | CLI_INFORMATION,
     .offset = AT(read.delimiter), .argument = "CHAR", .value_text = ",;\t",
     .help = "what separates CSV fields: a comma, a semicolon or tab; by default found out"},
    {.name = "decimal", .kind = CLI_CHAR, .group = CLI_INPUT | CLI_INFORMATION, .offset = AT(read.decimal),
     .argument = "CHAR", .value_text = ".,", .fallback = ".",
     .help = "the decimal sign of the CSV"},
    {.name = "threads", .kind = CLI_UNSIGNED, .group = CLI_MACHINE, .offset = AT(threads),
     .argument = "N", .fallback = "0", .low = 0, .high = XENT_MAX_THREADS,
     .help = "how many threads may work, 0: as many as processors; never changes a result"},
    {.name = "max-memory", .kind = CLI_BYTES, .group = CLI_MACHINE, .offset = AT(read.max_memory),
     .argument = "SIZE", .low = 1, .help = "bytes (or 512M, 2G) for decoded data, beyond which "
     "a temporary file takes them, and for what is kept per row; by default half of the memory; "
     "never changes a result"},

    /* how to measure */
    {.name = "metrics", .kind = CLI_TEXT, .group = CLI_METRICS, .offset = AT(metrics),
     .argument = "NAMES", .help = "measure these only, a comma between, and leave out fit, ledger "
     "and verdict; all: also those of xent list metrics that are measured only if named"},
    {.name = "per-class", .kind = CLI_FLAG, .group = CLI_DIAGNOSIS, .offset = AT(per_class),
     .help = "the calibration errors of each class, its scores taken apart as those of the whole, "
     "and the Brier score by what is predicted"},
    {.name = "convention", .kind = CLI_WORD, .group = CLI_METRICS, .offset = AT(convention),
     .argument = "torchmetrics|netcal|sklearn|guo|verified", .help = "give calibration errors as this "
     "library returns them, where it has any"},
    {.name = "explain", .kind = CLI_TEXT, .group = CLI_METRICS, .offset = AT(explain),
     .argument = "NAMES", .help = "the values of these metrics under every convention, a comma "
     "between, and which rows make the difference"},
    {.name = "bins", .kind = CLI_SIZE, .group = CLI_MEASURE, .offset = AT(settings.bins),
     .argument = "N", .fallback = "15", .low = 1, .high = XENT_MAX_BINS,
     .help = "bins of the calibration errors and the diagram"},
    {.name = "edges", .kind = CLI_CHOICE, .group = CLI_MEASURE, .offset = AT(settings.edges),
     .argument = "right|left", .fallback = "right", .help = "bins are (lo,hi], or [lo,hi)"},
    {.name = "binning", .kind = CLI_CHOICE, .group = CLI_METRICS, .offset = AT(settings.binning),
     .argument = "width|mass|mass-split|quantile|distinct", .fallback = "width",
     .help = "what the bins of ece, rmsce, mce and of the table are: of equal width; of equal mass, ties "
     "together or split; between quantiles; one for each value"},
    {.name = "confidence", .kind = CLI_CHOICE, .group = CLI_MEASURE,
     .offset = AT(settings.confidence), .argument = "positive|top", .fallback = "positive",
     .help = "one score column: calibration of P(y=1), or of the predicted class"},
    {.name = "unit", .kind = CLI_LOGARITHM, .group = CLI_MEASURE | CLI_LOSS | CLI_INFORMATION,
     .offset = AT(unit),
     .argument = "UNIT", .fallback = "nats",
     .help = "unit of losses and entropies: nats, bits, hartleys, or the base of the logarithm"},
    {.name = "order", .kind = CLI_REAL, .group = CLI_INFORMATION, .offset = AT(order),
     .argument = "A", .fallback = "2", .low = 0, .high = HUGE_VAL,
     .help = "order of Renyi's measures, 0 to inf"},
    {.name = "joint", .kind = CLI_FLAG, .group = CLI_INFORMATION, .offset = AT(joint),
     .help = "P is the table of a joint distribution: mutual information of rows and columns"},
    {.name = "level", .kind = CLI_REAL, .group = CLI_MEASURE, .offset = AT(settings.level),
     .argument = "P", .fallback = "0.95", .low = 0, .high = 1, .open = true,
     .help = "level of intervals and bands"},
    {.name = "interval", .kind = CLI_CHOICE, .group = CLI_MEASURE,
     .offset = AT(settings.interval), .argument = "wilson|clopper-pearson", .fallback = "wilson",
     .help = "intervals of accuracies, in all rows and in bins; clopper-pearson: exact, and wider"},
    {.name = "bootstrap", .kind = CLI_SIZE, .group = CLI_DIAGNOSIS,
     .offset = AT(settings.bootstrap), .argument = "DRAWS", .low = XENT_LEAST_DRAWS,
     .high = XENT_MAX_REPLICATES,
     .help = "intervals of means by so many bootstrap draws of the rows, or clusters; never of "
     "calibration errors"},
    {.name = "tolerance", .kind = CLI_REAL, .group = CLI_MEASURE, .offset = AT(settings.tolerance),
     .argument = "E", .fallback = "0.01", .low = 0, .high = 1,
     .help = "effects below it are not worth a verdict"},
    {.name = "coverage", .kind = CLI_REAL, .group = CLI_METRICS, .offset = AT(settings.coverage),
     .argument = "C", .fallback = "0.8", .low = 1e-9, .high = 1,
     .help = "share of the rows, the most confident, that risk_at_coverage is of"},
    {.name = "threshold", .kind = CLI_REAL, .group = CLI_METRICS, .offset = AT(settings.threshold),
     .argument = "E", .fallback = "0.01", .low = 0, .high = 0.999999,
     .help = "tace is of the probabilities above it, 0: of all"},
    {.name = "kernel", .kind = CLI_CHOICE, .group = CLI_METRICS, .offset = AT(settings.kernel),
     .argument = "laplace|gaussian", .fallback = "laplace",
     .help = "kernel of skce: exp(-tv/h) or exp(-|q - q'|^2/(2 h^2))"},
    {.name = "bandwidth", .kind = CLI_REAL, .group = CLI_METRICS, .offset = AT(settings.bandwidth),
     .argument = "H", .fallback = "0", .low = 0, .high = 1e6,
     .help = "h of that kernel, 0: the median distance of two rows"},
    {.name = "worst", .kind = CLI_SIZE, .group = CLI_DIAGNOSIS, .offset = AT(worst),
     .argument = "N", .fallback = "0", .low = 0, .high = 1000,
     .help = "list the N rows of the largest losses, and the N most confident errors"},
    {.name = "cluster", .kind = CLI_TEXT, .group = CLI_DIAGNOSIS | CLI_FITTING | CLI_FIGURE,
     .offset = AT(read.factor[XENT_CLUSTER]), .argument = "NAME|FILE",
     .help = "a column or array; rows that share its value belong together, and only these clusters "
     "are independent: intervals by cluster, no null references; folds keep them together"},
    {.name = "fit-on", .kind = CLI_TEXT, .group = CLI_DIAGNOSIS | CLI_FITTING, .offset = AT(fit_on),
     .argument = "PART", .help = "fit on the rows that have one of the values of [COLUMN=]VALUE,..., "
     "by default in the column split; on rows=FIRST:END, from 0 and without END; or on a share of them "
     "by chance, share=S; what is measured is measured on the others"},
    {.name = "eval-on", .kind = CLI_TEXT, .group = CLI_DIAGNOSIS, .offset = AT(eval_on),
     .argument = "PART", .help = "measure on such a part, or on the rest (share=S: at the other end of "
     "chance)"},
    {.name = "id", .kind = CLI_TEXT, .group = CLI_DIAGNOSIS, .offset = AT(read.factor[XENT_ID]),
     .argument = "NAME|FILE", .help = "what the rows of --worst are called: a column or array; by "
     "default the column id or index"},
    {.name = "folds", .kind = CLI_SIZE, .group = CLI_MEASURE, .offset = AT(settings.folds),
     .argument = "N", .fallback = "5", .low = 0, .high = 1000,
     .help = "folds of cross-fitting: 0, none, or 2 and more"},
    {.name = "ledger-map", .kind = CLI_TEXT, .group = CLI_DIAGNOSIS, .offset = AT(ledger_map),
     .argument = "MAP", .help = "the map whose saving on other rows the ledger tells; by default "
     "temperature, for one column platt"},
    {.name = "seed", .kind = CLI_SEED, .group = CLI_MEASURE, .offset = AT(settings.seed),
     .argument = "S", .fallback = "1", .help = "seed of folds, null references and bootstrap draws"},

    /* which loss */
    {.name = "gradient", .kind = CLI_FLAG, .group = CLI_LOSS, .offset = AT(loss.gradient),
     .help = "the derivatives in the scores as given, of the reduced value or (none) of each row"},
    {.name = "reduction", .kind = CLI_CHOICE, .group = CLI_LOSS, .offset = AT(loss.reduction),
     .argument = "none|sum|mean|weighted-mean|class-mean|kept-mean|batchmean|element-mean|"
     "perplexity", .fallback = "mean", .help = "what is made of the rows; mean is what the semantics "
     "mean by it"},
    {.name = "semantics", .kind = CLI_CHOICE, .group = CLI_LOSS, .offset = AT(loss.semantics),
     .argument = "xent|torch|keras|optax|sklearn", .fallback = "xent",
     .help = "whose normalisation, clipping and defaults; xent clips nothing"},
    {.name = "targets", .kind = CLI_TEXT, .group = CLI_MEASURE | CLI_LOSS, .offset = AT(read.targets),
     .argument = "NAME|FILE", .help = "target distributions in place of labels, a column for each of the "
     "scores: probabilities, their logarithms or counts; of losses any number for each column"},
    {.name = "teacher", .kind = CLI_TEXT, .group = CLI_LOSS, .offset = AT(loss.teacher),
     .argument = "NAME|FILE", .help = "the teacher's scores, for distillation"},
    {.name = "label-smoothing", .kind = CLI_REAL, .group = CLI_LOSS,
     .offset = AT(loss.label_smoothing), .argument = "S", .fallback = "0", .low = 0, .high = 1,
     .help = "mix S of uniform targets in, the true class included"},
    {.name = "class-weights", .kind = CLI_TEXT, .group = CLI_LOSS,
     .offset = AT(loss.class_weights), .argument = "LIST|RECIPE",
     .help = "weights of the classes, with commas; or, from the labels, inverse, balanced or "
     "effective:BETA"},
    {.name = "pos-weight", .kind = CLI_TEXT, .group = CLI_LOSS, .offset = AT(loss.pos_weight),
     .argument = "LIST", .help = "bce: weight of the positive targets, one or one a column"},
    {.name = "gamma", .kind = CLI_REAL, .group = CLI_LOSS, .offset = AT(loss.gamma),
     .flag = AT(loss.has_gamma), .argument = "G", .low = 0, .high = 1000,
     .help = "focal losses: the exponent; by default 2"},
    {.name = "alpha", .kind = CLI_REAL, .group = CLI_LOSS, .offset = AT(loss.alpha),
     .flag = AT(loss.has_alpha), .argument = "A", .low = 0, .high = 1,
     .help = "focal losses: the balance; distillation: the share of the labels, by default 0.5"},
    {.name = "epsilon", .kind = CLI_REAL, .group = CLI_LOSS, .offset = AT(loss.epsilon),
     .flag = AT(loss.has_epsilon), .argument = "E", .low = -1e6, .high = 1e6,
     .help = "poly1: weight of 1 - q; by default 1, and 2 of optax"},
    {.name = "temperature", .kind = CLI_REAL, .group = CLI_LOSS, .offset = AT(loss.temperature),
     .flag = AT(loss.has_temperature), .argument = "T", .low = 0, .high = 1e9, .open = true,
     .help = "divide logits by T; in distillation those of the teacher's part"},
    {.name = "row-mean", .kind = CLI_FLAG, .group = CLI_LOSS, .offset = AT(loss.row_mean),
     .help = "the mean over the columns of a row in place of their sum, as frameworks do"},

    {.name = "map", .kind = CLI_TEXT, .group = CLI_MAP, .offset = AT(map_path), .argument = "M",
     .help = "a map that xent fit wrote, to be applied"},

    {.name = "smoothed-targets", .kind = CLI_FLAG, .group = CLI_FITTING,
     .offset = AT(fit.smoothed_targets),
     .help = "platt: fit to (N1+1)/(N1+2) and 1/(N0+2) in place of 1 and 0"},

    {.name = "terminal", .kind = CLI_WORD, .group = CLI_FIGURE, .offset = AT(plot.terminal),
     .argument = "svg|png|pdf|gp|text", .help = "the form of the figure; by default what the name "
     "of the output says, and text without -o"},
    {.name = "curve", .kind = CLI_CHOICE, .group = CLI_FIGURE, .offset = AT(plot.curve),
     .flag = AT(has_curve), .argument = "corp|smooth|none", .help = "what a reliability diagram draws "
     "through its bins, with its band: isotonic regression, by default, or the kernel-smoothed curve "
     "of smooth_ece"},
    {.name = "title", .kind = CLI_TEXT, .group = CLI_FIGURE, .offset = AT(plot.title),
     .argument = "TEXT", .help = "a title of your own"},

    {.name = "output", .letter = 'o', .kind = CLI_TEXT, .group = CLI_OUTPUT, .offset = AT(output),
     .argument = "FILE", .help = "where to write, - is standard output; the file appears whole or "
     "not at all, and never in place of an input"},
    {.name = "labels-out", .kind = CLI_TEXT, .group = CLI_CONVERSION, .offset = AT(labels_out),
     .argument = "FILE", .help = "an npy file for the labels, for which an npy of scores has no place"},
    {.name = "json", .kind = CLI_FLAG, .group = CLI_JSON, .offset = AT(json),
     .help = "print one JSON document"},

    {.name = "quiet", .letter = 'q', .kind = CLI_FLAG, .group = CLI_COMMON, .offset = AT(quiet),
     .help = "no notes; warnings and errors stay"},
    {.name = "verbose", .letter = 'v', .kind = CLI_FLAG, .group = CLI_COMMON,
     .offset = AT(verbose), .help = "every bin and every definition"},
    {.name = "no-color", .kind = CLI_FLAG, .group = CLI_COMMON, .offset = AT(no_color),
     .help = "no colours (also: the environment variable NO_COLOR)"},
    {.name = "help", .letter = 'h', .kind = CLI_FLAG, .group = CLI_COMMON, .offset = AT(help),
     .help = "print this help"},
    {.name = "version", .kind = CLI_FLAG, .group = CLI_COMMON, .offset = AT(version),
     .help = "print the version"},
    {.name = NULL},
};
