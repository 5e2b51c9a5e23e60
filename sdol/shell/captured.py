"""Running with `--json`: what a program wrote, how it ended and why, as one JSON value."""

from __future__ import annotations

import io

from sdol.errors import SdolError
from sdol.kernel.output import Output
from sdol.shell import status
from sdol.shell.answer import say_json
from sdol.shell.running import ended
from sdol.shell.stepwise import Paused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from sdol.diagnostics import Diagnostic


def report(run: Callable[[Output], object]) -> int:
    """Runs a program with its output kept, and writes status, output and diagnostics; where it was saved, `state`."""
    kept = io.StringIO()
    code = status.FINE
    found: list[Diagnostic] = []
    more: dict[str, object] = {}
    try:
        value = run(Output(kept))
        code = ended(value)
        if isinstance(value, Paused):
            more["state"] = value.path
    except KeyboardInterrupt:
        code = status.INTERRUPTED
    except (status.Stopped, SdolError) as error:
        from sdol.shell.failures import of

        found, code = of(error)
    say_json(shape(code, [d.to_json() for d in found], kept.getvalue()) | more)
    return code


def shape(code: int, found: list[dict[str, object]], output: str = "") -> dict[str, object]:
    """What `sdol run --json` writes."""
    return {"status": code, "output": output, "diagnostics": found}
