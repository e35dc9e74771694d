# SPDX-License-Identifier: GPL-3.0-or-later
"""What the order of (p, outcome, weight) triples is worth, tests of them, and Cox's line: from the
definitions, with mpmath.  Whatever is undefined is None."""
import itertools

import mpmath as mp
from scipy import stats

NORMAL = mp.sqrt(2) * mp.erfinv(mp.mpf("0.95"))


def student(degrees):
    """The quantile 0.975 of the t distribution."""
    def beyond(t):
        return mp.betainc(degrees / 2, 0.5, 0, degrees / (degrees + t * t), regularized=True) / 2

    return mp.findroot(lambda t: beyond(t) - mp.mpf("0.025"), stats.t.ppf(0.975, float(degrees)))


def tail(x):
    """P(normal > x)."""
    return mp.erfc(x / mp.sqrt(2)) / 2


# ---- ranking

def auroc(p, outcome, weight, rows):
    """With DeLong's interval: the variance of the mean of the placements of either outcome; of the
    logit, with the t distribution of the rarer outcome's rows less one."""
    ones = [(q, w) for q, o, w in zip(p, outcome, weight) if o == 1]
    zeros = [(q, w) for q, o, w in zip(p, outcome, weight) if o == 0]
    if not ones or not zeros:
        return None

    def won(a, b):
        return mp.mpf(a > b) + mp.mpf(a == b) / 2

    n1, n0 = mp.fsum(w for _, w in ones), mp.fsum(w for _, w in zeros)
    above = [mp.fsum(w * won(a, b) for b, w in zeros) / n0 for a, _ in ones]
    below = [mp.fsum(w * won(a, b) for a, w in ones) / n1 for b, _ in zeros]
    value = mp.fsum(x * w for x, (_, w) in zip(above, ones)) / n1

    def variance(placement, weights, n):
        spread = mp.fsum((1 if rows else w * w) * (x - value) ** 2
                         for x, w in zip(placement, weights))
        if rows:
            return spread / n / (n - 1) if n > 1 else None
        return spread / n ** 2

    parts = (variance(above, [w for _, w in ones], n1), variance(below, [w for _, w in zeros], n0))
    if None in parts:
        return value, None, None, None
    degrees = min(mp.fsum(w for _, w in rows) ** 2 / mp.fsum(w * w for _, w in rows)
                  for rows in (ones, zeros)) - 1
    if degrees < 1 or not 0 < value < 1:
        return value, None, None, None
    half = student(degrees) * mp.sqrt(sum(parts)) / (value * (1 - value))
    middle = mp.log(value / (1 - value))
    return value, *(1 / (1 + mp.exp(-middle - side * half)) for side in (-1, 1)), None


def average_precision(p, outcome, weight):
    positives = mp.fsum(w * o for w, o in zip(weight, outcome))
    if positives == 0:
        return None
    total, recall = mp.mpf(0), mp.mpf(0)
    for threshold in sorted(set(p), reverse=True):
        taken = [(o, w) for q, o, w in zip(p, outcome, weight) if q >= threshold]
        hits = mp.fsum(o * w for o, w in taken)
        total += (hits / positives - recall) * hits / mp.fsum(w for _, w in taken)
        recall = hits / positives
    return total


def orders_mean(wrong):
    """The area under the risks of rows in the mean over all their orders, by trying each."""
    areas = []
    for order in itertools.permutations(wrong):
        errors, area = 0, mp.mpf(0)
        for i, x in enumerate(order):
            errors += x
            area += mp.mpf(errors) / (i + 1)
        areas.append(area)
    return mp.fsum(areas) / len(areas)


def group_area(n, errors, m, wrong):
    rate = wrong / m
    return m * rate + (errors - rate * n) * (mp.digamma(n + m + 1) - mp.digamma(n + 1))


assert mp.almosteq(group_area(0, 0, mp.mpf(6), mp.mpf(2)), orders_mean([1, 1, 0, 0, 0, 0]), 1e-30)


def selective(confidence, wrong, weight, coverage):
    """aurc, e_aurc and the risk at a coverage; the weights are scaled to sum to the rows."""
    scale = len(weight) / mp.fsum(weight)
    n = errors = area = covered_errors = mp.mpf(0)
    covered = coverage * len(weight)
    for value in sorted(set(confidence), reverse=True):
        ties = [(x, w * scale) for c, x, w in zip(confidence, wrong, weight) if c == value]
        m, e = mp.fsum(w for _, w in ties), mp.fsum(x * w for x, w in ties)
        area += group_area(n, errors, m, e)
        covered_errors += e * min(mp.mpf(1), max(mp.mpf(0), (covered - n) / m))
        n, errors = n + m, errors + e
    best = group_area(n - errors, mp.mpf(0), errors, errors) if errors else 0
    return {"aurc": area / n, "e_aurc": (area - best) / n,
            "risk_at_coverage": covered_errors / covered}


# ---- walks and tests

def walk(p, outcome, weight):
    """Extremes of the sum of o - p over prefixes, as shares of the weight, with their p-values."""
    total, running, low, high = mp.fsum(weight), mp.mpf(0), mp.mpf(0), mp.mpf(0)
    for value in sorted(set(p)):
        running += mp.fsum(w * (o - q) for q, o, w in zip(p, outcome, weight) if q == value)
        low, high = min(low, running), max(high, running)
    largest, extent = max(high, -low) / total, (high - low) / total
    variance = mp.fsum(w * w * q * (1 - q) for q, w in zip(p, weight)) / total ** 2
    if variance == 0:
        return {"ks": (largest, None, None, None), "kuiper": (extent, None, None, None)}
    x = largest / mp.sqrt(variance)
    inside = mp.fsum((-1) ** k * mp.exp(-((2 * k + 1) * mp.pi / x) ** 2 / 8) / (2 * k + 1)
                     for k in range(60)) * 4 / mp.pi if x > 0 else 0
    return {"ks": (largest, None, None, 1 - inside), "kuiper": (extent, None, None, None)}


def range_tail(r):
    """The density of the range of a Brownian motion (Feller 1951), integrated."""
    if r < mp.mpf("0.5"):
        return mp.mpf(1)
    return mp.quad(lambda x: 8 / mp.sqrt(2 * mp.pi) * mp.fsum(
        (-1) ** (k - 1) * k * k * mp.exp(-(k * x) ** 2 / 2) for k in range(1, 60)),
        [r, r + 1, r + 2, r + 4, r + 8, r + 16])


def hosmer_lemeshow(p, outcome, weight, bin_of):
    """The p-value: a gamma variable with the mean and variance of the statistic if each group's outcomes
    are coins of its mean p, and their sum has the variance that the rows' p give it."""
    statistic, groups, expected, spread = mp.mpf(0), 0, mp.mpf(0), mp.mpf(0)
    for b in set(bin_of):
        rows = [(q, o, w) for q, o, w, c in zip(p, outcome, weight, bin_of) if c == b]
        n = mp.fsum(w for _, _, w in rows)
        mean = mp.fsum(w * q for q, _, w in rows) / n
        gap = mp.fsum(w * (q - o) for q, o, w in rows)
        own = mp.fsum(w * q * (1 - q) for q, _, w in rows)
        typical = mp.fsum(w * w * q * (1 - q) for q, _, w in rows) / own if own else mp.mpf(1)
        variance = n * mean * (1 - mean) * typical
        if variance == 0:
            if gap == 0:
                continue
            return mp.inf, None, None, mp.mpf(0)
        statistic += gap ** 2 / variance
        groups += 1
        coin = mean * (1 - mean)
        expected += own * typical / variance
        spread += (2 * (own * typical) ** 2
                   + n * typical ** 3 * coin * (1 - 6 * coin)) / variance ** 2
    if groups == 0:
        return None
    if spread <= 0 or expected ** 2 < spread:  # a shape below 1: no such law holds
        return statistic, None, None, None
    return (statistic, None, None,
            mp.gammainc(expected ** 2 / spread, statistic * expected / spread, mp.inf,
                        regularized=True))


def separated(x, outcome):
    ones = [a for a, o in zip(x, outcome) if o == 1]
    zeros = [a for a, o in zip(x, outcome) if o == 0]
    return (not ones or not zeros or min(ones) >= max(zeros) or max(ones) <= min(zeros)
            or len(set(x)) == 1)


def maximum(x, outcome, weight, start, free):
    """Newton's method in the numbers of the line that are free: their place, p, the information."""
    beta = mp.matrix(start)
    for _ in range(200):
        mu = [1 / (1 + mp.exp(-(beta[0] * a + beta[1]))) for a in x]
        score = [mp.fsum(w * (o - m) * a ** k for a, o, m, w in zip(x, outcome, mu, weight))
                 for k in (1, 0)]
        curve = [mp.fsum(w * m * (1 - m) * a ** k for a, m, w in zip(x, mu, weight))
                 for k in (2, 1, 0)]
        curve = mp.matrix([[curve[0], curve[1]], [curve[1], curve[2]]])
        some = mp.matrix([[curve[i, j] for j in free] for i in free])
        step = mp.lu_solve(some, mp.matrix([score[i] for i in free]))
        step = step if mp.norm(step) < 1 else step / mp.norm(step)
        for i, s in zip(free, step):
            beta[i] += s
        if mp.norm(step) < mp.mpf(10) ** -30:
            break
    return beta, mu, curve


def left_out(x, outcome, weight, mu, information):
    """The Newton step of the line that each row's absence makes."""
    for a, o, m, w in zip(x, outcome, mu, weight):
        design = mp.matrix([a, 1])
        rest = information - w * m * (1 - m) * design * design.T
        yield mp.lu_solve(rest, w * (o - m) * design)


def score_test(x, outcome, weight, i):
    """Rao's test of one number of the line, the other one at its optimum."""
    _, mu, information = maximum(x, outcome, weight, [1, 0], [1 - i])
    share = information[0, 1] / information[1 - i, 1 - i]
    rest = [(a, 1)[i] - share * (a, 1)[1 - i] for a in x]
    score = mp.fsum(w * (o - m) * d for d, o, m, w in zip(rest, outcome, mu, weight))
    variance = mp.fsum(w * w * m * (1 - m) * d * d for d, m, w in zip(rest, mu, weight))
    return 2 * tail(abs(score) / mp.sqrt(variance))


def cox(p, outcome, weight):
    """Slope and intercept, intervals by the jackknife, p-values by the score."""
    if any(q in (0, 1) for q in p):
        return {}
    x = [mp.log(q) - mp.log(1 - q) for q in p]
    if separated(x, outcome):
        return {}
    beta, mu, information = maximum(x, outcome, weight, [1, 0], [0, 1])
    moves = list(left_out(x, outcome, weight, mu, information))

    def entry(i):
        error = mp.sqrt(mp.fsum(m[i] ** 2 for m in moves) * (len(x) - 1) / len(x))
        return (beta[i], beta[i] - NORMAL * error, beta[i] + NORMAL * error,
                score_test(x, outcome, weight, i))

    return {"cox_slope": entry(0), "cox_intercept": entry(1)}
