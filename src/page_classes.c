/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The classes of a report. */
#include <stdio.h>
#include "page.h"
#include "result_internal.h"

/* So many of the classes, which stand by their errors: a page of thousands would be megabytes. */
enum { MOST_CLASSES = 100 };

/* A table with a row for each class: members of it, by their paths. */
typedef struct {
    const char *const *head; /* of the columns; NULL-ended */
    const char *const *path;
} class_table;

static void
write_table(xent_page *page, const json_t *classes, const class_table *table)
{
    page->style->table(page, table->head, 1);
    for (size_t i = 0; i < json_array_size(classes) && i < MOST_CLASSES; i++) {
        const json_t *class = json_array_get(classes, i);
        page->style->row(page);
        xent_page_scalar(page, json_object_get(class, "class"));
        for (size_t k = 0; table->path[k]; k++)
            xent_page_number(page, xent_json_at(class, table->path[k]));
    }
    page->style->end_table(page);
}

static void
write_rest(xent_page *page, size_t classes)
{
    char line[120];
    if (classes <= MOST_CLASSES)
        return;
    snprintf(line, sizeof line, "The first %d classes; %zu more are in the JSON document.", MOST_CLASSES,
             classes - MOST_CLASSES);
    page->style->paragraph(page, line);
}

void
xent_page_write_classes(xent_page *page)
{
    static const char *const errors[] = {"class", "share", "ECE", "RMSCE", "largest gap", NULL};
    static const char *const error_paths[] = {"share", "ece", "rmsce", "mce", NULL};
    static const char *const terms[] = {"class", "Brier score", "miscalibration",
                                        "discrimination", "uncertainty", NULL};
    static const char *const term_paths[] = {
        "decomposition.corp.brier.score", "decomposition.corp.brier.miscalibration",
        "decomposition.corp.brier.discrimination", "decomposition.corp.brier.uncertainty", NULL};
    const json_t *classes = xent_json_at(page->result->root, "per_class.classes");
    if (!classes)
        return;
    page->style->section(page, "classes", "Classes");
    page->style->paragraph(page, "Each class against the rest: its probability, and whether it is "
                                 "the label.");
    write_rest(page, json_array_size(classes));
    write_table(page, classes, &(class_table){errors, error_paths});
    page->style->paragraph(page, "Brier score = miscalibration - discrimination + uncertainty, by "
                                 "isotonic regression on the same rows.");
    write_table(page, classes, &(class_table){terms, term_paths});
    xent_page_write_ledgers(page, classes, "class", "class", "score", MOST_CLASSES,
                            "Log score = uncertainty - resolution + miscalibration of each class "
                            "against the rest. One map serves all classes, fitted on other rows; "
                            "where the miscalibration is below zero, it costs the class.");
}
