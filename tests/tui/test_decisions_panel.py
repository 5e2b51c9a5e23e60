"""The panel of decisions on a screen of 80 by 24: who went where, why, and what was not understood."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from sdol.kernel.pictures.page import plain
from sdol.kernel.show import columns
from sdol.tui.models import decisions
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
