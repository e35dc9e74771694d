/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What frameworks do that we do only by their name. */
#include <math.h>
#include "loss_internal.h"
#include "suite.h"

/* The value of rows in memory. */
static double
value_of(const char *name, xent_semantics semantics, const double *class_weight,
         const xent_block *block, const double *target)
{
    const xent_loss *loss = xent_loss_find(name);
    xent_loss_options options;
    xent_loss_plan plan;
    xent_loss_rows rows = {block, target, NULL};
    double value;
    xent_loss_defaults(loss, semantics, false, &options);
    options.class_weight = class_weight;
    ck_assert_int_eq(xent_loss_prepare(loss, &options, XENT_LOGITS, block->columns, target != NULL,
                                       false, &plan, NULL), XENT_OK);
    ck_assert_int_eq(xent_loss_compute(&plan, &rows, &value, NULL, NULL), XENT_OK);
    return value;
}

/* Keras multiplies a row by the weight of its class and divides by the rows. */
START_TEST(two_class_weights_multiply_the_rows_of_one_column)
{
    const double z[] = {0, 0, log(3)}, weight[] = {2, 5}, target[] = {1, 0.25, 0};
    const int32_t label[] = {1, 0, 0};
    const xent_block block = {.rows = 3, .columns = 1, .f64 = z, .label = label};
    double sum = 5 * log(2) + 2 * log(2) + 2 * log(4);
    double soft = 5 * log(2) + 2.75 * log(2) + 2 * log(4);
    ck_assert_double_eq_tol(value_of("bce", XENT_SEMANTICS_KERAS, weight, &block, NULL), sum / 3,
                            1e-15);
    ck_assert_double_eq_tol(value_of("bce", XENT_SEMANTICS_XENT, weight, &block, NULL), sum / 9,
                            1e-15);
    ck_assert_double_eq_tol(value_of("bce", XENT_SEMANTICS_KERAS, weight, &block, target), soft / 3,
                            1e-15);
    ck_assert_double_eq_tol(value_of("hinge", XENT_SEMANTICS_KERAS, weight, &block, NULL),
                            (5 + 2 + 2 * (1 + log(3))) / 3, 1e-15);
}
END_TEST

START_TEST(columns_have_no_class_weights)
{
    const double weight[] = {1, 2};
    xent_loss_options options;
    xent_loss_plan plan;
    xent_error err = {0};
    xent_loss_defaults(&xent_loss_bce, XENT_SEMANTICS_KERAS, false, &options);
    options.class_weight = weight;
    ck_assert_int_eq(xent_loss_prepare(&xent_loss_bce, &options, XENT_LOGITS, 2, true, false, &plan,
                                       &err), XENT_EINVAL);
    ck_assert_str_eq(err.sentence, "the loss bce has no use for class weights");
}
END_TEST

/* Optax and PyTorch multiply targets that are 0 with ln q = -inf; not so labels, and we do not. */
START_TEST(frameworks_know_no_zero_times_infinity)
{
    static const double z[] = {-(double)INFINITY, 0, 1}, target[] = {0, 1, 0}, one[] = {0};
    static const int32_t label = 1, off = 0;
    const xent_block block = {.rows = 1, .columns = 3, .f64 = z, .label = &label};
    const xent_block column = {.rows = 1, .columns = 1, .f64 = z, .label = &off};
    double finite = log1p(exp(1));
    ck_assert_double_nan(value_of("ce", XENT_SEMANTICS_OPTAX, NULL, &block, target));
    ck_assert_double_nan(value_of("poly1", XENT_SEMANTICS_OPTAX, NULL, &block, target));
    ck_assert_double_nan(value_of("bce", XENT_SEMANTICS_OPTAX, NULL, &column, one));
    ck_assert_double_nan(value_of("bce", XENT_SEMANTICS_OPTAX, NULL, &column, NULL));
    ck_assert_double_eq_tol(value_of("ce", XENT_SEMANTICS_OPTAX, NULL, &block, NULL), finite, 1e-15);
    ck_assert_double_eq_tol(value_of("ce", XENT_SEMANTICS_XENT, NULL, &block, target), finite, 1e-15);
    ck_assert_double_nan(value_of("ce", XENT_SEMANTICS_TORCH, NULL, &block, target));
    ck_assert_double_nan(value_of("kl", XENT_SEMANTICS_TORCH, NULL, &block, target));
    ck_assert_double_nan(value_of("bce", XENT_SEMANTICS_TORCH, NULL, &column, NULL));
    ck_assert_double_eq_tol(value_of("ce", XENT_SEMANTICS_TORCH, NULL, &block, NULL), finite, 1e-15);
    ck_assert(isfinite(value_of("mse", XENT_SEMANTICS_TORCH, NULL, &block, target)));
    ck_assert_double_eq(value_of("bce", XENT_SEMANTICS_XENT, NULL, &column, NULL), 0);
}
END_TEST

/* What torch.nn.functional.binary_cross_entropy_with_logits and its gradient are at a logit of -inf,
   of +inf there is none here (PyTorch 1.13, and 2 by its formula); check_semantics.py asks it again. */
typedef struct {
    double z, target, value, gradient[3]; /* of the positive weights 1, 1, 2.5 */
} infinite_logit;

static const infinite_logit infinite_logits[] = {
    {-HUGE_VAL, 0, (double)NAN, {0, 0, 0}},
    {-HUGE_VAL, 0.3, (double)NAN, {-0.3, -0.3, -0.75}},
    {-HUGE_VAL, 1, (double)NAN, {-1, -1, -2.5}},
};

START_TEST(torch_at_infinite_logits)
{
    static const double weights[] = {(double)NAN, 1, 2.5};
    const infinite_logit *c = &infinite_logits[_i];
    const xent_block block = {.rows = 1, .columns = 1, .f64 = &c->z};
    const xent_loss_rows rows = {&block, &c->target, NULL};
    for (size_t k = 0; k < sizeof weights / sizeof *weights; k++) {
        xent_loss_options options;
        xent_loss_plan plan;
        double value, gradient;
        xent_loss_defaults(&xent_loss_bce, XENT_SEMANTICS_TORCH, false, &options);
        options.pos_weight = k > 0 ? &weights[k] : NULL;
        options.pos_weights = k > 0;
        xent_error err = {0};
        xent_status status = xent_loss_prepare(&xent_loss_bce, &options, XENT_LOGITS, 1, true,
                                               false, &plan, &err);
        ck_assert_msg(status == XENT_OK, "%s", err.sentence);
        ck_assert_int_eq(xent_loss_compute(&plan, &rows, &value, &gradient, NULL), XENT_OK);
        ck_assert_msg(value == c->value || (isnan(value) && isnan(c->value)), "weight %g: %g",
                      weights[k], value);
        ck_assert_double_eq_tol(gradient, c->gradient[k], 1e-15);
    }
}
END_TEST

int
main(void)
{
    TCase *t = tcase_create("loss_semantics");
    tcase_add_test(t, two_class_weights_multiply_the_rows_of_one_column);
    tcase_add_test(t, columns_have_no_class_weights);
    tcase_add_test(t, frameworks_know_no_zero_times_infinity);
    tcase_add_loop_test(t, torch_at_infinite_logits, 0,
                        sizeof infinite_logits / sizeof *infinite_logits);
    return run_tests("loss_semantics", t);
}
