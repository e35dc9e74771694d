#!/usr/bin/python3
"""Writes intervals.inc: Clopper-Pearson intervals of shares, from scipy's beta distribution."""
from scipy.stats import beta

LEVELS = (0.95, 0.8)
SHARES = [(x, n) for n in (1, 7, 50, 433, 10_000, 2_000_000)
          for x in sorted({0, 1, 3, n // 10, n // 2, n - 1, n}) if x <= n]
FRACTIONS = [(4.5, 17.25), (0.3, 12.0), (99.75, 100.0)]


def clopper_pearson(x, n, level):
    tail = (1 - level) / 2
    low = beta.ppf(tail, x, n - x + 1) if x > 0 else 0
    high = beta.isf(tail, x + 1, n - x) if x < n else 1
    return low, high


print("/* Made by make_intervals.py: do not edit. */")
print("static const share_case share_cases[] = {")
for x, n in SHARES + FRACTIONS:
    for level in LEVELS:
        low, high = clopper_pearson(x, n, level)
        print(f"    {{{x!r}, {n!r}, {level!r}, {low:.17g}, {high:.17g}}},")
print("};")
