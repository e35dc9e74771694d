/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "info.h"
#include <math.h>
#include <string.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_sf_log.h>
#include "exact.h"

static const struct {
    const char *name;
    double per_nat;
} units[] = {
    [XENT_NATS] = {"nats", 1},
    [XENT_BITS] = {"bits", M_LOG2E},
    [XENT_HARTLEYS] = {"hartleys", M_LOG10E},
};

const char *
xent_unit_name(xent_unit unit)
{
    return units[unit].name;
}

int
xent_unit_find(const char *name, xent_unit *unit)
{
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (strcmp(units[i].name, name) == 0) {
            *unit = (xent_unit)i;
            return 1;
        }
    return 0;
}

double
xent_unit_per_nat(xent_unit unit)
{
    return units[unit].per_nat;
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
xent_cross_entropy(size_t n, const double *p, const double *q)
{
    xent_exact sum = {0};
    for (size_t i = 0; i < n; i++)
        if (p[i] > 0)
            xent_exact_add_product(&sum, p[i], xent_self_information(q[i]));
    return xent_exact_round(&sum);
}

/* p phi(q/p) with phi(r) = r - 1 - ln r, given q - p, which a caller may know better than the
   rounded q tells.  Near r = 1, phi(1+d) = d - log1p(d) by GSL's series, so that nothing cancels. */
static double
kl_term(double p, double q, double difference)
{
    if (p == 0)
        return q;
    if (q == 0)
        return (double)INFINITY;
    double d = difference / p;
    if (fabs(d) < 0.5)
        return -p * gsl_sf_log_1plusx_mx(d);
    return p * (log(p) - log(q)) + difference;
}

static void
add_kl_terms(size_t n, const double *p, const double *q, xent_exact *sum)
{
    for (size_t i = 0; i < n; i++)
        xent_exact_add(sum, kl_term(p[i], q[i], q[i] - p[i]));
}

double
xent_generalized_kl(size_t n, const double *p, const double *q)
{
    xent_exact sum = {0};
    add_kl_terms(n, p, q, &sum);
    return xent_exact_round(&sum);
}

double
xent_kl(size_t n, const double *p, const double *q)
{
    xent_exact sum = {0};
    add_kl_terms(n, p, q, &sum);
    for (size_t i = 0; i < n; i++) {
        xent_exact_add(&sum, p[i]);
        xent_exact_add(&sum, -q[i]);
    }
    return xent_exact_round(&sum);
}

double
xent_jensen_shannon(size_t n, const double *p, const double *q)
{
    xent_exact sum = {0};
    for (size_t i = 0; i < n; i++) {
        double middle = (p[i] + q[i]) / 2, half = (q[i] - p[i]) / 2;
        xent_exact_add(&sum, kl_term(p[i], middle, half) / 2);
        xent_exact_add(&sum, kl_term(q[i], middle, -half) / 2);
    }
    return xent_exact_round(&sum);
}

double
xent_perplexity(double nats)
{
    return exp(nats);
}
