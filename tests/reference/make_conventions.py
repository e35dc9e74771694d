#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes conventions.inc: what other libraries return on small cases full of traps.

    /usr/bin/python3 make_conventions.py > conventions.inc

scikit-learn is run. torchmetrics, netcal, _ECELoss and verified_calibration are transcribed from what
their sources say they do, on numpy arrays and (the first and the third) torch tensors; nothing here
looks at the library under test. Versions: torchmetrics 1.x (functional/classification/
calibration_error.py), netcal 1.3 (metrics/Miscalibration.py), gpleiss/temperature_scaling,
uncertainty-calibration 0.1 (calibration/utils.py).
"""
import numpy as np
import torch
from scipy.stats import binned_statistic_dd
from sklearn.calibration import calibration_curve


# ---- torchmetrics

def torch_edges(bins):
    """torch.linspace as its scalar code and CUDA have it, which vectors of CPUs only nearly follow."""
    step = np.float32(1) / np.float32(bins)
    low = [step * np.float32(i) for i in range((bins + 1) // 2)]
    high = [np.float32(1) - step * np.float32(bins - i) for i in range((bins + 1) // 2, bins + 1)]
    return torch.tensor(np.array(low + high, dtype=np.float32))


def torchmetrics(p, y, bins, norm, multiclass):
    """A hidden bin takes p = 1, since bucketize finds it right of the last edge."""
    confidence, accuracy = torch.from_numpy(p), torch.from_numpy(y)
    if multiclass:
        confidence = confidence.float()
    accuracy = accuracy.to(dtype=confidence.dtype)
    edges = torch_edges(bins)
    place = torch.bucketize(confidence, edges, right=True) - 1

    def total(of):
        return torch.zeros(len(edges), dtype=confidence.dtype).scatter_add_(0, place, of)

    count = total(torch.ones_like(confidence))
    gap = torch.abs(torch.nan_to_num(total(accuracy) / count)
                    - torch.nan_to_num(total(confidence) / count))
    share = count / count.sum()
    return {"l1": lambda: torch.sum(gap * share), "max": lambda: torch.max(gap),
            "l2": lambda: torch.sqrt(torch.sum(gap ** 2 * share))}[norm]().item()


# ---- Guo et al.

def guo(p, y, bins):
    confidence, correct = torch.from_numpy(p), torch.from_numpy(y)
    edges = torch_edges(bins)
    ece = torch.zeros(1, dtype=torch.float64)
    for low, high in zip(edges[:-1], edges[1:]):
        inside = confidence.gt(low.item()) * confidence.le(high.item())
        share = inside.double().mean()
        if share.item() > 0:
            ece += torch.abs(confidence[inside].double().mean() - correct[inside].double().mean()) * share
    return ece.item()


# ---- netcal

def netcal(p, y, bins, metric, equal_intervals=True):
    eps = np.finfo(np.float64).eps
    x = np.clip(p.astype(np.float64).reshape(-1, 1), eps, 1. - eps)
    bounds = np.linspace(0.0, 1.0, bins + 1)
    if not equal_intervals:
        bounds = np.quantile(x[:, 0], q=bounds, axis=0)
        bounds[0], bounds[-1] = 0., 1.
    try:
        count, _ = np.histogramdd(x, bins=[bounds])
        accuracy, _, _ = binned_statistic_dd(x, y, statistic="mean", bins=[bounds])
        confidence, _, _ = binned_statistic_dd(x, x[:, 0], statistic="mean", bins=[bounds])
    except ValueError:
        return float("nan")
    gap = np.abs(np.nan_to_num(accuracy) - np.nan_to_num(confidence))
    return np.max(gap) if metric == "mce" else np.sum(gap * count / np.sum(count))


# ---- scikit-learn

def sklearn(p, y, bins, norm, strategy="uniform"):
    """calibration_curve says nothing of the rows in its bins: they are counted with its own edges."""
    p = p.astype(np.float64)
    observed, stated = calibration_curve(y, p, n_bins=bins, strategy=strategy)
    shares = np.linspace(0, 1, bins + 1)
    edges = np.percentile(p, shares * 100) if strategy == "quantile" else shares
    count = np.bincount(np.searchsorted(edges[1:-1], p), minlength=bins)
    weight, gap = count[count > 0] / len(p), np.abs(observed - stated)
    return {"l1": np.sum(weight * gap), "l2": np.sqrt(np.sum(weight * gap ** 2)), "max": gap.max()}[norm]


# ---- verified_calibration

def equal_mass(p, bins):
    parts = np.array_split(sorted(p), min(bins, len(p)))
    return sorted({(a[-1] + b[0]) / 2.0 for a, b in zip(parts, parts[1:])} | {1.0})


def equal_width(p, bins):
    return [i * 1.0 / bins for i in range(1, bins + 1)]


def verified(p, y, bins, power, scheme, debias=False):
    p = p.astype(np.float64)
    edges = scheme(p, bins)
    place = np.searchsorted(edges, p)
    value = 0
    for b in range(len(edges)):
        inside = place == b
        n = inside.sum()
        if n == 0 or (debias and n < 2):
            continue
        outcome = y[inside].mean()
        term = abs(p[inside].mean() - outcome) ** power
        value += n / len(p) * (term - outcome * (1 - outcome) / (n - 1) if debias else term)
    return max(value, 0) ** (1 / power)


# ---- the cases

def traps(bins, single):
    """On every kind of edge and beside it, at 0 and 1 and near them, and ties."""
    edges = [i / bins for i in range(bins + 1)] + list(np.linspace(0, 1, bins + 1))
    edges += [float(e) for e in torch_edges(bins)]
    p = [q for e in edges for q in (np.nextafter(e, -1), e, np.nextafter(e, 2)) if 0 <= q <= 1]
    p += [0.0] * 3 + [1.0] * 4 + [1 - 2.0 ** -26, 1 - 2.0 ** -53, 1e-20] + [0.4] * 7 + [0.8125] * 5
    return np.array(p, dtype=np.float32 if single else np.float64)


def cases():
    generator = np.random.default_rng(20)
    for bins in (2, 3, 5, 10, 15, 20):
        for single in (False, True):
            p = generator.permutation(traps(bins, single))
            yield f"traps, {bins} bins, {'float' if single else 'double'}", p, bins
    for bins, n in ((15, 400), (10, 33), (4, 3)):
        p = generator.random(n)
        yield f"random, {n} rows, {bins} bins", p, bins
        yield f"random float, {n} rows, {bins} bins", p.astype(np.float32), bins
    yield "tenths", np.round(generator.random(200), 1), 10
    yield "phantom", np.array([0.95, 1.0]), 10
    yield "all zero", np.zeros(5), 15
    yield "all one", np.ones(5), 15
    yield "one row", np.array([0.3]), 15


def expected(p, y, bins):
    for multiclass in (False, True):
        for metric, norm in (("ece", "l1"), ("rmsce", "l2"), ("mce", "max")):
            yield "torchmetrics", metric, multiclass, torchmetrics(p, y, bins, norm, multiclass)
    for metric, norm in (("ece", "l1"), ("rmsce", "l2"), ("mce", "max")):
        yield "sklearn", metric, False, sklearn(p, y, bins, norm)
    yield "sklearn", "ece_mass", False, sklearn(p, y, bins, "l1", "quantile")
    yield "guo", "ece", False, guo(p, y, bins)
    yield "netcal", "ece", False, netcal(p, y, bins, "ece")
    yield "netcal", "mce", False, netcal(p, y, bins, "mce")
    yield "netcal", "ece_mass", False, netcal(p, y, bins, "ece", equal_intervals=False)
    yield "verified", "ece", False, verified(p, y, bins, 1, equal_width)
    yield "verified", "rmsce", False, verified(p, y, bins, 2, equal_width)
    yield "verified", "ece_mass", False, verified(p, y, bins, 1, equal_mass)
    yield "verified", "rmsce_mass", False, verified(p, y, bins, 2, equal_mass)
    yield "verified", "ece_debiased", False, verified(p, y, bins, 2, equal_mass, debias=True)


def number(x):
    return "(double)NAN" if np.isnan(x) else repr(float(x))


def wrap(items):
    line, lines = "   ", []
    for item in items:
        if len(line) + len(item) + 2 > 100:
            lines.append(line)
            line = "   "
        line += f" {item},"
    return "\n".join(lines + [line])


def main():
    generator = np.random.default_rng(21)
    table = []
    print("/* Made by make_conventions.py: do not edit. */")
    for i, (name, p, bins) in enumerate(cases()):
        y = (generator.random(len(p)) < 0.3 + 0.5 * p).astype(np.int64)
        y[:2] = [1, 0][:len(y)]
        print(f"static const double p_{i}[] = {{\n{wrap(repr(float(x)) for x in p)}\n}};")
        print(f"static const int64_t y_{i}[] = {{\n{wrap(str(x) for x in y)}\n}};")
        print(f"static const expectation expected_{i}[] = {{")
        for convention, metric, multiclass, value in expected(p, y, bins):
            if multiclass and len(set(y)) < 2:
                continue
            print(f'    {{"{convention}", "{metric}", {int(multiclass)}, {number(value)}}},')
        print("    {NULL, NULL, 0, 0},\n};")
        table.append(f'    {{"{name}", {len(p)}, {bins}, {int(p.dtype == np.float32)}, p_{i}, y_{i}, '
                     f"expected_{i}}},")
    print("static const convention_case convention_cases[] = {\n" + "\n".join(table) + "\n};")


if __name__ == "__main__":
    main()
