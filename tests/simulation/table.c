/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table.h"
#include <math.h>
#include <string.h>

/* What is promised of a 95 % interval and of a test at 5 %, as shares of the replicates. */
static const double least_cover = 0.93, most_cover = 0.975;
static const double least_reject = 0.04, most_reject = 0.06;

/* With fewer replicates than these a share may miss its band by so many standard errors. */
enum { WHOLE_RUN = 10000, ALLOWED_ERRORS = 4 };

typedef enum { INSIDE, BELOW, ABOVE } place;

static place
place_of(double share, double low, double high, double slack)
{
    if (share < low - slack)
        return BELOW;
    return share > high + slack ? ABOVE : INSIDE;
}

static bool
is_interval(claim_kind kind)
{
    return kind != NULL_HIGH && kind != P_VALUE;
}

static place
judge(const column *c, claim_kind kind, const tally *t)
{
    double share = tally_share(t);
    double error = fmax(tally_error(t), sqrt(0.05 * 0.95 / (double)t->all));
    double slack = c->replicates < WHOLE_RUN ? ALLOWED_ERRORS * error : 0;
    return is_interval(kind) ? place_of(share, least_cover, most_cover, slack)
                             : place_of(share, least_reject, most_reject, slack);
}

/* An interval that covers too often wastes rows, but keeps its word. */
static bool
fails(claim_kind kind, place p)
{
    return p == BELOW || (p == ABOVE && !is_interval(kind));
}

static size_t
find(const column *c, const claim *like)
{
    for (size_t i = 0; i < c->found.size; i++)
        if (c->found.claim[i].kind == like->kind
            && strcmp(c->found.claim[i].path, like->path) == 0)
            return i;
    return SIZE_MAX;
}

/* Bold: outside the band.  +: above it, which an interval may be.  In brackets: of how many samples, if not
   of all. */
static size_t
write_cell(const column *c, const claim *like, FILE *out)
{
    size_t i = find(c, like);
    if (i == SIZE_MAX || c->count[i].all == 0) {
        fputs(" |", out);
        return 0;
    }
    const tally *t = &c->count[i];
    place p = judge(c, like->kind, t);
    const char *bold = fails(like->kind, p) ? "**" : "";
    fprintf(out, " %s%.1f%s%s%s", bold, 100 * tally_share(t), bold,
            *bold || p == INSIDE ? "" : " +", c->found.claim[i].closed_form ? " =" : "");
    if (t->samples < c->replicates)
        fprintf(out, " (%zu)", t->samples);
    fputs(" |", out);
    return *bold != '\0';
}

/* Was the claim of an earlier column the same? */
static bool
is_known(const outcome *all, size_t before, const claim *like)
{
    for (size_t j = 0; j < before; j++)
        if (find(&all->column[j], like) != SIZE_MAX)
            return true;
    return false;
}

/* Does the table have a column for the design?  Only calibrated forecasters are tested. */
static bool
is_shown(const column *c, bool intervals)
{
    return intervals || is_calibrated(c->design);
}

static const char *
name_of(const claim *c)
{
    static const char metrics[] = "metrics.";
    return strncmp(c->path, metrics, sizeof metrics - 1) == 0 ? c->path + sizeof metrics - 1
                                                             : c->path;
}

/* What is said of it besides that it is an interval or a p-value. */
static const char *const suffixes[] = {[INTERVAL] = "",
                                       [P_VALUE] = "",
                                       [NULL_HIGH] = " > `null_high`",
                                       [BINS] = ", each bin",
                                       [BAND] = ", each point",
                                       [CONSISTENCY] = ", if calibrated"};

/* The largest standard error of a row's shares. */
static double
error_of_row(const outcome *all, const claim *like)
{
    double error = 0;
    for (size_t j = 0; j < all->size; j++) {
        size_t i = find(&all->column[j], like);
        if (i != SIZE_MAX && all->column[j].count[i].all > 0)
            error = fmax(error, tally_error(&all->column[j].count[i]));
    }
    return error;
}

static size_t
write_row(const outcome *all, const claim *like, FILE *out)
{
    size_t outside = 0;
    fprintf(out, "| `%s`%s |", name_of(like), suffixes[like->kind]);
    for (size_t j = 0; j < all->size; j++)
        if (is_shown(&all->column[j], is_interval(like->kind)))
            outside += write_cell(&all->column[j], like, out);
    fprintf(out, " %.2f |\n", 100 * error_of_row(all, like));
    return outside;
}

static void
write_heading(const outcome *all, const column *c, FILE *out)
{
    fprintf(out, " %s", c->design->name);
    if (c->replicates < all->replicates)
        fprintf(out, ", %zu samples", c->replicates);
    fputs(" |", out);
}

static size_t
write_rows(const outcome *all, bool intervals, FILE *out)
{
    size_t outside = 0;
    fprintf(out, "| %s |", intervals ? "interval" : "test");
    for (size_t j = 0; j < all->size; j++)
        if (is_shown(&all->column[j], intervals))
            write_heading(all, &all->column[j], out);
    fputs(" s.e. |\n|---|", out);
    for (size_t j = 0; j < all->size; j++)
        fputs(is_shown(&all->column[j], intervals) ? "---|" : "", out);
    fputs("---|\n", out);
    for (size_t j = 0; j < all->size; j++)
        for (size_t i = 0; i < all->column[j].found.size; i++) {
            const claim *c = &all->column[j].found.claim[i];
            if (is_interval(c->kind) == intervals && !is_known(all, j, c))
                outside += write_row(all, c, out);
        }
    return outside;
}

/* The smallest and the largest share of the regular designs. */
static void
write_range(const outcome *all, bool intervals, const char *what, FILE *out)
{
    double low = 1, high = 0;
    for (size_t j = 0; j < all->size; j++)
        for (size_t i = 0; all->column[j].design->regular && i < all->column[j].found.size; i++) {
            const tally *t = &all->column[j].count[i];
            if (t->all == 0 || is_interval(all->column[j].found.claim[i].kind) != intervals)
                continue;
            low = fmin(low, tally_share(t));
            high = fmax(high, tally_share(t));
        }
    if (low <= high)
        fprintf(out, "\nRegular designs: %s %.1f to %.1f %%.", what, 100 * low, 100 * high);
}

size_t
table_write(const outcome *all, FILE *out)
{
    fprintf(out, "### Intervals: how many per cent of %zu samples they cover\n\n", all->replicates);
    size_t outside = write_rows(all, true, out);
    fprintf(out, "\n### Tests: how many per cent of calibrated samples they reject\n\n");
    outside += write_rows(all, false, out);
    write_range(all, true, "intervals cover", out);
    write_range(all, false, "tests reject", out);
    fprintf(out, "\nLevel %g, %zu draws of each null reference, seed %ju; outside the bands: %zu.\n",
            all->level, all->null_draws, (uintmax_t)all->seed, outside);
    return outside;
}
