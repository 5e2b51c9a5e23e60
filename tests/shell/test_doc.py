"""`sdol doc` and `?name`: the answers of the command, on a screen and for programs."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]

SLERP = """\
sphere.slerp  instruction

    slerp(a: vec@S, b: vec@S, t: num) -> vec@S

The point at the fraction t of the way from a to b on the great
circle: spherical interpolation.

    slerp('a, 'b, 1) ~ 'b > 0.999
    # true

see also  angle, length, transport, mean, von_mises_fisher


slerp  term

Spherical linear interpolation: the point at a fraction of the
way along the great circle, `slerp(a, b, t)`; `x <- v by t`
moves a variable so.
"""
"""A page at 64 columns: what it is, how it is written, what it does, examples, and what to see also."""

PROGRAM = """\
# Prices.

## The price with tax.
## >>> with_tax(10)
## 12.0
fn with_tax(price: num) -> num { price * 1.2 }
fn _hidden() -> int { 1 }
"""


def test_a_page_is_laid_out_for_the_screen(call: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "64")
    assert call("doc", "slerp") == (0, SLERP, "")


def test_several_names_and_names_of_several_words(call: Callable[..., Any]) -> None:
    out = call("doc", "let", "var").out
    assert out.startswith("let  word\n") and "\n\n\nvar  word\n" in out
    assert call("doc", "cosine", "similarity").out.startswith("cosine similarity  term\n")


def test_a_guide_is_shown_whole(call: Callable[..., Any]) -> None:
    out = call("doc", "spaces").out
    assert out.startswith("Spaces of your own  guide\n") and "A sentence encoder in ONNX" in out
    assert "](" not in out and "```" not in out


def test_words_that_are_no_names_are_looked_for(call: Callable[..., Any]) -> None:
    assert "lists.group_by  " in call("doc", "group", "items", "by", "key").out
    assert call("doc", "--search", "group items by key").out == call("doc", "group", "items", "by", "key").out
    assert call("doc", "--search", "qwxyz").status == 2


def test_a_name_that_nothing_has(call: Callable[..., Any]) -> None:
    status, out, err = call("doc", "slrep")
    assert (status, out) == (2, "") and "did you mean `slerp` or" in err
    assert call("doc", "dict").err.startswith(
        "error[E0901]: nothing is called `dict`\nnote: a record is written"
    )
    assert "  read_csv  " in call("doc", "csv").out
    assert call("doc", "qwxyz").err.startswith("error[E0901]: nothing is called `qwxyz`, nor described so\n")
    assert "\x1b" not in call("doc", "x\x1b[2Jx").err and len(call("doc", "x" * 50_000).err) < 200


def test_without_a_name_what_there_is(call: Callable[..., Any]) -> None:
    out = call("doc").out
    for line in ("language +The SDOL language", "sdol asm  .*", "minilm  swift  hd", "lists +Lists, with .*"):
        assert re.search(f"^  {line}$", out, re.MULTILINE), line
    assert max(map(len, out.splitlines())) <= 80


def test_json(call: Callable[..., Any]) -> None:
    (word,) = call("doc", "let", "--json").json
    assert list(word) == ["name", "kind", "title", "signatures", "sentences", "examples", "see_also"]
    assert word["examples"][0] == {
        "code": "let n: int = 3\nlet {x, y} = {x: 1, y: 2}\nprint n + x + y",
        "output": "6",
    }
    assert {"let", "slerp", "sdol run", ":type", "E0301"} <= set(call("doc", "--json").json)
    assert call("doc", "--search", "regex replace", "--json").json[0]["name"] == "replace_pattern"
    assert call("doc", "qwxyz", "--json").json["diagnostics"][0]["code"] == "E0901"


def test_a_program_is_shown_by_what_its_comments_say(
    call: Callable[..., Any], script: Callable[..., str]
) -> None:
    out = call("doc", script(PROGRAM, "prices.sdol")).out
    assert out.startswith("prices.sdol  program\n\nPrices.\n\nsee also  prices.with_tax\n")
    assert "prices.with_tax  function\n\n    with_tax(price: num) -> num\n\nThe price with tax." in out
    assert "\n\n    with_tax(10)\n    # 12.0" in out
    assert "_hidden" not in out
    assert call("doc", "none.sdol").status == 2
    broken = call("doc", script("fn f( {", "broken.sdol"))
    assert broken.status == 2 and broken.out == "" and "error[E01" in broken.err


def test_regions_stores_and_variables_with_a_comment_have_a_page(
    call: Callable[..., Any], script: Callable[..., str]
) -> None:
    text = """# Teams.
# Run it so:
#   sdol run teams.sdol
#
# - a list
#   that goes on

## Who asks for money.
region billing = around [
  "refund"
]
## The tax.
let tax = 0.2
let rest = 1
"""
    out = call("doc", script(text, "teams.sdol")).out
    assert "Teams. Run it so:\n\n    sdol run teams.sdol\n\n • a list that goes on\n" in out
    assert "teams.billing  region\n\n    region billing = around [ …\n\nWho asks for money." in out
    assert "teams.tax  variable\n\n    let tax = 0.2\n\nThe tax." in out
    assert "rest" not in out


def test_in_the_repl_ones_own_names_come_first(sdol: Callable[..., Any]) -> None:
    entries = f'{PROGRAM}let slerp = 3\n?with_tax\n?slerp\n??slerp\n?slrepp\n?"regex replace"\n?qwxyz\n'
    ran = sdol("repl", input=entries)
    assert "with_tax  function\n\n    with_tax(price: num) -> num\n\nThe price with tax." in ran.stdout
    assert ran.stdout.count("slerp: int") == 2 and ran.stdout.count("sphere.slerp  instruction") == 1
    assert "`slerp` is also: instruction, term. `??slerp` tells all of it." in ran.stdout
    assert "error[E0840]: nothing is called `slrepp`\nhelp: did you mean `slerp`" in ran.stderr
    assert "  replace_pattern  " in ran.stdout and "`qwxyz`, nor described so" in ran.stderr


# --- the pager ----------------------------------------------------------------------------------------------


def _on_a_terminal(words: list[str], **environment: str) -> str:
    """What a call writes to a terminal of 24 lines."""
    keyboard, screen = pty.openpty()
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "PAGER", "LESS", "COLUMNS", "LINES")}
    given = {**kept, "PYTHONPATH": str(ROOT), "TERM": "xterm", "LINES": "24", "COLUMNS": "80", **environment}
    process = subprocess.Popen(
        [sys.executable, "-m", "sdol", *words], stdin=screen, stdout=screen, stderr=screen, env=given
    )
    os.close(screen)
    found, until = b"", time.monotonic() + 30
    while time.monotonic() < until and select.select([keyboard], [], [], 30)[0]:
        try:
            part = os.read(keyboard, 65536)
        except OSError:  # the other side is closed: Linux says so
            break
        if not part:
            break
        found += part
    assert process.wait(30) == 0
    os.close(keyboard)
    return found.decode().replace("\r\n", "\n")


@pytest.fixture
def pager(tmp_path: Path) -> str:
    """A pager that says what it was given."""
    command = tmp_path / "pager"
    command.write_text('#!/bin/sh\necho "PAGED $LESS"\nhead -n 1\ncat >/dev/null\n')
    command.chmod(0o755)
    return str(command)


def test_a_long_page_goes_through_the_pager_and_a_short_one_does_not(pager: str) -> None:
    assert _on_a_terminal(["doc", "spaces"], PAGER=pager).startswith(
        "PAGED FRX\n\x1b[1mSpaces of your own\x1b[0m"
    )
    assert _on_a_terminal(["doc", "let"], PAGER=pager).startswith("\x1b[1mlet\x1b[0m")


@pytest.mark.parametrize("words", ["cat", "/no/such/pager", "'unfinished"])
def test_without_a_pager_the_page_is_written(words: str) -> None:
    environment = {"PAGER": words, "NO_COLOR": "1"} | ({"PATH": "/nowhere"} if "unfinished" in words else {})
    assert _on_a_terminal(["doc", "spaces"], **environment).startswith("Spaces of your own  guide\n")


def test_a_program_that_reads_gets_plain_text(sdol: Callable[..., Any]) -> None:
    ran = sdol("doc", "language")
    assert ran.returncode == 0 and "\x1b" not in ran.stdout and len(ran.stdout.splitlines()) > 500
    assert json.loads(sdol("doc", "language", "--json").stdout)[0]["kind"] == "guide"
