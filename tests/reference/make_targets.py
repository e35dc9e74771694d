#!/usr/bin/env python3
"""Target distributions against predictions: what the metrics and the temperature must be.

    /usr/bin/python3 make_targets.py > targets.inc

From the formulas, with mpmath at 50 digits: H(P,Q) = -sum P ln Q, H(P), KL(P||Q) = sum P ln(P/Q), the
Brier score sum (q - P)^2, the target's share of argmax q, 15 equal-width bins of confidence against
that share, the classwise error of q_c against P_c, the entropy of the mean target, and the root in
1/T of the mean of E_q z - E_P z.
"""
import mpmath as mp
import numpy as np

mp.mp.dps = 50
ROWS, CLASSES, BINS = 60, 3, 15


def softmax(z, beta=mp.mpf(1)):
    e = [mp.exp(beta * v) for v in z]
    return [v / mp.fsum(e) for v in e]


def ece(p, o):
    gaps = {}
    for a, b in zip(p, o):
        i = max(0, int(mp.ceil(a * BINS)) - 1)
        gaps[i] = gaps.get(i, 0) + a - b
    return mp.fsum(abs(g) for g in gaps.values()) / len(p)


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
    return {
        "nll": mean(-mp.fsum(p * mp.log(q) for p, q in zip(P[i], Q[i])) for i in range(n)),
        "target_entropy": mean(-mp.fsum(p * mp.log(p) for p in P[i] if p > 0) for i in range(n)),
        "kl_divergence": mean(mp.fsum(p * mp.log(p / q) for p, q in zip(P[i], Q[i]) if p > 0)
                              for i in range(n)),
        "brier": mean(mp.fsum((q - p) ** 2 for p, q in zip(P[i], Q[i])) for i in range(n)),
        "accuracy": mean(hit),
        "label_entropy": -mp.fsum(p * mp.log(p) for p in average),
        "ece": ece([Q[i][top[i]] for i in range(n)], hit),
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
    nll, own = mean(map(loss, p, T)), mean(map(entropy, T))
    return {
        "nll": nll, "target_entropy": own, "kl_divergence": nll - own,
        "brier": mean((a - b) ** 2 for a, b in zip(p, T)),
        "accuracy": mean(b if a > mp.mpf(1) / 2 else 1 - b for a, b in zip(p, T)),
        "label_entropy": entropy(mean(T)), "ece": ece(p, T), "temperature": 1 / beta,
        "nll_after": mean(loss(sigmoid(beta * v), a) for v, a in zip(Z, T)),
    }


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
