/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report.h"
#include <string.h>
#include "report_internal.h"

static xent_status
write_json(const xent_result *result, const xent_plot_options *plots, char **text,
           xent_error *err)
{
    (void)plots;
    return xent_result_json(result, text, err);
}

static const xent_report json = {
    .name = "json",
    .title = "the result document",
    .suffix = ".json",
    .write = write_json,
};

const xent_report *const xent_reports[] = {&xent_report_html, &xent_report_md, &json, NULL};

const xent_report *
xent_report_of_path(const char *path)
{
    size_t n = strlen(path);
    for (const xent_report *const *r = xent_reports; *r; r++) {
        size_t length = strlen((*r)->suffix);
        if (n > length && strcmp(path + n - length, (*r)->suffix) == 0)
            return *r;
    }
    return NULL;
}
