#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes bin_vectors.json: calibration errors by bins and norms, from their definitions in numpy.

    /usr/bin/python3 make_bin_vectors.py > bin_vectors.json
"""
import json

import numpy as np

RNG = np.random.default_rng(5)


def by_width(p, bins, left):
    edges = np.arange(1, bins) / bins
    return np.searchsorted(edges, p, side="right" if left else "left")


def cuts(p, bins):
    groups = [g for g in np.array_split(np.sort(p), bins) if len(g)]
    return sorted({(a[-1] + b[0]) / 2 for a, b in zip(groups, groups[1:])})


def by_mass(p, bins):
    return np.searchsorted(cuts(p, bins), p, side="left")


def by_value(p):
    return np.unique(p, return_inverse=True)[1]


def powers(p, outcome, of, power):
    """Sum of shares times gaps to the power; the largest gap for infinity."""
    gaps = [(np.mean(of == b), abs(p[of == b].mean() - outcome[of == b].mean()))
            for b in np.unique(of)]
    if np.isinf(power):
        return max(g for _, g in gaps)
    return sum(w * g ** power for w, g in gaps)


def error(p, outcome, of, power):
    total = powers(p, outcome, of, power)
    return total if np.isinf(power) else total ** (1 / power)


def vector(op, inputs, params, value):
    listed = {k: np.asarray(v).tolist() for k, v in inputs.items()}
    return {"op": op, "inputs": listed, "params": params, "recomputed_float64": value}


def binary_vectors(p, y):
    inputs = {"probs1": p, "labels": y}
    for bins in (1, 4, 10):
        for norm, power in (("l1", 1), ("l2", 2), ("max", np.inf)):
            for side in ("right-closed", "left-closed"):
                yield vector("ece_binary", inputs,
                             {"n_bins": bins, "norm": norm, "bins": f"equal width, {side}"},
                             error(p, y, by_width(p, bins, side == "left-closed"), power))
            yield vector("ece_binary_equal_mass", inputs, {"n_bins": bins, "norm": norm},
                         error(p, y, by_mass(p, bins), power))
        several = np.unique(p)  # a cut amid ties may lie anywhere up to the next p
        yield vector("equal_mass_edges", {"probs1": several}, {"n_bins": bins},
                     [*cuts(several, bins), 1.0])
    for power in (1, 2, 3.5):
        yield vector("ce_discrete", inputs, {"power": power}, error(p, y, by_value(p), power))
    z = np.sum((y - p) * (1 - 2 * p)) / np.sqrt(np.sum((1 - 2 * p) ** 2 * p * (1 - p)))
    yield vector("spiegelhalter_z", inputs, {}, z)


def class_vectors(q, y):
    inputs = {"probs": q, "labels": y}
    top, right = q.max(axis=1), (q.argmax(axis=1) == y).astype(float)
    classes = [(q[:, c], (y == c).astype(float)) for c in range(q.shape[1])]
    for norm, power in (("l1", 1), ("l2", 2), ("max", np.inf)):
        yield vector("ece_top_label", inputs, {"n_bins": 5, "norm": norm},
                     error(top, right, by_width(top, 5, False), power))
        yield vector("ece_top_label_equal_mass", inputs, {"n_bins": 5, "norm": norm},
                     error(top, right, by_mass(top, 5), power))
    yield vector("ece_classwise", inputs, {"n_bins": 5, "norm": "l1"},
                 np.mean([powers(p, o, by_width(p, 5, False), 1) for p, o in classes]))
    for power in (2, 3):
        yield vector("ce_discrete_top_label", inputs, {"power": power},
                     error(top, right, by_value(top), power))
        yield vector("ce_discrete_classwise", inputs, {"power": power}, np.mean(
            [powers(p, o, by_value(p), power) for p, o in classes]) ** (1 / power))


def main():
    p = RNG.integers(0, 21, 23) / 20
    q = RNG.multinomial(16, [0.5, 0.3, 0.2], 19) / 16
    vectors = [*binary_vectors(p, RNG.integers(0, 2, 23)), *class_vectors(q, RNG.integers(0, 3, 19))]
    print('{"vectors": [')
    print(",\n".join(json.dumps(v, sort_keys=True) for v in vectors))
    print("]}")


main()
