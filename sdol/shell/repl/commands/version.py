"""`:version`."""

from __future__ import annotations

from sdol.shell.repl.registry import ReplCommand, usage_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.shell.repl.evaluator import Evaluator


def _version(evaluator: Evaluator, rest: str) -> str:
    import platform

    from sdol import __version__
    from sdol.kernel.output import inert
    from sdol.store.sqlite import library

    if rest:
        raise usage_of(COMMAND)
    rows = (
        ("sdol", __version__),
        ("python", platform.python_version()),
        ("sqlite", library.sqlite_version),
        ("system", f"{platform.system()} {platform.release()} {platform.machine()}"),
        ("session", str(evaluator.path or "not kept")),
    )
    return "\n".join(f"{name:<8} {inert(value)}" for name, value in rows)


COMMAND = ReplCommand(
    "version",
    "versions of sdol and of what it stands on",
    "version",
    _version,
    "`sdol doctor` says more, and looks for what is wrong.",
    examples=((":version", "for a report of a mistake"),),
)
