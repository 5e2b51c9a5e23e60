"""`sdol test [FILE…]`: runs the `test` blocks of programs, and the examples in the comments of their functions."""

from __future__ import annotations

import sys

from sdol.kernel.gate import Grant
from sdol.kernel.output import inert
from sdol.shell import running, status, testing
from sdol.shell.options import Call, Command, Option, UsageError
from sdol.shell.sources import programs
from sdol.shell.terminal import Paint, Talk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sdol.diagnostics import Diagnostic
    from sdol.shell.testing import File, Result, Surroundings


def _test(call: Call) -> int:
    part = call.option("k") or ""
    surroundings = _surroundings(call)
    files = [testing.opened(name, part) for name in programs(call.argument("FILE") or ["."])]
    files = [f for f in files if f.tests or f.problems]
    if not files:
        raise _none(part)
    results: list[Result] = []
    told = _as_json if call.option("json") else _as_text
    code = told(files, surroundings, results)
    if call.option("junit"):
        from sdol.shell import junit

        junit.write(call.option("junit"), files, results)
    return code


def _surroundings(call: Call) -> Surroundings:
    return testing.Surroundings(
        tuple(Grant.parse(text) for text in call.option("allow") or []),
        bool(call.option("allow_all")),
        running.arguments(call.option("D") or []),
        running.engine_of(call),
    )


def _none(part: str) -> UsageError:
    if part:
        return UsageError("E0901", f"no test has `{part}` in its title")
    return UsageError(
        "E0901", "there is no test", help='write one: `test "what holds" { assert 1 + 1 == 2 }`'
    )


def _status(files: list[File], failed: int) -> int:
    if any(f.problems for f in files):
        return status.REJECTED
    return status.FAILED if failed else status.FINE


# --- as text ------------------------------------------------------------------------------------------------


def _as_text(files: list[File], surroundings: Surroundings, results: list[Result]) -> int:
    from sdol.shell.answer import say

    talk = Talk()
    for file in files:
        say(inert(file.name))
        if file.problems:
            say(_rendered(file.problems))
        for result in _run(file, files, surroundings, results, talk):
            say(_line(result))
    failed = sum(not r.passed for r in results)
    say(_sum(len(results) - failed, failed, sum(bool(f.problems) for f in files)))
    return _status(files, failed)


def _run(
    file: File, files: list[File], surroundings: Surroundings, results: list[Result], talk: Talk
) -> Iterator[Result]:
    """Runs the tests of a file and adds their results; shows on a terminal how far it is."""
    total = sum(len(f.tests) for f in files)
    for result in testing.results(file, surroundings):
        talk.clear()
        results.append(result)
        yield result
        talk.progress("tests", len(results), total)


def _line(result: Result) -> str:
    """A test, and where it failed also why, what differs, and what it printed."""
    word, style = ("ok", "32") if result.passed else ("FAILED", "1;31")
    paint = Paint(sys.stdout)
    took = f"{result.seconds * 1000:.0f} ms, line {result.case.line}"
    line = f"  {paint(style, f'{word:<6}')}  {inert(result.title)} ({took})"
    if result.passed:
        return line
    printed = "".join(f"  printed: {inert(text)}\n" for text in result.output.splitlines())
    return f"{line}\n{printed}{_rendered(result.problems)}{_differing(result.difference, paint)}"


def _differing(difference: str, paint: Paint) -> str:
    """What differs, `-` in red and `+` in green where there are colours."""
    if not difference:
        return ""
    styles = {"-": "31", "+": "32", "?": "2"}
    lines = [paint(styles.get(line[:1], ""), inert(line)) for line in difference.splitlines()]
    return "differing, - wanted, + given:\n" + "".join(f"  {line}\n" for line in lines)


def _rendered(problems: list[Diagnostic]) -> str:
    from sdol.lang.render import render
    from sdol.shell.terminal import colour, width

    return render(problems, color=colour(sys.stdout), width=width())


def _sum(passed: int, failed: int, broken: int) -> str:
    files = f", {broken} {'file' if broken == 1 else 'files'} did not compile" if broken else ""
    return f"{passed} passed, {failed} failed{files}"


# --- as JSON ------------------------------------------------------------------------------------------------


def _as_json(files: list[File], surroundings: Surroundings, results: list[Result]) -> int:
    from sdol.shell.answer import say_json

    talk = Talk()
    tests = [_test_shape(r) for file in files for r in _run(file, files, surroundings, results, talk)]
    code = _status(files, sum(not r.passed for r in results))
    say_json(_shape(code, tests, [d.to_json() for f in files for d in f.problems]))
    return code


def _test_shape(result: Result) -> dict[str, object]:
    return {
        "file": result.file,
        "title": result.title,
        "kind": result.case.kind,
        "line": result.case.line,
        "passed": result.passed,
        "seconds": round(result.seconds, 6),
        "output": result.output,
        "difference": result.difference,
        "diagnostics": [d.to_json() for d in result.problems],
    }


def _shape(code: int, tests: list[dict[str, object]], found: list[dict[str, object]]) -> dict[str, object]:
    passed = sum(bool(t["passed"]) for t in tests)
    counts = {"passed": passed, "failed": len(tests) - passed}
    return {"status": code, **counts, "tests": tests, "diagnostics": found}


COMMAND = Command(
    "test",
    "run the tests of programs",
    _test,
    ("[FILE…]",),
    (
        Option("-k", "run only the tests with TEXT in their titles, or that are examples of it", "TEXT"),
        *(o for o in running.RUN_OPTIONS if o.name in ("-D", "--allow", "--allow-all", "--engine")),
        Option("--junit", "write the results also to FILE, as the XML of JUnit", "FILE"),
        Option("--json", "write one JSON value: status, counts, tests and diagnostics"),
    ),
    "FILE is a program or a folder of them; without one, the folder that you are in. Tests are `test` blocks, and "
    "examples: lines after `>>>` in the `##` comment of a function, with what they show below them. Before each test "
    "the top level of its file runs, with an empty input and a database of its own. The status is 1 where a test "
    "fails, 2 where a file does not compile or there is no test.",
    lambda code, found: _shape(code, [], found),
    examples=(
        ("sdol test triage.sdol", "all tests of a file"),
        ("sdol test -k refund", "all tests here with that word in their title"),
        ("sdol test --junit results.xml", "the same for continuous integration"),
    ),
)
