/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From "normal:0,1" to a density. */
#include <float.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "density.h"
#include "number.h"

enum { MOST_PARAMETERS = 300 };

/* In scales from the location.  Beyond 9 a normal has nothing that a double shows, and beyond 40
   nothing at all; what has more there is seen by the pieces to the ends. */
static const double breaks[] = {-40, -9, -4, -1, 0, 1, 4, 9, 40};
enum { BREAKS = sizeof breaks / sizeof *breaks };

struct xent_named_density {
    const xent_family *family;
    size_t parameters;
    double parameter[MOST_PARAMETERS];
    double at[MOST_PARAMETERS / 3 * BREAKS];
    xent_density density;
};

/* Inside its support no family is 0: what overflows there is not -INFINITY. */
static double
log_density(const xent_point *at, const void *context)
{
    const xent_named_density *named = context;
    return fmax(named->family->log_density(at, named->parameter, named->parameters), -DBL_MAX);
}

/* ---- parameters */

static size_t
list_length(const xent_family *family)
{
    size_t n = 0;
    while (family->parameter[n].name)
        n++;
    return n;
}

static xent_status
fail_parameter(const xent_family *family, const char *text, xent_error *err)
{
    xent_error_hint(err, "%s", family->title);
    xent_error_place(err, text, 0);
    return XENT_EDATA;
}

static xent_status
check_parameter(const xent_named_density *named, size_t i, double x, const char *text,
                xent_error *err)
{
    const xent_family_parameter *wanted =
        &named->family->parameter[i % list_length(named->family)];
    if (isfinite(x) && x > wanted->above)
        return XENT_OK;
    xent_fail(err, XENT_EDATA, isinf(wanted->above) ? "%s is %g: it must be finite"
                                                    : "%s is %g: it must be finite and above 0",
              wanted->name, x);
    return fail_parameter(named->family, text, err);
}

/* One field of the list at *at, n bytes long. */
static xent_status
add_parameter(xent_named_density *named, const xent_numbers *numbers, const char *at, size_t n,
              const char *text, xent_error *err)
{
    const xent_family *family = named->family;
    size_t i = named->parameters;
    double x;
    if (i == MOST_PARAMETERS || (!family->repeated && i == list_length(family)))
        xent_fail(err, XENT_EDATA, "\"%.*s\": one parameter too many", (int)n, at);
    else if (!xent_number_parse(numbers, at, n, &x, NULL))
        xent_fail(err, XENT_EDATA, "%s: \"%.*s\" is not a number",
                  family->parameter[i % list_length(family)].name, (int)n, at);
    else {
        named->parameter[named->parameters++] = x;
        return check_parameter(named, i, x, text, err);
    }
    return fail_parameter(family, text, err);
}

/* A slash stands where a list ends and the next one begins. */
static xent_status
read_parameters(xent_named_density *named, const xent_numbers *numbers, const char *list,
                const char *text, xent_error *err)
{
    xent_status status = XENT_OK;
    size_t length = list_length(named->family);
    while (status == XENT_OK && *list) {
        size_t n = strcspn(list, ",/");
        status = add_parameter(named, numbers, list, n, text, err);
        int slash = list[n] == '/', full = named->parameters % length == 0;
        if (status == XENT_OK && list[n] && named->family->repeated && slash != full) {
            xent_fail(err, XENT_EDATA, "%zu parameters before \"%s\"", named->parameters, list + n);
            status = fail_parameter(named->family, text, err);
        }
        list += n + (list[n] != '\0');
    }
    return status;
}

static xent_status
complete_parameters(xent_named_density *named, const char *text, xent_error *err)
{
    const xent_family *family = named->family;
    size_t length = list_length(family);
    while (named->parameters == 0 || named->parameters % length != 0) {
        const xent_family_parameter *next = &family->parameter[named->parameters % length];
        if (isnan(next->fallback)) {
            xent_fail(err, XENT_EDATA, "%s is missing", next->name);
            return fail_parameter(family, text, err);
        }
        named->parameter[named->parameters++] = next->fallback;
    }
    return XENT_OK;
}

static void
normalise_weights(xent_named_density *named)
{
    double sum = 0;
    for (size_t i = 0; i < named->parameters; i += 3)
        sum += named->parameter[i];
    for (size_t i = 0; i < named->parameters; i += 3)
        named->parameter[i] /= sum;
}

/* ---- support and breaks */

static void
add_breaks(xent_named_density *named, const double *parameter)
{
    xent_density *density = &named->density;
    double location, scale;
    named->family->place(parameter, &location, &scale);
    for (size_t i = 0; i < BREAKS; i++) {
        double x = location + scale * breaks[i];
        if (named->family->logarithmic)
            x = exp(x);
        if (x > density->low && x < density->high && isfinite(x))
            named->at[density->breaks++] = x;
    }
}

static xent_status
describe(xent_named_density *named, const char *text, xent_error *err)
{
    const xent_family *family = named->family;
    xent_density *density = &named->density;
    *density = (xent_density){.log_density = log_density, .context = named, .at = named->at,
                              .low = -(double)INFINITY, .high = (double)INFINITY,
                              .moments = (double)INFINITY, .growth = family->growth};
    if (family->moments)
        density->moments = family->moments(named->parameter);
    if (family->support)
        family->support(named->parameter, &density->low, &density->high);
    for (size_t i = 0; i < named->parameters; i += list_length(family))
        add_breaks(named, named->parameter + i);
    gsl_sort(named->at, 1, density->breaks);
    if (density->breaks > 0)
        return XENT_OK;
    xent_fail(err, XENT_EDATA, "no number lies inside the support, %g to %g", density->low,
              density->high);
    return fail_parameter(family, text, err);
}

/* ---- the public side */

static xent_status
read_named(xent_named_density *named, const char *text, xent_error *err)
{
    size_t n = strcspn(text, ":");
    xent_numbers numbers;
    named->family = xent_family_find(text, n);
    if (!named->family || text[n] != ':') {
        xent_fail(err, XENT_EDATA, "no such density: %s", text);
        xent_error_hint(err, "xent list densities");
        return XENT_EDATA;
    }
    if (!xent_numbers_open(&numbers, '.'))
        return xent_fail_memory(err);
    xent_status status = read_parameters(named, &numbers, text + n + 1, text, err);
    xent_numbers_close(&numbers);
    if (status == XENT_OK)
        status = complete_parameters(named, text, err);
    if (status == XENT_OK && named->family->repeated)
        normalise_weights(named);
    return status == XENT_OK ? describe(named, text, err) : status;
}

xent_status
xent_named_density_alloc(const char *text, xent_named_density **named, xent_error *err)
{
    *named = calloc(1, sizeof **named);
    if (!*named)
        return xent_fail_memory(err);
    xent_status status = read_named(*named, text, err);
    if (status != XENT_OK) {
        xent_named_density_free(*named);
        *named = NULL;
    }
    return status;
}

void
xent_named_density_free(xent_named_density *named)
{
    free(named);
}

const xent_density *
xent_named_density_of(const xent_named_density *named)
{
    return &named->density;
}

const xent_family *
xent_named_density_family(const xent_named_density *named)
{
    return named->family;
}

double
xent_named_density_entropy(const xent_named_density *named)
{
    return named->family->entropy ? named->family->entropy(named->parameter) : (double)NAN;
}
