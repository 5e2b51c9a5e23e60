"""Public pairs of tasks and answers, and what is built from them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks.drift.wording import paraphrase, template
from benchmarks.harness.registry import Run
from sdol.spaces import Space

LONG = 40
"""Words from which on an answer is long."""

MOST = 800
"""Pairs of one data set."""


class Pairs(NamedTuple):
    """Tasks with usual answers: texts, and their vectors (n, d)."""

    name: str
    asked: list[str]
    said: list[str]
    tasks: Any
    answers: Any


def texts_of(run: Run) -> Iterator[tuple[str, list[str], list[str]]]:
    """Name, tasks and answers of each data set.

    What drift is judged by was chosen on the other half of the long answers and on other parts of BEGIN.
    """
    qa = _rows(run.dataset("halueval") / "qa.jsonl")
    general = _rows(run.dataset("halueval") / "general.jsonl")
    long = [row for row in general if len(row["chatgpt_response"].split()) >= LONG][1::2][:MOST]
    begin = [row for row in _begin(run, "wow") if row["response"].strip()]
    yield "long", [r["user_query"] for r in long], [r["chatgpt_response"] for r in long]
    yield "sentences", [r["question"] for r in qa], [r["hallucinated_answer"] for r in qa]
    yield "few words", [r["question"] for r in qa], [r["right_answer"] for r in qa]
    yield "dialogue", [r["message"] for r in begin], [r["response"] for r in begin]


def pairs(run: Run, space: Space) -> Iterator[Pairs]:
    """Each data set embedded."""
    for name, asked, said in texts_of(run):
        yield Pairs(name, asked, said, space.embed(asked), space.embed(said))


def strangers(run: Run, most: int = 250) -> list[str]:
    """Messages to a bank: tasks of a kind that no other data set here holds."""
    return [row["text"] for row in _rows(run.dataset("banking77") / "val.jsonl")][:most]


def said_again(texts: list[str], most: int = 250) -> tuple[list[str], list[str]]:
    """Each of the first texts in other words, and after a template."""
    chance = random.Random(0)
    return [paraphrase(t, chance) for t in texts[:most]], [template(t, chance) for t in texts[:most]]


def paraphrased(run: Run) -> tuple[list[str], list[str]]:
    """Sentences of STS-B and others that mean the same (a score of 4 or more of 5) in other words."""
    rows = _rows(run.dataset("stsb") / "dev.jsonl")
    same = [row for row in rows if row["score"] >= 4 and row["a"] != row["b"]]
    return [row["a"] for row in same], [row["b"] for row in same]


def same_intent(run: Run, turns: int = 4) -> list[tuple[str, list[str]]]:
    """Each intent of Banking77 with messages that ask for the same."""
    found: dict[str, list[str]] = {}
    for row in _rows(run.dataset("banking77") / "val.jsonl"):
        found.setdefault(row["intent"], []).append(row["text"])
    return [(intent, texts[:turns]) for intent, texts in found.items() if len(texts) >= turns]


def sourced(run: Run) -> Iterator[tuple[str, list[str], list[str], list[str], list[bool]]]:
    """Name, tasks, answers, sources and whether each answer is grounded in its source.

    The thresholds were chosen on the other half of the questions and on other parts of BEGIN.
    """
    qa = _rows(run.dataset("halueval") / "qa.jsonl")[1::2]
    knowledge, question = [r["knowledge"] for r in qa], [r["question"] for r in qa]
    answers = [r["right_answer"] for r in qa] + [r["hallucinated_answer"] for r in qa]
    yield "HaluEval-QA", question * 2, answers, knowledge * 2, [True] * len(qa) + [False] * len(qa)
    wow = _begin(run, "wow")
    marks = [r["begin_label"] == "Fully attributable" for r in wow]
    yield (
        "BEGIN",
        [r["message"] for r in wow],
        [r["response"] for r in wow],
        [r["knowledge"] for r in wow],
        marks,
    )


def folds(count: int, parts: int = 5) -> Iterator[tuple[Any, Any]]:
    """Places to fit on and places to judge."""
    for held in np.array_split(np.random.default_rng(1).permutation(count), parts):
        yield np.setdiff1d(np.arange(count), held), held


def _begin(run: Run, part: str) -> list[dict[str, Any]]:
    found = _rows(run.dataset("begin") / f"begin_dev_{part}.jsonl")
    return [row for row in found if row["message"].strip()]


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
