"""Colours of pictures, and their lines as what a terminal takes."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from rich.style import Style as RichStyle

    from sdol.kernel.pictures.page import Line, Style

RGB = tuple[int, int, int]

_VIRIDIS: tuple[RGB, ...] = ((68, 1, 84), (59, 82, 139), (33, 145, 140), (94, 201, 98), (253, 231, 37))
"""Five points of viridis (van der Walt and Smith, 2015): even in lightness, and legible to the colour-blind."""

SERIES: tuple[RGB, ...] = (
    (86, 180, 233),
    (230, 159, 0),
    (0, 158, 115),
    (204, 121, 167),
    (213, 94, 0),
    (0, 114, 178),
    (240, 228, 66),
    (148, 148, 148),
)
"""Colours that can be told apart whatever kind of colour vision one has (Okabe and Ito, 2008)."""


def ramp(part: float) -> RGB:
    """The colour of a number between 0, the lowest, and 1, the highest."""
    place = min(max(part, 0.0), 1.0) * (len(_VIRIDIS) - 1)
    first = min(int(place), len(_VIRIDIS) - 2)
    low, high = _VIRIDIS[first], _VIRIDIS[first + 1]
    red, green, blue = (round(a + (b - a) * (place - first)) for a, b in zip(low, high, strict=True))
    return red, green, blue


def series(index: int) -> RGB:
    """The colour of the curve of that number."""
    return SERIES[index % len(SERIES)]


def painted(lines: list[Line]) -> str:
    """The lines in as many colours as the terminal says that it has, by rich."""
    import io

    from rich.console import Console
    from rich.text import Text

    kept = io.StringIO()
    console = Console(
        file=kept, force_terminal=True, no_color=False, legacy_windows=False, highlight=False, soft_wrap=True
    )
    covered = console.color_system in ("256", "truecolor")
    for line in lines:
        console.print(Text.assemble(*((span.text, _rich(span.style, covered)) for span in line)))
    return kept.getvalue().removesuffix("\n")


def _rich(style: Style, covered: bool) -> RichStyle:
    """The style for rich; sixteen colours are too few to do without the signs."""
    from rich.color import Color
    from rich.style import Style as RichStyle

    colour = Color.from_rgb(*style.colour) if style.colour else None
    ground = colour if style.solid and covered else None
    return RichStyle(
        color=colour, bgcolor=ground, bold=style.weight == "bold" or None, dim=style.weight == "dim" or None
    )
