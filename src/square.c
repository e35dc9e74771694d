/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "square.h"
#include <math.h>
#include <gsl/gsl_cdf.h>

/* Of T under some theta. */
typedef struct {
    double mean, variance, third; /* cumulants */
} law;

/* theta is found to 2^-HALVINGS of its bracket. */
enum { HALVINGS = 60 };

/* From so many degrees of freedom on, Wilson and Hilferty's normal approximation of a chi-square is
   right to 1e-7 in the middle, and incomplete gamma functions begin to fail; with the most of them
   a chi-square is as good as normal. */
static const double many_degrees = 1e5, most_degrees = 1e12;

/* A group's, on average, below which its variance is not known well enough. */
static const double least_rows = 5;

/* ---- the law of T */

static bool
counts(const xent_group *group)
{
    return group->rows > 1;
}

static double
gap_of(const xent_group *group)
{
    return group->difference / group->weight;
}

/* The variance of a mean gap: that of calibrated outcomes (scale 0), the estimated one (1 and
   more), or between. */
static double
noise_of(const xent_group *group, double scale)
{
    double calibrated = group->variance / (group->weight * group->weight);
    double share = fmin(1, scale);
    return (1 - share) * calibrated + share * group->noise;
}

/* Adds a group whose gap squared is `square` and the variance of whose mean gap is `noise`. */
static void
add_group(law *l, double share, double square, double noise)
{
    double a = share * noise;
    l->mean += share * square;
    l->variance += 2 * a * a + 4 * share * a * square;
    l->third += 8 * a * a * a + 24 * share * a * a * square;
}

/* Which groups the rows fall into is random too: their shares vary. */
static double
variance_of_shares(const xent_partition *part, double theta, double scale)
{
    double sum = 0;
    for (size_t g = 0; g < part->size; g++) {
        double gap = gap_of(&part->group[g]), away = scale * gap * gap - theta;
        sum += counts(&part->group[g]) ? part->group[g].squares * away * away : 0;
    }
    return sum / (part->weight * part->weight);
}

/* The observed squares are multiplied by `scale`. */
static law
law_of_scaled(const xent_partition *part, double scale)
{
    law l = {0};
    for (size_t g = 0; g < part->size; g++) {
        const xent_group *group = &part->group[g];
        double gap = gap_of(group);
        if (counts(group))
            add_group(&l, group->weight / part->weight, scale * gap * gap,
                      noise_of(group, scale));
    }
    l.variance += variance_of_shares(part, l.mean, scale);
    return l;
}

/* Every group has the same gap, and outcomes vary as if calibrated. */
static law
law_of_gap(const xent_partition *part, double gap)
{
    law l = {0};
    for (size_t g = 0; g < part->size; g++)
        if (counts(&part->group[g]))
            add_group(&l, part->group[g].weight / part->weight, gap * gap,
                      noise_of(&part->group[g], 0));
    return l;
}

static double
degrees_of(const law *l)
{
    return fmin(8 * pow(l->variance, 3) / (l->third * l->third), most_degrees);
}

/* P(T <= x), P(T >= x) if upper. */
static double
tail(const law *l, double x, bool upper)
{
    double degrees = degrees_of(l), spread = sqrt(2 / (9 * degrees));
    double chi = fmax(0, degrees + (x - l->mean) * sqrt(2 * degrees / l->variance));
    double score = (cbrt(chi / degrees) - 1 + spread * spread) / spread;
    if (degrees < many_degrees)
        return upper ? gsl_cdf_chisq_Q(chi, degrees) : gsl_cdf_chisq_P(chi, degrees);
    return upper ? gsl_cdf_ugaussian_Q(score) : gsl_cdf_ugaussian_P(score);
}

/* ---- the interval */

typedef struct {
    const xent_partition *part;
    double plug_in;   /* sum of share * observed gap^2 */
    double observed;  /* T */
    double deviation; /* of T at 0 */
    double alpha;     /* 1 - level */
} inversion;

/* What the lower tail may take of alpha under theta; the upper one has the rest. */
static double
lower_alpha(const inversion *in, double theta)
{
    return in->alpha / 2 * -expm1(-theta / in->deviation);
}

/* Is T too small for theta, or (upper) too large? */
static bool
rejects(const inversion *in, double theta, bool upper)
{
    law l = law_of_scaled(in->part, theta / in->plug_in);
    double below = lower_alpha(in, theta);
    return tail(&l, in->observed, upper) < (upper ? in->alpha - below : below);
}

/* The theta between `kept` and `lost` where the test begins to reject. */
static double
boundary(const inversion *in, double kept, double lost, bool upper)
{
    for (int i = 0; i < HALVINGS; i++) {
        double middle = (kept + lost) / 2;
        if (rejects(in, middle, upper))
            lost = middle;
        else
            kept = middle;
    }
    return kept;
}

/* Are there rows enough, and vary their outcomes, as if calibrated or as observed, for cumulants to
   say it all? */
static bool
suffices(const xent_partition *part)
{
    double observed = 0, rows = 0;
    for (size_t g = 0; g < part->size; g++) {
        double size = part->group[g].weight / part->group[g].atom;
        observed += counts(&part->group[g]) ? size * size * part->group[g].noise : 0;
        rows += part->group[g].rows;
    }
    return rows >= least_rows * (double)part->size
           && fmax(observed, xent_partition_variance(part)) >= xent_least_variance;
}

/* False: it does not suffice for an interval. */
static bool
prepare(const xent_partition *part, double level, inversion *in)
{
    *in = (inversion){.part = part, .alpha = 1 - level};
    for (size_t g = 0; g < part->size; g++) {
        const xent_group *group = &part->group[g];
        double share = group->weight / part->weight, gap = gap_of(group);
        if (!counts(group))
            continue;
        in->plug_in += share * gap * gap;
        in->observed += share * (gap * gap - group->noise);
    }
    in->deviation = sqrt(law_of_scaled(part, 0).variance);
    return in->plug_in > 0 && in->deviation > 0 && suffices(part);
}

void
xent_square_interval(const xent_partition *part, double level, double *low, double *high)
{
    inversion in;
    *low = *high = (double)NAN;
    if (!prepare(part, level, &in))
        return;
    double centre = fmax(0, in.observed);
    double start = rejects(&in, 0, true) ? boundary(&in, centre, 0, true) : 0;
    double end = rejects(&in, 1, false) ? boundary(&in, centre, 1, false) : 1;
    *low = sqrt(start);
    *high = sqrt(end);
}

/* ---- power */

/* The gap at which T exceeds `limit` with probability xent_power. */
static double
gap_seen(const xent_partition *part, double limit)
{
    double low = 0, high = 1;
    law l = law_of_gap(part, high);
    if (tail(&l, limit, true) < xent_power)
        return (double)NAN;
    for (int i = 0; i < HALVINGS; i++) {
        double middle = (low + high) / 2;
        l = law_of_gap(part, middle);
        if (tail(&l, limit, true) < xent_power)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* The x with P(T <= x) = p. */
static double
quantile(const law *l, double p)
{
    double degrees = degrees_of(l), spread = sqrt(2 / (9 * degrees));
    double chi = degrees < many_degrees
                     ? gsl_cdf_chisq_Pinv(p, degrees)
                     : degrees * pow(1 - spread * spread + spread * gsl_cdf_ugaussian_Pinv(p), 3);
    return l->mean + (chi - degrees) * sqrt(l->variance / (2 * degrees));
}

double
xent_square_detectable(const xent_partition *part, double level)
{
    law calibrated = law_of_gap(part, 0);
    if (xent_partition_variance(part) < xent_least_variance || !(calibrated.variance > 0))
        return (double)NAN;
    return gap_seen(part, quantile(&calibrated, level));
}
