"""Job 1 with a mistake: the question is embedded by another model than the messages."""

import json
from pathlib import Path

import numpy as np
from encoder import embed
from swift import embed_swift

texts = [json.loads(line)["text"] for line in Path("../data/banking_sample.jsonl").read_text().splitlines()]
# a dot product is the cosine only because `embed` gives unit rows; nothing here would notice if it did not
scores = embed(texts) @ embed_swift(["my card was stolen"])[0]
for i in np.argsort(-scores, kind="stable")[:5]:
    print(f"{scores[i]:.2f} {texts[i]}")
