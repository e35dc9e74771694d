#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes binning.inc: calibration errors of bins that are not of equal width, by numpy alone.

    /usr/bin/python3 make_binning.py > binning.inc

Frequency weights are checked the honest way, by repeating rows.
"""
import numpy as np

from make_conventions import number, wrap


def places_mass(p, bins):
    """Cut like array_split; edges midway; right-closed, so that ties stay together."""
    parts = [part for part in np.array_split(np.sort(p), bins) if len(part)]
    edges = [(a[-1] + b[0]) / 2 for a, b in zip(parts, parts[1:])]
    return np.searchsorted(edges, p, side="left")


def places_split(p, bins):
    place = np.empty(len(p), dtype=int)
    for i, rows in enumerate(np.array_split(np.argsort(p, kind="stable"), bins)):
        place[rows] = i
    return place


def places_quantile(p, bins):
    edges = np.quantile(p, np.arange(bins + 1) / bins)
    return np.searchsorted(edges[1:-1], p, side="right")


def places_distinct(p, bins):
    return np.unique(p, return_inverse=True)[1]


WAYS = {"mass": places_mass, "mass-split": places_split, "quantile": places_quantile,
        "distinct": places_distinct}


def errors(p, y, place):
    share = [np.mean(place == b) for b in np.unique(place)]
    gap = [abs(p[place == b].mean() - y[place == b].mean()) for b in np.unique(place)]
    return np.dot(share, gap), np.sqrt(np.dot(share, np.square(gap))), max(gap)


def cases():
    generator = np.random.default_rng(30)
    for n, bins, digits in ((200, 15, 17), (200, 15, 2), (101, 10, 1), (7, 15, 2), (1, 3, 2), (60, 1, 2)):
        p = np.round(generator.random(n), digits)
        y = (generator.random(n) < p).astype(np.int64)
        yield p, y, None, bins
        yield p, y, generator.integers(1, 4, n), bins


def main():
    table = []
    print("/* Made by make_binning.py: do not edit. */")
    for i, (p, y, weight, bins) in enumerate(cases()):
        print(f"static const double p_{i}[] = {{\n{wrap(repr(float(x)) for x in p)}\n}};")
        print(f"static const int64_t y_{i}[] = {{\n{wrap(str(x) for x in y)}\n}};")
        if weight is not None:
            print(f"static const double w_{i}[] = {{\n{wrap(str(x) for x in weight)}\n}};")
        many = (p, y) if weight is None else (np.repeat(p, weight), np.repeat(y, weight))
        for name, places in WAYS.items():
            if weight is not None and name == "mass-split":
                continue  # rows that stand for many stay whole
            values = ", ".join(number(x) for x in errors(*many, places(many[0], bins)))
            table.append(f'    {{"{name}", {len(p)}, {bins}, p_{i}, y_{i}, '
                         f'{"NULL" if weight is None else f"w_{i}"},\n     {{{values}}}}},')
    print("static const binning_case binning_cases[] = {\n" + "\n".join(table) + "\n};")


if __name__ == "__main__":
    main()
