"""A description as Markdown: what an editor shows beside a name, and a notebook."""

from __future__ import annotations

import re

from sdol.shell.describing.description import Description, Example

MOST_SIGNATURES = 8
"""Beyond which a list helps nobody."""

PROSE = ("guide", "section")
"""Kinds whose sentences are a page of their own."""


def markdown(description: Description, *, examples: int = 3, also: bool = True) -> str:
    """The description: signatures, sentences, so many examples, and what to see also."""
    parts = [_signatures(description), description.sentences]
    parts += [_example(one, description.kind) for one in description.examples[:examples]]
    if also and description.see_also:
        parts.append("See also: " + ", ".join(code(name) for name in description.see_also))
    return "\n\n".join(part for part in parts if part)


def inert(text: str) -> str:
    """Markdown without HTML, and without links that run something: a package's comments are not its reader's own.

    A notebook trusts what it has been sent. A sign that is not seen keeps apart what would have a meaning together.
    """
    apart = re.sub(r"([<&])(?=[A-Za-z/!?#])", "\\1\N{WORD JOINER}", text)
    return re.sub(r"(?i)(script|data|file)(?=\s*\\?:)", "\\1\N{WORD JOINER}", apart)


def _signatures(description: Description) -> str:
    if not description.signatures:
        return ""
    shown = list(description.signatures[:MOST_SIGNATURES])
    if len(shown) < len(description.signatures):
        shown.append(f"# and {len(description.signatures) - len(shown)} more")
    return fenced("\n".join(shown), language(description.kind))


def _example(example: Example, kind: str) -> str:
    return fenced(joined(example), language(kind))


def joined(example: Example) -> str:
    """The code, and what it shows as comments below it."""
    shown = [f"# {line}".rstrip() for line in example.output.splitlines()]
    return "\n".join([example.code, *shown])


def language(kind: str) -> str:
    """What the code of a kind of description is written in."""
    return "sh" if kind == "command" else "sdol"


def fenced(text: str, language: str = "") -> str:
    """A block of code, fenced by more backticks than it has in a row."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}{language}\n{text}\n{fence}"


def code(name: str) -> str:
    """A name as code; signs that have a backtick in them are put between two."""
    return f"`` {name} ``" if "`" in name else f"`{name}`"
