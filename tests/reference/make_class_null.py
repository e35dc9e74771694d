"""Writes class_null.inc: what errors of many classes are when the stated probabilities are true, by brute force.

    /usr/bin/python3 make_class_null.py > class_null.inc

The logits of a case are computed numbers (logits() here, fill_logits() in check_class_null.c).  The label of every row
is drawn from its probabilities, REPLICATES times, and the mean, the sum and the maximum of the classes' errors are
measured in bins of equal width and, of probabilities above 0.01, of equal mass.  Printed are, for each error, its mean
and the quantiles that a null_high which rejects 4 to 6 % of calibrated samples lies between (of the maximum, which xent
draws, 3 to 7 %); 0 where a sum is too skewed for its moments to tell a quantile, and none is given.
"""
import sys

import numpy as np

BINS, REPLICATES, THRESHOLD = 15, 4000, 0.01

# name, rows, classes, spread of the logits, what class c loses of them for each ln (c+1), what the first two gain, weights
CASES = [
    ("forty", 4000, 40, 8, 0, 0, False),
    ("weighted", 4000, 40, 8, 0, 0, True),
    ("two of forty", 4000, 40, 2, 0, 7, False),
    ("two hundred", 4000, 200, 6, 0, 0, False),
    ("a vocabulary", 2500, 1500, 4, 1, 0, False),
]


def uniforms(n):
    """SplitMix64 of 0, 1, ..., 53 bits each."""
    x = np.arange(n, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((x ^ (x >> np.uint64(31))) >> np.uint64(11)) * 2.0**-53


def logits(rows, classes, spread, loss, gain):
    z = spread * uniforms(rows * classes * 2).reshape(rows, classes, 2).sum(2)
    z -= loss * np.log(np.arange(1, classes + 1))
    z[:, :2] += gain
    return z


def width_cells(q):
    return np.clip(np.ceil(q * BINS).astype(int) - 1, 0, BINS - 1)


def mass_cells(q):
    cells = np.full(q.shape, -1)
    for c in range(q.shape[1]):
        kept = np.flatnonzero(q[:, c] > THRESHOLD)
        order = kept[np.argsort(q[kept, c])]
        for b, part in enumerate(np.array_split(order, BINS)):
            cells[part, c] = b
    return cells


def draw_labels(q, rng):
    total = q.cumsum(1)
    return np.stack([np.searchsorted(s, rng.random(REPLICATES) * s[-1], side="right") for s in total])


def errors(q, weight, cells, label):
    """Of each replicate, the error of each class."""
    rows, classes = q.shape
    inside, width = cells >= 0, classes * BINS
    at = np.where(inside, np.arange(classes) * BINS + cells, width)
    kept = (weight[:, None] * inside).sum(0)
    stated = np.bincount(at.ravel(), (weight[:, None] * q).ravel(), width + 1)[:width]
    for r in range(REPLICATES):
        own = at[np.arange(rows), label[:, r]]
        gap = stated - np.bincount(own, weight, width + 1)[:width]
        yield np.abs(gap).reshape(classes, BINS).sum(1) / np.where(kept > 0, kept, 1)


def skewness(sample):
    return ((sample - sample.mean()) ** 3).mean() / sample.std() ** 3


def summary(sample, tail):
    if tail == 0.01 and skewness(sample) > 2:
        return "{%.6g, 0, 0}" % sample.mean()
    low, high = np.quantile(sample, [0.95 - tail, 0.95 + tail])
    return "{%.6g, %.6g, %.6g}" % (sample.mean(), low, high)


def main():
    rng = np.random.default_rng(20240607)
    print("/* Written by make_class_null.py. */")
    for name, rows, classes, spread, loss, gain, weighted in CASES:
        z = logits(rows, classes, spread, loss, gain)
        q = np.exp(z - z.max(1, keepdims=True))
        q /= q.sum(1, keepdims=True)
        weight = 1.0 + np.arange(rows) % 4 if weighted else np.ones(rows)
        label = draw_labels(q, rng)
        width = np.array([(e.mean(), e.sum(), e.max()) for e in errors(q, weight, width_cells(q), label)])
        mass = np.array([e.mean() for e in errors(q, weight, mass_cells(q), label)])
        print('{"%s", %d, %d, %g, %g, %g, %s,' % (name, rows, classes, spread, loss, gain, str(weighted).lower()))
        print(" {%s, %s," % (summary(width[:, 0], 0.01), summary(width[:, 1], 0.01)))
        print("  %s, %s}}," % (summary(width[:, 2], 0.02), summary(mass, 0.01)))
        sys.stdout.flush()


main()
