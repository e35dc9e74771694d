/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <gsl/gsl_cdf.h>
#include "interval.h"
#include "ledger_internal.h"
#include "sample_internal.h"
#include "sweep.h"
#include "total.h"

/* ---- how often each class occurs */

static void
add_row(const xent_block *block, size_t i, double *share)
{
    double w = xent_block_weight(block, i);
    size_t columns = block->columns;
    if (!block->target) {
        share[block->label[i]] += w;
    } else if (columns == 1) {
        share[0] += w * (1 - block->target[i]);
        share[1] += w * block->target[i];
    } else {
        for (size_t c = 0; c < columns; c++)
            share[c] += w * block->target[i * columns + c];
    }
}

/* In the order of the rows, so that the sums are the same for any number of threads. */
xent_status
xent_ledger_shares(const xent_sample *sample, double *share, double *within, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    void *scratch = malloc(xent_sample_scratch_size(sample) + 1);
    xent_status status = scratch ? XENT_OK : xent_fail_memory(err);
    double total = 0;
    *within = 0;
    for (size_t b = 0; b < shape->blocks && status == XENT_OK; b++) {
        xent_block block;
        status = xent_sample_block(sample, b, scratch, &block, err);
        for (size_t i = 0; status == XENT_OK && i < block.rows; i++) {
            add_row(&block, i, share);
            if (block.target)
                *within += xent_block_weight(&block, i) * xent_block_target_variance(&block, i);
        }
    }
    for (size_t c = 0; c < shape->classes; c++)
        total += share[c];
    for (size_t c = 0; c < shape->classes; c++)
        share[c] /= total;
    *within /= total;
    free(scratch);
    return status;
}

void
xent_ledger_uncertainty(size_t classes, xent_task task, const double *share, double within,
                        xent_ledger *ledger)
{
    double squares = -within, entropy = 0;
    for (size_t c = 0; c < classes; c++) {
        squares += share[c] * (1 - share[c]);
        entropy -= share[c] > 0 ? share[c] * log(share[c]) : 0;
    }
    ledger->log.uncertainty = entropy;
    ledger->brier.uncertainty = task == XENT_BINARY ? squares / 2 : squares;
}

/* ---- spreads of the rows' gains */

typedef struct {
    xent_exact weight;
    xent_spread gain, lift; /* of nll before - nll after; of -ln share(y) - nll after */
} row_sums;

/* A pass over rows as they are and as the map leaves them. */
typedef struct {
    const xent_sample *sample, *mapped; /* mapped: NULL if the map only multiplies logits */
    double factor;                      /* by this */
    const double *share;
} gain_pass;

typedef struct {
    void *source;
    double *before, *after, *gain, *lift, *weight; /* of each row; losses first */
    xent_row *row;
    xent_soft_row *soft;
    double *logits;
    double *terms, *beta; /* of the temperature kernel */
} scratches;

static size_t
cut_scratch(const gain_pass *pass, void *memory, scratches *s)
{
    const xent_shape *shape = xent_sample_shape(pass->sample);
    size_t used = 0, rows = shape->block_rows, mapped = pass->mapped ? rows : 0;
    size_t soft = shape->soft ? mapped : 0, terms = XENT_BETA_TERMS * (rows - mapped);
    size_t beta = terms ? xent_kernel_beta_scratch(rows, shape->columns) : 0;
    s->source = xent_scratch_cut(memory, &used, mapped ? xent_sample_scratch_size(pass->sample) : 0);
    s->before = xent_scratch_cut(memory, &used, rows * sizeof *s->before);
    s->after = xent_scratch_cut(memory, &used, rows * sizeof *s->after);
    s->gain = xent_scratch_cut(memory, &used, rows * sizeof *s->gain);
    s->lift = xent_scratch_cut(memory, &used, rows * sizeof *s->lift);
    s->weight = xent_scratch_cut(memory, &used, rows * sizeof *s->weight);
    s->row = xent_scratch_cut(memory, &used, mapped * sizeof *s->row);
    s->soft = xent_scratch_cut(memory, &used, soft * sizeof *s->soft);
    s->logits = xent_scratch_cut(memory, &used, (soft ? shape->columns : 0) * sizeof *s->logits);
    s->terms = xent_scratch_cut(memory, &used, terms * sizeof *s->terms);
    s->beta = xent_scratch_cut(memory, &used, beta * sizeof *s->beta);
    return used;
}

void
xent_ledger_rows(const xent_block *block, xent_kind kind, unsigned wants, double *logits,
                 xent_row *row, xent_soft_row *soft)
{
    xent_kernel_rows(block, kind, wants | (block->target ? XENT_WANT_TOP : 0), 0, row, NULL);
    if (block->target)
        xent_kernel_soft_rows(block, kind, logits, row, soft);
}

static void
summarise(const xent_sample *sample, const xent_block *block, const scratches *at, double *loss)
{
    xent_ledger_rows(block, xent_sample_shape(sample)->kind, XENT_WANT_NLL, at->logits, at->row,
                     at->soft);
    for (size_t i = 0; i < block->rows; i++)
        loss[i] = at->row[i].nll;
}

/* The losses before and after; block: of the sample that the pass goes over. */
static xent_status
find_losses(const gain_pass *pass, const xent_block *block, const scratches *at, xent_error *err)
{
    size_t n = block->rows;
    if (pass->mapped) {
        xent_block before;
        xent_status status = xent_sample_block(pass->sample, block->number, at->source, &before, err);
        if (status != XENT_OK)
            return status;
        summarise(pass->sample, &before, at, at->before);
        summarise(pass->mapped, block, at, at->after);
        return XENT_OK;
    }
    xent_kernel_beta(block, xent_sample_shape(pass->sample)->kind, pass->factor, XENT_BETA_PAIR, false,
                     at->beta, at->terms);
    memcpy(at->before, at->terms + XENT_BETA_AT_ONE * n, n * sizeof *at->before);
    memcpy(at->after, at->terms, n * sizeof *at->after);
    return XENT_OK;
}

double
xent_ledger_cost(const double *share, const xent_block *block, size_t i)
{
    size_t columns = block->columns;
    double cost = 0;
    if (!block->target)
        return -log(share[block->label[i]]);
    if (columns == 1)
        return -block->target[i] * log(share[1]) - (1 - block->target[i]) * log(share[0]);
    for (size_t c = 0; c < columns; c++)
        cost -= share[c] > 0 ? block->target[i * columns + c] * log(share[c]) : 0;
    return cost;
}

enum { STRIP = 256 };

void
xent_spread_add(size_t n, const double *v, double *x, xent_spread *s)
{
    double term[STRIP];
    for (size_t first = 0; first < n; first += STRIP) {
        size_t m = n - first < STRIP ? n - first : STRIP;
        for (size_t i = 0; i < m; i++) {
            term[i] = v[first + i] * x[first + i];
            x[first + i] *= term[i];
        }
        xent_total_add(&s->sum, m, term);
    }
    xent_total_add(&s->count, n, v);
    xent_total_add(&s->square, n, x);
}

static xent_status
see_block(void *context, const xent_block *block, void *state, void *scratch, xent_error *err)
{
    const gain_pass *pass = context;
    row_sums *sums = state;
    scratches at;
    bool frequency = xent_sample_shape(pass->sample)->weight_kind == XENT_FREQUENCY;
    cut_scratch(pass, scratch, &at);
    xent_status status = find_losses(pass, block, &at, err);
    if (status != XENT_OK)
        return status;
    for (size_t i = 0; i < block->rows; i++) {
        at.weight[i] = xent_block_weight(block, i);
        at.gain[i] = at.before[i] - at.after[i];
        at.lift[i] = xent_ledger_cost(pass->share, block, i) - at.after[i];
    }
    xent_total_add(&sums->weight, block->rows, at.weight);
    for (size_t i = 0; i < block->rows && !frequency; i++)
        at.weight[i] *= at.weight[i];
    xent_spread_add(block->rows, at.weight, at.gain, &sums->gain);
    xent_spread_add(block->rows, at.weight, at.lift, &sums->lift);
    return XENT_OK;
}

void
xent_spread_merge(xent_spread *to, const xent_spread *from)
{
    xent_exact_merge(&to->count, &from->count);
    xent_exact_merge(&to->sum, &from->sum);
    xent_exact_merge(&to->square, &from->square);
}

double
xent_spread_row(const xent_spread *s, double weight)
{
    return xent_exact_round(&s->count) / (weight * weight);
}

static void
merge(row_sums *to, const row_sums *from)
{
    xent_exact_merge(&to->weight, &from->weight);
    xent_spread_merge(&to->gain, &from->gain);
    xent_spread_merge(&to->lift, &from->lift);
}

/* Variances of the mean gain and the mean lift, and one over the number of rows (Kish 1965). */
typedef struct {
    double gain, lift, row;
} variances;

double
xent_spread_variance(const xent_spread *s, double weight)
{
    double count = xent_exact_round(&s->count), sum = xent_exact_round(&s->sum);
    double square = xent_exact_round(&s->square);
    return fmax(0, square - sum / count * sum) / (weight * weight);
}

static xent_status
find_variances(const xent_sample *sample, const xent_map *map, const double *share,
               unsigned threads, variances *found, xent_error *err)
{
    const char *factor = xent_map_type_of(map)->factor;
    xent_sample *mapped = NULL;
    xent_sweep sweep = {.memory = NULL};
    scratches measured;
    gain_pass pass = {.sample = sample, .share = share};
    xent_status status = XENT_OK;
    if (factor)
        pass.factor = *xent_map_parameter(map, factor, NULL);
    else
        status = xent_map_sample(map, sample, &mapped, err);
    pass.mapped = mapped;
    if (status == XENT_OK)
        status = xent_sweep_open(mapped ? mapped : sample, threads, sizeof(row_sums),
                                 cut_scratch(&pass, NULL, &measured), &sweep, err);
    if (status == XENT_OK)
        status = xent_sweep_run(&sweep, see_block, &pass, err);
    if (status == XENT_OK) {
        row_sums *all = xent_sweep_state(&sweep, 0);
        for (unsigned t = 1; t < sweep.threads; t++)
            merge(all, xent_sweep_state(&sweep, t));
        double weight = xent_exact_round(&all->weight);
        *found = (variances){xent_spread_variance(&all->gain, weight),
                             xent_spread_variance(&all->lift, weight),
                             xent_spread_row(&all->lift, weight)};
    }
    xent_sweep_close(&sweep);
    xent_sample_free(mapped);
    return status;
}

/* ---- intervals */

/* The noncentral chi-square distribution as a Poisson mixture of central ones, from the mixture's
   middle outwards.  From one of them to the next the distribution function falls by a term of a
   Poisson distribution. */
static double
noncentral_cdf(double x, double degrees, double noncentrality)
{
    double half = x / 2, rate = noncentrality / 2, middle = floor(rate), a = degrees / 2 + middle;
    double most = exp(middle * (rate > 0 ? log(rate) : 0) - rate - lgamma(middle + 1));
    double central = gsl_cdf_chisq_P(x, 2 * a), fall = exp(a * log(half) - half - lgamma(a + 1));
    double weight = most, cdf = central, step = fall, sum = 0;
    for (double j = 0; weight > 1e-17; j++) {
        sum += weight * cdf;
        weight *= rate / (middle + j + 1);
        cdf -= step;
        step *= half / (a + j + 1);
    }
    weight = most;
    cdf = central;
    step = fall;
    for (double j = 0; j < middle && weight > 1e-17; j++) {
        weight *= (middle - j) / rate;
        step *= (a - j) / half;
        cdf += step;
        sum += weight * cdf;
    }
    return sum;
}

/* Beyond this the distribution is as good as normal. */
static const double large_noncentrality = 1e4;

/* What the lower tail may take of alpha: nothing at 0, soon half; the upper one has the rest.  So 0 is
   covered as often as anything else, and the interval leaves it where a test would. */
static double
lower_alpha(double alpha, double degrees, double noncentrality)
{
    return alpha / 2 * -expm1(-noncentrality / sqrt(2 * degrees));
}

/* Is x too small for the noncentrality, or (upper) too large? */
static bool
rejects(double x, double degrees, double noncentrality, double alpha, bool upper)
{
    double below = lower_alpha(alpha, degrees, noncentrality);
    double cdf = noncentral_cdf(x, degrees, noncentrality);
    return upper ? 1 - cdf < alpha - below : cdf < below;
}

/* The largest noncentrality that x is not too small for, or (upper) the smallest that it is not too
   large for. */
static double
invert(double x, double degrees, double alpha, bool upper)
{
    double low = 0, high = 4 * (x + 20);
    if (x > large_noncentrality) {
        double z = gsl_cdf_ugaussian_Qinv(alpha / 2), root = sqrt(x - degrees);
        return pow(upper ? root - z : root + z, 2);
    }
    for (int i = 0; i < 60; i++) {
        double middle = (low + high) / 2;
        if (rejects(x, degrees, middle, alpha, upper) == upper)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* What the best of larger models gains on the best of smaller ones that they contain; gain: in
   sample.  degrees: how many numbers more they have. */
static void
bound_gain(double gain, double variance, double degrees, double level, double *low, double *high)
{
    double statistic = 4 * gain * gain / variance;
    double unit = variance / (4 * gain);
    if (!(gain > 0) || !(variance > 0) || !isfinite(statistic))
        return;
    *low = unit * invert(statistic, degrees, 1 - level, true);
    *high = unit * invert(statistic, degrees, 1 - level, false);
}

/* How many numbers the fit has found. */
static double
degrees_of(const xent_map *map)
{
    size_t n = 0, size;
    for (const xent_parameter *p = xent_map_type_of(map)->parameter; p->name; p++)
        if (!p->derived && xent_map_parameter(map, p->name, &size))
            n += size;
    return (double)n;
}

bool
xent_ledger_has_classes(size_t classes, const double *share, size_t rows)
{
    size_t c = 0;
    while (c < classes && share[c] * (double)rows >= XENT_LEDGER_LEAST_ROWS)
        c++;
    return c == classes;
}

bool
xent_ledger_has_intervals(const xent_sample *sample, const xent_map *map)
{
    return xent_map_certificate(map)->maximum_likelihood && degrees_of(map) <= 2
           && xent_shape_clusters(xent_sample_shape(sample)) == 0;
}

/* A line of two numbers is a larger model than the shares of two classes.  Other maps are none:
   their lift is normal, and the entropy of the shares too low by half a row for each but one
   (Miller 1955). */
static void
bound_resolution(const xent_shape *shape, const xent_map *map, const variances *of, double level,
                 xent_ledger_terms *terms)
{
    double more = degrees_of(map) - (double)(shape->classes - 1);
    double half = xent_normal_quantile(level) * sqrt(of->lift);
    double middle = terms->resolution + (double)(shape->classes - 1) / 2 * of->row;
    if (more > 0) {
        bound_gain(terms->uncertainty - xent_map_certificate(map)->nll_after, of->lift, more, level,
                   &terms->resolution_low, &terms->resolution_high);
    } else if (half > 0 && isfinite(half)) {
        terms->resolution_low = middle - half;
        terms->resolution_high = middle + half;
    }
}

static xent_status
add_intervals(const xent_sample *sample, const xent_map *map, const double *share,
              const xent_settings *settings, xent_ledger_terms *terms, xent_error *err)
{
    const xent_fit *fit = xent_map_certificate(map);
    const xent_shape *shape = xent_sample_shape(sample);
    variances of = {.gain = 0};
    if (!xent_ledger_has_intervals(sample, map))
        return XENT_OK;
    xent_status status = find_variances(sample, map, share, settings->threads, &of, err);
    if (status != XENT_OK)
        return status;
    if (xent_ledger_has_classes(shape->classes, share, shape->rows))
        bound_resolution(shape, map, &of, settings->level, terms);
    bound_gain(fit->nll_before - fit->nll_after, of.gain, degrees_of(map), settings->level,
               &terms->miscalibration_low, &terms->miscalibration_high);
    return XENT_OK;
}

/* ---- the ledger */

void
xent_ledger_fill(double score, double after, xent_ledger_terms *terms)
{
    double uncertainty = terms->uncertainty, none = (double)NAN;
    *terms = (xent_ledger_terms){score, uncertainty, uncertainty - after, none, none,
                                 score - after, none, none};
}

/* Unless it is known already. */
static xent_status
find_brier_after(const xent_crossfit *crossfit, const xent_settings *settings, double *brier,
                 xent_error *err)
{
    const xent_metric *const wanted[] = {xent_metric_find("brier"), NULL};
    xent_settings own = *settings;
    xent_evaluation *evaluation;
    own.metrics = wanted;
    own.bootstrap = 0;
    if (!isnan(*brier))
        return XENT_OK;
    xent_status status = xent_evaluate(xent_crossfit_sample(crossfit), &own, &evaluation, err);
    if (status != XENT_OK)
        return status;
    *brier = xent_evaluation_value(evaluation, wanted[0])->value;
    xent_evaluation_free(evaluation);
    return XENT_OK;
}

xent_status
xent_ledger_init(const xent_sample *sample, const xent_crossfit *crossfit, const xent_map *map,
                 double nll, double brier, double brier_after, const xent_settings *settings,
                 xent_ledger *ledger, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    double *share = calloc(shape->classes, sizeof *share), within = 0, nll_after = 0;
    xent_status status = share ? xent_ledger_shares(sample, share, &within, err)
                               : xent_fail_memory(err);
    if (status == XENT_OK)
        status = xent_crossfit_nll(crossfit, settings->threads, &nll_after, err);
    if (status == XENT_OK)
        status = find_brier_after(crossfit, settings, &brier_after, err);
    if (status == XENT_OK) {
        xent_ledger_uncertainty(shape->classes, shape->task, share, within, ledger);
        xent_ledger_fill(nll, nll_after, &ledger->log);
        xent_ledger_fill(brier, brier_after, &ledger->brier);
        status = add_intervals(sample, map, share, settings, &ledger->log, err);
    }
    free(share);
    return status;
}
