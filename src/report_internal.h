/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef XENT_REPORT_INTERNAL_H
#define XENT_REPORT_INTERNAL_H
#include "report.h"

#pragma GCC visibility push(hidden)

extern const xent_report xent_report_html, xent_report_md;

#pragma GCC visibility pop
#endif
