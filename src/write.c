/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sample, written in the format that a name says. */
#include <string.h>
#include "format.h"

static xent_status
format_of(const char *path, const xent_format **format, xent_error *err)
{
    *format = strcmp(path, "-") == 0 ? &xent_format_csv : xent_format_of_path(path);
    if (*format)
        return XENT_OK;
    xent_fail(err, XENT_EINVAL, "the name of the output does not say its format");
    xent_error_place(err, path, 0);
    xent_error_hint(err, "end it in .npy, .npz, .csv or .tsv");
    return XENT_EINVAL;
}

/* Writes PATH, but does not make it final. */
static xent_status
write_content(const char *path, const xent_format *format, const xent_sample *sample,
              xent_content content, const char *const *inputs, xent_output **out, xent_error *err)
{
    xent_status status = xent_output_open(path, inputs, out, err);
    if (status == XENT_OK)
        status = format->write(sample, content, *out, err);
    if (status != XENT_OK) {
        xent_output_discard(*out);
        *out = NULL;
    }
    return status;
}

xent_status
xent_write(const char *path, const xent_sample *sample, const char *const *inputs,
           xent_error *err)
{
    const xent_format *format;
    xent_output *out;
    xent_status status = format_of(path, &format, err);
    if (status == XENT_OK)
        status = write_content(path, format, sample, XENT_WRITE_PROBABILITIES, inputs, &out, err);
    return status == XENT_OK ? xent_output_commit(out, err) : status;
}

/* ---- scores as they are */

/* Nothing of the sample may get lost without a word. */
static xent_status
check_losses(const char *path, const char *labels_path, const xent_format *format,
             const xent_shape *shape, xent_error *err)
{
    const char *lost = shape->weighted                   ? "weights"
                       : shape->labelled && !labels_path ? "labels"
                                                         : NULL;
    if (!format->one_array || !lost)
        return XENT_OK;
    xent_fail(err, XENT_EINVAL, "an %s file holds one array, the scores: the %s would be lost",
              format->name, lost);
    xent_error_place(err, path, 0);
    xent_error_hint(err, shape->weighted
                             ? "end the name in .npz or .csv"
                             : "--labels-out FILE.npy, or end the name in .npz or .csv");
    return XENT_EINVAL;
}

static xent_status
check_labels_path(const char *path, const char *labels_path, const xent_shape *shape,
                  xent_error *err)
{
    if (!labels_path)
        return XENT_OK;
    if (!shape->labelled)
        return xent_fail(err, XENT_EINVAL, "--labels-out %.200s: there are no labels", labels_path);
    const xent_format *format = xent_format_of_path(labels_path);
    if (format && format != &xent_format_npy)
        return xent_fail(err, XENT_EINVAL, "--labels-out %.200s: it is an npy file", labels_path);
    if (strcmp(path, labels_path) == 0)
        return xent_fail(err, XENT_EINVAL, "--labels-out %.200s: the scores go there", labels_path);
    return XENT_OK;
}

xent_status
xent_convert(const char *path, const char *labels_path, const xent_sample *sample,
             const char *const *inputs, xent_error *err)
{
    const xent_shape *shape = xent_sample_shape(sample);
    const xent_format *format;
    xent_output *scores = NULL, *labels = NULL;
    xent_status status = format_of(path, &format, err);
    if (status == XENT_OK)
        status = check_losses(path, labels_path, format, shape, err);
    if (status == XENT_OK)
        status = check_labels_path(path, labels_path, shape, err);
    if (status == XENT_OK)
        status = write_content(path, format, sample, XENT_WRITE_SCORES, inputs, &scores, err);
    if (status == XENT_OK && labels_path)
        status = write_content(labels_path, &xent_format_npy, sample, XENT_WRITE_LABELS, inputs,
                               &labels, err);
    if (status == XENT_OK && labels)
        status = xent_output_commit(labels, err);
    if (status == XENT_OK)
        return xent_output_commit(scores, err);
    xent_output_discard(scores);
    return status;
}
