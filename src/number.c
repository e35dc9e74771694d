/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* strtod_l */
#include "number.h"
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "decimal.h"

enum { MAX_TEXT = 8192, MAX_EXPONENT = 100000, MAX_DIGITS = 19 };

bool
xent_numbers_open(xent_numbers *numbers, char sign)
{
    numbers->decimal = sign ? sign : '.';
    numbers->c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    return numbers->c_locale != NULL;
}

void
xent_numbers_close(xent_numbers *numbers)
{
    if (numbers->c_locale)
        freelocale(numbers->c_locale);
    numbers->c_locale = NULL;
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The words that stand for numbers. */
static bool
parse_word(const char *text, size_t n, double *x)
{
    bool negative = n && text[0] == '-';
    size_t skip = n && (text[0] == '-' || text[0] == '+');
    text += skip;
    n -= skip;
    if (n == 3 && !strncasecmp(text, "nan", 3))
        *x = (double)NAN;
    else if ((n == 3 && !strncasecmp(text, "inf", 3)) ||
             (n == 8 && !strncasecmp(text, "infinity", 8)))
        *x = negative ? -HUGE_VAL : HUGE_VAL;
    else
        return false;
    return true;
}

static const char *
add_digits(const char *p, const char *end, uint64_t *mantissa)
{
    for (; p < end && is_digit(*p); p++)
        *mantissa = 10 * *mantissa + (uint64_t)(*p - '0');
    return p;
}

/* Takes digits (and the decimal sign among them) once more, now without leading zeros and no more
   than a mantissa holds. */
static void
take_first_digits(const char *p, const char *end, xent_decimal *d)
{
    unsigned digits = 0;
    bool fraction = false;
    d->mantissa = 0;
    d->exponent = 0;
    for (; p < end; p++) {
        if (!is_digit(*p)) {
            fraction = true;
        } else if (digits < MAX_DIGITS) {
            d->mantissa = 10 * d->mantissa + (uint64_t)(*p - '0');
            d->exponent -= fraction;
            digits += d->mantissa > 0;
        } else {
            d->cut = true;
            d->exponent += !fraction;
        }
    }
}

/* The exponent after its e; NULL if there is none. */
static const char *
add_exponent(const char *p, const char *end, xent_decimal *d)
{
    bool negative = p < end && *p == '-';
    int exponent = 0;
    if (p < end && (*p == '-' || *p == '+'))
        p++;
    if (p == end || !is_digit(*p))
        return NULL;
    for (; p < end && is_digit(*p); p++)
        if (exponent < MAX_EXPONENT)
            exponent = 10 * exponent + (*p - '0');
    d->exponent += negative ? -exponent : exponent;
    return p;
}

/* Takes a number apart; returns where it ends, NULL if there is none. */
static const char *
take_apart(const char *p, const char *end, char sign, xent_decimal *d)
{
    *d = (xent_decimal){.negative = p < end && *p == '-'};
    if (p < end && (*p == '-' || *p == '+'))
        p++;
    const char *first = p, *point;
    point = p = add_digits(p, end, &d->mantissa);
    if (p < end && *p == sign) {
        p = add_digits(p + 1, end, &d->mantissa);
        d->exponent = (int)(point + 1 - p);
    }
    ptrdiff_t digits = p - first - (p > point);
    if (digits == 0 || digits >= MAX_TEXT)
        return NULL;
    if (digits > MAX_DIGITS)
        take_first_digits(first, p, d);
    return p < end && (*p == 'e' || *p == 'E') ? add_exponent(p + 1, end, d) : p;
}

/* The correctly rounded value of text that is known to be a number. */
static double
slow(const xent_numbers *numbers, const char *text, size_t n)
{
    char copy[MAX_TEXT];
    memcpy(copy, text, n);
    copy[n] = 0;
    char *sign = memchr(copy, numbers->decimal, n);
    if (sign)
        *sign = '.';
    return strtod_l(copy, NULL, numbers->c_locale);
}

const char *
xent_number_scan(const xent_numbers *numbers, const char *text, const char *end, double *x,
                 uint64_t *significand)
{
    xent_decimal d;
    const char *p = take_apart(text, end, numbers->decimal, &d);
    if (!p || p - text >= MAX_TEXT)
        return NULL;
    if (significand)
        *significand = d.cut ? UINT64_MAX : d.mantissa;
    if (!xent_decimal_double(&d, x))
        *x = slow(numbers, text, (size_t)(p - text));
    return p;
}

bool
xent_number_parse(const xent_numbers *numbers, const char *text, size_t n, double *x,
                  uint64_t *significand)
{
    if (xent_number_scan(numbers, text, text + n, x, significand) == text + n)
        return true;
    if (significand)
        *significand = 0;
    return parse_word(text, n, x);
}
