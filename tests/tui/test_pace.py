"""How often the screen is repainted, and what is repainted then."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from sdol.tui.pace import AT_ONCE, EVERY, MOST, Pace, Paced
from sdol.tui.widgets.output import Output
from tests.tui.conftest import Seen

See = Callable[..., object]


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@given(st.lists(st.floats(0, 0.5), min_size=12, max_size=60))
def test_no_second_has_more_repaints_than_it_may(pauses: list[float]) -> None:
    clock = Clock()
    pace, made = Pace(clock), []
    for pause in pauses:
        clock.now += pause
        clock.now += pace.wait()
        pace.take()
        made.append(clock.now)
    assert all(sum(start <= at < start + 1 - 1e-6 for at in made) <= MOST for start in made)


def test_after_a_rest_a_key_and_what_came_of_it_are_seen_at_once() -> None:
    clock = Clock()
    pace = Pace(clock)
    for _ in range(AT_ONCE):
        assert pace.wait() == 0
        pace.take()
    assert abs(pace.wait() - EVERY) < 1e-9
    clock.now = 10.0
    assert pace.wait() == 0


def test_only_rows_that_differ_are_painted_anew(see: See) -> None:
    async def look(seen: Seen) -> None:
        await seen.press("4", "n", "n")
        await seen.wait(lambda text: text.count("second") == 2)
        output = seen.app.query_one(Output)
        painted: list[int] = []
        drawn = output.render_line
        output.render_line = lambda y: painted.append(y) or drawn(y)  # type: ignore[method-assign,func-returns-value]
        await seen.press("n")
        await seen.wait(lambda text: text.count("third") == 2)
        assert painted == [2]

    see("\n".join(f'print "{word}"' for word in ("first", "second", "third", "last")), look)


def test_what_changes_between_the_plan_of_a_repaint_and_the_repaint_is_not_forgotten(see: See) -> None:
    async def look(seen: Seen) -> None:
        screen, output = seen.app.screen, seen.app.query_one(Output)
        assert isinstance(screen, Paced)
        await seen.press("4")
        await seen.wait("It has printed nothing yet.")
        await seen.pilot.pause(2 * EVERY)
        painted: list[int] = []
        drawn = output.render_line
        output.render_line = lambda y: painted.append(y) or drawn(y)  # type: ignore[method-assign,func-returns-value]
        output._set_dirty()
        screen._dirty_widgets.add(output)  # as Textual does when a widget says so
        screen._repaint()
        assert painted

    see("let n = 1\n", look)
