/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Information measures of distributions that are known by their logits or logs: probabilities that
   would underflow, or round to 1, keep what they say. */
#include <math.h>
#include "exact.h"
#include "info.h"
#include "info_internal.h"

/* sum exp(z) = exp(most) (1 + others): the one place `first` of the largest is left out, so that
   log1p keeps what little the others hold. */
typedef struct {
    size_t first;
    double most, others;
} normaliser;

static normaliser
normalise(size_t n, const double *z)
{
    normaliser norm = {.first = 0};
    xent_exact sum = {0};
    for (size_t i = 1; i < n; i++)
        if (z[i] > z[norm.first])
            norm.first = i;
    norm.most = z[norm.first];
    for (size_t i = 0; i < n; i++)
        if (i != norm.first)
            xent_exact_add(&sum, exp(z[i] - norm.most));
    norm.others = xent_exact_round(&sum);
    return norm;
}

static double
log_probability(const normaliser *norm, double z)
{
    return z - norm->most - log1p(norm->others);
}

static double
probability(const normaliser *norm, double z)
{
    return exp(z - norm->most) / (1 + norm->others);
}

void
xent_log_softmax(size_t n, const double *z, double *l)
{
    normaliser norm = normalise(n, z);
    for (size_t i = 0; i < n; i++)
        l[i] = log_probability(&norm, z[i]);
}

double
xent_entropy_of_logits(size_t n, const double *z)
{
    return xent_cross_entropy_of_logits(n, z, z);
}

double
xent_cross_entropy_of_logits(size_t n, const double *zp, const double *zq)
{
    normaliser p = normalise(n, zp), q = normalise(n, zq);
    xent_exact sum = {0};
    for (size_t i = 0; i < n; i++) {
        double mass = probability(&p, zp[i]);
        if (mass > 0)
            xent_exact_add_product(&sum, mass, -log_probability(&q, zq[i]));
    }
    return xent_exact_round(&sum);
}

/* p phi(q/p) with ln(q/p) = x. */
static double
term_of_log(double p, double x)
{
    return p * xent_expm1_minus(x);
}

/* a - b, and what rounding took from it (Shewchuk 1997, Two-Diff). */
static double
difference(double a, double b, double *rest)
{
    double d = a - b, of_b = a - d, of_a = d + of_b;
    *rest = isfinite(d) ? (a - of_a) + (of_b - b) : 0;
    return d;
}

/* ln(q/p) = delta - ln(sum p e^delta) with delta = (zq - zp), less its value where p is largest: as
   good as exact where the logits are near each other but for a constant, while the logs of the
   probabilities are not. */
static double
shift(const double *zp, const double *zq, size_t i, size_t first)
{
    double rest, rest_of_first;
    double here = difference(zq[i], zp[i], &rest);
    double there = difference(zq[first], zp[first], &rest_of_first);
    return (here - there) + (rest - rest_of_first);
}

/* Is there no class whose share grows much? Then *gain = ln(sum p e^delta) keeps its digits. */
static int
near(size_t n, const double *zp, const double *zq, const normaliser *p, double *gain)
{
    xent_exact sum = {0};
    for (size_t i = 0; i < n; i++) {
        double mass = probability(p, zp[i]), delta = shift(zp, zq, i, p->first);
        if (isinf(zp[i]) && isinf(zq[i]))
            continue;
        if (!(delta <= 0.5))
            return 0;
        xent_exact_add_product(&sum, mass, expm1(delta));
    }
    *gain = log1p(xent_exact_round(&sum));
    return 1;
}

double
xent_kl_of_logits(size_t n, const double *zp, const double *zq)
{
    normaliser p = normalise(n, zp), q = normalise(n, zq);
    double gain = 0;
    int is_near = near(n, zp, zq, &p, &gain);
    xent_exact sum = {0};
    for (size_t i = 0; i < n; i++) {
        double mass = probability(&p, zp[i]);
        double x = mass == 0 ? 0
                   : is_near ? shift(zp, zq, i, p.first) - gain
                             : log_probability(&q, zq[i]) - log_probability(&p, zp[i]);
        xent_exact_add(&sum, mass == 0 ? probability(&q, zq[i]) : term_of_log(mass, x));
    }
    return xent_exact_round(&sum);
}

double
xent_cross_entropy_of_logs(size_t n, const double *p, const double *log_q)
{
    xent_exact sum = {0};
    for (size_t i = 0; i < n; i++)
        if (p[i] > 0)
            xent_exact_add_product(&sum, p[i], -log_q[i]);
    return xent_exact_round(&sum);
}

double
xent_kl_of_logs(size_t n, const double *p, const double *log_q)
{
    xent_exact sum = {0};
    for (size_t i = 0; i < n; i++) {
        double q = exp(log_q[i]);
        xent_exact_add(&sum, p[i] > 0 ? term_of_log(p[i], log_q[i] - log(p[i])) : q);
        xent_exact_add(&sum, p[i]);
        xent_exact_add(&sum, -q);
    }
    return xent_exact_round(&sum);
}

/* ---- any order */

/* The largest ln(p^order q^(1-order)), or for order INFINITY ln(p/q), where p is not 0. */
static double
most_power(size_t n, const double *log_p, const double *log_q, double order)
{
    double most = -(double)INFINITY;
    for (size_t i = 0; i < n; i++)
        if (log_p[i] > -(double)INFINITY) {
            double ratio = log_p[i] - (log_q ? log_q[i] : 0);
            most = fmax(most, isinf(order) ? ratio : log_p[i] + (order - 1) * ratio);
        }
    return most;
}

/* With x = (order-1) ln(p/q), sum p e^x is 1 + sum p (e^x - 1), whose small second part keeps its
   digits where p is near q and where the order is near 1. */
double
xent_renyi_of_logs(size_t n, const double *log_p, const double *log_q, double order)
{
    double most = most_power(n, log_p, log_q, order);
    xent_exact powers = {0}, excess = {0};
    if (isinf(order))
        return most;
    for (size_t i = 0; i < n && isfinite(most); i++) {
        double l = log_p[i], x = (order - 1) * (l - (log_q ? log_q[i] : 0));
        if (l == -(double)INFINITY)
            continue;
        xent_exact_add(&powers, exp(l + x - most));
        xent_exact_add(&excess, x < 1 ? exp(l) * expm1(x) : exp(l + x) - exp(l));
    }
    double small = xent_exact_round(&excess);
    if (isfinite(most) && fabs(small) < 0.5)
        return log1p(small) / (order - 1);
    return (isfinite(most) ? most + log(xent_exact_round(&powers)) : most) / (order - 1);
}
