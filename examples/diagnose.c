/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far off are the stated probabilities of FILE, and how far off would a perfectly calibrated
   classifier look with as many rows?

       diagnose FILE */
#include <stdio.h>
#include <stdlib.h>
#include <xent/xent.h>

static void
print(const xent_evaluation *evaluation, const char *name)
{
    const xent_metric *metric = xent_metric_find(name);
    const xent_value *value = metric ? xent_evaluation_value(evaluation, metric) : NULL;
    if (!value)
        return; /* not defined for this sample */
    printf("%-16s %8.4f", name, value->value);
    if (value->null_mean == value->null_mean) /* not NAN: there is a null reference */
        printf("   perfectly calibrated: %.4f, rarely above %.4f", value->null_mean,
               value->null_high);
    putchar('\n');
}

int
main(int argc, char **argv)
{
    static const char *const names[] = {"accuracy", "mean_confidence", "nll", "brier", "ece"};
    const xent_read_options options = {0}; /* every member has a sensible zero */
    xent_sample *sample = NULL;
    xent_evaluation *evaluation = NULL;
    xent_error err = {0};
    if (argc != 2) {
        fprintf(stderr, "usage: diagnose FILE\n");
        return 2;
    }
    if (xent_read(argv[1], &options, NULL, &sample, &err) != XENT_OK ||
        xent_evaluate(sample, &xent_settings_default, &evaluation, &err) != XENT_OK)
        goto done;
    const xent_shape *shape = xent_sample_shape(sample);
    printf("%zu rows, %zu classes, %s\n", shape->rows, shape->classes,
           xent_sample_facts(sample)->kind_reason);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        print(evaluation, names[i]);
done:
    if (err.status != XENT_OK)
        fprintf(stderr, "%s: %s\n", err.place, err.sentence);
    xent_evaluation_free(evaluation);
    xent_sample_free(sample);
    return err.status == XENT_OK && fclose(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
