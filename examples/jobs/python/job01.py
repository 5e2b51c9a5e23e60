"""The five messages that are most similar to a question."""

import json
from pathlib import Path

import numpy as np
from encoder import embed

texts = [json.loads(line)["text"] for line in Path("../data/banking_sample.jsonl").read_text().splitlines()]
# a dot product is the cosine only because `embed` gives unit rows; nothing here would notice if it did not
scores = embed(texts) @ embed(["my card was stolen"])[0]
for i in np.argsort(-scores, kind="stable")[:5]:
    print(f"{scores[i]:.2f} {texts[i]}")
