"""Job 5 with a mistake: the labels of the examples are forgotten."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
from encoder import embed

rows = [json.loads(line) for line in Path("../data/banking_sample.jsonl").read_text().splitlines()]
examples, asked = rows[::2], rows[1::2]
known = embed([r["text"] for r in examples])


def vote(vector, known, labels, k=5):
    best = np.argsort(-(known @ vector), kind="stable")[:k]
    return Counter(labels[i] for i in best).most_common(1)[0][0]


right = 0
for row, vector in zip(asked, embed([r["text"] for r in asked]), strict=True):
    right += vote(vector, known) == row["intent"]
print(len(asked), "asked,", f"{right / len(asked):.3f}", "right")
