"""Drift over time: what becomes of the records of `drift` that a program holds or matches."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest
from textual.app import App, ComposeResult

from sdol import lvm
from sdol.kernel.debugging import Variable
from sdol.kernel.decided import Judgement
from sdol.kernel.pictures.page import plain
from sdol.kernel.show import columns
from sdol.kernel.symbols import DIMENSION, SPACE
from sdol.kernel.values import Vecs
from sdol.learn.families.drift import decide
from sdol.learn.families.drift_log import fit
from sdol.tui.models.drift import Drifting, model
from sdol.tui.models.reading import Judged, Reading
from sdol.tui.widgets import picture
from sdol.tui.widgets.drift import DriftView


def judged(verdict: str, z: float | None, rule: str = "no rule fired") -> dict[str, object]:
    return {"verdict": verdict, "rule": rule, "z": z, "cosine": 0.5, "length": 1.0}


def heard(values: list[dict[str, object]], time: int = 1000, first: int = 0) -> Reading:
    """A run that has judged these, one after each instruction."""
    ones = (
        Judged(first + at + 1, at, Judgement("drift", value, ()), (f"task {at}", f"answer {at}"), ("p", 7))
        for at, value in enumerate(values)
    )
    return Reading(event=time, judged=tuple(ones), time=time)


TURNS = [judged("converged", 0.4), judged("redshift", 4.0, "z 4.0 is above 1.8"), judged("blueshift", 2.0)]


def test_a_redshift_rises_and_a_blueshift_falls() -> None:
    lines = plain(list(model(heard(TURNS), 60, 14))).split("\n")
    zero = next(i for i, line in enumerate(lines) if line.strip().startswith("0"))
    red = [line[7:8] for line in lines[:8]]
    blue = [line[8:9] for line in lines[:8]]
    assert red[:zero] == ["█"] * zero and "█" not in red[zero:]
    assert blue[zero + 1] == "█" and "█" not in blue[:zero]
    assert lines[-5].strip() == "●▲▼"
    assert lines[-4] == "turn 3 of 3: blueshift, z 2.0: no rule fired  line 7"
    assert lines[-3].split() == ["▲", "1", "redshift", "▼", "1", "blueshift", "●", "1", "converged"]
    assert lines[-2:] == ['task    "task 2"', 'answer  "answer 2"']


def test_one_can_look_at_a_turn_and_see_its_rule() -> None:
    seen = Drifting()
    seen.show(heard(TURNS))
    seen.move(-1)
    assert "z 4.0 is above 1.8" in plain(seen.lines(heard(TURNS), 60, 10))
    seen.move(-99)
    assert seen.chosen == 0
    seen.point(8, 60)
    assert seen.chosen == 2
    seen.point(3, 60)
    seen.point(50, 60)
    assert seen.chosen == 2


def test_going_back_takes_back_what_was_judged_later() -> None:
    seen = Drifting()
    seen.show(heard(TURNS))
    assert [turn.verdict for turn in seen.turns] == ["converged", "redshift", "blueshift"]
    seen.show(heard(TURNS, 1))
    assert [turn.verdict for turn in seen.turns] == ["converged", "redshift"]
    seen.show(heard([TURNS[0], TURNS[0], TURNS[0]], 5))  # another way was taken from there
    assert [turn.verdict for turn in seen.turns] == ["converged"] * 3


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize(("width", "height"), [(80, 24), (250, 70), (20, 4), (8, 2), (1, 1)])
def test_it_fits_its_place(width: int, height: int, ascii: bool) -> None:
    rows = model(heard(TURNS * 100)._replace(ascii=ascii), width, height)
    text = plain(list(rows))
    assert len(rows) <= height
    assert width < 10 or max(map(columns, text.split("\n"))) <= width
    assert not ascii or text.isascii()


def test_without_a_judgement_it_says_what_makes_one_and_other_records_are_none() -> None:
    assert "drift.watch" in plain(list(model(heard([{"verdict": "guilty", "rule": "", "z": 1}]), 80, 5)))


def test_a_judgement_without_a_number_has_no_bar() -> None:
    text = plain(list(model(heard([judged("void", None)]), 30, 9)))
    assert "█" not in text and "1 void" in text


def test_text_from_outside_cannot_act_on_the_terminal() -> None:
    evil = heard([judged("redshift", 2.0, "a\x1b[2Jb")])
    evil = evil._replace(judged=(evil.judged[0]._replace(texts=("\u202etask\n", "\x1b]0;x\x07")),))
    text = plain(list(model(evil, 60, 20)))
    assert not any(c in text for c in ("\x1b", "\u202e", "\x07"))


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (250, 70)])
def test_it_looks_as_it_did(size: tuple[int, int], update: bool) -> None:
    verdicts = ["converged", "redshift", "converged", "void", "blueshift", "loop"]
    turns = [judged(verdicts[at % 6], None if at % 6 == 3 else 0.5 + at % 7) for at in range(90)]
    found = plain(list(model(heard(turns), *size))) + "\n"
    file = Path(__file__).parent / "snapshots" / f"drift_{size[0]}x{size[1]}.txt"
    if update:
        file.write_text(found, encoding="utf-8")
    assert found == file.read_text(encoding="utf-8")


def test_keys_and_the_mouse_go_from_turn_to_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(picture, "PAINTING", 0.0)

    class Alone(App[None]):
        def compose(self) -> ComposeResult:
            yield DriftView()

    async def act() -> None:
        async with Alone().run_test(size=(60, 12)) as pilot:
            view = pilot.app.query_one(DriftView)
            view.show(heard(TURNS))
            view.focus()
            await pilot.press("left")
            await pilot.pause()
            assert view.render_line(9).text.startswith("turn 2 of 3: redshift, z 4.0: z 4.0 is above 1.8")
            await pilot.press("end")
            await pilot.pause()
            assert view.render_line(9).text.startswith("turn 3 of 3")
            await pilot.click(DriftView, offset=(6, 3))
            await pilot.pause()
            assert view.render_line(9).text.startswith("turn 1 of 3")

    asyncio.run(act())


def test_the_records_of_the_language_and_the_thresholds_of_its_log_are_what_is_shown() -> None:
    rng = np.random.default_rng(1)
    tasks = lvm.normalise(np.eye(DIMENSION)[0] + rng.normal(size=(60, DIMENSION)) / DIMENSION**0.5)
    answers = lvm.normalise(tasks + rng.normal(size=(60, DIMENSION)) / DIMENSION**0.5)
    log = fit(Vecs(SPACE, tasks), Vecs(SPACE, answers), None, 0.05)
    found = decide(log, Vecs(SPACE, tasks[:2]), Vecs(SPACE, np.stack([-answers[0], tasks[1]])))
    seen = Drifting()
    seen.show(heard(found)._replace(variables=(Variable("log", "", log, 0),)))
    assert [turn.verdict for turn in seen.turns] == ["redshift", "blueshift"]
    red, blue = seen.limits
    assert red is not None and blue is not None
    text = plain(seen.lines(Reading(), 60, 40))
    assert f"+{red:.1f}" in text and f"-{blue:.1f}" in text
