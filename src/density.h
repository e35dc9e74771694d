/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Information measures of densities on the real line, in nats, by adaptive quadrature.

   A density is a callback of its logarithm, or a member of a named family.  Differential entropy
   can have any sign, and so can the cross-entropy; KL cannot. */
#ifndef XENT_DENSITY_H
#define XENT_DENSITY_H
#include <stddef.h>
#include "status.h"
#ifdef __cplusplus
extern "C" {
#endif

/* A place inside the support (low, high) of a density, with the logarithms of its distances from
   the ends, which keep the digits that x loses near an end; INFINITY from an infinite end. */
typedef struct {
    double x;
    double log_above; /* ln(x - low) */
    double log_below; /* ln(high - x) */
} xent_point;

/* ln f(x), -INFINITY where f is 0. */
typedef double xent_log_density(const xent_point *at, const void *context);

typedef struct {
    xent_log_density *log_density;
    const void *context;
    double low, high;  /* the support, low < high; may be infinite */
    size_t breaks;
    const double *at;  /* breaks places inside the support, increasing: where it bends or jumps, and
                          around its mass at the distance of its scale; at least one */
    /* What is known of the tails, 0 being nothing, decides whether an integral is infinite, which
       no quadrature can. */
    double moments;    /* E |x|^k is finite for k below it, and infinite from it on; or INFINITY */
    double growth;     /* -ln f grows like |x| to this power, towards every infinite end */
} xent_density;

/* An integral and the bound that the quadrature estimates for its error. */
typedef struct {
    double value, error;
} xent_integral;

/* The integral of f, which should be 1; -f ln f; -f ln g; and f ln(f/g), which is summed as
   f phi(g/f) >= 0, phi(r) = r - 1 - ln r, where the supports are the same (both must then integrate
   to 1).  +inf, with error 0, where g = 0 < f, or by what is known of the tails.  XENT_EDATA, with
   the estimate in the sentence, if the quadrature does not reach 1e-8 of the sum of the absolute
   parts: the integral may not exist. XENT_ENOMEM.  GSL's error handler must be off. */
xent_status xent_density_mass(const xent_density *p, xent_integral *mass, xent_error *err);
xent_status xent_differential_entropy(const xent_density *p, xent_integral *entropy,
                                      xent_error *err);
xent_status xent_density_cross_entropy(const xent_density *p, const xent_density *q,
                                       xent_integral *cross_entropy, xent_error *err);
xent_status xent_density_kl(const xent_density *p, const xent_density *q, xent_integral *kl,
                            xent_error *err);

/* ---- named families */

enum { XENT_FAMILY_PARAMETERS = 3 };

typedef struct {
    const char *name;          /* "sd"; NULL ends the list */
    double fallback;           /* NAN: it must be given */
    double above;              /* the value is finite and larger; -INFINITY: any */
} xent_family_parameter;

/* A family of densities.  Those of one parameter list after another ("mixture:w,m,s/w,m,s") have a
   repeated list. */
typedef struct {
    const char *name;          /* "normal" */
    const char *title;         /* "normal:MEAN,SD" */
    xent_family_parameter parameter[XENT_FAMILY_PARAMETERS + 1];
    int repeated;
    double (*log_density)(const xent_point *at, const double *parameter, size_t n);
    void (*support)(const double *parameter, double *low, double *high); /* NULL: all numbers */
    /* Where the mass is, on the scale that `logarithmic` says: breaks stand around it. */
    void (*place)(const double *parameter, double *location, double *scale);
    int logarithmic;
    double growth;                                /* see xent_density */
    double (*moments)(const double *parameter);   /* likewise; NULL: all are finite */
    double (*entropy)(const double *parameter); /* in closed form; NULL: there is none */
} xent_family;

extern const xent_family *const xent_families[]; /* ends with NULL */

/* The family called `name`, the first n characters, or NULL. */
const xent_family *xent_family_find(const char *name, size_t n);

typedef struct xent_named_density xent_named_density;

/* "normal:0,1", "t:3", "mixture:0.5,-2,1/0.5,2,1" (weights are divided by their sum).  Parameters
   left out at the end take their fallbacks.  XENT_EDATA for what is no such density, with the
   parameter; XENT_ENOMEM. */
xent_status xent_named_density_alloc(const char *text, xent_named_density **named,
                                     xent_error *err);
void xent_named_density_free(xent_named_density *named); /* NULL is allowed */
const xent_density *xent_named_density_of(const xent_named_density *named);
const xent_family *xent_named_density_family(const xent_named_density *named);

/* The entropy in closed form, NAN if there is none. */
double xent_named_density_entropy(const xent_named_density *named);

#ifdef __cplusplus
}
#endif
#endif
