"""Programs, texts and terminals that are not as one would wish: what the dashboard does with each of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import process_time
from xml.etree import ElementTree

import pytest
from rich.cells import cell_len
from textual.events import Paste

from sdol.tui.models.tail import KEPT
from sdol.tui.panels import panels
from tests.tui.conftest import Seen

See = Callable[..., object]

HOSTILE = (
    "\x1b[2J\x1b]0;evil\x07 \x9b31m \u202eevil\u202c\u200f\u061c\u200b\ufeff \x00\r "
    "e\u0301\u0302\u0303 日本 ❤\ufe0f 👩\u200d🚀 👍🏽 🇩🇪 1\ufe0f\u20e3 ไทย "
    "\U000e0041 [red]x[/red] <b>&amp;]]> \U0010ffff"
)
"""Escape sequences, controls, directions, what joins and what is not seen, wide and combined signs, and markup."""


def quoted(text: str) -> str:
    """A text as the language writes it."""
    signs = {**{ord(c): f"\\{c}" for c in '"\\{}'}, **{at: f"\\u{{{at:x}}}" for at in range(32)}}
    return f'"{text.translate(signs)}"'


PROGRAM = f"""\
space swift
# {HOSTILE.translate(dict.fromkeys(range(32)))}
let text = {quoted(HOSTILE)}
let many = [text, text]
let record = {{name: text}}
store notes
notes.put(text, {{note: text}})
region evil = around [text, "my card is lost"]
route ~text {{
  evil => print text
  void => print text
}}
print many, record
print 1 / (len(many) - 2)
"""


def harmless(seen: Seen) -> str:
    """What stands on the screen, of which nothing can act on a terminal or is wider than it is counted for."""
    lines = seen.app.screen._compositor.render_strips(seen.app.size)
    for strip in lines:
        assert strip.text.isprintable(), ascii(strip.text)
        assert cell_len(strip.text) == strip.cell_length == seen.app.size.width, ascii(strip.text)
    return "\n".join(strip.text for strip in lines)


def test_no_text_from_outside_acts_in_any_panel_or_export(
    see: See, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    async def look(seen: Seen) -> None:
        await seen.press("space")
        await seen.wait("it is about to fail")
        harmless(seen)
        await seen.press("colon", *"why text", "enter", "equals_sign", *"text", "enter")
        await seen.wait("> text")
        for panel in panels():
            await seen.press(panel.key)
            await seen.pilot.pause(0.05)
            seen.app.action_export()
            harmless(seen)

    see(PROGRAM, look, "--session", str(tmp_path / "s.db"), size=(120, 40))
    written = sorted(tmp_path.glob("*-1.*"))
    assert len(written) == 2 * len(panels())
    for path in written:
        text = path.read_text()
        if path.suffix == ".svg":
            text = "".join(ElementTree.fromstring(text).itertext())
        assert text.replace("\n", "").isprintable(), (path.name, ascii(text))


def test_a_hundred_thousand_printed_lines_take_no_more_than_the_last_ones(see: See) -> None:
    async def look(seen: Seen) -> None:
        await seen.press("4", "space")
        await seen.wait("ended")
        text = await seen.wait("line 99999")
        assert "line 99998" in text
        assert len(seen.app.driver.reading.output) == KEPT
        await seen.press("home")
        await seen.wait("(95,000 earlier lines are not kept)")
        await seen.press("end")
        await seen.wait("line 99999")

    see('for i in range(100000) {\n  print "line {i}"\n}\n', look)


def test_ten_thousand_registers_are_there_and_a_step_stays_quick(see: See) -> None:
    async def look(seen: Seen) -> None:
        await seen.press("colon", *"until 10000", "enter")
        await seen.wait("line 10000")
        await seen.press("1", "end")
        await seen.wait("v9998")
        begun = process_time()
        for _ in range(3):
            await seen.press("b")
        await seen.wait("line 9997")
        assert process_time() - begun < 3

    see("".join(f"let v{n} = {n}\n" for n in range(10001)), look)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fn deep(n: int) -> int { deep(n + 1) + 1 }\nprint deep(0)\n", "E0503"),
        ('print read("not there.txt")\n', "E0801"),
        ('let v: vec@minilm = ~"x"\nprint v\nprint 1 / 0\n', "E0501"),
    ],
)
def test_what_fails_says_so_in_its_place_and_can_be_gone_back_from(see: See, text: str, said: str) -> None:
    async def look(seen: Seen) -> None:
        await seen.press("space")
        await seen.wait(said)
        await seen.press("b")
        await seen.wait("in the past")

    see(text, look, "--allow", "fs.read")


def test_values_of_any_size_are_cut_to_their_row(see: See) -> None:
    huge = """\
let text = repeat("wide 日本 ", 200000)
let numbers = range(1000000)
let nested = [[numbers]]
print text
print numbers
let end = 1
"""

    async def look(seen: Seen) -> None:
        await seen.press("space")
        await seen.wait("ended")
        await seen.press("b")
        await seen.wait("in the past")
        for panel in panels():
            await seen.press(panel.key)
            harmless(seen)
        await seen.press("equals_sign", *"text", "enter")
        await seen.wait("more characters")

    see(huge, look, size=(120, 40))


def test_it_is_there_on_a_terminal_of_any_size(see: See) -> None:
    async def look(seen: Seen) -> None:
        for number, (width, height) in enumerate([(20, 5), (8, 3), (1, 1), (500, 4)]):
            await seen.pilot.resize_terminal(width, height)
            for key in [
                *[panel.key for panel in panels()][number::4],
                "question_mark",
                "escape",
                "colon",
                "escape",
            ]:
                await seen.pilot.press(key)
        await seen.pilot.resize_terminal(80, 24)
        await seen.press("space")
        await seen.wait("ended")

    see("let n = 1\nprint n\n", look)


def test_what_is_pasted_and_typed_at_the_prompt_is_inert(see: See) -> None:
    async def look(seen: Seen) -> None:
        await seen.press("equals_sign")
        await seen.wait("an expression, or :command")
        assert seen.app.focused is not None
        seen.app.focused.post_message(Paste(f"\\{HOSTILE}"))
        await seen.wait("\\␛[2J␛]0;evil")
        harmless(seen)
        await seen.press("enter")
        await seen.wait("E01")
        harmless(seen)

    see("let n = 1\n", look)


def test_lines_wider_than_the_panel_are_gone_along(see: See) -> None:
    async def look(seen: Seen) -> None:
        await seen.press("space", "4")
        text = await seen.wait("ended")
        assert "begin" in text and "the end" not in text
        await seen.press(*["right"] * 14)
        await seen.wait("本 the end")
        await seen.press(*["left"] * 14)
        await seen.wait("begin")

    see('print "begin{repeat("x", 100)}日本 the end"\n', look)
