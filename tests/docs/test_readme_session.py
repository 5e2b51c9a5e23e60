"""The session of the README, typed: its answers are those of a terminal of 80 columns."""

from __future__ import annotations

import io
import re
from pathlib import Path

from doc_blocks import blocks

from sdol.kernel.output import Output
from sdol.kernel.world import World
from sdol.lang.interactive import Session
from sdol.shell.cards import card
from sdol.shell.repl.evaluator import Evaluator
from sdol.store.history import History

PROMPT = "sdol> "
[SESSION] = [block.text for block in blocks("README.md") if block.text.startswith(PROMPT)]


def _steady(text: str) -> list[str]:
    """Without the last digit of what is measured, and the bars that are drawn of it."""
    text = re.sub(r"[█-▏]+", "█", text)
    return re.sub(r"(\d\.\d?)\d\b|\d(?=°)", r"\1N", re.sub(r" +", " ", text)).splitlines()


def test_the_session_gives_what_is_shown(tmp_path: Path) -> None:
    world = World(output=Output(io.StringIO()), session=str(tmp_path / "s.db"))
    evaluator = Evaluator(Session(), world, History(None))
    for entry in SESSION.split(PROMPT)[1:]:
        typed, _, wanted = entry.partition("\n")
        found = evaluator.enter(typed, final=True)
        assert not found.problems
        value = "" if found.value is None else card(found.value, found.type, width=80, known=evaluator.known)
        shown, lines = _steady(found.text or value), _steady(wanted.rstrip())
        assert shown[: len(lines)] == lines, typed  # the legend below a picture may be left out
    world.close()
