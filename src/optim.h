/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Optimisers: GSL's solvers, with brackets and safeguards around them and one stopping struct. */
#ifndef XENT_OPTIM_H
#define XENT_OPTIM_H
#include "status.h"
#ifdef __cplusplus
extern "C" {
#endif

/* When to stop, and afterwards why it stopped. */
typedef struct {
    double step;            /* relative change of the argument that ends the work; 1e-14 */
    double gradient;        /* gradient norm that ends the work */
    size_t max_iterations;
    size_t iterations;      /* out */
    double gradient_norm;   /* out: at the result */
    int converged;          /* out */
} xent_stopping;

/* A function with its derivative; both are asked for together.  XENT_OK or an error, which ends
   the search. */
typedef xent_status xent_slope(void *context, double x, double *f, double *df, xent_error *err);

/* The root of an increasing function f in (low, high), f(low) < 0 < f(high), from x: Newton steps
   of gsl_root_fdfsolver, replaced by bisection where they leave the bracket.  The convergence test
   comes before the bracket test.  XENT_EFIT if max_iterations do not suffice. */
xent_status xent_root(xent_slope *f, void *context, double low, double high, double *x,
                      xent_stopping *stopping, xent_error *err);

/* A convex function of n variables with its gradient (n) and Hessian (n*n, row-major); gradient
   and hessian may be NULL when they are not wanted. */
typedef xent_status xent_objective(void *context, const double *x, double *f, double *gradient,
                                   double *hessian, xent_error *err);

/* The minimum of a convex function from x[n]: gsl_multimin_fdfminimizer (BFGS) into the
   neighbourhood, then damped Newton steps to the last digit.  XENT_EFIT if the gradient does not
   vanish in max_iterations (x is the best point). */
xent_status xent_minimise(xent_objective *f, void *context, size_t n, double *x,
                          xent_stopping *stopping, xent_error *err);

#ifdef __cplusplus
}
#endif
#endif
