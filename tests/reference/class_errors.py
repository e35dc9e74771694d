# SPDX-License-Identifier: GPL-3.0-or-later
"""Calibration errors of all classes together, from their definitions, with mpmath."""
import mpmath as mp


def simplex(q):
    """Rows of all classes: of one column 1 - p and p."""
    return [row if len(row) > 1 else [1 - row[0], row[0]] for row in q]


def total_variation(p, q):
    return mp.fsum(abs(a - b) for a, b in zip(p, q)) / 2


def euclid(p, q):
    return mp.sqrt(mp.fsum((a - b) ** 2 for a, b in zip(p, q)))


def median(gaps):
    """The smallest distance that half of the pairs do not exceed; their mean if that is 0."""
    gaps = sorted(gaps)
    total, below = mp.fsum(w for _, w in gaps), mp.mpf(0)
    for gap, w in gaps:
        below += w
        if 2 * below >= total:
            return gap if gap > 0 else mp.fsum(g * v for g, v in gaps) / total or mp.mpf(1)
    return mp.mpf(1)


def skce(q, label, weight, gaussian=False, h=None):
    """The mean over pairs i < j of k(q_i, q_j) (e_i - q_i).(e_j - q_j); h: None for the median."""
    q = simplex(q)
    distance = euclid if gaussian else total_variation
    residual = [[(c == y) - x for c, x in enumerate(row)] for row, y in zip(q, label)]
    pairs = [(distance(q[i], q[j]), weight[i] * weight[j],
              mp.fsum(a * b for a, b in zip(residual[i], residual[j])))
             for i in range(len(q)) for j in range(i)]
    if not pairs:
        return None
    h = h or median([(gap, w) for gap, w, _ in pairs])
    kernel = (lambda x: mp.exp(-x * x / 2)) if gaussian else (lambda x: mp.exp(-x))
    return (mp.fsum(w * kernel(gap / h) * r for gap, w, r in pairs)
            / mp.fsum(w for _, w, _ in pairs))


def classwise(q, label, weight, bins_of, threshold=None):
    """The L1 error of every class, of its probabilities above the threshold; 0 of none."""
    errors = []
    for c in range(len(q[0])):
        kept = [i for i, row in enumerate(q) if threshold is None or row[c] > threshold]
        cells = {}
        for i, b in zip(kept, bins_of([q[i][c] for i in kept]) if kept else []):
            cells.setdefault(b, []).append(weight[i] * (q[i][c] - (label[i] == c)))
        total = mp.fsum(weight[i] for i in kept)
        errors.append(mp.fsum(abs(mp.fsum(cell)) for cell in cells.values()) / total if kept
                      else mp.mpf(0))
    return errors
