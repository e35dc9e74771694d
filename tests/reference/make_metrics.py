#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes metrics.inc: what every metric should be on small cases and on the example data.

    /usr/bin/python3 make_metrics.py > metrics.inc

Written from the definitions alone, with 50 digits of mpmath and no line in common with the
library. Probabilities and bin edges are the doubles that a reader of the decimal texts gets, since
what lies on an edge is part of the definition; everything that is computed from them is exact to
far more than the 17 digits printed. Frequency weights are checked the honest way, by repeating
rows.
"""
import pathlib
import random

import mpmath as mp
import numpy as np

import class_errors
import pair_errors
from smooth_errors import smooth_values

mp.mp.dps = 50
EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples"
Z = mp.sqrt(2) * mp.erfinv(mp.mpf("0.95"))
MOST_SMOOTHED = 70  # rows; each is summed at each point of a grid


# ---- definitions

def entropy(masses):
    return -mp.fsum(m * mp.log(m) for m in masses if m > 0)


def mean(values, weights):
    return mp.fsum(v * w for v, w in zip(values, weights)) / mp.fsum(weights)


def wilson(share, n):
    centre = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * mp.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return centre - half, centre + half


def width_bin(p, bins, edges):
    """Bin of the double p, by comparing it with the doubles i/bins."""
    if edges == "right":
        inside = [i for i in range(bins) if (p > i / bins or i == 0) and p <= (i + 1) / bins]
    else:
        inside = [i for i in range(bins)
                  if p >= i / bins and (p < (i + 1) / bins or i == bins - 1)]
    return min(inside) if inside else bins - 1  # q of 1 + 1e-16 counts as 1


def mass_bins(p, bins):
    """Equal-mass bins: array_split of the sorted values, edges midway, right-closed."""
    groups = [g for g in np.array_split(np.sort(np.array([float(x) for x in p])), bins) if len(g)]
    cuts = sorted({(a[-1] + b[0]) / 2 for a, b in zip(groups, groups[1:])})
    return [int(np.searchsorted(cuts, float(x), side="left")) for x in p]


def gaps(p, outcome, weight, bin_of):
    """(share of the weight, mean p, mean outcome, rows) of every bin that is not empty."""
    total = mp.fsum(weight)
    found = []
    for b in sorted(set(bin_of)):
        rows = [i for i, c in enumerate(bin_of) if c == b]
        w = [weight[i] for i in rows]
        found.append((mp.fsum(w) / total, mean([p[i] for i in rows], w),
                      mean([outcome[i] for i in rows], w), len(rows)))
    return found


def sweep(p, outcome, weight, bins_of):
    """The L1 error in the most bins before the mean outcomes first fall."""
    error = None
    for bins in range(1, len(p) + 1):
        found = gaps(p, outcome, weight, bins_of(bins))
        means = [a for _, _, a, _ in found]
        if any(b < a for a, b in zip(means, means[1:])):
            break
        error = mp.fsum(w * abs(c - a) for w, c, a, _ in found)
    return error


def bin_table(p, outcome, case):
    """Rows of what stands in each bin that is not empty.  Importance weights are worth
    (sum w)^2 / sum w^2 rows to Wilson's interval, frequencies the rows that they count."""
    bins = case["bins"]
    bin_of = [width_bin(float(x), bins, case["edges"]) for x in p]
    for b in sorted(set(bin_of)):
        inside = [(x, o, mp.mpf(w)) for x, o, w, c in zip(p, outcome, case["weight"], bin_of)
                  if c == b]
        n = mp.fsum(w for _, _, w in inside)
        conf, acc = mp.fsum(w * x for x, _, w in inside) / n, mp.fsum(w * o for _, o, w in inside) / n
        rows = n if case["frequency"] else n ** 2 / mp.fsum(w ** 2 for _, _, w in inside)
        yield (len(inside), b / bins, (b + 1) / bins, conf, acc, *wilson(acc, rows),
               mp.fsum(w * (x - conf) ** 2 for x, _, w in inside) / n,
               mp.fsum(w * (o - acc) * (x - conf) for x, o, w in inside) / n)


def probabilities(case):
    """Rows of q, as mpf; of one column [P(y=1)]."""
    rows = [[mp.mpf(x) if np.isfinite(x) else mp.mpf("-inf") for x in row] for row in case["score"]]
    if case["kind"] == "PROBS":
        return rows
    if case["kind"] == "LOGPROBS":
        return [[mp.exp(x) for x in row] for row in rows]
    if len(rows[0]) == 1:
        return [[1 / (1 + mp.exp(-x)) for x in row] for row in rows]
    q = []
    for row in rows:
        mass = [mp.exp(x - max(row)) for x in row]
        q.append([m / mp.fsum(mass) for m in mass])
    return q


def one_column(q, label, case):
    p = [row[0] for row in q]
    correct = [mp.mpf((x > mp.mpf("0.5")) == (y == 1)) for x, y in zip(p, label)]
    top = [max(x, mp.mpf(float(1 - x)) if case["kind"] == "PROBS" else 1 - x) for x in p]
    truth = [x if y == 1 else 1 - x for x, y in zip(p, label)]
    pairs = (top, correct) if case["confidence"] == "top" else (p, [mp.mpf(y) for y in label])
    return (correct, top, truth, [(x - y) ** 2 for x, y in zip(p, label)],
            [entropy([x, 1 - x]) for x in p], pairs)


def many_columns(q, label):
    best = [row.index(max(row)) for row in q]
    correct = [mp.mpf(b == y) for b, y in zip(best, label)]
    top = [max(row) for row in q]
    brier = [mp.fsum((x - (c == y)) ** 2 for c, x in enumerate(row)) for row, y in zip(q, label)]
    return (correct, top, [row[y] for row, y in zip(q, label)], brier,
            [entropy(row) for row in q], (top, correct))


def calibration(values, p, outcome, weight, case):
    bins, edges = case["bins"], case["edges"]
    found = gaps(p, outcome, weight, [width_bin(float(x), bins, edges) for x in p])
    values["ece"] = mp.fsum(w * abs(c - a) for w, c, a, _ in found)
    values["rmsce"] = mp.sqrt(mp.fsum(w * (c - a) ** 2 for w, c, a, _ in found))
    values["mce"] = max(abs(c - a) for w, c, a, _ in found)
    values["ece_over"] = mp.fsum(w * max(0, c - a) for w, c, a, _ in found)
    values["ece_under"] = mp.fsum(w * max(0, a - c) for w, c, a, _ in found)
    values.update(pair_errors.walk(p, outcome, weight))
    values.update(pair_errors.cox(p, outcome, weight))
    if not case["weighted"] and len(p) <= MOST_SMOOTHED:
        values["ece_sweep"] = sweep(p, outcome, weight, lambda b: mass_bins(p, b))
        values["ece_sweep_width"] = sweep(
            p, outcome, weight, lambda b: [width_bin(float(x), b, edges) for x in p])
    split = mass_bins(p, bins)
    found = gaps(p, outcome, weight, split)
    values["rmsce_mass"] = mp.sqrt(mp.fsum(w * (c - a) ** 2 for w, c, a, _ in found))
    values["mce_mass"] = max(abs(c - a) for w, c, a, _ in found)
    values["hosmer_lemeshow"] = pair_errors.hosmer_lemeshow(
        p, outcome, weight, mass_bins(p, 10))
    if len(p) <= MOST_SMOOTHED:
        values.update(smooth_values(p, outcome, weight))
    if not case["weighted"]:
        values["ece_mass"] = mp.fsum(w * abs(c - a) for w, c, a, _ in found)
        values["ece_debiased"] = mp.sqrt(max(mp.mpf(0), mp.fsum(
            w * ((c - a) ** 2 - a * (1 - a) / (n - 1)) for w, c, a, n in found if n > 1)))
        spiegelhalter(values, p, outcome)
        if not case["file"]:
            t_cal(values, p, outcome)


def t_cal(values, p, outcome):
    """The largest standardised debiased squared error over dyadic scales, up to 1024 bins."""
    found = []
    for scale in (2**b for b in range(1, 11) if b == 1 or 2**b <= len(p)):
        bins = {}
        for x, o in zip(p, outcome):
            bins.setdefault(max(int(mp.ceil(x * scale)), 1), []).append((x, o))
        variance = [mp.fsum(x * (1 - x) for x, _ in rows) for rows in bins.values()]
        estimate = mp.fsum((mp.fsum(x - o for x, o in rows) ** 2 - v) / len(rows)
                           for rows, v in zip(bins.values(), variance))
        spread = mp.fsum(2 * (v / len(rows)) ** 2 for rows, v in zip(bins.values(), variance))
        if spread > 0:
            found.append(estimate / mp.sqrt(spread))
    if found:
        values["t_cal"] = max(found)


def spiegelhalter(values, p, outcome):
    variance = mp.fsum((1 - 2 * x) ** 2 * x * (1 - x) for x in p)
    if variance > 0:
        z = mp.fsum((o - x) * (1 - 2 * x) for x, o in zip(p, outcome)) / mp.sqrt(variance)
        values["spiegelhalter_z"] = (z, None, None, mp.erfc(abs(z) / mp.sqrt(2)))


def parts_of(case):
    q = probabilities(case)
    return q, one_column(q, case["label"], case) if len(q[0]) == 1 else many_columns(
        q, case["label"])


def with_interval(values, weight, case, least=0):
    """A mean and its interval by the central limit theorem, nowhere below `least`: s^2/n of rows,
    sum w^2 (x - mean)^2 / (sum w)^2 of importance weights."""
    middle = mp.inf if mp.inf in values else mean(values, weight)
    if mp.isinf(middle) or len(values) == 1:
        return middle, None, None, None
    n = len(values)
    squares = mp.fsum((w * (x - middle)) ** 2 for x, w in zip(values, weight))
    variance = squares / mp.fsum(weight) ** 2 if case["weighted"] else squares / n / (n - 1)
    half = Z * mp.sqrt(variance)
    return middle, max(least, middle - half), middle + half, None


def share(values, weight):
    """The same of a share, by Wilson; importance weights are worth (sum w)^2 / sum w^2 rows."""
    rows = mp.fsum(weight) ** 2 / mp.fsum(w * w for w in weight)
    return mean(values, weight), *wilson(mean(values, weight), rows), None


def skill(nll, brier, shares):
    """Against the forecast of the label frequencies; none of one class."""
    if max(shares) == 1:
        return {}
    return {"d2_log": 1 - nll / entropy(shares),
            "d2_brier": 1 - brier / mp.fsum(s * (1 - s) for s in shares)}


def evaluate(case):
    q, parts = parts_of(case)
    label, weight = case["label"], [mp.mpf(w) for w in case["weight"]]
    columns = len(q[0])
    classes = max(columns, 2)
    correct, top, truth, brier, entropies, (p, outcome) = parts
    lost = [mp.inf if t == 0 else -mp.log(t) for t in truth]
    nll = with_interval(lost, weight, case)
    shares = [mean([mp.mpf(y == c) for y in label], weight) for c in range(classes)]
    values = {
        "accuracy": share(correct, weight),
        "mean_confidence": with_interval(top, weight, case),
        "overconfidence": with_interval([t - c for t, c in zip(top, correct)], weight, case, -2),
        "nll": nll,
        "perplexity": tuple(None if x is None else mp.exp(x) for x in nll),
        "brier": with_interval(brier, weight, case),
        "label_entropy": entropy(shares),
        "predictive_entropy": with_interval(entropies, weight, case),
    }
    if classes > 5:
        rank = [sum(x > row[y] or (x == row[y] and c < y) for c, x in enumerate(row))
                for row, y in zip(q, label)]
        values["top5_accuracy"] = share([mp.mpf(r < 5) for r in rank], weight)
    calibration(values, p, outcome, weight, case)
    values.update(pair_errors.selective(top, [1 - c for c in correct], weight, mp.mpf("0.8")))
    values.update(skill(nll[0], values["brier"][0] * (2 if columns == 1 else 1), shares))
    if len(label) <= MOST_SMOOTHED:
        values["skce"] = class_errors.skce(q, label, weight)
    if columns > 1:
        best = [row.index(max(row)) for row in q]
        values["top_label_ece"] = mp.fsum(w * abs(c - a) for w, c, a, _ in gaps(
            top, correct, weight, [b * case["bins"] + width_bin(float(x), case["bins"], case["edges"])
                                   for b, x in zip(best, top)]))
        errors = class_errors.classwise(q, label, weight, lambda column: [
            width_bin(float(x), case["bins"], case["edges"]) for x in column])
        values["classwise_ece"] = mp.fsum(errors) / columns
        values["classwise_ece_sum"] = mp.fsum(errors)
        values["classwise_ece_max"] = max(errors)
        values["tace"] = mp.fsum(class_errors.classwise(
            q, label, weight, lambda column: mass_bins(column, case["bins"]),
            mp.mpf(0.01))) / columns
    elif case["confidence"] == "positive":
        values["prevalence"] = share(outcome, weight)
        values["mean_probability"] = with_interval(p, weight, case)
        values["auroc"] = pair_errors.auroc(p, outcome, weight, not case["weighted"])
        values["average_precision"] = pair_errors.average_precision(p, outcome, weight)
    return {k: v for k, v in values.items() if v is not None}


# ---- cases

def repeated(case):
    """The case with every row as often as its frequency says, and no weights."""
    out = dict(case, weighted=False, score=[], label=[], weight=[])
    for row, y, w in zip(case["score"], case["label"], case["weight"]):
        out["score"] += [row] * int(w)
        out["label"] += [y] * int(w)
        out["weight"] += [1] * int(w)
    return out


def make(name, score, label, kind="PROBS", weight=None, frequency=False, **settings):
    case = {"name": name, "score": score, "label": label, "kind": kind, "file": None,
            "weighted": weight is not None, "frequency": frequency,
            "weight": weight or [1] * len(label), "bins": 15, "edges": "right",
            "confidence": "positive"}
    case.update(settings)
    return case


def thousandths(rng, rows, columns):
    """Rows of probabilities with three decimals that sum to 1."""
    score = []
    for _ in range(rows):
        cuts = sorted(rng.randrange(1001) for _ in range(columns - 1))
        score.append([(b - a) / 1000 for a, b in zip([0] + cuts, cuts + [1000])])
    return score


def drawn(rng, score, sharpness=0.6):
    """Labels that follow the scores only so far."""
    label = []
    for row in score:
        p = row if len(row) > 1 else [1 - row[0], row[0]]
        p = [max(x, 0) ** sharpness for x in p]
        label.append(rng.choices(range(len(p)), p)[0])
    return label


def logit_rows(rng, rows, columns):
    return [[round(rng.gauss(0, 2.3), 3) for _ in range(columns)] for _ in range(rows)]


def multiclass_cases(rng):
    three = thousandths(rng, 47, 3)
    label = drawn(rng, three)
    yield make("three classes", three, label)
    yield make("three classes, 7 bins [lo,hi)", three, label, bins=7, edges="left")
    yield make("three classes, frequencies", three, label,
               weight=[rng.randint(1, 5) for _ in label], frequency=True)
    yield make("three classes, importances", three, label,
               weight=[round(rng.uniform(0.1, 3), 3) for _ in label])
    logits = logit_rows(rng, 61, 7)
    yield make("seven classes, logits", logits, [rng.choice([0, 1, 2, 3, 4, 5, 6, z.index(max(z))])
                                                for z in logits], "LOGITS")
    masked = logit_rows(rng, 23, 6)
    for i, row in enumerate(masked):
        row[i % 6] = -np.inf
    yield make("masked logits", masked, [(i + 1 + i % 5) % 6 for i in range(23)], "LOGITS")
    logs = [[float(np.log(x)) for x in row] for row in
            [[0.1, 0.2, 0.3, 0.4], [0.7, 0.1, 0.1, 0.1], [0.25, 0.35, 0.15, 0.25],
             [0.05, 0.05, 0.6, 0.3], [0.01, 0.02, 0.03, 0.94]]]
    yield make("log-probabilities", logs, [3, 1, 1, 2, 3], "LOGPROBS", bins=7)
    ties = [[0.4, 0.4, 0.2], [0.2, 0.4, 0.4], [0.5, 0.25, 0.25], [0.25, 0.25, 0.5]]
    yield make("ties", ties * 9, [rng.randrange(3) for _ in range(36)])
    yield make("ties, 6 bins", ties * 5, [rng.randrange(3) for _ in range(20)], bins=6)
    certain = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0.5, 0.5, 0]]
    yield make("certain and right", certain, [0, 1, 2, 1])
    yield make("certain and wrong", certain, [0, 2, 2, 1])
    yield make("one row", [[0.3, 0.6, 0.1]], [0])
    yield make("one class seen", three[:11], [2] * 11, bins=1)


def binary_cases(rng):
    score = [[round(rng.random(), 4)] for _ in range(53)]
    label = drawn(rng, score)
    for confidence in ("positive", "top"):
        for bins, edges in ((15, "right"), (10, "left"), (1, "right"), (1000, "left")):
            yield make(f"binary, {confidence}, {bins} bins, {edges}", score, label, bins=bins,
                       edges=edges, confidence=confidence)
    yield make("binary, frequencies", score, label, weight=[rng.randint(1, 4) for _ in label],
               frequency=True)
    yield make("binary, importances", score, label,
               weight=[round(rng.uniform(0.2, 2), 3) for _ in label])
    yield make("log-odds", [[round(rng.gauss(0, 3), 3)] for _ in range(41)],
               [rng.randrange(2) for _ in range(41)], "LOGITS")
    for bins in (10, 15):
        grid = [[i / bins] for i in range(bins + 1)] * 3
        y = [rng.randrange(2) if 0 < p[0] < 1 else int(p[0]) for p in grid]
        for edges in ("right", "left"):
            for confidence in ("positive", "top"):
                yield make(f"on the edges of {bins} bins, {edges}, {confidence}", grid, y,
                           bins=bins, edges=edges, confidence=confidence)
    yield make("halves", [[0.5]] * 7, [0, 1, 1, 0, 1, 0, 0], confidence="top", bins=2)
    yield make("zero of a true class", [[0], [1], [0.25]], [1, 1, 0])


def file_cases():
    rows = np.loadtxt(EXAMPLES / "digits.csv", delimiter=",", skiprows=1)
    yield make("digits.csv", rows[:, 1:].tolist(), rows[:, 0].astype(int).tolist(),
               file="digits.csv")
    rows = np.loadtxt(EXAMPLES / "cancer.csv", delimiter=",", skiprows=1)
    yield make("cancer.csv", rows[:, 1:].tolist(), rows[:, 0].astype(int).tolist(),
               file="cancer.csv")
    npz = np.load(EXAMPLES / "digits.npz")
    yield make("digits.npz", npz["logits"].astype(float).tolist(), npz["labels"].tolist(),
               "LOGITS", file="digits.npz")


# ---- C

def number(x):
    if x is None:
        return "(double)NAN"
    if mp.isinf(x):
        return "HUGE_VAL" if x > 0 else "-HUGE_VAL"
    if abs(x) < mp.mpf("1e-300"):
        return "0.0"
    return mp.nstr(mp.mpf(x), 17, strip_zeros=True, min_fixed=-5, max_fixed=17)


def array(kind, name, values):
    text = ",".join("-HUGE_VAL" if x == -np.inf else repr(x) for x in values)
    lines, line = [], "   "
    for word in text.split(","):
        if len(line) + len(word) > 97:
            lines.append(line)
            line = "   "
        line += f" {word},"
    print(f"static const {kind} {name}[] = {{", *lines, line + "};", sep="\n")


def emit(i, case):
    if not case["file"]:
        array("double", f"score_{i}", [x for row in case["score"] for x in row])
        array("int64_t", f"label_{i}", case["label"])
        if case["weighted"]:
            array("double", f"weight_{i}", case["weight"])
    print(f"static const expectation expected_{i}[] = {{")
    for name, value in evaluate(repeated(case) if case["frequency"] else case).items():
        value = value if isinstance(value, tuple) else (value, None, None, None)
        print(f'    {{"{name}", ' + ", ".join(number(v) for v in value) + "},")
    print("    {NULL, 0, 0, 0, 0}};\n")
    if has_bins(case):
        print(f"static const bin_expectation bins_{i}[] = {{")
        for n, *numbers in bin_table(*parts_of(case)[1][-1], case):
            print(f"    {{{n}, " + ", ".join(number(x) for x in numbers) + "},")
        print("    {0, 0, 0, 0, 0, 0, 0, 0, 0}};\n")


def has_bins(case):
    return not case["file"]


def row(i, case):
    memory = "NULL, NULL, NULL" if case["file"] else ", ".join(
        [f"score_{i}", f"label_{i}", f"weight_{i}" if case["weighted"] else "NULL"])
    file = f'"{case["file"]}"' if case["file"] else "NULL"
    weight_kind = "XENT_FREQUENCY" if case["frequency"] else "XENT_IMPORTANCE"
    print(f'    {{"{case["name"]}", {file}, {len(case["label"])}, {len(case["score"][0])},\n'
          f'     XENT_KIND_{case["kind"]}, {memory}, {weight_kind},\n'
          f'     {case["bins"]}, XENT_{case["edges"].upper()}, '
          f'XENT_{case["confidence"].upper()}, expected_{i}, '
          f'{f"bins_{i}" if has_bins(case) else "NULL"}}},')


def main():
    rng = random.Random(20240607)
    cases = [*multiclass_cases(rng), *binary_cases(rng), *file_cases()]
    print("/* Made by make_metrics.py: do not edit. */")
    for i, case in enumerate(cases):
        emit(i, case)
    print("static const metric_case metric_cases[] = {")
    for i, case in enumerate(cases):
        row(i, case)
    print("};")


main()
