"""How many labels are found from the five most similar examples?"""

import json
from collections import Counter
from pathlib import Path

import numpy as np
from encoder import embed

rows = [json.loads(line) for line in Path("../data/banking_sample.jsonl").read_text().splitlines()]
examples, asked = rows[::2], rows[1::2]
known = embed([r["text"] for r in examples])
right = 0
for row, vector in zip(asked, embed([r["text"] for r in asked]), strict=True):
    best = np.argsort(-(known @ vector), kind="stable")[:5]
    # of equally frequent ones `most_common` gives the first seen: that of the nearest example
    label = Counter(examples[i]["intent"] for i in best).most_common(1)[0][0]
    right += label == row["intent"]
print(len(asked), "asked,", f"{right / len(asked):.3f}", "right")
