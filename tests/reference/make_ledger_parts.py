#!/usr/bin/env python3
"""The ledger of two groups, and of each class against the rest, with its intervals.

    /usr/bin/python3 make_ledger_parts.py > ledger_parts.inc

Rows are functions of SplitMix64, written down here once more, as check_ledger_part.c makes them.  The maps are
roots of the analytic gradient; the influence of a row on them is that of its analytic score.  The
bounds of a product are looked for on 400,001 points of the ellipse.
"""
import numpy as np
from scipy import optimize, special, stats

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
ROWS, FOLDS, SEED = 600, 5, 1


def mix(x):
    x = (x + GOLDEN) & MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


def key_of(seed, stream):
    return mix(mix(seed) ^ ((stream * 0xD1342543DE82EF95) & MASK))


def bits(key, counter):
    return mix((key + counter * GOLDEN) & MASK)


def uniform(key, counter):
    return ((bits(key, counter) >> 12) + 0.5) * 2.0**-52


def rows(columns, sure, surer):
    key, k = key_of(5, 3), max(columns, 2)
    z = np.array([[6 * uniform(key, 8 * i + j) - 3 for j in range(columns)] for i in range(ROWS)])
    group = np.array([int(i % 5 >= 2) for i in range(ROWS)])
    y = np.zeros(ROWS, int)
    for i in range(ROWS):
        best = int(z[i, 0] > 0) if columns == 1 else int(np.argmax(z[i]))
        right = uniform(key, 8 * i + 6) < (surer if group[i] else sure)
        y[i] = best if right else int(bits(key, 8 * i + 7) % k)
    return z, group, y


fold = np.array([bits(key_of(SEED, MASK), i) % FOLDS for i in range(ROWS)])


class Temperature:
    start, identity = np.array([1.0]), np.array([1.0])

    def logits(self, theta, z):
        return theta[0] * z

    def slope(self, z, q, y):
        """of the row's nll in theta"""
        return ((q - np.eye(z.shape[1])[y]) * z).sum(1)[:, None]


class Platt:
    start, identity = np.array([1.0, 0.0]), np.array([1.0, 0.0])

    def logits(self, theta, z):
        return theta[0] * z + theta[1]

    def slope(self, z, q, y):
        return (q[:, 1] - y)[:, None] * np.column_stack([z[:, 0], np.ones(len(z))])


def forecast(z):
    if z.shape[1] == 1:
        return np.column_stack([special.expit(-z[:, 0]), special.expit(z[:, 0])])
    return special.softmax(z, axis=1)


def nll(q, y):
    return -np.log(q[np.arange(len(y)), y])


def fit(map, z, y):
    def objective(theta):
        q = forecast(map.logits(theta, z))
        return nll(q, y).mean(), map.slope(z, q, y).mean(0)

    near = optimize.minimize(objective, map.start, jac=True).x
    return optimize.root(lambda theta: objective(theta)[1], near, tol=1e-14).x


def product_bounds(gain, first, second, both, radius):
    t = np.linspace(0, 2 * np.pi, 400001)
    a = np.sqrt(first)
    b = both / a
    c = np.sqrt(max(0, second - b * b))
    f = (1 + radius * a * np.cos(t)) * (gain + radius * (b * np.cos(t) + c * np.sin(t)))
    return f.min(), f.max()


class Whole:
    def __init__(self, map, z, y):
        self.map, self.z, self.y = map, z, y
        self.theta = fit(map, z, y)
        self.before, self.mapped = forecast(z), forecast(map.logits(self.theta, z))
        self.after = np.empty_like(self.before)
        for f in range(FOLDS):
            theta = fit(map, z[fold != f], y[fold != f])
            self.after[fold == f] = forecast(map.logits(theta, z[fold == f]))
        self.slope = map.slope(z, self.mapped, y)
        if len(map.start) == 1:
            mean = (self.mapped * z).sum(1)
            curvature = np.array([[((self.mapped * z * z).sum(1) - mean**2).mean()]])
        else:
            x = np.column_stack([z[:, 0], np.ones(ROWS)])
            p = self.mapped[:, 1]
            curvature = (x * (p * (1 - p))[:, None]).T @ x / ROWS
        self.psi = -self.slope @ np.linalg.inv(curvature)
        self.variance = self.psi.T @ self.psi / ROWS**2

    def part(self, rows, classes, cost, loss, slope, brier):
        """loss(q), brier(q): of all rows; slope: of loss(mapped) in theta; rows: those of the part"""
        n = rows.sum()
        uncertainty, brier_uncertainty = cost
        before, mapped, after = loss(self.before), loss(self.mapped), loss(self.after)[rows].mean()
        score, brier_score, brier_after = (before[rows].mean(), brier(self.before)[rows].mean(),
                                           brier(self.after)[rows].mean())
        d = slope[rows].mean(0)
        inside = rows.astype(float)
        lift = np.where(rows, uncertainty - mapped, 0)
        influence = inside * (lift - lift[rows].mean()) / n - self.psi @ d / ROWS
        half = stats.norm.ppf(0.975) * np.sqrt((influence**2).sum())
        gain = np.where(rows, before - mapped, 0)
        mean = gain[rows].mean()
        shift = self.theta - self.map.identity
        direction = np.linalg.solve(self.variance, shift)
        far = direction @ shift
        direction = direction / far
        x = self.psi @ direction / ROWS
        y = inside * (gain - mean) / n - self.psi @ (d + mean * direction) / ROWS
        near = stats.chi2.sf(far, len(shift)) > 1e-3
        low, high = product_bounds(mean, (x * x).sum(), (y * y).sum(), (x * y).sum(),
                                   np.sqrt(stats.chi2.ppf(0.95, len(shift) if near else 1)))
        total = uncertainty if np.isscalar(uncertainty) else uncertainty[rows].mean()
        middle = total - after + (classes - 1) / (2 * n)  # Miller 1955
        return (score, total, total - after, middle - half, middle + half, score - after, low, high,
                brier_score, brier_uncertainty, brier_uncertainty - brier_after, brier_score - brier_after)

    def group(self, rows):
        k = self.before.shape[1]
        share = np.bincount(self.y[rows], minlength=k) / rows.sum()
        one = np.eye(k)[self.y]
        square = lambda q: ((q - one) ** 2).sum(1) / (2 if self.z.shape[1] == 1 else 1)
        uncertainty = (share * (1 - share)).sum() / (2 if self.z.shape[1] == 1 else 1)
        return self.part(rows, k, (-np.log(share)[self.y], uncertainty), lambda q: nll(q, self.y), self.slope, square)

    def one(self, k):
        """class k against the rest, of a temperature"""
        hit = self.y == k
        share = hit.mean()
        loss = lambda q: np.where(hit, -np.log(q[:, k]), -np.log(np.delete(q, k, 1).sum(1)))
        q, away = self.mapped[:, k], self.z[:, k] - (self.mapped * self.z).sum(1)
        slope = np.where(hit, -away, q / (1 - q) * away)[:, None]
        cost = np.where(hit, -np.log(share), -np.log(1 - share))
        return self.part(np.ones(ROWS, bool), 2, (cost, share * (1 - share)), loss, slope, lambda q: (q[:, k] - hit) ** 2)


def show(numbers):
    print("    {" + ", ".join(f"{x:.17g}" for x in numbers) + "},")


print("/* Made by make_ledger_parts.py. */")
for name, columns, sure, surer, map in (("far", 3, 0.55, 0.75, Temperature()), ("near", 3, 0.77, 0.78, Temperature()),
                                        ("platt", 1, 0.55, 0.8, Platt()), ("identity", 1, 0.8, 0.84, Platt())):
    z, group, y = rows(columns, sure, surer)
    whole = Whole(map, z, y)
    print(f"static const double {name}_groups[][PART_NUMBERS] = {{")
    for g in (0, 1):
        show(whole.group(group == g))
    print("};")
    if columns > 1:
        print(f"static const double {name}_classes[][PART_NUMBERS] = {{")
        for k in range(columns):
            show(whole.one(k))
        print("};")
