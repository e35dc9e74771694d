/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports as one HTML file: figures inline, nothing fetched, nothing run. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "html.h"
#include "page.h"
#include "report_internal.h"
#include "text.h"

static const char head_start[] =
    "<!DOCTYPE html>\n"
    "<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
    "style-src 'unsafe-inline'; img-src data:\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"color-scheme\" content=\"light dark\">\n<title>";

/* src/report.css, put here by the Makefile. */
#include "report_css.inc"

static void
put(xent_page *page, const char *markup)
{
    xent_buffer_puts(&page->out, markup);
}

static void
element(xent_page *page, const char *open, const char *text, const char *close)
{
    put(page, open);
    xent_html_text(&page->out, text);
    put(page, close);
}

static void
begin(xent_page *page, const char *title, const char *subtitle)
{
    put(page, head_start);
    element(page, "", title, "</title>\n<style>\n");
    put(page, report_css);
    put(page, "</style>\n</head>\n<body>\n");
    element(page, "<header>\n<h1>", title, "</h1>\n");
    element(page, "<p class=\"subtitle\">", subtitle, "</p>\n</header>\n<main>\n");
}

static void
end(xent_page *page)
{
    put(page, page->in_section ? "</section>\n</main>\n</body>\n</html>\n"
                               : "</main>\n</body>\n</html>\n");
}

static void
section(xent_page *page, const char *id, const char *title)
{
    if (page->in_section)
        put(page, "</section>\n");
    page->in_section = true;
    put(page, "<section");
    xent_html_attribute(&page->out, "id", id);
    element(page, ">\n<h2>", title, "</h2>\n");
}

static void
heading(xent_page *page, const char *title)
{
    element(page, "<h3>", title, "</h3>\n");
}

static void
paragraph(xent_page *page, const char *text)
{
    element(page, "<p>", text, "</p>\n");
}

static void
command(xent_page *page, const char *text)
{
    element(page, "<pre><code>", text, "</code></pre>\n");
}

static void
verdict(xent_page *page, const char *state, const char *sentence)
{
    put(page, "<div");
    put(page, strcmp(state, "consistent") == 0     ? " class=\"verdict consistent\""
              : strcmp(state, "undetermined") == 0 ? " class=\"verdict undetermined\""
                                                   : " class=\"verdict\"");
    element(page, "><b>", state, "</b>");
    element(page, "", sentence, "</div>\n");
}

static void
alert(xent_page *page, const char *severity, const char *text, const char *hint)
{
    put(page, strcmp(severity, "warning") == 0 ? "<div class=\"alert warning\">"
                                               : "<div class=\"alert\">");
    element(page, "<b>", severity, "</b> ");
    xent_html_text(&page->out, text);
    if (hint && *hint)
        element(page, "<br><span class=\"hint\">", hint, "</span>");
    put(page, "</div>\n");
}

static const char *
cell_class(const xent_page *page, size_t column)
{
    return column >= page->numbers ? " class=\"n\"" : "";
}

static void
table(xent_page *page, const char *const *head, size_t numbers)
{
    page->numbers = numbers;
    put(page, "<div class=\"wide\"><table>\n<thead><tr>");
    for (size_t i = 0; head[i]; i++) {
        xent_buffer_printf(&page->out, "<th scope=\"col\"%s>", cell_class(page, i));
        element(page, "", head[i], "</th>");
    }
    put(page, "</tr></thead>\n<tbody>");
    page->in_row = false;
}

static void
row(xent_page *page)
{
    put(page, page->in_row ? "</tr>\n<tr>" : "\n<tr>");
    page->in_row = true;
    page->column = 0;
}

static void
open_cell(xent_page *page)
{
    xent_buffer_printf(&page->out, "<td%s>", cell_class(page, page->column++));
}

static void
text_cell(xent_page *page, const char *text)
{
    open_cell(page);
    element(page, "", text, "</td>");
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
    xent_html_number(&page->out, low);
    put(page, " to ");
    xent_html_number(&page->out, high);
}

static void
number_cell(xent_page *page, const xent_value *value)
{
    open_cell(page);
    xent_html_number(&page->out, value->value);
    if (!isnan(value->low) && !isnan(value->high)) {
        put(page, "<small>[");
        add_interval(page, value->low, value->high);
        put(page, "]</small>");
    }
    if (!isnan(value->null_mean)) {
        put(page, "<small>if calibrated ");
        xent_html_number(&page->out, value->null_mean);
        if (!isnan(value->null_high)) {
            put(page, ", below ");
            xent_html_number(&page->out, value->null_high);
        }
        put(page, "</small>");
    }
    if (!isnan(value->p_value)) {
        put(page, "<small>p ");
        xent_html_number(&page->out, value->p_value);
        put(page, "</small>");
    }
    put(page, "</td>");
}

static void
interval_cell(xent_page *page, double low, double high)
{
    open_cell(page);
    if (!isnan(low) && !isnan(high))
        add_interval(page, low, high);
    put(page, "</td>");
}

static void
end_table(xent_page *page)
{
    put(page, page->in_row ? "</tr>\n</tbody>\n</table></div>\n" : "</tbody>\n</table></div>\n");
}

static void
figure(xent_page *page, const xent_plot *plot, const xent_figure *figure)
{
    put(page, "<figure role=\"img\"");
    xent_html_attribute(&page->out, "aria-label", plot->title);
    put(page, ">\n");
    xent_buffer_add(&page->out, figure->svg, figure->size);
    put(page, "</figure>\n");
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
    .figure = figure,
};

static xent_status
write(const xent_result *result, const xent_plot_options *plots, char **text, xent_error *err)
{
    xent_figure figures[XENT_PLOTS];
    xent_status status = xent_plot_draw_page(result, plots, figures, err);
    if (status == XENT_OK)
        status = xent_page_write(&style, result, figures, text, err);
    for (size_t i = 0; i < XENT_PLOTS; i++)
        free(figures[i].svg);
    return status;
}

const xent_report xent_report_html = {
    .name = "html",
    .title = "one HTML page with figures",
    .suffix = ".html",
    .figures = true,
    .write = write,
};
