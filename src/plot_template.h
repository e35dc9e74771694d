/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files plots/NAME.gp, as they were when the library was built. */
#ifndef XENT_PLOT_TEMPLATE_H
#define XENT_PLOT_TEMPLATE_H

#pragma GCC visibility push(hidden)

extern const char xent_template_style[];
extern const char xent_template_reliability[];
extern const char xent_template_confidence[];
extern const char xent_template_temperature[];

#pragma GCC visibility pop
#endif
