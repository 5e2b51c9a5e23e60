"""The call around a place: which function is called, how, and which argument is being written.

Works on tokens, because a call that is being written is no tree yet.
"""

from __future__ import annotations

from typing import NamedTuple

from sdol.kernel import table
from sdol.kernel.types import Fn, is_con, show
from sdol.lang import ast
from sdol.lang.analysis.document import Document
from sdol.lang.analysis.mentions import Mention
from sdol.lang.analysis.project import Project, Target, of_prelude
from sdol.lang.tokens import NEWLINE, Token

FURTHEST = 2_000
"""Tokens that are looked through for the bracket that opens a call."""

_CLOSERS, _OPENERS = frozenset(")]}"), frozenset({"(", "[", "{", "LREC", "LBRACE"})


class Signature(NamedTuple):
    """One way to call a function: its head, where in that each parameter stands, and what it does."""

    head: str
    parameters: tuple[tuple[int, int], ...]
    doc: str = ""


class Calling(NamedTuple):
    """The call around a place: its signatures, the best of them, and the argument that the place is in."""

    signatures: list[Signature]
    active: int
    argument: int


class _Open(NamedTuple):
    """A call that is not closed before a place."""

    name: Token
    dotted: Token | None
    argument: int
    named: str
    piped: bool


def calling(project: Project, document: Document, offset: int) -> Calling | None:
    """The call whose arguments a place is in; None where it is in none, or of something unknown."""
    opened = _opened(document, offset)
    if opened is None:
        return None
    found = _signatures(project, document, opened)
    at = opened.argument + opened.piped
    best = next((n for n, one in enumerate(found) if at < len(one.parameters)), 0)
    if found and opened.named:
        at = _place_of(found[best], opened.named, at)
    return Calling(found, best, at) if found else None


def _place_of(signature: Signature, name: str, otherwise: int) -> int:
    texts = [signature.head[slice(*span)] for span in signature.parameters]
    return next((n for n, text in enumerate(texts) if text.startswith(f"{name}:")), otherwise)


def _opened(document: Document, offset: int) -> _Open | None:
    """The innermost bracket after a name that is open at a place."""
    depth = commas = 0
    named = ""
    before = list(zip(range(FURTHEST), document.tokens_before(offset), strict=False))
    tokens = [token for _, token in before]
    for at, token in enumerate(tokens):
        if token.type in _CLOSERS and token.span.end <= offset:
            depth += 1
        elif token.type in _OPENERS:
            if depth == 0:
                return _call_of(tokens, at, commas, named) if token.type == "(" else None
            depth -= 1
        elif depth == 0 and token.type == ",":
            commas += 1
        elif depth == 0 and token.type == ":" and not commas and at + 1 < len(tokens):
            named = tokens[at + 1].value
    return None


def _call_of(tokens: list[Token], at: int, commas: int, named: str) -> _Open | None:
    rest = tokens[at + 1 : at + 6]
    if not rest or not rest[0].value.isidentifier():
        return None
    dotted = rest[2] if len(rest) > 2 and rest[1].type == "." and rest[2].value.isidentifier() else None
    first = rest[3 if dotted else 1 :]
    while first and first[0].type == NEWLINE:
        first.pop(0)
    piped = bool(first and first[0].type == "|>")
    return _Open(rest[0], dotted, commas, named, piped)


def _signatures(project: Project, document: Document, opened: _Open) -> list[Signature]:
    visible = document.visible(opened.name.span.start)
    name = opened.name.value
    if opened.dotted is not None:
        module = visible.get(opened.dotted.value)
        if module is not None and module.kind == "module":
            mention = Mention(opened.name.span, name, module=module)
            return _of_target(project.target(document, mention))
        return [_of_row(row, n) for row in table.named("method", name) for n in range(len(row.signatures))]
    if name in visible:
        return _of_binding(document, Target(document, visible[name]))
    rows = [_of_row(row, n) for row in table.named("call", name) for n in range(len(row.signatures))]
    return rows + _of_target(of_prelude(name))


def _of_binding(document: Document, target: Target) -> list[Signature]:
    if isinstance(target.binding.node, ast.Fn):
        return _of_target(target)
    type = document.type_of(target.binding)
    if not isinstance(type, Fn):
        return []
    params = [show(one) for one in type.params]
    result = "" if is_con(type.result, "nil") else f" -> {show(type.result)}"
    return [_written(target.binding.name, params, result, "")]


def _of_target(target: Target | None) -> list[Signature]:
    if target is None or not isinstance(target.binding.node, ast.Fn):
        return []
    node, text = target.binding.node, target.document.source.text
    params = [" ".join(text[slice(*param.span)].split()) for param in node.params]
    result = f" -> {text[slice(*node.result.span)]}" if node.result else ""
    return [_written(node.name, params, result, node.doc)]


def _of_row(row: table.Instruction, at: int) -> Signature:
    signature = row.signatures[at]
    params = signature.params[1:] if row.surface == "method" else signature.params
    result = "" if is_con(signature.result, "nil") else f" -> {show(signature.result)}"
    return _written(row.verb, [str(one) for one in params], result, row.summary)


def _written(name: str, params: list[str], result: str, doc: str) -> Signature:
    places, at = [], len(name) + 1
    for param in params:
        places.append((at, at + len(param)))
        at += len(param) + 2
    return Signature(f"{name}({', '.join(params)}){result}", tuple(places), doc)
