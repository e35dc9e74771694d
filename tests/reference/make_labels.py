#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reference numbers of several labels, by scikit-learn, of examples/tags.csv:

    /usr/bin/python3 make_labels.py > labels.inc

Micro: of all cells; macro: the mean over the labels; and each label."""
import pathlib

import numpy as np
import pandas as pd
from sklearn.metrics import (average_precision_score, brier_score_loss, log_loss, roc_auc_score)

TAGS = pathlib.Path(__file__).parents[2] / "examples" / "tags.csv"


def line(name, where, value):
    print(f'    {{"{name}", "{where}", {value:.17g}}},')


def one(where, y, p):
    line("nll", where, log_loss(y, p, eps=1e-300))
    line("brier", where, brier_score_loss(y, p))
    line("auroc", where, roc_auc_score(y, p))
    line("average_precision", where, average_precision_score(y, p))
    line("prevalence", where, y.mean())
    line("mean_probability", where, p.mean())


def main():
    table = pd.read_csv(TAGS)
    tags = [c[2:] for c in table if c.startswith("p_")]
    p, y = table[[f"p_{t}" for t in tags]].to_numpy(), table[tags].to_numpy()
    print("/* Made by make_labels.py: do not edit. */\nstatic const label_number label_numbers[] = {")
    line("nll", "micro", log_loss(y.ravel(), p.ravel(), eps=1e-300))
    line("brier", "micro", brier_score_loss(y.ravel(), p.ravel()))
    line("auroc", "micro", roc_auc_score(y, p, average="micro"))
    line("average_precision", "micro", average_precision_score(y, p, average="micro"))
    line("auroc", "macro", roc_auc_score(y, p, average="macro"))
    line("average_precision", "macro", average_precision_score(y, p, average="macro"))
    line("nll", "macro", np.mean([log_loss(y[:, j], p[:, j], eps=1e-300) for j in range(len(tags))]))
    line("brier", "macro", np.mean([brier_score_loss(y[:, j], p[:, j]) for j in range(len(tags))]))
    with np.errstate(divide="ignore"):  # of what did not happen
        lost = np.where(y == 1, -np.log(p), -np.log1p(-p)).sum(axis=1)
    line("row_nll", "row", lost.mean())
    for j, tag in enumerate(tags):
        one(tag, y[:, j], p[:, j])
    print("};")


main()
