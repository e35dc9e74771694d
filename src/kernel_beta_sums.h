/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sums over classes that kernel_beta.c wants, in one arithmetic.  Include it with

       XENT_SCORE       the type of the scores
       XENT_REAL        the type that is computed in
       XENT_VECTOR      vectors of it, of XENT_COUNTS counts and
       XENT_V(op)       their operations
       XENT_LOAD        a vector of scores
       XENT_LEAST_FACTOR what factors are at least: the deepest exponent over it is finite
       XENT_DEEPEST     the exponent at which 2^x is 0
       XENT_LEAST_CUBED what is less has a cube that is no normal number
       XENT_FLUSH       so many columns are summed before the sums go on in double
       XENT_SUM_AT_ONE  the function that sums for l(1)
       XENT_SUMS(name)  makes names of this arithmetic

   `extent` is a constant wherever it is inlined. */

/* In the lanes of vectors. */
typedef struct {
    XENT_VECTOR sum[XENT_BETA_ORDERS + 1];
    XENT_VECTOR upper[XENT_BETA_RUNGS - 1][XENT_BETA_RUNG_TERMS];
    XENT_COUNTS below; /* scores below the leading one */
} XENT_SUMS(lanes);

/* What scores are measured from, and how deep they may be. */
typedef struct {
    XENT_VECTOR lead, factor, deepest;
} XENT_SUMS(scale);

XENT_INLINE XENT_SUMS(scale)
XENT_SUMS(scale_of)(XENT_VECTOR lead, double factor)
{
    XENT_REAL f = (XENT_REAL)(factor > XENT_LEAST_FACTOR ? factor : XENT_LEAST_FACTOR);
    return (XENT_SUMS(scale)){lead, XENT_V(all)(f), XENT_V(all)(XENT_DEEPEST / f)};
}

XENT_INLINE void
XENT_SUMS(clear)(beta_extent extent, XENT_SUMS(lanes) *s)
{
    s->below = (XENT_COUNTS){0};
    XENT_EACH(orders_of(extent) + 1) s->sum[k] = (XENT_VECTOR){0};
    for (int r = 0; extent == LADDER && r < XENT_BETA_RUNGS - 1; r++)
        XENT_EACH(XENT_BETA_RUNG_TERMS) s->upper[r][k] = (XENT_VECTOR){0};
}

/* Adds scores to the sums of the next rung of a ladder, whose e it returns. */
XENT_INLINE XENT_VECTOR
XENT_SUMS(climb)(XENT_VECTOR *sum, XENT_VECTOR e, const XENT_VECTOR *power)
{
    XENT_COUNTS ignored = {0};
    e = (XENT_VECTOR)((XENT_COUNTS)(e * e * e) & (XENT_COUNTS)(e >= XENT_LEAST_CUBED));
    XENT_V(add_below)(e, power[0], &sum[0], &ignored);
    XENT_EACH(XENT_BETA_RUNG_TERMS - 1) sum[k + 1] = XENT_V(fma)(e, power[k], sum[k + 1]);
    return e;
}

/* One score to each lane.  A leading score is counted and not summed, since 1 + rest is no place
   for a small rest; a masked one adds nothing. */
XENT_INLINE void
XENT_SUMS(add)(XENT_VECTOR z, const XENT_SUMS(scale) *scale, beta_extent extent,
               XENT_SUMS(lanes) *s)
{
    XENT_VECTOR d = XENT_V(max)(z - scale->lead, scale->deepest);
    XENT_VECTOR e = XENT_V(exp2)(d, scale->factor), power[XENT_BETA_ORDERS] = {d};
    power[1] = XENT_V(square_above)(d, scale->deepest);
    XENT_EACH(orders_of(extent) - 2) power[k + 2] = power[k + 1] * d;
    XENT_V(add_below)(e, d, &s->sum[0], &s->below);
    XENT_EACH(orders_of(extent)) s->sum[k + 1] = XENT_V(fma)(e, power[k], s->sum[k + 1]);
    if (extent == LADDER)
        XENT_EACH(XENT_BETA_RUNGS - 1) e = XENT_SUMS(climb)(s->upper[k], e, power);
}

/* Adds the lanes up; `lanes` counts the scores that they were given. */
XENT_INLINE void
XENT_SUMS(total)(const XENT_SUMS(lanes) *s, beta_extent extent, size_t lanes, row_sums *total)
{
    int64_t below = 0;
    for (size_t l = 0; l < sizeof(XENT_VECTOR) / sizeof(XENT_REAL); l++)
        below += s->below[l];
    total->ties[0] += (double)lanes - (double)below;
    XENT_EACH(orders_of(extent) + 1) total->sum[k][0] += XENT_V(total)(s->sum[k]);
    for (int r = 0; extent == LADDER && r < XENT_BETA_RUNGS - 1; r++)
        XENT_EACH(XENT_BETA_RUNG_TERMS) total->upper[r][k][0] += XENT_V(total)(s->upper[r][k]);
}

/* The largest of n >= MOST / 2 scores.  The last steps overlap. */
XENT_INLINE XENT_SCORE
XENT_SUMS(lead)(size_t n, const XENT_SCORE *z)
{
    enum { MOST = 2 * NARROW };
    size_t places = n < MOST ? MOST / 2 : MOST;
    XENT_SCORE max[MOST];
    for (size_t l = 0; l < MOST; l++)
        max[l] = z[l < places ? l : 0];
    for (size_t j = places; j < n; j += places) {
        const XENT_SCORE *next = z + (j + places < n ? j : n - places);
        for (size_t l = 0; l < places; l++)
            max[l] = max[l] > next[l] ? max[l] : next[l];
    }
    for (size_t half = MOST / 2; half > 0; half /= 2)
        for (size_t l = 0; l < half; l++)
            max[l] = max[l] > max[l + half] ? max[l] : max[l + half];
    return max[0];
}

/* The sums of one row.  Meanwhile the next row comes near. */
XENT_INLINE void
XENT_SUMS(wide)(size_t n, const XENT_SCORE *z, XENT_SCORE top, double factor, beta_extent extent,
                row_sums *total)
{
    enum { STEP = sizeof(XENT_VECTOR) / sizeof(XENT_REAL) };
    const XENT_SUMS(scale) scale = XENT_SUMS(scale_of)(XENT_V(all)((XENT_REAL)top), factor);
    clear_first(extent, total);
    for (size_t first = 0; first < n; first += XENT_FLUSH) {
        size_t j = first, end = n - first < XENT_FLUSH ? n : first + XENT_FLUSH;
        XENT_SUMS(lanes) s;
        XENT_SUMS(clear)(extent, &s);
        for (; j + STEP <= end; j += STEP) {
            __builtin_prefetch(z + j + n);
            XENT_SUMS(add)(XENT_LOAD(z + j), &scale, extent, &s);
        }
        if (j < end) {
            XENT_SCORE last[STEP];
            for (size_t l = 0; l < STEP; l++)
                last[l] = j + l < end ? z[j + l] : -(XENT_SCORE)INFINITY;
            XENT_SUMS(add)(XENT_LOAD(last), &scale, extent, &s);
            j += STEP;
        }
        XENT_SUMS(total)(&s, extent, j - first, total);
    }
}

/* The sums of rows of n columns, z[j*LANES + l], which lie in the places from l on. */
XENT_INLINE void
XENT_SUMS(narrow)(size_t n, const XENT_SCORE *z, const XENT_SCORE *top, double factor, size_t l,
                  beta_extent extent, row_sums *total)
{
    const XENT_SUMS(scale) scale = XENT_SUMS(scale_of)(XENT_LOAD(top + l), factor);
    XENT_SUMS(lanes) s;
    XENT_SUMS(clear)(extent, &s);
    for (size_t j = 0; j < n; j++)
        XENT_SUMS(add)(XENT_LOAD(z + j * LANES + l), &scale, extent, &s);
    for (size_t i = 0; i < sizeof(XENT_VECTOR) / sizeof(XENT_REAL); i++) {
        total->ties[l + i] = (double)n - (double)s.below[i];
        XENT_EACH(orders_of(extent) + 1) total->sum[k][l + i] = (double)s.sum[k][i];
        for (int r = 0; extent == LADDER && r < XENT_BETA_RUNGS - 1; r++)
            XENT_EACH(XENT_BETA_RUNG_TERMS) total->upper[r][k][l + i] = (double)s.upper[r][k][i];
    }
}

/* The sums of LANES rows of a few columns or one of many. */
XENT_INLINE void
XENT_SUMS(sums)(size_t n, const XENT_SCORE *z, const XENT_SCORE *top, double factor,
                beta_extent extent, row_sums *total)
{
    if (n > NARROW)
        XENT_SUMS(wide)(n, z, *top, factor, extent, total);
    else
        for (size_t l = 0; l < LANES; l += sizeof(XENT_VECTOR) / sizeof(XENT_REAL))
            XENT_SUMS(narrow)(n, z, top, factor, l, extent, total);
}

/* For every extent its own code. */
static void
XENT_SUMS(sum)(size_t n, const XENT_SCORE *z, const XENT_SCORE *top, double factor,
               beta_extent extent, row_sums *total)
{
    switch (extent) {
    case FIRST:  XENT_SUMS(sums)(n, z, top, factor, FIRST, total); break;
    case THIRD:  XENT_SUMS(sums)(n, z, top, factor, THIRD, total); break;
    case SIXTH:  XENT_SUMS(sums)(n, z, top, factor, SIXTH, total); break;
    case LADDER: XENT_SUMS(sums)(n, z, top, factor, LADDER, total); break;
    }
}

/* Rows of a few columns side by side; lanes without a row repeat the first. */
XENT_INLINE void
XENT_SUMS(turn)(size_t count, size_t columns, const XENT_SCORE *z, XENT_SCORE *turned,
                XENT_SCORE *top)
{
    for (size_t l = 0; l < LANES; l++) {
        const XENT_SCORE *row = z + (l < count ? l : 0) * columns;
        for (size_t j = 0; j < columns; j++)
            turned[j * LANES + l] = row[j];
    }
    for (size_t l = 0; l < LANES; l++)
        top[l] = turned[l];
    for (size_t j = 1; j < columns; j++)
        for (size_t l = 0; l < LANES; l++)
            top[l] = top[l] > turned[j * LANES + l] ? top[l] : turned[j * LANES + l];
}

/* Sums up rows i .. i+count-1 of the job, whose logits are z. */
static void
XENT_SUMS(rows)(const beta_job *job, size_t i, size_t count, const XENT_SCORE *z)
{
    XENT_SCORE turned[NARROW * LANES], top[LANES];
    const XENT_SCORE *own = z;
    row_sums total;
    if (job->columns <= NARROW) {
        XENT_SUMS(turn)(count, job->columns, z, turned, top);
        z = turned;
    } else {
        top[0] = XENT_SUMS(lead)(job->columns, z);
    }
    XENT_SUMS(sum)(job->columns, z, top, job->factor, extent_of(job->mode), &total);
    for (size_t l = 0; l < count; l++, own += job->columns)
        job->gap[i + l] = (double)own[label_of(job, i + l)] - (double)top[l];
    keep(job, i, count, &total);
    if (!has_one(job->mode))
        return;
    XENT_SUM_AT_ONE(job->columns, z, top, LOG2_E, FIRST, &total);
    keep_at_one(job, i, count, &total);
}

#undef XENT_SCORE
#undef XENT_REAL
#undef XENT_VECTOR
#undef XENT_COUNTS
#undef XENT_V
#undef XENT_LOAD
#undef XENT_LEAST_FACTOR
#undef XENT_DEEPEST
#undef XENT_LEAST_CUBED
#undef XENT_FLUSH
#undef XENT_SUM_AT_ONE
#undef XENT_SUMS
