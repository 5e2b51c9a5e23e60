"""`sdol fmt [FILE…]`: lays programs out the usual way."""

from __future__ import annotations

import sys

from sdol.errors import SdolError
from sdol.shell import rewriting, status
from sdol.shell.options import Call, Command, Option
from sdol.shell.sources import programs
from sdol.shell.terminal import Paint, is_terminal, talk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.diagnostics import Diagnostic
    from sdol.shell.rewriting import Formatted


def _fmt(call: Call) -> int:
    looks = bool(call.option("check") or call.option("diff"))
    names = programs(call.argument("FILE") or ["."], standard_input=True)
    files = [rewriting.formatted(name) for name in names]
    failed = [] if looks else _written(files)
    problems = [problem for file in files for problem in file.problems]
    code = _status(files, problems, failed, bool(call.option("check")))
    if call.option("json"):
        _as_json(code, files, [*problems, *failed])
    else:
        _as_text(call, files, [*problems, *failed])
    return code


def _written(files: list[Formatted]) -> list[Diagnostic]:
    """Writes what has changed; gives what could not be written."""
    failed = []
    for file in files:
        if file.changed and file.name != "-":
            try:
                rewriting.write(file.name, file.after)
            except SdolError as error:
                from sdol.shell.failures import of_error

                failed.append(of_error(error))
    return failed


def _status(
    files: list[Formatted], problems: list[Diagnostic], failed: list[Diagnostic], checks: bool
) -> int:
    if problems:
        return status.REJECTED
    return status.FAILED if failed or (checks and any(f.changed for f in files)) else status.FINE


# --- as text ------------------------------------------------------------------------------------------------


def _as_text(call: Call, files: list[Formatted], found: list[Diagnostic]) -> None:
    if call.option("diff"):
        for file in files:
            _say_difference(file)
    elif call.option("check"):
        _say("".join(f"{file.shown}\n" for file in files if file.changed))
    else:
        _say("".join(file.after for file in files if file.name == "-" and not file.problems))
    if found:
        from sdol.shell.failures import show

        show(found, last=True)
    if is_terminal(sys.stderr) and any(file.name != "-" for file in files):
        talk(_sum(files, bool(call.option("check") or call.option("diff"))))


def _say(text: str) -> None:
    from sdol.shell.answer import say

    if text:
        say(text.removesuffix("\n"))


def _say_difference(file: Formatted) -> None:
    paint = Paint(sys.stdout)
    styles = {"+": paint.good, "-": paint.bad, "@": paint.faint}
    lines = rewriting.difference(file)
    _say("\n".join(styles.get(line[:1], str)(line) for line in lines))


def _sum(files: list[Formatted], looks: bool) -> str:
    changed = sum(file.changed for file in files)
    kept = len(files) - changed
    what = "would change" if looks else "formatted"
    return f"{changed} {'file' if changed == 1 else 'files'} {what}, {kept} left as before"


# --- as JSON ------------------------------------------------------------------------------------------------


def _as_json(code: int, files: list[Formatted], found: list[Diagnostic]) -> None:
    from sdol.shell.answer import say_json

    told = [_shape(file) for file in files]
    say_json({"status": code, "files": told, "diagnostics": [d.to_json() for d in found]})


def _shape(file: Formatted) -> dict[str, object]:
    shape: dict[str, object] = {
        "file": file.name,
        "changed": file.changed,
        "diff": "".join(f"{line}\n" for line in rewriting.difference(file)),
    }
    return shape if file.name != "-" else {**shape, "text": file.after}


COMMAND = Command(
    "fmt",
    "lay programs out the usual way",
    _fmt,
    ("[FILE…]",),
    (
        Option("--check", "change nothing; name the files that would change, with status 1"),
        Option("--diff", "change nothing; show what would change"),
        Option("--json", "write one JSON value: status, files with what changed, and diagnostics"),
    ),
    "FILE is a program or a folder of them; without one, the folder that you are in. `-` reads a program from "
    "standard input and writes it to standard output. Lines are at most 100 columns wide where they can be broken; "
    "comments stay where they are, literals as they are written. Of your own layout is kept: blank lines, one at "
    "most; a block on one line; a line for each step of a pipeline; a comma before a closing bracket, which asks for "
    "lines of its own. The program stays the same: the result is read again and compared before anything is "
    "written. A file with mistakes is left as it is, with status 2.",
    lambda code, found: {"status": code, "files": [], "diagnostics": found},
    examples=(
        ("sdol fmt", "all programs here"),
        ("sdol fmt --check triage.sdol notes", "in a pipeline: status 1 where somebody forgot"),
    ),
)
