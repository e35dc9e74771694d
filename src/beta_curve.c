/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beta_curve.h"
#include <math.h>
#include "beta_loss.h"

enum { DERIVATIVES = 4, CONDITIONS = 2 * DERIVATIVES }; /* 0 .. 3, at both ends */

/* From one exact point to the next, in ln T: the rungs of a ladder. */
#define GAP 1.0986122886681098 /* ln 3 */

/* An exact point: the Taylor coefficients of L in ln T, 0 .. 3. */
typedef struct {
    double u;
    double coefficient[DERIVATIVES];
} knot;

/* With D = d / d ln T = -beta d / d beta. */
static knot
knot_of(double u, const xent_expansion *e)
{
    double beta = exp(-u), step = beta - e->beta;
    double d1 = beta * xent_expansion_at(e, 1, step);
    double d2 = beta * beta * xent_expansion_at(e, 2, step);
    double d3 = beta * beta * beta * xent_expansion_at(e, 3, step);
    return (knot){u, {xent_expansion_at(e, 0, step), -d1, (d1 + d2) / 2, -(d1 + 3 * d2 + d3) / 6}};
}

/* Hermite's interpolation between two knots, by divided differences (Stoer and Bulirsch, 2.1.5). */
static double
between(const knot *a, const knot *b, double u)
{
    double difference[CONDITIONS], h = b->u - a->u, power[DERIVATIVES] = {1, h, h * h, h * h * h};
    double s = (u - a->u) / h, value = 0;
    for (int i = 0; i < CONDITIONS; i++)
        difference[i] = (i < DERIVATIVES ? a : b)->coefficient[0];
    for (int k = 1; k < CONDITIONS; k++)
        for (int i = CONDITIONS - 1; i >= k; i--) {
            bool same = k < DERIVATIVES && (i < DERIVATIVES || i - k >= DERIVATIVES);
            const knot *at = i < DERIVATIVES ? a : b;
            difference[i] =
                same ? at->coefficient[k] * power[k] : difference[i] - difference[i - 1];
        }
    for (int i = CONDITIONS - 1; i >= 0; i--)
        value = difference[i] + value * (i < DERIVATIVES ? s : s - 1);
    return value;
}

/* The knots at u, u - GAP, ... */
static xent_status
measure_knots(xent_beta_loss *loss, double u, knot *k, xent_error *err)
{
    xent_expansion rung[XENT_BETA_RUNGS];
    xent_beta_request request = {.beta = exp(-u), .fast = true};
    xent_status status = xent_beta_loss_climb(loss, &request, rung, err);
    if (status == XENT_OK && !isfinite(rung[0].term[3])) {
        request.fast = false;
        status = xent_beta_loss_climb(loss, &request, rung, err);
    }
    for (int r = 0; status == XENT_OK && r < XENT_BETA_RUNGS; r++)
        k[r] = knot_of(u - r * GAP, &rung[r]);
    return status;
}

/* From the hottest point on downwards: the knots of a ladder, the points between them, and the next
   ladder where this one ended. */
static xent_status
trace(xent_beta_loss *loss, size_t n, const double *temperature, double *nll, xent_error *err)
{
    double u = log(temperature[n - 1]);
    knot k[XENT_BETA_RUNGS];
    xent_status status = XENT_OK;
    for (size_t left = n; status == XENT_OK && left > 0; u = k[XENT_BETA_RUNGS - 1].u) {
        status = measure_knots(loss, u, k, err);
        for (int r = 1; status == XENT_OK && r < XENT_BETA_RUNGS; r++)
            for (; left > 0 && log(temperature[left - 1]) >= k[r].u; left--)
                nll[left - 1] = between(&k[r], &k[r - 1], log(temperature[left - 1]));
    }
    return status;
}

xent_status
xent_temperature_curve(const xent_sample *sample, unsigned threads, size_t n,
                       const double *temperature, double *nll, xent_error *err)
{
    xent_beta_loss loss;
    xent_status status = xent_beta_loss_open(sample, threads, NULL, &loss, err);
    if (status == XENT_OK)
        status = trace(&loss, n, temperature, nll, err);
    xent_beta_loss_close(&loss);
    return status;
}
