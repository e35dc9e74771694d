/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The named families of densities. */
#include <gsl/gsl_math.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_psi.h>
#include <math.h>
#include <string.h>
#include "density.h"

#define ANY (-(double)INFINITY)
#define REQUIRED ((double)NAN)

static const double ln_sqrt_2pi = 0.91893853320467274178;

/* Of families whose first two parameters are location and scale. */
static void
place_as_given(const double *parameter, double *location, double *scale)
{
    *location = parameter[0];
    *scale = parameter[1];
}

static void
positive(const double *parameter, double *low, double *high)
{
    (void)parameter;
    *low = 0;
    *high = (double)INFINITY;
}

/* ---- normal */

static double
log_normal_density(double x, double mean, double sd)
{
    double z = (x - mean) / sd;
    return -z * z / 2 - log(sd) - ln_sqrt_2pi;
}

static double
normal_log_density(const xent_point *at, const double *parameter, size_t n)
{
    (void)n;
    return log_normal_density(at->x, parameter[0], parameter[1]);
}

static double
normal_entropy(const double *parameter)
{
    return log(parameter[1]) + ln_sqrt_2pi + 0.5;
}

static const xent_family normal = {
    .name = "normal",
    .title = "normal:MEAN,SD",
    .parameter = {{"mean", 0, ANY}, {"sd", 1, 0}},
    .log_density = normal_log_density,
    .growth = 2,
    .place = place_as_given,
    .entropy = normal_entropy,
};

/* ---- lognormal */

static double
lognormal_log_density(const xent_point *at, const double *parameter, size_t n)
{
    (void)n;
    return log_normal_density(at->log_above, parameter[0], parameter[1]) - at->log_above;
}

static double
lognormal_entropy(const double *parameter)
{
    return parameter[0] + normal_entropy(parameter);
}

static const xent_family lognormal = {
    .name = "lognormal",
    .title = "lognormal:MU,SIGMA, of a variable whose logarithm is normal",
    .parameter = {{"mu", 0, ANY}, {"sigma", 1, 0}},
    .log_density = lognormal_log_density,
    .support = positive,
    .place = place_as_given,
    .logarithmic = 1,
    .entropy = lognormal_entropy,
};

/* ---- exponential */

static double
exponential_log_density(const xent_point *at, const double *parameter, size_t n)
{
    (void)n;
    return log(parameter[0]) - parameter[0] * exp(at->log_above);
}

static void
exponential_place(const double *parameter, double *location, double *scale)
{
    *location = *scale = 1 / parameter[0];
}

static double
exponential_entropy(const double *parameter)
{
    return 1 - log(parameter[0]);
}

static const xent_family exponential = {
    .name = "exponential",
    .title = "exponential:RATE",
    .parameter = {{"rate", 1, 0}},
    .log_density = exponential_log_density,
    .growth = 1,
    .support = positive,
    .place = exponential_place,
    .entropy = exponential_entropy,
};

/* ---- gamma */

static double
gamma_log_density(const xent_point *at, const double *parameter, size_t n)
{
    double shape = parameter[0], scale = parameter[1];
    (void)n;
    return (shape - 1) * (at->log_above - log(scale)) - exp(at->log_above) / scale -
           gsl_sf_lngamma(shape) - log(scale);
}

static void
gamma_place(const double *parameter, double *location, double *scale)
{
    *location = parameter[0] * parameter[1];
    *scale = sqrt(parameter[0]) * parameter[1];
}

static double
gamma_entropy(const double *parameter)
{
    double shape = parameter[0];
    return shape + log(parameter[1]) + gsl_sf_lngamma(shape) + (1 - shape) * gsl_sf_psi(shape);
}

static const xent_family gamma_family = {
    .name = "gamma",
    .title = "gamma:SHAPE,SCALE",
    .parameter = {{"shape", REQUIRED, 0}, {"scale", 1, 0}},
    .log_density = gamma_log_density,
    .growth = 1,
    .support = positive,
    .place = gamma_place,
    .entropy = gamma_entropy,
};

/* ---- beta */

static double
beta_log_density(const xent_point *at, const double *parameter, size_t n)
{
    double a = parameter[0], b = parameter[1];
    (void)n;
    return (a - 1) * at->log_above + (b - 1) * at->log_below - gsl_sf_lnbeta(a, b);
}

static void
unit_interval(const double *parameter, double *low, double *high)
{
    (void)parameter;
    *low = 0;
    *high = 1;
}

static void
beta_place(const double *parameter, double *location, double *scale)
{
    double a = parameter[0], b = parameter[1], sum = a + b;
    *location = a / sum;
    *scale = sqrt(a * b / (sum + 1)) / sum;
}

static double
beta_entropy(const double *parameter)
{
    double a = parameter[0], b = parameter[1];
    return gsl_sf_lnbeta(a, b) - (a - 1) * gsl_sf_psi(a) - (b - 1) * gsl_sf_psi(b) +
           (a + b - 2) * gsl_sf_psi(a + b);
}

static const xent_family beta = {
    .name = "beta",
    .title = "beta:A,B",
    .parameter = {{"a", REQUIRED, 0}, {"b", REQUIRED, 0}},
    .log_density = beta_log_density,
    .support = unit_interval,
    .place = beta_place,
    .entropy = beta_entropy,
};

/* ---- Laplace */

static double
laplace_log_density(const xent_point *at, const double *parameter, size_t n)
{
    (void)n;
    return -fabs(at->x - parameter[0]) / parameter[1] - log(2 * parameter[1]);
}

static double
laplace_entropy(const double *parameter)
{
    return 1 + log(2 * parameter[1]);
}

static const xent_family laplace = {
    .name = "laplace",
    .title = "laplace:LOCATION,SCALE",
    .parameter = {{"location", 0, ANY}, {"scale", 1, 0}},
    .log_density = laplace_log_density,
    .growth = 1,
    .place = place_as_given,
    .entropy = laplace_entropy,
};

/* ---- logistic */

static double
logistic_log_density(const xent_point *at, const double *parameter, size_t n)
{
    double z = fabs(at->x - parameter[0]) / parameter[1];
    (void)n;
    return -z - 2 * log1p(exp(-z)) - log(parameter[1]);
}

static double
logistic_entropy(const double *parameter)
{
    return log(parameter[1]) + 2;
}

static const xent_family logistic = {
    .name = "logistic",
    .title = "logistic:LOCATION,SCALE",
    .parameter = {{"location", 0, ANY}, {"scale", 1, 0}},
    .log_density = logistic_log_density,
    .growth = 1,
    .place = place_as_given,
    .entropy = logistic_entropy,
};

/* ---- Student's t */

static double
t_log_density(const xent_point *at, const double *parameter, size_t n)
{
    double nu = parameter[0], z = (at->x - parameter[1]) / parameter[2];
    double tail = fabs(z) < 1e150 ? log1p(z * z / nu) : 2 * log(fabs(z)) - log(nu);
    (void)n;
    return -(nu + 1) / 2 * tail - log(nu) / 2 - gsl_sf_lnbeta(nu / 2, 0.5) - log(parameter[2]);
}

static void
t_place(const double *parameter, double *location, double *scale)
{
    *location = parameter[1];
    *scale = parameter[2];
}

static double
t_moments(const double *parameter)
{
    return parameter[0];
}

static double
t_entropy(const double *parameter)
{
    double nu = parameter[0], half = (nu + 1) / 2;
    return half * (gsl_sf_psi(half) - gsl_sf_psi(nu / 2)) + log(nu) / 2 +
           gsl_sf_lnbeta(nu / 2, 0.5) + log(parameter[2]);
}

static const xent_family student = {
    .name = "t",
    .title = "t:NU,LOCATION,SCALE",
    .parameter = {{"nu", REQUIRED, 0}, {"location", 0, ANY}, {"scale", 1, 0}},
    .log_density = t_log_density,
    .moments = t_moments,
    .place = t_place,
    .entropy = t_entropy,
};

/* ---- uniform */

static double
uniform_log_density(const xent_point *at, const double *parameter, size_t n)
{
    (void)at;
    (void)n;
    return -log(parameter[1] - parameter[0]);
}

static void
uniform_support(const double *parameter, double *low, double *high)
{
    *low = parameter[0];
    *high = parameter[1];
}

static void
uniform_place(const double *parameter, double *location, double *scale)
{
    *location = parameter[0] + (parameter[1] - parameter[0]) / 2;
    *scale = parameter[1] - parameter[0];
}

static double
uniform_entropy(const double *parameter)
{
    return log(parameter[1] - parameter[0]);
}

static const xent_family uniform = {
    .name = "uniform",
    .title = "uniform:LOW,HIGH",
    .parameter = {{"low", 0, ANY}, {"high", 1, ANY}},
    .log_density = uniform_log_density,
    .support = uniform_support,
    .place = uniform_place,
    .entropy = uniform_entropy,
};

/* ---- mixtures of normals */

/* ln sum w f by the largest term; the parameters are triples of weight, mean, sd. */
static double
mixture_log_density(const xent_point *at, const double *parameter, size_t n)
{
    double most = -(double)INFINITY, sum = 0;
    for (size_t i = 0; i < n; i += 3)
        most = fmax(most, log(parameter[i]) +
                              log_normal_density(at->x, parameter[i + 1], parameter[i + 2]));
    if (isinf(most))
        return most;
    for (size_t i = 0; i < n; i += 3)
        sum += parameter[i] *
               exp(log_normal_density(at->x, parameter[i + 1], parameter[i + 2]) - most);
    return most + log(sum);
}

static void
mixture_place(const double *parameter, double *location, double *scale)
{
    *location = parameter[1];
    *scale = parameter[2];
}

static const xent_family mixture = {
    .name = "mixture",
    .title = "mixture:WEIGHT,MEAN,SD/WEIGHT,MEAN,SD/..., of normals",
    .parameter = {{"weight", REQUIRED, 0}, {"mean", REQUIRED, ANY}, {"sd", REQUIRED, 0}},
    .repeated = 1,
    .log_density = mixture_log_density,
    .growth = 2,
    .place = mixture_place,
};

const xent_family *const xent_families[] = {
    &normal, &lognormal, &exponential, &gamma_family, &beta,    &laplace,
    &logistic, &student, &uniform,     &mixture,      NULL,
};

const xent_family *
xent_family_find(const char *name, size_t n)
{
    for (size_t i = 0; xent_families[i]; i++)
        if (strlen(xent_families[i]->name) == n && memcmp(xent_families[i]->name, name, n) == 0)
            return xent_families[i];
    return NULL;
}
