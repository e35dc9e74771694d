/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "forensic_internal.h"
#include <stdarg.h>
#include <stdio.h>

#define ADDRESS(name) &xent_forensic_##name,
const xent_forensic *const xent_forensics[] = {XENT_FORENSICS(ADDRESS) NULL};

bool
xent_forensic_look(const xent_forensic *forensic, const xent_clues *clues, xent_found *found)
{
    bool apart = forensic->joint && clues->shape->task == XENT_MULTILABEL;
    *found = (xent_found){.severity = XENT_WARNING};
    return !apart && (!forensic->measured || clues->measured) && forensic->look(clues, found);
}

void
xent_found_say(xent_found *found, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(found->sentence, sizeof found->sentence, format, args);
    va_end(args);
}

void
xent_found_hint(xent_found *found, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(found->hint, sizeof found->hint, format, args);
    va_end(args);
}

void
xent_found_number(xent_found *found, const char *name, double value)
{
    if (found->numbers < XENT_FOUND_NUMBERS) {
        found->number[found->numbers].name = name;
        found->number[found->numbers++].value = value;
    }
}
