/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Isotonic regression of the label, or of the target, on the probability: of P(y=1) for two
   classes, else of each class's probability against the rest, divided by their sum (Zadrozny and
   Elkan 2002).

   A map is linear between the probabilities that it was fitted on, exactly flat within a block of
   the fit, and constant outside.  Of all increasing functions the fitted one has the largest
   likelihood; it always exists, and it has no number of parameters, so that there are neither
   standard errors nor a likelihood-ratio test.  A block without a positive (or with nothing else)
   has the value 0 (or 1): a row of the other label then has an infinite loss, and nothing here
   hides it.  A masked class keeps the probability 0 and takes no part in the fit of its curve. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "exact.h"
#include "executor.h"
#include "kernel_internal.h"
#include "map_internal.h"
#include "pav.h"
#include "radix.h"
#include "versus.h"

/* ---- the map */

/* One curve: n >= 1 knots by increasing x. */
typedef struct {
    size_t n;
    const double *x, *y;
} curve;

static curve
curve_of(const xent_map *map, size_t c)
{
    size_t first = c > 0 ? map->curve_end[c - 1] : 0;
    const double *x = map->parameters + first;
    return (curve){map->curve_end[c] - first, x, x + map->curve_end[map->curves - 1]};
}

/* The last knot at or before p, which lies between the first and the last. */
static size_t
knot_before(const curve *k, double p)
{
    size_t low = 0, high = k->n - 1;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (k->x[middle] <= p)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static double
value_at(const curve *k, double p)
{
    if (p <= k->x[0])
        return k->y[0];
    if (p >= k->x[k->n - 1])
        return k->y[k->n - 1];
    size_t i = knot_before(k, p);
    double rise = k->y[i + 1] - k->y[i];
    if (rise == 0)
        return k->y[i];
    return fmin(k->y[i] + (p - k->x[i]) / (k->x[i + 1] - k->x[i]) * rise, k->y[i + 1]);
}

/* xent_kernels.probabilities says -0 for a masked class. */
static bool
is_masked(double q)
{
    return q == 0 && signbit(q);
}

static void
apply_pair(const curve *k, const double *q, double *out)
{
    double y = is_masked(q[0]) ? 1 : is_masked(q[1]) ? 0 : value_at(k, q[1]);
    out[0] = 1 - y;
    out[1] = y;
}

/* A row whose classes are all impossible says nothing: those that are not masked share it. */
static void
apply_row(const xent_map *map, size_t n, const double *q, double *out)
{
    double sum = 0, open = 0;
    for (size_t c = 0; c < n; c++) {
        curve k = curve_of(map, c);
        double y = is_masked(q[c]) ? -0.0 : value_at(&k, q[c]);
        open += !is_masked(q[c]);
        sum += y;
        out[c] = y;
    }
    for (size_t c = 0; c < n; c++)
        out[c] = sum > 0 ? fabs(out[c]) / sum : is_masked(out[c]) ? 0 : 1 / open;
}

static void
apply(const xent_map *map, size_t rows, size_t columns, const double *q, double *out)
{
    curve only = curve_of(map, 0);
    for (size_t i = 0; i < rows; i++, q += columns, out += columns) {
        if (columns == 1)
            out[0] = value_at(&only, q[0]);
        else if (columns == 2)
            apply_pair(&only, q, out);
        else
            apply_row(map, columns, q, out);
    }
}

static const char *
check_curve(const curve *k)
{
    for (size_t i = 0; i < k->n; i++) {
        if (!(k->x[i] >= 0 && k->x[i] <= 1 && k->y[i] >= 0 && k->y[i] <= 1))
            return "x and y are not all probabilities";
        if (i > 0 && !(k->x[i - 1] < k->x[i]))
            return "x does not increase";
        if (i > 0 && !(k->y[i - 1] <= k->y[i]))
            return "y decreases";
    }
    return NULL;
}

static const char *
check(const xent_map *map)
{
    const char *reason = NULL;
    for (size_t c = 0; c < map->curves && !reason; c++) {
        curve k = curve_of(map, c);
        reason = check_curve(&k);
    }
    return reason;
}

/* ---- the fit */

/* A row as one sortable word: the bits of its probability, of which the highest is free, above the
   bit that tells the label; 0 where a target does.  Rows in which the class is masked come last. */
static const uint64_t left_out = UINT64_MAX;

static uint64_t
encode(double q, bool positive)
{
    uint64_t bits;
    if (is_masked(q))
        return left_out;
    memcpy(&bits, &q, sizeof bits);
    return bits << 1 | positive;
}

static void
decode(uint64_t word, double *q, double *y)
{
    uint64_t bits = word >> 1;
    memcpy(q, &bits, sizeof bits);
    *y = (double)(word & 1);
}

static void
values(const xent_block *block, xent_kind kind, size_t first, size_t count, size_t stride,
       double *x, double *scratch)
{
    size_t n = block->columns;
    xent_kernels_best()->probabilities(block, kind, scratch);
    for (size_t k = 0; k < count; k++) {
        size_t column = n > 2 ? first + k : n - 1;
        int32_t positive = n > 2 ? (int32_t)column : 1;
        for (size_t i = 0; i < block->rows; i++) {
            double q = scratch[i * n + column];
            if (n == 2 && is_masked(scratch[i * n]))
                q = -0.0;
            uint64_t word = encode(q, !block->target && block->label[i] == positive);
            memcpy(x + k * stride + i, &word, sizeof word);
        }
    }
}

/* The rows of a problem by increasing probability: a word each, then the target and the weight
   where there are such. */
typedef struct {
    size_t n, words;
    bool targets, weights;
    const char *bytes;
} sorted_rows;

/* Fills the numbers of row i; false if it is left out, as all that follow are. */
static bool
take_row(const sorted_rows *rows, size_t i, double *x, double *y, double *w)
{
    double record[XENT_RADIX_WORDS];
    uint64_t word;
    memcpy(record, rows->bytes + i * rows->words * sizeof *record, rows->words * sizeof *record);
    memcpy(&word, record, sizeof word);
    if (word == left_out)
        return false;
    decode(word, x, y);
    if (rows->targets)
        *y = record[1];
    if (rows->weights)
        *w = record[rows->words - 1];
    return true;
}

/* Feeds the sorted rows first .. end-1 to the regression, some at a time. */
static xent_status
pool(const sorted_rows *rows, size_t first, size_t end, xent_pav *pav, xent_error *err)
{
    enum { PIECE = 1024 };
    double x[PIECE], y[PIECE], w[PIECE];
    xent_status status = XENT_OK;
    for (size_t i = first, n; i < end && status == XENT_OK; i += PIECE) {
        n = 0;
        while (n < PIECE && i + n < end && take_row(rows, i + n, &x[n], &y[n], &w[n]))
            n++;
        status = xent_pav_add(pav, n, x, y, rows->weights ? w : NULL, err);
    }
    return status == XENT_OK ? xent_pav_finish(pav, err) : status;
}

/* Rows are pooled in parts, on several threads, and the blocks of the parts with one another.  The
   parts are a function of the rows alone, since sums of weights depend on them in the last bit. */
enum { MOST_PARTS = 64, PART_ROWS = 65536 };

typedef struct {
    const sorted_rows *rows;
    size_t parts;
    xent_pav part[MOST_PARTS];
} pooling;

static uint64_t
place_of(const sorted_rows *rows, size_t i)
{
    uint64_t word;
    memcpy(&word, rows->bytes + i * rows->words * sizeof word, sizeof word);
    return word >> 1;
}

/* Where a part begins: near its share of the rows, but never between equal probabilities. */
static size_t
start_of(const pooling *p, size_t part)
{
    size_t low = p->rows->n / p->parts * part, high = p->rows->n;
    if (part == 0 || part == p->parts)
        return part == 0 ? 0 : high;
    uint64_t tie = place_of(p->rows, low - 1);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (place_of(p->rows, middle) > tie)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static xent_status
pool_part(void *context, unsigned worker, size_t part, xent_error *err)
{
    pooling *p = context;
    xent_pav own = {0}; /* not beside those of other threads, which it changes all the time */
    (void)worker;
    xent_status status = pool(p->rows, start_of(p, part), start_of(p, part + 1), &own, err);
    p->part[part] = own;
    return status;
}

static xent_status
pool_all(const sorted_rows *rows, unsigned threads, xent_pav *pav, xent_error *err)
{
    pooling p = {.rows = rows, .parts = rows->n / PART_ROWS};
    p.parts = p.parts < 1 ? 1 : p.parts > MOST_PARTS ? MOST_PARTS : p.parts;
    xent_status status = xent_run_blocks(threads, p.parts, pool_part, &p, err);
    for (size_t i = 0; i < p.parts; i++) {
        if (status == XENT_OK)
            status = xent_pav_join(pav, &p.part[i], err);
        xent_pav_clear(&p.part[i]);
    }
    return status;
}

static xent_status
regress(const xent_versus_problem *problem, void *bytes, size_t words, xent_pav *pav,
        xent_error *err)
{
    sorted_rows rows = {problem->n, words, problem->target, problem->weight, bytes};
    xent_status status = xent_radix_sort(rows.n, words, 0, bytes, problem->threads, err);
    return status == XENT_OK ? pool_all(&rows, problem->threads, pav, err) : status;
}

static xent_status
solve(void *context, const xent_versus_problem *problem, xent_error *err)
{
    xent_pav *pav = context;
    size_t words = (size_t)1 + (problem->target != NULL) + (problem->weight != NULL);
    pav += problem->number;
    if (words == 1)
        return regress(problem, problem->x, 1, pav, err);
    double *records = malloc(words * problem->n * sizeof *records);
    if (!records)
        return xent_fail_memory(err);
    for (size_t i = 0; i < problem->n; i++) {
        double *record = records + i * words;
        memcpy(record, problem->x + i, sizeof *record); /* bits, not a number */
        if (problem->target)
            record[1] = problem->target[i];
        if (problem->weight)
            record[words - 1] = problem->weight[i];
    }
    xent_status status = regress(problem, records, words, pav, err);
    free(records);
    return status;
}

/* ---- from the blocks of the fit to the map */

static size_t
knots_of(const xent_pav *pav)
{
    size_t n = 0;
    for (size_t b = 0; b < pav->size; b++)
        n += pav->block[b].first < pav->block[b].last ? 2 : 1;
    return n;
}

static void
set_knots(const xent_pav *pav, double *x, double *y)
{
    for (size_t b = 0; b < pav->size; b++) {
        const xent_pav_block *block = &pav->block[b];
        *x++ = block->first;
        *y++ = block->sum / block->weight;
        if (block->first < block->last) {
            *x++ = block->last;
            *y++ = block->sum / block->weight;
        }
    }
}

/* A class that is masked in every row has a curve of one knot at 0. */
static xent_status
set_curves(xent_map *map, const xent_pav *pav, xent_error *err)
{
    for (size_t c = 0; c < map->curves; c++) {
        size_t n = knots_of(&pav[c]);
        map->curve_end[c] = (c > 0 ? map->curve_end[c - 1] : 0) + (n > 0 ? n : 1);
    }
    if (!xent_map_make_numbers(map))
        return xent_fail_memory(err);
    for (size_t c = 0; c < map->curves; c++) {
        double *x = map->parameters + (c > 0 ? map->curve_end[c - 1] : 0);
        double *y = x + map->curve_end[map->curves - 1];
        if (pav[c].size == 0)
            *x = *y = 0;
        set_knots(&pav[c], x, y);
    }
    return XENT_OK;
}

/* Sum of -y ln y - (1-y) ln(1-y) over the rows of the fit. */
static double
loss_of_blocks(const xent_pav *pav)
{
    xent_exact sum = {0};
    for (size_t b = 0; b < pav->size; b++) {
        const xent_pav_block *block = &pav->block[b];
        double y = block->sum / block->weight, negative = block->weight - block->sum;
        if (y > 0 && y < 1) {
            xent_exact_add(&sum, -block->sum * log(y));
            xent_exact_add(&sum, -negative * log1p(-y));
        }
    }
    return xent_exact_round(&sum);
}

/* Are there rows of one class only? */
static bool
one_class(size_t problems, const xent_pav *pav)
{
    size_t seen = 0;
    for (size_t c = 0; c < problems; c++) {
        bool positive = false, negative = false;
        for (size_t b = 0; b < pav[c].size; b++) {
            positive |= pav[c].block[b].sum > 0;
            negative |= pav[c].block[b].sum < pav[c].block[b].weight;
        }
        seen += problems == 1 ? positive + negative : positive;
    }
    return seen < 2;
}

static xent_status
finish(const xent_sample *sample, unsigned threads, const xent_pav *pav, xent_map *map,
       xent_error *err)
{
    xent_fit *fit = &map->fit;
    xent_status status = set_curves(map, pav, err);
    if (status != XENT_OK)
        return status;
    if (one_class(map->curves, pav)) {
        fit->status = XENT_UNIDENTIFIED;
        snprintf(fit->advice, sizeof fit->advice, "fit on rows of more than one class");
    } else if (map->curves == 1) {
        fit->nll_after = loss_of_blocks(pav) / fit->weight;
    } else {
        status = xent_map_nll(map, sample, threads, &fit->nll_after, &fit->weight, err);
    }
    return status;
}

static xent_status
fit(const xent_sample *sample, const xent_fit_options *options, xent_map *map, xent_error *err)
{
    xent_pav *pav = calloc(map->curves, sizeof *pav);
    xent_versus versus = {.values = values, .solve = solve, .context = pav};
    if (!pav)
        return xent_fail_memory(err);
    xent_status status = xent_map_nll(NULL, sample, options->threads, &map->fit.nll_before,
                                      &map->fit.weight, err);
    if (status == XENT_OK)
        status = xent_versus_rest(sample, &versus, options->threads, err);
    if (status == XENT_OK)
        status = finish(sample, options->threads, pav, map, err);
    for (size_t c = 0; c < map->curves; c++)
        xent_pav_clear(&pav[c]);
    free(pav);
    return status;
}

static const xent_parameter parameters_of_isotonic[] = {
    {"x", XENT_CURVES, false, (double)NAN},
    {"y", XENT_CURVES, false, (double)NAN},
    {NULL, XENT_SCALAR, false, 0},
};

const xent_map_type xent_map_isotonic = {
    .name = "isotonic",
    .title = "isotonic regression",
    .source = "Zadrozny and Elkan 2002",
    .parameter = parameters_of_isotonic,
    .keeps_argmax = false,
    .takes_probabilities = true,
    .keeps_logits = false,
    .takes_targets = true,
    .fit = fit,
    .apply = apply,
    .check = check,
};
