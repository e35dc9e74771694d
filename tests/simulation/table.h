/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outcome of all designs as Markdown, and whether it is as it should be. */
#ifndef XENT_SIMULATION_TABLE_H
#define XENT_SIMULATION_TABLE_H
#include <stdint.h>
#include <stdio.h>
#include "design.h"
#include "tally.h"

/* Of one design. */
typedef struct {
    const design *design;
    size_t replicates;
    claims found;
    tally count[MOST_CLAIMS];
} column;

typedef struct {
    size_t replicates, null_draws;
    uint64_t seed;
    double level;
    size_t size;
    column *column; /* size of them */
} outcome;

/* Writes the tables; returns how many numbers lie outside their band. */
size_t table_write(const outcome *all, FILE *out);

#endif
