"""`sdol packages`: modules of others, which a project imports by name."""

from __future__ import annotations

import os

from sdol.shell import status
from sdol.shell.answer import say, say_json
from sdol.shell.options import Call, Command, Option, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sdol.shell.packages.standing import Package

ACTIONS = {"list": (0, 0), "verify": (0, 0), "install": (0, 0), "add": (1, 2), "remove": (1, 1)}
"""What can be done, and how few and how many words come after it."""


def _packages(call: Call) -> int:
    from sdol.shell.packages import adding, standing
    from sdol.shell.packages.lock import Origin, project

    action, words = _words(call)
    root = project()
    if action == "add":
        source = _from_project(words[0], root)
        origin = Origin(source, call.option("revision") or "", call.option("folder") or "")
        return _told(call, adding.add(root, origin, words[1] if len(words) > 1 else None), "added")
    if action == "install":
        return _told(call, adding.install(root), "installed")
    if action == "remove":
        place = adding.remove(root, words[0])
        _say(call, {"removed": words[0], "folder": place}, f"removed {words[0]} and its files")
        return status.FINE
    return _listed(call, standing.packages(root), strict=action == "verify")


def _from_project(source: str, root: str) -> str:
    """A path that is written in the current folder, as it is written in the project's."""
    from sdol.shell.packages.fetching import is_local, parts

    kind, path = parts(source)
    if not is_local(source) or path.startswith(("/", "~")):
        return source
    return kind + os.path.relpath(path, root)


def _words(call: Call) -> tuple[str, list[str]]:
    action = call.argument("ACTION")
    words = [w for w in (call.argument("SOURCE"), call.argument("NAME")) if w is not None]
    if action not in ACTIONS:
        raise UsageError("E0901", f"`sdol packages` cannot {action}", help=f"usage: {call.command.usage()}")
    fewest, most = ACTIONS[action]
    if not fewest <= len(words) <= most:
        wanted = "no word" if not most else "a source" if action == "add" else "one name"
        raise UsageError(
            "E0901", f"`sdol packages {action}` takes {wanted} more", help=f"usage: {call.command.usage()}"
        )
    return action, words


def _say(call: Call, data: Any, text: str) -> None:
    if call.option("json"):
        say_json(data)
    else:
        say(text)


def _told(call: Call, found: list[Package], verb: str) -> int:
    lines = [f"{verb} {one.name}, {_version(one)}: `import {one.name}`{_using(one)}" for one in found] or [
        "nothing was missing"
    ]
    _say(call, [_as_data(one) for one in found], "\n".join(lines))
    return status.FINE


def _using(one: Package) -> str:
    return f"; its functions use {', '.join(one.effects)}" if one.effects else ""


def _version(one: Package) -> str:
    return (one.origin.revision or one.digest)[:12]


def _listed(call: Call, found: list[Package], *, strict: bool) -> int:
    from sdol.kernel.show import table
    from sdol.shell.packages.standing import GOOD
    from sdol.shell.terminal import width

    rows = [
        {
            "package": one.name,
            "version": _version(one),
            "state": one.state,
            "uses": ", ".join(one.effects) or "nothing",
            "from": one.origin.source,
        }
        for one in found
    ]
    _say(call, [_as_data(one) for one in found], table(rows, width()) if rows else "no packages")
    return status.FAILED if strict and any(one.state != GOOD for one in found) else status.FINE


def _as_data(one: Package) -> dict[str, Any]:
    return {
        "name": one.name,
        **one.origin._asdict(),
        "digest": one.digest,
        "state": one.state,
        "effects": list(one.effects),
    }


COMMAND = Command(
    "packages",
    "add, list, install, verify and remove packages: modules that others wrote",
    _packages,
    ("ACTION", "[SOURCE]", "[NAME]"),
    (
        Option("--revision", "the branch, tag or commit of a git repository", "REVISION"),
        Option("--folder", "the folder inside of the source that holds the package", "FOLDER"),
        Option("--json", "write one JSON value: an array with an object for each package"),
    ),
    "`add SOURCE [NAME]` copies a module into `packages/NAME` of the project and writes down in `sdol.lock` where it "
    "came from and what was in it; `import NAME` then finds it. SOURCE is a .sdol file, a folder, an archive, the "
    "address of one, or a git repository (`git+https://…`). `install` fetches what is written down and not there, and "
    "takes nothing else for it; `verify` ends with 1 where files have changed. A package is given no effect: its "
    "functions say what they use, and are granted it, or not, as your own are.",
    examples=(
        ("sdol packages add prices.sdol", "a module of one file, copied in"),
        ("sdol packages list", "what there is, and what it may touch"),
        ("sdol packages verify", "whether every file is as it was added"),
        ("sdol packages install", "what the lock file names, after a fresh clone"),
    ),
)
