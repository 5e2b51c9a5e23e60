"""`:test`."""

from __future__ import annotations

from sdol.shell.repl import outcome as of
from sdol.shell.repl.outcome import Outcome
from sdol.shell.repl.registry import ReplCommand, wrong

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sdol.diagnostics import Diagnostic
    from sdol.shell.repl.evaluator import Evaluator


def _test(evaluator: Evaluator, rest: str) -> Outcome:
    part = rest.strip('"').casefold()
    chosen = {title: text for title, text in _blocks(evaluator).items() if part in title.casefold()}
    if not chosen:
        raise _none(rest)
    lines: list[str] = []
    problems: list[Diagnostic] = []
    for title, text in chosen.items():
        found = evaluator.test(_inert(title), text)
        if found.status == of.STOPPED:
            return found
        lines.append(f"{'failed' if found.problems else 'passed'}: {_inert(title)}")
        problems += found.problems
    failed = sum(line.startswith("failed") for line in lines)
    lines.append(f"{len(lines) - failed:,} passed, {failed:,} failed")
    return Outcome(of.FAILED if failed else of.COMMAND, problems=tuple(problems), text="\n".join(lines))


def _blocks(evaluator: Evaluator) -> dict[str, str]:
    """The `test` blocks of the entries that hold, by title; of two with one title the later one."""
    from sdol.diagnostics import Source
    from sdol.lang import ast
    from sdol.lang.parser import parse_entry

    found: dict[str, str] = {}
    for entry in evaluator.entries:
        if "test" in entry.text and entry.status in (of.VALUE, of.NOTHING):
            items = parse_entry(Source("entry", entry.text))[0].items
            spans = {item.title: item.span for item in items if isinstance(item, ast.Test)}
            found |= {title: entry.text[span.start : span.end] for title, span in spans.items()}
    return found


def _none(part: str) -> Exception:
    if part:
        return wrong(f"no test of this session has `{_inert(part)}` in its title")
    return wrong(
        "no test was typed in this session",
        help='type one: `test "adds" { assert(1 + 1 == 2) }`, or run `sdol test`',
    )


def _inert(text: str) -> str:
    from sdol.kernel.output import inert

    return inert(text).replace("\n", " ")


def _titles(evaluator: Evaluator, rest: str) -> Iterable[str]:
    return _blocks(evaluator)


COMMAND = ReplCommand(
    "test",
    "run the tests that were typed in this session",
    "test [TITLE]",
    _test,
    "All `test` blocks, or those with a text in their title, each with what names mean now. What a test changes in "
    "variables and partitions is taken back after it. `sdol test` runs those of files.",
    examples=((":test", "all tests"), (":test adds", "those with `adds` in their title")),
    complete=_titles,
)
