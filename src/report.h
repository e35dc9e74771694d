/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calibration reports of a result document: one self-contained file. */
#ifndef XENT_REPORT_H
#define XENT_REPORT_H
#include "plot.h"
#ifdef __cplusplus
extern "C" {
#endif

/* A form of report; sister forms stand in xent_reports. */
typedef struct {
    const char *name;          /* "html" */
    const char *title;
    const char *suffix;        /* ".html" */
    bool figures;              /* does it hold figures, so that gnuplot is wanted? */
    xent_status (*write)(const xent_result *result, const xent_plot_options *plots, char **text,
                         xent_error *err);
} xent_report;

extern const xent_report *const xent_reports[]; /* html, md, json; ends with NULL */

/* The form that the suffix of PATH names, or NULL. */
const xent_report *xent_report_of_path(const char *path);

#ifdef __cplusplus
}
#endif
#endif
