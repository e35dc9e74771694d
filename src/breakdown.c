/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "breakdown.h"
#include <math.h>
#include <stdlib.h>

/* The tests are of many rows; fewer show nothing that chance could not have done. */
enum { LEAST_ROWS = 20 };

xent_status
xent_breakdown_init(size_t size, const xent_settings *settings, xent_unit unit, const char *test,
                 xent_dependence dependence, xent_breakdown *f, xent_error *err)
{
    *f = (xent_breakdown){.settings = settings, .unit = unit, .test = test, .dependence = dependence,
                       .size = size, .p = malloc(size * sizeof *f->p),
                       .q = malloc(size * sizeof *f->q), .scope = calloc(size, sizeof *f->scope)};
    if (!f->p || !f->q || !f->scope)
        return xent_fail_memory(err);
    for (size_t i = 0; i < size; i++)
        f->p[i] = (double)NAN;
    return XENT_OK;
}

void
xent_breakdown_clear(xent_breakdown *f)
{
    for (size_t i = 0; f->scope && i < f->size; i++)
        json_decref(f->scope[i]);
    free(f->scope);
    free(f->p);
    free(f->q);
}

/* ---- one part */

/* NULL: there is a test. */
static const char *
why_untested(const xent_shape *shape)
{
    if (xent_shape_clusters(shape) > 0)
        return shape->cells > 0 ? "no test for cells of one row" : "no test for rows of clusters";
    return shape->rows < LEAST_ROWS ? "too few rows for a test" : NULL;
}

xent_status
xent_breakdown_set(xent_breakdown *f, size_t i, const xent_sample *sample,
                const xent_evaluation *evaluation, const char *untested, xent_error *err)
{
    const char *why = why_untested(xent_sample_shape(sample));
    f->scope[i] = xent_result_scope(evaluation, sample, f->settings, f->unit);
    if (!why)
        why = untested;
    if (!why)
        f->p[i] = xent_result_value(evaluation, f->test).p_value;
    else if (xent_json_set(f->scope[i], "status", json_string(why)))
        return xent_fail_memory(err);
    return f->scope[i] ? XENT_OK : xent_fail_memory(err);
}

/* What cannot be measured of a part says why, and is no failure of the whole. */
void
xent_breakdown_set_empty(xent_breakdown *f, size_t i, const char *why)
{
    f->scope[i] = json_pack("{s:{}, s:{}, s:{}, s:s}", "metrics", "decomposition", "curves",
                            "status", why);
}

int
xent_breakdown_name(xent_breakdown *f, size_t i, const char *name, size_t rows)
{
    int bad = xent_json_set(f->scope[i], "name", xent_json_text(name));
    return bad | xent_json_set(f->scope[i], "rows", json_integer((json_int_t)rows));
}

/* ---- all parts */

static json_t *
scopes_array(xent_breakdown *f)
{
    json_t *array = json_array();
    int bad = array ? 0 : -1;
    for (size_t i = 0; i < f->size; i++) {
        bool reject = f->q[i] <= 1 - f->settings->level;
        f->miscalibrated += reject;
        if (!isnan(f->p[i])) {
            bad |= xent_json_set(f->scope[i], "p_value", json_real(f->p[i]));
            bad |= xent_json_set(f->scope[i], "p_adjusted", json_real(f->q[i]));
            bad |= xent_json_set(f->scope[i], "miscalibrated", json_boolean(reject));
        }
        bad |= json_array_append(array, f->scope[i]);
    }
    if (bad) {
        json_decref(array);
        return NULL;
    }
    return array;
}

xent_status
xent_breakdown_finish(xent_breakdown *f, const char *factor, json_t **object, xent_error *err)
{
    *object = NULL;
    xent_status status = xent_fdr(f->size, f->p, f->dependence, f->q, &f->tested, err);
    if (status != XENT_OK)
        return status;
    json_t *scopes = scopes_array(f);
    *object = json_pack("{s:o, s:s, s:s, s:I, s:I, s:o}", "factor", xent_json_text(factor), "test",
                        f->test, "correction", xent_fdr_name(f->dependence), "tested",
                        (json_int_t)f->tested, "miscalibrated", (json_int_t)f->miscalibrated,
                        "scopes", scopes);
    return *object ? XENT_OK : xent_fail_memory(err);
}
