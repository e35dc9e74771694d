/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a document is put together.  Builders return a new reference, or NULL when there is no
   memory; jansson's pack and set functions take NULL for a failure, so that it comes up to the
   one check at the top. */
#ifndef XENT_RESULT_INTERNAL_H
#define XENT_RESULT_INTERNAL_H
#include "class_terms.h"
#include "forensic.h"
#include "json.h"
#include "refit.h"
#include "result.h"

#pragma GCC visibility push(hidden)

struct xent_result {
    json_t *root;
};

/* Makes a result of a document, taking it over; NULL is XENT_ENOMEM. */
xent_status xent_result_alloc(json_t *root, xent_result **result, xent_error *err);

json_t *xent_result_input(const xent_sample *sample, const xent_diagnosis *diagnosis);
/* What a sample consists of, and a document counts: "row", or "cell" of rows with several labels. */
const char *xent_shape_case(const xent_shape *shape);
const char *xent_result_case(const json_t *root);
const char *xent_result_cases(const json_t *root);

json_t *xent_result_settings(const xent_settings *settings, xent_unit unit);
json_t *xent_result_notes(const xent_notes *notes);

/* Lists every finding that is there. */
json_t *xent_result_findings(const xent_clues *clues);

/* Notes the findings that only measures show; the door has noted the others. */
void xent_result_note_findings(const xent_clues *clues, const char *path, xent_notes *notes);

/* XENT_EINVAL if such a sample has none of settings->metrics, with those that it has. */
xent_status xent_result_check_choice(const xent_shape *shape, const xent_settings *settings,
                                     const char *path, xent_error *err);

/* Warns of those of settings->metrics that such a sample has none of. */
void xent_result_note_undefined(const xent_shape *shape, const xent_settings *settings,
                                const char *path, xent_notes *notes);

/* Warns of fewer rows than the bins need, of clusters of which one dominates, and of a bootstrap
   that none of the chosen metrics has an interval by. */
void xent_result_note_measures(const xent_evaluation *evaluation, const xent_sample *sample,
                               const xent_settings *settings, const char *path,
                               xent_notes *notes);

/* What findings want of an evaluation. */
xent_measured xent_result_measured(const xent_evaluation *evaluation);

/* metrics, decomposition and curves of an evaluation. */
json_t *xent_result_scope(const xent_evaluation *evaluation, const xent_sample *sample,
                          const xent_settings *settings, xent_unit unit);

/* The values of the metrics of a diagnosis under conventions, still to be written. */
typedef struct xent_convention_part xent_convention_part;

/* Measures what diagnosis->convention and ->explain ask for, and warns of what has no value; *part
   is NULL if they ask for nothing. XENT_EINVAL for a metric that no convention has; XENT_ENOMEM;
   errors of the source. */
xent_status xent_convention_part_alloc(const xent_sample *sample, const xent_settings *settings,
                                       const xent_diagnosis *diagnosis,
                                       const xent_evaluation *evaluation, xent_notes *notes,
                                       xent_convention_part **part, xent_error *err);
void xent_convention_part_free(xent_convention_part *part); /* NULL is allowed */

/* Writes them into a document: in metrics and settings, and under `explanations`.  0, or -1 for no
   memory. */
int xent_convention_part_write(const xent_convention_part *part, json_t *root);

/* What is measured of each class against the rest. */
typedef struct {
    xent_per_class errors;
    xent_class_terms *terms; /* classes of them; NULL: not measured */
    xent_ledger *ledger;     /* likewise */
} xent_class_part;

/* Measures the errors and, if `decomposed`, what can be without maps.  Clear it, also after a
   failure. XENT_EDATA for one column or unlabelled rows; XENT_ENOMEM; errors of the source. */
xent_status xent_class_part_measure(const xent_sample *sample, const xent_settings *settings,
                                    bool decomposed, xent_class_part *part, xent_error *err);

/* Adds the ledgers of what has been decomposed.  XENT_ENOMEM; errors of the source. */
xent_status xent_class_part_ledgers(const xent_sample *sample, const xent_refit *refit,
                                    const xent_settings *settings, xent_class_part *part,
                                    xent_error *err);
void xent_class_part_clear(xent_class_part *part);
json_t *xent_result_per_class(const xent_class_part *part, const xent_sample *sample,
                              const xent_map *map, size_t folds, xent_unit unit);

/* murphy and corp (NULL: none) of pairs. */
json_t *xent_result_pair_terms(const xent_bins *bins, const xent_corp *corp, xent_unit unit);

/* The NLL, in nats, at temperatures from a third of the lesser to three times the greater of 1 and
   the best.  XENT_ENOMEM; errors of the source. */
enum { XENT_TEMPERATURES = 41 };
typedef struct {
    double temperature[XENT_TEMPERATURES], nll[XENT_TEMPERATURES];
} xent_temperatures;
xent_status xent_result_try_temperatures(const xent_sample *sample, unsigned threads, double best,
                                         xent_temperatures *to, xent_error *err);
json_t *xent_result_temperatures(const xent_temperatures *from, xent_unit unit);

/* The decompositions and the reliability curves of an evaluation. */
json_t *xent_result_decomposition(const xent_evaluation *evaluation, xent_unit unit);
json_t *xent_result_curves(const xent_evaluation *evaluation);

/* Is it known?  Where the map made what happened impossible, its log terms are infinite and the
   Brier score's are not. */
bool xent_result_has_ledger(const xent_ledger *ledger);

/* The ledger with the map that it is of; `score`: what the log score is called. */
json_t *xent_result_ledger(const xent_ledger *ledger, const xent_sample *sample,
                           const xent_map *map, size_t folds, const char *score, xent_unit unit);

/* What the ledgers of groups are of: the map and the ledger of all rows. */
typedef struct {
    const xent_refit *refit; /* NULL: there are none */
    const xent_ledger *whole;
} xent_grouped_ledger;

/* A scope for each group of rows, NULL if there are none; which are miscalibrated, with the false
   discovery rate held.  `evaluation` is that of all rows.  XENT_ENOMEM; errors of the source. */
xent_status xent_result_groups(const xent_sample *sample, const xent_evaluation *evaluation,
                               const xent_grouped_ledger *of, const xent_settings *settings,
                               xent_unit unit, json_t **groups, xent_error *err);

/* The same for each label of a multi-label sample, after diagnosis->map where that replaces the
   sample; their means, and what a row loses.  `cells` is the evaluation of all cells. */
xent_status xent_result_labels(const xent_sample *sample, const xent_evaluation *cells,
                               const xent_diagnosis *diagnosis, const xent_settings *settings,
                               json_t **labels, xent_error *err);

/* The rows of the largest losses and the most confident errors, NULL if none are asked for; of
   several labels the cells of `labels`, which is else NULL.
   XENT_EINVAL for target distributions; XENT_ENOMEM; errors of the source. */
xent_status xent_result_worst(const xent_sample *sample, const xent_sample *labels,
                              const xent_diagnosis *diagnosis, unsigned threads, json_t **worst,
                              xent_error *err);

/* Warns of the rows that got probability 0 for what happened by the map of the other folds.
   XENT_ENOMEM; errors of the source. */
xent_status xent_result_note_impossible(const xent_crossfit *crossfit, const xent_map *map,
                                        const xent_settings *settings, xent_notes *notes,
                                        xent_error *err);

/* map, parameters, standard errors and certificate of a fit, flat, without what is withheld. */
json_t *xent_result_fit_object(const xent_map *map);

/* The values of all metrics that apply, bare. */
json_t *xent_result_values(const xent_evaluation *evaluation, xent_unit unit);

/* object["value"] = x, which may be infinite or undefined, as the contract has it.  0, or -1 for no
   memory. */
int xent_result_set_value(json_t *object, double x);

/* object[key] = x, unless x is NAN: not known.  0, or -1 for no memory. */
int xent_result_set_known(json_t *object, const char *key, double x);

/* Puts members of `from` (a new reference, taken over) into `object`; 0, or -1 for no memory. */
int xent_result_merge(json_t *object, json_t *from);

/* What the verdict is drawn from. */
typedef struct {
    const xent_shape *shape;
    const xent_settings *settings;
    const xent_diagnosis *diagnosis;
    const xent_evaluation *evaluation;
    const xent_map *map;       /* the default map of the task, fitted; maybe not converged */
    const xent_map *proposed;  /* the map to be proposed, likewise: that, or the one asked for */
    double saving;             /* nats a row that this saves on other rows; NAN: not known */
} xent_findings;

json_t *xent_result_verdict(const xent_findings *findings);

/* Can the rows be cut into the folds of the settings?  If folds are asked for and are more than
   the rows, a note says so. */
bool xent_result_folds(const xent_sample *sample, const xent_settings *settings,
                       const xent_diagnosis *diagnosis, xent_notes *notes);

/* The value of a metric by name; all NAN if it does not apply. */
xent_value xent_result_value(const xent_evaluation *evaluation, const char *name);

#pragma GCC visibility pop
#endif
