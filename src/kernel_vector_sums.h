/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of kernel_vector.c, in one arithmetic.  Include it with

       XENT_SCORE       the type of the scores
       XENT_REAL        the type that is computed in
       XENT_LOWEST      its most negative number
       XENT_EXP2        2^x of that type
       XENT_FLUSH       so many exponentials are summed before the sum goes on in double
       XENT_SUMS(name)  makes names of this arithmetic

   Loops over classes are vector code; sums over them are in LANES fixed lanes. */

/* A score that counts for nothing is 0. */
XENT_INLINE XENT_REAL
XENT_SUMS(open)(XENT_SCORE z)
{
    XENT_REAL x = (XENT_REAL)z;
    return x >= XENT_LOWEST ? x : 0;
}

/* t = weight o z + bias, and the largest of them.  Meanwhile the next row comes near. */
XENT_INLINE XENT_REAL
XENT_SUMS(scale)(size_t n, const XENT_SCORE *restrict z, const XENT_REAL *restrict weight,
                 const XENT_REAL *restrict bias, XENT_REAL *restrict t)
{
    const XENT_REAL masked = -(XENT_REAL)INFINITY;
    XENT_REAL max[LANES];
    size_t j = 0;
    for (size_t l = 0; l < LANES; l++)
        max[l] = masked;
    for (; j + LANES <= n; j += LANES) {
        __builtin_prefetch(z + j + n);
        for (size_t l = 0; l < LANES; l++) {
            XENT_REAL x = (XENT_REAL)z[j + l], moved = weight[j + l] * x + bias[j + l];
            moved = x >= XENT_LOWEST ? moved : masked;
            t[j + l] = moved;
            max[l] = max[l] > moved ? max[l] : moved;
        }
    }
    for (; j < n; j++) {
        t[j] = (XENT_REAL)z[j] >= XENT_LOWEST ? weight[j] * (XENT_REAL)z[j] + bias[j] : masked;
        max[0] = max[0] > t[j] ? max[0] : t[j];
    }
    for (size_t l = 1; l < LANES; l++)
        max[0] = max[0] > max[l] ? max[0] : max[l];
    return max[0];
}

/* Replaces t by e^(t - max), and sums them. */
XENT_INLINE double
XENT_SUMS(exponentials)(size_t n, XENT_REAL max, XENT_REAL *t)
{
    double total[LANES] = {0};
    for (size_t first = 0; first < n; first += XENT_FLUSH) {
        size_t j = first, end = n - first < XENT_FLUSH ? n : first + XENT_FLUSH;
        XENT_REAL s[LANES] = {0};
        for (; j + LANES <= end; j += LANES)
            for (size_t l = 0; l < LANES; l++) {
                t[j + l] = XENT_EXP2((XENT_REAL)LOG2_E * (t[j + l] - max));
                s[l] += t[j + l];
            }
        for (size_t l = 0; j < end; l++, j++) {
            t[j] = XENT_EXP2((XENT_REAL)LOG2_E * (t[j] - max));
            s[l] += t[j];
        }
        for (size_t l = 0; l < LANES; l++)
            total[l] += (double)s[l];
    }
    for (size_t half = LANES / 2; half > 0; half /= 2)
        for (size_t l = 0; l < half; l++)
            total[l] += total[l + half];
    return total[0];
}

XENT_INLINE void
XENT_SUMS(add_gradient)(size_t n, XENT_REAL scale, const XENT_REAL *restrict e,
                        const XENT_SCORE *restrict z, XENT_REAL *restrict weights,
                        XENT_REAL *restrict biases)
{
    for (size_t j = 0; j < n; j++) {
        XENT_REAL q = e[j] * scale;
        biases[j] += q;
        weights[j] += q * XENT_SUMS(open)(z[j]);
    }
}

XENT_INLINE void
XENT_SUMS(add_curvature)(size_t n, double total, double w, const XENT_REAL *restrict e,
                         const XENT_SCORE *restrict z, double *restrict sums)
{
    double scale = 1 / total;
    for (size_t j = 0; j < n; j++) {
        double q = (double)e[j] * scale, variance = w * q * (1 - q);
        double x = (double)XENT_SUMS(open)(z[j]);
        sums[j] += variance * x * x;
        sums[n + j] += variance * x;
        sums[2 * n + j] += variance;
    }
}

/* What a row with a target distribution has in place of max - t[y].  A class without a share costs
   nothing, masked or not. */
XENT_INLINE double
XENT_SUMS(cost_of_target)(size_t n, const double *target, double mass, double max,
                          const XENT_REAL *t)
{
    double cost = 0;
    for (size_t j = 0; j < n; j++)
        cost += target[j] > 0 ? target[j] / mass * (max - (double)t[j]) : 0;
    return cost;
}

XENT_INLINE void
XENT_SUMS(take_target)(size_t n, double w, const double *target, double mass, const XENT_SCORE *z,
                       double *sums)
{
    for (size_t j = 0; j < n; j++) {
        double share = w * target[j] / mass;
        sums[j] -= share * (double)XENT_SUMS(open)(z[j]);
        sums[n + j] -= share;
    }
}

/* Adds rows i .. i+count-1 of the block, whose logits are z.  gradient: where sum w q z and
   sum w q are added to. */
static void
XENT_SUMS(rows)(const xent_block *block, size_t i, size_t count, const XENT_SCORE *z,
                const XENT_REAL *parameters, bool curvature, XENT_REAL *t, XENT_REAL *gradient,
                double *sums)
{
    size_t n = block->columns;
    double *last = sums + (curvature ? 5 : 2) * n;
    for (size_t end = i + count; i < end; i++, z += n) {
        double w = xent_block_weight(block, i);
        size_t y = (size_t)block->label[i];
        const double *target = block->target ? block->target + i * n : NULL;
        double mass = target ? xent_block_target_mass(block, i) : 1;
        XENT_REAL max = XENT_SUMS(scale)(n, z, parameters, parameters + n, t);
        double own = target ? XENT_SUMS(cost_of_target)(n, target, mass, (double)max, t)
                            : (double)max - (double)t[y];
        double total = XENT_SUMS(exponentials)(n, max, t);
        XENT_SUMS(add_gradient)(n, (XENT_REAL)(w / total), t, z, gradient, gradient + n);
        if (target) {
            XENT_SUMS(take_target)(n, w, target, mass, z, sums);
        } else {
            sums[y] -= w * (double)z[y];
            sums[n + y] -= w;
        }
        if (curvature)
            XENT_SUMS(add_curvature)(n, total, w, t, z, sums + 2 * n);
        last[0] += w;
        last[1] += w * (own + xent_kernel_log(total));
    }
}

#undef XENT_SCORE
#undef XENT_REAL
#undef XENT_LOWEST
#undef XENT_EXP2
#undef XENT_FLUSH
#undef XENT_SUMS
