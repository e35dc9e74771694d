#!/usr/bin/python3
"""Reference entropies and divergences of densities: closed forms in 40 digits (mpmath), mpmath's own
quadrature where there is none, and scipy.stats' entropy as a check of the closed forms.

Writes density.inc beside this file.  Needs python3-mpmath, python3-scipy.
"""
import os

from mpmath import beta, digamma, euler, exp, gamma, inf, log, loggamma, mp, mpf, pi, quad, sqrt
from scipy import stats

mp.dps = 40


def lbeta(a, b):
    return loggamma(a) + loggamma(b) - loggamma(a + b)


# name -> (entropy, scipy's distribution)
def normal(m, s):
    return log(s * sqrt(2 * pi * mp.e)), stats.norm(float(m), float(s))


def lognormal(m, s):
    return m + log(s * sqrt(2 * pi * mp.e)), stats.lognorm(float(s), scale=float(exp(m)))


def exponential(r):
    return 1 - log(r), stats.expon(scale=1 / float(r))


def gamma_(k, t):
    return k + log(t) + loggamma(k) + (1 - k) * digamma(k), stats.gamma(float(k), scale=float(t))


def beta_(a, b):
    h = lbeta(a, b) - (a - 1) * digamma(a) - (b - 1) * digamma(b) + (a + b - 2) * digamma(a + b)
    return h, stats.beta(float(a), float(b))


def laplace(m, s):
    return 1 + log(2 * s), stats.laplace(float(m), float(s))


def logistic(m, s):
    return log(s) + 2, stats.logistic(float(m), float(s))


def t(n, m, s):
    h = (n + 1) / 2 * (digamma((n + 1) / 2) - digamma(n / 2)) + log(sqrt(n) * beta(n / 2, mpf(1) / 2)) + log(s)
    return h, stats.t(float(n), float(m), float(s))


def uniform(a, b):
    return log(b - a), stats.uniform(float(a), float(b) - float(a))


FORMS = {"normal": normal, "lognormal": lognormal, "exponential": exponential, "gamma": gamma_, "beta": beta_,
         "laplace": laplace, "logistic": logistic, "t": t, "uniform": uniform}

ENTROPIES = ["normal:0,1", "normal:1000,0.01", "normal:-1e8,3e5", "normal:0,1e-200", "lognormal:0,1", "lognormal:2,0.01",
             "lognormal:-30,7", "lognormal:5,50", "exponential:1", "exponential:1e-9", "exponential:237", "gamma:2.385,1", "gamma:0.5,3",
             "gamma:0.01,1", "gamma:1000,0.02", "gamma:1e6,1e-6", "beta:0.5,0.5", "beta:0.02,0.03", "beta:3,0.1", "beta:2.385,7.1",
             "beta:1000,1", "beta:0.001,1000", "laplace:0,1", "laplace:-700,0.003", "logistic:3,2", "logistic:1e6,0.1",
             "t:1,0,1", "t:0.3,0,1", "t:3,5,0.01", "t:150,-1,1e5", "uniform:0,1", "uniform:-3,1000", "uniform:1e6,1000001"]


def parse(text):
    name, numbers = text.split(":")
    return name, [mpf(float(x)) for x in numbers.replace("/", ",").split(",")]


def entropy(text):
    name, parameters = parse(text)
    value, frozen = FORMS[name](*parameters)
    if name == "beta" and min(parameters) < 0.1:  # scipy integrates, and misses the ends
        return value
    check = float(frozen.entropy())
    if not abs(check - float(value)) <= 1e-6 * (1 + abs(check)):
        print("scipy differs:", text, check, float(value))
    return value


def log_mixture(numbers):
    w, m, s = numbers[0::3], numbers[1::3], numbers[2::3]
    total = sum(w)

    def f(x):
        return sum(a / total * exp(-((x - b) / c) ** 2 / 2) / (c * sqrt(2 * pi)) for a, b, c in zip(w, m, s))
    cuts = sorted(b + k * c for b, c in zip(m, s) for k in (-30, -9, -3, 0, 3, 9, 30))
    return f, [-inf] + cuts + [inf]


def mixture_entropy(text):
    f, cuts = log_mixture(parse(text)[1])
    return quad(lambda x: -f(x) * log(f(x)) if f(x) > 0 else mpf(0), cuts)


MIXTURES = ["mixture:1,0,1", "mixture:0.5,-1000,0.01/0.5,1000,0.01", "mixture:0.2,0,1/0.5,3,0.5/0.3,-4,2",
            "mixture:1,-1e6,1/3,1e6,2", "mixture:0.999,0,1/0.001,0,100"]


def kl_normal(a, b):
    (m, s), (n, t_) = a, b
    return log(t_ / s) + (s * s + (m - n) ** 2) / (2 * t_ * t_) - mpf(1) / 2


def kl_exponential(a, b):
    return log(a[0] / b[0]) + b[0] / a[0] - 1


def kl_gamma(a, b):
    (k, t_), (l, u) = a, b
    return (k - l) * digamma(k) - loggamma(k) + loggamma(l) + l * (log(u) - log(t_)) + k * (t_ - u) / u


def kl_beta(a, b):
    (p, q), (r, s) = a, b
    return lbeta(r, s) - lbeta(p, q) + (p - r) * digamma(p) + (q - s) * digamma(q) + (r - p + s - q) * digamma(p + q)


def kl_laplace(a, b):
    (m, s), (n, u) = a, b
    d = abs(m - n)
    return log(u / s) + d / u + s / u * exp(-d / s) - 1


def kl_uniform(a, b):
    return log((b[1] - b[0]) / (a[1] - a[0])) if a[0] >= b[0] and a[1] <= b[1] else mpf("inf")


def kl_by_quadrature(p, q, cuts):
    return quad(lambda x: p(x) * log(p(x) / q(x)) if p(x) > 0 else mpf(0), cuts)


SAME = {"normal": kl_normal, "lognormal": kl_normal, "exponential": kl_exponential, "gamma": kl_gamma, "beta": kl_beta,
        "laplace": kl_laplace, "uniform": kl_uniform}
PAIRS = [("normal:0,1", "normal:0,1"), ("normal:0,1", "normal:1e-8,1"), ("normal:0,1", "normal:1000,0.01"),
         ("normal:1000,0.01", "normal:0,1"), ("normal:0,1e-6", "normal:0,1e6"), ("normal:0,1e6", "normal:0,1e-3"),
         ("lognormal:0,1", "lognormal:3,2"), ("exponential:2", "exponential:0.001"), ("exponential:0.01", "exponential:70"),
         ("gamma:0.3,2", "gamma:5,0.5"), ("gamma:40,1", "gamma:0.2,3"), ("beta:0.5,0.5", "beta:3,0.2"),
         ("beta:40,2", "beta:0.01,0.7"), ("laplace:0,1", "laplace:4,0.1"), ("laplace:0,1", "laplace:0,1.0000001"),
         ("uniform:0,1", "uniform:0,2"), ("uniform:0,1", "uniform:-3,1"), ("uniform:0,2", "uniform:0,1"),
         ("uniform:0,1", "uniform:5,6")]


def other_pairs():
    """Across families, where a closed form exists."""
    one = mpf(1)
    return [
        # E_N -ln laplace(0,1) = ln 2 + sqrt(2/pi)
        ("normal:0,1", "laplace:0,1", log(2) + sqrt(2 / pi) - log(sqrt(2 * pi * mp.e))),
        # E_L x^2 = 2
        ("laplace:0,1", "normal:0,1", log(sqrt(2 * pi)) + 1 - (1 + log(2))),
        ("exponential:1", "normal:0,1", log(sqrt(2 * pi)) + 1 - 1),
        ("normal:0,1", "exponential:1", mpf("inf")),
        ("beta:2,3", "uniform:0,1", -beta_(mpf(2), mpf(3))[0]),
        ("uniform:0,1", "beta:2,3", lbeta(mpf(2), mpf(3)) + 1 + 2),
        ("uniform:0,1", "exponential:1", one / 2),
        ("exponential:1", "uniform:0,1", mpf("inf")),
        ("logistic:0,1", "normal:0,1", log(sqrt(2 * pi)) + pi ** 2 / 6 - 2),
        ("exponential:1", "gamma:2,1", euler),
        ("mixture:1,-2,1/1,2,1", "normal:0,1", log(sqrt(2 * pi)) + mpf(5) / 2 - mixture_entropy("mixture:1,-2,1/1,2,1")),
        ("t:3,0,1", "normal:0,1", log(sqrt(2 * pi)) + mpf(3) / 2 - t(mpf(3), mpf(0), one)[0]),
    ]


def number(x):
    return "HUGE_VAL" if x == mpf("inf") else mp.nstr(x, 20)


def main():
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "density.inc"), "w") as out:
        out.write("/* Made by make_density.py. */\n")
        out.write("static const struct { const char *text; double entropy; } entropies[] = {\n")
        for text in ENTROPIES:
            h = entropy(text)
            out.write('    {"%s", %s},\n' % (text, number(h)))
        for text in MIXTURES:
            out.write('    {"%s", %s},\n' % (text, number(mixture_entropy(text))))
        out.write("};\n\nstatic const struct { const char *p, *q; double kl; } pairs[] = {\n")
        for p, q in PAIRS:
            name, a = parse(p)
            out.write('    {"%s", "%s", %s},\n' % (p, q, number(SAME[name](a, parse(q)[1]))))
        for p, q, kl in other_pairs():
            out.write('    {"%s", "%s", %s},\n' % (p, q, number(kl)))
        out.write("};\n")


main()
