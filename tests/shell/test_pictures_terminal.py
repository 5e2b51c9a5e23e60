"""A picture on a real terminal: as wide as that is, in its colours, and without them where nobody wants any."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_terminal import Screen

COLOUR = re.compile("\x1b\\[[0-9;]*m")
PROGRAM = 'print "\x1b]0;x\x07", heatmap([[0, 1], [1, 0]], ["on", "off"])\nprint curve(range(50))\n'


def _shown(folder: Path, *words: str, **variables: str) -> list[str]:
    (folder / "p.sdol").write_text(PROGRAM)
    screen = Screen(folder, *words, **variables)
    try:
        assert screen.end() == 0
    finally:
        screen.close()
    return screen.shown.replace("\r\n", "\n").rstrip("\n").split("\n")


@pytest.mark.parametrize("width", [60, 80])
def test_a_program_draws_as_wide_as_the_terminal(tmp_path: Path, width: int) -> None:
    lines = _shown(tmp_path, "run", "p.sdol", TERM="xterm-256color", COLUMNS=str(width), NO_COLOR="")
    assert lines[0] == "␛]0;x␇"
    assert COLOUR.search("".join(lines))
    bare = [COLOUR.sub("", line) for line in lines]
    assert bare[2].rstrip() == "on   0  █1"
    assert max(map(len, bare)) == width


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"NO_COLOR": "", "TERM": "dumb"}], ids=str)
def test_without_colour_it_is_text_alone(tmp_path: Path, variables: dict[str, str]) -> None:
    lines = _shown(tmp_path, "run", "p.sdol", **variables)
    assert "\x1b" not in "".join(lines)
    assert lines[2] == "on   0  █1"


def test_eval_draws_in_colour_too(tmp_path: Path) -> None:
    lines = _shown(tmp_path, "eval", "heatmap([[0, 1], [1, 0]])", TERM="xterm-256color", NO_COLOR="")
    assert COLOUR.search("".join(lines))


def test_as_json_a_picture_is_its_data(sdol: Callable[..., Any]) -> None:
    found = json.loads(sdol("eval", "--json", "curve([1, 1e308 * 10, 3])").stdout)
    value = found["value"]
    assert (found["type"], value["kind"], value["picture"]) == ("picture", "picture", "curves")
    assert (value["low"], value["at"], value["left"]) == ([[1.0, "nan", 3.0]], [[0.0, 1.0, 2.0]], 1)


def test_in_a_pipe_a_run_draws_plainly_in_eighty_columns(sdol: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "p.sdol").write_text("print curve(range(50))\n")
    ran = sdol("run", "p.sdol")
    assert ran.stderr == ""
    assert max(map(len, ran.stdout.splitlines())) == 80
    assert json.loads(sdol("run", "--json", "p.sdol").stdout)["output"] == ran.stdout


def test_a_saved_program_still_has_its_pictures(sdol: Callable[..., Any], tmp_path: Path) -> None:
    made = 'let p = curves(["a", "b"], [[1, 2], [3, 4]])\nlet s = spectrum(\'x)\n'
    (tmp_path / "p.sdol").write_text(f"{made}var i = 0\nwhile i < 1000 {{ i += 1 }}\nprint p, s\n")
    sdol("run", "p.sdol", "--pause-after", "500", "--state", "kept")
    assert sdol("resume", "kept").stdout == sdol("run", "p.sdol").stdout != ""


def test_a_terminal_without_blocks_gets_ascii(tmp_path: Path) -> None:
    lines = _shown(tmp_path, "run", "p.sdol", PYTHONIOENCODING="latin-1")
    assert lines[2] == "on   0  #1"
    assert all(line.isascii() for line in lines[1:])
