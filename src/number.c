/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* strtod_l */
#include "number.h"
#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MAX_TEXT = 8192, MAX_EXPONENT = 100000 };

/* A number taken apart: (-1)^negative * mantissa * 10^exponent, if it is small enough. */
typedef struct {
    bool negative;
    bool exact;        /* all digits are in the mantissa */
    uint64_t mantissa;
    long exponent;
    unsigned digits;   /* significant ones */
} decimal;

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

static void
add_digit(decimal *d, char c)
{
    if (d->digits || c != '0')
        d->digits++;
    if (d->digits <= 19)
        d->mantissa = 10 * d->mantissa + (uint64_t)(c - '0');
    else
        d->exact = false;
}

/* The exponent after its e; NULL if there is none. */
static const char *
parse_exponent(const char *p, const char *end, decimal *d)
{
    bool negative = p < end && *p == '-';
    long exponent = 0;
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

/* Takes text apart; false if it is no number. */
static bool
scan(const char *p, const char *end, char sign, decimal *d)
{
    bool any = false;
    *d = (decimal){.negative = p < end && *p == '-', .exact = true};
    if (p < end && (*p == '-' || *p == '+'))
        p++;
    for (; p < end && is_digit(*p); p++, any = true)
        add_digit(d, *p);
    if (p < end && *p == sign)
        for (p++; p < end && is_digit(*p); p++, any = true) {
            add_digit(d, *p);
            d->exponent--;
        }
    if (any && p < end && (*p == 'e' || *p == 'E'))
        p = parse_exponent(p + 1, end, d);
    return any && p == end;
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

bool
xent_number_parse(const xent_numbers *numbers, const char *text, size_t n, double *x,
                  unsigned *digits)
{
    static const double power[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                   1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    decimal d;
    if (digits)
        *digits = 0;
    if (n >= MAX_TEXT)
        return false;
    if (!scan(text, text + n, numbers->decimal, &d))
        return parse_word(text, n, x);
    if (digits)
        *digits = d.digits;
    if (d.exact && d.mantissa <= (UINT64_C(1) << 53) && d.exponent >= -22 && d.exponent <= 22) {
        double m = (double)d.mantissa;
        double value = d.exponent < 0 ? m / power[-d.exponent] : m * power[d.exponent];
        *x = d.negative ? -value : value;
    } else {
        *x = slow(numbers, text, n);
    }
    return true;
}
