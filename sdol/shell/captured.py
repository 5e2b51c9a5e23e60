"""Running with `--json`: what a program wrote, how it ended and why, as one JSON value."""

from __future__ import annotations

import io

from sdol.errors import SdolError
from sdol.kernel.output import Output
from sdol.shell import status
from sdol.shell.answer import say_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from sdol.diagnostics import Diagnostic


def report(run: Callable[[Output], object]) -> int:
    """Runs a program with its output kept, and writes status, output and diagnostics."""
    kept = io.StringIO()
    code = status.FINE
    found: list[Diagnostic] = []
    try:
        run(Output(kept))
    except KeyboardInterrupt:
        code = status.INTERRUPTED
    except (status.Stopped, SdolError) as error:
        from sdol.shell.failures import of

        found, code = of(error)
    say_json(shape(code, [d.to_json() for d in found], kept.getvalue()))
    return code


def shape(code: int, found: list[dict[str, object]], output: str = "") -> dict[str, object]:
    """What `sdol run --json` writes."""
    return {"status": code, "output": output, "diagnostics": found}
