#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the example data of this folder: real outputs of two overconfident classifiers.

    /usr/bin/python3 make_digits.py [FOLDER]

writes digits.npz, digits.csv and cancer.csv into FOLDER (default: beside this script). The data
sets ship with scikit-learn, so nothing is fetched. The files come out byte for byte the same on
Debian 12 (python3-sklearn 1.2.1, python3-numpy 1.24.2, libblas3); README.md has the story.
"""
import os
import pathlib
import sys
import warnings

# numpy picks another exp on a CPU with AVX-512, and training amplifies a last bit.
os.environ["NPY_DISABLE_CPU_FEATURES"] = "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL"
warnings.simplefilter("ignore")

import numpy as np
from scipy.special import expit, softmax
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.naive_bayes import GaussianNB
from sklearn.neural_network import MLPClassifier

TRAINING_ROWS = 400
PIXEL_NOISE = 0.2  # standard deviation; a pixel runs from 0 to 1
WRONG_LABELS = 0.05  # share of the training labels drawn anew at random
EPOCHS = 60
CSV_ROWS = 400
SIZE_COLUMNS = [0, 1, 2, 3]  # mean radius, mean texture, mean perimeter, mean area


def digits():
    """Held-out logits (float32, rows x 10) and labels of a network that has memorised its few,
    partly mislabelled training rows."""
    data = load_digits()
    rng = np.random.RandomState(1)
    order = rng.permutation(len(data.target))
    train, test = order[:TRAINING_ROWS], order[TRAINING_ROWS:]
    pixels = data.data / 16 + PIXEL_NOISE * rng.standard_normal(data.data.shape)
    taught = data.target[train]
    wrong = rng.random_sample(TRAINING_ROWS) < WRONG_LABELS
    taught[wrong] = rng.randint(0, 10, wrong.sum())
    net = MLPClassifier((64,), alpha=0, learning_rate_init=0.01, batch_size=50, max_iter=EPOCHS,
                        tol=0, n_iter_no_change=EPOCHS, random_state=1)
    net.fit(pixels[train], taught)
    hidden = np.maximum(pixels[test] @ net.coefs_[0] + net.intercepts_[0], 0)
    logits = hidden @ net.coefs_[1] + net.intercepts_[1]
    return logits.astype("<f4"), data.target[test].astype("<i8")


def cancer():
    """Labels (1: malignant) and out-of-fold P(malignant) of naive Bayes on the logarithms of four
    measurements, three of which (radius, perimeter, area) say the same thing."""
    data = load_breast_cancer()
    label = 1 - data.target
    logs = np.log(data.data[:, SIZE_COLUMNS])
    folds = KFold(5, shuffle=True, random_state=1)
    log_prob = cross_val_predict(GaussianNB(), logs, label, cv=folds, method="predict_log_proba")
    return label, expit(log_prob[:, 1] - log_prob[:, 0])


def main(folder):
    logits, label = digits()
    np.savez(folder / "digits.npz", logits=logits, labels=label)  # zip members dated 1980

    prob = softmax(logits[:CSV_ROWS].astype(float), axis=1)
    with open(folder / "digits.csv", "w", newline="\n") as out:
        out.write("label," + ",".join(f"p{k}" for k in range(10)) + "\n")
        for y, row in zip(label, prob):
            out.write(f"{y}," + ",".join(f"{p:.9g}" for p in row) + "\n")

    label, prob = cancer()
    with open(folder / "cancer.csv", "w", newline="\n") as out:
        out.write("label,prob\n")
        for y, p in zip(label, prob):
            out.write(f"{y},{float(p)!r}\n")


main(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
