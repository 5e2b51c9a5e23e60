"""Standard output: what goes out, and what happens when nothing can."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sdol.errors import SdolError
from sdol.kernel.output import BUFFER, Output, inert


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def test_bytes_go_to_a_file_unchanged_and_as_utf8() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    output = Output(stream)
    output.print(("é\x1b[31m", 1, [None, "x"]))
    assert stream.buffer.getvalue() == b""  # type: ignore[attr-defined]
    output.flush()
    assert stream.buffer.getvalue() == 'é\x1b[31m 1 [nil, "x"]\n'.encode()  # type: ignore[attr-defined]


def test_half_a_surrogate_pair_is_escaped() -> None:
    stream = io.TextIOWrapper(io.BytesIO())
    output = Output(stream)
    output.print(("\ud800",))
    output.flush()
    assert stream.buffer.getvalue() == b"\\ud800\n"  # type: ignore[attr-defined]


def test_a_terminal_gets_each_line_at_once_and_no_control_characters() -> None:
    stream = Terminal(io.BytesIO(), encoding="utf-8")
    Output(stream).print(("a\tb\x1b]0;t\x07\r\x7f\x9b\u202e",))
    assert stream.buffer.getvalue().decode() == "a\tb␛]0;t␇␍␡<U+009B><U+202E>\n"  # type: ignore[attr-defined]


def test_a_terminal_of_another_encoding_gets_escapes() -> None:
    stream = Terminal(io.BytesIO(), encoding="ascii")
    Output(stream).print(("é\x1b",))
    assert stream.buffer.getvalue() == b"\\xe9\\u241b\n"  # type: ignore[attr-defined]


def test_bidirectional_overrides_are_named() -> None:
    assert inert("".join(map(chr, (0x2066, 0x2069, 0x202A)))) == "<U+2066><U+2069><U+202A>"


def test_no_standard_output_is_an_error() -> None:
    output = Output(None)
    output.print(("a",))
    with pytest.raises(SdolError, match="cannot be written") as raised:
        output.flush()
    assert raised.value.code == "E0820"


CHILD = """
import sys
from sdol.errors import SdolError
from sdol.kernel.output import Output, OutputClosed
output = Output(sys.stdout)
try:
    for _ in range(100_000):
        output.print(("a line that fills the buffer",))
    output.flush()
except OutputClosed:
    sys.exit(40)
except SdolError as error:
    output.print(("more",))
    try:
        output.flush()
    except SdolError as again:
        sys.exit(41 if error.code == again.code == "E0820" else 42)
"""


def run_child(stdout: int) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-c", CHILD], stdout=stdout, stderr=subprocess.PIPE, check=False)


def test_a_reader_that_has_gone_ends_it_without_a_word() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = run_child(writer)
    os.close(writer)
    assert (done.returncode, done.stderr) == (40, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_an_error_each_time() -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    done = run_child(full)
    os.close(full)
    assert (done.returncode, done.stderr) == (41, b"")


def test_large_output_does_not_pile_up() -> None:
    stream = io.TextIOWrapper(io.BytesIO())
    output = Output(stream)
    output.write("x" * BUFFER)
    assert len(stream.buffer.getvalue()) == BUFFER  # type: ignore[attr-defined]
