#!/usr/bin/env python3
"""Kernel-smoothed reliability curves with their bands, by direct sums over rows and images.

    /usr/bin/python3 make_smoothed.py > smoothed.inc

y = x + the mean of outcome - p, weighted by the kernel at x; rows = (sum w k)^2 / sum (w k)^2 (frequencies:
w k^2); low and high are Wilson's interval of the kernel's mean outcome in so many rows, moved as y is;
consistency is x -+ 1.96 standard deviations of y if outcomes are coins of the stated p.
"""
import numpy as np
from scipy.stats import norm

from smooth_errors import kernel, smooth_ece

LEVEL = 0.95


def curve(p, outcome, w, frequency, x):
    share = w / w.sum()
    sigma = smooth_ece(p, share, outcome - p)
    k = kernel(x, p, sigma)
    squares = k * k @ (w if frequency else w * w)
    total = k @ w
    rows = total ** 2 / squares
    mean_p, mean = k @ (w * p) / total, k @ (w * outcome) / total
    z = norm.ppf(0.5 + LEVEL / 2)
    centre = (mean + z * z / (2 * rows)) / (1 + z * z / rows)
    half = z / (1 + z * z / rows) * np.sqrt(mean * (1 - mean) / rows + z * z / (4 * rows ** 2))
    spread = z * np.sqrt(k * k @ ((w if frequency else w * w) * p * (1 - p))) / total
    return sigma, np.stack([x, x + mean - mean_p, rows, x + centre - half - mean_p,
                            x + centre + half - mean_p, x - spread, x + spread], 1)


def case(name, p, outcome, w, frequency):
    p, w = np.asarray(p, float), np.asarray(w, float)
    x = np.arange(0, 129, 8) / 128
    x = x[(x >= np.floor(p.min() * 128) / 128) & (x <= np.ceil(p.max() * 128) / 128)]
    sigma, points = curve(p, np.asarray(outcome, float), w, frequency, x)
    points = points[points[:, 2] >= 10.01]
    numbers = lambda v: "{" + ", ".join(f"{u:.17g}" for u in v) + "}"
    print(f'    {{"{name}", {len(p)}, {"XENT_FREQUENCY" if frequency else "XENT_IMPORTANCE"}, {sigma:.17g},')
    for v in (p, outcome, w):
        print("     " + numbers(v) + ",")
    print(f"     {len(points)}, {{" + ",\n      ".join(numbers(r) for r in points) + "}},")


rng = np.random.default_rng(20231)
print("/* Made by make_smoothed.py. */\nstatic const smoothed_case smoothed_cases[] = {")
n = 60
p = np.round(rng.uniform(0, 1, n), 6)
case("overconfident", p, rng.random(n) < 0.3 + 0.4 * p, np.ones(n), False)
case("calibrated", p, rng.random(n) < p, np.ones(n), False)
case("weighted", p, rng.random(n) < p ** 2, np.round(rng.uniform(0.5, 3, n), 3), False)
case("frequencies", p, rng.random(n) < p ** 2, rng.integers(1, 4, n), True)
case("near both ends", np.round(rng.beta(0.3, 0.3, n), 6), rng.random(n) < 0.5, np.ones(n), False)
print("};")
