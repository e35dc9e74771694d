/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often what xent prints is true:

       simulate [-r REPLICATES] [-o OF_OTHERS] [-n NULL_DRAWS] [-s SEED] [-t THREADS] [-l LEVEL]
                [-m METRICS] [-d DESIGN] [-v]

   Draws samples of forecasters whose calibration is known (design.h), has each diagnosed as the
   command does, counts how often the intervals of the document cover the population's value and how
   often its tests reject a calibrated forecaster (tally.h), and prints tables (table.h).  Exits with 1
   if a number lies outside its band.  The output depends on everything but THREADS.  Of designs that are not regular
   no more than OF_OTHERS samples are drawn.  Measured is all that
   the registry holds, unless -m names some.  -v: says on standard error what is done, and how long it takes.

   A test against a quantile of N draws of the null is a rank test: if the draws are what they should
   be, it rejects in exactly (N + 1 - ceil(level N)) / (N + 1) of the samples, for any N.  39 draws
   say as much about them as 1000, at a twentieth of the price: 2/40.  Only calibrated samples are tested;
   for others one is drawn, and of the metrics that are measured only if named those that have
   intervals.  Of samples that are large for them (LARGE), metrics of pairs of rows see one in SELDOM. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "executor.h"
#include "result_internal.h"
#include "table.h"

enum { HOISTED = 3, MOST_METRICS = 128, BATCH = 8, LOOKED_AT = 16, LARGE = 2048, SELDOM = 5 };

typedef struct {
    size_t replicates, of_others;
    unsigned threads;
    char *design; /* a part of the name; NULL: all */
    bool verbose;
    xent_settings settings;
    const xent_metric *metric[MOST_METRICS + 1];
} request;

/* Metrics that are measured besides those of the default: of every sample, and of one in SELDOM. */
typedef struct {
    const xent_metric *often[MOST_METRICS + 1], *seldom[MOST_METRICS + 1];
} extras;

/* One design under way. */
typedef struct {
    const request *request;
    const population *from;
    const extras *plan;
    const json_t *whole;
    const claims *found;
    size_t replicates;
    truths *truths;                /* of each thread */
    tally (*counts)[MOST_CLAIMS]; /* likewise */
} job;

/* ---- one sample */

/* Brings the ledgers of the first groups or classes to where claims are looked for. */
static int
hoist(json_t *root, const char *parts, const char *what)
{
    json_t *array = xent_json_at(root, parts), *part;
    size_t i;
    int bad = 0;
    json_array_foreach(array, i, part) {
        char name[64];
        json_t *ledger = i < HOISTED ? xent_json_at(part, "decomposition.ledger") : NULL;
        snprintf(name, sizeof name, "%s %zu ledger", what, i);
        if (ledger)
            bad |= json_object_set(json_object_get(root, "decomposition"), name, ledger);
    }
    return bad;
}

static xent_status
diagnose(const xent_sample *sample, const xent_settings *settings, xent_result **result,
         xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    bool groups = xent_shape_factor(shape, XENT_GROUP) < shape->factors;
    const xent_diagnosis diagnosis = {.command = "diagnose", .command_line = "simulate",
                                      .path = "-", .unit = XENT_NATS,
                                      .per_class = groups && shape->columns > 1};
    xent_status status = xent_diagnose(sample, &diagnosis, settings, NULL, result, err);
    if (status == XENT_OK
        && (hoist((*result)->root, "groups.scopes", "group")
            || hoist((*result)->root, "per_class.classes", "class")))
        status = xent_fail_memory(err);
    return status;
}

/* Adds metrics that are only measured if named to the document. */
static xent_status
add_metrics(const xent_sample *sample, const xent_settings *settings,
            const xent_metric *const *metrics, xent_result *to, xent_error *err)
{
    xent_result *more = NULL;
    xent_settings of_these = *settings;
    of_these.metrics = metrics;
    xent_status status = *metrics ? diagnose(sample, &of_these, &more, err) : XENT_OK;
    if (more && json_object_update(json_object_get(to->root, "metrics"),
                                   json_object_get(more->root, "metrics")))
        status = xent_fail_memory(err);
    xent_result_free(more);
    return status;
}

static xent_status
diagnose_sample(const population *p, const xent_settings *settings, const extras *plan,
                size_t number, row_memory *memory, xent_result **result, xent_error *err)
{
    xent_sample *sample = NULL;
    xent_status status = population_draw(p, settings->seed, number, memory, &sample, err);
    if (status == XENT_OK)
        status = diagnose(sample, settings, result, err);
    if (status == XENT_OK)
        status = add_metrics(sample, settings, plan->often, *result, err);
    if (status == XENT_OK && number % SELDOM == 0)
        status = add_metrics(sample, settings, plan->seldom, *result, err);
    xent_sample_free(sample);
    return status;
}

/* The settings of a sample: its null references are draws of their own. */
static xent_settings
settings_of(const request *r, const population *p, size_t number)
{
    xent_settings settings = r->settings;
    if (settings.metrics == xent_metrics)
        settings.metrics = NULL;
    if (!is_calibrated(p->design))
        settings.replicates = 1;
    settings.threads = 1;
    settings.seed += number << 32;
    return settings;
}

/* The width of the smoothed curve; any, where there is none. */
static double
sigma_of(const json_t *document)
{
    double sigma = xent_json_real(xent_json_at(document, "curves.smooth_sigma"));
    return sigma > 0 ? sigma : 1;
}

static xent_status
run_batch(void *context, unsigned worker, size_t batch, xent_error *err)
{
    const job *j = context;
    row_memory memory;
    xent_status status = XENT_OK;
    size_t first = batch * BATCH, end = first + BATCH;
    if (!rows_alloc(&memory, j->from->design))
        return xent_fail_memory(err);
    for (size_t i = first; i < end && i < j->replicates && status == XENT_OK; i++) {
        xent_result *result = NULL;
        xent_settings settings = settings_of(j->request, j->from, i + 1);
        status = diagnose_sample(j->from, &settings, j->plan, i, &memory, &result, err);
        if (status == XENT_OK)
            status = truth_smooth(&j->truths[worker], sigma_of(result->root), err);
        if (status == XENT_OK)
            claims_count(j->found, result->root, j->whole, &j->truths[worker], settings.level,
                         j->counts[worker]);
        xent_result_free(result);
    }
    rows_clear(&memory);
    return status;
}

/* ---- one design */

/* Does the metric have an interval? */
static bool
has_interval(const claims *found, const xent_metric *metric)
{
    char path[CLAIM_PATH];
    snprintf(path, sizeof path, "metrics.%s", metric->name);
    for (size_t i = 0; i < found->size; i++)
        if (found->claim[i].kind == INTERVAL && strcmp(found->claim[i].path, path) == 0)
            return true;
    return false;
}

/* Fills the plan; once it is known what is claimed, `found`, with what may be found true. */
static void
make_plan(const request *r, const design *d, const claims *found, extras *plan)
{
    size_t often = 0, seldom = 0;
    memset(plan, 0, sizeof *plan);
    for (size_t m = 0; xent_metrics[m] && r->settings.metrics == xent_metrics; m++) {
        const xent_metric *metric = xent_metrics[m];
        if (!metric->extra || (found && !is_calibrated(d) && !has_interval(found, metric)))
            continue;
        if (metric->needs & XENT_NEED_DRAWN && d->rows > LARGE)
            plan->seldom[seldom++] = metric;
        else
            plan->often[often++] = metric;
    }
}

static xent_status
run_samples(const request *r, const population *p, const extras *plan, const json_t *whole,
            const truths *of_all, column *to, xent_error *err)
{
    unsigned threads = xent_threads_for(r->threads, SIZE_MAX);
    job j = {.request = r, .from = p, .plan = plan, .whole = whole, .found = &to->found,
             .replicates = to->replicates};
    j.counts = calloc(threads, sizeof *j.counts);
    j.truths = calloc(threads, sizeof *j.truths);
    xent_status status = j.counts && j.truths ? XENT_OK : xent_fail_memory(err);
    for (unsigned t = 0; t < threads && status == XENT_OK; t++)
        status = truth_copy(&j.truths[t], of_all, err);
    if (status == XENT_OK)
        status = xent_run_blocks(threads, (j.replicates + BATCH - 1) / BATCH, run_batch, &j, err);
    for (unsigned t = 0; t < threads && status == XENT_OK; t++)
        for (size_t i = 0; i < to->found.size; i++)
            tally_add(&to->count[i], &j.counts[t][i]);
    for (unsigned t = 0; t < threads && j.truths; t++)
        truth_clear(&j.truths[t]);
    free(j.truths);
    free(j.counts);
    return status;
}

/* What one of the first samples claims the others may, too. */
static xent_status
find_claims(const request *r, const population *p, const extras *plan, const json_t *whole,
            column *to, xent_error *err)
{
    row_memory memory;
    xent_status status = XENT_OK;
    if (!rows_alloc(&memory, p->design))
        return xent_fail_memory(err);
    for (size_t i = 0; i < LOOKED_AT && i < to->replicates && status == XENT_OK; i++) {
        xent_result *result = NULL;
        xent_settings settings = settings_of(r, p, i + 1);
        status = diagnose_sample(p, &settings, plan, i, &memory, &result, err);
        if (status == XENT_OK)
            claims_find(&to->found, result->root, whole, is_calibrated(p->design));
        xent_result_free(result);
    }
    rows_clear(&memory);
    return status;
}

static xent_status
diagnose_whole(const request *r, const population *p, xent_result **result, truths *of_all,
               xent_error *err)
{
    row_memory memory;
    xent_sample *sample = NULL;
    xent_settings settings = r->settings;
    settings.replicates = 1;
    xent_status status = population_whole(p, &memory, &sample, err);
    if (status != XENT_OK)
        return status;
    status = diagnose(sample, &settings, result, err);
    if (status == XENT_OK)
        status = truth_init(of_all, p->design, sample, &settings, err);
    xent_sample_free(sample);
    rows_clear(&memory);
    return status;
}

static xent_status
run_design(const request *r, const design *d, column *to, xent_error *err)
{
    population p;
    extras plan;
    xent_result *whole = NULL;
    truths of_all = {.memory = NULL};
    if (!population_init(&p, d, r->settings.seed))
        return xent_fail_memory(err);
    to->design = d;
    to->replicates = !d->regular && r->of_others < r->replicates ? r->of_others : r->replicates;
    make_plan(r, d, NULL, &plan);
    xent_status status = diagnose_whole(r, &p, &whole, &of_all, err);
    if (status == XENT_OK)
        status = find_claims(r, &p, &plan, whole->root, to, err);
    make_plan(r, d, &to->found, &plan);
    if (status == XENT_OK)
        status = run_samples(r, &p, &plan, whole->root, &of_all, to, err);
    xent_result_free(whole);
    truth_clear(&of_all);
    population_clear(&p);
    return status;
}

/* ---- the request */

static bool
choose_metrics(request *r, char *names)
{
    size_t n = 0;
    char *rest = names;
    for (char *name = strtok_r(rest, ",", &rest); name; name = strtok_r(NULL, ",", &rest)) {
        r->metric[n] = xent_metric_find(name);
        if (!r->metric[n] || n == MOST_METRICS) {
            fprintf(stderr, "simulate: no metric %s\n", name);
            return false;
        }
        r->metric[++n] = NULL;
    }
    r->settings.metrics = r->metric;
    return true;
}

static bool
read_request(int argc, char **argv, request *r)
{
    for (int option; (option = getopt(argc, argv, "r:o:n:s:t:l:m:d:v")) != -1;)
        switch (option) {
        case 'r':
            r->replicates = strtoul(optarg, NULL, 10);
            break;
        case 'o':
            r->of_others = strtoul(optarg, NULL, 10);
            break;
        case 'n':
            r->settings.replicates = strtoul(optarg, NULL, 10);
            break;
        case 's':
            r->settings.seed = strtoull(optarg, NULL, 10);
            break;
        case 't':
            r->threads = (unsigned)strtoul(optarg, NULL, 10);
            break;
        case 'l':
            r->settings.level = strtod(optarg, NULL);
            break;
        case 'm':
            if (!choose_metrics(r, optarg))
                return false;
            break;
        case 'd':
            r->design = optarg;
            break;
        case 'v':
            r->verbose = true;
            break;
        default:
            return false;
        }
    return r->replicates > 0 && r->of_others > 0 && optind == argc;
}

/* ---- all designs */

static xent_status
run_designs(const request *r, outcome *all, xent_error *err)
{
    xent_status status = XENT_OK;
    for (const design *d = designs; d->name && status == XENT_OK; d++) {
        time_t start = time(NULL);
        if (r->design && !strstr(d->name, r->design))
            continue;
        status = run_design(r, d, &all->column[all->size++], err);
        if (status != XENT_OK)
            fprintf(stderr, "simulate: %s: %s\n", d->name, err->sentence);
        else if (r->verbose)
            fprintf(stderr, "%s: %.0f s\n", d->name, difftime(time(NULL), start));
    }
    return status;
}

int
main(int argc, char **argv)
{
    xent_error err = {0};
    request r = {.replicates = 10000, .of_others = 1000, .settings = xent_settings_default};
    size_t most = 0;
    while (designs[most].name)
        most++;
    column *columns = calloc(most, sizeof *columns);
    r.settings.replicates = 39;
    r.settings.metrics = xent_metrics;
    if (!columns || !read_request(argc, argv, &r)) {
        fprintf(stderr, "simulate: see the head of simulate.c\n");
        return 2;
    }
    outcome all = {.replicates = r.replicates, .null_draws = r.settings.replicates,
                   .seed = r.settings.seed, .level = r.settings.level, .column = columns};
    if (run_designs(&r, &all, &err) != XENT_OK)
        return 2;
    size_t outside = table_write(&all, stdout);
    free(columns);
    return outside > 0;
}
