/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verdict: can the stated confidence be trusted, and what to do next.

   Anything but `consistent` needs more error than chance gives (the null reference, or the
   likelihood-ratio test of Cox's regression) and an effect above the tolerance: a large sample
   rejects every model, and a small one that rejects nothing proves nothing. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "escape.h"
#include "interval.h"
#include "result_internal.h"
#include "text.h"

typedef struct {
    const char *state;
    char sentence[400];
} verdict;

/* Cox's regression logit P(y=1) = intercept + slope logit p, with the ends of its intervals. */
typedef struct {
    bool known;
    double slope, slope_low, slope_high;
    double intercept, intercept_low, intercept_high;
} cox;

static double
parameter(const xent_map *map, const char *name, bool standard_error)
{
    size_t size = 0;
    const double *x = standard_error ? xent_map_standard_error(map, name, &size)
                                     : xent_map_parameter(map, name, &size);
    return x && size == 1 ? x[0] : (double)NAN;
}

static bool
converged(const xent_map *map)
{
    return xent_map_certificate(map)->status == XENT_CONVERGED;
}

static cox
cox_of(const xent_findings *found)
{
    cox c = {.known = false};
    if (found->shape->task != XENT_BINARY || found->settings->confidence != XENT_POSITIVE
        || !converged(found->map))
        return c;
    double z = xent_normal_quantile(found->settings->level);
    double half_slope = z * parameter(found->map, "slope", true);
    double half_intercept = z * parameter(found->map, "intercept", true);
    c.slope = parameter(found->map, "slope", false);
    c.intercept = parameter(found->map, "intercept", false);
    c.known = isfinite(c.slope) && isfinite(half_slope) && isfinite(half_intercept);
    c.slope_low = c.slope - half_slope;
    c.slope_high = c.slope + half_slope;
    c.intercept_low = c.intercept - half_intercept;
    c.intercept_high = c.intercept + half_intercept;
    return c;
}

/* The state of a binary sample that is miscalibrated. */
static const char *
state_of_cox(const cox *c)
{
    if (c->slope_low <= 0)
        return "uninformative";
    if (c->slope_high < 1)
        return "overconfident";
    if (c->slope_low > 1)
        return "underconfident";
    return c->intercept_low > 0 || c->intercept_high < 0 ? "biased" : "mixed";
}

/* The same by the sign of confidence - accuracy, where it explains most of the error. */
static const char *
state_of_gap(const xent_findings *found, double excess)
{
    xent_value gap = xent_result_value(found->evaluation, "overconfidence");
    if (xent_map_certificate(found->map)->status == XENT_UNINFORMATIVE)
        return "uninformative";
    if (fabs(gap.value) < excess / 2 || (gap.low <= 0 && gap.high >= 0))
        return "mixed";
    return gap.value > 0 ? "overconfident" : "underconfident";
}

static void
say_cox(const cox *c, const xent_value *ece, verdict *v)
{
    snprintf(v->sentence, sizeof v->sentence,
             "Cox slope %.3f [%.3f, %.3f] (calibrated: 1), intercept %+.3f [%+.3f, %+.3f] "
             "(calibrated: 0); ECE %.4f, where chance alone gives up to %.4f.",
             c->slope, c->slope_low, c->slope_high, c->intercept, c->intercept_low,
             c->intercept_high, ece->value, ece->null_high);
}

static void
say_gap(const xent_findings *found, const xent_value *ece, verdict *v)
{
    double confidence = xent_result_value(found->evaluation, "mean_confidence").value;
    double accuracy = xent_result_value(found->evaluation, "accuracy").value;
    snprintf(v->sentence, sizeof v->sentence,
             "It says %.1f %% and is right %.1f %% of the time (gap %+.3f); ECE %.4f, where "
             "chance alone gives up to %.4f.",
             100 * confidence, 100 * accuracy, confidence - accuracy, ece->value,
             ece->null_high);
}

/* Rows that make an error visible that is `ratio` times smaller than what `rows` show, to one
   digit: chance falls with the square root. */
static double
rows_to_see(double rows, double ratio)
{
    double needed = rows * ratio * ratio, unit = pow(10, floor(log10(needed)));
    return round(needed / unit) * unit;
}

/* Neither more error than chance gives nor more than the tolerance: was there a chance to see?
   One row is a step of 1/n in what is observed; no smaller error can show. */
static void
say_unremarkable(const xent_findings *found, const xent_value *ece, bool beyond_chance,
                 verdict *v)
{
    char needed[32] = "";
    size_t rows = xent_map_certificate(found->map)->rows;
    double tolerance = found->settings->tolerance;
    double detectable = fmax(ece->null_high - ece->null_mean, 1 / (double)rows);
    if (tolerance > 0)
        xent_count_text(rows_to_see((double)rows, detectable / tolerance), needed, sizeof needed);
    bool blind = !beyond_chance && detectable > tolerance;
    v->state = blind ? "undetermined" : "consistent";
    if (blind && tolerance == 0)
        snprintf(v->sentence, sizeof v->sentence,
                 "ECE %.4f is within what chance alone gives (up to %.4f), but with a tolerance "
                 "of 0 no number of rows can show that there is no error.",
                 ece->value, ece->null_high);
    else if (blind)
        snprintf(v->sentence, sizeof v->sentence,
                 "ECE %.4f is within what chance alone gives (up to %.4f), but %zu row%s cannot "
                 "show an error of %g: that takes about %s rows.",
                 ece->value, ece->null_high, rows, xent_plural(rows), tolerance, needed);
    else if (beyond_chance)
        snprintf(v->sentence, sizeof v->sentence,
                 "ECE %.4f is more than chance alone gives (up to %.4f), but by less than the "
                 "tolerance of %g.",
                 ece->value, ece->null_high, tolerance);
    else
        snprintf(v->sentence, sizeof v->sentence,
                 "ECE %.4f is within what chance alone gives to a calibrated model (up to %.4f).",
                 ece->value, ece->null_high);
}

/* "[-0.0110, +0.0210] by 1,500 clusters", or why there is none. */
static void
say_clustered(const xent_value *gap, const char *cluster, char *text, size_t size)
{
    char clusters[32];
    xent_count_text(gap->clusters, clusters, sizeof clusters);
    if (isnan(gap->low))
        snprintf(text, size, "(no interval: %s)", gap->withheld ? gap->withheld : "not defined");
    else
        snprintf(text, size, "[%+.4f, %+.4f] by %s %s", gap->low, gap->high, clusters, cluster);
}

/* Cells of several labels are clustered by their rows unless by something else. */
static bool
clusters_are_rows(const xent_shape *shape)
{
    const xent_factor *factor = &shape->factor[xent_shape_factor(shape, XENT_CLUSTER)];
    return shape->cells > 0 && !factor->level && factor->name && strcmp(factor->name, "row") == 0;
}

/* What chance alone gives to rows of clusters is not known, but how sure the gap is.  An error
   below the tolerance is none, since chance only adds to it. */
static verdict
judge_clusters(const xent_findings *found)
{
    verdict v = {"undetermined", ""};
    char interval[160];
    xent_value gap = xent_result_value(found->evaluation, "overconfidence");
    xent_value ece = xent_result_value(found->evaluation, "ece");
    double tolerance = found->settings->tolerance;
    if (gap.low > 0 && gap.value > tolerance)
        v.state = "overconfident";
    else if (gap.high < 0 && gap.value < -tolerance)
        v.state = "underconfident";
    else if (ece.value <= tolerance)
        v.state = "consistent";
    bool rows = clusters_are_rows(found->shape);
    say_clustered(&gap, rows ? "rows" : "clusters", interval, sizeof interval);
    snprintf(v.sentence, sizeof v.sentence,
             "Confidence less accuracy is %+.4f %s; ECE %.4f, of which chance alone may give a part "
             "that is not known for %s.",
             gap.value, interval, ece.value, rows ? "cells of one row" : "clusters");
    return v;
}

static verdict
judge(const xent_findings *found)
{
    verdict v = {"", ""};
    if (xent_shape_clusters(found->shape) > 0)
        return judge_clusters(found);
    cox c = cox_of(found);
    xent_value ece = xent_result_value(found->evaluation, "ece");
    double excess = ece.value - ece.null_mean;
    bool beyond_chance =
        ece.value > ece.null_high ||
        (c.known && xent_map_certificate(found->map)->lr_p_value < 1 - found->settings->level);
    if (!beyond_chance || excess <= found->settings->tolerance) {
        say_unremarkable(found, &ece, beyond_chance, &v);
    } else if (c.known) {
        v.state = state_of_cox(&c);
        say_cox(&c, &ece, &v);
    } else {
        v.state = state_of_gap(found, excess);
        say_gap(found, &ece, &v);
    }
    return v;
}

/* Appends a word of a shell command, quoted if it needs to be. */
static void
add_word(xent_buffer *command, const char *word)
{
    char *quoted = xent_quote(word);
    command->failed |= !quoted;
    xent_buffer_printf(command, " %s", quoted ? quoted : "");
    free(quoted);
}

static void
add_options(xent_buffer *command, const char *options)
{
    if (options && *options)
        xent_buffer_printf(command, " %s", options);
}

/* The next command: fit where that helps, else write it up; what is written up, with a map, is
   ready to be used.  Empty if nothing is left to do. */
static json_t *
next_command(const xent_findings *found, bool fit)
{
    const xent_diagnosis *diagnosis = found->diagnosis;
    bool written = strcmp(diagnosis->command, "report") == 0, apply = !fit && written;
    xent_buffer command = {0};
    if (apply && !diagnosis->map_path)
        return json_string("");
    if (fit)
        xent_buffer_printf(&command, "xent fit %s", xent_map_type_of(found->proposed)->name);
    else
        xent_buffer_puts(&command, apply ? "xent apply" : "xent report");
    if (apply)
        add_word(&command, diagnosis->map_path);
    bool piped = strcmp(diagnosis->path, "-") == 0; /* what came is gone */
    add_word(&command, piped ? "FILE" : diagnosis->path);
    add_options(&command, diagnosis->reading);
    if (!apply)
        add_options(&command, diagnosis->measuring);
    if (!apply)
        add_options(&command, diagnosis->fitting);
    if (!apply && !fit)
        add_options(&command, diagnosis->reporting);
    xent_buffer_puts(&command, fit     ? " -o map.json"
                               : apply ? " -o calibrated.npy"
                                       : " -o report.html");
    if (piped)
        xent_buffer_puts(&command, " # FILE: save what came on standard input");
    json_t *text = command.failed ? NULL : xent_json_text(command.bytes);
    xent_buffer_free(&command);
    return text;
}

static const char *
no_map_advice(const xent_fit *fit, char *text, size_t size)
{
    size_t n = strlen(fit->advice);
    bool ends = n > 0 && fit->advice[n - 1] == '?';
    snprintf(text, size, "A fit has no finite optimum (%s): %s%s",
             xent_fit_status_name(fit->status), fit->advice, ends ? "" : ".");
    return text;
}

/* "T = 1.53", "Platt scaling (slope 0.7, intercept +0.1)", or what the map is called. */
static void
name_map(const xent_map *map, char *text, size_t size)
{
    double slope = parameter(map, "slope", false);
    double temperature = parameter(map, "temperature", false);
    const char *title = xent_map_type_of(map)->title;
    if (isfinite(slope))
        snprintf(text, size, "Platt scaling (slope %.3g, intercept %+.3g)", slope,
                 parameter(map, "intercept", false));
    else if (isfinite(temperature))
        snprintf(text, size, "T = %.3g", temperature);
    else
        snprintf(text, size, "%c%.70s", *title - ('a' <= *title && *title <= 'z') * ('a' - 'A'),
                 title + 1);
}

/* "T = 1.53 would save 0.06 nats a row (measured on held-out folds)." */
static json_t *
advice(const xent_findings *found)
{
    char what[80], text[512], name[XENT_UNIT_NAME];
    xent_unit unit = found->diagnosis->unit;
    double saving = found->saving * xent_unit_per_nat(unit);
    bool applied = found->proposed == found->diagnosis->map;
    if (!converged(found->proposed))
        return xent_json_text(
            no_map_advice(xent_map_certificate(found->proposed), text, sizeof text));
    name_map(found->proposed, what, sizeof what);
    if (isfinite(saving) && applied)
        snprintf(text, sizeof text, "%s, %.200s, saves %.3g %s a %s here.", what,
                 found->diagnosis->map_origin, saving, xent_unit_name(unit, name),
                 xent_shape_case(found->shape));
    else if (isfinite(saving))
        snprintf(text, sizeof text, "%s would save %.3g %s a %s (measured on held-out folds).",
                 what, saving, xent_unit_name(unit, name), xent_shape_case(found->shape));
    else
        snprintf(text, sizeof text, "%s fits these %ss best.", what, xent_shape_case(found->shape));
    return xent_json_text(text);
}

json_t *
xent_result_verdict(const xent_findings *found)
{
    verdict v = judge(found);
    bool wrong = strcmp(v.state, "consistent") != 0 && strcmp(v.state, "undetermined") != 0;
    bool fits = converged(found->proposed);
    bool settled = found->diagnosis->map && found->proposed != found->diagnosis->map;
    bool helps = wrong && fits && !settled && !(found->saving <= 0);
    json_t *object = json_pack("{s:s, s:s, s:o}", "state", v.state, "sentence", v.sentence, "next",
                               next_command(found, helps));
    int bad = object ? 0 : -1;
    if (helps || (wrong && !fits))
        bad |= xent_json_set(object, "advice", advice(found));
    if (isfinite(found->saving))
        bad |= xent_json_set(object, "saving",
                             json_real(found->saving
                                       * xent_unit_per_nat(found->diagnosis->unit)));
    if (bad) {
        json_decref(object);
        return NULL;
    }
    return object;
}
