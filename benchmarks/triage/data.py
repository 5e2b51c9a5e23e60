"""The messages, the examples that are taken out of them, and the team that each belongs to."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROGRAM, ROUTER = HERE / "team.sdol", HERE / "router.py"
SEED = 77
EXAMPLES = 20
"""Messages of each team, drawn from `train`, that both programs are given; they are not scored."""


@dataclass(frozen=True)
class Data:
    """The job.

    Attributes:
        examples: (text, team) of what both programs are given.
        held_out: (text, team) of as many others of `train`, for what a peer wants to be fitted on.
        messages: every text of `train` and `val`, shuffled.
        teams: the team of each message.
        scored: whether it counts: it is neither an example nor held out.
        fresh: whether it also is of `val`, which nothing was ever chosen by: the form of our regions and the
            calibration of our space were chosen on parts of `train`.
    """

    examples: list[tuple[str, str]]
    held_out: list[tuple[str, str]]
    messages: list[str]
    teams: list[str]
    scored: list[bool]
    fresh: list[bool]


def load(folder: Path, most: int | None = None) -> Data:
    """Reads Banking77, with its intents as teams; at most so many messages."""
    team_of = {intent: team for team, intents in _teams().items() for intent in intents}
    train, val = (
        [(text, team_of[intent]) for text, intent in _read(folder, part)] for part in ("train", "val")
    )
    draw = random.Random(SEED)
    drawn = {team: draw.sample([row for row in train if row[1] == team], 2 * EXAMPLES) for team in _teams()}
    examples = [row for rows in drawn.values() for row in rows[:EXAMPLES]]
    held_out = [row for rows in drawn.values() for row in rows[EXAMPLES:]]
    messages = [*((*row, False) for row in train), *((*row, True) for row in val)]
    draw.shuffle(messages)
    messages = messages[:most]
    seen = {text for text, _ in (*examples, *held_out)}
    scored = [text not in seen for text, _, _ in messages]
    fresh = [of_val and counts for (_, _, of_val), counts in zip(messages, scored, strict=True)]
    return Data(examples, held_out, [row[0] for row in messages], [row[1] for row in messages], scored, fresh)


def _teams() -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads((HERE / "teams.json").read_text(encoding="utf-8"))
    return found


def _read(folder: Path, part: str) -> list[tuple[str, str]]:
    """Text, as one line, and intent of each row."""
    with (folder / f"{part}.jsonl").open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [(" ".join(row["text"].split()), row["intent"]) for row in rows]
