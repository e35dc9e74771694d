# SPDX-License-Identifier: GPL-3.0-or-later
"""Smooth calibration error (Blasiok and Nakkiran 2023) and the distances of the curve that the same
kernel smooths, by direct sums over the rows and over the mirror images of the Gaussian."""
import numpy as np
from scipy.optimize import brentq

IMAGES = np.arange(-4, 5) * 2.0


def kernel(t, p, sigma):
    """The Gaussian around each p, reflected at 0 and 1, at each t: a matrix."""
    total = np.zeros((len(t), len(p)))
    for shift in IMAGES:
        for centre in (p + shift, -p + shift):
            z = (t[:, None] - centre[None, :]) / sigma
            total += np.exp(-0.5 * z * z)
    return total / (sigma * np.sqrt(2 * np.pi))


def smooth_error(p, share, residual, sigma, grid=np.linspace(0, 1, 10001)):
    """The integral of |f| by trapezoids, cut where f changes its sign."""
    f = kernel(grid, p, sigma) @ (share * residual)
    step = grid[1] - grid[0]
    total = 0.0
    for a, b in zip(f[:-1], f[1:]):
        if a * b >= 0:
            total += (abs(a) + abs(b)) / 2
        else:
            total += (a * a + b * b) / (2 * (abs(a) + abs(b)))
    return total * step


def smooth_ece(p, share, residual):
    if not np.any(residual):
        return 0.0
    return brentq(lambda s: s - smooth_error(p, share, residual, s), 1e-4, 2, xtol=1e-11)


def quantile(x, weight, level):
    """The smallest x that a share `level` of the weight does not exceed."""
    order = np.argsort(x)
    above = np.cumsum(weight[order]) >= level * weight.sum() * (1 - 1e-12)
    return x[order][np.argmax(above)]


def smooth_values(p, outcome, weight):
    """All of them, of float arrays."""
    p, weight = np.asarray(p, float), np.asarray(weight, float)
    residual = np.asarray(outcome, float) - p
    share = weight / weight.sum()
    sigma = smooth_ece(p, share, residual)
    if sigma == 0:
        return {"smooth_ece": 0.0, "ici": 0.0, "e50": 0.0, "e90": 0.0, "emax": 0.0}
    near = kernel(p, p, max(sigma, 2 / 32768))
    distance = abs(near @ (share * residual) / (near @ share))
    return {"smooth_ece": sigma, "ici": distance @ share, "e50": quantile(distance, weight, 0.5),
            "e90": quantile(distance, weight, 0.9), "emax": distance.max()}
