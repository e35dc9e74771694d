/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "map_json.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "map_internal.h"
#include "output.h"
#include "system.h"

enum { MAX_FILE = 16 * 1024 * 1024 };

/* ---- to JSON */

static json_t *
array_to_json(size_t n, const double *number)
{
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++)
        if (json_array_append_new(array, xent_json_number(number[i])) != 0) {
            json_decref(array);
            return NULL;
        }
    return array;
}

/* The knots of one curve, or an array of those of each. */
static json_t *
curves_to_json(const xent_map *map, const double *number)
{
    if (map->curves == 1)
        return array_to_json(map->curve_end[0], number);
    json_t *array = json_array();
    for (size_t c = 0, first = 0; c < map->curves; first = map->curve_end[c++])
        if (json_array_append_new(array, array_to_json(map->curve_end[c] - first, number + first))
            != 0) {
            json_decref(array);
            return NULL;
        }
    return array;
}

static json_t *
numbers_to_json(const xent_map *map, const xent_parameter *parameter, const double *number)
{
    size_t n = xent_map_numbers(map, parameter);
    if (parameter->shape == XENT_CURVES)
        return curves_to_json(map, number);
    return n == 1 ? xent_json_number(number[0]) : array_to_json(n, number);
}

static bool
is_known(size_t n, const double *number)
{
    for (size_t i = 0; i < n; i++)
        if (!isnan(number[i]))
            return true;
    return false;
}

/* An object of the parameters' names; `number` as the type lays them out.  Arrays of which nothing
   is known are left out. */
static json_t *
parameters_to_json(const xent_map *map, const double *number)
{
    json_t *object = json_object();
    int bad = 0;
    for (const xent_parameter *p = map->type->parameter; p->name; p++) {
        size_t n = xent_map_numbers(map, p);
        if ((n == 1 && map->curves == 0) || is_known(n, number))
            bad |= xent_json_set(object, p->name, numbers_to_json(map, p, number));
        number += n;
    }
    if (bad) {
        json_decref(object);
        return NULL;
    }
    return object;
}

/* The real members of a certificate. */
typedef struct {
    const char *name;
    size_t offset;
} member;

static const member reals[] = {
    {"weight", offsetof(xent_fit, weight)},
    {"log_likelihood", offsetof(xent_fit, log_likelihood)},
    {"lr_statistic", offsetof(xent_fit, lr_statistic)},
    {"lr_p_value", offsetof(xent_fit, lr_p_value)},
    {"nll_before", offsetof(xent_fit, nll_before)},
    {"nll_after", offsetof(xent_fit, nll_after)},
    {"gradient_norm", offsetof(xent_fit, gradient_norm)},
};

static json_t *
fit_to_json(const xent_fit *fit)
{
    json_t *object = json_object();
    int bad = xent_json_set(object, "status", json_string(xent_fit_status_name(fit->status)));
    bad |= xent_json_set(object, "rows", json_integer((json_int_t)fit->rows));
    bad |= xent_json_set(object, "iterations", json_integer((json_int_t)fit->iterations));
    bad |= xent_json_set(object, "maximum_likelihood", json_boolean(fit->maximum_likelihood));
    if (fit->clusters > 0)
        bad |= xent_json_set(object, "clusters", json_integer((json_int_t)fit->clusters));
    if (fit->withheld[0])
        bad |= xent_json_set(object, "withheld", xent_json_text(fit->withheld));
    if (fit->advice[0])
        bad |= xent_json_set(object, "advice", json_string(fit->advice));
    for (size_t i = 0; i < sizeof reals / sizeof *reals; i++) {
        double x;
        memcpy(&x, (const char *)fit + reals[i].offset, sizeof x);
        bad |= xent_json_set(object, reals[i].name, xent_json_number(x));
    }
    if (bad) {
        json_decref(object);
        return NULL;
    }
    return object;
}

json_t *
xent_map_to_json(const xent_map *map)
{
    json_t *object = json_object();
    int bad = xent_json_set(object, "xent", json_string(xent_version()));
    bad |= xent_json_set(object, "map", json_string(map->type->name));
    bad |= xent_json_set(object, "classes", json_integer((json_int_t)map->classes));
    bad |= xent_json_set(object, "input_kind", json_string(xent_kind_name(map->input_kind)));
    bad |= xent_json_set(object, "parameters", parameters_to_json(map, map->parameters));
    bad |= xent_json_set(object, "standard_errors", parameters_to_json(map, map->standard_errors));
    bad |= xent_json_set(object, "fitted_on", json_string(map->fitted_on));
    bad |= xent_json_set(object, "fit", fit_to_json(&map->fit));
    if (bad) {
        json_decref(object);
        return NULL;
    }
    return object;
}

xent_status
xent_map_save(const xent_map *map, const char *path, const char *const *inputs, xent_error *err)
{
    if (map->fit.status != XENT_CONVERGED)
        return xent_fail(err, XENT_EFIT, "a fit that is %s makes no map",
                         xent_fit_status_name(map->fit.status));
    json_t *object = xent_map_to_json(map);
    if (!object)
        return xent_fail_memory(err);
    xent_buffer text = {0};
    xent_json_write(object, XENT_DIGITS_SHORTEST, &text);
    json_decref(object);
    xent_status status = xent_buffer_status(&text, err);
    if (status == XENT_OK)
        status = xent_output_file(path, inputs, text.bytes, text.size, err);
    xent_buffer_free(&text);
    return status;
}

/* ---- from JSON.  Sentences name the member. */

/* A string member, or NULL with a sentence. */
static const char *
read_string(const json_t *object, const char *name, xent_error *err)
{
    const char *text = json_string_value(json_object_get(object, name));
    if (!text)
        xent_fail(err, XENT_EDATA, "no map: \"%s\" is missing or no string", name);
    return text;
}

static xent_status
read_count(const json_t *object, const char *name, size_t low, size_t high, size_t *count,
           xent_error *err)
{
    const json_t *value = json_object_get(object, name);
    json_int_t n = json_integer_value(value);
    if (!json_is_integer(value) || n < (json_int_t)low || n > (json_int_t)high)
        return xent_fail(err, XENT_EDATA, "\"%s\" is no integer from %zu to %zu", name, low, high);
    *count = (size_t)n;
    return XENT_OK;
}

/* Does this map file's version have the same first number as ours? */
static xent_status
check_version(const json_t *object, xent_error *err)
{
    const char *text = read_string(object, "xent", err), *ours = xent_version();
    if (!text)
        return XENT_EDATA;
    size_t n = strcspn(ours, ".") + 1;
    if (strncmp(text, ours, n) == 0)
        return XENT_OK;
    return xent_fail(err, XENT_EDATA, "the map was written by xent %.20s, this is xent %s", text,
                     ours);
}

static xent_status
read_type(const json_t *object, const xent_map_type **type, xent_error *err)
{
    const char *name = read_string(object, "map", err);
    if (!name)
        return XENT_EDATA;
    *type = xent_map_type_find(name);
    if (!*type)
        return xent_fail(err, XENT_EDATA, "unknown map \"%.40s\"", name);
    return XENT_OK;
}

static xent_status
read_kind(const json_t *object, xent_kind *kind, xent_error *err)
{
    const char *name = read_string(object, "input_kind", err);
    if (!name)
        return XENT_EDATA;
    for (*kind = XENT_LOGITS; *kind <= XENT_LOGPROBS; ++*kind)
        if (strcmp(name, xent_kind_name(*kind)) == 0)
            return XENT_OK;
    return xent_fail(err, XENT_EDATA, "unknown input_kind \"%.40s\"", name);
}

static xent_status
read_fingerprint(const json_t *object, char fingerprint[static 33], xent_error *err)
{
    const char *text = read_string(object, "fitted_on", err);
    if (!text)
        return XENT_EDATA;
    if (strlen(text) > 32 || text[strspn(text, "0123456789abcdef")])
        return xent_fail(err, XENT_EDATA, "\"fitted_on\" is no fingerprint");
    memcpy(fingerprint, text, strlen(text) + 1);
    return XENT_OK;
}

/* Is x what such a member may hold?  Parameters are finite; standard errors are >= 0 or unknown. */
typedef bool acceptable(const json_t *value, double x);

static bool
is_parameter(const json_t *value, double x)
{
    return json_is_number(value) && isfinite(x);
}

static bool
is_standard_error(const json_t *value, double x)
{
    return (json_is_number(value) || json_is_object(value)) && !(x < 0);
}

/* The numbers of a parameter: those of an array, or the value itself. */
static xent_status
read_numbers(const json_t *value, const char *group, const char *name, size_t n,
             acceptable *accept, double *number, xent_error *err)
{
    for (size_t i = 0; i < n; i++) {
        const json_t *item = json_is_array(value) ? json_array_get(value, i) : value;
        number[i] = xent_json_real(item);
        if (!accept(item, number[i]))
            return xent_fail(err, XENT_EDATA, "\"%s.%s\" holds something else than a %s number",
                             group, name, accept == is_parameter ? "finite" : "non-negative");
    }
    return XENT_OK;
}

static xent_status
read_curves(const json_t *value, const char *group, const xent_parameter *parameter,
            const xent_map *map, acceptable *accept, double *number, xent_error *err)
{
    xent_status status = XENT_OK;
    for (size_t c = 0, first = 0; status == XENT_OK && c < map->curves; c++) {
        size_t n = map->curve_end[c] - first;
        const json_t *knots = map->curves > 1 ? json_array_get(value, c) : value;
        if (json_array_size(knots) != n)
            return xent_fail(err, XENT_EDATA, "\"%s.%s\" has not as many numbers as \"%s.%s\"",
                             group, parameter->name, group, map->type->parameter[0].name);
        status = read_numbers(knots, group, parameter->name, n, accept, number + first, err);
        first = map->curve_end[c];
    }
    return status;
}

static xent_status
read_parameter(const json_t *value, const char *group, const xent_parameter *parameter,
               const xent_map *map, acceptable *accept, double *number, xent_error *err)
{
    const char *name = parameter->name;
    size_t n = xent_map_numbers(map, parameter);
    if (!value)
        return xent_fail(err, XENT_EDATA, "\"%s.%s\" is missing", group, name);
    if (parameter->shape == XENT_CURVES)
        return read_curves(value, group, parameter, map, accept, number, err);
    if (n > 1 ? json_array_size(value) != n : json_is_array(value))
        return xent_fail(err, XENT_EDATA, "\"%s.%s\" is no %s", group, name,
                         n > 1 ? "array of a number for each class" : "number");
    return read_numbers(value, group, name, n, accept, number, err);
}

/* The object `group` of exactly the parameters' names. */
static xent_status
read_parameters(const json_t *object, const char *group, const xent_map *map,
                acceptable *accept, double *number, xent_error *err)
{
    const json_t *members = json_object_get(object, group);
    size_t known = 0;
    if (!json_is_object(members))
        return xent_fail(err, XENT_EDATA, "\"%s\" is missing or no object", group);
    for (const xent_parameter *p = map->type->parameter; p->name; p++) {
        const json_t *value = json_object_get(members, p->name);
        xent_status status = XENT_OK;
        if (value || accept == is_parameter || p->shape == XENT_SCALAR)
            status = read_parameter(value, group, p, map, accept, number, err);
        if (status != XENT_OK)
            return status;
        known += value != NULL;
        number += xent_map_numbers(map, p);
    }
    if (json_object_size(members) > known)
        return xent_fail(err, XENT_EDATA, "\"%s\" holds more than the parameters of %s", group,
                         map->type->name);
    return XENT_OK;
}

static xent_status
read_real(const json_t *object, const member *real, xent_fit *fit, xent_error *err)
{
    const json_t *value = json_object_get(object, real->name);
    double x = xent_json_real(value);
    if (!json_is_number(value) && !json_is_object(value))
        return xent_fail(err, XENT_EDATA, "\"fit.%s\" is missing or no number", real->name);
    memcpy((char *)fit + real->offset, &x, sizeof x);
    return XENT_OK;
}

static xent_status
read_fit(const json_t *object, xent_fit *fit, xent_error *err)
{
    const json_t *members = json_object_get(object, "fit");
    if (!json_is_object(members))
        return xent_fail(err, XENT_EDATA, "\"fit\" is missing or no object");
    const char *text = read_string(members, "status", err);
    if (!text)
        return XENT_EDATA;
    if (strcmp(text, xent_fit_status_name(XENT_CONVERGED)) != 0)
        return xent_fail(err, XENT_EDATA, "the fit of this map is \"%.40s\", not converged", text);
    xent_status status = read_count(members, "rows", 1, INT64_MAX, &fit->rows, err);
    if (status == XENT_OK)
        status = read_count(members, "iterations", 0, INT64_MAX, &fit->iterations, err);
    if (status == XENT_OK && json_object_get(members, "clusters"))
        status = read_count(members, "clusters", 1, INT64_MAX, &fit->clusters, err);
    for (size_t i = 0; status == XENT_OK && i < sizeof reals / sizeof *reals; i++)
        status = read_real(members, &reals[i], fit, err);
    const char *withheld = json_string_value(json_object_get(members, "withheld"));
    snprintf(fit->withheld, sizeof fit->withheld, "%s", withheld ? withheld : "");
    fit->maximum_likelihood = json_is_true(json_object_get(members, "maximum_likelihood"));
    return status;
}

/* Everything but the type and the number of classes, which the map has. */
static xent_status
read_members(const json_t *object, xent_map *map, xent_error *err)
{
    xent_status status = read_kind(object, &map->input_kind, err);
    if (status == XENT_OK)
        status = read_fingerprint(object, map->fitted_on, err);
    if (status == XENT_OK)
        status = read_parameters(object, "parameters", map, is_parameter, map->parameters, err);
    if (status == XENT_OK)
        status = read_parameters(object, "standard_errors", map, is_standard_error,
                                 map->standard_errors, err);
    if (status == XENT_OK)
        status = read_fit(object, &map->fit, err);
    if (status != XENT_OK)
        return status;
    const char *reason = map->type->check(map);
    return reason ? xent_fail(err, XENT_EDATA, "%s", reason) : XENT_OK;
}

/* Counts the knots of the curves.  The other parameters are checked when they are read. */
static xent_status
count_knots(const json_t *object, xent_map *map, xent_error *err)
{
    const char *name = map->type->parameter[0].name;
    const json_t *value = json_object_get(json_object_get(object, "parameters"), name);
    for (size_t c = 0, end = 0; c < map->curves; c++) {
        size_t n = json_array_size(map->curves > 1 ? json_array_get(value, c) : value);
        if (n == 0)
            return xent_fail(err, XENT_EDATA, "\"parameters.%s\" is no array of %s", name,
                             map->curves > 1 ? "an array of numbers for each class" : "numbers");
        map->curve_end[c] = end += n;
    }
    return map->curves == 0 || xent_map_make_numbers(map) ? XENT_OK : xent_fail_memory(err);
}

/* Are the arrays of parameters as long as the classes ask?  To be known before they decide how much
   memory is taken. */
static xent_status
check_lengths(const json_t *object, const xent_map_type *type, size_t classes, xent_error *err)
{
    const json_t *members = json_object_get(object, "parameters");
    for (const xent_parameter *p = type->parameter; p->name; p++) {
        bool curves = p->shape == XENT_CURVES && classes > 2;
        size_t n = curves ? classes : xent_parameter_size(p, classes);
        if (n > 1 && json_array_size(json_object_get(members, p->name)) != n)
            return xent_fail(err, XENT_EDATA, "\"parameters.%s\" is no array of %zu %s", p->name,
                             n, curves ? "arrays" : "numbers");
    }
    return XENT_OK;
}

/* A map from the members of a map file, every one validated; it must have converged. */
static xent_status
map_from_json(const json_t *object, xent_map **map, xent_error *err)
{
    const xent_map_type *type = NULL;
    size_t classes = 0;
    *map = NULL;
    if (!json_is_object(object))
        return xent_fail(err, XENT_EDATA, "no map: the JSON is no object");
    xent_status status = check_version(object, err);
    if (status == XENT_OK)
        status = read_type(object, &type, err);
    if (status == XENT_OK)
        status = read_count(object, "classes", 2, INT32_MAX, &classes, err);
    if (status == XENT_OK)
        status = check_lengths(object, type, classes, err);
    if (status != XENT_OK)
        return status;
    xent_map *made = xent_map_alloc(type, classes);
    if (!made)
        return xent_fail_memory(err);
    status = count_knots(object, made, err);
    if (status == XENT_OK)
        status = read_members(object, made, err);
    if (status == XENT_OK)
        *map = made;
    else
        xent_map_free(made);
    return status;
}

/* ---- the file */

static xent_status
read_file(const char *path, xent_buffer *text, xent_error *err)
{
    char piece[65536];
    size_t n;
    FILE *file = fopen(path, "rb");
    if (!file)
        return xent_fail_system(path, "open", err);
    while (text->size <= MAX_FILE && (n = fread(piece, 1, sizeof piece, file)) > 0)
        xent_buffer_add(text, piece, n);
    xent_status status = ferror(file) ? xent_fail_system(path, "read", err) : XENT_OK;
    fclose(file);
    if (status != XENT_OK)
        return status;
    if (text->size > MAX_FILE)
        return xent_fail(err, XENT_EDATA, "no map: the file is larger than %d MiB",
                         MAX_FILE / (1024 * 1024));
    return xent_buffer_status(text, err);
}

static xent_status
load(const char *path, xent_map **map, xent_error *err)
{
    xent_buffer text = {0};
    json_t *object = NULL;
    xent_status status = read_file(path, &text, err);
    if (status == XENT_OK)
        status = xent_json_parse(text.bytes, text.size, &object, err);
    if (status == XENT_OK)
        status = map_from_json(object, map, err);
    json_decref(object);
    xent_buffer_free(&text);
    return status;
}

xent_status
xent_map_load(const char *path, xent_map **map, xent_error *err)
{
    *map = NULL;
    xent_status status = load(path, map, err);
    if (status == XENT_OK && !((*map)->path = strdup(path))) {
        xent_map_free(*map);
        *map = NULL;
        status = xent_fail_memory(err);
    }
    if (status != XENT_OK)
        xent_error_place(err, path, err ? err->line : 0);
    return status;
}
