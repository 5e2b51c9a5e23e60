"""Sends each line of the input to a team, by examples of what each team is asked."""

import json
import sys

from encoder import MiniLM
from semantic_router import IndexedRouter, Route

with open(sys.argv[1]) as file:
    examples = [json.loads(line) for line in file]
teams = dict.fromkeys(e["team"] for e in examples)
routes = [Route(name=t, utterances=[e["text"] for e in examples if e["team"] == t]) for t in teams]
router = IndexedRouter(encoder=MiniLM(), routes=routes)

for line in sys.stdin:
    choice = router(line.rstrip("\n"))
    print(choice.name, choice.confidence, flush=True)
