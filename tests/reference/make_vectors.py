#!/usr/bin/python3
"""Test vectors of losses as PyTorch and scikit-learn compute them (float64), plus closed forms:
make_vectors.py > vectors.json.  The format is that of tests/vectors.c."""
import json
import math
import sys

import torch
import torch.nn.functional as F
from sklearn.metrics import log_loss

vectors = []


def clean(x):
    if isinstance(x, (list, tuple)):
        return [clean(member) for member in x]
    if isinstance(x, float) and not math.isfinite(x):
        return "NaN" if math.isnan(x) else "Infinity" if x > 0 else "-Infinity"
    return x


def add(name, op, inputs, params, value):
    value = value.tolist() if hasattr(value, "tolist") else value
    vectors.append({"id": name, "op": op, "inputs": clean(inputs), "params": params,
                    "recomputed_float64": clean(value)})


def tensor(x):
    return torch.tensor(x, dtype=torch.float64)


Z = [[1.2, -.8, -.5], [.9, -1.2, 1.1], [.3, .1, -2.]]
Y = [0, 1, -100]
W = [1., 2., .5]
SOFT = [[.7, .2, .1], [.1, .3, .6], [0., .5, .5]]
LOGQ = F.log_softmax(tensor(Z), 1)
labels = torch.tensor(Y)

for s in (0.0, 0.1):
    for weight in (None, W):
        w = None if weight is None else tensor(weight)
        for reduction in ("none", "mean", "sum"):
            add(f"torch.ce.{reduction}.{s}.{weight is not None}", "softmax_ce_index",
                {"logits": Z, "labels": Y, "class_weight": weight},
                {"reduction": reduction, "label_smoothing": s, "ignore_index": -100,
                 "class_weight_mean": "divide by sum of class_weight[label] over kept rows"},
                F.cross_entropy(tensor(Z), labels, weight=w, label_smoothing=s,
                                reduction=reduction))
            add(f"torch.ce.soft.{reduction}.{s}.{weight is not None}", "softmax_ce_dense",
                {"logits": Z, "targets": SOFT, "class_weight": weight},
                {"reduction": reduction, "label_smoothing": s,
                 "class_weight_mean": "divide by the number of rows (probability targets)"},
                F.cross_entropy(tensor(Z), tensor(SOFT), weight=w, label_smoothing=s,
                                reduction=reduction))
for weight in (None, W):
    for reduction in ("none", "mean", "sum"):
        add(f"torch.nll.{reduction}.{weight is not None}", "nll_logprobs",
            {"log_probs": LOGQ.tolist(), "labels": Y, "class_weight": weight},
            {"reduction": reduction, "ignore_index": -100},
            F.nll_loss(LOGQ, labels, weight=None if weight is None else tensor(weight),
                       reduction=reduction))
tokens = [-0.25, -3.5, 0.0, -0.125]
add("token.mean", "nll_logprobs", {"log_probs": tokens}, {"reduction": "mean"}, 0.96875)
add("token.perplexity", "nll_logprobs", {"log_probs": tokens}, {"reduction": "perplexity"},
    math.exp(0.96875))

z, t = [-2.0, 0.3, 1.5, 4.0], [0.0, 0.25, 1.0, 1.0]
for P in (1.0, 3.0):
    for reduction in ("none", "mean", "sum"):
        add(f"torch.bce.{P}.{reduction}", "bce_logits", {"logits": z, "targets": t},
            {"reduction": reduction, "pos_weight": P},
            F.binary_cross_entropy_with_logits(tensor(z), tensor(t), reduction=reduction,
                                               pos_weight=tensor([P])))
add("torch.bce.clamp", "bce_probs", {"probs": [0.0, 1.0, 0.25], "targets": [1.0, 0.0, 1.0]},
    {"reduction": "none", "log_clamp": -100},
    F.binary_cross_entropy(tensor([0.0, 1.0, 0.25]), tensor([1.0, 0.0, 1.0]), reduction="none"))

for reduction, name in (("none", "none"), ("batchmean", "batchmean"), ("mean", "mean over elements"),
                        ("sum", "sum over rows")):
    kl = F.kl_div(LOGQ, tensor(SOFT), reduction=reduction)
    add(f"torch.kl.{reduction}", "kl_divergence_logprobs",
        {"log_probs": LOGQ.tolist(), "targets": SOFT}, {"reduction": name},
        kl.sum(1) if reduction == "none" else kl)
log_soft = F.log_softmax(tensor([[1., 0, -1], [0, 2, 0], [3, 1, 1]]), 1)
add("torch.kl.log_target", "kl_divergence_logprobs",
    {"log_probs": LOGQ.tolist(), "targets": log_soft.tolist()},
    {"reduction": "batchmean", "log_target": True},
    F.kl_div(LOGQ, log_soft, reduction="batchmean", log_target=True))

scores = [[1.5, -0.25, 0.75], [-1.0, 0.5, 3.25]]
add("torch.multi_margin", "multiclass_hinge", {"scores": [[10., 3.], [1., 2.5]], "labels": [1, 0]},
    {"reduction": "none"}, [8.0, 2.5])
add("hinge", "hinge", {"scores": [0.5, -2.0, 3.0], "targets01": [1, 1, 1]}, {"reduction": "none"},
    [0.5, 3.0, 0.0])
add("squared_hinge", "squared_hinge", {"scores": [0.5, -2.0, 3.0], "targets01": [1, 1, 0]},
    {"reduction": "mean"}, (0.25 + 9 + 16) / 3)

q = [[.2, .7, .1], [.6, .3, .1], [.25, .25, .5]]
add("sklearn.log_loss", "log_loss", {"probs": q, "labels": [1, 0, 2], "sample_weight": [1., 2., 4.]},
    {"reduction": "mean"}, log_loss([1, 0, 2], q, labels=[0, 1, 2], sample_weight=[1, 2, 4]))
add("log_loss.inf", "log_loss", {"probs": [[0., 1.]], "labels": [0]}, {"reduction": "sum"}, math.inf)
add("focal.sigmoid", "binary_focal_logits", {"logits": [.5, .5], "targets": [1, 0]},
    {"reduction": "none", "gamma": 2., "alpha": .25}, [.016893372629375902, .2830587006445574])
add("poly1.uniform", "poly1_ce", {"logits": [0., 0., 0., 0.], "targets": [0., 1., 0., 0.]},
    {"epsilon": 2}, math.log(4) + 1.5)
add("brier.sum", "brier_sum", {"probs": [[.25, .75], [.5, .5]], "labels": [0, 1]},
    {"reduction": "sum over rows"}, 1.625)
add("brier.mse", "brier_mse", {"probs": [[.25, .75], [.5, .5]], "labels": [0, 1]},
    {"form": "mean over rows AND classes"}, 0.40625)
add("brier.binary", "brier_binary", {"probs1": [.25, .5], "labels": [1, 0]}, {}, 0.40625)
add("generalized_kl.masses", "generalized_kl_logprobs",
    {"log_probs": [[0., math.log(2)]], "targets": [[1., 0.]]}, {"reduction": "none"}, [2.0])
add("kl.binary", "kl_binary", {"probs1": [.5, 0.], "targets": [1., 0.]}, {"reduction": "none"},
    [math.log(2), 0.0])

lines = ",\n".join(json.dumps(vector, sort_keys=True) for vector in vectors)
sys.stdout.write('{"format": 1, "vectors": [\n' + lines + "\n]}\n")
