"""A terminal without the signs that ASCII lacks is sent none, whoever drew them: Textual's own scroll bars, too."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from textual.filter import LineFilter

if TYPE_CHECKING:
    from textual.color import Color

LIKE = str.maketrans(
    {
        **dict.fromkeys("─━╌╍┄┅▔▁", "-"),
        **dict.fromkeys("│┃╎╏▏▕▎▊", "|"),
        **dict.fromkeys("╭╮╰╯┌┐└┘├┤┬┴┼▖▗▘▝", "+"),
        **dict.fromkeys("▂▃▄▅▆▇▉▋▌▍ ", " "),
        **dict.fromkeys("█▓▒░■", "#"),
        "…": "~",
        "·": ".",
        **dict.fromkeys("●○•", "*"),
        "→": ">",
        "←": "<",
        "↑": "^",
        "▲": "^",
        "↓": "v",
        "▼": "v",
        "’": "'",
        "“": '"',
        "”": '"',
    }
)
"""What stands for signs of drawings, each as wide as the sign."""


class Plain(LineFilter):
    """Puts for each sign one of ASCII that is like it, else as many question marks as it has columns."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            one if one.text.isascii() else Segment(plain(one.text), one.style, one.control)
            for one in segments
        ]


PLAIN = Plain()
"""The one that is used: what Textual keeps of lines, it keeps by their filter."""


@lru_cache(4096)
def plain(text: str) -> str:
    """A text in ASCII, as wide as it is."""
    return "".join(sign if sign.isascii() else "?" * cell_len(sign) for sign in text.translate(LIKE))
