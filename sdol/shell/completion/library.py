"""What every program has, as items: instructions, the prelude, types, spaces and modules of the library."""

from __future__ import annotations

import re
from functools import cache
from itertools import takewhile
from typing import NamedTuple

from sdol.kernel import table
from sdol.kernel.notation import parse_signature
from sdol.kernel.types import Con, Signature, Var
from sdol.lang.heads import on_one_line, public
from sdol.resources import folder
from sdol.shell.describing.description import first_sentence
from sdol.shell.library import PRELUDE, about


class Callable(NamedTuple):
    """What can be called by a name: its signatures, parsed and as written, and a sentence."""

    name: str
    signatures: tuple[Signature, ...]
    written: str
    doc: str
    kind: str


def parsed(signature: str) -> tuple[Signature, ...]:
    """The signature, or none where it is not one."""
    try:
        return (parse_signature(re.sub(r"\s+uses\s.*$", "", signature)),)
    except ValueError:
        return ()


@cache
def calls() -> dict[str, Callable]:
    """Instructions and functions of the prelude by the name that calls them."""
    found = _by_verb("call")
    for name, signature, doc in functions_of(PRELUDE):
        found[name] = Callable(name, parsed(signature), signature, doc, "function")
    return found


@cache
def members() -> dict[str, list[tuple[Callable, str]]]:
    """What is written after a dot, by verb: each with its surface, `method` or `field`."""
    found: dict[str, list[tuple[Callable, str]]] = {}
    for surface in ("method", "field"):
        for row in table.reachable(surface):
            found.setdefault(row.verb, []).append((_callable(row), surface))
    return found


@cache
def predefined() -> dict[str, tuple[str, str]]:
    """`input` and its like: the type and a sentence."""
    rows = [r for r in table.reachable("syntax") if r.form.isidentifier() and not r.signatures[0].params]
    return {row.form: (str(row.signatures[0].result), row.summary) for row in rows}


def _by_verb(surface: str) -> dict[str, Callable]:
    """One entry for each verb: shown as the plainest of its rows, callable by the signatures of all."""
    rows: dict[str, list[table.Instruction]] = {}
    for row in table.reachable(surface):
        rows.setdefault(row.verb, []).append(row)
    return {verb: _together(found) for verb, found in rows.items()}


def _together(rows: list[table.Instruction]) -> Callable:
    signatures = tuple(signature for row in rows for signature in row.signatures)
    return _callable(min(rows, key=_unusual))._replace(signatures=signatures)


def _unusual(row: table.Instruction) -> int:
    """How far from everyday an instruction is: `len` is shown as that of lists, not as that of holograms."""
    params = row.signatures[0].params
    first = params[0].type if params else None
    kinds = ("list", "text", "num", "int", "bool", "json", "vec")
    if first is None or isinstance(first, Var):
        return 0
    return kinds.index(first.name) if isinstance(first, Con) and first.name in kinds else len(kinds)


def _callable(row: table.Instruction) -> Callable:
    return Callable(row.verb, row.signatures, row.signature_texts[0], row.summary, "instruction")


@cache
def modules() -> dict[str, str]:
    """The modules of the library, and what each is for."""
    paths = sorted(folder("stdlib").glob("*.sdol"))
    return {
        path.stem: first_sentence(about(path.read_text(encoding="utf-8")))
        for path in paths
        if path.stem != PRELUDE
    }


LONGEST_HEAD = 2_000
_RECORD = re.compile(r'\{\s*(?:"[^"]*"|\w+):')


@cache
def functions_of(module: str) -> tuple[tuple[str, str, str], ...]:
    """The public functions of a module of the library: name, signature, and the first sentence about it."""
    text = (folder("stdlib") / f"{module}.sdol").read_text(encoding="utf-8")
    return tuple((one.name, head(text, one.start), sentence(one.doc)) for one in public(text))


def head(text: str, start: int) -> str:
    """Parameters and result: the characters up to the brace of the body, in one line."""
    at, depth = start, 0
    while at < min(len(text), start + LONGEST_HEAD):
        if text[at] == "{" and not depth and not _RECORD.match(text, at):
            break
        depth += (text[at] in "([{") - (text[at] in ")]}")
        at += 1
    return on_one_line(text[start:at])


def sentence(doc: str) -> str:
    """The first sentence of a `##` comment, in one line, without its examples."""
    lines = [line.lstrip("#").strip() for line in doc.splitlines()]
    return first_sentence(" ".join(takewhile(lambda line: not line.startswith(">>>"), lines)))


@cache
def types() -> dict[str, str]:
    """The names of types, and of which kind each is."""
    from sdol.kernel.kinds import PLAIN_KINDS
    from sdol.kernel.types import SCALARS, SPACED

    plain = dict.fromkeys(sorted(SCALARS | PLAIN_KINDS), "")
    spaced = dict.fromkeys(sorted(SPACED), "in the file's space; `@name` for another")
    return {
        **plain,
        **spaced,
        "hit": "a search result",
        "list": "`list[T]`",
        "stream": "`stream[T]`, read once",
    }


@cache
def spaces() -> dict[str, str]:
    """The spaces that a program can name; none is opened."""
    from sdol.errors import SdolError
    from sdol.lang.spaces import SYMBOLS, space_names
    from sdol.spaces.registry import manifest

    found: dict[str, str] = {}
    for name in space_names():
        try:
            found[name] = "symbols" if name == SYMBOLS else f"{manifest(name).dimension} dimensions"
        except SdolError:
            found[name] = "its manifest cannot be used"
    return found


@cache
def effects() -> dict[str, str]:
    """What `uses` may declare."""
    from sdol.kernel.effects import ASKED, FREE

    return {**ASKED, **FREE}
