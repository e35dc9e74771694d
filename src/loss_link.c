/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Links: scores to ln q, q and 1 - q, and the chain rule back.

   A binary problem of one column is the two-class problem of its complement (0) and itself (1), so
   that sigmoid(z) is softmax(0, z); of its scores and gradients only [1] is used otherwise. */
#include <math.h>
#include "compensated.h"
#include "loss_internal.h"

/* ---- logits */

static size_t
argmax(size_t n, const double *z)
{
    size_t top = 0;
    for (size_t j = 1; j < n; j++)
        if (z[j] > z[top])
            top = j;
    return top;
}

/* a - b = high + low but for the rounding of low (Knuth's two-sum). */
typedef struct {
    double high, low;
} difference;

static difference
subtract(double a, double b)
{
    double high = a - b, v = high - a, low = (a - (high - v)) - (b + v);
    return (difference){high, isfinite(low) ? low : 0};
}

static difference
divide(difference d, double by)
{
    if (by == 1 || !isfinite(d.high))
        return d;
    double high = d.high / by, low = (fma(-high, by, d.high) + d.low) / by;
    return (difference){high, isfinite(low) ? low : 0};
}

/* The differences to the largest logit are kept to twice the digits: exp(d) has a relative error
   as large as the absolute one of d, and small losses are exp(d). */
void
xent_softmax_forms(const double *z, double temperature, xent_forms *f)
{
    size_t top = argmax(f->n, z);
    xent_compensated sum = {0};
    for (size_t j = 0; j < f->n; j++) {
        difference d = divide(subtract(z[j], z[top]), temperature);
        double e = exp(d.high);
        f->q[j] = e + e * d.low;
        f->x[j] = d.high;
        f->complement[j] = d.low;
        if (j != top)
            xent_compensated_add(&sum, f->q[j]);
    }
    double rest = xent_compensated_value(&sum), total = 1 + rest, log_total = log1p(rest);
    for (size_t j = 0; j < f->n; j++) {
        f->x[j] = f->x[j] - (log_total - f->complement[j]);
        f->q[j] /= total;
        f->complement[j] = j == top ? rest / total : 1 - f->q[j];
    }
    f->sum = 1;
}

static void
softmax_forms(const xent_loss_options *options, const double *z, double temperature,
              xent_forms *forms)
{
    (void)options;
    xent_softmax_forms(z, temperature, forms);
}

/* The derivative in ln q_j, were the ln q free of each other; q ln q is 0 at q = 0. */
static double
in_log(const xent_forms *f, const xent_loss_terms *terms, size_t j)
{
    return f->q[j] == 0 ? terms->by_x[j] : terms->by_x[j] + f->q[j] * terms->by_q[j];
}

/* g_j = a_j - q_j sum_k a_k, in the form that keeps its digits where q_j is near 1. */
static void
softmax_chain(const xent_loss_options *options, const double *z, double temperature,
              const xent_forms *f, const xent_loss_terms *terms, double *gradient)
{
    xent_compensated all = {0};
    (void)options;
    (void)z;
    for (size_t j = 0; j < f->n; j++)
        xent_compensated_add(&all, in_log(f, terms, j));
    for (size_t j = 0; j < f->n; j++) {
        double a = in_log(f, terms, j), others = all.sum - a + all.low;
        gradient[j] = (a * f->complement[j] - f->q[j] * others) / temperature;
    }
}

/* With a and b the first and second derivatives in ln q, A and B their sums, and d_ij - q_j the
   Jacobian of ln q: sum_i b_i (d_ij - q_j) (d_ik - q_k) - A q_j (d_jk - q_k). */
void
xent_softmax_hessian(const xent_forms *f, double temperature, const xent_loss_terms *terms,
                     double *hessian)
{
    const double *q = f->q, *r = f->complement, *b = terms->curvature;
    double first = 0, second = 0, scale = 1 / (temperature * temperature);
    for (size_t j = 0; j < f->n; j++) {
        first += in_log(f, terms, j);
        second += b[j];
    }
    for (size_t j = 0; j < f->n; j++)
        for (size_t k = 0; k < f->n; k++) {
            double others = q[j] * q[k] * (second - b[j] - (j == k ? 0 : b[k]));
            double own = j == k ? b[j] * r[j] * r[j] : -b[j] * r[j] * q[k] - b[k] * r[k] * q[j];
            double bend = j == k ? -first * q[j] * r[j] : first * q[j] * q[k];
            hessian[j * f->n + k] = scale * (others + own + bend);
        }
}

const xent_link xent_link_softmax = {softmax_forms, softmax_chain};

/* ---- probabilities */

/* Masses may be above 1, and stay so where nothing is to be clipped. */
static bool
clips(const xent_loss_options *options)
{
    return options->clip_low > 0 || options->clip_high < 1;
}

static bool
is_clipped(const xent_loss_options *options, double p)
{
    return clips(options) && (p < options->clip_low || p > options->clip_high);
}

static double
clip(const xent_loss_options *options, double p)
{
    return clips(options) ? fmin(fmax(p, options->clip_low), options->clip_high) : p;
}

/* The logarithm, clamped. */
static double
clamp(const xent_loss_options *options, double log_q)
{
    return fmax(log_q, options->log_clamp);
}

static void
probs_forms(const xent_loss_options *options, const double *p, double temperature, xent_forms *f)
{
    xent_compensated sum = {0};
    (void)temperature;
    for (size_t j = 0; j < f->n; j++)
        xent_compensated_add(&sum, p[j]);
    f->sum = options->normalize ? xent_compensated_value(&sum) : 1;
    for (size_t j = 0; j < f->n; j++) {
        f->q[j] = clip(options, p[j] / f->sum);
        f->complement[j] = 1 - f->q[j];
        f->x[j] = clamp(options, log(f->q[j]));
    }
}

/* The derivative in q_j, whose logarithm a clamp may have made constant. */
static double
in_prob(const xent_loss_options *options, const xent_forms *f, const xent_loss_terms *terms,
        size_t j)
{
    bool clamped = f->x[j] == options->log_clamp && isfinite(f->x[j]);
    bool constant = terms->by_x[j] == 0 || clamped;
    return terms->by_q[j] + (constant ? 0 : terms->by_x[j] / f->q[j]);
}

static void
probs_chain(const xent_loss_options *options, const double *p, double temperature,
            const xent_forms *f, const xent_loss_terms *terms, double *gradient)
{
    xent_compensated all = {0};
    (void)temperature;
    for (size_t j = 0; j < f->n; j++) {
        gradient[j] = is_clipped(options, p[j] / f->sum) ? 0 : in_prob(options, f, terms, j);
        if (options->normalize && gradient[j] != 0)
            xent_compensated_add(&all, gradient[j] * (p[j] / f->sum));
    }
    for (size_t j = 0; options->normalize && j < f->n; j++)
        gradient[j] = (gradient[j] - xent_compensated_value(&all)) / f->sum;
}

const xent_link xent_link_probs = {probs_forms, probs_chain};

/* Of P(y=1) alone; ln(1-p) is not the logarithm of a rounded 1 - p. */
static void
binary_probs_forms(const xent_loss_options *options, const double *p, double temperature,
                   xent_forms *f)
{
    double q = clip(options, p[1]);
    (void)temperature;
    f->q[1] = f->complement[0] = q;
    f->q[0] = f->complement[1] = 1 - q;
    f->x[1] = clamp(options, log(q));
    f->x[0] = clamp(options, log1p(-q));
    f->sum = 1;
}

/* Torch's derivative of bce is that of the loss without its clamp, p (1-p) held above a floor. */
static void
binary_probs_chain(const xent_loss_options *options, const double *p, double temperature,
                   const xent_forms *f, const xent_loss_terms *terms, double *gradient)
{
    double floor = options->slope_floor;
    (void)temperature;
    if (floor > 0)
        gradient[1] = (terms->by_x[1] * f->q[0] - terms->by_x[0] * f->q[1]) /
                      fmax(f->q[0] * f->q[1], floor);
    else if (is_clipped(options, p[1]))
        gradient[1] = 0;
    else
        gradient[1] = in_prob(options, f, terms, 1) - in_prob(options, f, terms, 0);
}

const xent_link xent_link_binary_probs = {binary_probs_forms, binary_probs_chain};

/* ---- log-probabilities */

static void
logprobs_forms(const xent_loss_options *options, const double *l, double temperature,
               xent_forms *f)
{
    (void)options;
    (void)temperature;
    for (size_t j = 0; j < f->n; j++) {
        f->x[j] = l[j];
        f->q[j] = exp(l[j]);
        f->complement[j] = -expm1(l[j]);
    }
    f->sum = 1;
}

static void
logprobs_chain(const xent_loss_options *options, const double *l, double temperature,
               const xent_forms *f, const xent_loss_terms *terms, double *gradient)
{
    (void)options;
    (void)temperature;
    (void)l;
    for (size_t j = 0; j < f->n; j++)
        gradient[j] = in_log(f, terms, j);
}

const xent_link xent_link_logprobs = {logprobs_forms, logprobs_chain};

/* Of ln P(y=1) alone; ln(1 - e^l) as in Maechler 2012. */
static void
binary_logprobs_forms(const xent_loss_options *options, const double *l, double temperature,
                      xent_forms *f)
{
    (void)options;
    (void)temperature;
    f->x[1] = l[1];
    f->x[0] = l[1] > -0.6931471805599453 ? log(-expm1(l[1])) : log1p(-exp(l[1]));
    f->q[1] = f->complement[0] = exp(l[1]);
    f->q[0] = f->complement[1] = -expm1(l[1]);
    f->sum = 1;
}

static void
binary_logprobs_chain(const xent_loss_options *options, const double *l, double temperature,
                      const xent_forms *f, const xent_loss_terms *terms, double *gradient)
{
    (void)options;
    (void)temperature;
    (void)l;
    double of_complement = terms->by_x[0] == 0 ? 0 : terms->by_x[0] / f->q[0];
    gradient[1] = in_log(f, terms, 1) - (of_complement + terms->by_q[0]) * f->q[1];
}

const xent_link xent_link_binary_logprobs = {binary_logprobs_forms, binary_logprobs_chain};

/* ---- scores of which no probabilities are made */

static void
identity_forms(const xent_loss_options *options, const double *s, double temperature,
               xent_forms *f)
{
    (void)options;
    (void)temperature;
    for (size_t j = 0; j < f->n; j++)
        f->x[j] = s[j];
}

static void
identity_chain(const xent_loss_options *options, const double *s, double temperature,
               const xent_forms *f, const xent_loss_terms *terms, double *gradient)
{
    (void)options;
    (void)temperature;
    (void)s;
    for (size_t j = 0; j < f->n; j++)
        gradient[j] = terms->by_x[j];
}

const xent_link xent_link_identity = {identity_forms, identity_chain};
