"""Running with `--json`: what a program wrote, how it ended and why, as one JSON value."""

from __future__ import annotations

import io
import json

from sdol.kernel.output import Output
from sdol.kernel.traps import Trap
from sdol.shell import running, status
from sdol.shell.failures import of_trap, status_of
from sdol.shell.options import Call


def run_captured(call: Call, name: str, text: str, engine: str) -> int:
    """Runs a program with its output kept, and writes the report."""
    kept = io.StringIO()
    found = []
    code = status.FINE
    try:
        image = running.compiled(name, text)
        running.run(image, running.world_of(call, image, output=Output(kept)), engine)
    except running.Rejected as rejected:
        found, code = rejected.diagnostics, status.REJECTED
    except Trap as trap:
        found, code = [of_trap(trap, image.sources)], status_of(trap)
    report = {"status": code, "output": kept.getvalue(), "diagnostics": [d.to_json() for d in found]}
    print(json.dumps(report, ensure_ascii=False))
    return code
