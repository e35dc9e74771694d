#!/usr/bin/python3
"""How often each finding of `xent inspect` is there, on simulated files with and without the mistake.

    /usr/bin/python3 forensic_rates.py path/to/xent [FILES]      # 300 files of each kind

Prints the table of doc/theory.md.  Needs numpy.  The models are softmaxes of Gaussian scores whose
true class is raised by a margin; files of K classes and n rows in many sizes, skills, temperatures
and storage types, all from one seed.
"""
import collections
import json
import os
import subprocess
import sys
import tempfile

import numpy as np


def softmax(z):
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def labels_of(rng, p):
    return (p.cumsum(1) < rng.random((len(p), 1))).sum(1).clip(max=p.shape[1] - 1)


def good(rng):
    """Logits and labels of a model that is calibrated up to a temperature between 1/2 and 2."""
    k = int(rng.choice([2, 3, 4, 10, 100]))
    n = int(rng.choice([50, 200, 1000, 5000 if k < 100 else 1000]))
    z = rng.normal(size=(n, k)) * rng.choice([1.0, 2.0, 4.0])
    if rng.random() < 0.3:
        z = z + rng.normal(size=k) * 2  # classes of different frequency
    y = labels_of(rng, softmax(z))
    return z * rng.choice([0.5, 1, 2]), y


def save(path, x, y, kind, dtype):
    np.savez(path, scores=x.astype(dtype), labels=y.astype("i4"))
    return ["--kind", kind] if kind else []


def clean(rng, path):
    z, y = good(rng)
    form = rng.choice(["logits", "probs", "logprobs"])
    x = {"logits": z, "probs": softmax(z), "logprobs": np.log(softmax(z))}[form]
    return save(path, x, y, form, rng.choice(["f4", "f8", "f2"]) if form == "logits" else
                rng.choice(["f4", "f8"]))


def clean_half(rng, path):
    z, y = good(rng)
    return save(path, softmax(z), y, "probs", "f2")


def clean_column(rng, path):
    n = int(rng.choice([50, 200, 1000, 5000]))
    z = rng.normal(rng.choice([0, -3]), rng.choice([0.3, 1, 3]), size=n)
    y = rng.random(n) < 1 / (1 + np.exp(-z))
    probs = rng.random() < 0.5
    return save(path, (1 / (1 + np.exp(-z)) if probs else z)[:, None], y,
                "probs" if probs else "logits", "f4")


def clean_weak(rng, path):
    """Two to ten classes that can hardly be told apart, and a calibrated model that knows it."""
    k, n = int(rng.choice([2, 3, 10])), int(rng.choice([200, 1000, 5000]))
    z = rng.normal(size=(n, k)) * rng.choice([0.1, 0.3, 0.5])
    return save(path, z, labels_of(rng, softmax(z)), "logits", "f4")


def skilled(rng, k=None, least=200):
    k = k or int(rng.choice([3, 4, 10, 100]))
    n = int(rng.choice([least, 1000, 3000]))
    y = rng.integers(k, size=n)
    z = rng.normal(size=(n, k))
    z[np.arange(n), y] += 4
    return z * 2, y


def twice(rng, path):
    z, y = skilled(rng)
    return save(path, softmax(softmax(z)), y, "probs", "f4")


def sigmoids(rng, path):
    z, y = skilled(rng)
    return save(path, 1 / (1 + np.exp(-z)), y, "logits", "f4")


def half(rng, path):
    z, y = skilled(rng)
    return save(path, softmax(4 * z), y, "probs", "f2")


def off_by_one(rng, path):
    z, y = skilled(rng)
    keep = y + 1 < z.shape[1]
    return save(path, z[keep], y[keep] + 1, "logits", "f4")


def swapped(rng, path):
    z, y = skilled(rng, 2)
    return save(path, z, 1 - y, "logits", "f4")


def shuffled(rng, path):
    z, y = skilled(rng)
    return save(path, z, rng.permutation(y), "logits", "f4")


def shifted(rng, path):
    z, y = skilled(rng)
    return save(path, z, np.roll(y, 1), "logits", "f4")


def copied(rng, path):
    z, y = skilled(rng)
    again = rng.integers(len(y), size=len(y) // 10)
    return save(path, np.r_[z, z[again]], np.r_[y, y[again]], "logits", "f4")


def untrained(rng, path):
    z, y = skilled(rng)
    return save(path, 0.03 * rng.normal(size=z.shape), y, "logits", "f4")


def tempered(rng, path):
    z, y = skilled(rng)
    return save(path, z / 30, y, "logits", "f4")


def overdone(rng, path):
    z, y = skilled(rng, int(rng.choice([3, 4])))
    return save(path, 20 * (z + 3 * rng.normal(size=z.shape)), y, "logits", "f4")


def main():
    xent, files = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 300
    makers = [clean, clean_half, clean_column, clean_weak, twice, sigmoids, half, off_by_one, swapped,
              shuffled, shifted, copied, untrained, tempered, overdone]
    print("| files | findings, in per cent of the files |\n|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "x.npz")
        for number, maker in enumerate(makers):
            rng, found = np.random.default_rng([2024, number]), collections.Counter()
            for _ in range(files):
                arguments = maker(rng, path)
                done = subprocess.run([xent, "inspect", path, "--json", "-q", *arguments],
                                      capture_output=True, text=True)
                found.update(f["name"] for f in json.loads(done.stdout)["findings"])
            shares = ", ".join(f"{n} {100 * c / files:.3g}" for n, c in sorted(found.items()))
            print(f"| {maker.__name__} | {shares or 'none'} |", flush=True)


main()
