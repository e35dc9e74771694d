/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs test vectors, which say what a framework computes, through the library.

   vectors FILE.json [--op GLOB[,GLOB...]]: prints the failures and "N passed, N failed"; exits with
   1 if any failed, 2 if the file cannot be used.  A file is {"vectors": [{"id", "op", "inputs",
   "params", "expected", "tolerance": {"abs", "rel"}, "recomputed_float64"}]}; an op or a parameter
   that nobody here knows is a failure. */
#include <fnmatch.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "vectors.h"

/* ---- numbers of a document */

double
vector_number(const json_t *value)
{
    const char *text = json_string_value(value);
    if (text)
        return strcmp(text, "Infinity") == 0    ? HUGE_VAL
               : strcmp(text, "-Infinity") == 0 ? -HUGE_VAL
                                                : (double)NAN;
    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

/* All numbers of nested lists, or a bare one. */
static size_t
count_numbers(const json_t *value)
{
    size_t n = 0, i;
    const json_t *member;
    if (!value || json_is_null(value))
        return 0;
    if (!json_is_array(value))
        return 1;
    json_array_foreach (value, i, member)
        n += count_numbers(member);
    return n;
}

static double *
flatten(const json_t *value, double *out)
{
    size_t i;
    const json_t *member;
    if (!json_is_array(value)) {
        *out = vector_number(value);
        return out + 1;
    }
    json_array_foreach (value, i, member)
        out = flatten(member, out);
    return out;
}

vector_array
vector_read(const json_t *value)
{
    vector_array a = {.n = count_numbers(value)};
    if (a.n == 0)
        return a;
    const json_t *first = json_array_get(value, 0);
    a.columns = json_is_array(first) ? json_array_size(first) : 0;
    a.scalar = !json_is_array(value);
    a.x = malloc(a.n * sizeof *a.x);
    if (!a.x)
        abort();
    flatten(value, a.x);
    return a;
}

bool
vector_set_number(double x, vector_array *got)
{
    got->x = malloc(sizeof *got->x);
    if (!got->x)
        abort();
    *got->x = x;
    got->n = 1;
    return true;
}

/* ---- samples */

vector_table
vector_read_table(const vector_op *op, const json_t *inputs)
{
    vector_array p = vector_read(json_object_get(inputs, op->scores));
    vector_array label = vector_read(json_object_get(inputs, "labels"));
    size_t columns = p.columns ? p.columns : 1;
    return (vector_table){p.n / columns, columns, p.x, label.x};
}

void
vector_table_free(vector_table *t)
{
    free(t->p);
    free(t->label);
}

xent_sample *
vector_sample(const vector_table *t, char *why, size_t size)
{
    const xent_admit_options admit = {.kind = XENT_KIND_PROBS, .independent = true};
    xent_sample *sample = NULL;
    xent_error err = {0};
    int64_t *label = calloc(t->rows, sizeof *label);
    for (size_t i = 0; i < t->rows && label && t->label; i++)
        label[i] = (int64_t)t->label[i];
    if (!label || xent_sample_from_memory(t->rows, t->columns, NULL, t->p, label, NULL, &admit, NULL,
                                          &sample, &err) != XENT_OK)
        snprintf(why, size, "%s", label ? err.sentence : "out of memory");
    free(label);
    return sample;
}

/* ---- one vector */

static const vector_op *
find_op(const char *name)
{
    const vector_op *const tables[] = {vector_losses, vector_metrics, vector_fits, NULL};
    for (const vector_op *const *table = tables; *table; table++)
        for (const vector_op *op = *table; op->name; op++)
            if (strcmp(op->name, name) == 0)
                return op;
    return NULL;
}

/* Equal, counting -0 as 0, or within the tolerances; a subnormal may be its neighbour. */
static bool
agrees(double got, double want, double relative, double absolute)
{
    if (isnan(want) || isinf(want))
        return isnan(want) ? isnan(got) : got == want;
    return fabs(got - want) <= relative * fabs(want) + absolute + 5e-324;
}

/* Compares with the recomputed value; with the printed one, and its tolerance, if there is none. */
static bool
is_right(const json_t *vector, const vector_op *op, const vector_array *got, char *why, size_t size)
{
    const json_t *recomputed = json_object_get(vector, "recomputed_float64");
    const json_t *tolerance = json_object_get(vector, "tolerance");
    const json_t *params = json_object_get(vector, "params");
    bool tight = recomputed && !json_is_null(recomputed);
    vector_array want = vector_read(tight ? recomputed : json_object_get(vector, "expected"));
    double relative = op->relative, absolute = op->absolute;
    if (json_is_number(json_object_get(params, "clip_eps")))
        relative = fmax(relative, 1e-9); /* 1 - 1e-7 is no double */
    if (!tight) {
        relative = json_number_value(json_object_get(tolerance, "rel"));
        absolute = json_number_value(json_object_get(tolerance, "abs"));
    }
    bool right = want.n == got->n;
    if (!right)
        snprintf(why, size, "%zu numbers in place of %zu", got->n, want.n);
    for (size_t i = 0; right && i < want.n; i++) {
        right = agrees(got->x[i], want.x[i], relative, absolute);
        if (!right)
            snprintf(why, size, "got %.17g, want %.17g (number %zu)", got->x[i], want.x[i], i);
    }
    free(want.x);
    return right;
}

/* Prints why a vector fails; says whether it passes. */
static bool
run_vector(const json_t *vector, const char *name)
{
    const char *id = json_string_value(json_object_get(vector, "id"));
    const vector_op *op = find_op(name);
    vector_array got = {0};
    char why[256] = "unknown op";
    bool right = false;
    if (op) {
        const json_t *inputs = json_object_get(vector, "inputs");
        const json_t *params = json_object_get(vector, "params");
        right = op->run(op, inputs, params, &got, why, sizeof why) &&
                is_right(vector, op, &got, why, sizeof why);
    }
    if (!right)
        printf("FAIL %s (%s): %s\n", id ? id : "?", name, why);
    free(got.x);
    return right;
}

/* ---- all */

/* Does the name match one of the comma-separated globs?  NULL: all names do. */
static bool
is_wanted(const char *name, const char *globs)
{
    char glob[128];
    for (; globs; globs = strchr(globs, ',') ? strchr(globs, ',') + 1 : NULL) {
        snprintf(glob, sizeof glob, "%.*s", (int)strcspn(globs, ","), globs);
        if (fnmatch(glob, name, 0) == 0)
            return true;
        if (!strchr(globs, ','))
            return false;
    }
    return true;
}

static int
run_all(const json_t *vectors, const char *globs)
{
    size_t passed = 0, failed = 0, i;
    const json_t *vector;
    json_array_foreach (vectors, i, vector) {
        const char *name = json_string_value(json_object_get(vector, "op"));
        if (!is_wanted(name ? name : "", globs))
            continue;
        if (run_vector(vector, name ? name : ""))
            passed++;
        else
            failed++;
    }
    printf("%zu passed, %zu failed\n", passed, failed);
    return failed > 0;
}

int
main(int argc, char **argv)
{
    const char *path = NULL, *globs = NULL;
    json_error_t wrong;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--op") == 0 && i + 1 < argc)
            globs = argv[++i];
        else if (strncmp(argv[i], "--op=", 5) == 0)
            globs = argv[i] + 5;
        else
            path = argv[i];
    }
    if (!path) {
        fprintf(stderr, "usage: vectors FILE.json [--op GLOB[,GLOB...]]\n");
        return 2;
    }
    json_t *root = json_load_file(path, JSON_ALLOW_NUL, &wrong);
    const json_t *vectors = json_is_array(root) ? root : json_object_get(root, "vectors");
    if (!json_is_array(vectors)) {
        fprintf(stderr, "%s:%d: %s\n", path, wrong.line, root ? "no vectors" : wrong.text);
        json_decref(root);
        return 2;
    }
    int status = run_all(vectors, globs);
    json_decref(root);
    return status;
}
