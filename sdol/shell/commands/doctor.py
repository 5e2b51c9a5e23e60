"""`sdol doctor`: examines the installation, and says what to do where something is wrong."""

from __future__ import annotations

import sys
from textwrap import wrap

from sdol.shell import status
from sdol.shell.answer import say, say_json
from sdol.shell.options import Call, Command, Option
from sdol.shell.terminal import Paint, width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.shell.examination import Finding


def _doctor(call: Call) -> int:
    from sdol.shell.examination import findings

    found = []
    for finding in findings(call.option("session")):
        found.append(finding)
        if not call.option("json"):
            say(_shown(finding, Paint(sys.stdout)))
    if call.option("json"):
        say_json([finding._asdict() for finding in found])
    else:
        say(_summary(found))
    return status.FAILED if any(f.status == "fail" for f in found) else status.FINE


def _shown(finding: Finding, paint: Paint) -> str:
    colours = {"ok": paint.good, "warn": paint.warning, "fail": paint.bad}
    room = width() - 7
    lines = wrap(finding.message, room) + (wrap(f"-> {finding.help}", room) if finding.help else [])
    first, *rest = lines
    return "\n".join(
        [f"{colours[finding.status](f'{finding.status:<4}')}   {first}", *(" " * 7 + line for line in rest)]
    )


def _summary(found: list[Finding]) -> str:
    failed = sum(f.status == "fail" for f in found)
    warned = sum(f.status == "warn" for f in found)
    if not failed and not warned:
        return "\nall is well"
    return f"\n{failed} failed, {warned} to look at"


COMMAND = Command(
    "doctor",
    "examine the installation, and say what to do where something is wrong",
    _doctor,
    (),
    (
        Option("--session", "examine the database FILE; by default the user's own", "FILE"),
        Option("--json", "write one JSON array: check, status (ok, warn, fail), message, help"),
    ),
    "The status is 1 where something fails.",
    examples=(
        ("sdol doctor", "examine everything"),
        ("sdol doctor --session shop.db", "examine that database, too"),
    ),
)
