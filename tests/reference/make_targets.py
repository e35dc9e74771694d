#!/usr/bin/env python3
"""Target distributions against predictions: what the metrics and the temperature must be.

    /usr/bin/python3 make_targets.py > targets.inc

From the formulas, with mpmath at 50 digits: H(P,Q) = -sum P ln Q, H(P), KL(P||Q) = sum P ln(P/Q), the
Brier score sum (q - P)^2, the target's share of argmax q, 15 equal-width bins of confidence against
that share, the same for each predicted class, the classwise error of q_c against P_c, the L2 error of groups
of equal mass less the variance of their mean outcome, Cox's line, the skill against the mean target, the entropy of the mean target, and the root in
1/T of the mean of E_q z - E_P z.

Fits: Platt scaling and vector scaling minimise -sum P ln q by scipy.optimize, and Newton's method goes on
at 50 digits; standard errors are the sandwich A^-1 B A^-1 with a row for a unit.  Isotonic regression is
scikit-learn's.
"""
import mpmath as mp
import numpy as np
from scipy.optimize import minimize
from sklearn.isotonic import IsotonicRegression

mp.mp.dps = 50
ROWS, CLASSES, BINS = 60, 3, 15


def softmax(z, beta=mp.mpf(1)):
    e = [mp.exp(beta * v) for v in z]
    return [v / mp.fsum(e) for v in e]


def ece(p, o, cell=None):
    gaps = {}
    for k, (a, b) in enumerate(zip(p, o)):
        i = max(0, int(mp.ceil(a * BINS)) - 1), cell and cell[k]
        gaps[i] = gaps.get(i, 0) + a - b
    return mp.fsum(abs(g) for g in gaps.values()) / len(p)


def ece_debiased(p, o):
    """Groups of four rows; the variance of the mean outcome is that of the outcomes over 4 - 1."""
    pairs, rows, sum_of_groups = sorted(zip(p, o)), len(p) // BINS, mp.mpf(0)
    assert len(p) % BINS == 0
    for g in range(BINS):
        group = pairs[g * rows:(g + 1) * rows]
        outcome = mp.fsum(b for _, b in group) / rows
        gap = mp.fsum(a for a, _ in group) / rows - outcome
        spread = mp.fsum((b - outcome) ** 2 for _, b in group) / rows
        sum_of_groups += (gap ** 2 - spread / (rows - 1)) / BINS
    return mp.sqrt(max(0, sum_of_groups))


def cox_lines(p, o):
    x, _ = platt_case([mp.log(a / (1 - a)) for a in p], o, np.ones(len(p)))
    return {"cox_slope": x[0], "cox_intercept": x[1]}


def classes_case(z, P):
    Z = [[mp.mpf(float(v)) for v in row] for row in z]
    P = [[mp.mpf(float(v)) for v in row] for row in P]
    n = len(Z)
    Q = [softmax(row) for row in Z]
    mean = lambda x: mp.fsum(x) / n
    top = [max(range(CLASSES), key=lambda k: q[k]) for q in Q]
    hit = [P[i][top[i]] for i in range(n)]
    slope = lambda b: mean(mp.fsum((q - p) * v for q, p, v in zip(softmax(Z[i], b), P[i], Z[i]))
                           for i in range(n))
    beta = mp.findroot(slope, mp.mpf(1))
    average = [mean(P[i][k] for i in range(n)) for k in range(CLASSES)]
    nll = mean(-mp.fsum(p * mp.log(q) for p, q in zip(P[i], Q[i])) for i in range(n))
    label_entropy = -mp.fsum(p * mp.log(p) for p in average)
    brier = mean(mp.fsum((q - p) ** 2 for p, q in zip(P[i], Q[i])) for i in range(n))
    confidence = [Q[i][top[i]] for i in range(n)]
    return {
        "nll": nll,
        "target_entropy": mean(-mp.fsum(p * mp.log(p) for p in P[i] if p > 0) for i in range(n)),
        "kl_divergence": mean(mp.fsum(p * mp.log(p / q) for p, q in zip(P[i], Q[i]) if p > 0)
                              for i in range(n)),
        "brier": brier,
        "accuracy": mean(hit),
        "label_entropy": label_entropy,
        "d2_log": 1 - nll / label_entropy,
        "d2_brier": 1 - brier / mean(mp.fsum((a - p) ** 2 for a, p in zip(average, P[i]))
                                     for i in range(n)),
        "ece": ece(confidence, hit),
        "ece_debiased": ece_debiased(confidence, hit),
        "top_label_ece": ece(confidence, hit, top),
        **cox_lines(confidence, hit),
        "classwise_ece": mp.fsum(ece([Q[i][k] for i in range(n)], [P[i][k] for i in range(n)])
                                 for k in range(CLASSES)) / CLASSES,
        "temperature": 1 / beta,
        "nll_after": mean(-mp.fsum(p * mp.log(q) for p, q in zip(P[i], softmax(Z[i], beta)))
                          for i in range(n)),
    }


def binary_case(z, t):
    Z = [mp.mpf(float(v)) for v in z]
    T = [mp.mpf(float(v)) for v in t]
    n = len(Z)
    mean = lambda x: mp.fsum(x) / n
    sigmoid = lambda v: 1 / (1 + mp.exp(-v))
    loss = lambda p, a: -a * mp.log(p) - (1 - a) * mp.log(1 - p)
    entropy = lambda a: -mp.fsum(v * mp.log(v) for v in (a, 1 - a) if v > 0)
    p = [sigmoid(v) for v in Z]
    beta = mp.findroot(lambda b: mean((sigmoid(b * v) - a) * v for v, a in zip(Z, T)), mp.mpf(1))
    nll, own, average = mean(map(loss, p, T)), mean(map(entropy, T)), mean(T)
    brier = mean((a - b) ** 2 for a, b in zip(p, T))
    return {
        "nll": nll, "target_entropy": own, "kl_divergence": nll - own,
        "brier": brier, "d2_log": 1 - nll / entropy(average),
        "d2_brier": 1 - brier / mean((average - b) ** 2 for b in T),
        "ece_debiased": ece_debiased(p, T), **cox_lines(p, T),
        "accuracy": mean(b if a > mp.mpf(1) / 2 else 1 - b for a, b in zip(p, T)),
        "label_entropy": entropy(average), "ece": ece(p, T), "temperature": 1 / beta,
        "nll_after": mean(loss(sigmoid(beta * v), a) for v, a in zip(Z, T)),
    }


def outer(a, b):
    return [[x * y for y in b] for x in a]


def optimum(row_terms, weights, start):
    """The minimum of sum w f, and its standard errors; row_terms(x) gives (f, gradient, Hessian) of each row."""
    n = len(start)

    def total(x):
        terms = row_terms([mp.mpf(float(v)) for v in x])
        return (float(mp.fsum(w * f for w, (f, _, _) in zip(weights, terms))),
                np.array([float(mp.fsum(w * g[k] for w, (_, g, _) in zip(weights, terms)))
                          for k in range(n)]))

    x = mp.matrix([mp.mpf(float(v)) for v in minimize(total, start, jac=True, method="BFGS").x])
    for _ in range(8):
        terms = row_terms(list(x))
        g, h = mp.zeros(n, 1), mp.zeros(n)
        for w, (_, gi, hi) in zip(weights, terms):
            g += w * mp.matrix(gi)
            h += w * mp.matrix(hi)
        x -= mp.lu_solve(h, g)
    assert mp.norm(g) < mp.mpf(10) ** -30
    b = mp.zeros(n)
    for w, (_, gi, _) in zip(weights, row_terms(list(x))):
        b += w * w * mp.matrix(outer(gi, gi))
    a = mp.inverse(h)
    errors = a * b * a
    return list(x), [mp.sqrt(errors[k, k]) for k in range(n)]


def platt_case(z, t, weights):
    X, T = [mp.mpf(float(v)) for v in z], [mp.mpf(float(v)) for v in t]

    def row_terms(x):
        terms = []
        for v, a in zip(X, T):
            p = 1 / (1 + mp.exp(-(x[0] * v + x[1])))
            terms.append((-a * mp.log(p) - (1 - a) * mp.log(1 - p), [(p - a) * v, p - a],
                          [[p * (1 - p) * u * w for w in (v, 1)] for u in (v, 1)]))
        return terms

    return optimum(row_terms, [mp.mpf(float(w)) for w in weights], [1, 0])


def vector_case(z, P):
    """The last bias is less the sum of the others."""
    Z = [[mp.mpf(float(v)) for v in row] for row in z]
    P = [[mp.mpf(float(v)) for v in row] for row in P]
    K = CLASSES

    def row_terms(x):
        bias = list(x[K:]) + [-mp.fsum(x[K:])]
        terms = []
        for row, p in zip(Z, P):
            q = softmax([x[k] * row[k] + bias[k] for k in range(K)])
            # derivatives of the new logits in the parameters, K rows
            d = [[row[k] if j == k else 0 for j in range(K)]
                 + [mp.mpf(1 if j == k else -1 if k == K - 1 else 0) for j in range(K - 1)]
                 for k in range(K)]
            g = [mp.fsum((q[k] - p[k]) * d[k][j] for k in range(K)) for j in range(2 * K - 1)]
            mean = [mp.fsum(q[k] * d[k][j] for k in range(K)) for j in range(2 * K - 1)]
            h = [[mp.fsum(q[k] * (d[k][i] - mean[i]) * (d[k][j] - mean[j]) for k in range(K))
                  for j in range(2 * K - 1)] for i in range(2 * K - 1)]
            terms.append((-mp.fsum(a * mp.log(b) for a, b in zip(p, q)), g, h))
        return terms

    x, errors = optimum(row_terms, [1] * ROWS, [1] * K + [0] * (K - 1))
    return x[:K] + x[K:] + [-mp.fsum(x[K:])], errors[:K]


def isotonic_case(z, t, weights):
    p = 1 / (1 + np.exp(-np.asarray(z)))
    return IsotonicRegression().fit(p, t, sample_weight=weights).predict(p)


def show_numbers(name, x):
    text = ", ".join(repr(float(v)) for v in np.ravel(x))
    print(f"static const double {name}[] = {{")
    while text:
        cut = len(text) if len(text) <= 92 else text.rindex(",", 0, 92) + 1
        print("    " + text[:cut].strip())
        text = text[cut:]
    print("};")


def show_case(name, case):
    print(f"static const target_value {name}[] = {{")
    for key, value in case.items():
        print(f'    {{"{key}", {mp.nstr(value, 17)}}},')
    print("};")


rng = np.random.default_rng(20260101)
z = np.round(2 * rng.normal(size=(ROWS, CLASSES)), 6)
raw = np.exp(z / 1.6 + 0.7 * rng.normal(size=z.shape))
P = np.round(raw / raw.sum(1, keepdims=True) * 64) / 64  # exact doubles that sum to 1 exactly
P[:, 0] += 1 - P.sum(1)
P[:5] = np.eye(CLASSES)[[0, 1, 2, 0, 1]]
assert (P >= 0).all() and (P.sum(1) == 1).all()
t = np.round(64 / (1 + np.exp(-z[:, 0] / 2 + rng.normal(size=ROWS)))) / 64
print("/* Made by make_targets.py. */")
show_numbers("target_z", z)
show_numbers("target_p", P)
show_numbers("target_t", t)
show_numbers("target_counts", P * 64)
show_case("target_of_classes", classes_case(z, P))
show_case("target_of_binary", binary_case(z[:, 0], t))
weights = np.array([1, 2, 0.5])[np.arange(ROWS) % 3]
show_numbers("target_w", weights)
for name, w in ("platt", np.ones(ROWS)), ("platt_weighted", weights):
    show_numbers("target_" + name, np.ravel(platt_case(z[:, 0], t, w)))
for name, part in zip(("vector", "vector_errors"), vector_case(z, P)):
    show_numbers("target_" + name, part)
show_numbers("target_isotonic", isotonic_case(z[:, 0], t, weights))
