/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports in GitHub's Markdown. */
#include <math.h>
#include <string.h>
#include "page.h"
#include "report_internal.h"
#include "text.h"

/* What Markdown would take for markup becomes an escape; HTML's < and & an entity. */
static void
add_text(xent_page *page, const char *text)
{
    uint32_t code;
    while ((code = xent_text_next(&text)) != 0) {
        if (code == '<' || code == '&')
            xent_buffer_puts(&page->out, code == '<' ? "&lt;" : "&amp;");
        else if (code < 0x80 && strchr("\\`*_[]|#~$>@!", (int)code))
            xent_buffer_printf(&page->out, "\\%c", (int)code);
        else
            xent_utf8_add(&page->out, code);
    }
}

static void
add_number(xent_page *page, double x)
{
    char text[32];
    xent_measure_text(x, text, sizeof text);
    xent_buffer_puts(&page->out, text);
}

static void
begin(xent_page *page, const char *title, const char *subtitle)
{
    xent_buffer_puts(&page->out, "# ");
    add_text(page, title);
    xent_buffer_puts(&page->out, "\n\n");
    add_text(page, subtitle);
    xent_buffer_puts(&page->out, "\n\n");
}

static void
end(xent_page *page)
{
    (void)page;
}

static void
section(xent_page *page, const char *id, const char *title)
{
    (void)id;
    xent_buffer_printf(&page->out, "## %s\n\n", title);
}

static void
heading(xent_page *page, const char *title)
{
    xent_buffer_puts(&page->out, "### ");
    add_text(page, title);
    xent_buffer_puts(&page->out, "\n\n");
}

static void
paragraph(xent_page *page, const char *text)
{
    add_text(page, text);
    xent_buffer_puts(&page->out, "\n\n");
}

/* An indented block shows any line as it is. */
static void
command(xent_page *page, const char *text)
{
    uint32_t code;
    xent_buffer_puts(&page->out, "    ");
    while ((code = xent_text_next(&text)) != 0)
        xent_utf8_add(&page->out, code);
    xent_buffer_puts(&page->out, "\n\n");
}

static void
verdict(xent_page *page, const char *state, const char *sentence)
{
    xent_buffer_puts(&page->out, "**");
    add_text(page, state);
    xent_buffer_puts(&page->out, "**: ");
    paragraph(page, sentence);
}

static void
alert(xent_page *page, const char *severity, const char *text, const char *hint)
{
    xent_buffer_puts(&page->out, "- **");
    add_text(page, severity);
    xent_buffer_puts(&page->out, "**: ");
    add_text(page, text);
    if (hint && *hint) {
        xent_buffer_puts(&page->out, " (");
        add_text(page, hint);
        xent_buffer_puts(&page->out, ")");
    }
    xent_buffer_puts(&page->out, "\n\n");
}

static void
table(xent_page *page, const char *const *head, size_t numbers)
{
    size_t columns = 0;
    for (; head[columns]; columns++) {
        xent_buffer_puts(&page->out, "| ");
        add_text(page, head[columns]);
        xent_buffer_puts(&page->out, " ");
    }
    xent_buffer_puts(&page->out, "|\n");
    for (size_t i = 0; i < columns; i++)
        xent_buffer_puts(&page->out, i < numbers ? "|---" : "|--:");
    xent_buffer_puts(&page->out, "|");
}

static void
row(xent_page *page)
{
    xent_buffer_puts(&page->out, "\n|");
}

static void
text_cell(xent_page *page, const char *text)
{
    xent_buffer_puts(&page->out, " ");
    add_text(page, text);
    xent_buffer_puts(&page->out, " |");
}

static void
count_cell(xent_page *page, double count)
{
    char text[32];
    xent_count_text(count, text, sizeof text);
    text_cell(page, text);
}

static void
add_interval(xent_page *page, double low, double high)
{
    add_number(page, low);
    xent_buffer_puts(&page->out, " to ");
    add_number(page, high);
}

static void
number_cell(xent_page *page, const xent_value *value)
{
    xent_buffer_puts(&page->out, " ");
    add_number(page, value->value);
    if (!isnan(value->low) && !isnan(value->high)) {
        xent_buffer_puts(&page->out, " (");
        add_interval(page, value->low, value->high);
        xent_buffer_puts(&page->out, ")");
    }
    if (!isnan(value->null_mean)) {
        xent_buffer_puts(&page->out, " (if calibrated ");
        add_number(page, value->null_mean);
        if (!isnan(value->null_high)) {
            xent_buffer_puts(&page->out, ", below ");
            add_number(page, value->null_high);
        }
        xent_buffer_puts(&page->out, ")");
    }
    if (!isnan(value->p_value)) {
        xent_buffer_puts(&page->out, " (p ");
        add_number(page, value->p_value);
        xent_buffer_puts(&page->out, ")");
    }
    xent_buffer_puts(&page->out, " |");
}

static void
interval_cell(xent_page *page, double low, double high)
{
    xent_buffer_puts(&page->out, " ");
    add_interval(page, low, high);
    xent_buffer_puts(&page->out, " |");
}

static void
end_table(xent_page *page)
{
    xent_buffer_puts(&page->out, "\n\n");
}

static const xent_page_style style = {
    .begin = begin,
    .end = end,
    .section = section,
    .heading = heading,
    .paragraph = paragraph,
    .command = command,
    .verdict = verdict,
    .alert = alert,
    .table = table,
    .row = row,
    .text_cell = text_cell,
    .count_cell = count_cell,
    .number_cell = number_cell,
    .interval_cell = interval_cell,
    .end_table = end_table,
};

static xent_status
write(const xent_result *result, const xent_plot_options *plots, char **text, xent_error *err)
{
    (void)plots;
    return xent_page_write(&style, result, NULL, text, err);
}

const xent_report xent_report_md = {
    .name = "md",
    .title = "Markdown, tables without figures",
    .suffix = ".md",
    .write = write,
};
