#!/usr/bin/python3
"""Writes clusters.inc: intervals where clusters of rows are independent, by numpy and scipy.

Every estimate is linearised row by row (the area under the ROC curve from its definition over all
pairs of rows), its influence summed by cluster in a loop, and the interval taken from Student's t
with 3 (sum S^2)^2 / sum S^4 - 1 degrees of freedom, G - 1 at most.  Cox's line: the steps of Newton's
method that leave out a cluster.  Shares: Wilson's interval of n_eff = p (1-p) / variance rows,
times (z / t)^2, n_eff being no more than the rows, and no more than the clusters (of equal weight)
where the sums S of their influences are worth less than 30 (of all rows 0.7 G) normal ones,
3 (sum S^2)^2 / sum S^4.  Maps: Newton's method on the loss of their parameters, whose slopes are complex
steps, and whose curvatures are differences of these; influences by the pseudoinverse.
"""
import numpy as np
from scipy.stats import norm, t as student

LEVEL, ROWS, CLUSTERS, BINS = 0.95, 90, 11, 15
random = np.random.default_rng(4)

cluster = np.minimum(CLUSTERS - 1, (CLUSTERS * random.random(ROWS) ** 1.6).astype(int))
mood = random.normal(size=CLUSTERS)
z = np.round(random.normal(size=(ROWS, 3)) * 1.7, 3)
tilt = mood[cluster][:, None] * [0.5, 0, -0.5]
y = np.argmax(0.6 * z + tilt + random.gumbel(size=z.shape), axis=1)
weights = {"none": np.ones(ROWS), "importance": np.round(random.random(ROWS) * 3 + 0.2, 2),
           "frequency": random.integers(1, 4, ROWS).astype(float)}
x = np.round(random.normal(size=ROWS) * 1.5 + 0.5 * mood[cluster], 1)
b = (random.random(ROWS) < 1 / (1 + np.exp(-0.6 * x + 0.3))).astype(int)


def worth(sums):
    fourth = sum(s**4 for s in sums)
    return min(len(sums), 3 * sum(s * s for s in sums) ** 2 / fourth if fourth else len(sums))


def rows_of(m, sums, weights, rows, least):
    """How many independent rows say as much."""
    v = len(sums) / (len(sums) - 1) * sum(s * s for s in sums)
    equal = 1 / sum((w / sum(weights)) ** 2 for w in weights)
    n = m * (1 - m) / v if 0 < m < 1 and v > 0 else equal
    return min(rows, n, equal if worth(sums) < least else n)


def clt(value, influence):
    sums = [influence[cluster == c].sum() for c in np.unique(cluster)]
    return bounds(value, sums, len(sums) / (len(sums) - 1))


def bounds(value, sums, factor):
    quantile = student.ppf(0.5 + LEVEL / 2, max(1, worth(sums) - 1))
    half = quantile * np.sqrt(factor * sum(s * s for s in sums))
    return value, value - half, value + half


def mean(v, w):
    m = np.average(v, weights=w)
    return clt(m, w * (v - m) / w.sum())


def wilson(share, clusters, n):
    q, quantile = norm.ppf(0.5 + LEVEL / 2), student.ppf(0.5 + LEVEL / 2, clusters - 1)
    n *= (q / quantile) ** 2
    middle, scale = share + q * q / (2 * n), 1 + q * q / n
    half = q * np.sqrt(share * (1 - share) / n + q * q / (4 * n * n))
    return max(0, (middle - half) / scale), min(1, (middle + half) / scale)


def share(v, w, kind):
    m = np.average(v, weights=w)
    sums = [(w * (v - m))[cluster == c].sum() / w.sum() for c in np.unique(cluster)]
    weights = [w[cluster == c].sum() for c in np.unique(cluster)]
    rows = w.sum() ** 2 / (w * w).sum() if kind == "importance" else w.sum()
    n = rows_of(m, sums, weights, rows, min(30, 0.7 * len(sums)))
    return (m, *wilson(m, len(sums), n))


def of_classes(w, kind):
    q = np.exp(z - np.log(np.exp(z).sum(1))[:, None])
    hit = (q.argmax(1) == y).astype(float)
    nll = -np.log(q[np.arange(ROWS), y])
    low = mean(nll, w)
    yield "accuracy", share(hit, w, kind)
    yield "overconfidence", mean(q.max(1) - hit, w)
    yield "nll", low
    yield "perplexity", tuple(np.exp(low))
    yield "brier", mean(((q - np.eye(3)[y]) ** 2).sum(1), w)


def area(w):
    one, zero = b == 1, b == 0
    beats = (x[:, None] > x[None, :]) + 0.5 * (x[:, None] == x[None, :])
    placed = np.where(one, (beats * (w * zero)).sum(1) / w[zero].sum(),
                      (beats.T * (w * one)).sum(1) / w[one].sum())
    value = np.average(placed[one], weights=w[one])
    total = np.where(one, w[one].sum(), w[zero].sum())
    value, low, high = clt(value, w * (placed - value) / total)
    half, middle = (high - low) / 2 / (value * (1 - value)), np.log(value / (1 - value))
    return value, *(1 / (1 + np.exp(-middle - side * half)) for side in (-1, 1))


def line(w):
    design, theta = np.column_stack([x, np.ones(ROWS)]), np.array([1.0, 0.0])
    for _ in range(50):
        p = 1 / (1 + np.exp(-design @ theta))
        information = design.T @ (design * (w * p * (1 - p))[:, None])
        theta = theta + np.linalg.solve(information, design.T @ (w * (b - p)))
    moves = []
    for c in np.unique(cluster):
        rows, v = design[cluster == c], (w * p * (1 - p))[cluster == c]
        score = rows.T @ (w * (b - p))[cluster == c]
        moves.append(np.linalg.solve(information - rows.T @ (rows * v[:, None]), score))
    factor = (len(moves) - 1) / len(moves)
    return tuple(bounds(theta[k], [m[k] for m in moves], factor) for k in (0, 1))


def of_two(w, _):
    slope, intercept = line(w)
    yield "auroc", area(w)
    yield "cox_slope", slope
    yield "cox_intercept", intercept


def bins(w, kind):
    p = 1 / (1 + np.exp(-x))
    for k in range(BINS):
        inside = (p > k / BINS) & (p <= (k + 1) / BINS)
        if not inside.any():
            continue
        v = np.where(inside, w, 0)
        m = np.average(b, weights=v)
        sums = [(v * (b - m))[(cluster == c)].sum() / v.sum() for c in np.unique(cluster[inside])]
        weights = [v[cluster == c].sum() for c in np.unique(cluster[inside])]
        n = len(sums)
        rows = v.sum() ** 2 / (v * v).sum() if kind == "importance" else v.sum()
        if n < 5:
            yield m, np.nan, np.nan
        else:
            yield (m, *wilson(m, n, rows_of(m, sums, weights, rows, 30)))


def log_sum(a):
    return np.log(np.exp(a).sum(1))


def of_temperature(theta):
    return log_sum(z / theta[0]) - z[np.arange(ROWS), y] / theta[0]


def of_vector(theta):
    a = z * theta[:3] + theta[3:]
    return log_sum(a) - a[np.arange(ROWS), y]


def of_line(odds, positive):
    return lambda theta: np.log(1 + np.exp((1 - 2 * positive) * (theta[0] * odds + theta[1])))


def slopes(loss, theta):
    steps = 1e-30j * np.eye(len(theta))
    return np.array([loss(theta + step).imag / 1e-30 for step in steps]).T


def curvature(loss, theta, w):
    steps = 1e-5 * np.eye(len(theta))
    return np.array([w @ (slopes(loss, theta + s) - slopes(loss, theta - s)) / 2e-5 for s in steps])


def fit(loss, start, w):
    """Parameters, standard errors, degrees of freedom."""
    theta = np.array(start, dtype=float)
    for _ in range(100):
        theta = theta - np.linalg.pinv(curvature(loss, theta, w), 1e-7) @ (w @ slopes(loss, theta))
    influence = -slopes(loss, theta) @ np.linalg.pinv(curvature(loss, theta, w), 1e-7)
    sums = [(w[:, None] * influence)[cluster == c].sum(0) for c in np.unique(cluster)]
    variance = len(sums) / (len(sums) - 1) * sum(s * s for s in sums)
    return theta, np.sqrt(variance), [max(1, worth([s[k] for s in sums]) - 1)
                                      for k in range(len(theta))]


def maps(w):
    yield "temperature", 3, [("temperature", 0)], fit(of_temperature, [1], w)
    names = [("weights", k) for k in range(3)] + [("bias", k) for k in range(3)]
    yield "vector", 3, names, fit(of_vector, [1, 1, 1, 0, 0, 0], w)
    for c in range(3):
        others = np.log(np.exp(np.delete(z, c, axis=1)).sum(1))
        yield "platt", 3, [("slope", c), ("intercept", c)], fit(of_line(z[:, c] - others, y == c), [1, 0], w)
    yield "temperature", 2, [("inverse_temperature", 0)], fit(
        lambda t: of_line(x, b)(np.array([t[0], 0])), [1], w)
    yield "platt", 2, [("slope", 0), ("intercept", 0)], fit(of_line(x, b), [1, 0], w)


def array(kind, name, values):
    body = ", ".join("NAN" if v != v else f"{v:.17g}" for v in values)
    print(f"static const {kind} {name}[] = {{{body}}};")


print("/* Made by make_clusters.py: do not edit. */")
print(f"enum {{ ROWS = {ROWS}, CLUSTERS = {CLUSTERS} }};")
array("double", "three_scores", z.ravel())
array("int64_t", "three_labels", y)
array("double", "two_scores", x)
array("int64_t", "two_labels", b)
array("int32_t", "clusters", cluster)
for kind, w in weights.items():
    array("double", f"{kind}_weights", w)
print("static const cluster_case cluster_cases[] = {")
for kind, w in weights.items():
    for classes, values in ((3, of_classes(w, kind)), (2, of_two(w, kind))):
        for name, numbers in values:
            print(f'    {{"{name}", {classes}, WEIGHTS_{kind.upper()}, '
                  + ", ".join(f"{v:.17g}" for v in numbers) + "},")
print("};")
print("static const bin_case bin_cases[] = {")
for kind, w in weights.items():
    for numbers in bins(w, kind):
        print(f"    {{WEIGHTS_{kind.upper()}, "
              + ", ".join("NAN" if v != v else f"{v:.17g}" for v in numbers) + "},")
print("};")
print("static const map_case map_cases[] = {")
for kind, w in weights.items():
    for name, classes, parameters, numbers in maps(w):
        for parameter, value, error, degrees in zip(parameters, *numbers):
            print(f'    {{"{name}", {classes}, WEIGHTS_{kind.upper()}, "{parameter[0]}", {parameter[1]}, '
                  f"{value:.17g}, {error:.17g}, {degrees:.17g}}},")
print("};")
