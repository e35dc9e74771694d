/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Serving: loads a fitted map once, then turns logits in memory into probabilities to trust.

       serve MAP.json */
#include <stdio.h>
#include <stdlib.h>
#include <xent/xent.h>

enum { ROWS = 2, CLASSES = 3 }; /* a block holds 16 rows or more, so one block does */

static const double logits[ROWS * CLASSES] = {6, 2, 1, 0, 1, 1.5};

/* q[ROWS*CLASSES]: what the map makes of z[ROWS*CLASSES]. */
static xent_status
serve(const xent_map *map, const double *z, double *q, xent_error *err)
{
    const xent_admit_options admit = {.kind = XENT_KIND_LOGITS};
    xent_sample *sample = NULL, *mapped = NULL;
    xent_block block;
    xent_row row[ROWS];
    void *scratch = NULL;
    xent_status status = xent_sample_from_memory(ROWS, CLASSES, NULL, z, NULL, NULL, &admit, NULL,
                                                 &sample, err);
    if (status == XENT_OK)
        status = xent_map_sample(map, sample, &mapped, err);
    if (status == XENT_OK && !(scratch = malloc(xent_sample_scratch_size(mapped) + 1)))
        status = xent_fail_memory(err);
    if (status == XENT_OK)
        status = xent_sample_block(mapped, 0, scratch, &block, err);
    if (status == XENT_OK)
        xent_kernel_rows(&block, xent_sample_shape(mapped)->kind, CLASSES, row, q);
    free(scratch);
    xent_sample_free(mapped);
    xent_sample_free(sample);
    return status;
}

int
main(int argc, char **argv)
{
    xent_map *map = NULL;
    xent_error err = {0};
    double q[ROWS * CLASSES];
    if (argc != 2) {
        fprintf(stderr, "usage: serve MAP.json\n");
        return 2;
    }
    if (xent_map_load(argv[1], &map, &err) != XENT_OK || serve(map, logits, q, &err) != XENT_OK)
        fprintf(stderr, "%s: %s\n", err.place, err.sentence);
    else
        for (size_t i = 0; i < ROWS * CLASSES; i++)
            printf("%.4f%c", q[i], (i + 1) % CLASSES ? ' ' : '\n');
    xent_map_free(map);
    return err.status == XENT_OK && fclose(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
