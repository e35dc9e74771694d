/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What gnuplot's pictures must be before anybody sees them: whole, harmless, reproducible. */
#ifndef XENT_PICTURE_H
#define XENT_PICTURE_H
#include "plot_script.h"

#pragma GCC visibility push(hidden)

/* XENT_EPLOT unless the picture ends as one of its terminal ("svg", "png", "pdf") does and, for an
   SVG, holds no script and refers to nothing outside itself.  gnuplot exits with 0 also when it
   could not write everything. */
xent_status xent_picture_check(const char *terminal, const xent_buffer *picture, xent_error *err);

/* Overwrites the date of a PDF, so that the same figure is the same bytes.  Same length. */
void xent_picture_fix_date(xent_buffer *pdf);

/* Appends an SVG with `title` as what a screen reader says of it.  With a prefix, which goes before
   every id, in definitions and references, and without the XML prolog and the name spaces, so that
   several can stand in one HTML page; NULL: as a file of its own. */
void xent_picture_svg(const xent_buffer *svg, const char *prefix, const char *title,
                      xent_buffer *out);

/* Appends a one-bit PBM ("P4") as braille, two by four dots a character, with the axes around it.
   title stands above it.  XENT_EPLOT if the picture is cut. */
xent_status xent_picture_braille(const xent_buffer *pbm, const char *title, const xent_axes *axes,
                                 xent_buffer *out, xent_error *err);

#pragma GCC visibility pop
#endif
