/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Information of densities, against closed forms and against another program's quadrature. */
#include <check.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>
#include "xent.h"
#include "suite.h"
#include "../reference/density.inc"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* What the quadrature is asked for is 1e-11 of each piece. */
static const double tol = 1e-10;

static xent_named_density *
named(const char *text)
{
    xent_named_density *density = NULL;
    xent_error err = {0};
    xent_named_density_alloc(text, &density, &err);
    ck_assert_msg(density != NULL, "%s: %s", text, err.sentence);
    return density;
}

static void
near(const char *what, double got, double want, double size)
{
    if (isinf(want))
        ck_assert_msg(got == want, "%s: got %.17g, want %.17g", what, got, want);
    else
        ck_assert_msg(fabs(got - want) <= tol * (size + fabs(want)), "%s: got %.17g, want %.17g",
                      what, got, want);
}

START_TEST(entropy_matches_reference)
{
    const char *text = entropies[_i].text;
    xent_named_density *p = named(text);
    xent_integral mass, entropy;
    xent_error err = {0};
    ck_assert_msg(xent_density_mass(xent_named_density_of(p), &mass, &err) == XENT_OK, "%s: %s",
                  text, err.sentence);
    near(text, mass.value, 1, 1);
    ck_assert_msg(xent_differential_entropy(xent_named_density_of(p), &entropy, &err) == XENT_OK,
                  "%s: %s", text, err.sentence);
    near(text, entropy.value, entropies[_i].entropy, 1);
    ck_assert_double_le(entropy.error, 1e-8 * (1 + fabs(entropy.value)));
    if (xent_named_density_family(p)->entropy)
        near(text, xent_named_density_entropy(p), entropies[_i].entropy, 1e-2);
    xent_named_density_free(p);
}
END_TEST

START_TEST(pairs_match_reference)
{
    xent_named_density *p = named(pairs[_i].p), *q = named(pairs[_i].q);
    const xent_density *f = xent_named_density_of(p), *g = xent_named_density_of(q);
    xent_integral kl, cross, entropy;
    xent_error err = {0};
    ck_assert_msg(xent_density_kl(f, g, &kl, &err) == XENT_OK, "%s %s: %s", pairs[_i].p,
                  pairs[_i].q, err.sentence);
    ck_assert_int_eq(xent_density_cross_entropy(f, g, &cross, NULL), XENT_OK);
    ck_assert_int_eq(xent_differential_entropy(f, &entropy, NULL), XENT_OK);
    /* ln f and ln g are rounded, so that their difference near 0 is known to this. */
    near(pairs[_i].p, kl.value, pairs[_i].kl,
         isfinite(kl.value) ? 1e-15 / tol * sqrt(kl.value) : 0);
    if (isfinite(kl.value))
        near("residual", cross.value - entropy.value - kl.value, 0,
             1 + fabs(cross.value) + fabs(entropy.value));
    else
        ck_assert_double_eq(cross.value, HUGE_VAL);
    xent_named_density_free(p);
    xent_named_density_free(q);
}
END_TEST

/* Unlike that of outcomes, entropy of a density can be negative, and so can a cross-entropy. */
START_TEST(entropy_of_a_density_can_be_negative)
{
    xent_named_density *p = named("normal:0,0.01"), *q = named("normal:0,0.02");
    xent_integral entropy, cross;
    ck_assert_int_eq(xent_differential_entropy(xent_named_density_of(p), &entropy, NULL), XENT_OK);
    ck_assert_int_eq(xent_density_cross_entropy(xent_named_density_of(p), xent_named_density_of(q),
                                                &cross, NULL), XENT_OK);
    ck_assert_double_lt(entropy.value, -3);
    ck_assert_double_lt(cross.value, -2);
    xent_named_density_free(p);
    xent_named_density_free(q);
}
END_TEST

/* A density whose moment of the order of the other's logarithm is infinite, and one that just has it:
   E x^2 = nu / (nu - 2). */
START_TEST(heavy_tails_are_infinite)
{
    static const char *const heavy[][2] = {{"t:1", "normal:0,1"}, {"t:2", "normal:5,3"},
                                           {"t:0.5", "laplace:0,1"}, {"t:1", "logistic:0,2"},
                                           {"t:2", "mixture:0.5,-1,1/0.5,1,1"}};
    xent_integral got;
    for (size_t i = 0; i < COUNT(heavy); i++) {
        xent_named_density *p = named(heavy[i][0]), *q = named(heavy[i][1]);
        const xent_density *f = xent_named_density_of(p), *g = xent_named_density_of(q);
        ck_assert_int_eq(xent_density_kl(f, g, &got, NULL), XENT_OK);
        ck_assert_double_eq(got.value, HUGE_VAL);
        ck_assert_int_eq(xent_density_cross_entropy(f, g, &got, NULL), XENT_OK);
        ck_assert_double_eq(got.value, HUGE_VAL);
        ck_assert_int_eq(xent_density_kl(g, f, &got, NULL), XENT_OK);
        ck_assert(isfinite(got.value));
        xent_named_density_free(p);
        xent_named_density_free(q);
    }
    xent_named_density *p = named("t:2.5"), *q = named("normal:0,1");
    ck_assert_int_eq(xent_density_cross_entropy(xent_named_density_of(p), xent_named_density_of(q),
                                                &got, NULL), XENT_OK);
    ck_assert_double_eq_tol(got.value, 2.5 + log(2 * acos(-1)) / 2, 1e-8);
    xent_named_density_free(p);
    xent_named_density_free(q);
}
END_TEST

static double
cauchy(const xent_point *at, const void *context)
{
    (void)context;
    return -log(acos(-1)) - (fabs(at->x) < 1e150 ? log1p(at->x * at->x) : 2 * log(fabs(at->x)));
}

/* Where nothing is known of the tails, or nearly all lies in them, there is no number. */
START_TEST(divergence_is_an_error)
{
    const double middle = 0;
    const xent_density unknown = {.log_density = cauchy, .low = -HUGE_VAL, .high = HUGE_VAL,
                                  .breaks = 1, .at = &middle};
    xent_named_density *t = named("t:2.05"), *normal = named("normal:0,1");
    const xent_density *p[] = {&unknown, xent_named_density_of(t)};
    for (size_t i = 0; i < COUNT(p); i++) {
        xent_integral kl;
        xent_error err = {0};
        ck_assert_msg(xent_density_kl(p[i], xent_named_density_of(normal), &kl, &err) == XENT_EDATA,
                      "%zu: %.17g +- %g", i, kl.value, kl.error);
        ck_assert_ptr_nonnull(strstr(err.sentence, "does not converge"));
    }
    xent_named_density_free(t);
    xent_named_density_free(normal);
}
END_TEST

/* A triangle on (0, 2): H = 1/2 + ln 1 by hand. */
static double
triangle(const xent_point *at, const void *context)
{
    (void)context;
    return fmin(at->log_above, at->log_below);
}

START_TEST(callbacks_work)
{
    const double peak = 1;
    const xent_density density = {.log_density = triangle, .low = 0, .high = 2, .breaks = 1,
                                  .at = &peak};
    xent_named_density *uniform = named("uniform:0,2");
    xent_integral got;
    ck_assert_int_eq(xent_density_mass(&density, &got, NULL), XENT_OK);
    near("mass", got.value, 1, 0);
    ck_assert_int_eq(xent_differential_entropy(&density, &got, NULL), XENT_OK);
    near("entropy", got.value, 0.5, 0);
    ck_assert_int_eq(xent_density_kl(&density, xent_named_density_of(uniform), &got, NULL),
                     XENT_OK);
    near("kl", got.value, log(2) - 0.5, 0);
    xent_named_density_free(uniform);
}
END_TEST

START_TEST(bad_names_are_refused)
{
    static const struct { const char *text, *sentence; } bad[] = {
        {"norml:0,1", "no such density"},  {"normal", "no such density"},
        {"normal:0,-1", "sd is -1"},       {"normal:0,x", "sd: \"x\" is not a number"},
        {"normal:inf,1", "mean is inf"},   {"normal:1,2,3", "one parameter too many"},
        {"gamma:", "shape is missing"},    {"uniform:1,1", "no number lies inside"},
        {"mixture:0.5,0,1/0.5", "mean is missing"}, {"mixture:1,0/1,0,1", "2 parameters before"},
        {"t:0", "nu is 0"},                {"", "no such density"},
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        xent_named_density *density;
        xent_error err = {0};
        ck_assert_int_eq(xent_named_density_alloc(bad[i].text, &density, &err), XENT_EDATA);
        ck_assert_msg(strstr(err.sentence, bad[i].sentence) != NULL, "%s: %s", bad[i].text,
                      err.sentence);
        ck_assert_ptr_null(density);
    }
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("density");
    gsl_set_error_handler_off();
    tcase_add_loop_test(tests, entropy_matches_reference, 0, (int)COUNT(entropies));
    tcase_add_loop_test(tests, pairs_match_reference, 0, (int)COUNT(pairs));
    tcase_add_test(tests, entropy_of_a_density_can_be_negative);
    tcase_add_test(tests, heavy_tails_are_infinite);
    tcase_add_test(tests, divergence_is_an_error);
    tcase_add_test(tests, callbacks_work);
    tcase_add_test(tests, bad_names_are_refused);
    return run_tests("density", tests);
}
