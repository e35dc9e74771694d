/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The units that information is told in. */
#include <gsl/gsl_math.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "info.h"
#include "json.h"
#include "number.h"

static const struct {
    const char *name;
    xent_unit unit;
    double per_nat;
} units[] = {
    {"nats", XENT_NATS, 1},
    {"bits", XENT_BITS, M_LOG2E},
    {"hartleys", XENT_HARTLEYS, M_LOG10E},
};

enum { UNITS = sizeof units / sizeof *units };

const char *
xent_unit_name(xent_unit unit, char name[XENT_UNIT_NAME])
{
    char base[32];
    for (size_t i = 0; i < UNITS; i++)
        if (units[i].unit == unit)
            return units[i].name;
    xent_shortest(unit, base, sizeof base);
    snprintf(name, XENT_UNIT_NAME, "base-%s units", base);
    return name;
}

/* A base > 1: "3", or "base-3 units". */
static int
find_base(const char *text, xent_unit *unit)
{
    static const char before[] = "base-", after[] = " units";
    size_t n = strlen(text), head = sizeof before - 1, tail = sizeof after - 1;
    double base;
    xent_numbers numbers;
    if (n > head + tail && memcmp(text, before, head) == 0 && strcmp(text + n - tail, after) == 0) {
        text += head;
        n -= head + tail;
    }
    if (!xent_numbers_open(&numbers, '.'))
        return 0;
    int found = xent_number_parse(&numbers, text, n, &base, NULL) && base > 1 && isfinite(base);
    xent_numbers_close(&numbers);
    if (found)
        *unit = base;
    return found;
}

int
xent_unit_find(const char *name, xent_unit *unit)
{
    for (size_t i = 0; i < UNITS; i++)
        if (strcmp(units[i].name, name) == 0) {
            *unit = units[i].unit;
            return 1;
        }
    return find_base(name, unit);
}

double
xent_unit_per_nat(xent_unit unit)
{
    for (size_t i = 0; i < UNITS; i++)
        if (units[i].unit == unit)
            return units[i].per_nat;
    return 1 / log(unit);
}
