"""The glossary: it has the project's names, in order, each is used, and its examples run."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from doc_blocks import ROOT

PAGE = (ROOT / "docs/glossary.md").read_text()
NOW, LATER = (
    re.findall(r"^\| \*\*(.+?)\*\* \| (.*) \|$", part, re.MULTILINE)
    for part in PAGE.split("Words for what later versions bring")
)

NAMES = (
    *("cosine similarity", "displacement", "exp map", "log map", "geodesic", "signed distance", "codebook"),
    *("cleanup memory", "resonator network", "conformal p-value", "partition", "grant", "journal", "frame"),
    *("register", "opcode", "bone", "chain", "skeleton", "skill", "reflex", "membrane", "dreaming"),
)
"""The names that the architecture sets: the field's words, and the idea's for what they meet."""

CONTEXT = """\
space swift
let a = ~"a cat"
let b = ~"a dog"
let c = a * b
let v = ~"the weather"
let d = b - a
let vs = [a, b, v]
let r = ball(a, 0.4)
let t = 0.5
var x = a
"""
"""What the letters of the examples are."""

EXAMPLES = [
    (word, code.replace("\\|", "|"))
    for word, meaning in NOW
    for code in re.findall(r"`([^`]+)`", meaning)
    if re.search(r"[ ('~!]", code) and not code.startswith(("--", "sdol "))
]


def test_the_words_stand_in_order_and_have_a_meaning() -> None:
    for words in (NOW, LATER):
        names = [name for name, _ in words]
        assert names == sorted(set(names), key=lambda name: name.lower().replace("é", "e"))
        assert all(len(meaning) > 15 for _, meaning in words)


def test_the_names_of_the_architecture_are_explained() -> None:
    assert set(NAMES) <= {name for name, _ in [*NOW, *LATER]}


def test_every_word_is_used_somewhere() -> None:
    pages = [*ROOT.glob("docs/**/*.md"), ROOT / "README.md", *ROOT.glob("sdol/**/*.py")]
    texts = " ".join(p.read_text() for p in pages if p.name != "glossary.md").lower()
    assert [name for name, _ in NOW if name.lower() not in texts] == []


def test_what_is_in_italics_is_a_word_of_the_page() -> None:
    names = {name.lower() for name, _ in [*NOW, *LATER]}
    assert {word.lower() for word in re.findall(r"(?<!\*)\*(\w[\w ]*)\*(?!\*)", PAGE)} <= names


@pytest.mark.parametrize(("word", "code"), EXAMPLES, ids=lambda text: str(text))
def test_an_example_runs(word: str, code: str, run: Callable[..., Any]) -> None:
    whole = code if re.match(r"store |import ", code) or " <- " in code else f"let _ = {code}"
    ran = run(f"{whole}\n{CONTEXT}" if code.startswith("import") else f"{CONTEXT}{whole}\n")
    assert ran.messages == []
