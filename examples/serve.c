/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Serving: loads a fitted map once, then turns logits in memory into probabilities to trust.

       serve MAP.json */
#include <stdio.h>
#include <stdlib.h>
#include <xent/xent.h>

enum { ROWS = 2, CLASSES = 3 };

static const double logits[ROWS * CLASSES] = {6, 2, 1, 0, 1, 1.5};

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
    xent_status status = xent_map_load(argv[1], &map, &err);
    if (status == XENT_OK && xent_map_classes(map) != CLASSES)
        status = xent_fail(&err, XENT_EDATA, "the map is for %zu classes", xent_map_classes(map));
    if (status == XENT_OK) {
        xent_map_probabilities(map, ROWS, CLASSES, logits, q);
        for (size_t i = 0; i < ROWS * CLASSES; i++)
            printf("%.4f%c", q[i], (i + 1) % CLASSES ? ' ' : '\n');
    } else {
        fprintf(stderr, "%s: %s\n", argv[1], err.sentence);
    }
    xent_map_free(map);
    return status == XENT_OK && fclose(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
