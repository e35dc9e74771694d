#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes per_class.inc: the errors of each class and the cells of predicted classes, by numpy alone.

    /usr/bin/python3 make_per_class.py > per_class.inc
"""
import numpy as np

from make_conventions import number, wrap


def class_errors(q, o, w, bins, left):
    edges = np.arange(1, bins) / bins
    place = np.searchsorted(edges, q, side="right" if left else "left")
    share, gap = [], []
    for b in np.unique(place):
        inside = place == b
        share.append(w[inside].sum() / w.sum())
        gap.append(abs(np.average(q[inside], weights=w[inside]) - np.average(o[inside], weights=w[inside])))
    share, gap = np.array(share), np.array(gap)
    return np.average(o, weights=w), share @ gap, np.sqrt(share @ gap ** 2), gap.max()


def cells(q, target, w):
    """As TensorFlow Probability's brier_decomposition, with weights."""
    predicted = q.argmax(axis=1)
    overall = np.average(target, axis=0, weights=w)
    resolution = reliability = 0
    for p in np.unique(predicted):
        inside = predicted == p
        d = np.average(target[inside], axis=0, weights=w[inside])
        resolution += w[inside].sum() / w.sum() * np.sum((overall - d) ** 2)
        reliability += w[inside] @ np.sum((d - q[inside]) ** 2, axis=1) / w.sum()
    return -np.sum(overall ** 2), resolution, reliability


def main():
    generator = np.random.default_rng(40)
    table = []
    print("/* Made by make_per_class.py: do not edit. */")
    for i, (n, k, bins, left, weighted, soft) in enumerate((
            (60, 4, 15, 0, 0, 0), (60, 4, 10, 1, 1, 0), (300, 3, 5, 0, 1, 0), (3, 2, 15, 0, 0, 0),
            (60, 4, 15, 0, 0, 1), (90, 3, 10, 1, 1, 1), (40, 2, 15, 0, 1, 1))):
        q = np.round(generator.dirichlet(np.ones(k), n), 1 if left else 3)
        q[:, 0] = 1 - q[:, 1:].sum(axis=1)
        q = np.clip(q, 0, 1)
        y = generator.integers(0, k, n)
        w = generator.integers(1, 9, n) / 4 if weighted else np.ones(n)
        target = np.eye(k)[y]
        if soft:
            target = np.array([generator.dirichlet(0.1 + 3 * row) for row in q])
            print(f"static const double t_{i}[] = {{\n{wrap(repr(float(x)) for x in target.ravel())}\n}};")
        print(f"static const double q_{i}[] = {{\n{wrap(repr(float(x)) for x in q.ravel())}\n}};")
        if not soft:
            print(f"static const int64_t y_{i}[] = {{\n{wrap(str(x) for x in y)}\n}};")
        if weighted:
            print(f"static const double w_{i}[] = {{\n{wrap(repr(float(x)) for x in w)}\n}};")
        errors = [class_errors(q[:, c], target[:, c], w, bins, left) for c in range(k)]
        print(f"static const xent_class_errors errors_{i}[] = {{")
        for e in errors:
            print("    {" + ", ".join(number(x) for x in e) + "},")
        print("};")
        ece, root, most = [np.array([e[j] for e in errors]) for j in (1, 2, 3)]
        table.append(f"    {{{n}, {k}, {bins}, {'XENT_LEFT' if left else 'XENT_RIGHT'}, q_{i}, "
                     f"{'NULL' if soft else f'y_{i}'}, {f't_{i}' if soft else 'NULL'}, "
                     f"{f'w_{i}' if weighted else 'NULL'}, errors_{i},\n     "
                     f"{number(ece.mean())}, {number(ece.sum())}, {number(np.sqrt((root ** 2).mean()))}, "
                     f"{number(most.max())},\n     {{{', '.join(number(x) for x in cells(q, target, w))}}}}},")
    print("static const per_class_case per_class_cases[] = {\n" + "\n".join(table) + "\n};")


if __name__ == "__main__":
    main()
