"""The TextMate grammar is made from the language's, and colours programs as the language's own lexer does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sdol.lang import textmate
from sdol.lang.pieces import pieces
from sdol.lang.tables import tables

ROOT = Path(__file__).resolve().parents[2]
EXTENSION = ROOT / "editors" / "vscode"
FILES = sorted(p for folder in ("stdlib", "examples") for p in (ROOT / folder).glob("*.sdol"))
Rule = dict[str, Any]


# --- the files ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", textmate.files())
def test_the_shipped_grammar_is_that_of_the_language(name: str) -> None:
    shipped = (textmate.FOLDER / name).read_text(encoding="utf-8")
    assert shipped == textmate.files()[name], "run `python -m sdol.lang.textmate`"


def test_every_word_and_sign_of_the_language_is_in_it() -> None:
    text = json.dumps(textmate.grammar())
    assert all(word in text for word in tables().words)
    operators = re.compile(textmate.grammar()["repository"]["operators"]["patterns"][0]["match"])
    assert all(operators.fullmatch(sign) for sign in tables().signs if sign not in "()[]{},:.")


def test_the_extension_refers_to_files_that_are_there() -> None:
    package = json.loads((EXTENSION / "package.json").read_text())
    contributed = package["contributes"]
    named = [package["main"], *(g["path"] for g in contributed["grammars"])]
    named += [language["configuration"] for language in contributed["languages"]]
    assert all((EXTENSION / name).is_file() for name in named)
    json.loads((EXTENSION / "language-configuration.json").read_text())
    code = (EXTENSION / "extension.js").read_text()
    assert {c["command"] for c in contributed["commands"]} == set(re.findall(r'\bon\("(sdol\.\w+)"', code))
    assert {name.removeprefix("sdol.") for name in re.findall(r'get\("([\w.]+)"\)', code)} <= {
        name.removeprefix("sdol.") for name in contributed["configuration"]["properties"]
    }
    scopes = {g["scopeName"] for g in contributed["grammars"]}
    assert scopes == {textmate.SCOPE, textmate.in_markdown()["scopeName"]}


def test_the_editors_notion_of_a_word_and_of_brackets() -> None:
    configuration = json.loads((EXTENSION / "language-configuration.json").read_text())
    word = re.compile(configuration["wordPattern"])
    assert [word.fullmatch(w) is not None for w in ("group_by", "'paris", "größe", "1st")] == [True] * 3 + [
        False
    ]
    deeper, less = (
        re.compile(configuration["indentationRules"][f"{k}IndentPattern"]) for k in ("increase", "decrease")
    )
    assert deeper.search("fn f(x: text) -> text {") and deeper.search("let xs = [  # two")
    assert not deeper.search("f(x)") and not deeper.search("# {")
    assert less.search("  }") and not less.search("x }")


# --- a small engine for TextMate grammars -------------------------------------------------------------------


class Engine:
    """Line by line, as editors do: the earliest match of the innermost rule wins, the first of those that tie."""

    def __init__(self, grammar: Rule) -> None:
        self.repository = grammar["repository"]
        self.top = grammar

    def rules(self, patterns: list[Rule]) -> Iterator[Rule]:
        for rule in patterns:
            found = self.repository[rule["include"][1:]] if "include" in rule else rule
            if "match" in found or "begin" in found:
                yield found
            else:
                yield from self.rules(found["patterns"])

    def scopes(self, text: str) -> list[str]:
        """The innermost scope of every character."""
        found = [""] * len(text)
        stack: list[Rule] = [self.top]
        at = 0
        for line in text.split("\n"):
            self._line(line, at, found, stack)
            at += len(line) + 1
        return found

    def _line(self, line: str, offset: int, found: list[str], stack: list[Rule]) -> None:
        at = 0
        while at <= len(line):
            rule, hit = self._next(line, at, stack)
            upto = hit.start() if hit else len(line)
            self._fill(found, offset + at, offset + upto, self._scope(stack))
            if hit is None or rule is None:
                return
            at = self._take(line, offset, found, stack, rule, hit)

    def _next(self, line: str, at: int, stack: list[Rule]) -> tuple[Rule | None, re.Match[str] | None]:
        ends = re.compile(stack[-1]["end"]).search(line, at) if "end" in stack[-1] else None
        best: tuple[Rule | None, re.Match[str] | None] = ({}, ends) if ends else (None, None)
        for rule in self.rules(stack[-1]["patterns"]):
            hit = re.compile(rule.get("match") or rule["begin"]).search(line, at)
            if hit and (best[1] is None or hit.start() < best[1].start()):
                best = rule, hit
        return best

    def _take(
        self, line: str, offset: int, found: list[str], stack: list[Rule], rule: Rule, hit: re.Match[str]
    ) -> int:
        start, end = hit.span()
        if not rule:
            self._fill(found, offset + start, offset + end, self._scope(stack))
            stack.pop()
            return end if end > start or end < len(line) else end + (len(stack) == 1)
        if "begin" in rule:
            stack.append(rule)
            self._fill(found, offset + start, offset + end, self._scope(stack))
            return end
        self._fill(found, offset + start, offset + end, rule.get("name", ""))
        for group, capture in rule.get("captures", {}).items():
            begin, stop = hit.span(int(group))
            if "patterns" in capture and begin >= 0:
                inner = Engine({**self.top, "patterns": capture["patterns"]}).scopes(line[begin:stop])
                found[offset + begin : offset + stop] = inner
            elif begin >= 0:
                self._fill(found, offset + begin, offset + stop, capture["name"])
        return end

    def _scope(self, stack: list[Rule]) -> str:
        return str(stack[-1].get("name", ""))

    def _fill(self, found: list[str], start: int, end: int, scope: str) -> None:
        found[start:end] = [scope] * (end - start)


ALIKE = {
    "comment": ("comment",),
    "doc": ("comment",),
    "text": ("string", "punctuation.definition.string"),
    "escape": ("constant.character",),
    "number": ("constant.numeric",),
    "symbol": ("constant.other.symbol",),
    "keyword": ("keyword", "storage"),
    "declaration": ("keyword", "storage", "support.type"),
    "constant": ("constant.language",),
    "word operator": ("keyword.operator",),
    "operator": ("keyword.operator", "punctuation"),
    "definition": ("entity.name.function",),
    "space": ("entity.name",),
    "brace": ("meta.embedded", "punctuation.section.embedded"),
}
"""Kinds of pieces, and how the scopes of their characters begin."""


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(textmate.grammar())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_agrees_with_the_languages_own_colours(path: Path, engine: Engine) -> None:
    text = path.read_text(encoding="utf-8")
    scopes = engine.scopes(text)
    for piece in pieces(text):
        if piece.kind in ALIKE:
            shown = text[piece.start : piece.end]
            given = {scopes[at] for at in range(piece.start, piece.end) if text[at] not in "\n"}
            assert all(s.startswith(ALIKE[piece.kind]) for s in given), (piece.kind, shown, given)


@pytest.mark.parametrize(
    ("line", "shown", "scope"),
    [
        ("let by = 1", "by", "variable.other.sdol"),
        ("x <- y by 0.5", "by", "keyword.other.sdol"),
        ("near q in s top 3", "top", "keyword.other.sdol"),
        ("top(3)", "top", "entity.name.function.sdol"),
        ("fn f(a: vec@swift) { }", "vec", "support.type.sdol"),
        ("v as minilm", "minilm", "entity.name.namespace.sdol"),
        ("region billing = x", "billing", "entity.name.type.sdol"),
        ("lists.group_by(x)", "group_by", "entity.name.function.member.sdol"),
        ("##   >>> f(1)", "1", "constant.numeric.sdol"),
        ('"a {f(1)} b"', "1", "constant.numeric.sdol"),
        ('"open {a\nprint x', "print", "keyword.control.sdol"),
        ("agent x", "agent", "keyword.other.reserved.sdol"),
        ("input.lines", "input", "variable.language.sdol"),
    ],
)
def test_what_a_word_is(line: str, shown: str, scope: str, engine: Engine) -> None:
    assert engine.scopes(line)[line.rindex(shown)] == scope
