"""Texts edited by lines and columns: against plain characters, whatever ends the lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lsprotocol.types import Position, PositionEncodingKind, Range

from sdol.shell.lsp.text import Lines, Positions, measure_of, moved
from sdol.shell.lsp.wire import Frames

UTF16 = measure_of(PositionEncodingKind.Utf16)
texts = st.text("ab\r\n é😀́\u2028\x0b", max_size=12)


def split(text: str) -> list[str]:
    """Lines as the protocol ends them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def place(text: str, offset: int) -> Position:
    """Where a character stands; between `\\r` and `\\n` no position is."""
    before = split(text[:offset])
    return Position(len(before) - 1, len(before[-1].encode("utf-16-le")) // 2)


def inside(text: str, offset: int) -> bool:
    return text[offset - 1 : offset + 1] == "\r\n"


@given(texts, texts, st.data())
def test_an_edit_is_an_edit_of_characters(text: str, new: str, data: st.DataObject) -> None:
    places = [n for n in range(len(text) + 1) if not inside(text, n)]
    start, end = sorted((data.draw(st.sampled_from(places)), data.draw(st.sampled_from(places))))
    lines = Lines(text, UTF16)
    lines.replace(Range(place(text, start), place(text, end)), new)
    after = text[:start] + new + text[end:]
    assert lines.text() == after
    assert lines._lines == Lines(after, UTF16)._lines


@given(texts)
def test_positions_there_and_back(raw: str) -> None:
    positions = Positions(raw, UTF16)
    for line, row in enumerate(split(raw)):
        for column in range(len(row) + 1):
            here = Position(line, len(row[:column].encode("utf-16-le")) // 2)
            offset = positions.offset(here)
            assert positions.position(offset) == here
            assert positions.text[offset : offset + 1] in (row[column : column + 1] or "\r\n")


def test_columns_in_the_units_of_the_client() -> None:
    text = "é😀x"
    for encoding, units in (("utf-8", 6), ("utf-16", 3), ("utf-32", 2)):
        measure = measure_of(PositionEncodingKind(encoding))
        assert Positions(text, measure).offset(Position(0, units)) == 2
        assert Positions(text, measure).position(2) == Position(0, units)


def test_a_position_within_a_character_is_its_beginning() -> None:
    assert Positions("😀x", UTF16).offset(Position(0, 1)) == 0


def test_a_byte_order_mark_is_no_part_of_the_program() -> None:
    positions = Positions("\ufefflet a = 1\r\nprint a\r\n", UTF16)
    assert positions.text == "let a = 1\nprint a\n"
    assert positions.position(4) == Position(0, 5) and positions.offset(Position(0, 5)) == 4
    assert positions.position(16) == Position(1, 6)


@given(
    st.text("ab\n", max_size=8),
    st.text("cd", max_size=4),
    st.text("ef", max_size=4),
    st.text("ab\n", max_size=8),
)
def test_a_place_moves_with_its_text(before: str, old: str, new: str, after: str) -> None:
    one, other = before + old + after, before + new + after
    for offset in range(len(before) + 1):
        assert moved(offset, one, other) == offset
    for offset in range(len(before + old) + 1, len(one) + 1):
        assert one[offset:] == other[moved(offset, one, other) :]


@given(st.lists(st.binary(max_size=30), max_size=4), st.binary(max_size=40), st.integers(1, 7))
def test_messages_come_whole_however_they_are_cut(bodies: list[bytes], noise: bytes, size: int) -> None:
    noise = noise.replace(b":", b"")
    data = noise + b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(body), body) for body in bodies)
    frames = Frames()
    found = [one for at in range(0, len(data), size) for one in frames.feed(data[at : at + size])]
    assert found == bodies
