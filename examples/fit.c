/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fits a temperature to logits in memory and saves it.

       fit MAP.json */
#include <stdio.h>
#include <stdlib.h>
#include <xent/xent.h>

enum { ROWS = 8, CLASSES = 3 };

/* Held-out rows: a temperature fitted on training rows would call the model innocent. */
static const float logits[ROWS * CLASSES] = {
    4, 1, 0,  0, 6, 1,  2, 1, 7,  5, 0, 1, /* right, right, right, right */
    1, 5, 2,  3, 2, 1,  0, 1, 4,  6, 3, 1, /* wrong, right, wrong, right */
};
static const int64_t labels[ROWS] = {0, 1, 2, 0, 2, 0, 1, 0};

int
main(int argc, char **argv)
{
    const xent_admit_options admit = {.kind = XENT_KIND_LOGITS};
    const xent_fit_options options = {0};
    const xent_map_type *temperature = xent_map_type_find("temperature");
    xent_sample *sample = NULL;
    xent_map *map = NULL;
    xent_fit fit;
    xent_error err = {0};
    if (argc != 2) {
        fprintf(stderr, "usage: fit MAP.json\n");
        return 2;
    }
    if (xent_sample_from_memory(ROWS, CLASSES, logits, NULL, labels, NULL, &admit, NULL, &sample,
                                &err) != XENT_OK ||
        xent_map_fit(temperature, sample, &options, &map, &fit, &err) != XENT_OK ||
        xent_map_save(map, argv[1], NULL, &err) != XENT_OK)
        goto done;
    size_t size;
    printf("T = %.4f +- %.4f (%s)\n", *xent_map_parameter(map, "temperature", &size),
           *xent_map_standard_error(map, "temperature", &size), xent_fit_status_name(fit.status));
    printf("nll %.4f -> %.4f nats a row\n", fit.nll_before, fit.nll_after);
done:
    if (err.status != XENT_OK)
        fprintf(stderr, "%s\n", err.sentence);
    xent_map_free(map);
    xent_sample_free(sample);
    return err.status == XENT_OK && fclose(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
