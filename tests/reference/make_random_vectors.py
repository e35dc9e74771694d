#!/usr/bin/python3
"""Random test vectors of losses and divergences, at 340 digits from the formulas:
make_random_vectors.py [SEED [ROUNDS]] > random_vectors.json.

Odd combinations of parameters, shapes and extremes, in the format of tests/vectors.c.  mpmath alone
computes; 0 ln 0 = 0 * inf = 0.
"""
import json
import math
import random
import sys

import mpmath as mp

mp.mp.dps = 340
rng = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
INF = mp.inf
vectors = []


def clean(x):
    if isinstance(x, dict):
        return {name: clean(member) for name, member in x.items()}
    if isinstance(x, (list, tuple)):
        return [clean(member) for member in x]
    if isinstance(x, mp.mpf):
        x = float(x)
    if isinstance(x, float) and not math.isfinite(x):
        return "NaN" if math.isnan(x) else "Infinity" if x > 0 else "-Infinity"
    return x


def add(op, inputs, params, value):
    vectors.append({"id": f"random.{op}.{len(vectors)}", "op": op, "inputs": clean(inputs),
                    "params": params, "recomputed_float64": clean(value)})


def times(a, b):
    return mp.mpf(0) if a == 0 or b == 0 else a * b


def ln(x):
    return -INF if x == 0 else mp.log(x)


def total(terms):
    return mp.fsum(terms) if not any(mp.isinf(t) for t in terms) else sum(terms, mp.mpf(0))


def lse(z):
    m = max(z)
    return m + mp.log(mp.fsum(mp.e ** (x - m) for x in z if not mp.isinf(x)))


def lsm(z):
    l = lse(z)
    return [x - l for x in z]


def M(x):
    return mp.mpf(x)


# ---- inputs

def logit():
    kind = rng.random()
    if kind < 0.7:
        return rng.gauss(0, 3)
    if kind < 0.8:
        return rng.gauss(0, 40)
    if kind < 0.85:
        return rng.choice([1e4, -1e4, 745.0, -745.0, 1e-300, 0.0, 30.0])
    return float(rng.randint(-5, 5))


def logits(n, k, extreme=False):
    z = [[logit() for _ in range(k)] for _ in range(n)]
    if extreme:
        z[0] = [rng.choice([1e308, -1e308, 3.0, 1e300]) for _ in range(k)]
        z[-1][0] = -math.inf
    return z


def distribution(k, sparse=False):
    e = [rng.expovariate(1) for _ in range(k)]
    if sparse:
        e = [x if rng.random() < 0.5 else 0.0 for x in e]
        e[rng.randrange(k)] += 1
    s = sum(e)
    return [x / s for x in e]


def one_hot(k, y):
    return [1.0 if j == y else 0.0 for j in range(k)]


def masses(k):
    return [rng.choice([rng.random(), rng.expovariate(0.5), 10 ** rng.uniform(-12, 0)])
            for _ in range(k)]


# ---- reductions

class Beyond(Exception):
    """A loss, or the sum of losses that a mean is of, is finite, and no double holds it."""


def check(values):
    if any(mp.mpf("1.79e308") < abs(l) < INF for l in values):
        raise Beyond


def reduce(rows, params, weight=None, divisor=None):
    """Of l of each row, what params ask for."""
    check(rows)
    n = len(rows)
    weight_list = weight if isinstance(weight, list) else [1 if weight is None else weight] * n
    w = [M(x) for x in weight_list]
    weighted = [times(a, b) for a, b in zip(w, rows)]
    word = params["reduction"]
    if word.startswith("none"):
        return weighted
    s = total(weighted)
    check(weighted + [s])
    if word.startswith("sum"):
        return s
    if weight is not None and "sum(w)" in params.get("weight_reduction", ""):
        return s / mp.fsum(w)
    if weight is not None and "/n" in params.get("weight_reduction", ""):
        return s / n
    return s / (divisor if divisor is not None else n)


def weighting(inputs, params, n):
    if rng.random() < 0.4:
        inputs["sample_weight"] = rng.choice([[rng.uniform(0, 3) for _ in range(n)], 2.3,
                                              [float(rng.randint(1, 4)) for _ in range(n)]])
        params["weight_reduction"] = rng.choice(["sum(w*l)/n", "sum(w*l)/sum(w)"])
        return inputs["sample_weight"]
    if rng.random() < 0.3:
        inputs["sample_weight"] = None
    return None


def sigmoid_terms(z):
    """ln sigmoid(z), ln sigmoid(-z)."""
    z = M(z)
    if z > 0:
        return -mp.log1p(mp.e ** -z), -z - mp.log1p(mp.e ** -z)
    return z - mp.log1p(mp.e ** z), -mp.log1p(mp.e ** z)


def column_rows(element, x, t):
    if isinstance(x[0], list):
        values = [[element(a, b, j) for j, (a, b) in enumerate(zip(r, s))] for r, s in zip(x, t)]
        check(sum(values, []))
        return [total(row) / len(row) for row in values]
    return [element(a, b, 0) for a, b in zip(x, t)]


def drawn(draw, n, m, two):
    """n rows of m numbers, or n numbers."""
    return [[draw() for _ in range(m)] for _ in range(n)] if two else [draw() for _ in range(n)]


# ---- ops

def bce_logits():
    two = rng.random() < 0.6
    n, m = rng.randint(1, 5), rng.randint(1, 4)
    z = logits(n, m) if two else [logit() for _ in range(n)]
    if rng.random() < 0.2 and not two:
        z[0] = rng.choice([1e308, -1e308])
    draw = rng.choice([lambda: float(rng.randint(0, 1)), rng.random])
    t = drawn(draw, n, m, two)
    params = {"reduction": rng.choice(["mean", "none (rows)" if two else "none", "sum"])}
    s = 0
    if rng.random() < 0.4:
        s = params["label_smoothing"] = rng.choice([0.1, 0.3, 1.0])
    p = 1
    if rng.random() < 0.5:
        p = params["pos_weight"] = rng.uniform(0, 4)
        if two and rng.random() < 0.5:
            p = params["pos_weight"] = [rng.uniform(0, 4) for _ in range(m)]
    inputs = {"logits": z, "targets": t}
    w = weighting(inputs, params, n)

    def element(x, y, j):
        y = M(y) * (1 - M(s)) + M(s) / 2
        a, b = sigmoid_terms(x)
        return -times(M(p[j] if isinstance(p, list) else p) * y, a) - times(1 - y, b)
    add("bce_logits", inputs, params, reduce(column_rows(element, z, t), params, w))


def bce_probs():
    two = rng.random() < 0.5
    n, m = rng.randint(1, 4), rng.randint(1, 4)
    prob = lambda: rng.choice([0.0, 1.0, 0.5, rng.random(), rng.random(), 1e-300, 0.9999])
    p = drawn(prob, n, m, two)
    t = drawn(rng.random if two else lambda: rng.choice([0.0, 1.0, 0.25]), n, m, two)
    params = {"reduction": rng.choice(["mean", "none (rows)" if two else "none"])}
    eps = clamp = None
    if rng.random() < 0.4:
        eps = params["clip_eps"] = rng.choice([0.01, 0.125, 1e-3])
    elif rng.random() < 0.5:
        clamp = params["log_clamp"] = rng.choice([-100, -3, -20.5])
    inputs = {"probs": p, "targets": t}
    w = weighting(inputs, params, n)

    def element(x, y, j):
        x, y = M(x), M(y)
        if eps is not None:
            x = min(max(x, M(eps)), M(1 - eps))
        a, b = ln(x), ln(1 - x)
        if clamp is not None:
            a, b = max(a, M(clamp)), max(b, M(clamp))
        return -times(y, a) - times(1 - y, b)
    add("bce_probs", inputs, params, reduce(column_rows(element, p, t), params, w))


def binary_focal(probs):
    two = rng.random() < 0.7
    n, m = rng.randint(1, 4), rng.randint(1, 4)
    draw = (lambda: rng.choice([rng.random(), 0.0, 1.0, 0.3])) if probs else logit
    x = drawn(draw, n, m, two)
    t = drawn(lambda: float(rng.randint(0, 1)), n, m, two)
    params = {"reduction": rng.choice(["mean", "none (rows)" if two else "none", "sum"]),
              "gamma": rng.choice([0.0, 0.5, 1.0, 2.0, 3.7])}
    alpha = None
    if rng.random() < 0.5:
        alpha = params["alpha"] = rng.choice([0.25, 0.9, None])
    inputs = {"probs" if probs else "logits": x, "targets": t}
    w = weighting(inputs, params, n)

    def element(v, y, j):
        y = M(y)
        if probs:
            p, a, b = M(v), ln(M(v)), ln(1 - M(v))
            q = 1 - p
        else:
            a, b = sigmoid_terms(v)
            p, q = mp.e ** a, mp.e ** b
        miss = q * y + p * (1 - y)
        at = 1 if alpha is None else M(alpha) * y + (1 - M(alpha)) * (1 - y)
        f = miss ** M(params["gamma"]) if miss > 0 else M(1 if params["gamma"] == 0 else 0)
        return at * times(f, -times(y, a) - times(1 - y, b))
    add("binary_focal_probs" if probs else "binary_focal_logits", inputs, params,
        reduce(column_rows(element, x, t), params, w))


def softmax_ce_dense():
    n, k = rng.randint(1, 5), rng.randint(2, 6)
    z = logits(n, k, rng.random() < 0.2)
    kind = rng.choice(["soft", "hot", "mass", "sparse"])
    labels = [rng.randrange(k) for _ in range(n)]
    t = [one_hot(k, y) if kind == "hot" else masses(k) if kind == "mass"
         else distribution(k, kind == "sparse") for y in labels]
    params = {"reduction": rng.choice(["mean", "none", "sum"])}
    inputs = {"logits": z, "targets": t}
    if kind == "hot" and rng.random() < 0.5:
        inputs["labels"] = labels
    s, c = 0, [1] * k
    if rng.random() < 0.5:
        s = params["label_smoothing"] = rng.choice([0.1, 0.2, 0.5])
    if rng.random() < 0.4:
        c = inputs["class_weight"] = [rng.choice([0.0, 1.0, rng.uniform(0, 3)]) for _ in range(k)]
        params["class_weight_mean"] = "divide by the number of rows (probability targets)"
        w = None
    else:
        w = weighting(inputs, params, n)
    rows = []
    for x, y in zip(z, t):
        l = lsm([M(a) for a in x])
        rows.append(-total([times(M(c[j]) * (M(y[j]) * (1 - M(s)) + M(s) / k), l[j])
                            for j in range(k)]))
    add("softmax_ce_dense", inputs, params, reduce(rows, params, w))


def softmax_ce_index():
    n, k = rng.randint(1, 6), rng.randint(2, 7)
    z = logits(n, k, rng.random() < 0.2)
    y = [rng.randrange(k) for _ in range(n)]
    params = {"reduction": rng.choice(["mean", "none", "sum"])}
    if n > 1 and rng.random() < 0.6:
        ignore = params["ignore_index"] = rng.choice([-100, -1, 255, 0])
        for i in range(n - 1):
            if rng.random() < 0.4:
                y[i] = ignore
    else:
        ignore = None
    inputs = {"logits": z, "labels": y}
    s, c = 0, None
    if rng.random() < 0.5:
        s = params["label_smoothing"] = rng.choice([0.0, 0.1, 0.15, 0.9])
    if rng.random() < 0.5:
        c = inputs["class_weight"] = [rng.uniform(0.1, 3) for _ in range(k)]
        params["class_weight_mean"] = "divide by sum of class_weight[label] over kept rows"
    elif rng.random() < 0.3:
        inputs["class_weight"] = None
    rows, kept, weights = [], 0, M(0)
    for x, label in zip(z, y):
        if ignore is not None and label == ignore:
            rows.append(M(0))
            continue
        l = lsm([M(a) for a in x])
        cw = [M(1)] * k if c is None else [M(a) for a in c]
        uniform = times(M(s) / k, total([times(cw[j], l[j]) for j in range(k)])) if s else 0
        rows.append(-times((1 - M(s)) * cw[label], l[label]) - uniform)
        kept += 1
        weights += cw[label]
    divisor = weights if c is not None else M(kept)
    if ignore is not None and c is None and rng.random() < 0.4:
        params["reduction_denominator"] = f"all {n} rows (ignored rows count as 0)"
        divisor = M(n)
    if kept == 0 and params["reduction"] == "mean":
        return
    add("softmax_ce_index", inputs, params, reduce(rows, params, None, divisor))


def normalised(p, params):
    p = [M(a) for a in p]
    if params.get("normalize_rows"):
        s = mp.fsum(p)
        p = [a / s for a in p]
    if "clip_eps" in params:
        e = params["clip_eps"]
        p = [min(max(a, M(e)), M(1 - e)) for a in p]
    return p


def categorical_ce_probs():
    n, k = rng.randint(1, 5), rng.randint(2, 5)
    p = [distribution(k, rng.random() < 0.4) for _ in range(n)]
    params = {"reduction": rng.choice(["mean", "none"])}
    if rng.random() < 0.5:
        params["normalize_rows"] = True
        p = [[a * rng.uniform(0.5, 3) for a in r] for r in p]
    if rng.random() < 0.5:
        params["clip_eps"] = rng.choice([0.01, 1e-3])
    inputs = {"probs": p}
    y = [rng.randrange(k) for _ in range(n)]
    if rng.random() < 0.5:
        t = inputs["targets"] = [rng.choice([one_hot(k, c), distribution(k)]) for c in y]
        rows = [-total([times(M(a), ln(b)) for a, b in zip(u, normalised(v, params))])
                for u, v in zip(t, p)]
        w = weighting(inputs, params, n)
        add("categorical_ce_probs", inputs, params, reduce(rows, params, w))
        return
    rows = [-ln(normalised(v, params)[c]) for c, v in zip(y, p)]
    if rng.random() < 0.5 and n > 1:
        params["ignore_index"] = rng.choice([0, 255, -1])
        if params["ignore_index"] != 0:
            y[0] = params["ignore_index"]
        rows = [M(0) if c == params["ignore_index"] else r for c, r in zip(y, rows)]
        params["reduction_denominator"] = f"all {n} rows (ignored rows count as 0)"
    inputs["labels"] = y
    add("categorical_ce_probs", inputs, params, reduce(rows, params))


def categorical_focal(probs):
    n, k = rng.randint(1, 4), rng.randint(2, 5)
    x = [distribution(k) for _ in range(n)] if probs else logits(n, k)
    t = [rng.choice([one_hot(k, rng.randrange(k)), distribution(k)]) for _ in range(n)]
    params = {"gamma": rng.choice([0.0, 0.5, 2.0, 5.0]), "alpha": rng.choice([0.25, 1.0, 0.7]),
              "reduction": rng.choice(["mean", "none", "sum"])}
    if probs and rng.random() < 0.5:
        params["normalize_rows"] = True
        x = [[a * rng.uniform(0.5, 3) for a in r] for r in x]
    if probs and rng.random() < 0.5:
        params["clip_eps"] = 0.01
    inputs = {"probs" if probs else "logits": x, "targets": t}
    w = weighting(inputs, params, n)
    rows = []
    for r, y in zip(x, t):
        if probs:
            q = normalised(r, params)
            l = [ln(a) for a in q]
        else:
            l = lsm([M(a) for a in r])
            q = [mp.e ** a for a in l]
        factor = [(1 - a) ** M(params["gamma"]) if a < 1 else M(params["gamma"] == 0) for a in q]
        rows.append(total([M(params["alpha"]) * times(a, -times(M(b), c))
                           for a, b, c in zip(factor, y, l)]))
    add("categorical_focal_probs" if probs else "categorical_focal_logits", inputs, params,
        reduce(rows, params, w))


def kl_divergence():
    n, k = rng.randint(1, 4), rng.randint(2, 6)
    t = [rng.choice([masses(k), distribution(k, True)]) for _ in range(n)]
    p = [rng.choice([masses(k), distribution(k)]) for _ in range(n)]
    params = {"reduction": rng.choice(["mean over rows", "none", "sum"])}
    rows = [total([times(M(a), ln(M(a)) - ln(M(b))) if a else M(0) for a, b in zip(u, v)])
            for u, v in zip(t, p)]
    add("kl_divergence", {"targets": t, "probs": p}, params, reduce(rows, params))


def log_probs(k):
    if rng.random() < 0.5:
        return [float(a) for a in lsm([M(logit()) for _ in range(k)])]
    return [rng.uniform(-9, 1) for _ in range(k)]


def kl_divergence_logprobs(generalized):
    n, k = rng.randint(1, 4), rng.randint(2, 6)
    l = [log_probs(k) for _ in range(n)]
    words = ["none", "batchmean", "sum over rows"] + ([] if generalized else ["mean over elements"])
    params = {"reduction": rng.choice(words)}
    log_target = not generalized and rng.random() < 0.3
    if log_target:
        params["log_target"] = True
        t = [log_probs(k) for _ in range(n)]
    else:
        t = [rng.choice([masses(k), distribution(k, True)]) for _ in range(n)]
    rows = []
    for u, v in zip(t, l):
        terms = []
        for a, b in zip(u, v):
            m = mp.e ** M(a) if log_target else M(a)
            la = M(a) if log_target else ln(M(a)) if a else M(0)
            terms.append(times(m, la - M(b)) + (mp.e ** M(b) - m if generalized else 0))
        rows.append(total(terms))
    value = reduce(rows, params)
    if params["reduction"] == "mean over elements":
        value = total(rows) / (n * k)
    add("generalized_kl_logprobs" if generalized else "kl_divergence_logprobs",
        {"log_probs": l, "targets": t}, params, value)


def kl_binary():
    n = rng.randint(1, 6)
    p = [rng.choice([rng.random(), 0.0, 1.0, 1e-9]) for _ in range(n)]
    t = [rng.choice([rng.random(), 0.0, 1.0]) for _ in range(n)]
    rows = [times(M(a), ln(M(a)) - ln(M(b))) if a else M(0) for a, b in zip(t, p)]
    rows = [r + (times(1 - M(a), ln(1 - M(a)) - ln(1 - M(b))) if a < 1 else 0)
            for r, a, b in zip(rows, t, p)]
    params = {"reduction": rng.choice(["none", "mean", "sum"])}
    add("kl_binary", {"probs1": p, "targets": t}, params, reduce(rows, params))


def poly1():
    flat = rng.random() < 0.4
    n, k = 1 if flat else rng.randint(1, 4), rng.randint(2, 6)
    z, t = logits(n, k), [distribution(k, rng.random() < 0.5) for _ in range(n)]
    eps = rng.choice([-0.5, 0, 1, 2, 3.25])
    params = {"epsilon": eps, "reduction": "none" if flat else rng.choice(["none", "mean", "sum"])}
    rows = []
    for x, y in zip(z, t):
        l = lsm([M(a) for a in x])
        hit = mp.fsum(M(a) * mp.e ** b for a, b in zip(y, l))
        rows.append(-total([times(M(a), b) for a, b in zip(y, l)]) + M(eps) * (1 - hit))
    value = rows[0] if flat else reduce(rows, params)
    add("poly1_ce", {"logits": z[0] if flat else z, "targets": t[0] if flat else t}, params,
        value)


def hinge(square):
    two = rng.random() < 0.6
    n, m = rng.randint(1, 4), rng.randint(1, 4)
    s = drawn(lambda: rng.choice([rng.gauss(0, 2), 1.0, -1.0]), n, m, two)
    t = drawn(lambda: rng.randint(0, 1), n, m, two)
    none = "none (mean over last axis)" if two else "none"
    params = {"reduction": rng.choice(["mean", none, "sum"])}
    power = 2 if square else 1
    rows = column_rows(lambda a, b, j: max(M(0), 1 - (2 * b - 1) * M(a)) ** power, s, t)
    add("squared_hinge" if square else "hinge", {"scores": s, "targets01": t}, params,
        reduce(rows, params))


def multiclass_hinge():
    n, k = rng.randint(1, 5), rng.randint(2, 6)
    s = [[rng.choice([rng.gauss(0, 2), 1.0, 0.0]) for _ in range(k)] for _ in range(n)]
    y = [rng.randrange(k) for _ in range(n)]
    params = {"reduction": rng.choice(["mean", "none", "sum"])}
    rows = [max(M(a) + (j != b) for j, a in enumerate(r)) - M(r[b]) for r, b in zip(s, y)]
    add("multiclass_hinge", {"scores": s, "labels": y}, params, reduce(rows, params))


def log_loss():
    n, k = rng.randint(1, 6), rng.randint(2, 5)
    p = [rng.choice([distribution(k), distribution(k, True), one_hot(k, rng.randrange(k))])
         for _ in range(n)]
    y = [rng.randrange(k) for _ in range(n)]
    params = {"reduction": rng.choice(["mean", "sum"])}
    if rng.random() < 0.4:
        params["normalize_rows"] = True
        p = [[a * rng.uniform(0.5, 3) for a in r] for r in p]
    if rng.random() < 0.3:
        params["eps"] = 0
    inputs = {"probs": p, "labels": y}
    rows = [-ln(normalised(r, params)[c]) for r, c in zip(p, y)]
    w = None
    if rng.random() < 0.4:
        w = inputs["sample_weight"] = [rng.uniform(0.1, 3) for _ in range(n)]
        params["weight_reduction"] = "sum(w*l)/sum(w)"
    add("log_loss", inputs, params, reduce(rows, params, w))


def brier():
    n, k = rng.randint(1, 6), rng.randint(2, 5)
    p = [distribution(k, rng.random() < 0.3) for _ in range(n)]
    y = [rng.randrange(k) for _ in range(n)]
    s = mp.fsum((M(a) - (j == c)) ** 2 for r, c in zip(p, y) for j, a in enumerate(r))
    add("brier_sum", {"probs": p, "labels": y}, {"reduction": "sum over rows"}, s)
    add("brier_mse", {"probs": p, "labels": y}, {"form": "mean over rows AND classes"}, s / (n * k))
    q, b = [rng.random() for _ in range(n)], [rng.randint(0, 1) for _ in range(n)]
    add("brier_binary", {"probs1": q, "labels": b}, {},
        mp.fsum((M(a) - c) ** 2 for a, c in zip(q, b)) / n)


def nll_logprobs():
    n, k = rng.randint(1, 5), rng.randint(2, 6)
    l = [log_probs(k) for _ in range(n)]
    y = [rng.randrange(k) for _ in range(n)]
    params = {"reduction": rng.choice(["mean", "none", "sum"])}
    inputs = {"log_probs": l, "labels": y}
    c = None
    if n > 1 and rng.random() < 0.5:
        params["ignore_index"] = -100
        y[0] = -100
    if rng.random() < 0.4:
        c = inputs["class_weight"] = [rng.uniform(0.1, 2) for _ in range(k)]
    cw = lambda a: M(1) if c is None else M(c[a])
    rows = [M(0) if a == -100 else -times(cw(a), M(r[a])) for r, a in zip(l, y)]
    divisor = mp.fsum(cw(a) for a in y if a != -100)
    add("nll_logprobs", inputs, params, reduce(rows, params, None, divisor))
    flat = [rng.uniform(-9, 0) for _ in range(n)]
    word = rng.choice(["mean", "sum", "none", "perplexity"])
    mean = mp.fsum(-M(a) for a in flat) / n
    values = {"mean": mean, "sum": mean * n, "none": [-M(a) for a in flat],
              "perplexity": mp.e ** mean}
    add("nll_logprobs", {"log_probs": flat}, {"reduction": word}, values[word])


MAKERS = [bce_logits, bce_probs, lambda: binary_focal(True), lambda: binary_focal(False),
          softmax_ce_dense, softmax_ce_index, categorical_ce_probs,
          lambda: categorical_focal(True), lambda: categorical_focal(False), kl_divergence,
          lambda: kl_divergence_logprobs(True), lambda: kl_divergence_logprobs(False), kl_binary,
          poly1, lambda: hinge(True), lambda: hinge(False), multiclass_hinge, log_loss, brier,
          nll_logprobs]
for _ in range(int(sys.argv[2]) if len(sys.argv) > 2 else 3):
    for make in MAKERS:
        try:
            make()
        except Beyond:
            pass
lines = ",\n".join(json.dumps(vector, sort_keys=True) for vector in vectors)
print('{"format": 1, "vectors": [\n' + lines + "\n]}")
