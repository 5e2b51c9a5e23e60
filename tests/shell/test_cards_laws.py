"""What holds of every card, whatever the value: no line is too wide, nothing can act on a terminal or a page."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdol.kernel.kinds import KINDS
from sdol.kernel.pictures.page import UNICODE
from sdol.kernel.show import columns
from sdol.kernel.values import Codebook, Disp, Disps, Region, Vec, Vecs
from sdol.lvm import Ball, Complement, Union
from sdol.shell.cards import card, html, line

SPACE = "toy@1"

texts = st.text(st.characters(codec="utf-8"), max_size=200) | st.text(
    "a\x1b\n\t<&\"'\u202e世\u0301 ", max_size=400
)
numbers = st.integers() | st.floats()
scalars = st.none() | st.booleans() | numbers | texts
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=40) | st.dictionaries(texts, inner, max_size=14),
    max_leaves=120,
)
tables = st.lists(
    st.fixed_dictionaries({"a": scalars, "a long name of a column": texts, "b": texts}), min_size=2
)


class Nesting(HTMLParser):
    """Which elements of a page are not closed in their order."""

    def left_open(self, page: str) -> list[str]:
        self.waiting: list[str] = []
        self.feed(page)
        return self.waiting

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.waiting.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.waiting.pop() == tag


def rows(count: int) -> np.ndarray:
    made = np.random.default_rng(count).standard_normal((count, 12)).astype(np.float32)
    unit: np.ndarray = made / np.linalg.norm(made, axis=1, keepdims=True)
    return unit


def hit(text: str, payload: Any) -> dict[str, Any]:
    return {"id": "x1", "score": 0.5, "text": text, "payload": payload, "vec": Vec(SPACE, rows(1)[0])}


ball = Ball(rows(1), 0.4)
SPACED = (
    Vec(SPACE, rows(1)[0]),
    Disp(SPACE, rows(1)[0]),
    Vecs(SPACE, rows(40)),
    Disps(SPACE, rows(3)),
    Vecs(SPACE, rows(1)[:0]),
    Codebook(Vecs(SPACE, rows(4))),
    Region(SPACE, Union((ball, ball)), "teams\x1b[2J" * 20),
)
spaced = st.integers(0, len(SPACED) - 1).map(lambda at: SPACED[at])
hits = st.lists(st.builds(hit, texts, st.none() | st.dictionaries(texts, scalars, max_size=4)), min_size=1)


@given(values | tables | hits | spaced, st.integers(20, 120), st.booleans(), st.booleans())
def test_fits_and_is_inert(value: Any, width: int, ascii: bool, whole: bool) -> None:
    shown = card(value, None, width=width, ascii=ascii, whole=whole)
    for one in shown.split("\n"):
        assert columns(one) <= width
        assert one.isprintable()
    assert not ascii or shown.isascii()


@given(values | hits, st.integers(8, 100))
def test_one_line_is_one(value: Any, width: int) -> None:
    shown = line(value, width=width)
    assert columns(shown) <= width
    assert shown.isprintable()


@given(values | tables | hits)
def test_colours_add_to_the_words_only(value: Any) -> None:
    plain = card(value, None, width=60)
    painted = card(value, None, width=60, coloured=True)
    assert [one.rstrip() for one in re.sub("\x1b\\[[0-9;]*m", "", painted).split("\n")] == plain.split("\n")


@given(values | tables | hits | spaced)
def test_html_is_escaped(value: Any) -> None:
    """Every tag is one of ours, and there is no control character that a browser could take for another."""
    page = html(value)
    tags = set(re.findall(r"<\s*/?\s*([^\s>/]*)", page))
    assert tags <= {"div", "b", "table", "tr", "td", "th", "pre", "span", "svg", "polyline"}
    assert Nesting().left_open(page) == []
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", page)


@given(values)
def test_html_says_what_the_text_does(value: Any) -> None:
    import html as markup

    page = markup.unescape(re.sub("<[^>]*>", "", html(value, whole=True)))
    squeezed = "".join(page.split())
    for word in re.findall(r"[a-zA-Z]{2,}", card(value, None, width=100, whole=True)):
        assert word in squeezed


@pytest.mark.parametrize("count", [17, 1000])
def test_what_is_cut_says_how_much_is_left(count: int) -> None:
    records = [{"name": f"the number {i}", "square": i * i} for i in range(count)]
    assert card(records, None, width=80).endswith(
        f"and {count - 16:,} more row{'s' * (count > 17)}; `:show` shows all"
    )
    assert f"the number {count - 1}" in card(records, None, width=80, whole=True)


def test_a_card_costs_what_it_shows() -> None:
    """A list that is a million lists of itself is laid out no further than it is shown."""
    nested: list[Any] = ["x" * 100]
    for _ in range(20):
        nested = [nested] * 1000
    assert "the first lines of 1,000 elements" in card(nested, None, width=80)


def test_a_region_of_thousands_of_parts_is_named_at_the_least() -> None:
    deep: Any = ball
    for _ in range(3000):
        deep = Complement(deep)
    assert card(Region(SPACE, deep, "deep"), None, width=80) == "region deep"


def test_a_million_vectors_are_not_copied() -> None:
    import tracemalloc

    many = Vecs(SPACE, np.broadcast_to(rows(1), (1_000_000, 12)))
    tracemalloc.start()
    assert card(many, None, width=80).startswith("1,000,000 vec@toy")
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()


def test_a_vector_has_its_curve_and_its_texts_in_html() -> None:
    page = html(Vec(SPACE, np.array([0.0, 0.6, 0.0, 0.8], np.float32)))
    assert re.search(r'points="0,23\.0 1,6\.5 2,23\.0 3,1\.0"', page)
    assert "<b>vec@toy</b> 4 dimensions, norm 1" in page


def test_true_colours_reach_a_terminal_and_nothing_else_does() -> None:
    import io

    from sdol.kernel.output import Output

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    Output(stream).draw(card("a\x1b[2J" * 40, None, width=60, coloured=True) + "\n")
    sequences = re.findall("\x1b[^m]*m", stream.getvalue())
    assert sequences and all(re.fullmatch("\x1b\\[[0-9;]*m", one) for one in sequences)
    assert "\x1b[2J" not in stream.getvalue()


def test_every_kind_of_the_language_has_its_view() -> None:
    from importlib.util import find_spec

    assert [kind for kind in KINDS if find_spec(f"sdol.shell.cards.kinds.{kind}") is None] == []


def test_the_whole_of_a_nested_text_is_folded() -> None:
    long = "".join(f"{i:04d}" for i in range(400))
    shown = card({"a": [{"b": long}, {"b": "x"}]}, None, width=40, whole=True)
    assert long in "".join(line.strip() for line in shown.split("\n"))


def test_the_whole_of_a_vector_is_all_its_numbers() -> None:
    shown = card(SPACED[0], None, width=50, whole=True)
    assert [float(x) for x in shown.split()[-12:]] == pytest.approx(rows(1)[0].tolist(), rel=1e-6)


def test_every_sign_that_is_used_is_tried() -> None:
    from sdol.shell.cards import shows_signs

    class Latin:
        encoding = "latin-1"

    assert "…" in UNICODE
    assert not shows_signs(Latin())  # type: ignore[arg-type]
