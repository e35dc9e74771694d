#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The squared kernel calibration error by both kernels, from its definition over all pairs of rows.

    /usr/bin/python3 make_skce.py > skce.inc
"""
import random

import mpmath as mp

from class_errors import skce

mp.mp.dps = 40
rng = random.Random(20190101)


def thousandths(columns):
    """Numbers with three decimals that sum to 1."""
    cuts = sorted(rng.randrange(1001) for _ in range(columns - 1))
    return [b - a for a, b in zip([0] + cuts, cuts + [1000])]


def numbers(values):
    return "{" + ", ".join(values) + "}"


def case(columns, rows, weighting, gaussian, h):
    q = [thousandths(max(columns, 2))[-columns:] for _ in range(rows)]
    label = [rng.randrange(max(columns, 2)) for _ in range(rows)]
    weight = [{"NONE": 1, "FREQUENCY": rng.randint(1, 3), "IMPORTANCE": rng.randint(1, 40) / 8}[weighting]
              for _ in range(rows)]
    copies = weight if weighting == "FREQUENCY" else [1] * rows
    listed = [i for i, w in enumerate(copies) for _ in range(w)]
    value = skce([[mp.mpf(x) / 1000 for x in q[i]] for i in listed], [label[i] for i in listed],
                 [mp.mpf(1 if weighting == "FREQUENCY" else weight[i]) for i in listed],
                 gaussian, mp.mpf(h) if h else None)
    kernel = "XENT_GAUSSIAN" if gaussian else "XENT_LAPLACE"
    print(f"    {{{rows}, {columns}, WEIGHTS_{weighting}, {kernel}, {h or 0},\n     "
          f"{numbers(str(x / 1000) for row in q for x in row)},\n     {numbers(map(str, label))},\n"
          f"     {numbers(map(str, weight))},\n     {mp.nstr(value, 17)}}},")


print("/* Made by make_skce.py: do not edit. */\nstatic const kernel_case kernel_cases[] = {")
for columns in (1, 4):
    for weighting in ("NONE", "IMPORTANCE", "FREQUENCY"):
        for gaussian in (True, False):
            for h in (None, 0.25):
                case(columns, 12, weighting, gaussian, h)
print("};")
