"""Transcripts: loops by paraphrase, and what repeats itself honestly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.drift.data import said_again, same_intent, texts_of
from benchmarks.drift.rating import rate
from benchmarks.drift.wording import ERRANDS, POLLS, REPEATED, REPORTS
from benchmarks.harness.registry import Run
from benchmarks.harness.rows import Row
from sdol.learn.drift.made import ASKED_AGAIN, FITS
from sdol.lvm.calibration import Calibration
from sdol.lvm.drift import LoopSettings, drift_log, moving, no_pairs, watch
from sdol.resources import folder
from sdol.spaces import Space


def rows(run: Run, space: Space) -> Iterator[Row]:
    """Loops found, and alarms where there is none."""
    dialogue = {name: (asked, said) for name, asked, said in texts_of(run)}
    asked, said = dialogue["dialogue"]
    name, watched = space.name, Watched(space)
    sentences = [text for text in dialogue["sentences"][1] if len(text.split()) > 4]
    for kind, texts in (("of sentences", sentences), ("of questions", dialogue["sentences"][0])):
        found = []
        again = said_again(texts, 100)
        for at, (text, *others) in enumerate(zip(texts, *again, strict=False)):
            found.append(watched.alarm(asked[at * 3 : at * 3 + 3], [text, *others]))
        yield rate(f"{name}: loops {kind} by paraphrase found", found)
    reports = [watched.alarm(POLLS.get(at, ERRANDS), texts) for at, texts in enumerate(REPORTS)]
    yield rate(f"{name}: false alarms while waiting", reports)
    others = [watched.alarm(asked_of, [text] * len(asked_of)) for asked_of, text in REPEATED]
    yield rate(f"{name}: false alarms of honest repetition in words unlike those let pass", others)
    same, canned = [], []
    for intent, texts in same_intent(run):
        topic = intent.replace("_", " ").replace("-", " ")
        same.append(watched.alarm(texts, [f"About {topic}: you find that in the app."] * len(texts)))
        canned.append(watched.alarm(texts, ["You find that in the app, under your account."] * len(texts)))
    yield rate(f"{name}: alarms where the same is asked and answered again", same)
    yield rate(f"{name}: alarms where the same is asked again, answer without its words", canned)
    usual = [watched.alarm(asked[at : at + 10], said[at : at + 10]) for at in range(0, len(asked) - 10, 10)]
    yield rate(f"{name}: alarms in ten turns of dialogue", usual)


class Watched:
    """Transcripts judged as the library module `drift` judges them."""

    def __init__(self, space: Space) -> None:
        self.space = space
        module = (folder("stdlib") / "drift.sdol").read_text(encoding="utf-8")
        block = re.search(r"let PATIENT = ~\[(.*?)\]", module, re.DOTALL)
        assert block is not None
        self.patient: Any = space.embed(re.findall(r'"([^"]+)"', block[1]))
        known = Calibration.from_dict(space.manifest.calibration)
        self.settings = LoopSettings(asked_again=known.unrelated(ASKED_AGAIN), fits=known.unrelated(FITS))

    def alarm(self, tasks: Any, answers: list[str]) -> bool:
        """Whether a transcript beside no log holds a loop."""
        none: Any = np.asarray(no_pairs())
        found, _ = watch(
            drift_log(none, none),
            self.space.embed(list(tasks)),
            self.space.embed(answers),
            patient=self.patient,
            moving=moving(answers),
            settings=self.settings,
        )
        return any(one.verdict == "loop" for one in found)
