/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Information measures of discrete distributions, in nats.

   p and q: n masses >= 0, finite; they need not sum to 1, and nothing is normalised or clipped.
   z: n logits, finite or -inf, of which at least one is finite; they stand for softmax(z).
   0 ln 0 = 0.  What an impossible outcome costs is +inf.  Sums are exact up to one rounding of each
   term.  O(n) unless it says otherwise; nothing is allocated unless a status says so. */
#ifndef XENT_INFO_H
#define XENT_INFO_H
#include <stddef.h>
#include "status.h"
#ifdef __cplusplus
extern "C" {
#endif

/* ---- units */

/* The base of the logarithm, > 1; 0 is e, so that what is all zero is told in nats. */
typedef double xent_unit;
enum { XENT_NATS = 0, XENT_BITS = 2, XENT_HARTLEYS = 10 };
enum { XENT_UNIT_NAME = 48 };

/* "nats", "bits", "hartleys", or "base-3 units", which may or may not use name; returns it. */
const char *xent_unit_name(xent_unit unit, char name[XENT_UNIT_NAME]);

/* The unit called `name`, or whose base it is: "nats", "3", "base-3 units"; false if there is none,
   or no memory. */
int xent_unit_find(const char *name, xent_unit *unit);

/* How many of `unit` one nat is: 1/ln base.  Multiply by it when printing, never before. */
double xent_unit_per_nat(xent_unit unit);

/* ---- one distribution */

double xent_mass(size_t n, const double *p);            /* sum p */
double xent_self_information(double p);                 /* -ln p, +inf at 0 */
double xent_entropy(size_t n, const double *p);         /* -sum p ln p */
double xent_perplexity(double nats);                    /* exp(nats) */
double xent_bits_per_byte(double nats, double bytes);   /* of a text of so many bytes */

/* Rényi's entropy of any order >= 0, INFINITY included: ln(sum p^order / sum p) / (1 - order),
   which is his definition where the masses do not sum to 1.  Order 0 counts the possible outcomes,
   1 is Shannon's, 2 that of collisions, INFINITY -ln max p.  Continuous in the order to the last
   digits.  p must not be all zero. */
double xent_renyi_entropy(size_t n, const double *p, double order);

/* Entropy of counts >= 0 (not all zero): of the frequencies, which is too low on average, and with
   the correction of Miller (1955), (possible outcomes seen - 1) / (2 observations). */
double xent_entropy_of_counts(size_t n, const double *count);
double xent_miller_madow(size_t n, const double *count);

/* ---- two distributions */

/* -sum p ln q; +inf if q = 0 < p. */
double xent_cross_entropy(size_t n, const double *p, const double *q);

/* sum p phi(q/p) + (sum p - sum q), phi(r) = r - 1 - ln r: keeps its digits when p is near q.
   +inf if q = 0 < p. */
double xent_kl(size_t n, const double *p, const double *q);

/* The same without the difference of the masses: >= 0 for any masses. */
double xent_generalized_kl(size_t n, const double *p, const double *q);

/* (KL(p||m) + KL(q||m)) / 2, m = (p+q)/2: between 0 and ln 2 for distributions. */
double xent_jensen_shannon(size_t n, const double *p, const double *q);

/* KL(p||q) + KL(q||p) = sum (p - q) ln(p/q): no term is negative, for any masses. */
double xent_jeffreys(size_t n, const double *p, const double *q);

/* Rényi's divergence of any order >= 0: ln(sum p^order q^(1-order) / sum p) / (order - 1); order 1
   is KL / sum p, INFINITY ln max(p/q).  Keeps its digits when p is near q, and near order 1. */
double xent_renyi(size_t n, const double *p, const double *q, double order);

/* The first outcome with q = 0 < p, for which cross-entropy and KL are +inf; n if there is none. */
size_t xent_impossible(size_t n, const double *p, const double *q);

/* ---- distributions known by their logits, or their logs */

/* l = z - ln sum exp z; l may be z. */
void xent_log_softmax(size_t n, const double *z, double *l);

double xent_entropy_of_logits(size_t n, const double *z);
double xent_cross_entropy_of_logits(size_t n, const double *zp, const double *zq);

/* Keeps its digits when softmax(zp) is near softmax(zq), whatever constant lies between them. */
double xent_kl_of_logits(size_t n, const double *zp, const double *zq);

/* Rényi's divergence of any order >= 0 but 1 from the logarithms of masses, which may be below
   those of the smallest double; log_p must be of masses that sum to 1.  log_q NULL: all 0, and the
   result is less Rényi's entropy of p.  p must not be all zero. */
double xent_renyi_of_logs(size_t n, const double *log_p, const double *log_q, double order);

/* Against log q, finite or -inf: -sum p log_q; and sum p (ln p - log_q), as terms of one sign and
   the difference of the masses. */
double xent_cross_entropy_of_logs(size_t n, const double *p, const double *log_q);
double xent_kl_of_logs(size_t n, const double *p, const double *log_q);

/* ---- two variables */

/* What a joint distribution says; nats.  X is the row, Y the column. */
typedef struct {
    double mass;
    double joint;                          /* H(X,Y) */
    double rows, columns;                  /* H(X), H(Y) */
    double rows_given_columns;             /* H(X|Y) */
    double columns_given_rows;             /* H(Y|X) */
    double mutual;                         /* I(X;Y) = KL(joint || product of the marginals) */
    double residual;                       /* H(X) - H(X|Y) - I(X;Y), each computed on its own */
} xent_joint;

/* p: rows * columns masses, row after row; they should sum to 1.  XENT_ENOMEM. */
xent_status xent_joint_information(size_t rows, size_t columns, const double *p,
                                   xent_joint *joint, xent_error *err);

#ifdef __cplusplus
}
#endif
#endif
