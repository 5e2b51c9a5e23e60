"""Job 3 with a mistake: a team is misspelt where its messages are answered."""

from pathlib import Path

from encoder import embed

TEAMS = {
    "billing": ["my card was charged twice", "refund my payment", "the invoice is wrong"],
    "shipping": ["where is my parcel", "the delivery is late", "it was sent to the wrong address"],
    "accounts": ["I cannot log in", "change the address of my account", "I forgot my password"],
}
LEAST = 0.4  # found by trying; another encoder needs another number, and nothing says so
examples = {team: embed(texts) for team, texts in TEAMS.items()}
messages = Path("../data/messages.txt").read_text().splitlines()
for message, vector in zip(messages, embed(messages), strict=True):
    scores = {team: (rows @ vector).max() for team, rows in examples.items()}
    best = max(scores, key=scores.get)
    answers = {"billing": "billing", "shiping": "shipping", "accounts": "accounts"}
    print(answers[best] if scores[best] >= LEAST else "a person", "<-", message)
