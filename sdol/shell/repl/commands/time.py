"""`:time`."""

from __future__ import annotations

from sdol.shell.repl import outcome as of
from sdol.shell.repl.outcome import Outcome
from sdol.shell.repl.registry import ReplCommand, wrong

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sdol.shell.repl.evaluator import Evaluator

MOST_SECONDS = 0.5
"""Time for further runs, beyond the first."""

MOST_RUNS = 1000


def _time(evaluator: Evaluator, rest: str) -> str | Outcome:
    if rest in ("", "on", "off"):
        evaluator.timing = not evaluator.timing if not rest else rest == "on"
        return f"the time of each entry is {'shown' if evaluator.timing else 'not shown'}"
    runs, text = _runs(rest)
    pure = runs is not None or evaluator.pure(text)
    outcome = evaluator.run(text)
    if outcome.status not in (of.VALUE, of.NOTHING):
        return outcome
    return outcome._replace(text=_measured(evaluator, outcome, runs, pure))


def _runs(text: str) -> tuple[int | None, str]:
    """How often it is to run, where that is said first: `:time 5 f()`."""
    first, _, rest = text.partition(" ")
    if first.isdecimal() and rest.strip() and rest.lstrip()[0] not in "+-*/<>=~!|&.,":
        if not 1 <= int(first) <= 1_000_000:
            raise wrong(f"it cannot run {first} times", help="write a number from 1 to 1,000,000")
        return int(first), rest.strip()
    return None, text


def _measured(evaluator: Evaluator, outcome: Outcome, runs: int | None, pure: bool) -> str:
    from sdol.shell.amounts import duration

    if not pure:
        return f"{duration(outcome.seconds)}, in one run: it has effects"
    times = sorted([outcome.seconds, *_again(evaluator, outcome.seconds, runs)])
    if len(times) == 1:
        return f"{duration(times[0])}, in one run"
    median = times[len(times) // 2]
    return f"{duration(median)}, the median of {len(times):,} runs; the fastest took {duration(times[0])}"


def _again(evaluator: Evaluator, first: float, runs: int | None) -> list[float]:
    """Times of further runs: as many as were asked for, or as fit in a moment."""
    times: list[float] = []
    left = MOST_SECONDS - first
    while len(times) + 1 < (runs or MOST_RUNS) and (runs or left > 0):
        times.append(evaluator.again())
        left -= times[-1]
    return times


def _words(evaluator: Evaluator, rest: str) -> Iterable[str]:
    return ("on", "off")


COMMAND = ReplCommand(
    "time",
    "how long an expression takes, or each entry from now on",
    "time [N] EXPR | on | off",
    _time,
    "What is fast and has no effects runs many times, and the median is told; with N, it runs as often, effects or "
    "not. The value of the first run is kept as that of any entry. Compiling, and embedding the texts of the line "
    "itself, is not part of the time.",
    examples=((":time sum(range(1000))", "one expression"), (":time on", "the time of every entry")),
    complete=_words,
    code=True,
)
