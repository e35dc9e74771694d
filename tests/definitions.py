#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every metric of the reference data, by the option that reproduces it.

    XENT_REFERENCE_DATA=DIR tests/definitions.py XENT

DIR holds packs: folders with a reference.json, whose metrics DIR/DEFINITIONS.md explains, and data that
xent reads. A row of a pack that no rule below names is a failure, so that none is forgotten.
"""
import csv
import json
import math
import os
import re
import subprocess
import sys
import tempfile

XENT, DATA = os.path.abspath(sys.argv[1]), os.environ["XENT_REFERENCE_DATA"]
DOUBLE, FLOAT, CUTS, ZERO = 1e-12, 2e-7, 1e-3, 1e-14
MURPHY = ("reliability", "resolution", "uncertainty", "within_bin_variance", "within_bin_covariance")
CORP = ("score", "miscalibration", "discrimination", "uncertainty")
NORMS = {"L1": "ece", "L2": "rmsce", "max": "mce"}
CLASSWISE = {"L1_mean": "ece_mean", "L1_sum": "ece_sum", "L2_rms": "rmsce",
             "max_over_classes_and_bins": "mce"}
CELLS = ("uncertainty", "resolution", "reliability")


class Pack:
    """One forecaster on one set of rows."""

    def __init__(self, name, files, reference, scratch):
        self.name, self.files, self.reference, self.scratch = name, files, reference, scratch
        self.binary = files[0].endswith(".csv")
        self.logits = "logits" in files
        self.memory = {}

    def run(self, *arguments):
        done = subprocess.run([XENT, *arguments, "--json", "-q"], capture_output=True, text=True)
        if done.returncode:
            raise LookupError(f"{' '.join(arguments)}: {done.stderr.strip()}")
        return json.loads(done.stdout)

    def diagnose(self, *options, files=None):
        key = (options, tuple(files or self.files))
        if key not in self.memory:
            self.memory[key] = self.run("diagnose", *key[1], *options)
        return self.memory[key]

    def metric(self, name, *options, files=None):
        """A metric on its own: its value is what it would be among all."""
        document = self.diagnose("--metrics", name, *options, files=files)
        return number(document["metrics"][name])

    def columns(self, name, row):
        """A file of two columns and labels, made of P(y=1) and y."""
        path = os.path.join(self.scratch, name)
        with open(self.files[0]) as source, open(path, "w") as to:
            to.write("label,first,second\n")
            for line in csv.DictReader(source):
                to.write("%d,%r,%r\n" % row(int(line["label"]), float(line["prob"])))
        return [path, "--kind", "probs", "--scores", "first,second"]

    def both_columns(self):
        return self.columns("both.csv", lambda y, p: (y, 1 - p, p))

    def positive_first(self):
        """A tie goes to the first column: here to y = 1."""
        return self.columns("swapped.csv", lambda y, p: (1 - y, p, 1 - p))


def number(value):
    if isinstance(value, dict):
        if value.get("value") is None:
            return {"inf": math.inf, "-inf": -math.inf}.get(value.get("status"), math.nan)
        value = value["value"]
    return math.nan if value is None else float(value)


def wanted(value):
    """What stands in reference.json: a number, a list or an object of them; None: nothing but a note."""
    if isinstance(value, dict) and "value" in value:
        value = value["value"]
    if isinstance(value, dict):
        return {k: wanted(v) for k, v in value.items()}
    if isinstance(value, list):
        return [wanted(v) for v in value]
    return None if value is None else float(value)


# ---- the rules: a pattern of names, and what xent says

RULES = []


def rule(pattern):
    def keep(function):
        RULES.append((re.compile(pattern + r"\Z"), function))
        return function
    return keep


def simple(pattern, metric, *options):
    rule(pattern)(lambda pack, match: pack.metric(metric, *options))


simple("accuracy|accuracy_threshold_p_gt_0.5", "accuracy")
simple("top5_accuracy", "top5_accuracy")
simple("nll_nats", "nll")
simple("nll_bits", "nll", "--unit", "bits")
simple("perplexity", "perplexity")
simple("entropy_mean_nats", "predictive_entropy")
simple("mean_confidence", "mean_confidence")
simple("confidence_minus_accuracy", "overconfidence")
simple("brier_binary", "brier")
simple("(top|bin)_ks_error", "ks")
simple("auroc", "auroc")
simple("(top|bin)_em15_midpoint_L2_squared_debiased_sqrt", "ece_debiased")


RENORMALIZED = {"nll_nats": ("nll",), "nll_bits": ("nll", "--unit", "bits"), "perplexity": ("perplexity",),
                "brier_sum": ("brier",), "entropy_mean_nats": ("predictive_entropy",)}


@rule("(.*)_renormalized")
def _(pack, match):
    """A softmax sums to 1."""
    return pack.metric(*RENORMALIZED[match[1]], *([] if pack.logits else ["--normalize"]))


@rule("n")
def _(pack, match):
    return pack.diagnose("--metrics", "nll")["input"]["rows"]


@rule("n_zero_prob_of_true_class|n_infinite")
def _(pack, match):
    return pack.diagnose("--metrics", "nll")["input"]["zero_prob_true_class"]


@rule("prevalence")
def _(pack, match):
    document = pack.diagnose("--metrics", "ece", "--bins", "1")
    return number(document["curves"]["bins"][0]["accuracy"])


@rule("accuracy_threshold_p_ge_0.5")
def _(pack, match):
    return pack.metric("accuracy", files=pack.positive_first())


@rule("brier_sum")
def _(pack, match):
    return pack.metric("brier", files=pack.both_columns() if pack.binary else None)


@rule("mean_prob_true_class")
def _(pack, match):
    """poly1 adds epsilon times 1 - q(y) to the cross-entropy."""
    poly1, ce = (number(pack.run("loss", loss, *pack.files)) for loss in ("poly1", "ce"))
    return 1 - (poly1 - ce)


@rule("nll_nats_clipped_(.*)")
def _(pack, match):
    return pack.metric("nll", "--clip", match[1])


def pair_options(pack, kind):
    return ["--confidence", "top"] if pack.binary and kind == "top" else []


@rule("(top|bin)_ew([0-9]+)_(right|left)_(L1|L2|max)")
def _(pack, match):
    return pack.metric(NORMS[match[4]], "--bins", match[2], "--edges", match[3],
                       *pair_options(pack, match[1]))


@rule("(top|bin)_em15_(split|midpoint|quantile)_(L1|L2|max)")
def _(pack, match):
    binning = {"split": "mass-split", "midpoint": "mass", "quantile": "quantile"}[match[2]]
    return pack.metric(NORMS[match[3]], "--binning", binning, *pair_options(pack, match[1]))


@rule("classwise_ew([0-9]+)_(right|left)_(L1_mean|L1_sum|L2_rms|max_over_classes_and_bins)")
def _(pack, match):
    document = pack.diagnose("--metrics", "classwise_ece", "--per-class", "--bins", match[1], "--edges",
                             match[2])
    if match[3] == "L1_mean":
        assert abs(number(document["metrics"]["classwise_ece"]) - document["per_class"]["ece_mean"]) < ZERO
    return number(document["per_class"][CLASSWISE[match[3]]])


@rule("classwise_ew15_right_L1_per_class")
def _(pack, match):
    return [number(c["ece"]) for c in pack.diagnose("--per-class")["per_class"]["classes"]]


@rule("(?:top_label_)?murphy_(?:ew([0-9]+)_right|by_distinct_values)")
def _(pack, match):
    options = ["--bins", match[1]] if match[1] else ["--binning", "distinct"]
    document = pack.diagnose("--metrics", "ece", *options)
    return {part: number(document["decomposition"]["murphy"][part]) for part in MURPHY}


@rule("tfp_style_brier_decomposition")
def _(pack, match):
    cells = pack.diagnose("--per-class")["per_class"]["cells"]
    return {part: number(cells[part]) for part in CELLS}


@rule("corp_decomposition")
def _(pack, match):
    corp = pack.diagnose()["decomposition"]["corp"]
    return {score: {part: number(corp[score][part]) for part in CORP} for score in ("log", "brier")}


# ---- comparing

def tolerance(pack, name):
    """float32 scores promise 1e-7; a softmax leaves ties that differ in the last bit, among which cuts
    into equal mass are arbitrary."""
    if pack.logits:
        return CUTS if "_em15_" in name else 1e-9
    return DOUBLE if pack.binary else FLOAT


def differs(got, want, relative):
    """The first difference; None if there is none. What only one side has does not count in objects."""
    if isinstance(want, dict):
        return next((f"{k}: {d}" for k in got for d in [differs(got[k], want[k], relative)] if d), None)
    if isinstance(want, list):
        if len(got) != len(want):
            return f"{len(got)} numbers, not {len(want)}"
        return next((f"{i}: {d}" for i, pair in enumerate(zip(got, want))
                     for d in [differs(*pair, relative)] if d), None)
    if got == want or abs(got - want) <= relative * abs(want) + ZERO:
        return None
    return f"{got!r}, not {want!r}"


def check(pack, name, value):
    """Why the row is not reproduced; None if it is."""
    for pattern, function in RULES:
        match = pattern.match(name)
        if match:
            try:
                return differs(function(pack, match), wanted(value), tolerance(pack, name))
            except (LookupError, TypeError) as error:
                return f"{type(error).__name__}: {error}"
    return "no option gives it"


def packs(scratch):
    for folder in sorted(os.listdir(DATA)):
        path = os.path.join(DATA, folder)
        if not os.path.exists(os.path.join(path, "reference.json")):
            continue
        with open(os.path.join(path, "reference.json")) as file:
            reference = json.load(file)
        for who, part in reference.get("forecasters", {}).items():
            yield Pack(f"{folder}/{who}", [os.path.join(path, who.lower() + ".csv")],
                       part["metrics_all_rows"], scratch)
        if "metrics_all_rows" in reference:
            binary = reference["input"].startswith("binary")
            logits = ["--kind", "logits"] if reference["input"].startswith("logits") else []
            yield Pack(folder, [os.path.join(path, "data.csv" if binary else "data.npz"), *logits],
                       reference["metrics_all_rows"], scratch)


def main():
    rows, failures = 0, 0
    with tempfile.TemporaryDirectory() as scratch:
        for pack in packs(scratch):
            for name, value in pack.reference.items():
                if wanted(value) is None:
                    continue
                rows += 1
                why = check(pack, name, value)
                if why:
                    failures += 1
                    print(f"{pack.name} {name}: {why}")
    print(f"{rows - failures} of {rows} metrics of the reference data are reproduced")
    return 1 if failures or rows == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
