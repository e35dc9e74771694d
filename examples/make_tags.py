#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes tags.csv: stated probabilities of five tags of an article, any number of which it may have.

    python3 make_tags.py [FOLDER]

writes into FOLDER (default: beside this script). Nothing is real: each article has a temperament, so
that its tags come together; each tag is drawn from its true probability; and what is stated is right
for sport, too sure for politics and science, too high for health, and right but rare for local. Only
Python's own random numbers are used, which are the same everywhere."""
import math
import pathlib
import random
import sys

ROWS = 400
TAGS = {  # tag: (mean of the true log-odds, what they are multiplied by, and what is added, to state)
    "sport": (-0.5, 1, 0),
    "politics": (-1, 2, 0),
    "science": (-1.5, 1.6, 0),
    "health": (-1, 1, 1),
    "local": (-4, 1, 0),
}


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent
    draw = random.Random(7)
    lines = [",".join(["id"] + [f"p_{tag}" for tag in TAGS] + list(TAGS))]
    for row in range(ROWS):
        temperament, stated, labels = draw.gauss(0, 0.7), [], []
        for middle, times, shift in TAGS.values():
            z = middle + temperament + draw.gauss(0, 1.3)
            stated.append(f"{sigmoid(times * z + shift):.4f}")
            labels.append(str(int(draw.random() < sigmoid(z))))
        lines.append(",".join([f"a{row + 1}"] + stated + labels))
    (folder / "tags.csv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
