/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* strtod_l */
#include "number.h"
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "decimal.h"

/* Keeps what is seldom wanted out of the registers of what is wanted always. */
#define NEVER_INLINE __attribute__((noinline))

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

bool
xent_number_word(const char *text, size_t n, double *x)
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

/* How many of the eight bytes from p on are digits, up to the first that is none, and their
   number.  No branch depends on it: the lengths of fractions in a file cannot be foretold.  The
   sums in the end join digits to pairs, and pairs to eight (Lemire 2021, section 3). */
static unsigned
eight_digits(const char *p, uint64_t *number)
{
    uint64_t x, odd;
    memcpy(&x, p, sizeof x);
    x ^= UINT64_C(0x3030303030303030); /* a digit is now below 10 */
    odd = (x | (x + UINT64_C(0x7676767676767676))) & UINT64_C(0x8080808080808080);
    unsigned n = odd ? (unsigned)__builtin_ctzll(odd) / 8 : 8;
    x = n ? x << (64 - 8 * n) : 0; /* zeros in front */
    x = 10 * x + (x >> 8);
    *number = ((x & UINT64_C(0xff000000ff)) * (100 + (UINT64_C(1000000) << 32)) +
               (x >> 16 & UINT64_C(0xff000000ff)) * (1 + (UINT64_C(10000) << 32))) >>
              32;
    return n;
}

/* As add_digits, by eights where a word begins with the byte of lowest address. */
static const char *
add_many_digits(const char *p, const char *end, uint64_t *mantissa)
{
    static const uint64_t power[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
    while (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ && end - p >= 8) {
        uint64_t number;
        unsigned n = eight_digits(p, &number);
        *mantissa = power[n] * *mantissa + number;
        p += n;
        if (n < 8)
            return p;
    }
    return add_digits(p, end, mantissa);
}

/* The number that the digits (and the decimal sign among them) make, without leading zeros and with
   no more digits than a mantissa holds. */
static NEVER_INLINE xent_decimal
first_digits(const char *p, const char *end, bool negative)
{
    xent_decimal d = {.negative = negative};
    unsigned digits = 0;
    bool fraction = false;
    for (; p < end; p++) {
        if (!is_digit(*p)) {
            fraction = true;
        } else if (digits < MAX_DIGITS) {
            d.mantissa = 10 * d.mantissa + (uint64_t)(*p - '0');
            d.exponent -= fraction;
            digits += d.mantissa > 0;
        } else {
            d.cut = true;
            d.exponent += !fraction;
        }
    }
    return d;
}

/* The exponent after its e; NULL if there is none. */
static const char *
add_exponent(const char *p, const char *end, int *exponent)
{
    bool negative = p < end && *p == '-';
    int e = 0;
    if (p < end && (*p == '-' || *p == '+'))
        p++;
    if (p == end || !is_digit(*p))
        return NULL;
    for (; p < end && is_digit(*p); p++)
        if (e < MAX_EXPONENT)
            e = 10 * e + (*p - '0');
    *exponent += negative ? -e : e;
    return p;
}

/* Takes a number apart; returns where it ends, NULL if there is none. */
static inline const char *
take_apart(const char *p, const char *end, char sign, xent_decimal *d)
{
    char c = p < end ? *p : 0;
    *d = (xent_decimal){.negative = c == '-'};
    p += (c == '-') | (c == '+'); /* no branch, as below */
    const char *first = p, *point = p = add_digits(p, end, &d->mantissa);
    if (p < end && *p == sign) {
        p = add_many_digits(p + 1, end, &d->mantissa);
        d->exponent = (int)(point + 1 - p);
    }
    ptrdiff_t digits = p - first - (p > point);
    if (digits == 0)
        return NULL;
    if (digits > MAX_DIGITS)
        *d = first_digits(first, p, d->negative);
    return p < end && (*p == 'e' || *p == 'E') ? add_exponent(p + 1, end, &d->exponent) : p;
}

/* The correctly rounded value of the n bytes of text, which are a number; false: too many. */
static NEVER_INLINE bool
convert(const xent_numbers *numbers, xent_decimal d, const char *text, size_t n, double *x)
{
    char copy[MAX_TEXT];
    if (xent_decimal_double(&d, x))
        return true;
    if (n >= sizeof copy)
        return false;
    memcpy(copy, text, n);
    copy[n] = 0;
    char *sign = memchr(copy, numbers->decimal, n);
    if (sign)
        *sign = '.';
    *x = strtod_l(copy, NULL, numbers->c_locale);
    return true;
}

const char *
xent_number_scan(const xent_numbers *numbers, const char *text, const char *end, double *x,
                 uint64_t *significand)
{
    xent_decimal d;
    const char *p = take_apart(text, end, numbers->decimal, &d);
    if (!p)
        return NULL;
    if (significand)
        *significand = d.cut ? UINT64_MAX : d.mantissa;
    if (!d.cut && xent_decimal_short(d.mantissa, d.exponent, d.negative, x))
        return p;
    return convert(numbers, d, text, (size_t)(p - text), x) ? p : NULL;
}
