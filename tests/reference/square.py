#!/usr/bin/python3
"""Writes square.inc: intervals of the L2 calibration error and detectable errors, by scipy.

The law of the estimate is written down here from its cumulants as sums over rows, with scipy's
distributions and Brent's method; src/square.c works with sums over groups and by bisection.
"""
import random

import numpy as np
from scipy.optimize import brentq
from scipy.stats import chi2, norm

LEVEL, POWER = 0.95, 0.8


def groups(p, y, w, frequency, bins):
    """The rows of each equal-mass group, sorted by p; copies of a row stay in the lower group."""
    rows = np.array([i for i in np.argsort(p) for _ in range(int(w[i]) if frequency else 1)])
    ends = [p[part[-1]] for part in np.array_split(rows, bins)]
    group = np.searchsorted(ends, p[rows])
    for part in (rows[group == g] for g in range(bins)):
        yield p[part], y[part], np.ones(len(part)) if frequency else w[part]


class Law:
    """Of T under theta."""

    def __init__(self, found, theta, flat=False):
        total = sum(w.sum() for *_, w in found)
        gaps = [np.average(p - y, weights=w) for p, y, w in found]
        shares = [w.sum() / total for *_, w in found]
        plug_in = sum(s * g * g for s, g in zip(shares, gaps))
        scale = 0 if flat else theta / plug_in
        third = 0
        variance = 0
        for (p, y, w), gap, share in zip(found, gaps, shares):
            g2 = theta if flat else scale * gap * gap
            mix = min(1, scale)
            v = (1 - mix) * np.sum(w**2 * p * (1 - p)) / w.sum() ** 2 + mix * noise(p, y, w)
            variance += share**2 * (2 * v * v + 4 * g2 * v)
            third += share**3 * (8 * v**3 + 24 * g2 * v * v)
            if not flat:
                variance += np.sum(w**2) * (g2 - theta) ** 2 / total**2
        self.theta, self.sd = theta, np.sqrt(variance)
        self.degrees = 8 * variance**3 / third**2

    def sf(self, x):
        return chi2.sf(self.degrees + (x - self.theta) / self.sd * np.sqrt(2 * self.degrees),
                       self.degrees)

    def cdf(self, x):
        return chi2.cdf(self.degrees + (x - self.theta) / self.sd * np.sqrt(2 * self.degrees),
                        self.degrees)

    def ppf(self, q):
        return self.theta + self.sd * (chi2.ppf(q, self.degrees) - self.degrees) / np.sqrt(
            2 * self.degrees)


def noise(p, y, w):
    """The variance of the weighted mean of p - y."""
    u = p - y
    return np.sum((w * (u - np.average(u, weights=w))) ** 2) / w.sum() ** 2 * len(u) / (len(u) - 1)


def interval(found):
    total = sum(w.sum() for *_, w in found)
    observed = sum(w.sum() / total * (np.average(p - y, weights=w) ** 2 - noise(p, y, w))
                   for p, y, w in found)
    sd0, alpha = Law(found, 0).sd, 1 - LEVEL

    def below(theta):
        return alpha / 2 * (1 - np.exp(-theta / sd0))

    def too_large(theta):
        return Law(found, theta).sf(observed) - (alpha - below(theta))

    def too_small(theta):
        return Law(found, theta).cdf(observed) - below(theta)

    start = max(observed, 0)
    low = brentq(too_large, 0, start, xtol=1e-16) if too_large(0) < 0 else 0
    return np.sqrt(low), np.sqrt(brentq(too_small, start, 1, xtol=1e-16))


def square_detectable(found):
    limit = Law(found, 0, flat=True).ppf(LEVEL)
    return brentq(lambda g: Law(found, g * g, flat=True).sf(limit) - POWER, 0, 1, xtol=1e-14)


def absolute_detectable(found, high):
    """The gap with P(sum share |gap + s Z| > high) = POWER, for a normal sum."""
    total = sum(w.sum() for *_, w in found)

    def excess(gap):
        mean = variance = 0
        for p, _, w in found:
            share, s = w.sum() / total, np.sqrt(np.sum(w**2 * p * (1 - p))) / w.sum()
            m = s * np.sqrt(2 / np.pi) * np.exp(-gap**2 / 2 / s**2) + gap * (
                1 - 2 * norm.cdf(-gap / s))
            mean += share * m
            variance += share**2 * (gap**2 + s**2 - m**2)
        return mean - norm.ppf(POWER) * np.sqrt(variance) - high

    return brentq(excess, 0, 1, xtol=1e-14)


def array(kind, name, values):
    lines, line = [], "   "
    for word in [repr(x) for x in values]:
        if len(line) + len(word) > 97:
            lines.append(line)
            line = "   "
        line += f" {word},"
    print(f"static const {kind} {name}[] = {{", *lines, line + "};", sep="\n")


def case(i, name, rng, rows, tilt, bins, weights):
    p = np.array(rng.sample(range(1, 10000), rows)) / 10000
    odds = p / (1 - p)
    y = np.array([int(rng.random() < o**tilt / (1 + o**tilt)) for o in odds])
    w = {"": [1] * rows, "FREQUENCY": [rng.randint(1, 4) for _ in p],
         "IMPORTANCE": [round(rng.uniform(0.3, 2), 3) for _ in p]}[weights]
    found = list(groups(p, y.astype(float), np.array(w, float), weights == "FREQUENCY", bins))
    low, high = interval(found)
    array("double", f"p_{i}", p.tolist())
    array("int64_t", f"y_{i}", y.tolist())
    if weights:
        array("double", f"w_{i}", w)
    kind = f"w_{i}, XENT_{weights}" if weights else "NULL, XENT_IMPORTANCE"
    limit = 0.07
    return (f'    {{"{name}", {rows}, p_{i}, y_{i}, {kind}, {bins}, {low!r}, {high!r},\n'
            f"     {square_detectable(found)!r}, {limit}, {absolute_detectable(found, limit)!r}}},")


def main():
    rng = random.Random(20240815)
    print("/* Made by square.py: do not edit. */")
    cases = [case(0, "calibrated", rng, 120, 1, 6, ""),
             case(1, "overconfident", rng, 150, 0.3, 10, ""),
             case(2, "frequencies", rng, 90, 0.4, 3, "FREQUENCY"),
             case(3, "importances", rng, 130, 0.4, 5, "IMPORTANCE"),
             case(4, "one group", rng, 40, 2, 1, "")]
    print("static const square_case square_cases[] = {", *cases, "};", sep="\n")


main()
