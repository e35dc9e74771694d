/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "info.h"
#include <math.h>
#include <gsl/gsl_sf_exp.h>
#include <gsl/gsl_sf_log.h>
#include "exact.h"
#include "info_internal.h"

/* ---- one distribution */

double
xent_mass(size_t n, const double *p)
{
    xent_exact sum = {0};
    for (size_t i = 0; i < n; i++)
        xent_exact_add(&sum, p[i]);
    return xent_exact_round(&sum);
}

double
xent_self_information(double p)
{
    return p == 1 ? 0 : -log(p);
}

double
xent_entropy(size_t n, const double *p)
{
    return xent_cross_entropy(n, p, p);
}

double
xent_perplexity(double nats)
{
    return exp(nats);
}

double
xent_bits_per_byte(double nats, double bytes)
{
    return nats * xent_unit_per_nat(XENT_BITS) / bytes;
}

/* -f ln f of the frequency f = count / total; f near 1 by what is missing, which is exact. */
static double
entropy_term(double count, double total)
{
    return count == 0 ? 0 : count / total * xent_log_ratio(count, total, total - count);
}

double
xent_entropy_of_counts(size_t n, const double *count)
{
    double total = xent_mass(n, count);
    xent_exact sum = {0};
    for (size_t i = 0; i < n; i++)
        xent_exact_add(&sum, entropy_term(count[i], total));
    return xent_exact_round(&sum);
}

static size_t
possible(size_t n, const double *p)
{
    size_t outcomes = 0;
    for (size_t i = 0; i < n; i++)
        outcomes += p[i] > 0;
    return outcomes;
}

double
xent_miller_madow(size_t n, const double *count)
{
    double spare = (double)possible(n, count) - 1;
    return xent_entropy_of_counts(n, count) + spare / (2 * xent_mass(n, count));
}

/* ---- two distributions */

double
xent_cross_entropy(size_t n, const double *p, const double *q)
{
    xent_exact sum = {0};
    for (size_t i = 0; i < n; i++)
        if (p[i] > 0)
            xent_exact_add_product(&sum, p[i], xent_self_information(q[i]));
    return xent_exact_round(&sum);
}

double
xent_log_ratio(double p, double q, double difference)
{
    double d = difference / p, r = q / p;
    if (fabs(d) < 0.5)
        return log1p(d);
    return isnormal(r) ? log(r) : log(q) - log(p);
}

/* Near r = 1, phi(1+d) = d - log1p(d) by GSL's series, so that nothing cancels. */
double
xent_kl_term(double p, double q, double difference)
{
    if (p == 0)
        return q;
    if (q == 0)
        return (double)INFINITY;
    double d = difference / p;
    if (fabs(d) < 0.5)
        return -p * gsl_sf_log_1plusx_mx(d);
    return difference - p * xent_log_ratio(p, q, difference);
}

static void
add_kl_terms(size_t n, const double *p, const double *q, xent_exact *sum)
{
    for (size_t i = 0; i < n; i++)
        xent_exact_add(sum, xent_kl_term(p[i], q[i], q[i] - p[i]));
}

double
xent_generalized_kl(size_t n, const double *p, const double *q)
{
    xent_exact sum = {0};
    add_kl_terms(n, p, q, &sum);
    return xent_exact_round(&sum);
}

/* Adds sum p - sum q. */
static void
add_masses(size_t n, const double *p, const double *q, xent_exact *sum)
{
    for (size_t i = 0; i < n; i++) {
        xent_exact_add(sum, p[i]);
        xent_exact_add(sum, -q[i]);
    }
}

double
xent_kl(size_t n, const double *p, const double *q)
{
    xent_exact sum = {0};
    add_kl_terms(n, p, q, &sum);
    add_masses(n, p, q, &sum);
    return xent_exact_round(&sum);
}

double
xent_jensen_shannon(size_t n, const double *p, const double *q)
{
    xent_exact sum = {0};
    for (size_t i = 0; i < n; i++) {
        double middle = (p[i] + q[i]) / 2, half = (q[i] - p[i]) / 2;
        xent_exact_add(&sum, xent_kl_term(p[i], middle, half) / 2);
        xent_exact_add(&sum, xent_kl_term(q[i], middle, -half) / 2);
    }
    return xent_exact_round(&sum);
}

/* (q - p) ln(q/p), the same bits both ways. */
static double
jeffreys_term(double p, double q)
{
    double low = fmin(p, q), high = fmax(p, q);
    if (low == high)
        return 0;
    return low == 0 ? (double)INFINITY : (high - low) * xent_log_ratio(low, high, high - low);
}

double
xent_jeffreys(size_t n, const double *p, const double *q)
{
    xent_exact sum = {0};
    for (size_t i = 0; i < n; i++)
        xent_exact_add(&sum, jeffreys_term(p[i], q[i]));
    return xent_exact_round(&sum);
}

size_t
xent_impossible(size_t n, const double *p, const double *q)
{
    size_t i = 0;
    while (i < n && !(p[i] > 0 && q[i] == 0))
        i++;
    return i;
}

/* ---- any order */

double
xent_expm1_minus(double x)
{
    return fabs(x) < 1 ? x * x / 2 * gsl_sf_exprel_2(x) : expm1(x) - x;
}

/* p^a q^b - a p - b q of masses > 0, a + b = 1: by the inequality of the means it has the sign of
   -ab.  With d = q/p - 1 and x = b ln(1+d) it is p (e^x - 1 - x + b (ln(1+d) - d)); if a is the
   smaller one, the parts cancel, and the roles change. */
static double
mean_term(double p, double q, double a, double b)
{
    if (a < b)
        return mean_term(q, p, b, a);
    double d = (q - p) / p, x = b * xent_log_ratio(p, q, q - p);
    if (fabs(d) < 0.5)
        return p * (xent_expm1_minus(x) + b * gsl_sf_log_1plusx_mx(d));
    return p * expm1(x) - b * (q - p);
}

/* (sum p^a q^b - sum p) / sum p: what is small when p is near q, or a near 1. */
static double
excess(size_t n, const double *p, const double *q, double a)
{
    double b = 1 - a;
    xent_exact sum = {0};
    for (size_t i = 0; i < n; i++) {
        xent_exact_add(&sum, p[i] > 0 && q[i] > 0 ? mean_term(p[i], q[i], a, b)
                                                  : -a * p[i] - b * q[i]);
        xent_exact_add_product(&sum, b, q[i]);
        xent_exact_add_product(&sum, -b, p[i]);
    }
    return xent_exact_round(&sum) / xent_mass(n, p);
}

/* ln sum p^a q^b over the possible outcomes; q NULL: ln sum p^a. */
static double
log_power_sum(size_t n, const double *p, const double *q, double a)
{
    double most = -(double)INFINITY;
    xent_exact sum = {0};
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < n; i++) {
            if (!(p[i] > 0) || (q && !(q[i] > 0)))
                continue;
            double power = q ? a * log(p[i]) + (1 - a) * log(q[i]) : a * log(p[i]);
            if (pass == 0)
                most = fmax(most, power);
            else
                xent_exact_add(&sum, exp(power - most));
        }
    return most + log(xent_exact_round(&sum));
}

/* ln max(p/q), +inf if some q = 0 < p; q NULL: ln max p. */
static double
log_most(size_t n, const double *p, const double *q)
{
    double most = -(double)INFINITY;
    for (size_t i = 0; i < n; i++)
        if (p[i] > 0)
            most = fmax(most, !q ? log(p[i]) : q[i] > 0 ? -xent_log_ratio(p[i], q[i], q[i] - p[i])
                                                        : (double)INFINITY);
    return most;
}

double
xent_renyi(size_t n, const double *p, const double *q, double order)
{
    if (order == 1)
        return xent_kl(n, p, q) / xent_mass(n, p);
    if (isinf(order))
        return log_most(n, p, q);
    if (order > 1 && xent_impossible(n, p, q) < n)
        return (double)INFINITY;
    double small = excess(n, p, q, order);
    if (order > 0 && fabs(small) < 0.5)
        return log1p(small) / (order - 1);
    return (log_power_sum(n, p, q, order) - log(xent_mass(n, p))) / (order - 1);
}

double
xent_renyi_entropy(size_t n, const double *p, double order)
{
    double mass = xent_mass(n, p);
    xent_exact sum = {0};
    if (order == 1)
        return xent_entropy(n, p) / mass;
    if (isinf(order))
        return -log_most(n, p, NULL);
    for (size_t i = 0; i < n; i++)
        if (p[i] > 0)
            xent_exact_add_product(&sum, p[i], expm1((order - 1) * log(p[i])));
    double small = xent_exact_round(&sum) / mass;
    if (fabs(small) < 0.5)
        return log1p(small) / (1 - order);
    return (log_power_sum(n, p, NULL, order) - log(mass)) / (1 - order);
}
