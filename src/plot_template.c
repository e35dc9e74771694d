/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot_template.h"
#include "templates.inc" /* generated from the .gp files in plots by the Makefile */
