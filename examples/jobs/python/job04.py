"""Questions in clusters as many as there are: how close together each is, and the question in its midst."""

import json
from pathlib import Path

import numpy as np
from encoder import embed

rows = [json.loads(line) for line in Path("../data/faq.jsonl").read_text().splitlines()]
questions = [question for row in rows for question in row["questions"]]
vectors = embed(questions)
leaders = []
for i in range(len(questions)):
    if not leaders or (vectors[leaders] @ vectors[i]).max() < 0.4:
        leaders.append(i)
nearest = np.argmax(vectors @ vectors[leaders].T, axis=1)
groups = {}
for i, leader in enumerate(nearest):
    groups.setdefault(int(leader), []).append(i)
for members in sorted(groups.values(), key=len, reverse=True):
    middle = vectors[members].mean(axis=0)
    scores = vectors[members] @ (middle / np.linalg.norm(middle))
    if len(members) > 2:
        print(len(members), f"{scores.mean():.2f}", questions[members[int(scores.argmax())]])
