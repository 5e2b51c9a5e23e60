"""Text from outside: lines, rows, and everything that can be wrong with them."""

from __future__ import annotations

import os
import sys
import tracemalloc
from collections.abc import Callable, Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdol.errors import SdolError
from sdol.kernel.input import Input, LineStream, RowStream
from sdol.kernel.lines import MAX_LINE, Lines
from sdol.kernel.rows import read_json


def source(chunks: Iterable[bytes]) -> Callable[[], bytes]:
    rest = iter([c for c in chunks if c])
    return lambda: next(rest, b"")


def lines_of(*chunks: bytes) -> list[str]:
    return list(iter(Lines(source(chunks), "data").next, None))


def code_of(call: Callable[[], Any]) -> str:
    with pytest.raises(SdolError) as raised:
        call()
    return raised.value.code


TEXT = st.text(st.characters(exclude_characters="\0\n\r", exclude_categories=["Cs"]))


@given(st.lists(TEXT), st.sampled_from(["\n", "\r\n"]), st.booleans(), st.integers(1, 9))
def test_lines_do_not_depend_on_how_they_arrive(lines: list[str], end: str, ended: bool, size: int) -> None:
    data = "".join(line + end for line in lines).encode()
    if lines and not ended and lines[-1]:
        data = data.removesuffix(end.encode())
    if data.startswith(b"\xef\xbb\xbf"):
        data = b"\xef\xbb\xbf" + data
    assert lines_of(*(data[i : i + size] for i in range(0, len(data), size))) == lines


def test_nothing_is_no_line_and_a_mark_of_order_is_skipped() -> None:
    assert lines_of() == []
    assert lines_of(b"\xef\xbb\xbfa\n\n") == ["a", ""]


def test_bytes_that_are_not_utf8_are_placed_and_the_rest_can_be_read() -> None:
    lines = Lines(source([b"ab\ncaf\xe9\nd\n"]), "menu.txt")
    assert lines.next() == "ab"
    with pytest.raises(SdolError, match=r"line 2 of menu\.txt is not UTF-8") as raised:
        lines.next()
    assert (raised.value.code, "0xe9 at offset 6" in raised.value.reason) == ("E0812", True)
    assert "iconv" in raised.value.help
    assert lines.next() == "d"


def test_what_is_not_text_is_named() -> None:
    assert code_of(lambda: lines_of(b"\x89PNG\r\n\x1a\n\0\0"[4:])) == "E0814"
    with pytest.raises(SdolError) as raised:
        lines_of("a\n".encode("utf-16"))
    assert (raised.value.code, raised.value.reason) == ("E0814", "it begins like UTF-16")


def test_an_endless_line_is_refused_in_bounded_memory() -> None:
    chunk = b"x" * (1 << 16)
    endless = [chunk] * (50 << 4) + [b"x\nafter\n"]
    lines = Lines(source(endless), "data")
    tracemalloc.start()
    code = code_of(lines.next)
    after = lines.next()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (code, after, lines.number) == ("E0813", "after", 2)
    assert peak < 2 * MAX_LINE


def test_the_rest_as_one_text() -> None:
    lines = Lines(source([b"a\nb\r\n", b"c"]), "data")
    assert lines.next() == "a"
    assert lines.text(100) == "b\r\nc"
    assert lines.next() is None
    assert code_of(lambda: Lines(source([b"abc"]), "data").text(2)) == "E0815"


def test_each_line_is_seen_when_it_has_arrived(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    waits: list[str] = []
    with os.fdopen(reader) as stdin, os.fdopen(writer, "wb", 0) as sender:
        monkeypatch.setattr(sys, "stdin", stdin)
        world: Any = SimpleNamespace(input=Input(None, before_waiting=lambda: waits.append("flush")))
        stream = LineStream()
        for line in (b"one\n", b"two\n"):
            sender.write(line)
            assert stream.advance(world)
            assert stream.current == line.decode().strip()
        sender.close()
        assert not stream.advance(world)
        assert len(waits) == 3


def test_a_file_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x\n")
    given_input = Input(str(tmp_path / "a"), before_waiting=lambda: pytest.fail("it flushed"))
    assert given_input.lines.next() == "x"
    given_input.close()


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    def opened(path: Path) -> str:
        return code_of(lambda: Input(str(path), before_waiting=lambda: None).lines)

    assert opened(tmp_path / "missing") == "E0801"
    assert opened(tmp_path) == "E0802"


def rows_of(path: Path, on_error: str) -> tuple[list[Any], list[str]]:
    told: list[str] = []
    world: Any = SimpleNamespace(input=Input(str(path), before_waiting=lambda: None), notice=told.append)
    stream, found = RowStream(on_error), []
    try:
        while stream.advance(world):
            found.append(stream.current)
    finally:
        world.input.close()
    return found, told


def test_broken_rows_fail_by_number_or_are_skipped_and_told(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"n": 1}\n\n{"n": \n{"n": NaN}\n\xff\n[2]\n')
    with pytest.raises(SdolError, match=r"line 3 of .*rows\.jsonl is not JSON") as raised:
        rows_of(path, "fail")
    assert raised.value.code == "E0811"
    found, told = rows_of(path, "skip")
    assert found == [{"n": 1}, [2]]
    assert [f"line {n} " in sentence for n, sentence in zip((3, 4, 5), told, strict=False)] == [True] * 3
    assert told[-1] == f"3 of 5 rows of {path} were skipped"
    assert code_of(lambda: RowStream("ignore")) == "E0817"


@pytest.mark.parametrize(
    ("data", "code"), [(b"{\n[\n", "E0811"), (b"\xff\n\xfe\n", "E0812"), (b'{"n": 1}\n\0\0\n', "E0814")]
)
def test_an_input_without_a_good_row_is_an_error_even_where_broken_ones_are_skipped(
    data: bytes, code: str, tmp_path: Path
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(data)
    assert code_of(lambda: rows_of(path, "skip")) == code


@pytest.mark.parametrize("text", ["NaN", "-Infinity", "1e999", "[1,]", "", "'a'", "9" * 5000, "[" * 100_000])
def test_json_is_strict(text: str) -> None:
    with pytest.raises(ValueError):
        read_json(text)


def test_json_may_be_nested_deeply() -> None:
    value = read_json("[" * 1500 + "]" * 1500)
    for _ in range(1499):
        value = value[0]
    assert value == []
