#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reference values of calibration maps, in 50-digit arithmetic, as a C header.

    tests/reference/maps.py > tests/reference/maps.h        (needs python3-mpmath)

Nothing here is shared with the library: plain sums, Newton's method from scratch, the formulas as
they stand in the manual.  Data come from a small linear congruential generator.
"""
from fractions import Fraction
from mpmath import mp, mpf, exp, log, sqrt, matrix, lu_solve, inverse, erfc, gammainc, gamma

mp.dps = 50


class Random:
    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return ((self.state >> 11) + 0.5) / 2**53

    def normal(self):  # near enough: the sum of twelve uniforms
        return sum(self.uniform() for _ in range(12)) - 6


def multiclass(n, k, seed):
    """Overconfident logits: labels are drawn from softmax(z / 1.7)."""
    r = Random(seed)
    z, y = [], []
    for _ in range(n):
        row = [round(2.5 * r.normal(), 6) for _ in range(k)]
        e = [exp(mpf(v) / mpf("1.7")) for v in row]
        u, c = r.uniform() * sum(e), 0
        while c < k - 1 and u > e[c]:
            u -= e[c]
            c += 1
        z.append(row)
        y.append(c)
    return z, y


def binary(n, seed):
    """Log-odds with slope 0.6 and intercept -0.4."""
    r = Random(seed)
    z = [round(2 * r.normal(), 6) for _ in range(n)]
    return z, [int(r.uniform() < 1 / (1 + exp(-(0.6 * v - 0.4)))) for v in z]


def minimise(terms, x, n):
    """Newton's method on sum_i w_i f_i; terms(x, i) = (w, f, gradient, hessian)."""
    d = len(x)
    for _ in range(200):
        g, h = matrix(d, 1), matrix(d, d)
        for i in range(n):
            w, _, gi, hi = terms(x, i)
            g += w * gi
            h += w * hi
        step = lu_solve(h, g)
        longest = max(abs(s) for s in step)
        x = x - step * min(1, 1 / longest)
        if longest < mpf(10) ** -45:
            return x
    raise ArithmeticError("no convergence")


def sandwich(terms, x, n, frequency):
    d = len(x)
    a, b = matrix(d, d), matrix(d, d)
    for i in range(n):
        w, _, g, h = terms(x, i)
        a += w * h
        b += (w if frequency else w * w) * g * g.T
    v = inverse(a) * b * inverse(a)
    return [sqrt(v[i, i]) for i in range(d)]


def temperature_terms(z, y, w):
    def terms(x, i):
        beta, row = x[0], [mpf(v) for v in z[i]]
        e = [exp(beta * v) for v in row]
        q = [v / sum(e) for v in e]
        mean = sum(a * b for a, b in zip(q, row))
        var = sum(a * b * b for a, b in zip(q, row)) - mean**2
        return w[i], -log(q[y[i]]), matrix([mean - row[y[i]]]), matrix([[var]])
    return terms


def platt_terms(x_, t, w):
    def terms(p, i):
        v = mpf(x_[i])
        m = p[0] * v + p[1]
        s = 1 / (1 + exp(-m))
        f = -(t[i] * log(s) + (1 - t[i]) * log(1 - s))
        u = matrix([v, 1])
        return w[i], f, (s - t[i]) * u, s * (1 - s) * u * u.T
    return terms


def mean_loss(terms, x, n):
    rows = [terms(x, i) for i in range(n)]
    return sum(r[0] * r[1] for r in rows) / sum(r[0] for r in rows)


def number(name, x):
    print(f"static const double {name} = {mp.nstr(x, 17, min_fixed=0, max_fixed=0)};")


def array(name, kind, values):
    print(f"static const {kind} {name}[{len(values)}] = {{")
    for i in range(0, len(values), 8):
        print("    " + ", ".join(v if isinstance(v, str) else repr(v) for v in values[i:i + 8]) + ",")
    print("};")


def temperature(prefix, z, y, w, frequency=False):
    n = len(y)
    w = [mpf(v) for v in w]
    terms = temperature_terms(z, y, w)
    x = minimise(terms, matrix([mpf(1) / 2]), n)
    before, after = mean_loss(terms, matrix([mpf(1)]), n), mean_loss(terms, x, n)
    se = sandwich(terms, x, n, frequency)[0]
    lr = 2 * sum(w) * (before - after)
    number(prefix + "_T", 1 / x[0])
    number(prefix + "_se", se / x[0] ** 2)
    number(prefix + "_before", before)
    number(prefix + "_after", after)
    number(prefix + "_lr", lr)
    number(prefix + "_p", erfc(sqrt(lr / 2)))  # chi-squared with one degree


def platt(prefix, x_, y, w, smoothed=False, frequency=False):
    n = len(y)
    w = [mpf(v) for v in w]
    n1 = sum(a for a, b in zip(w, y) if b)
    n0 = sum(w) - n1
    high, low = ((n1 + 1) / (n1 + 2), 1 / (n0 + 2)) if smoothed else (mpf(1), mpf(0))
    terms = platt_terms(x_, [high if v else low for v in y], w)
    p = minimise(terms, matrix([mpf(0), mpf(0)]), n)
    se = sandwich(terms, p, n, frequency)
    plain = platt_terms(x_, y, w)
    before, after = mean_loss(plain, matrix([mpf(1), mpf(0)]), n), mean_loss(plain, p, n)
    lr = 2 * sum(w) * (before - after)
    for name, value in (("slope", p[0]), ("intercept", p[1]), ("slope_se", se[0]),
                        ("intercept_se", se[1]), ("before", before), ("after", after), ("lr", lr),
                        ("p", exp(-lr / 2))):  # chi-squared with two degrees
        number(f"{prefix}_{name}", value)
    return p, se


def one_versus_rest(prefix, z, y, k):
    """Platt of each class against the others, renormalised."""
    n, fits = len(y), []
    odds = [[mpf(row[c]) - log(sum(exp(mpf(v)) for j, v in enumerate(row) if j != c))
             for c in range(k)] for row in z]
    for c in range(k):
        terms = platt_terms([o[c] for o in odds], [int(v == c) for v in y], [mpf(1)] * n)
        p = minimise(terms, matrix([mpf(0), mpf(0)]), n)
        fits.append((p, sandwich(terms, p, n, False)))
    after = mpf(0)
    for o, v in zip(odds, y):
        s = [1 / (1 + exp(-(f[0][0] * x + f[0][1]))) for f, x in zip(fits, o)]
        after -= log(s[v] / sum(s)) / n
    for i, name in enumerate(("slope", "intercept")):
        array(f"{prefix}_{name}", "double", [mp.nstr(f[0][i], 17) for f in fits])
        array(f"{prefix}_{name}_se", "double", [mp.nstr(f[1][i], 17) for f in fits])
    number(f"{prefix}_after", after)


def vector_terms(z, y, w):
    """softmax(w o z + b); the last bias is minus the sum of the others."""
    k = len(z[0])

    def terms(x, i):
        row = [mpf(v) for v in z[i]]
        bias = [x[k + c] for c in range(k - 1)]
        bias.append(-sum(bias))
        e = [exp(x[c] * row[c] + bias[c]) for c in range(k)]
        q = [v / sum(e) for v in e]
        r = matrix([q[c] - (c == y[i]) for c in range(k)])
        j = matrix(k, 2 * k - 1)  # of the scores in the parameters
        for c in range(k):
            j[c, c] = row[c]
            for b in range(k - 1):
                j[c, k + b] = 1 if b == c else -1 if c == k - 1 else 0
        a = matrix(k, k)
        for c in range(k):
            for d in range(k):
                a[c, d] = q[c] * ((c == d) - q[d])
        return w[i], -log(q[y[i]]), j.T * r, j.T * a * j
    return terms


def vector(prefix, z, y, w, frequency=False):
    n, k = len(y), len(z[0])
    w = [mpf(v) for v in w]
    terms = vector_terms(z, y, w)
    x = minimise(terms, matrix([mpf(1) / 2] * k + [mpf(0)] * (k - 1)), n)
    identity = matrix([mpf(1)] * k + [mpf(0)] * (k - 1))
    before, after = mean_loss(terms, identity, n), mean_loss(terms, x, n)
    a, b = matrix(2 * k - 1, 2 * k - 1), matrix(2 * k - 1, 2 * k - 1)
    for i in range(n):
        weight, _, g, h = terms(x, i)
        a += weight * h
        b += (weight if frequency else weight * weight) * g * g.T
    v = inverse(a) * b * inverse(a)
    errors = [sqrt(v[i, i]) for i in range(2 * k - 1)]
    errors.append(sqrt(sum(v[i, j] for i in range(k, 2 * k - 1) for j in range(k, 2 * k - 1))))
    bias = [x[i] for i in range(k, 2 * k - 1)]
    bias.append(-sum(bias))
    for name, values in (("weights", [x[c] for c in range(k)]), ("bias", bias),
                         ("weights_se", errors[:k]), ("bias_se", errors[k:])):
        array(f"{prefix}_{name}", "double", [mp.nstr(v, 17) for v in values])
    lr = 2 * sum(w) * (before - after)
    number(prefix + "_before", before)
    number(prefix + "_after", after)
    number(prefix + "_lr", lr)
    number(prefix + "_p", gammainc(mpf(2 * k - 1) / 2, lr / 2) / gamma(mpf(2 * k - 1) / 2))


def isotonic_fit(x, y, w):
    """The fitted value of each distinct x, by the max-min formula, in fractions."""
    points = sorted(set(x))
    sums = [(sum(Fraction(b) * c for a, b, c in zip(x, y, w) if a == v),
             sum(Fraction(c) for a, c in zip(x, w) if a == v)) for v in points]

    def mean(i, j):
        return sum(s for s, _ in sums[i:j + 1]) / sum(t for _, t in sums[i:j + 1])
    m = len(points)
    return points, [max(min(mean(i, j) for j in range(v, m)) for i in range(v + 1))
                    for v in range(m)]


def isotonic_at(curve, x):
    points, values = curve
    if x <= points[0]:
        return mpf(values[0].numerator) / values[0].denominator
    for i in range(1, len(points)):
        if x <= points[i]:
            a, b = (mpf(v.numerator) / v.denominator for v in values[i - 1:i + 1])
            return a + (b - a) * (x - points[i - 1]) / (points[i] - points[i - 1])
    return mpf(values[-1].numerator) / values[-1].denominator


def isotonic(prefix, x, y, w, new):
    """Of P(y=1) for one column of log-odds: fitted values, and those at new log-odds."""
    p = [1 / (1 + exp(-mpf(v))) for v in x]
    curve = isotonic_fit(p, y, w)
    fitted = [isotonic_at(curve, v) for v in p]
    array(prefix + "_fitted", "double", [mp.nstr(v, 17) for v in fitted])
    array(prefix + "_at", "double",
          [mp.nstr(isotonic_at(curve, 1 / (1 + exp(-mpf(v)))), 17) for v in new])
    losses = [-log(f if v else 1 - f) for f, v in zip(fitted, y)]
    number(prefix + "_after", sum(a * b for a, b in zip(w, losses)) / sum(w))


def isotonic_rest(prefix, z, y, k):
    n, q = len(y), []
    for row in z:
        e = [exp(mpf(v)) for v in row]
        q.append([v / sum(e) for v in e])
    curves = [isotonic_fit([r[c] for r in q], [int(v == c) for v in y], [1] * n) for c in range(k)]
    after, first = mpf(0), []
    for row, v in zip(q, y):
        s = [isotonic_at(curves[c], row[c]) for c in range(k)]
        first.append(s[0] / sum(s))
        after -= log(s[v] / sum(s)) / n
    array(prefix + "_first", "double", [mp.nstr(v, 17) for v in first])
    number(prefix + "_after", after)


def main():
    print("/* Made by tests/reference/maps.py; do not edit. */")
    n, k = 60, 4
    z, y = multiclass(n, k, 11)
    w = [1 + i % 3 for i in range(n)]
    array("multi_z", "double", [v for row in z for v in row])
    array("multi_y", "int32_t", y)
    array("multi_w", "double", [float(v) for v in w])
    temperature("multi", z, y, [1] * n)
    temperature("multi_importance", z, y, w)
    temperature("multi_frequency", z, y, w, frequency=True)
    one_versus_rest("rest", z, y, k)
    vector("vector", z, y, [1] * n)
    vector("vector_importance", z, y, w)
    vector("vector_frequency", z, y, w, frequency=True)
    isotonic_rest("isotonic_rest", z, y, k)

    n = 50
    x, y = binary(n, 7)
    w = [1 + i % 3 for i in range(n)]
    array("binary_z", "double", x)
    array("binary_y", "int32_t", y)
    array("binary_w", "double", [float(v) for v in w])
    temperature("binary", [(0, v) for v in x], y, [1] * n)
    new = [-30, -3.5, -1, -0.25, 0, 0.125, 0.5, 1.5, 2, 40]
    array("isotonic_new", "double", [float(v) for v in new])
    isotonic("isotonic", x, y, [1] * n, new)
    isotonic("isotonic_weighted", x, y, w, new)
    platt("platt", x, y, [1] * n)
    platt("platt_importance", x, y, w)
    platt("platt_frequency", x, y, w, frequency=True)
    platt("platt_smoothed", x, y, [1] * n, smoothed=True)
    platt("platt_smoothed_frequency", x, y, w, smoothed=True, frequency=True)

    # The optimum has 1/T < 0: two forecasts of three classes, both wrong.
    p, y = [("0.35", "0.35", "0.3"), ("0.8", "0.15", "0.05")], [2, 1]
    terms = temperature_terms([[log(mpf(v)) for v in row] for row in p], y, [mpf(1)] * 2)
    number("signed_beta", minimise(terms, matrix([mpf(0)]), 2)[0])


main()
