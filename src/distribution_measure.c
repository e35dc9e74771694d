/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every measure of distributions as they are given: of logits by their logs, of densities by
   quadrature, of rows as means. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "distribution.h"
#include "exact.h"
#include "executor.h"
#include "info.h"

/* In the order in which people read them. */
enum {
    ENTROPY, PERPLEXITY, MILLER_MADOW, RENYI_ENTROPY,
    CROSS_ENTROPY, KL, RESIDUAL, CROSS_PERPLEXITY, GENERALIZED_KL, REVERSE_KL, JEFFREYS,
    JENSEN_SHANNON, RENYI,
    JOINT, ROWS, COLUMNS, ROWS_GIVEN_COLUMNS, COLUMNS_GIVEN_ROWS, MUTUAL, JOINT_RESIDUAL,
    MEASURES
};

_Static_assert((int)MEASURES == (int)XENT_INFORMATION, "room for every measure");

const xent_information_measure xent_information_measures[MEASURES + 1] = {
    [ENTROPY] = {"entropy", "entropy H(P)", "-sum p log p", true},
    [PERPLEXITY] = {"perplexity", "perplexity", "base^H(P): as many equally likely outcomes",
                    false},
    [MILLER_MADOW] = {"miller_madow", "corrected for few counts", "+ (K-1)/2n, Miller-Madow", true},
    [RENYI_ENTROPY] = {"renyi_entropy", "Renyi entropy", "log(sum p^a) / (1-a)", true},
    [CROSS_ENTROPY] = {"cross_entropy", "cross-entropy H(P,Q)", "-sum p log q", true},
    [KL] = {"kl", "divergence KL(P,Q)", "sum p log(p/q)", true},
    [RESIDUAL] = {"residual", "residual", "H(P,Q) - H(P) - KL(P,Q)", true},
    [CROSS_PERPLEXITY] = {"cross_perplexity", "perplexity of Q", "base^H(P,Q)", false},
    [GENERALIZED_KL] = {"generalized_kl", "generalized KL", "KL - mass of P + mass of Q", true},
    [REVERSE_KL] = {"reverse_kl", "divergence KL(Q,P)", "sum q log(q/p)", true},
    [JEFFREYS] = {"jeffreys", "Jeffreys", "KL(P,Q) + KL(Q,P)", true},
    [JENSEN_SHANNON] = {"jensen_shannon", "Jensen-Shannon", "(KL(P,M) + KL(Q,M)) / 2, M = (P+Q)/2",
                        true},
    [RENYI] = {"renyi", "Renyi divergence", "log(sum p^a q^(1-a)) / (a-1)", true},
    [JOINT] = {"joint_entropy", "joint H(X,Y)", "-sum p log p", true},
    [ROWS] = {"entropy_rows", "rows H(X)", "of the sums of the rows", true},
    [COLUMNS] = {"entropy_columns", "columns H(Y)", "of the sums of the columns", true},
    [ROWS_GIVEN_COLUMNS] = {"rows_given_columns", "rows given columns H(X|Y)",
                            "-sum p log(p/column)", true},
    [COLUMNS_GIVEN_ROWS] = {"columns_given_rows", "columns given rows H(Y|X)", "-sum p log(p/row)",
                            true},
    [MUTUAL] = {"mutual_information", "mutual information I(X;Y)",
                "KL(P, product of rows and columns)", true},
    [JOINT_RESIDUAL] = {"joint_residual", "residual", "H(X) - H(X|Y) - I(X;Y)", true},
    [MEASURES] = {NULL, NULL, NULL, false},
};

static void
set(xent_information *information, int measure, double value)
{
    information->has[measure] = true;
    information->value[measure] = value;
}

/* ---- one row */

/* A distribution as masses, and as their logs where those are what is known. */
typedef struct {
    size_t n;
    const double *mass, *log;
    const double *logits;
    const double *count;
} view;

/* Row i; scratch: 2n numbers. */
static view
view_row(const xent_distribution *d, size_t i, double *scratch)
{
    size_t at = d->rows == 1 ? 0 : i * d->outcomes;
    view row = {.n = d->outcomes, .mass = d->value + at, .count = d->count ? d->count + at : NULL};
    if (d->given != XENT_GIVEN_LOGITS)
        return row;
    row.logits = row.mass;
    row.log = scratch;
    row.mass = scratch + row.n;
    xent_log_softmax(row.n, row.logits, scratch);
    for (size_t k = 0; k < row.n; k++)
        scratch[row.n + k] = exp(scratch[k]);
    return row;
}

static double
entropy_of(const view *p)
{
    return p->logits  ? xent_entropy_of_logits(p->n, p->logits)
           : p->count ? xent_entropy_of_counts(p->n, p->count)
                      : xent_entropy(p->n, p->mass);
}

static double
cross_entropy_of(const view *p, const view *q)
{
    if (p->logits && q->logits)
        return xent_cross_entropy_of_logits(p->n, p->logits, q->logits);
    return q->log ? xent_cross_entropy_of_logs(p->n, p->mass, q->log)
                  : xent_cross_entropy(p->n, p->mass, q->mass);
}

static double
kl_of(const view *p, const view *q)
{
    if (p->logits && q->logits)
        return xent_kl_of_logits(p->n, p->logits, q->logits);
    return q->log ? xent_kl_of_logs(p->n, p->mass, q->log) : xent_kl(p->n, p->mass, q->mass);
}

/* Logits say more than masses, which underflow; of order 1 it is Shannon's. */
static double
renyi_entropy_of(const view *p, double order)
{
    return p->log && order != 1 ? -xent_renyi_of_logs(p->n, p->log, NULL, order)
                                : xent_renyi_entropy(p->n, p->mass, order);
}

static double
renyi_of(const view *p, const view *q, double order)
{
    if (order == 1 && p->log)
        return kl_of(p, q);
    return p->log && q->log ? xent_renyi_of_logs(p->n, p->log, q->log, order)
                            : xent_renyi(p->n, p->mass, q->mass, order);
}

static void
measure_one(const view *p, double order, double *value)
{
    value[ENTROPY] = entropy_of(p);
    value[RENYI_ENTROPY] = renyi_entropy_of(p, order);
    if (p->count)
        value[MILLER_MADOW] = xent_miller_madow(p->n, p->count);
}

static void
measure_two(const view *p, const view *q, double order, double *value)
{
    bool logs = p->log || q->log;
    value[CROSS_ENTROPY] = cross_entropy_of(p, q);
    value[KL] = kl_of(p, q);
    value[REVERSE_KL] = kl_of(q, p);
    value[JEFFREYS] = logs ? value[KL] + value[REVERSE_KL] : xent_jeffreys(p->n, p->mass, q->mass);
    value[GENERALIZED_KL] = logs ? value[KL] : xent_generalized_kl(p->n, p->mass, q->mass);
    value[JENSEN_SHANNON] = xent_jensen_shannon(p->n, p->mass, q->mass);
    value[RENYI] = renyi_of(p, q, order);
}

/* ---- all rows */

static const int of_one[] = {ENTROPY, RENYI_ENTROPY};
static const int of_two[] = {CROSS_ENTROPY, KL, REVERSE_KL, JEFFREYS, GENERALIZED_KL,
                             JENSEN_SHANNON, RENYI};

#define EACH(i, list) for (size_t i = 0; i < sizeof(list) / sizeof *(list); i++)

/* Remembers the first outcome that makes a cross-entropy infinite. */
static void
look_for_impossible(const view *p, const view *q, size_t row, xent_information *information)
{
    size_t outcome = xent_impossible(p->n, p->mass, q->mass);
    if (outcome == p->n)
        return;
    if (information->impossible++ == 0) {
        information->impossible_row = row;
        information->impossible_outcome = outcome;
    }
}

static void
add_row(const xent_distribution *p, const xent_distribution *q, size_t i, double order,
        double *scratch, xent_exact *sum, xent_information *information)
{
    double value[MEASURES] = {0};
    view first = view_row(p, i, scratch);
    measure_one(&first, order, value);
    if (q) {
        view second = view_row(q, i, scratch + 2 * p->outcomes);
        measure_two(&first, &second, order, value);
        if (isinf(value[CROSS_ENTROPY]))
            look_for_impossible(&first, &second, i, information);
    }
    for (int m = 0; m < MEASURES; m++)
        xent_exact_add(&sum[m], value[m]);
}

static void
add_residual(xent_information *information)
{
    const double *value = information->value;
    set(information, RESIDUAL, value[CROSS_ENTROPY] - value[ENTROPY] - value[KL]);
}

static void
finish_rows(const xent_exact *sum, size_t rows, const xent_distribution *p, bool pair,
            xent_information *information)
{
    double mean[MEASURES];
    for (int m = 0; m < MEASURES; m++)
        mean[m] = xent_exact_round(&sum[m]) / (double)rows;
    EACH(i, of_one)
        set(information, of_one[i], mean[of_one[i]]);
    if (p->count)
        set(information, MILLER_MADOW, mean[MILLER_MADOW]);
    set(information, PERPLEXITY, xent_perplexity(mean[ENTROPY]));
    if (!pair)
        return;
    EACH(i, of_two)
        set(information, of_two[i], mean[of_two[i]]);
    set(information, CROSS_PERPLEXITY, xent_perplexity(mean[CROSS_ENTROPY]));
    add_residual(information);
}

/* Rows that a thread takes at once; and as how many exponentials an outcome counts. */
enum { RUN = 256, WORTH = 50 };

/* What a thread has of its own. */
typedef struct {
    xent_exact sum[MEASURES];
    xent_information information; /* of impossible outcomes only */
    double *scratch;
} share;

typedef struct {
    const xent_distribution *p, *q;
    double order;
    size_t rows;
    share *shares;
} rows_pass;

static xent_status
measure_run(void *context, unsigned worker, size_t run, xent_error *err)
{
    const rows_pass *pass = context;
    share *mine = &pass->shares[worker];
    size_t end = pass->rows - run * RUN < RUN ? pass->rows : (run + 1) * RUN;
    (void)err;
    for (size_t i = run * RUN; i < end; i++)
        add_row(pass->p, pass->q, i, pass->order, mine->scratch, mine->sum, &mine->information);
    return XENT_OK;
}

static void
merge(share *all, const share *from)
{
    xent_information *into = &all->information;
    const xent_information *found = &from->information;
    for (int m = 0; m < MEASURES; m++)
        xent_exact_merge(&all->sum[m], &from->sum[m]);
    if (found->impossible > 0 &&
        (into->impossible == 0 || found->impossible_row < into->impossible_row)) {
        into->impossible_row = found->impossible_row;
        into->impossible_outcome = found->impossible_outcome;
    }
    into->impossible += found->impossible;
}

/* Shares and their scratch; NULL without memory. */
static share *
new_shares(unsigned threads, size_t outcomes)
{
    share *shares = calloc(threads, sizeof *shares);
    double *scratch = calloc(threads * outcomes, 4 * sizeof *scratch);
    if (!shares || !scratch) {
        free(shares);
        free(scratch);
        return NULL;
    }
    for (unsigned i = 0; i < threads; i++)
        shares[i].scratch = scratch + i * 4 * outcomes;
    return shares;
}

static xent_status
measure_rows(const xent_distribution *p, const xent_distribution *q, double order, unsigned threads,
             xent_information *information, xent_error *err)
{
    rows_pass pass = {p, q, order, q && q->rows > p->rows ? q->rows : p->rows, NULL};
    threads = xent_threads_for(threads, pass.rows * p->outcomes * WORTH);
    pass.shares = new_shares(threads, p->outcomes);
    if (!pass.shares)
        return xent_fail_memory(err);
    share *all = &pass.shares[0];
    xent_status status = xent_run_blocks(threads, (pass.rows + RUN - 1) / RUN, measure_run, &pass,
                                         err);
    for (unsigned i = 1; status == XENT_OK && i < threads; i++)
        merge(all, &pass.shares[i]);
    if (status == XENT_OK) {
        *information = all->information;
        finish_rows(all->sum, pass.rows, p, q != NULL, information);
    }
    free(all->scratch);
    free(pass.shares);
    return status;
}

/* ---- tables and densities */

static xent_status
measure_table(const xent_distribution *p, xent_information *information, xent_error *err)
{
    xent_joint joint;
    xent_status status = xent_joint_information(p->rows, p->outcomes, p->value, &joint, err);
    if (status != XENT_OK)
        return status;
    set(information, JOINT, joint.joint);
    set(information, ROWS, joint.rows);
    set(information, COLUMNS, joint.columns);
    set(information, ROWS_GIVEN_COLUMNS, joint.rows_given_columns);
    set(information, COLUMNS_GIVEN_ROWS, joint.columns_given_rows);
    set(information, MUTUAL, joint.mutual);
    set(information, JOINT_RESIDUAL, joint.residual);
    return XENT_OK;
}

static void
set_integral(xent_information *information, int measure, const xent_integral *integral)
{
    set(information, measure, integral->value);
    information->error[measure] = integral->error;
}

static xent_status
measure_densities(const xent_distribution *p, const xent_distribution *q,
                  xent_information *information, xent_error *err)
{
    const xent_density *f = xent_named_density_of(p->density);
    const xent_density *g = q ? xent_named_density_of(q->density) : NULL;
    xent_integral integral;
    xent_status status = xent_differential_entropy(f, &integral, err);
    if (status != XENT_OK)
        return status;
    set_integral(information, ENTROPY, &integral);
    if (!g)
        return XENT_OK;
    status = xent_density_cross_entropy(f, g, &integral, err);
    set_integral(information, CROSS_ENTROPY, &integral);
    if (status == XENT_OK)
        status = xent_density_kl(f, g, &integral, err);
    set_integral(information, KL, &integral);
    add_residual(information);
    return status;
}

static void
warn(const xent_distribution *p, const xent_distribution *q, const xent_information *information,
     xent_notes *notes)
{
    char such[64] = "";
    size_t row = p->rows == 1 ? 0 : information->impossible_row,
           i = information->impossible_outcome;
    xent_error *note = xent_notes_add(notes, XENT_WARNING);
    if (information->impossible > 1)
        snprintf(such, sizeof such, " (%zu such rows)", information->impossible);
    xent_note_say(note,
                  "outcome %zu of row %zu has q = 0 < p = %g: cross-entropy and KL are infinite%s",
                  i, information->impossible_row, p->value[row * p->outcomes + i], such);
    xent_error_place(note, q->text, 0);
}

/* ---- do they fit? */

static xent_status
check_pair(const xent_distribution *p, const xent_distribution *q, xent_error *err)
{
    if (p->joint)
        return xent_fail(err, XENT_EINVAL, "a joint table is measured alone, without %s", q->text);
    if (!p->density != !q->density)
        return xent_fail(err, XENT_EINVAL, "%s is a density and %s is not",
                         p->density ? p->text : q->text, p->density ? q->text : p->text);
    if (p->density)
        return XENT_OK;
    if (p->outcomes != q->outcomes)
        return xent_fail(err, XENT_EDATA, "%zu outcomes against %zu: %s, %s", p->outcomes,
                         q->outcomes, p->text, q->text);
    if (p->rows != q->rows && p->rows != 1 && q->rows != 1)
        return xent_fail(err, XENT_EDATA, "%zu rows against %zu: %s, %s", p->rows, q->rows, p->text,
                         q->text);
    return XENT_OK;
}

xent_status
xent_measure(const xent_distribution *p, const xent_distribution *q, double order,
             unsigned threads, xent_notes *notes, xent_information *information, xent_error *err)
{
    *information = (xent_information){.impossible = 0};
    xent_status status = q ? check_pair(p, q, err) : XENT_OK;
    if (status == XENT_OK && p->joint && (p->density || p->given == XENT_GIVEN_LOGITS))
        status = xent_fail(err, XENT_EINVAL, "%s: a joint table holds masses or counts", p->text);
    if (status != XENT_OK)
        return status;
    status = p->density ? measure_densities(p, q, information, err)
             : p->joint ? measure_table(p, information, err)
                        : measure_rows(p, q, order, threads, information, err);
    if (status == XENT_OK && information->impossible > 0)
        warn(p, q, information, notes);
    return status;
}
