"""Job 2 with a mistake: a field is misspelt."""

import json
from pathlib import Path

from encoder import embed

texts = [json.loads(line)["txt"] for line in Path("../data/banking_sample.jsonl").read_text().splitlines()]
vectors = embed(texts)
kept = []
for i in range(len(texts)):
    if not kept or (vectors[kept] @ vectors[i]).max() < 0.9:
        kept.append(i)
print(len(texts), "messages,", len(kept), "kept")
for i in sorted(set(range(len(texts))) - set(kept)):
    print("left out:", texts[i])
