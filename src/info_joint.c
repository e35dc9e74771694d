/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Information of two variables, from the table of their joint distribution. */
#include <math.h>
#include <stdlib.h>
#include "exact.h"
#include "info.h"
#include "info_internal.h"

/* A table with its marginals. */
typedef struct {
    size_t rows, columns;
    const double *p;
    double *row, *column;
} table;

static void
add_marginals(const table *t)
{
    for (size_t i = 0; i < t->rows; i++)
        t->row[i] = xent_mass(t->columns, t->p + i * t->columns);
    for (size_t j = 0; j < t->columns; j++) {
        xent_exact sum = {0};
        for (size_t i = 0; i < t->rows; i++)
            xent_exact_add(&sum, t->p[i * t->columns + j]);
        t->column[j] = xent_exact_round(&sum);
    }
}

/* -sum p ln(p / m), m the marginal of the row or of the column of p. */
static double
conditional(const table *t, int by_row)
{
    xent_exact sum = {0};
    for (size_t i = 0; i < t->rows; i++)
        for (size_t j = 0; j < t->columns; j++) {
            double p = t->p[i * t->columns + j], m = by_row ? t->row[i] : t->column[j];
            if (p > 0)
                xent_exact_add_product(&sum, p, xent_log_ratio(p, m, m - p));
        }
    return xent_exact_round(&sum);
}

/* KL of the table from the product of its marginals, whose distance from p takes one rounding. */
static double
mutual(const table *t)
{
    xent_exact sum = {0};
    for (size_t i = 0; i < t->rows; i++)
        for (size_t j = 0; j < t->columns; j++) {
            double p = t->p[i * t->columns + j], r = t->row[i], c = t->column[j];
            xent_exact_add(&sum, xent_kl_term(p, r * c, fma(r, c, -p)));
            xent_exact_add(&sum, p);
            xent_exact_add_product(&sum, -r, c);
        }
    return xent_exact_round(&sum);
}

xent_status
xent_joint_information(size_t rows, size_t columns, const double *p, xent_joint *joint,
                       xent_error *err)
{
    double *marginal = malloc((rows + columns) * sizeof *marginal);
    if (!marginal)
        return xent_fail_memory(err);
    table t = {
        .rows = rows, .columns = columns, .p = p, .row = marginal, .column = marginal + rows};
    add_marginals(&t);
    *joint = (xent_joint){.mass = xent_mass(rows * columns, p),
                          .joint = xent_entropy(rows * columns, p),
                          .rows = xent_entropy(rows, t.row),
                          .columns = xent_entropy(columns, t.column),
                          .rows_given_columns = conditional(&t, 0),
                          .columns_given_rows = conditional(&t, 1),
                          .mutual = mutual(&t)};
    joint->residual = joint->rows - joint->rows_given_columns - joint->mutual;
    free(marginal);
    return XENT_OK;
}
