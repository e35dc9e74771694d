/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corp.h"
#include <math.h>
#include <stdlib.h>
#include "corp_band.h"
#include "interval.h"
#include "kernel_lanes.h"
#include "null.h"
#include "pav.h"
#include "total.h"

/* Pairs that are handled at once; blocks of the regression that the curve shows, evenly from all;
   points of each, from end to end, between which its bands are not straight. */
enum { STRIP = 256, MOST_BLOCKS = 256, MOST_OF_BLOCK = 9 };

/* Fewer groups would make the null reference smaller (1024 by 6 % for 10^4 rows), fewer draws only
   make it rougher, 256 by about 1 %. */
enum { DRAWN_GROUPS = 4096, DRAWN_OUTCOMES = 256 * DRAWN_GROUPS };

/* Where the random numbers of these groups begin, apart from those of other errors. */
static const uint64_t corp_counter = UINT64_C(3) << 32;

enum { LOG, BRIER, SCORES };

/* ---- scores */

/* The mean scores that outcomes of mean v have at v: entropy, and v (1 - v), which for soft
   outcomes lacks what they vary by. */
static double
entropy_at(double v)
{
    return xent_log_score(v, v);
}

typedef struct {
    xent_exact weight, outcome, square;  /* sum w, w o, w o^2 */
    xent_exact score[SCORES];
} pair_sums;

static void
add_strip(const xent_pairs *pairs, size_t first, size_t n, pair_sums *s)
{
    double w[STRIP], wo[STRIP], square[STRIP], log_loss[STRIP], brier[STRIP];
    for (size_t i = 0; i < n; i++) {
        double p = xent_pair_p(pairs, first + i), o = xent_pair_outcome(pairs, first + i);
        w[i] = xent_pair_weight(pairs, first + i);
        wo[i] = w[i] * o;
        square[i] = wo[i] * o;
        log_loss[i] = w[i] * xent_log_score(p, o);
        brier[i] = w[i] * ((p - o) * (p - o));
    }
    xent_total_add(&s->weight, n, w);
    xent_total_add(&s->outcome, n, wo);
    xent_total_add(&s->square, n, square);
    xent_total_add(&s->score[LOG], n, log_loss);
    xent_total_add(&s->score[BRIER], n, brier);
}

/* The increasing function that is nearest to the outcomes. */
static xent_status
regress(const xent_pairs *pairs, xent_pav *pav, pair_sums *s, xent_error *err)
{
    double x[STRIP], y[STRIP], w[STRIP];
    xent_status status = XENT_OK;
    for (size_t first = 0; first < pairs->size && status == XENT_OK; first += STRIP) {
        size_t n = pairs->size - first < STRIP ? pairs->size - first : STRIP;
        for (size_t i = 0; i < n; i++) {
            x[i] = xent_pair_p(pairs, first + i);
            y[i] = xent_pair_outcome(pairs, first + i);
            w[i] = xent_pair_weight(pairs, first + i);
        }
        add_strip(pairs, first, n, s);
        status = xent_pav_add(pav, n, x, y, w, err);
    }
    return status == XENT_OK ? xent_pav_finish(pav, err) : status;
}

/* What rounding leaves below 0 is 0. */
static xent_corp_terms
terms_of(double score, double recalibrated, double uncertainty)
{
    return (xent_corp_terms){.score = score,
                             .miscalibration = fmax(0, score - recalibrated),
                             .discrimination = fmax(0, uncertainty - recalibrated),
                             .uncertainty = uncertainty,
                             .null_mean = (double)NAN,
                             .null_high = (double)NAN};
}

static void
take_apart(const xent_pav *pav, const pair_sums *s, xent_corp *corp)
{
    double weight = xent_exact_round(&s->weight);
    double mean = xent_exact_round(&s->outcome) / weight;
    double square = xent_exact_round(&s->square) / weight;
    xent_exact log_sum = {0}, square_sum = {0};
    for (size_t b = 0; b < pav->size; b++) {
        double v = pav->block[b].sum / pav->block[b].weight;
        xent_exact_add_product(&log_sum, pav->block[b].weight, entropy_at(v));
        xent_exact_add_product(&square_sum, pav->block[b].sum, v);
    }
    corp->log = terms_of(xent_exact_round(&s->score[LOG]) / weight,
                         xent_exact_round(&log_sum) / weight, entropy_at(mean));
    corp->brier = terms_of(xent_exact_round(&s->score[BRIER]) / weight,
                           square - xent_exact_round(&square_sum) / weight, square - mean * mean);
}

/* ---- the curve */

/* Adds the block as n points, or as one, if it is of a single p. */
static void
add_block(const xent_pav_block *block, size_t n, xent_corp *corp)
{
    double width = block->last - block->first;
    for (size_t i = 0; i + 1 < n && width > 0; i++)
        corp->point[corp->size++] = (xent_corp_point){
            .x = block->first + width * (double)i / (double)(n - 1),
            .y = block->sum / block->weight};
    corp->point[corp->size++] = (xent_corp_point){.x = block->last,
                                                  .y = block->sum / block->weight};
}

static xent_status
draw_curve(const xent_pav *pav, xent_corp *corp, xent_error *err)
{
    size_t shown = pav->size < MOST_BLOCKS ? pav->size : MOST_BLOCKS;
    size_t each = 2 * MOST_BLOCKS / shown < MOST_OF_BLOCK ? 2 * MOST_BLOCKS / shown : MOST_OF_BLOCK;
    corp->point = malloc(each * shown * sizeof *corp->point);
    if (!corp->point)
        return xent_fail_memory(err);
    for (size_t i = 0; i < shown; i++)
        add_block(&pav->block[shown > 1 ? i * (pav->size - 1) / (shown - 1) : 0], each, corp);
    return XENT_OK;
}

/* ---- what chance does to a calibrated forecast */

typedef struct {
    const xent_corp *corp;
    size_t *group;         /* of each point of the curve */
    double *p, *logit;     /* of each group; of p = 0 and 1, where nothing is drawn, the logit is
                              0 */
    double entropy, square; /* sums of w H(p) and of w p^2 */
} drawn;

static bool
fill_groups(drawn *d, const xent_partition *part)
{
    d->group = malloc(d->corp->size * sizeof *d->group);
    d->p = malloc(2 * part->size * sizeof *d->p);
    if (!d->group || !d->p)
        return false;
    d->logit = d->p + part->size;
    for (size_t g = 0; g < part->size; g++) {
        double p = part->group[g].p;
        d->p[g] = p;
        d->logit[g] = p > 0 && p < 1 ? log(p) - log1p(-p) : 0;
        d->entropy += part->group[g].weight * entropy_at(p);
        d->square += part->group[g].weight * p * p;
    }
    return true;
}

/* The last group that begins at or before each point, by mean p. */
static void
find_groups(const xent_partition *part, const xent_corp *corp, size_t *group)
{
    size_t g = 0;
    for (size_t i = 0; i < corp->size; i++) {
        double x = corp->point[i].x;
        while (g + 1 < part->size && fabs(part->group[g + 1].p - x) <= fabs(part->group[g].p - x))
            g++;
        group[i] = g;
    }
}

/* One set of drawn outcomes: a stack of blocks as in pav.c, in memory that is there. */
typedef struct {
    double sum, weight;
    size_t end; /* one past its last group */
} block;

static size_t
pool(const xent_partition *part, const double *difference, block *stack)
{
    size_t size = 0;
    for (size_t g = 0; g < part->size; g++) {
        const xent_group *group = &part->group[g];
        block b = {group->weight * group->p - difference[g], group->weight, g + 1};
        for (; size > 0 && stack[size - 1].sum * b.weight >= b.sum * stack[size - 1].weight;
             size--) {
            b.sum += stack[size - 1].sum;
            b.weight += stack[size - 1].weight;
        }
        stack[size++] = b;
    }
    return size;
}

/* error: the two miscalibrations, then the regression at each point of the curve.  The scores of
   the forecast are linear in the outcomes, those of the regression sums over its blocks. */
static xent_status
measure(const void *context, const xent_partition *part, const double *difference, void *scratch,
        double *error, xent_error *err)
{
    const drawn *d = context;
    block *stack = scratch;
    size_t size = pool(part, difference, stack), point = 0;
    double log_gain = d->entropy + xent_lanes_dot(part->size, d->logit, difference);
    double brier_gain = 2 * xent_lanes_dot(part->size, d->p, difference) - d->square;
    (void)err;
    for (size_t b = 0; b < size; b++) {
        double v = fmin(fmax(stack[b].sum / stack[b].weight, 0), 1);
        log_gain -= stack[b].weight * entropy_at(v);
        brier_gain += v * (2 * stack[b].sum - stack[b].weight * v);
        for (; point < d->corp->size && d->group[point] < stack[b].end; point++)
            error[SCORES + point] = v;
    }
    error[LOG] = fmax(0, log_gain / part->weight);
    error[BRIER] = fmax(0, brier_gain / part->weight);
    return XENT_OK;
}

/* Quantiles of the numbers of one kind; column: scratch. */
static void
summarise(const xent_settings *settings, const double *error, size_t errors, size_t e,
          double *column, xent_corp *corp)
{
    size_t n = settings->replicates;
    double sum = 0, tail = (1 - settings->level) / 2;
    for (size_t r = 0; r < n; r++)
        sum += column[r] = error[r * errors + e];
    if (e < SCORES) {
        xent_corp_terms *terms = e == LOG ? &corp->log : &corp->brier;
        terms->null_mean = sum / (double)n;
        terms->null_high = xent_quantile(n, column, settings->level);
        return;
    }
    corp->point[e - SCORES].consistency_low = xent_quantile(n, column, tail);
    corp->point[e - SCORES].consistency_high = xent_quantile(n, column, 1 - tail);
}

static xent_status
refer(const xent_partition *part, const xent_settings *settings, const drawn *d, xent_corp *corp,
      xent_error *err)
{
    const xent_null_draws draws = {.part = part, .counter = corp_counter,
                                   .errors = SCORES + corp->size, .work = 4 * part->size,
                                   .scratch = part->size * sizeof(block), .measure = measure,
                                   .context = d};
    xent_settings drawing = *settings;
    size_t most = DRAWN_OUTCOMES / part->size;
    drawing.replicates = settings->replicates < most ? settings->replicates : most;
    double *column = malloc(drawing.replicates * sizeof *column);
    double *error = malloc(drawing.replicates * draws.errors * sizeof *error);
    xent_status status = column && error ? xent_null_draw(&draws, &drawing, error, err)
                                         : xent_fail_memory(err);
    for (size_t e = 0; e < draws.errors && status == XENT_OK; e++)
        summarise(&drawing, error, draws.errors, e, column, corp);
    free(column);
    free(error);
    return status;
}

/* ---- all of it */

static xent_status
add_bands(const xent_pairs *pairs, const xent_settings *settings, xent_corp *corp,
          xent_error *err)
{
    xent_partition part;
    drawn d = {.corp = corp};
    xent_status status = xent_pairs_cut(pairs, DRAWN_GROUPS, &part, err);
    if (status == XENT_OK && !fill_groups(&d, &part))
        status = xent_fail_memory(err);
    if (status == XENT_OK) {
        find_groups(&part, corp, d.group);
        status = refer(&part, settings, &d, corp, err);
    }
    if (status == XENT_OK)
        status = xent_corp_bound(&part, settings->level, d.group, corp, err);
    free(d.group);
    free(d.p);
    free(part.group);
    return status;
}

xent_status
xent_corp_init(const xent_pairs *pairs, const xent_settings *settings, xent_corp *corp,
               xent_error *err)
{
    xent_pav pav = {0};
    pair_sums sums = {0};
    *corp = (xent_corp){.size = 0};
    xent_status status = regress(pairs, &pav, &sums, err);
    if (status == XENT_OK) {
        take_apart(&pav, &sums, corp);
        status = draw_curve(&pav, corp, err);
    }
    xent_pav_clear(&pav);
    return status == XENT_OK ? add_bands(pairs, settings, corp, err) : status;
}

void
xent_corp_withhold(xent_corp *corp)
{
    double none = (double)NAN;
    corp->log.null_mean = corp->log.null_high = none;
    corp->brier.null_mean = corp->brier.null_high = none;
    for (size_t i = 0; i < corp->size; i++) {
        xent_corp_point *point = &corp->point[i];
        *point = (xent_corp_point){point->x, point->y, none, none, none, none};
    }
}

void
xent_corp_clear(xent_corp *corp)
{
    free(corp->point);
    *corp = (xent_corp){.size = 0};
}
