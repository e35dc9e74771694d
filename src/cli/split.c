/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of a file: to fit on one and to measure on another. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli.h"

static const char default_column[] = "split";

/* What follows "key=" in the text; NULL: something else stands there. */
static const char *
after_key(const char *text, const char *key)
{
    size_t n = strlen(key);
    return strncmp(text, key, n) == 0 && text[n] == '=' ? text + n + 1 : NULL;
}

/* A number of a row; nothing is `missing`. */
static bool
read_row(const char *text, const char **end, uint64_t missing, uint64_t *row)
{
    char *past;
    *row = missing;
    *end = text;
    if (*text < '0' || *text > '9')
        return true;
    errno = 0;
    *row = strtoull(text, &past, 10);
    *end = past;
    return errno == 0 && *row < UINT64_MAX;
}

static xent_status
rule_of_rows(const char *option, const char *range, xent_part_rule *rule, xent_error *err)
{
    const char *at;
    rule->kind = XENT_PART_ROWS;
    bool good = read_row(range, &at, 0, &rule->first) && *at == ':';
    good = good && read_row(at + 1, &at, UINT64_MAX, &rule->end) && !*at;
    if (good && rule->first < rule->end)
        return XENT_OK;
    xent_fail(err, XENT_EINVAL, "--%s rows=%.60s: expected FIRST:END, rows from 0, END above FIRST",
              option, range);
    xent_error_hint(err, "rows=0:5000 is the first 5000, rows=5000: all that follow");
    return XENT_EINVAL;
}

static xent_status
rule_of_share(const char *option, const char *share, xent_part_rule *rule, xent_error *err)
{
    rule->kind = XENT_PART_SHARE;
    if (cli_read_real(share, &rule->share) && rule->share > 0 && rule->share < 1)
        return XENT_OK;
    return xent_fail(err, XENT_EINVAL, "--%s share=%.60s: expected a number between 0 and 1", option,
                     share);
}

static xent_status
read_rule(const char *option, const char *text, xent_part_rule *rule, xent_error *err)
{
    const char *rows = after_key(text, "rows"), *share = after_key(text, "share");
    const char *equals = strchr(text, '=');
    if (rows)
        return rule_of_rows(option, rows, rule, err);
    if (share)
        return rule_of_share(option, share, rule, err);
    rule->values = equals ? equals + 1 : text;
    return XENT_OK;
}

/* Both options are about parts of one kind. */
static xent_status
check_kinds(const cli_values *values, const cli_work *work, xent_error *err)
{
    const char *fit_on = values->fit_on, *eval_on = values->eval_on;
    bool same = work->fit_rule.kind == work->eval_rule.kind;
    if (same && work->fit_rule.kind == XENT_PART_VALUES) {
        const char *a = strchr(fit_on, '='), *b = strchr(eval_on, '=');
        size_t n = a ? (size_t)(a - fit_on) : sizeof default_column - 1;
        size_t m = b ? (size_t)(b - eval_on) : sizeof default_column - 1;
        same = n == m && memcmp(a ? fit_on : default_column, b ? eval_on : default_column, n) == 0;
    }
    return same ? XENT_OK
                : xent_fail(err, XENT_EINVAL, "--fit-on %.80s and --eval-on %.80s: of one column, "
                                              "both of rows, or both shares, please",
                            fit_on, eval_on);
}

/* What is to be measured where --eval-on says nothing, or `rest`. */
static xent_status
take_rest(const cli_values *values, cli_work *work)
{
    if (values->eval_on && !values->fit_on)
        return xent_fail(&work->err, XENT_EINVAL, "--eval-on rest: of what --fit-on leaves, which is "
                                                  "not given");
    work->eval_rule = work->fit_rule;
    work->eval_rule.others = true;
    return XENT_OK;
}

static bool
is_rest(const cli_values *values)
{
    return !values->eval_on || strcmp(values->eval_on, "rest") == 0;
}

xent_status
cli_split_rules(const cli_call *call, cli_work *work)
{
    const cli_values *values = &call->values;
    const char *first = values->fit_on ? values->fit_on : values->eval_on;
    uint64_t seed = values->settings.seed;
    xent_status status = XENT_OK;
    if (!first)
        return XENT_OK;
    work->fit_rule.seed = work->eval_rule.seed = seed;
    work->eval_rule.from_above = true;
    if (values->fit_on)
        status = read_rule("fit-on", values->fit_on, &work->fit_rule, &work->err);
    if (status == XENT_OK && is_rest(values))
        status = take_rest(values, work);
    else if (status == XENT_OK)
        status = read_rule("eval-on", values->eval_on, &work->eval_rule, &work->err);
    if (status == XENT_OK && values->fit_on && !is_rest(values))
        status = check_kinds(values, work, &work->err);
    if (status != XENT_OK || work->eval_rule.kind != XENT_PART_VALUES)
        return status;
    const char *equals = strchr(first, '=');
    work->split_column = equals ? strndup(first, (size_t)(equals - first)) : strdup(default_column);
    return work->split_column ? XENT_OK : xent_fail_memory(&work->err);
}

/* "split=test", or "all but rows=0:5000". */
static bool
name_part(const cli_call *call, cli_work *work)
{
    const char *text = is_rest(&call->values) ? call->values.fit_on : call->values.eval_on;
    const char *column = work->split_column && !strchr(text, '=') ? work->split_column : "";
    size_t size = strlen(column) + strlen(text) + 16;
    work->measured_on = malloc(size);
    if (!work->measured_on)
        return false;
    snprintf(work->measured_on, size, "%s%s%s%s", is_rest(&call->values) ? "all but " : "", column,
             *column ? "=" : "", text);
    work->diagnosis.part = work->measured_on;
    work->diagnosis.whole = xent_sample_facts(work->sample)->fingerprint;
    return true;
}

/* Without --eval-on, what is not fitted on is measured. */
static xent_status
cut_parts(const cli_call *call, cli_work *work)
{
    const char *fit_on = call->values.fit_on, *eval_on = call->values.eval_on;
    bool measures = (call->command->takes & CLI_DIAGNOSIS) != 0;
    xent_status status = XENT_OK;
    if (fit_on)
        status = xent_part_alloc(work->sample, &work->fit_rule, &work->fit_part, &work->err);
    if (status == XENT_OK && (eval_on || (fit_on && measures)))
        status = xent_part_alloc(work->sample, &work->eval_rule, &work->eval_part, &work->err);
    if (status == XENT_OK && work->fit_part && work->eval_part
        && xent_parts_overlap(work->fit_part, work->eval_part))
        status = xent_fail(&work->err, XENT_EINVAL,
                           "--fit-on %.80s and --eval-on %.80s share rows: a map looks better than "
                           "it is on the rows that it was fitted on",
                           fit_on, eval_on);
    return status;
}

/* What was asked of the rows stays: without an optimum only the map is missing. */
static void
go_without_map(cli_work *work)
{
    xent_error *note = xent_notes_add(&work->notes, XENT_WARNING);
    xent_note_say(note, "nothing is measured with a map: %s", work->err.sentence);
    xent_error_place(note, work->diagnosis.path, 0);
    xent_error_hint(note, "%s", work->err.hint);
    work->err = (xent_error){0};
}

/* The map of the one part, to be measured on the other. */
static xent_status
fit_part(const cli_call *call, cli_work *work)
{
    const cli_values *values = &call->values;
    xent_status status = cli_fit_cells(work);
    if (status != XENT_OK)
        return status;
    const xent_map_type *type = values->ledger_map
                                    ? work->diagnosis.ledger_map
                                    : xent_map_type_default(xent_sample_shape(work->fitted));
    const xent_fit_options options = {.threads = values->threads};
    if (!cli_append(&work->fitted_on, "fitted on") || !cli_append(&work->fitted_on, values->fit_on))
        return xent_fail(&work->err, XENT_ENOMEM, "out of memory");
    status = xent_map_fit(type, work->fitted, &options, &work->map, NULL, &work->err);
    work->diagnosis.replace = false;
    if (status == XENT_EFIT) {
        go_without_map(work);
        return XENT_OK;
    }
    work->diagnosis.map = work->map;
    work->diagnosis.map_origin = work->fitted_on;
    return status;
}

xent_status
cli_split(const cli_call *call, cli_work *work)
{
    xent_status status = cut_parts(call, work);
    work->fitted = work->fit_part ? xent_part_sample(work->fit_part) : work->sample;
    work->measured = work->eval_part ? xent_part_sample(work->eval_part) : work->sample;
    if (status == XENT_OK && work->eval_part && !name_part(call, work))
        return xent_fail_memory(&work->err);
    if (status == XENT_OK && work->fit_part && call->command->takes & CLI_DIAGNOSIS)
        status = fit_part(call, work);
    return status;
}
