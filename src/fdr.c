/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fdr.h"
#include <math.h>
#include <stdlib.h>

typedef struct {
    double p;
    size_t index;
} ranked;

static int
compare(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    return x->p < y->p ? -1 : x->p > y->p ? 1 : x->index < y->index ? -1 : x->index > y->index;
}

const char *
xent_fdr_name(xent_dependence dependence)
{
    return dependence == XENT_DEPENDENT ? "Benjamini-Yekutieli" : "Benjamini-Hochberg";
}

/* What p-values of m tests are multiplied by beside. */
static double
penalty(size_t m, xent_dependence dependence)
{
    double sum = 0;
    for (size_t i = m; i > 0 && dependence == XENT_DEPENDENT; i--)
        sum += 1 / (double)i;
    return dependence == XENT_DEPENDENT ? sum : 1;
}

xent_status
xent_fdr(size_t n, const double *p, xent_dependence dependence, double *adjusted, size_t *tests,
         xent_error *err)
{
    ranked *rank = malloc((n + 1) * sizeof *rank);
    double least = 1;
    size_t m = 0;
    if (!rank)
        return xent_fail_memory(err);
    for (size_t i = 0; i < n; i++) {
        adjusted[i] = (double)NAN;
        if (!isnan(p[i]))
            rank[m++] = (ranked){p[i], i};
    }
    qsort(rank, m, sizeof *rank, compare);
    double times = (double)m * penalty(m, dependence);
    for (size_t i = m; i-- > 0;) { /* the i-th smallest: min over j >= i of p_j m / j */
        least = fmin(least, rank[i].p * times / (double)(i + 1));
        adjusted[rank[i].index] = least;
    }
    free(rank);
    *tests = m;
    return XENT_OK;
}
