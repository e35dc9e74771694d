/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corp_band.h"
#include <math.h>
#include <stdlib.h>
#include "interval.h"

/* Of the quantile of chi-square. */
static const double rising = 0.7;

/* Bisections of [0, 1]. */
enum { HALVINGS = 40 };

/* Groups of neighbours at one frequency. */
typedef struct {
    double ones, rows;
    size_t end;        /* the group after them, going on from the one before them */
    double likelihood; /* its logarithm, of all groups from here on */
} step;

/* Regressions of the groups before g, and of those from g on, for every g: after[g] is the first
   step of the latter, after[its end] the next; before[g] the last of the former.  Steps stay when
   later ones pool them. */
typedef struct {
    size_t size;
    double *ones, *rows; /* of the groups before g */
    step *before, *after;
} chains;

static double
frequency(double ones, double rows)
{
    return fmin(fmax(ones / rows, 0), 1);
}

static double
share(const step *s)
{
    return frequency(s->ones, s->rows);
}

/* The first step of the groups from `from` on to `last`, which is in front of steps that are
   there; `sign`: 1 if values increase on the way. */
static void
add_step(const chains *c, step *chain, size_t from, size_t end, size_t last, double sign)
{
    size_t low = from < end ? from : end, high = from < end ? end : from;
    step s = {c->ones[high] - c->ones[low], c->rows[high] - c->rows[low], end, 0};
    while (s.end != last && sign * share(&s) >= sign * share(&chain[s.end])) {
        const step *next = &chain[s.end];
        s.ones += next->ones;
        s.rows += next->rows;
        s.end = next->end;
    }
    double v = share(&s);
    s.likelihood = chain[s.end].likelihood - s.rows * xent_log_score(v, v);
    chain[from] = s;
}

static void
add_after(chains *c)
{
    c->after[c->size] = (step){.end = c->size};
    for (size_t g = c->size; g-- > 0;)
        add_step(c, c->after, g, g + 1, c->size, 1);
}

static void
add_before(chains *c)
{
    c->before[0] = (step){.end = 0};
    for (size_t g = 1; g <= c->size; g++)
        add_step(c, c->before, g, g - 1, 0, -1);
}

/* Groups from first to end count as weight / atom rows. */
static void
sum_groups(const xent_partition *part, size_t first, size_t end, double atom, chains *c)
{
    for (size_t g = first; g < end; g++) {
        const xent_group *group = &part->group[g];
        c->rows[g + 1] = c->rows[g] + group->weight / atom;
        c->ones[g + 1] = c->ones[g] + (group->weight * group->p - group->difference) / atom;
    }
}

/* What a row of these groups weighs: sum w^2 / sum w. */
static double
atom_of(const xent_partition *part, size_t first, size_t end)
{
    double squares = 0, weight = 0;
    for (size_t g = first; g < end; g++) {
        squares += part->group[g].squares;
        weight += part->group[g].weight;
    }
    return squares / weight;
}

static void
fill_chains(const xent_partition *part, chains *c)
{
    sum_groups(part, 0, part->size, 1, c);
    add_after(c);
    for (size_t g = 0, end; g < part->size; g = end) {
        end = c->after[g].end;
        sum_groups(part, g, end, atom_of(part, g, end), c);
    }
    add_after(c);
    add_before(c);
}

static bool
chains_init(const xent_partition *part, chains *c)
{
    size_t n = part->size + 1;
    *c = (chains){.size = part->size};
    c->ones = calloc(2 * n, sizeof *c->ones);
    c->after = malloc(2 * n * sizeof *c->after);
    if (!c->ones || !c->after)
        return false;
    c->rows = c->ones + n;
    c->before = c->after + n;
    fill_chains(part, c);
    return true;
}

static void
chains_clear(chains *c)
{
    free(c->ones);
    free(c->after);
}

/* The largest logarithm of the likelihood with the frequency v at group g: of steps before it that
   are higher, and after it that are lower, it is v, too. */
static double
likelihood_with(const chains *c, size_t g, double v)
{
    size_t first = g, end = g + 1;
    while (first > 0 && share(&c->before[first]) > v)
        first = c->before[first].end;
    while (end < c->size && share(&c->after[end]) < v)
        end = c->after[end].end;
    double rows = c->rows[end] - c->rows[first];
    return c->before[first].likelihood + c->after[end].likelihood
           - rows * xent_log_score(v, frequency(c->ones[end] - c->ones[first], rows));
}

/* The v farthest from `inside` towards `outside` whose likelihood is at least `least`: `outside` is
   impossible, or where one begins. */
static double
farthest(const chains *c, size_t g, double inside, double outside, double least)
{
    for (int i = 0; i < HALVINGS; i++) {
        double middle = (inside + outside) / 2;
        if (likelihood_with(c, g, middle) >= least)
            inside = middle;
        else
            outside = middle;
    }
    return outside;
}

xent_status
xent_corp_bound(const xent_partition *part, double level, const size_t *group, xent_corp *corp,
                xent_error *err)
{
    chains c;
    double z = xent_normal_quantile(level);
    bool memory = chains_init(part, &c);
    for (size_t i = 0, first = 0; memory && i < corp->size; i++) {
        xent_corp_point *point = &corp->point[i];
        size_t g = group[i];
        while (c.after[first].end <= g)
            first = c.after[first].end;
        const step *at = &c.after[first];
        double most = z * z * (at->end - first > 1 ? rising : 1);
        double least = c.after[0].likelihood - most / 2, v = share(at);
        point->low = fmin(farthest(&c, g, v, 0, least), point->y);
        point->high = fmax(farthest(&c, g, v, 1, least), point->y);
    }
    chains_clear(&c);
    return memory ? XENT_OK : xent_fail_memory(err);
}
