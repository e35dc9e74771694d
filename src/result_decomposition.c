/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The decompositions of an evaluation, and the curve that goes with one. */
#include <math.h>
#include "exact.h"
#include "result_internal.h"

/* ---- entropy and divergence */

/* H(P,Q) = H(P) + KL(P||Q), each a mean of its own; the residual is what rounding leaves. */
static json_t *
entropy_kl_object(const xent_evaluation *evaluation, xent_unit unit)
{
    double scale = xent_unit_per_nat(unit);
    double cross = xent_result_value(evaluation, "nll").value;
    double entropy = xent_result_value(evaluation, "target_entropy").value;
    double kl = xent_result_value(evaluation, "kl_divergence").value;
    double residual = isfinite(cross) ? cross - (entropy + kl) : 0;
    return json_pack("{s:o, s:o, s:o, s:o}", "cross_entropy", xent_json_number(cross * scale),
                     "entropy", xent_json_number(entropy * scale), "kl",
                     xent_json_number(kl * scale), "residual", xent_json_number(residual * scale));
}

static bool
has_sides(const xent_evaluation *evaluation)
{
    return !isnan(xent_result_value(evaluation, "nll").value)
           && !isnan(xent_result_value(evaluation, "kl_divergence").value)
           && !isnan(xent_result_value(evaluation, "target_entropy").value);
}

/* ---- bins

   Reliability - resolution + uncertainty + variance - covariance is the Brier score of the pairs
   (Murphy 1973; the within-bin terms: Stephenson, Coelho, Jolliffe 2008).  The log score has the
   same three terms as divergences, and the rest is what the bins do not tell of it (Broecker
   2009). */

typedef struct {
    double reliability, resolution, uncertainty;
    double bias;  /* of reliability and resolution, from few rows in the bins */
    double lost;  /* what uncertainty lacks, from few rows in all */
} terms;

static double
divergence(double a, double b)
{
    double sum = a > 0 ? a * log(a / b) : 0;
    return a < 1 ? sum + (1 - a) * log((1 - a) / (1 - b)) : sum;
}

static double
rows_of(const xent_bins *bins)
{
    double rows = 0;
    for (size_t i = 0; i < bins->size; i++)
        rows += bins->bin[i].rows;
    return rows;
}

/* The bias is the variance of a bin's mean outcome (Broecker 2012, Ferro and Fricker 2012); that of
   a bin of one row is not known, and counts nothing. */
static terms
brier_terms(const xent_bins *bins)
{
    xent_exact reliability = {0}, resolution = {0}, bias = {0};
    double rows = rows_of(bins);
    for (size_t i = 0; i < bins->size; i++) {
        const xent_bin *bin = &bins->bin[i];
        double share = bin->weight / bins->weight, gap = bin->confidence - bin->accuracy;
        double lift = bin->accuracy - bins->outcome;
        xent_exact_add_product(&reliability, share * gap, gap);
        xent_exact_add_product(&resolution, share * lift, lift);
        if (bin->rows > 1)
            xent_exact_add_product(&bias, share, bin->outcome_variance / (bin->rows - 1));
    }
    return (terms){.reliability = xent_exact_round(&reliability),
                   .resolution = xent_exact_round(&resolution),
                   .uncertainty = bins->uncertainty,
                   .bias = xent_exact_round(&bias),
                   .lost = rows > 1 ? bins->uncertainty / (rows - 1) : 0};
}

/* The bias of a plug-in divergence is half the outcome's relative variance over the rows (Miller
   1955). */
static terms
log_terms(const xent_bins *bins)
{
    xent_exact reliability = {0}, resolution = {0}, bias = {0};
    double o = bins->outcome, spread = o * (1 - o), rows = rows_of(bins);
    for (size_t i = 0; i < bins->size; i++) {
        const xent_bin *bin = &bins->bin[i];
        double share = bin->weight / bins->weight, coin = bin->accuracy * (1 - bin->accuracy);
        xent_exact_add_product(&reliability, share, divergence(bin->accuracy, bin->confidence));
        xent_exact_add_product(&resolution, share, divergence(bin->accuracy, o));
        if (coin > 0)
            xent_exact_add_product(&bias, share, bin->outcome_variance / coin / (2 * bin->rows));
    }
    return (terms){.reliability = xent_exact_round(&reliability),
                   .resolution = xent_exact_round(&resolution),
                   .uncertainty = spread > 0 ? -o * log(o) - (1 - o) * log1p(-o) : 0,
                   .bias = xent_exact_round(&bias),
                   .lost = spread > 0 ? bins->uncertainty / spread / (2 * rows) : 0};
}

/* The three terms with their bias taken off have the same sum. */
static json_t *
corrected_object(const terms *t, double scale)
{
    return json_pack("{s:o, s:o, s:o}", "reliability",
                     xent_json_number((t->reliability - t->bias) * scale), "resolution",
                     xent_json_number((t->resolution - t->bias + t->lost) * scale), "uncertainty",
                     xent_json_number((t->uncertainty + t->lost) * scale));
}

static json_t *
terms_object(const terms *t, double scale)
{
    return json_pack("{s:o, s:o, s:o, s:o}", "reliability",
                     xent_json_number(t->reliability * scale), "resolution",
                     xent_json_number(t->resolution * scale), "uncertainty",
                     xent_json_number(t->uncertainty * scale), "corrected",
                     corrected_object(t, scale));
}

static json_t *
murphy_log_object(const xent_bins *bins, double score, double scale)
{
    terms t = log_terms(bins);
    double rest = score - (t.reliability - t.resolution + t.uncertainty);
    json_t *object = terms_object(&t, scale);
    int bad = xent_json_set(object, "score", xent_json_number(score * scale));
    bad |= xent_json_set(object, "within_bin", xent_json_number(rest * scale));
    if (bad) {
        json_decref(object);
        return NULL;
    }
    return object;
}

static json_t *
murphy_object(const xent_bins *bins, const xent_corp *corp, double scale)
{
    xent_exact variance = {0}, covariance = {0};
    terms t = brier_terms(bins);
    for (size_t i = 0; i < bins->size; i++) {
        double share = bins->bin[i].weight / bins->weight;
        xent_exact_add_product(&variance, share, bins->bin[i].variance);
        xent_exact_add_product(&covariance, 2 * share, bins->bin[i].covariance);
    }
    json_t *object = terms_object(&t, 1);
    int bad = xent_json_set(object, "within_bin_variance",
                            xent_json_number(xent_exact_round(&variance)));
    bad |= xent_json_set(object, "within_bin_covariance",
                         xent_json_number(xent_exact_round(&covariance)));
    if (corp)
        bad |= xent_json_set(object, "log", murphy_log_object(bins, corp->log.score, scale));
    if (bad) {
        json_decref(object);
        return NULL;
    }
    return object;
}

/* ---- CORP */

static json_t *
corp_terms_object(const xent_corp_terms *t, double scale)
{
    json_t *lost = json_object();
    double value = t->miscalibration * scale;
    int bad = xent_result_set_known(lost, "null_mean", t->null_mean * scale);
    bad |= xent_result_set_known(lost, "null_high", t->null_high * scale);
    bad |= isfinite(value) ? xent_json_set(lost, "value", json_real(value))
                           : xent_result_merge(lost, xent_json_number(value));
    if (bad) {
        json_decref(lost);
        return NULL;
    }
    return json_pack("{s:o, s:o, s:o, s:o}", "score", xent_json_number(t->score * scale),
                     "miscalibration", lost, "discrimination",
                     xent_json_number(t->discrimination * scale), "uncertainty",
                     xent_json_number(t->uncertainty * scale));
}

/* ---- all of them */

json_t *
xent_result_pair_terms(const xent_bins *bins, const xent_corp *corp, xent_unit unit)
{
    double scale = xent_unit_per_nat(unit);
    json_t *all = json_object();
    int bad = all ? 0 : -1;
    if (bins->size > 0)
        bad |= xent_json_set(all, "murphy", murphy_object(bins, corp, scale));
    if (corp)
        bad |= xent_json_set(all, "corp",
                             json_pack("{s:o, s:o}", "log", corp_terms_object(&corp->log, scale),
                                       "brier", corp_terms_object(&corp->brier, 1)));
    if (bad) {
        json_decref(all);
        return NULL;
    }
    return all;
}

json_t *
xent_result_decomposition(const xent_evaluation *evaluation, xent_unit unit)
{
    json_t *all = xent_result_pair_terms(xent_evaluation_bins(evaluation),
                                         xent_evaluation_corp(evaluation), unit);
    if (has_sides(evaluation)
        && xent_json_set(all, "entropy_kl", entropy_kl_object(evaluation, unit))) {
        json_decref(all);
        return NULL;
    }
    return all;
}
