#!/usr/bin/python3
"""Writes bootstrap.inc: percentile intervals of means by bootstrap, by numpy and scipy.

The generator is SplitMix64 from its paper, in whole numbers of Python; the Poisson number of a unit
is scipy's quantile function at the unit's uniform number; the mean of a draw is that of the rows,
each taken as often as its unit was drawn.  The ends lie ((draws + 1) tail)-th from below and above,
tail = Phi(-t sqrt(n / (n - 1))), t Student's quantile with n - 1 degrees of freedom, n being the
rows, or with clusters at most 3 (sum S^2)^2 / sum S^4 of them.
"""
import numpy as np
from scipy.stats import norm, poisson, t as student

LEVEL, ROWS, CLUSTERS, DRAWS, SEED = 0.9, 80, 35, 200, 7
MASK = 2**64 - 1
random = np.random.default_rng(11)

p = np.round(random.random(ROWS), 3)
y = (random.random(ROWS) < p**1.5).astype(int)
cluster = np.concatenate([np.arange(CLUSTERS), random.integers(0, CLUSTERS, ROWS - CLUSTERS)])
weights = {"none": np.ones(ROWS), "importance": np.round(random.random(ROWS) * 3 + 0.2, 2),
           "frequency": random.integers(1, 4, ROWS).astype(float)}
weights["frequency"][5] = 90


def mix(x):
    x = (x + 0x9E3779B97F4A7C15) & MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


def uniforms(draw, n):
    stream = (7 << 32) + draw
    key = mix(mix(SEED) ^ (stream * 0xD1342543DE82EF95 & MASK))
    bits = [mix((key + i * 0x9E3779B97F4A7C15) & MASK) for i in range(n)]
    return np.array([((b >> 12) + 0.5) * 2.0**-52 for b in bits])


def counts(u, rate):
    large = np.maximum(0, rate + np.sqrt(rate) * norm.ppf(u))
    return np.where(rate > 64, large, poisson.ppf(u, np.minimum(rate, 64)))


def worth(v, w):
    sums = np.array([(w * (v - np.average(v, weights=w)))[cluster == c].sum()
                     for c in range(CLUSTERS)])
    return min(CLUSTERS, 3 * (sums**2).sum() ** 2 / (sums**4).sum())


def interval(v, w, kind, clustered):
    n = worth(v, w) if clustered else w.sum() if kind == "frequency" else ROWS
    means = []
    for draw in range(DRAWS):
        if clustered:
            times = counts(uniforms(draw, CLUSTERS), np.ones(CLUSTERS))[cluster] * w
        elif kind == "frequency":
            times = counts(uniforms(draw, ROWS), w)
        else:
            times = counts(uniforms(draw, ROWS), np.ones(ROWS)) * w
        means.append((times * v).sum() / times.sum())
    tail = norm.cdf(-student.ppf(0.5 + LEVEL / 2, n - 1) * np.sqrt(n / (n - 1)))
    k = max(1, int((DRAWS + 1) * tail))
    means.sort()
    return np.average(v, weights=w), means[k - 1], means[DRAWS - k]


nll = -np.log(np.where(y == 1, p, 1 - p))
gap = np.maximum(p, 1 - p) - ((p > 0.5) == y)
values = {"mean_probability": p, "overconfidence": gap, "nll": nll, "brier": (p - y) ** 2}


def array(kind, name, numbers):
    print(f"static const {kind} {name}[] = {{{', '.join(f'{v:.17g}' for v in numbers)}}};")


print("/* Made by make_bootstrap.py: do not edit. */")
print(f"enum {{ ROWS = {ROWS}, CLUSTERS = {CLUSTERS}, DRAWS = {DRAWS}, SEED = {SEED} }};")
print(f"static const double LEVEL = {LEVEL};")
array("double", "scores", p)
array("int64_t", "labels", y)
array("int32_t", "clusters", cluster)
for kind in ("importance", "frequency"):
    array("double", f"{kind}_weights", weights[kind])
print("static const bootstrap_case bootstrap_cases[] = {")
for kind, w in weights.items():
    for clustered in (False, True):
        ends = {name: interval(v, w, kind, clustered) for name, v in values.items()}
        ends["perplexity"] = np.exp(ends["nll"])
        for name, numbers in ends.items():
            print(f'    {{"{name}", WEIGHTS_{kind.upper()}, {str(clustered).lower()}, '
                  + ", ".join(f"{v:.17g}" for v in numbers) + "},")
print("};")
