/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Test vectors of fits: isotonic regression, CORP that rests on it, the temperature. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "vectors.h"

static const char *
text_of(const json_t *params, const char *name)
{
    const char *text = json_string_value(json_object_get(params, name));
    return text ? text : "";
}

static bool
run_isotonic(const vector_op *op, const json_t *inputs, const json_t *params, vector_array *got,
             char *why, size_t size)
{
    (void)op;
    if (!json_is_true(json_object_get(params, "increasing"))
        || strncmp(text_of(params, "ties"), "pooled", strlen("pooled")) != 0) {
        snprintf(why, size, "only increasing functions, with pooled ties");
        return false;
    }
    vector_array x = vector_read(json_object_get(inputs, "x"));
    vector_array y = vector_read(json_object_get(inputs, "y"));
    vector_array w = vector_read(json_object_get(inputs, "weight"));
    xent_error err = {0};
    got->n = y.n;
    got->x = y.x;
    xent_status status = xent_isotonic(x.n, x.x, y.x, w.x, got->x, &err);
    snprintf(why, size, "%s", err.sentence);
    free(x.x);
    free(w.x);
    return status == XENT_OK;
}

static double
corp_term(const xent_corp_terms *terms, const char *name)
{
    return strcmp(name, "miscalibration") == 0   ? terms->miscalibration
           : strcmp(name, "discrimination") == 0 ? terms->discrimination
           : strcmp(name, "uncertainty") == 0    ? terms->uncertainty
           : strcmp(name, "score") == 0          ? terms->score
                                                 : HUGE_VAL;
}

static void
take_corp(const xent_corp *corp, const json_t *params, vector_array *got)
{
    const json_t *order = json_object_get(params, "order"), *name;
    bool log = strcmp(text_of(params, "score"), "log") == 0;
    size_t i;
    got->n = json_array_size(order);
    got->x = malloc(got->n * sizeof *got->x);
    if (!got->x)
        abort();
    json_array_foreach (order, i, name)
        got->x[i] = corp_term(log ? &corp->log : &corp->brier, json_string_value(name));
}

static bool
run_corp(const vector_op *op, const json_t *inputs, const json_t *params, vector_array *got,
         char *why, size_t size)
{
    vector_table t = vector_read_table(op, inputs);
    xent_sample *sample = vector_sample(&t, why, size);
    xent_evaluation *evaluation = NULL;
    xent_error err = {0};
    if (sample && xent_evaluate(sample, &xent_settings_default, &evaluation, &err) == XENT_OK)
        take_corp(xent_evaluation_corp(evaluation), params, got);
    else if (sample)
        snprintf(why, size, "%s", err.sentence);
    xent_evaluation_free(evaluation);
    xent_sample_free(sample);
    vector_table_free(&t);
    return got->x != NULL;
}

/* The signed optimum of 1/T, which a temperature is not if it is negative. */
static bool
run_temperature(const vector_op *op, const json_t *inputs, const json_t *params, vector_array *got,
                char *why, size_t size)
{
    vector_table t = vector_read_table(op, inputs);
    xent_sample *sample = vector_sample(&t, why, size);
    const xent_fit_options options = {.threads = 1};
    xent_map *map = NULL;
    xent_error err = {0};
    size_t n = 0;
    (void)params;
    xent_status status = sample ? xent_map_fit(xent_map_type_find("temperature"), sample, &options,
                                               &map, NULL, &err)
                                : XENT_EDATA;
    if (map && (status == XENT_OK || status == XENT_EFIT))
        vector_set_number(*xent_map_parameter(map, "inverse_temperature", &n), got);
    else if (sample)
        snprintf(why, size, "%s", err.sentence);
    xent_map_free(map);
    xent_sample_free(sample);
    vector_table_free(&t);
    return got->x != NULL;
}

const vector_op vector_fits[] = {
    {.name = "isotonic_fit", .run = run_isotonic, .relative = 1e-12},
    {.name = "corp_decomposition", .run = run_corp, .relative = 1e-12, .scores = "probs1"},
    {.name = "temperature", .run = run_temperature, .relative = 1e-10, .scores = "probs"},
    {.name = NULL}};
