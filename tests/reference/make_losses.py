#!/usr/bin/python3
"""Losses and gradients to 50 digits: make_losses.py > losses.inc.

The inputs come from the generator below, which tests/unit/loss_cases.h has in C: the numbers of a
row are doubles made of splitmix64, so that both sides have the same bits.  Written from the papers'
formulas in mpmath: terms of the loss in ln q, their derivatives, and the Jacobian of softmax.

Each reference number is 16 hexadecimal digits of a double and a character for the sum of the
absolute terms: 2^(code/2) times the number, code = character - '!' (of focal losses times
1 + gamma, the condition of a power); ' ' is a number that is not compared (at the end of the domain).
"""
import math
import struct

from mpmath import exp, expm1, log, log1p, mp, mpf

mp.dps = 60
ROWS = 510
NAMES = ["ce", "bce", "focal", "binary_focal", "poly1", "kl", "binary_kl", "generalized_kl",
         "distillation", "distillation_kl", "token_nll", "mse", "binary_mse", "hinge",
         "squared_hinge", "multiclass_hinge"]
COLUMNS = {"bce", "binary_focal", "binary_kl", "binary_mse"}
SCORES = {"hinge", "squared_hinge"}
LOGITS_ONLY = {"hinge", "squared_hinge", "multiclass_hinge", "distillation", "distillation_kl"}
SMOOTHED = {"ce", "bce", "focal", "binary_focal", "poly1", "kl", "binary_kl", "generalized_kl",
            "distillation", "distillation_kl", "mse", "binary_mse"}
ROW_WEIGHTED = {"poly1", "kl", "generalized_kl", "mse", "multiclass_hinge"}
WEIGHTED = {"ce", "focal", "distillation", "distillation_kl"} | ROW_WEIGHTED
MASK = (1 << 64) - 1


class Generator:
    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        x = self.state
        x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
        x ^= x >> 31
        return (x >> 11) * 2.0 ** -53


class Case:
    pass


def make_score(kind, style, columns, u, huge):
    if kind == 0:
        if style < 3:
            return [(x - 0.5) * 20 for x in u]
        if style < 5:
            return [(x - 0.5) * (2e4 if style == 3 else huge) for x in u]
        return [20 + 20 * u[0]] + [x - 0.5 for x in u[1:]]
    if kind == 2:
        return [-x * [10.0, 10.0, 10.0, 700.0, 1e300, 1e-10][style] for x in u]
    if style == 3:
        u = [x * x * x * x for x in u]
    if columns == 1:
        return [1e-300 * u[0] if style == 4 else 1 - 1e-9 * u[0] if style == 5 else u[0]]
    if style == 4:
        a, b = 1e-300 * u[0], 1e-9 * u[1]
        return [a, b, 1 - a - b]
    if style == 5:
        return [1.0, 0.0, 0.0]
    total = u[0] + u[1] + u[2]
    return [x / total for x in u]


def make_target(name, row, columns, u, y):
    if columns == 1:
        soft = row % 4 in (1, 2) and name not in SCORES
        return [u[0] if soft else float(y < 0.5)]
    if row % 4 in (0, 3) or name == "multiclass_hinge":
        label = int(y * 3)
        return [float(k == label) for k in range(3)]
    if row % 4 == 2:
        u = [u[0], 0.0, u[2]]
    total = u[0] + u[1] + u[2]
    return [x / total for x in u]


def make_case(name, row):
    g = Generator(NAMES.index(name) * 1000003 + row)
    u = [g.next() for _ in range(24)]
    c = Case()
    c.columns = 1 if name in COLUMNS | SCORES | {"token_nll"} else 3
    c.kind = 0 if name in LOGITS_ONLY else 2 if name == "token_nll" else max(row % 5 - 2, 0)
    style = row // 5 % 6
    c.score = make_score(c.kind, style, c.columns, u[0:c.columns],
                         2e306 if name.startswith("distillation") else 1.7e308)
    c.target = make_target(name, row, c.columns, u[3:6], u[6])
    c.teacher = [(x - 0.5) * 10 for x in u[7:10]]
    c.smoothing = 0.9 * u[10] if name in SMOOTHED and row % 3 == 1 else 0.0
    weighted = name in WEIGHTED and row // 2 % 3 == 1
    c.weight = [0.25 + 2 * x for x in u[11:14]] if weighted else [1.0, 1.0, 1.0]
    c.of_row = name in ROW_WEIGHTED
    c.pos_weight = 0.25 + 3 * u[14] if name == "bce" and row % 2 else 1.0
    c.gamma = [0.0, 2.0, 0.5 * u[15]][row % 6] if row % 6 < 3 else 5 * u[15]
    distilled = name.startswith("distillation")
    c.alpha = u[16] if distilled or row % 3 else None
    c.epsilon = 4 * u[17] - 1
    heated = c.kind == 0 and name in SMOOTHED and row // 3 % 4 == 1
    c.temperature = (1 if style == 4 else 0.25) + 4 * u[18] if heated else 1.0
    return c


# ---- formulas

class Forms:
    """ln q, q and 1 - q of the classes of a problem."""

    def __init__(self, log_q, complement=None):
        self.l = log_q
        self.q = [exp(x) for x in log_q]
        self.complement = complement or [-expm1(x) for x in log_q]


def softmax(z, temperature):
    z = [mpf(x) / mpf(temperature) for x in z]
    top = z.index(max(z))
    rest = sum(exp(x - z[top]) for k, x in enumerate(z) if k != top)
    l = [x - z[top] - log1p(rest) for x in z]
    q = [exp(x) for x in l]
    return Forms(l, [sum(q[j] for j in range(len(z)) if j != k) for k in range(len(z))])


def minus_log(t, f):
    return [-a * b for a, b in zip(t, f.l) if a != 0]


def focal_balance(c, t):
    return 1 if c.alpha is None else mpf(c.alpha) * t[1] + (1 - mpf(c.alpha)) * t[0]


def squares(f, t, classes):
    """(q - t)^2, of which nothing cancels where t = 1."""
    return [x for k in classes for x in
            ([f.complement[k] ** 2] if t[k] == 1 else [f.q[k] ** 2, -2 * f.q[k] * t[k], t[k] ** 2])]


def terms(name, c, t, f):
    some = [k for k in range(len(t)) if t[k] != 0]
    if name in ("ce", "bce", "distillation"):
        return minus_log(t, f)
    if name == "focal":
        alpha = 1 if c.alpha is None else mpf(c.alpha)
        return [alpha * t[k] * f.complement[k] ** mpf(c.gamma) * -f.l[k] for k in some]
    if name == "binary_focal":
        miss = t[0] * f.complement[0] + t[1] * f.complement[1]
        return [focal_balance(c, t) * miss ** mpf(c.gamma) * x for x in minus_log(t, f)]
    if name == "poly1":
        miss = 1 - sum(t) + sum(a * b for a, b in zip(t, f.complement))
        return minus_log(t, f) + [mpf(c.epsilon) * miss]
    if name in ("kl", "binary_kl", "distillation_kl"):
        return minus_log(t, f) + [t[k] * log(t[k]) for k in some]
    if name == "generalized_kl":
        return minus_log(t, f) + [t[k] * log(t[k]) for k in some] + f.q + [-x for x in t]
    if name == "mse":
        return squares(f, t, range(3))
    if name == "binary_mse":
        return squares(f, t, [1])
    raise KeyError(name)


def slopes(name, c, t, f):
    """Derivatives in each ln q, the others fixed, as lists of terms."""
    q = f.q
    n = range(len(t))
    if name == "focal":
        alpha, g = 1 if c.alpha is None else mpf(c.alpha), mpf(c.gamma)
        return [[alpha * t[k] * g * f.complement[k] ** (g - 1) * q[k] * f.l[k],
                 -alpha * t[k] * f.complement[k] ** g] for k in n]
    if name == "binary_focal":
        g, entropy = mpf(c.gamma), sum(minus_log(t, f))
        miss = t[0] * f.complement[0] + t[1] * f.complement[1]
        return [[-focal_balance(c, t) * t[k] * x
                 for x in (miss ** g, g * miss ** (g - 1) * q[k] * entropy)] for k in n]
    if name == "poly1":
        return [[-t[k], -mpf(c.epsilon) * t[k] * q[k]] for k in n]
    if name == "generalized_kl":
        return [[q[k], -t[k]] for k in n]
    if name == "mse":
        return [[-2 * q[k] * f.complement[k]] if t[k] == 1 else [2 * q[k] ** 2, -2 * q[k] * t[k]]
                for k in n]
    if name == "binary_mse":
        return [[], [-2 * q[1] * f.complement[1]] if t[1] == 1 else
                [2 * q[1] ** 2, -2 * q[1] * t[1]]]
    return [[-x] for x in t]


def of_scores(name, c):
    """Losses of scores: value and gradient from the definition."""
    s = [mpf(x) for x in c.score]
    if name == "token_nll":
        return [-s[0]], [[mpf(-1)]]
    if name == "multiclass_hinge":
        y = c.target.index(1.0)
        margins = [s[k] - s[y] + (k != y) for k in range(3)]
        worst = margins.index(max(margins))
        return [margins[worst]], [[mpf(k == worst), -mpf(k == y)] for k in range(3)]
    sign = 2 * mpf(c.target[0]) - 1
    short = max(mpf(0), 1 - sign * s[0])
    if name == "hinge":
        return [short], [[-sign if short > 0 else mpf(0)]]
    return [short ** 2], [[-2 * sign * short]]


def smoothed(c):
    """t' and the weights: of one column the two classes, else all."""
    t, s = [mpf(x) for x in c.target], mpf(c.smoothing)
    if c.columns == 1:
        t1 = t[0] * (1 - s) + s / 2
        return [1 - t1, mpf(c.pos_weight) * t1]
    weight = [1.0] * 3 if c.of_row else c.weight
    return [mpf(w) * (x * (1 - s) + s / 3) for w, x in zip(weight, t)]


def forms(c, temperature):
    if c.kind == 0:
        return softmax(([0.0] if c.columns == 1 else []) + c.score, temperature)
    x = [mpf(x) for x in c.score]
    if c.columns == 1 and c.kind == 1:
        return Forms([log1p(-x[0]), log(x[0])], [x[0], 1 - x[0]])
    if c.columns == 1:
        return Forms([log(-expm1(x[0])), x[0]], [exp(x[0]), -expm1(x[0])])
    return Forms(x) if c.kind == 2 else Forms([log(p) for p in x], [1 - p for p in x])


def gradient_terms(c, a, f, temperature):
    """For each column what the derivative is the sum of."""
    n = range(len(f.l))
    if c.kind == 0:
        rows = [[x * (f.complement[j] if k == j else -f.q[j]) / mpf(temperature)
                 for k in n for x in a[k]] for j in n]
    elif c.columns == 1:
        p, other = f.q[1], f.complement[1]
        rows = [[], [x / p if c.kind == 1 else x for x in a[1]] +
                [-x / other if c.kind == 1 else -x * p / other for x in a[0]]]
    else:
        rows = [[x / f.q[j] if c.kind == 1 else x for x in a[j]] for j in n]
    return rows[1:] if c.columns == 1 else rows


def reference(name, c):
    """What class weights multiply as a whole, they multiply last: by their mean over the target."""
    value, gradient = unweighted(name, c)
    if not c.of_row or value is None:
        return value, gradient
    weight = sum(mpf(w) * mpf(t) for w, t in zip(c.weight, c.target)) / sum(map(mpf, c.target))
    return [weight * x for x in value], [[weight * x for x in g] for g in gradient]


def unweighted(name, c):
    if name in SCORES | {"token_nll", "multiclass_hinge"}:
        return of_scores(name, c)
    t = smoothed(c)
    if c.kind == 1 and 0.0 in c.score:
        return None, None  # the end of the domain has a test of its own
    if not name.startswith("distillation"):
        f = forms(c, c.temperature)
        return terms(name, c, t, f), gradient_terms(c, slopes(name, c, t, f), f, c.temperature)
    alpha, T = mpf(c.alpha), mpf(c.temperature)
    hard, soft, teacher = forms(c, 1), forms(c, T), softmax(c.teacher, T).q
    scale = (1 - alpha) * T ** 2
    value = [alpha * x for x in terms("ce", c, t, hard)] + \
            [scale * x for x in terms(name, c, teacher, soft)]
    g1 = gradient_terms(c, slopes("ce", c, t, hard), hard, 1)
    g2 = gradient_terms(c, slopes(name, c, teacher, soft), soft, T)
    return value, [[alpha * x for x in a] + [scale * x for x in b] for a, b in zip(g1, g2)]


# ---- output

def to_double(x):
    top = mpf(2) ** 1024
    return math.inf if x >= top else -math.inf if x <= -top else float(x)


def encode(parts, condition):
    if parts is None:
        return "0" * 16 + " "
    total, size = sum(parts), condition * sum(abs(x) for x in parts)
    x = to_double(total)
    code = 0
    if x != 0 and math.isfinite(x):
        code = max(0, min(93, math.ceil(2 * float(log(size / abs(total), 2)) - 1e-9)))
    return struct.pack(">d", x).hex() + chr(ord("!") + code)


def c_text(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("?", "\\?") + '"'


print("/* Made by make_losses.py. */")
print(f"enum {{ LOSS_ROWS = {ROWS} }};")
for name in NAMES:
    print(f"static const char *const loss_{name}_rows[LOSS_ROWS] = {{")
    for row in range(ROWS):
        case = make_case(name, row)
        value, gradient = reference(name, case)
        condition = 1 + mpf(case.gamma) if "focal" in name else 1
        parts = [value] + (gradient or [None] * case.columns)
        print("    " + c_text("".join(encode(part, condition) for part in parts)) + ",")
    print("};")
print("static const struct { const char *name; const char *const *row; } loss_references[] = {")
for name in NAMES:
    print(f'    {{"{name}", loss_{name}_rows}},')
print("};")
