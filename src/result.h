/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The result document: built once, rendered many times; no renderer computes.

   It is a JSON object as the manual has it.  `metrics`, `decomposition` and `curves` make a scope;
   the document is the scope of all rows, and further scopes of the same shape hang below it
   (`after`), so that every renderer works on each. */
#ifndef XENT_RESULT_H
#define XENT_RESULT_H
#include "convention.h"
#include "crossfit.h"
#include "distribution.h"
#include "info.h"
#include "ledger.h"
#include "map.h"
#include "metric.h"
#include "per_class.h"
#ifdef __cplusplus
extern "C" {
#endif

typedef struct xent_result xent_result;

/* What a document is about and what it should hold. */
typedef struct {
    const char *command;       /* "diagnose" */
    const char *command_line;  /* as typed, for the section on reproduction */
    const char *path;          /* of the input, for the document and the next command to run */
    /* Options that the next command needs, or NULL: to read the input ("--kind logits"), to measure
       it ("--bins 20 --map map.json"), to fit or report ("--cluster patient"), and to report on it
       ("--worst 10"). */
    const char *reading, *measuring, *fitting, *reporting;
    const char *part;          /* which rows of the file the sample is: "split=test"; NULL: all */
    const char *whole;         /* the fingerprint of all rows of the file, if it is a part; NULL */
    xent_unit unit;            /* of nll and entropies in the document */
    const xent_map *map;       /* a fitted map, or NULL */
    const char *map_path;
    const char *map_origin;    /* what the map was fitted on, if it is in no file; NULL */
    bool replace;              /* with a map: measure the mapped sample instead of adding `after` */
    const xent_map_type *ledger_map; /* what the ledger's miscalibration is of; NULL: the default
                                        map */
    bool after;                /* without a map: add `after`, by cross-fitting the default map */
    const xent_convention *convention; /* give the values of this one where it has any; NULL:
                                          ours */
    const xent_metric *const *explain; /* add explanations of these under every convention, ending
                                          with NULL; NULL: of none */
    bool per_class;            /* add per_class: the errors and decompositions of each class */
    size_t worst;              /* so many rows of the largest losses, and of the most confident
                                  errors, 0 .. 1000 */
    bool temperature_curve;    /* add curves.temperature: NLL against T */
} xent_diagnosis;

/* Measures a labelled sample and builds the document: input, settings, scope(s), verdict, notes.
   The verdict and the ledger come from a cross-fitted temperature (Platt for one column); where
   that has no finite optimum the document says so.  XENT_EDATA for an unlabelled sample;
   XENT_ENOMEM; errors of the source. */
xent_status xent_diagnose(const xent_sample *sample, const xent_diagnosis *diagnosis,
                          const xent_settings *settings, xent_notes *notes,
                          xent_result **result, xent_error *err);

/* What is in a sample, labelled or not: input, findings, notes.  Losses are measured, for findings,
   only of labelled samples that are small or have aroused suspicion.  XENT_ENOMEM; errors of the
   source. */
xent_status xent_inspect(const xent_sample *sample, const xent_diagnosis *diagnosis,
                         const xent_settings *settings, xent_notes *notes, xent_result **result,
                         xent_error *err);

/* The document of a fit, converged or not (see xent_map_fit): the map file's members, input, notes
   and, of a converged fit, intervals of the parameters at settings->level and, with
   settings->folds > 0, cross_validation.  A fold without a finite optimum adds a note instead. */
xent_status xent_fit_result(const xent_sample *sample, const xent_map *map,
                            const xent_fit_options *options, const xent_settings *settings,
                            const xent_diagnosis *diagnosis, xent_notes *notes,
                            xent_result **result, xent_error *err);

/* The document of `xent info`: what was given, the measures in `unit`, and of one distribution of
   few outcomes each of them. */
xent_status xent_information_result(const xent_information *information,
                                    const xent_distribution *p, const xent_distribution *q,
                                    double order, xent_unit unit, const xent_notes *notes,
                                    xent_result **result, xent_error *err);

void xent_result_free(xent_result *result); /* NULL is allowed */

/* Reads a document back, for renderers as separate programs.  XENT_EDATA. */
xent_status xent_result_parse(const char *json, size_t n, xent_result **result, xent_error *err);

/* The document as text; *text is malloc'ed, NUL-terminated, the caller's.
   json: 17 digits, sorted keys. */
xent_status xent_result_json(const xent_result *result, char **text, xent_error *err);

/* How a terminal is to be written to. */
typedef struct {
    size_t width; /* columns; 0: 80 */
    bool utf8;    /* LC_CTYPE is a UTF-8 locale; else pure ASCII comes out */
    bool colour;  /* escape sequences for bold and colour */
    bool verbose; /* every bin and every definition */
} xent_terminal;

/* The document as tables and sentences.  XENT_EDATA if it is no document that this version knows;
   XENT_ENOMEM. */
xent_status xent_result_terminal(const xent_result *result, const xent_terminal *terminal,
                                 char **text, xent_error *err);

#ifdef __cplusplus
}
#endif
#endif
