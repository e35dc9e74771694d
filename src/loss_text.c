/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Losses as text or JSON; see xent_loss_write. */
#include <math.h>
#include "buffer.h"
#include "loss_sample.h"
#include "text.h"

enum { PIECE = 1 << 16, JSON_DIGITS = 17, TEXT_DIGITS = 10 };

typedef struct {
    const xent_loss_plan *plan;
    const xent_loss_style *style;
    xent_loss_sink *sink;
    void *context;
    xent_buffer buffer;
    unsigned long long shown; /* rows so far */
} writer;

/* A number that is no JSON: the members that stand for it. */
static void
put_status(writer *w, double x)
{
    xent_buffer_printf(&w->buffer, "\"status\": \"%s\", \"value\": null",
                       isnan(x) ? "nan" : x > 0 ? "inf" : "-inf");
}

static void
put_number(writer *w, double x)
{
    char text[40];
    x *= w->style->per_nat;
    xent_number_text(x, w->style->json ? JSON_DIGITS : TEXT_DIGITS, text, sizeof text);
    if (isfinite(x) || !w->style->json) {
        xent_buffer_puts(&w->buffer, text);
        return;
    }
    xent_buffer_puts(&w->buffer, "{");
    put_status(w, x);
    xent_buffer_puts(&w->buffer, "}");
}

static void
put_value(writer *w, double x)
{
    bool json = w->style->json;
    xent_buffer_puts(&w->buffer, json ? "{\n  " : "");
    if (json && !isfinite(x)) {
        put_status(w, x);
    } else {
        xent_buffer_puts(&w->buffer, json ? "\"value\": " : "");
        put_number(w, x);
    }
    xent_buffer_puts(&w->buffer, json ? "\n}\n" : "\n");
}

static xent_status
flush(writer *w, xent_error *err)
{
    xent_status status = xent_buffer_status(&w->buffer, err);
    if (status == XENT_OK && w->buffer.size > 0)
        status = w->sink(w->context, w->buffer.bytes, w->buffer.size, err);
    w->buffer.size = 0;
    return status;
}

static void
put_gradient(writer *w, const double *gradient)
{
    bool json = w->style->json;
    xent_buffer_puts(&w->buffer, json ? "[" : "");
    for (size_t j = 0; j < w->plan->columns; j++) {
        xent_buffer_puts(&w->buffer, j == 0 ? "" : json ? ", " : ",");
        put_number(w, gradient[j]);
    }
    xent_buffer_puts(&w->buffer, json ? "]" : "");
}

static xent_status
put_row(void *context, uint64_t row, double value, const double *gradient, xent_error *err)
{
    writer *w = context;
    (void)row;
    if (w->shown++ > 0)
        xent_buffer_puts(&w->buffer, w->style->json ? ", " : "\n");
    if (gradient)
        put_gradient(w, gradient);
    else
        put_number(w, value);
    return w->buffer.size > PIECE || w->buffer.failed ? flush(w, err) : XENT_OK;
}

static xent_status
put_rows(writer *w, const xent_loss_data *data, const xent_loss_sums *sums, xent_error *err)
{
    bool json = w->style->json, gradient = w->style->gradient;
    if (json)
        xent_buffer_printf(&w->buffer, "{\n  \"%s\": [", gradient ? "gradient" : "values");
    xent_status status = xent_loss_each(w->plan, data, sums, gradient, put_row, w, err);
    xent_buffer_puts(&w->buffer, json ? "]\n}\n" : "\n");
    return status;
}

xent_status
xent_loss_write(const xent_loss_plan *plan, const xent_loss_data *data,
                const xent_loss_style *style, xent_loss_sink *sink, void *context, xent_error *err)
{
    writer w = {plan, style, sink, context, {0}, 0};
    xent_loss_sums sums;
    xent_status status = xent_loss_measure(plan, data, &sums, err);
    if (status == XENT_OK && (style->gradient || plan->options.reduction == XENT_REDUCE_NONE))
        status = put_rows(&w, data, &sums, err);
    else if (status == XENT_OK)
        put_value(&w, xent_loss_reduced(plan, &sums));
    if (status == XENT_OK)
        status = flush(&w, err);
    xent_buffer_free(&w.buffer);
    return status;
}
