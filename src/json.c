/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json.h"
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "escape.h"
#include "text.h"

/* Read back by value, not by text, so that the comparison is exact in every locale. */
void
xent_shortest(double x, char *text, size_t size)
{
    char raw[40];
    int digits = 15;
    for (; digits < 17; digits++) {
        snprintf(raw, sizeof raw, "%.*g", digits, x);
        if (strtod(raw, NULL) == x)
            break;
    }
    xent_number_text(x, digits, text, size);
}

void
xent_shortest_float(float x, char *text, size_t size)
{
    char raw[40];
    int digits = 6;
    for (; digits < 9; digits++) {
        snprintf(raw, sizeof raw, "%.*g", digits, (double)x);
        if (strtof(raw, NULL) == x)
            break;
    }
    xent_number_text((double)x, digits, text, size);
}

static const char *
status_of(double x)
{
    return isnan(x) ? "nan" : x > 0 ? "inf" : "-inf";
}

json_t *
xent_json_number(double x)
{
    if (isfinite(x))
        return json_real(x);
    return json_pack("{s:s, s:n}", "status", status_of(x), "value");
}

json_t *
xent_json_text(const char *text)
{
    char escaped[4096];
    json_t *string = json_string(text);
    if (string)
        return string;
    xent_escape(text, escaped, sizeof escaped);
    return json_string(escaped);
}

xent_status
xent_json_parse(const char *text, size_t n, json_t **value, xent_error *err)
{
    json_error_t why;
    for (int attempt = 0; attempt < 2; attempt++) {
        *value = json_loadb(n ? text : "", n, JSON_REJECT_DUPLICATES, &why);
        if (*value)
            return XENT_OK;
        if (json_error_code(&why) == json_error_out_of_memory || !xent_memory_is_left())
            return xent_fail_memory(err);
    }
    xent_fail(err, XENT_EDATA, "no JSON: %s", why.text);
    xent_error_place(err, NULL, why.line > 0 ? (unsigned long long)why.line : 0);
    return XENT_EDATA;
}

int
xent_json_set(json_t *object, const char *key, json_t *value)
{
    return json_object_set_new(object, key, value);
}

static double
real_of_status(const json_t *object)
{
    const char *status = json_string_value(json_object_get(object, "status"));
    if (!status)
        return (double)NAN;
    if (strcmp(status, "inf") == 0)
        return (double)INFINITY;
    if (strcmp(status, "-inf") == 0)
        return -(double)INFINITY;
    return (double)NAN;
}

double
xent_json_real(const json_t *value)
{
    if (json_is_number(value))
        return json_number_value(value);
    if (!json_is_object(value))
        return (double)NAN;
    const json_t *inner = json_object_get(value, "value");
    return json_is_number(inner) ? json_number_value(inner) : real_of_status(value);
}

json_t *
xent_json_at(const json_t *root, const char *path)
{
    char key[64];
    size_t n = strcspn(path, ".");
    if (!root || n >= sizeof key)
        return NULL;
    memcpy(key, path, n);
    key[n] = '\0';
    json_t *member = json_object_get(root, key);
    return path[n] == '.' ? xent_json_at(member, path + n + 1) : member;
}

static void
widen(xent_json_range *range, const json_t *array)
{
    size_t i;
    json_t *item;
    json_array_foreach(array, i, item) {
        double x = xent_json_real(item);
        if (json_is_array(item))
            widen(range, item);
        if (!isfinite(x))
            continue;
        range->low = range->size > 0 ? fmin(range->low, x) : x;
        range->high = range->size > 0 ? fmax(range->high, x) : x;
        range->size++;
    }
}

xent_json_range
xent_json_range_of(const json_t *array)
{
    xent_json_range range = {0};
    widen(&range, array);
    return range;
}

static void
write_real(double x, xent_digits digits, xent_buffer *buffer)
{
    char text[40];
    if (digits == XENT_DIGITS_SHORTEST)
        xent_shortest(x, text, sizeof text);
    else
        xent_number_text(x, 17, text, sizeof text);
    xent_buffer_puts(buffer, text);
    if (!strpbrk(text, ".e"))
        xent_buffer_puts(buffer, ".0");
}

static void
write_string(const json_t *value, xent_buffer *buffer)
{
    char *text = json_dumps(value, JSON_ENCODE_ANY);
    if (text)
        xent_buffer_puts(buffer, text);
    else
        buffer->failed = true;
    free(text);
}

static void write_value(const json_t *value, xent_digits digits, int depth, xent_buffer *buffer);

static void
write_newline(int depth, xent_buffer *buffer)
{
    xent_buffer_printf(buffer, "\n%*s", 2 * depth, "");
}

static bool
is_flat(const json_t *array)
{
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *item = json_array_get(array, i);
        if (json_is_array(item) || json_is_object(item))
            return false;
    }
    return true;
}

static void
write_array(const json_t *array, xent_digits digits, int depth, xent_buffer *buffer)
{
    bool flat = is_flat(array);
    xent_buffer_puts(buffer, "[");
    for (size_t i = 0; i < json_array_size(array); i++) {
        if (i > 0)
            xent_buffer_puts(buffer, flat ? ", " : ",");
        if (!flat)
            write_newline(depth + 1, buffer);
        write_value(json_array_get(array, i), digits, depth + 1, buffer);
    }
    if (!flat)
        write_newline(depth, buffer);
    xent_buffer_puts(buffer, "]");
}

static int
compare_keys(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t
sorted_keys(const json_t *object, const char **keys)
{
    json_t *iterable = (json_t *)(uintptr_t)object; /* jansson's iterators take no const */
    size_t n = 0;
    for (void *at = json_object_iter(iterable); at; at = json_object_iter_next(iterable, at))
        keys[n++] = json_object_iter_key(at);
    qsort(keys, n, sizeof *keys, compare_keys);
    return n;
}

static void
write_members(const json_t *object, const char **keys, xent_digits digits, int depth,
              xent_buffer *buffer)
{
    size_t n = sorted_keys(object, keys);
    for (size_t i = 0; i < n; i++) {
        json_t *name = json_string(keys[i]);
        if (i > 0)
            xent_buffer_puts(buffer, ",");
        write_newline(depth + 1, buffer);
        write_string(name, buffer);
        xent_buffer_puts(buffer, ": ");
        write_value(json_object_get(object, keys[i]), digits, depth + 1, buffer);
        json_decref(name);
    }
}

static void
write_object(const json_t *object, xent_digits digits, int depth, xent_buffer *buffer)
{
    const char **keys = malloc((json_object_size(object) + 1) * sizeof *keys);
    if (!keys) {
        buffer->failed = true;
        return;
    }
    xent_buffer_puts(buffer, "{");
    write_members(object, keys, digits, depth, buffer);
    if (json_object_size(object) > 0)
        write_newline(depth, buffer);
    xent_buffer_puts(buffer, "}");
    free(keys);
}

static void
write_value(const json_t *value, xent_digits digits, int depth, xent_buffer *buffer)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:  write_object(value, digits, depth, buffer); break;
    case JSON_ARRAY:   write_array(value, digits, depth, buffer); break;
    case JSON_STRING:  write_string(value, buffer); break;
    case JSON_INTEGER:
        xent_buffer_printf(buffer, "%lld", (long long)json_integer_value(value));
        break;
    case JSON_REAL:    write_real(json_real_value(value), digits, buffer); break;
    case JSON_TRUE:    xent_buffer_puts(buffer, "true"); break;
    case JSON_FALSE:   xent_buffer_puts(buffer, "false"); break;
    case JSON_NULL:    xent_buffer_puts(buffer, "null"); break;
    }
}

void
xent_json_write(const json_t *value, xent_digits digits, xent_buffer *buffer)
{
    write_value(value, digits, 0, buffer);
    xent_buffer_puts(buffer, "\n");
}
