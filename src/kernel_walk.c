/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random walks of calibrated outcomes, one replicate in each lane: how far from 0 the sum of
   p - outcome gets. */
#include "kernel_internal.h"
#include "kernel_math.h"

enum { LANES = XENT_WALKS };

/* 32 random bits of a counter under a key of twice 32: the finaliser "lowbias32" (Wellons 2018)
   with half of the key before and half amid it. */
XENT_INLINE uint32_t
random_bits(uint32_t counter, uint32_t key, uint32_t second)
{
    uint32_t x = counter * UINT32_C(0x9e3779b9) + key;
    x = (x ^ x >> 16) * UINT32_C(0x7feb352d) ^ second;
    x = (x ^ x >> 15) * UINT32_C(0x846ca68b);
    return x ^ x >> 16;
}

void
XENT_PASS(walk)(size_t n, const xent_step *step, const xent_walk_keys *key, double *most)
{
    int32_t sum[LANES] = {0}, largest[LANES] = {0};
    for (size_t i = 0; i < n; i++) {
        xent_step s = step[i];
        for (size_t l = 0; l < LANES; l++) {
            int32_t u = (int32_t)(random_bits((uint32_t)i, key->first[l], key->second[l]) >> 1);
            int32_t miss = u > s.threshold;
            sum[l] += s.hit & (miss - 1);
        }
        if (!s.ends_tie)
            continue;
        for (size_t l = 0; l < LANES; l++) {
            int32_t d = s.expected - sum[l], size = d < 0 ? -d : d;
            largest[l] = size > largest[l] ? size : largest[l];
        }
    }
    for (size_t l = 0; l < LANES; l++)
        most[l] = largest[l];
}

/* The standard normal quantile of u in (0, 1), to 1.2e-9 of its size (Acklam 2003). */
XENT_INLINE double
normal_quantile(double u)
{
    double q = u - 0.5, r = q * q;
    double a = ((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r
                 + 138.3577518672690) * r - 30.66479806614716) * r + 2.506628277459239;
    double b = ((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r
                 + 66.80131188771972) * r - 13.28068155288572) * r + 1;
    double tail = q < 0 ? u : 1 - u, t = sqrt(-2 * xent_kernel_log(tail));
    double c = ((((-0.007784894002430293 * t - 0.3223964580411365) * t - 2.400758277161838) * t
                 - 2.549732539343734) * t + 4.374664141464968) * t + 2.938163982698783;
    double d = (((0.007784695709041462 * t + 0.3224671290700398) * t + 2.445134137142996) * t
                + 3.754408661907416) * t + 1;
    double outer = q < 0 ? c / d : -(c / d);
    return tail < 0.02425 ? outer : a * q / b;
}

XENT_INLINE double
uniform(uint32_t bits)
{
    return ((double)bits + 0.5) * 0x1p-32;
}

/* Between the ends of a run the walk is a Brownian bridge, whose extremes have a closed form. */
void
XENT_PASS(runs)(size_t n, const xent_run *run, const xent_walk_keys *key, double *most)
{
    double sum[LANES] = {0};
    for (size_t l = 0; l < LANES; l++)
        most[l] = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t l = 0; l < LANES; l++) {
            uint32_t counter = 2 * (uint32_t)i;
            double u = uniform(random_bits(counter, key->first[l], key->second[l]));
            double v = uniform(random_bits(counter + 1, key->first[l], key->second[l]));
            double step = run[i].deviation * normal_quantile(u), before = sum[l];
            double spread = sqrt(step * step - 2 * run[i].inner * xent_kernel_log(v));
            sum[l] = before + step;
            double peak = 0.5 * (fabs(before + sum[l]) + spread);
            most[l] = peak > most[l] ? peak : most[l];
        }
}
