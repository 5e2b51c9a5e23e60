"""The panel of decisions on a screen of 80 by 24: who went where, why, and what was not understood."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdol.kernel.pictures.page import plain
from sdol.kernel.show import columns
from sdol.store import Database
from sdol.tui.models import decisions
from sdol.tui.pace import Paced
from sdol.tui.widgets.decisions import Decisions
from tests.tui.conftest import Seen
from tests.tui.scenes import near, reading, regions
from tests.tui.test_hearing import TEAMS

SORTED = (
    TEAMS
    + """\
let texts = ["refund my payment", "where is my parcel", "zebra quantum soup", "the parcel payment", "my parcel"]
print len(decide(~texts, [billing, parcels]))
"""
)


def test_it_tells_who_went_where_and_what_was_not_understood(see: Callable[..., object]) -> None:
    async def look(seen: Seen) -> None:
        await seen.press("space", "3")
        text = await seen.wait("5 decided at line 5, ")
        assert "parcels  " in text and "█" in text
        assert all(len(line) <= 80 for line in text.splitlines())
        await seen.press("v")
        text = await seen.wait("Decisions: only void")
        assert '"zebra quantum soup"' in text and '"refund my payment"' not in text
        assert "to void" in await seen.wait("lead")
        await seen.press("escape", "slash", *"PARCEL P", "enter")
        assert '"the parcel payment"' in await seen.wait('only with "PARCEL P", 1')
        await seen.press("escape", "end", "f")
        text = await seen.wait("Decisions: only billing, ")
        assert "1 ~ billing" in text or "1 billing" in text

    see(SORTED, look)


def test_a_whole_card_has_the_screen_and_gives_it_back(see: Callable[..., object]) -> None:
    async def look(seen: Seen) -> None:
        await seen.press("space", "3", "down", "down")
        await seen.wait("route ~")
        await seen.press("enter")
        text = await seen.wait("Decision 3 (escape closes)")
        await seen.wait("otherwise")
        assert "Registers" not in text
        await seen.press("escape")
        await seen.wait("5 decided")

    see(SORTED, look)


TAGGED = """\
space swift
let money = ["refund my payment", "I was charged twice", "the invoice is wrong"]
let parcel = ["where is my parcel", "the delivery is late", "my package is lost"]
let both = ["my parcel is lost, refund me", "the delivery was charged twice"]
let labels = flatten([[["money"] for t in money], [["parcel"] for t in parcel], [["money", "parcel"] for t in both]])
let t = fit(~flatten([money, parcel, both]), labels)
print len(decide(t, ~["refund me, the parcel is lost", "they charged me", "quantum zebras"]))
"""


def test_the_labels_of_a_tagger_are_decisions(see: Callable[..., object]) -> None:
    async def look(seen: Seen) -> None:
        await seen.press("space", "3")
        text = await seen.wait("labels given at line 7, 1 void")
        assert "parcel, money" in text and "  money" in text
        await seen.press("end", "enter")
        text = await seen.wait("Decision 1 (escape closes)")
        assert 'tag ~"refund me, the parcel is lost"' in await seen.wait("to parcel, money")

    see(TAGGED, look)


def test_going_back_in_a_session_keeps_each_decision_once(see: Callable[..., object], tmp_path: Path) -> None:
    path = str(tmp_path / "work.db")

    async def look(seen: Seen) -> None:
        await seen.press("space", "3")
        await seen.wait("5 decided")
        await seen.press("b", "b", "space")
        await seen.wait("5 decided")

    app = see(SORTED, look, "--session", path)
    app.driver.close()  # type: ignore[attr-defined]
    with Database.open(path) as database:
        found = list(database.decisions.of(1))
        assert [one.number for one in found] == [1, 2, 3, 4, 5]
        assert {one.line for one in found} == {5} and [one.void for one in found].count(True) == 1


def test_the_panel_of_the_focus_has_all_the_room_and_says_its_keys(see: Callable[..., object]) -> None:
    async def look(seen: Seen) -> None:
        await seen.press("space", "3")
        text = await seen.wait("v void")
        assert "p.sdol ─" in text
        await seen.press("z")
        text = await seen.wait(lambda text: "p.sdol ─" not in text)
        assert "enter whole  v void  x close  f like it  / find" in text
        await seen.press("z")
        await seen.wait("p.sdol ─")

    see(SORTED, look)


@given(st.integers(12, 200), st.integers(4, 60), st.integers(1, 40))
def test_the_bars_of_every_size_fit_and_say_how_many_in_all(width: int, height: int, count: int) -> None:
    names = tuple(f"outcome number {at}" for at in range(min(count, 60)))
    made = regions(names)
    rows = [near(at, 1)[0] for at in range(count)] + [near(50, 1)[0]]
    import numpy as np

    from sdol.tui.models.sifting import outcome_of
    from sdol.tui.models.tallies import Tallies

    one = reading(made, asked=np.stack(rows))
    tallies = Tallies()
    for decided in one.decided:
        tallies.add(decided.time, ("p", 1), decided.made, {decided.made.chosen: 1})  # type: ignore[union-attr]
    one = one._replace(tallies=tallies.seen(), decided=tuple(d._replace(place=("p", 1)) for d in one.decided))
    lines = list(decisions.summary(one, one.decided[-1], width, height))
    assert all(sum(columns(span.text) for span in line) <= width for line in lines)
    assert plain(lines).startswith(f"{count + 1} decided at line 1"[:width].rstrip()) or width < 24
    assert outcome_of(one.decided[-1])[0] == "void"


STREAM = (
    TEAMS
    + """\
let texts = ["refund my payment", "where is my parcel", "zebra quantum soup", "the parcel payment"]
for i in range(COUNT) {
  let where = decide(~texts[mod(i, 4)], [billing, parcels])
  sleep(0.02)
}
print "over"
"""
)


@pytest.mark.parametrize(("pause", "count"), [("0.02", 90), ("0.11", 20), ("0.0", 90)])
def test_the_card_is_about_the_decision_that_is_marked_whenever_it_is_painted(
    see: Callable[..., object], pause: str, count: int
) -> None:
    async def look(seen: Seen) -> None:
        await seen.press("3")
        await seen.wait("Nothing was decided yet")
        screen, panel = seen.app.screen, seen.app.query_one(Decisions)
        assert isinstance(screen, Paced)
        painted: list[tuple[str, str]] = []
        repaint = screen._repaint

        def noted() -> None:
            repaint()
            text = [plain([row]) for row in panel._rows]
            rule = next((row for row in text if row.startswith("─")), "")
            if rule and panel.cursor is not None:
                painted.append((text[panel.cursor].split()[0], rule.strip("─ ").removeprefix("why ")))

        screen._repaint = noted  # type: ignore[method-assign]
        await seen.press("space")
        await seen.wait(lambda text: "ended" in text and f"why {count}" in text and bool(painted))
        assert [one for one in painted if one[0] != one[1]] == []
        assert len({marked for marked, _ in painted}) >= min(5, count * float(pause) / 0.25)

    see(STREAM.replace("0.02", pause).replace("COUNT", str(count)), look)
