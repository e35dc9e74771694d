/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Optimisers: GSL's solvers, with brackets and safeguards around them and one stopping struct.

   GSL's own error handler aborts, and it is the program's to choose: call
   gsl_set_error_handler_off() once, so that a lack of memory is a status here too.  Nothing else
   that these functions do can reach the handler. */
#ifndef XENT_OPTIM_H
#define XENT_OPTIM_H
#include <stdbool.h>
#include "status.h"
#ifdef __cplusplus
extern "C" {
#endif

/* When to stop, and afterwards why it stopped. */
typedef struct {
    double step;            /* change of the argument, relative to 1 + |x|, that ends the work */
    double gradient;        /* gradient norm that ends the work; 0: only an exact zero does */
    bool near;              /* xent_minimise: x is near the minimum, or Newton's method finds it
                               from anywhere: no BFGS; f may be NAN, and the gradient decides */
    double longest;         /* xent_root: no step is longer; 0: no limit */
    size_t max_iterations;
    size_t iterations;      /* out: of both phases */
    double gradient_norm;   /* out: at the result */
} xent_stopping;

/* To the last digit: step 1e-14, gradient 0, no limit, 200 iterations. */
extern const xent_stopping xent_stopping_default;

/* A function with its derivative; both are asked for together.  XENT_OK or an error, which ends
   the search. */
typedef xent_status xent_slope(void *context, double x, double *f, double *df, xent_error *err);

/* The root of an increasing function f in (low, high), f(low) < 0 < f(high), from *x: Newton steps
   of gsl_root_fdfsolver, cut to stopping->longest and replaced by bisection where they leave the
   bracket, which shrinks on the way; its ends may be infinite if there is a longest step, and f is
   never asked there.  The convergence test comes before the bracket test: a step that is noise
   must not start a bisection.  Converged is also a step below 1e-9 that no longer shrinks, and a
   bracket without a double inside.  f is always asked at the final *x last.  XENT_EFIT if
   max_iterations do not suffice or f is not finite; XENT_ENOMEM; errors of f. */
xent_status xent_root(xent_slope *f, void *context, double low, double high, double *x,
                      xent_stopping *stopping, xent_error *err);

/* A convex function of n variables with its gradient (n) and Hessian (n*n, row-major); gradient
   and hessian may be NULL when they are not wanted. */
typedef xent_status xent_objective(void *context, const double *x, double *f, double *gradient,
                                   double *hessian, xent_error *err);

/* The minimum of a convex function from x[n], n >= 1: gsl_multimin_fdfminimizer (BFGS) into the
   neighbourhood, then damped Newton steps (modified Cholesky of the Hessian) to the last digit.
   Scale the arguments to the order of 1.  XENT_EFIT if the gradient does not vanish in
   max_iterations (x is the best point); XENT_ENOMEM; errors of f. */
xent_status xent_minimise(xent_objective *f, void *context, size_t n, double *x,
                          xent_stopping *stopping, xent_error *err);

/* The minimum of a convex function of many variables from x[n], n >= 1, without a Hessian:
   limited-memory BFGS (Liu and Nocedal 1989) with steps that are halved until f, or near the
   minimum or where f is NAN its slope, decreases enough.  Choose the variables so that the Hessian
   is about the unit matrix.  Ends where
   the root of the summed squares of the gradient is at most stopping->gradient; XENT_EFIT if it
   does not get there in max_iterations or stops to shrink (x is the best point); XENT_ENOMEM;
   errors of f, which is never asked for a Hessian. */
xent_status xent_descend(xent_objective *f, void *context, size_t n, double *x,
                         xent_stopping *stopping, xent_error *err);

#ifdef __cplusplus
}
#endif
#endif
