#!/usr/bin/python3
"""xent loss --semantics keras|optax|torch|sklearn against the frameworks:  check_semantics.py XENT

PyTorch and scikit-learn are called.  Keras and Optax need not be there: their documented
formulas (Keras 3, Optax) are written out below in numpy.  Prints each comparison, and fails if one is
off by 1e-12 of its value.  What Optax makes of 0 * (-inf) is in tests/unit/check_loss_semantics.c.
"""
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
import torch
import torch.nn.functional as F
from scipy.special import expit, log_softmax, softmax
from sklearn.metrics import log_loss

xent = os.path.abspath(sys.argv[1])
draw = np.random.default_rng(4)
n, k, eps = 200, 5, 1e-7
z = draw.normal(0, 4, (n, k))
y = draw.integers(0, k, n)
p = softmax(z, 1)
p[3] = np.eye(k)[y[3] - 1]  # impossible, and certain
t = np.eye(k)[y]
b = draw.normal(0, 4, (n, 1))
bt = draw.integers(0, 2, n)
bp = expit(b)
bp[:2] = [[0.0], [1.0]]
c = np.array([0.5, 1, 2, 3, 0.25])
rows = np.arange(n)
folder = tempfile.TemporaryDirectory()
for name, array in {"z": z, "y": y, "p": p, "b": b, "bt": bt, "bp": bp}.items():
    np.save(os.path.join(folder.name, name + ".npy"), array)


def run(semantics, loss, scores, kind, *options):
    labels = "bt.npy" if scores.startswith("b") else "y.npy"
    command = [xent, "loss", loss, scores + ".npy", "--labels", labels, "--kind", kind,
               "--semantics", semantics, "--json", "-q", *options]
    text = subprocess.run(command, cwd=folder.name, check=True, capture_output=True, text=True)
    return json.loads(text.stdout)["value"]


def clip(x, low=eps, high=1 - eps):
    return np.clip(x, low, high)


divided = p / p.sum(1, keepdims=True)
one, bq = bt[:, None], clip(bp)
focal_bt, l1, l0 = expit(b) * one + expit(-b) * (1 - one), -np.log1p(np.exp(-b)), -np.log1p(np.exp(b))
weights = ",".join(map(str, c))
T = torch.from_numpy
cases = [
    ("keras", "ce", "p", "probs", [], -np.log(clip(divided))[rows, y].mean()),
    ("keras", "ce", "z", "logits", [], -log_softmax(z, 1)[rows, y].mean()),
    ("keras", "ce", "z", "logits", ["--class-weights", weights],
     (c[y] * -log_softmax(z, 1)[rows, y]).mean()),
    ("keras", "mse", "p", "probs", ["--class-weights", weights],
     (c[y] * ((p - t) ** 2).mean(1)).mean()),
    ("keras", "bce", "bp", "probs", [],
     -(one * np.log(bq) + (1 - one) * np.log1p(-bq)).mean()),
    ("keras", "bce", "b", "logits", ["--class-weights", "2,5"],
     (np.where(one > 0, 5, 2) * -(one * l1 + (1 - one) * l0)).mean()),
    ("keras", "kl", "p", "probs", [],
     (clip(t, eps, 1) * np.log(clip(t, eps, 1) / clip(p, eps, 1))).sum(1).mean()),
    ("keras", "focal", "p", "probs", ["--gamma", "2"],
     (0.25 * (1 - clip(divided)) ** 2 * -t * np.log(clip(divided))).sum(1).mean()),
    ("optax", "ce", "z", "logits", [], -log_softmax(z, 1)[rows, y].mean()),
    ("optax", "poly1", "z", "logits", [],
     (-log_softmax(z, 1)[rows, y] + 2 * (1 - softmax(z, 1)[rows, y])).mean()),
    ("optax", "bce", "b", "logits", [], -(one * l1 + (1 - one) * l0).mean()),
    ("optax", "binary_focal", "b", "logits", [],
     (-(one * l1 + (1 - one) * l0) * (1 - focal_bt) ** 2).mean()),
    ("torch", "ce", "z", "logits", ["--class-weights", weights, "--label-smoothing", "0.1"],
     F.cross_entropy(T(z), T(y), weight=T(c), label_smoothing=0.1).item()),
    ("torch", "bce", "bp", "probs", [],
     F.binary_cross_entropy(T(bp), T(one.astype(float))).item()),
    ("torch", "multiclass_hinge", "z", "logits", [],
     np.maximum(0, (z + 1 - t).max(1) - z[rows, y]).mean()),
    ("sklearn", "ce", "p", "probs", [], log_loss(y, p)),
]
bad = 0
for semantics, loss, scores, kind, options, want in cases:
    got = run(semantics, loss, scores, kind, *options)
    off = abs(got - want) > 1e-12 * abs(want)
    bad += off
    print("FAIL" if off else "ok  ", semantics, loss, kind, *options, repr(got), repr(float(want)))

# z = -inf, which the door lets in beside a finite one, of every target with and without a weight of the
# positive ones
np.save(os.path.join(folder.name, "minus.npy"), np.array([[-np.inf]] * 3 + [[0.5]]))
np.save(os.path.join(folder.name, "targets.npy"), np.array([[0.0], [0.3], [1.0], [0.5]]))
for weight in None, 1.0, 2.5:
    options = [] if weight is None else ["--pos-weight", str(weight)]
    text = subprocess.run([xent, "loss", "bce", "minus.npy", "--targets", "targets.npy", "--kind", "logits",
                           "--semantics", "torch", "--reduction", "none", "--json", "-q", *options],
                          cwd=folder.name, check=True, capture_output=True, text=True).stdout
    got = [v["status"] if isinstance(v, dict) else v for v in json.loads(text)["values"][:3]]
    want = F.binary_cross_entropy_with_logits(
        T(np.full(3, -np.inf)), T(np.array([0.0, 0.3, 1.0])), reduction="none",
        pos_weight=None if weight is None else torch.tensor(weight, dtype=torch.float64)).tolist()
    off = any(str(a) != str(b) for a, b in zip(got, want))
    bad += off
    print("FAIL" if off else "ok  ", "torch bce at -inf", *options, got, want)
sys.exit(1 if bad else 0)
