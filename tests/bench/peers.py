#!/usr/bin/python3
"""One run of one peer in a process of its own:  peers.py PEER DIRECTORY THREADS

Prints {"seconds": s, "answer": x}: the time inside the process, without imports and loading unless
loading is the job, and the number that must agree with xent's.  Exit status 77: a library is missing.
Quick jobs are run several times after a first run that pays for fresh memory; the median counts.
"""
import json
import statistics
import sys
import time

name, folder, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
try:
    import numpy as np
    if "torch" in name:
        import torch
        import torch.nn.functional as F
        torch.set_num_threads(threads)
    if "scipy" in name:
        from scipy.optimize import minimize_scalar
        from scipy.special import logsumexp
    if "sklearn" in name:
        from sklearn.isotonic import IsotonicRegression
        from sklearn.linear_model import LogisticRegression
    if "pandas" in name:
        import pandas as pd
    if name.startswith("whole"):
        import matplotlib
        matplotlib.use("Agg")
        import matplotlib.pyplot as plt
except ImportError as missing:
    print(missing, file=sys.stderr)
    sys.exit(77)


def load(workload):
    """Scores as a file mapping where they are large, so that loading is not timed."""
    scores = np.load(f"{folder}/{workload}.npy")
    return scores, np.load(f"{folder}/{workload}_labels.npy")


def timed(job, repeat=1):
    if repeat > 1:
        job()
    seconds = []
    for _ in range(repeat):
        start = time.perf_counter()
        answer = job()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), answer


def torch_temperature(z, y):
    """Temperature by LBFGS with a line search, which gets there (lr=0.01 without one does not)."""
    t = torch.ones(1, requires_grad=True)
    optimiser = torch.optim.LBFGS([t], max_iter=50, line_search_fn="strong_wolfe")

    def closure():
        optimiser.zero_grad()
        loss = F.cross_entropy(z / t, y)
        loss.backward()
        return loss
    optimiser.step(closure)
    return float(t)


def scipy_temperature(z, y):
    rows = np.arange(len(y))

    def nll(t):
        s = z / z.dtype.type(t)
        return float(np.mean(logsumexp(s, axis=1) - s[rows, y], dtype=np.float64))
    return minimize_scalar(nll, bounds=(0.05, 20), method="bounded", options={"xatol": 1e-8}).x


def torch_vector(z, y):
    k = z.shape[1]
    w, b = torch.ones(k, requires_grad=True), torch.zeros(k, requires_grad=True)
    optimiser = torch.optim.LBFGS([w, b], max_iter=100, line_search_fn="strong_wolfe")

    def closure():
        optimiser.zero_grad()
        loss = F.cross_entropy(z * w + b, y)
        loss.backward()
        return loss
    optimiser.step(closure)
    with torch.no_grad():
        return float(F.cross_entropy(z * w + b, y))


def numpy_ece(p, correct, bins=15):
    which = np.minimum((p * bins).astype(np.int64), bins - 1)
    confidence = np.bincount(which, weights=p, minlength=bins)
    accuracy = np.bincount(which, weights=correct, minlength=bins)
    return float(np.abs(confidence - accuracy).sum() / len(p))


def figure(before, after, correct_before, correct_after):
    picture, axes = plt.subplots(1, 2, figsize=(9, 4))
    for axis, confidence, correct in ((axes[0], before, correct_before),
                                      (axes[1], after, correct_after)):
        which = np.minimum((confidence * 15).astype(int), 14)
        n = np.maximum(np.bincount(which, minlength=15), 1)
        axis.plot([0, 1], [0, 1])
        axis.bar(np.arange(15) / 15, np.bincount(which, weights=correct, minlength=15) / n,
                 width=1 / 15, align="edge")
    picture.savefig(f"{folder}/peer.png")


def measures(q, y):
    """NLL, Brier score, accuracy, ECE of probabilities: what a notebook prints."""
    rows = np.arange(len(y))
    confidence, predicted = q.max(1), q.argmax(1)
    own = q[rows, y]
    nll = -np.log(own).mean(dtype=np.float64)
    brier = ((q * q).sum(1) - 2 * own + 1).mean(dtype=np.float64)
    return confidence, predicted == y, nll, brier, numpy_ece(confidence, predicted == y)


def whole_scipy(workload):
    z, y = load(workload)
    t = scipy_temperature(z, y)
    q0 = np.exp(z - logsumexp(z, axis=1, keepdims=True))
    c0, r0, *_ = measures(q0, y)
    s = z / np.float32(t)
    c1, r1, *_ = measures(np.exp(s - logsumexp(s, axis=1, keepdims=True)), y)
    figure(c0, c1, r0, r1)
    return t


def whole_torch(workload):
    scores, labels = load(workload)
    z, y = torch.from_numpy(scores), torch.from_numpy(labels)
    t = torch_temperature(z, y)
    c0, r0, *_ = measures(torch.softmax(z, 1).numpy(), labels)
    c1, r1, *_ = measures(torch.softmax(z / t, 1).numpy(), labels)
    figure(c0, c1, r0, r1)
    return t


def tensors(workload):
    scores, labels = load(workload)
    return torch.from_numpy(scores), torch.from_numpy(labels)


def platt(workload):
    z, y = load(workload)
    model = LogisticRegression(penalty="none", tol=1e-8)
    return timed(lambda: float(model.fit(z.reshape(-1, 1), y).coef_[0, 0]))


def isotonic(workload):
    z, y = load(workload)
    y = y.astype(np.float64)

    seconds, q = timed(lambda: IsotonicRegression(out_of_bounds="clip").fit(z, y))
    p = q.predict(z)
    with np.errstate(divide="ignore"):
        return seconds, float(-np.mean(np.log(np.where(y == 1, p, 1 - p), dtype=np.float64)))


def run():
    kind, _, workload = name.rpartition("-")
    if kind == "torch-temperature":
        z, y = tensors(workload)
        return timed(lambda: torch_temperature(z, y))
    if kind == "scipy-temperature":
        z, y = load(workload)
        return timed(lambda: scipy_temperature(z, y))
    if kind == "torch-vector":
        z, y = tensors(workload)
        return timed(lambda: torch_vector(z, y))
    if kind == "torch-nll":
        z, y = tensors(workload)
        return timed(lambda: float(F.cross_entropy(z, y)), 5)
    if kind == "sklearn-platt":
        return platt(workload)
    if kind == "sklearn-isotonic":
        return isotonic(workload)
    if kind == "numpy-ece":
        p, y = load(workload)
        y = y.astype(np.float64)
        return timed(lambda: numpy_ece(p, y), 5)
    if kind == "numpy-loadtxt":
        return timed(lambda: len(np.loadtxt(f"{folder}/{workload}.csv", delimiter=",", skiprows=1,
                                            dtype=np.float32)))
    if kind == "pandas-csv":
        return timed(lambda: len(pd.read_csv(f"{folder}/{workload}.csv", dtype=np.float32)))
    if kind == "whole-scipy":
        return timed(lambda: whole_scipy(workload))
    if kind == "whole-torch":
        return timed(lambda: whole_torch(workload))
    raise SystemExit(f"no such peer: {name}")


seconds, answer = run()
print(json.dumps({"seconds": seconds, "answer": answer}))
