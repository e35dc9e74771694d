/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sums over classes that kernel_beta.c wants, in one arithmetic.  Include it with

       XENT_SCORE       the type of the scores
       XENT_REAL        the type that is computed in
       XENT_LOWEST      its most negative number
       XENT_EXP2        2^x of that type
       XENT_LEAST_CUBED what is less has a cube that is no normal number
       XENT_FLUSH       so many columns are summed before the sums go on in double
       XENT_SUMS(name)  makes names of this arithmetic

   `mode` is a constant wherever it is inlined.
   All of it is in LANES fixed lanes: columns of one row, or as many rows of a few columns. */

/* Adds a score to the sums of the next rung of a ladder, whose e it returns. */
XENT_INLINE XENT_REAL
XENT_SUMS(climb)(XENT_REAL (*s)[LANES], size_t l, XENT_REAL e, XENT_REAL d, XENT_REAL tie)
{
    e = e < XENT_LEAST_CUBED ? 0 : e * e * e;
    XENT_REAL d1 = e * d, d2 = d1 * d;
    s[0][l] += e - tie;
    s[1][l] += d1;
    s[2][l] += d2;
    s[3][l] += d2 * d;
    return e;
}

/* One score to each lane.  A leading score is counted and not summed, since 1 + rest is no place for
   a small rest; a masked one adds nothing. */
XENT_INLINE void
XENT_SUMS(add)(XENT_REAL (*s)[LANES], const XENT_SCORE *z, const XENT_REAL *lead, XENT_REAL factor,
               xent_beta_mode mode)
{
    for (size_t l = 0; l < LANES; l++) {
        XENT_REAL d = (XENT_REAL)z[l] - lead[l];
        d = d > XENT_LOWEST ? d : XENT_LOWEST;
        XENT_REAL e = XENT_EXP2(factor * d), tie = (XENT_REAL)(d < 0 ? 0 : 1);
        s[SUM_TIES][l] += tie;
        s[SUM_E][l] += e - tie;
        XENT_REAL d1 = e * d, d2 = d1 * d, d3 = d2 * d;
        s[SUM_E + 1][l] += d1;
        s[SUM_E + 2][l] += d2;
        s[SUM_E + 3][l] += d3;
        if (mode == XENT_BETA_HIGH) {
            XENT_REAL d4 = d3 * d;
            s[SUM_E + 4][l] += d4;
            s[SUM_E + 5][l] += d4 * d;
        }
        if (mode == XENT_BETA_IDENTITY) {
            XENT_REAL one = XENT_EXP2((XENT_REAL)LOG2_E * d);
            s[SUM_ONE][l] += one - tie;
            s[SUM_ONE_D][l] += one * d;
        }
        if (mode == XENT_BETA_LADDER) {
            e = XENT_SUMS(climb)(s + SUM_UPPER, l, e, d, tie);
            e = XENT_SUMS(climb)(s + SUM_UPPER + XENT_BETA_RUNG_TERMS, l, e, d, tie);
            XENT_SUMS(climb)(s + SUM_UPPER + 2 * XENT_BETA_RUNG_TERMS, l, e, d, tie);
        }
    }
}

/* The largest of n scores. */
XENT_INLINE XENT_SCORE
XENT_SUMS(lead)(size_t n, const XENT_SCORE *z)
{
    XENT_SCORE max[LANES];
    size_t j = 0;
    for (size_t l = 0; l < LANES; l++)
        max[l] = z[0];
    for (; j + LANES <= n; j += LANES)
        for (size_t l = 0; l < LANES; l++)
            max[l] = max[l] > z[j + l] ? max[l] : z[j + l];
    for (size_t l = 1; l < LANES; l++)
        max[0] = max[0] > max[l] ? max[0] : max[l];
    for (; j < n; j++)
        max[0] = max[0] > z[j] ? max[0] : z[j];
    return max[0];
}

/* The sums of one row, lane by lane.  Meanwhile the next row comes near. */
XENT_INLINE void
XENT_SUMS(wide)(size_t n, const XENT_SCORE *z, XENT_SCORE top, XENT_REAL factor,
                xent_beta_mode mode, double (*total)[LANES])
{
    XENT_REAL lead[LANES];
    for (size_t l = 0; l < LANES; l++)
        lead[l] = (XENT_REAL)top;
    for (size_t first = 0; first < n; first += XENT_FLUSH) {
        size_t j = first, end = n - first < XENT_FLUSH ? n : first + XENT_FLUSH;
        XENT_REAL s[SUMS][LANES];
        memset(s, 0, sums_of(mode) * sizeof *s);
        for (; j + LANES <= end; j += LANES) {
            __builtin_prefetch(z + j + n);
            XENT_SUMS(add)(s, z + j, lead, factor, mode);
        }
        if (j < end) {
            XENT_SCORE last[LANES];
            for (size_t l = 0; l < LANES; l++)
                last[l] = j + l < end ? z[j + l] : -(XENT_SCORE)INFINITY;
            XENT_SUMS(add)(s, last, lead, factor, mode);
        }
        for (size_t k = 0; k < sums_of(mode); k++)
            for (size_t l = 0; l < LANES; l++)
                total[k][l] += (double)s[k][l];
    }
}

/* The sums of LANES rows of n columns, z[j*LANES + l], a row in each lane. */
XENT_INLINE void
XENT_SUMS(narrow)(size_t n, const XENT_SCORE *z, const XENT_SCORE *top, XENT_REAL factor,
                  xent_beta_mode mode, double (*total)[LANES])
{
    XENT_REAL lead[LANES], s[SUMS][LANES];
    memset(s, 0, sums_of(mode) * sizeof *s);
    for (size_t l = 0; l < LANES; l++)
        lead[l] = (XENT_REAL)top[l];
    for (size_t j = 0; j < n; j++)
        XENT_SUMS(add)(s, z + j * LANES, lead, factor, mode);
    for (size_t k = 0; k < sums_of(mode); k++)
        for (size_t l = 0; l < LANES; l++)
            total[k][l] = (double)s[k][l];
}

/* The sums of `count` rows, LANES of a few columns or one of many, for every mode its own code. */
XENT_INLINE void
XENT_SUMS(sums)(const beta_job *job, const XENT_SCORE *z, const XENT_SCORE *top,
                xent_beta_mode mode, double (*total)[LANES])
{
    if (job->columns > NARROW)
        XENT_SUMS(wide)(job->columns, z, *top, (XENT_REAL)job->factor, mode, total);
    else
        XENT_SUMS(narrow)(job->columns, z, top, (XENT_REAL)job->factor, mode, total);
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
    double total[SUMS][LANES];
    const XENT_SCORE *own = z;
    if (job->columns <= NARROW) {
        XENT_SUMS(turn)(count, job->columns, z, turned, top);
        z = turned;
    } else {
        top[0] = XENT_SUMS(lead)(job->columns, z);
    }
    memset(total, 0, sums_of(job->mode) * sizeof *total);
    switch (job->mode) {
    case XENT_BETA_LOW:      XENT_SUMS(sums)(job, z, top, XENT_BETA_LOW, total); break;
    case XENT_BETA_HIGH:     XENT_SUMS(sums)(job, z, top, XENT_BETA_HIGH, total); break;
    case XENT_BETA_IDENTITY: XENT_SUMS(sums)(job, z, top, XENT_BETA_IDENTITY, total); break;
    case XENT_BETA_LADDER:   XENT_SUMS(sums)(job, z, top, XENT_BETA_LADDER, total); break;
    }
    for (size_t l = 0; l < count; l++, own += job->columns)
        job->gap[i + l] = (double)own[label_of(job, i + l)] - (double)top[l];
    if (job->columns > NARROW)
        gather_lanes(sums_of(job->mode), total);
    if (job->mode == XENT_BETA_LADDER)
        keep_upper(job, i, count, total);
    keep(job, i, count, total);
}

#undef XENT_SCORE
#undef XENT_REAL
#undef XENT_LOWEST
#undef XENT_EXP2
#undef XENT_LEAST_CUBED
#undef XENT_FLUSH
#undef XENT_SUMS
