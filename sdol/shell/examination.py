"""What `sdol doctor` examines: this installation, the models, the user's folders and session, the screen."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import NamedTuple

from sdol.errors import SdolError

OLDEST_PYTHON = (3, 11)
OLDEST_SQLITE = (3, 35)
NARROWEST = 60
"""Columns below which tables are cut."""

IMPORTED_AS = {"markdown-it-py": "markdown_it"}
"""Packages whose module is not called as they are."""

QUERY = "where is my parcel"
ANSWERS = ("the delivery is late", "a recipe for bread", "the match ended in a draw")
"""Texts of which the first is nearest to the query, in any space worth the name."""


class Finding(NamedTuple):
    """What one look found: `status` is `ok`, `warn` or `fail`; `help` is the way out."""

    check: str
    status: str
    message: str
    help: str = ""


def findings(session: str | None) -> Iterator[Finding]:
    """Everything, one after the other; whatever a look raises is what it found."""
    yield python()
    yield from dependencies()
    yield from _looked("grammar", grammar)
    yield from _looked("sqlite", sqlite)
    for name in _spaces():
        yield from _looked(f"model {name}", lambda name=name: model(name))  # type: ignore[misc]
    yield from _looked("cache folder", cache_folder)
    yield from _looked("session", lambda: session_file(session))
    yield terminal()


def _looked(check: str, look: Callable[[], Finding]) -> Iterator[Finding]:
    try:
        yield look()
    except SdolError as error:
        reason = f" ({error.reason})" if error.reason else ""
        yield Finding(check, "fail", error.message + reason, error.help)
    except Exception as error:
        yield Finding(
            check,
            "fail",
            f"{type(error).__name__}: {error}",
            "reinstall sdol; if that does not help, report it",
        )


def _spaces() -> list[str]:
    from sdol.spaces.registry import names

    try:
        return names()
    except SdolError:
        return ["minilm"]  # whose look says what is wrong


# --- the installation ---------------------------------------------------------------------------------------


def python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        return Finding("python", "fail", f"Python {found} is too old", "install Python 3.11 or newer")
    return Finding("python", "ok", f"Python {found}")


def dependencies() -> Iterator[Finding]:
    """The libraries that the package's own metadata ask for."""
    from importlib.metadata import PackageNotFoundError, requires

    try:
        wanted = [r for r in requires("sdol") or [] if ";" not in r]
    except PackageNotFoundError:
        yield Finding(
            "package",
            "warn",
            "sdol runs from its folder and is not installed",
            "run `pip install -e .` in it",
        )
        return
    for requirement in wanted:
        yield _dependency(requirement)


def _load(name: str) -> None:
    if name == "onnxruntime":
        from sdol.spaces.graph import runtime

        runtime()
    else:
        import_module(IMPORTED_AS.get(name, name.replace("-", "_")))


def _dependency(requirement: str) -> Finding:
    from importlib.metadata import PackageNotFoundError, version

    name, bounds = split_requirement(requirement)
    try:
        found = version(name)
        _load(name)
    except PackageNotFoundError:
        return Finding(name, "fail", f"{name} is not installed", f"run `pip install '{requirement}'`")
    except Exception as error:
        return Finding(
            name,
            "fail",
            f"{name} cannot be loaded: {error}",
            f"run `pip install --force-reinstall '{requirement}'`",
        )
    if not all(within(found, bound) for bound in bounds):
        return Finding(
            name, "warn", f"{name} {found} is not {','.join(bounds)}", f"run `pip install '{requirement}'`"
        )
    return Finding(name, "ok", f"{name} {found}")


def split_requirement(requirement: str) -> tuple[str, list[str]]:
    """`lark<1.4,>=1.3` as its name and its bounds."""
    end = next((at for at, c in enumerate(requirement) if c in "<>=! "), len(requirement))
    bounds = [b.strip() for b in requirement[end:].split(",") if b.strip()]
    return requirement[:end], bounds


def within(version: str, bound: str) -> bool:
    """Whether a version meets a bound, `>=` or `<`, which are all that the project uses."""
    limit = _numbers(bound.lstrip("<>="))
    return _numbers(version) >= limit if bound.startswith(">=") else _numbers(version) < limit


def _numbers(version: str) -> tuple[int, ...]:
    import re

    return tuple(int(n) for n in re.match(r"[\d.]*", version).group().split(".") if n)  # type: ignore[union-attr]


def grammar() -> Finding:
    from sdol.lang.tables import fresh

    if fresh():
        return Finding("grammar", "ok", "the parse tables are those of the grammar")
    return Finding(
        "grammar",
        "warn",
        "the parse tables are not those of the grammar: every start is slow",
        "run `make reference`",
    )


def sqlite() -> Finding:
    from sdol.store.sqlite import library

    found = library.sqlite_version
    if library.sqlite_version_info < OLDEST_SQLITE:
        return Finding(
            "sqlite", "fail", f"SQLite {found} is too old", "install a Python with SQLite 3.35 or newer"
        )
    return Finding("sqlite", "ok", f"SQLite {found}, by {library.__name__}")


def model(name: str) -> Finding:
    """The files of a model are what its manifest says, and it finds the one related text."""
    import numpy as np

    from sdol.spaces.registry import manifest, open_space, user_folder, verify

    described = manifest(name)
    if described.kind == "remote":
        return Finding(
            f"model {name}", "ok", f"{described.id} is at {described.settings.get('url')}; it was not asked"
        )
    verify(described)
    if described.kind == "pictures":
        return Finding(f"model {name}", "ok", f"{described.id}: its files are whole; it reads pictures")
    query, *answers = open_space(name).embed([QUERY, *ANSWERS])
    scores = [float(np.vecdot(query, answer)) for answer in answers]
    if scores.index(max(scores)) != 0:
        text = f"{name} finds {ANSWERS[scores.index(max(scores))]!r} nearest to {QUERY!r}"
        if described.folder.parent == user_folder():
            help = "check that tokenizer, pooling and prefixes are those of the model, and add it anew"
            return Finding(f"model {name}", "warn", text, help)
        return Finding(f"model {name}", "fail", text, "reinstall sdol and onnxruntime")
    return Finding(
        f"model {name}",
        "ok",
        f"{described.id}, {described.dimension} dimensions; it embeds, and finds what is near",
    )


# --- the user -----------------------------------------------------------------------------------------------


def cache_folder() -> Finding:
    from sdol.compiler.cache import folder

    path = folder()
    if _writable(path):
        return Finding("cache folder", "ok", f"compiled programs are kept in {path}")
    return Finding(
        "cache folder",
        "warn",
        f"{path} cannot be written: every start compiles",
        "name another with `SDOL_CACHE`",
    )


def session_file(named: str | None) -> Finding:
    """The session's database opens, is whole, and can be written."""
    from sdol.store.database import Database
    from sdol.store.location import default_path

    path = named or str(default_path())
    if not os.path.exists(path):
        if _writable(os.path.dirname(path) or "."):
            return Finding("session", "ok", f"the session {path} will be made when it is first needed")
        return Finding(
            "session", "fail", f"{path} cannot be made", "name another with `--session` or `SDOL_SESSION`"
        )
    with Database.open(path, create=False, readonly=True) as database:
        problems = database.check()
        mode = database.admin().journal_mode
    if problems:
        return Finding(
            "session", "fail", f"{path}: {problems[0]}", "copy it, then restore a backup or try `.recover`"
        )
    if not os.access(path, os.W_OK) or not _writable(os.path.dirname(path) or "."):
        return Finding(
            "session", "warn", f"{path} can only be read", "change its permissions, or those of its folder"
        )
    if mode != "wal":
        return Finding("session", "warn", f"{path} is in the mode {mode}, not wal", "keep it on a local disk")
    return Finding("session", "ok", f"the session {path}: whole, {os.path.getsize(path):,} bytes, WAL")


def _writable(path: str) -> bool:
    """Whether a file can be made in a folder, or in the one in which it would be made."""
    while path and not os.path.exists(path) and os.path.dirname(path) != path:
        path = os.path.dirname(path)
    return os.path.isdir(path or ".") and os.access(path or ".", os.W_OK | os.X_OK)


def terminal() -> Finding:
    from sdol.shell.terminal import colour, is_terminal, width

    if not is_terminal(sys.stdout):
        return Finding("terminal", "ok", "standard output is no terminal")
    if (sys.stdout.encoding or "").lower().replace("-", "") != "utf8":
        text = f"the terminal takes {sys.stdout.encoding}, so some signs are shown as codes"
        return Finding("terminal", "warn", text, "set `LANG=C.UTF-8`")
    if width() < NARROWEST:
        return Finding("terminal", "warn", f"{width()} columns: tables are cut", "make the window wider")
    return Finding(
        "terminal",
        "ok",
        f"{width()} columns, UTF-8, {'in colour' if colour(sys.stdout) else 'without colour'}",
    )
