/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was noted, and the numbers behind it. */
#include "page.h"
#include "result_internal.h"

static const char *
text_at(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static void
write_notes(xent_page *page)
{
    const json_t *notes = xent_json_at(page->result->root, "notes");
    page->style->section(page, "alerts", "Alerts");
    if (json_array_size(notes) == 0)
        page->style->paragraph(page, "Nothing to note.");
    for (size_t i = 0; i < json_array_size(notes); i++) {
        const json_t *note = json_array_get(notes, i);
        const char *sentence = text_at(note, "sentence"), *severity = text_at(note, "severity");
        page->style->alert(page, severity ? severity : "note", sentence ? sentence : "",
                           text_at(note, "hint"));
    }
}

/* The numbers behind the findings, whose sentences are among the notes. */
static void
write_evidence(xent_page *page)
{
    static const char *const head[] = {"finding", "evidence", "value", NULL};
    const json_t *findings = xent_json_at(page->result->root, "findings");
    if (json_array_size(findings) == 0)
        return;
    page->style->table(page, head, 2);
    for (size_t i = 0; i < json_array_size(findings); i++) {
        const json_t *finding = json_array_get(findings, i);
        const json_t *evidence = json_object_get(finding, "evidence");
        const char *key = NULL, *title = text_at(finding, "title");
        for (; (key = xent_page_next_key(evidence, key)) != NULL; title = "") {
            page->style->row(page);
            page->style->text_cell(page, title ? title : "");
            page->style->text_cell(page, key);
            xent_page_scalar(page, json_object_get(evidence, key));
        }
    }
    page->style->end_table(page);
}

void
xent_page_write_alerts(xent_page *page)
{
    write_notes(page);
    write_evidence(page);
}
