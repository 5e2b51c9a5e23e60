"""What stands under the pointer: its type, its space, and what is known of it."""

from __future__ import annotations

from lsprotocol import types

from sdol.kernel.types import Con, Type, show
from sdol.lang import ast
from sdol.lang.analysis import Document, Mention
from sdol.lang.analysis.outline import head
from sdol.lang.analysis.project import Project, Target
from sdol.lang.tokens import Token
from sdol.shell.describing import Description, describe, describe_all
from sdol.shell.describing.markdown import fenced, markdown
from sdol.shell.describing.own import function
from sdol.shell.lsp.desk import Analysed, Desk
from sdol.shell.lsp.scope import first_sentences

_WORDS = {"variable": "", "parameter": "parameter ", "region": "region ", "store": "store "}

_BRACKETS = frozenset("()[]{},:.")
_JOINTS = frozenset({"=>", "->", "=", "<-"})

Shown = tuple[ast.Span, str]


async def _hover(desk: Desk, params: types.HoverParams) -> types.Hover | None:
    analysed = await desk.analysed(params.text_document.uri)
    if analysed is None:
        return None
    return await desk.answer(lambda: _at(desk.project, analysed, analysed.positions.offset(params.position)))


def _at(project: Project, analysed: Analysed, offset: int) -> types.Hover | None:
    found = hover(project, analysed.document, offset)
    if found is None:
        return None
    span, text = found
    content = types.MarkupContent(types.MarkupKind.Markdown, text)
    return types.Hover(content, analysed.positions.range(span))


def hover(project: Project, document: Document, offset: int) -> Shown | None:
    """What is said of a place, as Markdown, and the characters that it is said of."""
    mention = document.mention_at(offset)
    if mention is not None:
        text = _named(project, document, mention)
        return (mention.span, text) if text else None
    token = document.token_at(offset)
    if token is None or not token.value.strip():
        return None
    text = _token(document, token)
    return (token.span, text) if text else None


# --- names --------------------------------------------------------------------------------------------------


def _named(project: Project, document: Document, mention: Mention) -> str:
    target = project.target(document, mention)
    if target is None:
        return "" if mention.module or mention.callee else _instruction(document, mention)
    node = target.binding.node
    if isinstance(node, ast.Fn):
        return _function(target, node)
    if isinstance(node, ast.Import):
        return _module(project, target, node)
    type = document.seen.types.get(mention.span) or target.document.type_of(target.binding)
    return _variable(target, type)


def _function(target: Target, node: ast.Fn) -> str:
    described = function(node.name, head(target.document, node), node.doc)
    return markdown(described._replace(see_also=()))


def _module(project: Project, target: Target, node: ast.Import) -> str:
    text = fenced(f"import {node.target}" if not node.is_file else f'import "{node.target}"', "sdol")
    module = project.module(target.document, target.binding)
    if module is None:
        return text
    heads = [head(module, item) for item in module.items if isinstance(item, ast.Fn) and item.name[0] != "_"]
    return "\n\n".join([text, fenced("\n".join(heads[:20]), "sdol")] if heads else [text])


def _variable(target: Target, type: Type | None) -> str:
    one = target.binding
    word = "var " if one.mutable else _WORDS.get(one.kind, "")
    shown = f"{word}{one.name}: {show(type)}" if type is not None else f"{word}{one.name}"
    told = first_sentences(target.document.docs.above(one.node.span.start)) if one.node else ""
    return "\n\n".join([fenced(shown, "sdol"), *([told] if told else []), *_of_type(type)])


def _of_type(type: Type | None) -> list[str]:
    """A sentence about a type of the language's own, and one about its space."""
    if not isinstance(type, Con) or not type.args:
        return []
    found = [_sentence(type.name, "type")]
    if isinstance(space := type.args[0], Con) and space.name.startswith("@"):
        found.append(_sentence(space.name[1:], "space"))
    return [one for one in found if one]


def _sentence(name: str, kind: str) -> str:
    return next((one.summary for one in describe_all(name) if one.kind == kind), "")


def _instruction(document: Document, mention: Mention) -> str:
    """A name that no program defines: the instruction that the call became, else what is called so."""
    call = document.scopes.calls.get(mention.span)
    became = document.seen.instructions.get(call.span if call else mention.span, "")
    return _described(_description(became, mention.name), document, mention.span)


def _description(instruction: str, name: str) -> Description | None:
    """That of the instruction, where it is the one of the name; several have one name."""
    own = describe(instruction) if instruction.partition(".")[2] == name else None
    return own or describe(name)


def _described(found: Description | None, document: Document, span: ast.Span) -> str:
    type = document.seen.types.get(span)
    if found is None:
        return fenced(show(type), "sdol") if type is not None else ""
    return _written(found)


def _written(found: Description) -> str:
    return markdown(found, examples=1)


# --- everything else ----------------------------------------------------------------------------------------


def _token(document: Document, token: Token) -> str:
    around = document.expression_at(token.span.start)
    type = document.seen.types.get(around) if around else None
    if token.type in ("NUMBER", "STRING", "SYMBOL"):
        return fenced(show(type), "sdol") if type is not None else ""
    if token.type == "NAME":
        return _dotted(document, token, around, type)
    found = describe(token.value) if token.value not in _BRACKETS else None
    if found is None:
        return ""
    computes = not token.value.isidentifier() and token.value not in _JOINTS
    known = [fenced(show(type), "sdol")] if type is not None and computes else []
    return "\n\n".join([*known, _written(found)])


def _dotted(document: Document, token: Token, around: ast.Span | None, type: Type | None) -> str:
    """A field, a method, a type, a space: names that no scope has."""
    call = document.scopes.calls.get(token.span)
    became = document.seen.instructions.get(call.span if call else around or token.span, "")
    before = next(document.tokens_before(token.span.start), None)
    if before is None or before.type != ".":
        found = describe(token.value)
        return _written(found) if found else ""
    found = _description(became, token.value) if became.partition(".")[2] == token.value else None
    if found is not None:
        return _written(found)
    if type is not None and around is not None and around.end == token.span.end:
        return fenced(f"{token.value}: {show(type)}", "sdol")
    return ""


FEATURES = [(types.TEXT_DOCUMENT_HOVER, _hover, None)]
