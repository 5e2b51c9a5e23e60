"""Pictures: matrices, curves, bars and points, in colour on a terminal and as plain text anywhere else."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.kinds import Made
from sdol.kernel.table import Example, instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import numpy as np

    from sdol.kernel.pictures import Picture
    from sdol.kernel.values import Point, Vecs

_LABELLED = 'labels: list[text]? = nil, title: text = ""'

WIDEST = 120
"""Columns of a picture, and signs of a sparkline."""


def _made(picture: Picture) -> Made:
    return Made("picture", "", picture)


# --- matrices -----------------------------------------------------------------------------------------------


@instruction(
    "picture.heatmap",
    f"(rows: list[list[num]], {_LABELLED}, across: list[text]? = nil, low: num? = nil, high: num? = nil)"
    " -> picture",
    examples=[
        Example(
            "heatmap([[1, 2], [3, 5]])",
            "  0   1\n0  1  ░2\n1 ▒3  █5\n\n1.0 [  ] 1.8 [░░] 2.6 [▒▒] 3.4 [▓▓] 4.2 [██] 5.0",
        ),
        Example(
            'heatmap([[0, 1]], ["a"], "two numbers", across: ["x", "y"], low: 0, high: 2)',
            "two numbers\n  x   y\na  0  ▒1\n\n0.0 [  ] 0.4 [░░] 0.8 [▒▒] 1.2 [▓▓] 1.6 [██] 2.0",
        ),
    ],
)
def heatmap(
    rows: list[list[float]],
    labels: list[str] | None,
    title: str,
    across: list[str] | None,
    low: float | None,
    high: float | None,
) -> Made:
    """A matrix of numbers in shades; of a large one the means of its parts."""
    from sdol.kernel.pictures.heatmap import heatmap
    from sdol.kernel.pictures.scale import doubles

    values = _matrix(rows)
    below = _labels(labels, len(rows), "rows")
    square = across is None and values.shape[0] == values.shape[1]
    beside = below if square else _labels(across, values.shape[1], "columns")
    ends = [None if end is None else float(doubles([end])[0]) for end in (low, high)]
    whole = all(type(x) is int for row in rows for x in row)
    try:
        return _made(heatmap(values, below, beside, title, *ends, whole=whole))
    except ValueError as error:
        raise _no_scale(str(error)) from None


def _matrix(rows: list[list[float]]) -> np.ndarray:
    """Rows of one length as (n, m) float64."""
    import numpy as np

    from sdol.kernel.pictures.scale import doubles

    for i, row in enumerate(rows):
        if len(row) != len(rows[0]):
            raise SdolError(
                "E0588",
                f"a matrix has rows of one length: row 0 has {len(rows[0])} numbers, row {i} has {len(row)}",
                help="shorten the longer rows by `take`, or draw them with `curves`",
            )
    return np.stack([doubles(row) for row in rows]) if rows else np.zeros((0, 0))


def _labels(labels: list[str] | None, count: int, of: str) -> list[str]:
    if labels is None:
        return []
    if len(labels) != count:
        raise SdolError("E0507", f"there are {len(labels)} labels for {count} {of}", help="give one for each")
    return list(labels)


def _no_scale(why: str) -> SdolError:
    return SdolError(
        "E0589",
        f"these shades have no scale: {why}",
        help="give a `low` below the greatest number and a `high` above the least, or neither",
    )


@instruction(
    "picture.similarities",
    f"(xs: list[vec@S], {_LABELLED}) -> picture",
    examples=[
        Example(
            "similarities(['a, 'b])",
            "   'a     'b\n"
            "'a █1.00   0.05\n"
            "'b  0.05  █1.00\n"
            "\n"
            "0.0 [  ] 0.2 [░░] 0.4 [▒▒] 0.6 [▓▓] 0.8 [██] 1.0",
        ),
        Example(
            'similarities([\'a, \'b], ["one", "other"], title: "two atoms")',
            "two atoms\n"
            "      one    other\n"
            "one   █1.00   0.05\n"
            "other  0.05  █1.00\n"
            "\n"
            "0.0 [  ] 0.2 [░░] 0.4 [▒▒] 0.6 [▓▓] 0.8 [██] 1.0",
        ),
    ],
)
def similarities(xs: Vecs, labels: list[str] | None, title: str) -> Made:
    """The similarity of every vector of a list with every other, in shades; symbols are labelled by their names."""
    from sdol.kernel.pictures import projection

    return _made(projection.similarities(_rows(xs), _names(xs, labels), title))


def _rows(xs: Vecs) -> np.ndarray:
    """The vectors as a matrix, also of the list that has none."""
    import numpy as np

    return xs.rows if len(xs) else np.zeros((0, 1), np.float32)


def _names(xs: Vecs, labels: list[str] | None) -> list[str]:
    """The labels, or else the names of the symbols among the vectors."""
    if labels is not None:
        return _labels(labels, len(xs), "vectors")
    names = getattr(xs, "names", None) or []
    return [f"'{name}" if name else "" for name in names]


# --- curves -------------------------------------------------------------------------------------------------


@instruction(
    "picture.curve",
    '(ys: list[num], title: text = "", xs: list[num]? = nil, log: bool = false) -> picture',
    examples=[
        Example(
            "drawn(curve([1, 4, 9]), 20)",
            "10 ┤\n"
            "   │               ⡔\n"
            " 8 ┤             ⢀⠎\n"
            "   │            ⡠⠃\n"
            " 6 ┤           ⡔⠁\n"
            "   │         ⢀⠎\n"
            "   │        ⢠⠃\n"
            " 4 ┤      ⡠⠔⠁\n"
            "   │    ⡠⠊\n"
            " 2 ┤  ⡠⠊\n"
            "   │⠔⠉\n"
            " 0 ┤\n"
            "   └┬───────┬──────┬\n"
            "    0       1      2",
        ),
        Example('drawn(curve([1, 0.1, 0.01], "error", xs: [0, 10, 20], log: true), 20).lines[0]', "error"),
    ],
)
def curve(ys: list[float], title: str, xs: list[float] | None, log: bool) -> Made:
    """A curve through numbers, over their places or over `xs`; of a long one the extremes of its stretches."""
    return _curves([""], [ys], title, xs, log)


_CURVES = 'title: text = "", xs: list[num]? = nil, log: bool = false) -> picture'


@instruction(
    "picture.curves",
    f"(names: list[text], ys: list[list[num]], {_CURVES}",
    examples=[
        Example(
            'drawn(curves(["square", "cube"], [[1, 4, 9], [1, 8, 27]]), 30)',
            "● square  ○ cube\n"
            "30 ┤\n"
            "   │                         ○\n"
            "25 ┤                       ○○\n"
            "   │                     ○○\n"
            "20 ┤                   ○○\n"
            "   │                  ○\n"
            "15 ┤                ○○\n"
            "10 ┤              ○○\n"
            "   │           ○○○      ●●●●●●\n"
            " 5 ┤      ○○○○○  ●●●●●●●\n"
            "   │ ○○○○○●●●●●●●\n"
            " 0 ┤○●\n"
            "   └┬───────────┬────────────┬\n"
            "    0           1            2",
        ),
        Example(
            'drawn(curves(["a", "b"], [[1, 10], [10, 1]], "both", xs: [0, 5], log: true), 20).lines[1]',
            "● a  ○ b",
        ),
    ],
)
def curves(names: list[str], ys: list[list[float]], title: str, xs: list[float] | None, log: bool) -> Made:
    """Up to eight curves in one plane, each with a mark of its own."""
    return _curves(names, ys, title, xs, log)


def _curves(names: list[str], ys: list[list[float]], title: str, xs: list[float] | None, log: bool) -> Made:
    from sdol.kernel.pictures.curves import MOST_CURVES, curves
    from sdol.kernel.pictures.scale import doubles

    if len(ys) > MOST_CURVES:
        raise SdolError(
            "E0516",
            f"a picture cannot have {len(ys)} curves",
            reason=f"there are {MOST_CURVES} marks to tell them apart",
            help="draw several pictures, or a `heatmap`",
        )
    _labels(names, len(ys), "curves")
    for y in ys:
        if xs is not None and len(xs) != len(y):
            raise SdolError(
                "E0507", f"there are {len(xs)} places for {len(y)} numbers", help="give one for each"
            )
    at = None if xs is None else doubles(xs)
    return _made(curves(list(names), [doubles(y) for y in ys], title, xs=at, log=log))


@instruction(
    "picture.sparkline",
    "(ys: list[num], width: int = 40) -> picture",
    examples=[
        Example("sparkline([1, 2, 4, 8, 4, 2, 1])", "▁▂▄█▄▂▁"),
        Example('print "load", sparkline([1, 1, 2, 2, 3, 3, 8, 8], width: 4)', "load ▁▂▃█"),
    ],
)
def sparkline(ys: list[float], width: int) -> Made:
    """A curve as one line of at most so many signs, to stand among words or in a table."""
    from sdol.kernel.pictures.scale import doubles
    from sdol.kernel.pictures.sparkline import sparkline

    return _made(sparkline(doubles(ys), _count(width, 1, WIDEST, "a sparkline", "signs")))


def _count(n: int, least: int, most: int, of: str, parts: str) -> int:
    if least <= n <= most:
        return n
    raise SdolError("E0516", f"{of} cannot have {n} {parts}", help=f"write a number from {least} to {most}")


@instruction(
    "picture.spectrum",
    '(v: vec@hd, title: text = "") -> picture',
    examples=[
        Example("drawn(spectrum('paris)).lines[0]", "magnitude by frequency: 1.00 to 1.00, 1.00 in the mean"),
        Example('drawn(spectrum(\'paris, "an atom")).lines[0]', "an atom"),
    ],
)
def spectrum(v: Point, title: str) -> Made:
    """The magnitudes and phases of a hypervector by frequency; the magnitudes of an atom are all 1."""
    from sdol.kernel.pictures.spectrum import spectrum

    return _made(spectrum(v.data, title))


# --- counts -------------------------------------------------------------------------------------------------


@instruction(
    "picture.bar_chart",
    (
        '(names: list[text], values: list[num], title: text = "") -> picture',
        '(r: {}, title: text = "") -> picture',
        '(r: json, title: text = "") -> picture',
    ),
    examples=[
        Example('drawn(bar_chart(["a", "b"], [4, -2]), 20)', "a      ████████    4\nb  ████           -2"),
        Example(
            'drawn(bar_chart(["a", "b"], [4, 2], "bars"), 20)',
            "bars\na  ██████████████  4\nb  ███████         2",
        ),
        Example("drawn(bar_chart({a: 1.5, b: 3}), 20)", "a  ██████        1.5\nb  ████████████  3.0"),
        Example('drawn(bar_chart({a: 1.5}, "of a record"), 20)', "of a record\na  ████████████  1.5"),
        Example(r'drawn(bar_chart(parse_json("\{\"a\": 2}")), 20)', "a  ██████████████  2"),
        Example('drawn(bar_chart(record(), "none"), 20)', "none\n(nothing to draw)"),
    ],
)
def bar_chart(names: Any, values: Any, title: str | None = None) -> Made:
    """A bar for each of some named numbers, or for each field of a record of numbers."""
    from sdol.kernel.pictures.bars import Bars
    from sdol.kernel.pictures.scale import doubles

    if title is None:
        title, names, values = values, *_fields(names)
    _labels(names, len(values), "bars")
    whole = all(type(x) is int for x in values)
    return _made(Bars(title, list(names), doubles(values), whole))


def _fields(record: Any) -> tuple[list[str], list[float]]:
    """The names and numbers of a record.

    Raises:
        SdolError: E0520, it is none, or a field is no number.
    """
    from sdol.kernel.checked import converter

    if not isinstance(record, dict):
        converter("{}")(record, "")
    number = converter("num")
    return list(record), [number(value, name) for name, value in record.items()]


@instruction(
    "picture.distribution",
    '(xs: list[num], title: text = "", intervals: int? = nil) -> picture',
    examples=[
        Example(
            "drawn(distribution([1, 2, 2, 3]), 20)",
            "1  ███████         1\n2  ██████████████  2\n3  ███████         1",
        ),
        Example(
            'drawn(distribution([0.5, 1, 2.5], "in two", intervals: 2), 30)',
            "in two\n0.5 to 1.5  ███████████████  2\n1.5 to 2.5  ███████▌         1",
        ),
    ],
)
def distribution(xs: list[float], title: str, intervals: int | None) -> Made:
    """A histogram: how many of some numbers fall into each interval, of which there are as many as is useful."""
    from sdol.kernel.pictures.histogram import MOST_INTERVALS, histogram
    from sdol.kernel.pictures.scale import doubles

    if intervals is not None:
        _count(intervals, 1, MOST_INTERVALS, "a histogram", "intervals")
    return _made(histogram(doubles(xs), intervals, title))


# --- points -------------------------------------------------------------------------------------------------


@instruction(
    "picture.scatter",
    (
        f"(xs: list[num], ys: list[num], {_LABELLED}) -> picture",
        f"(xs: list[vec@S], {_LABELLED}) -> picture",
    ),
    examples=[
        Example("drawn(scatter([1, 2, 3], [1, 4, 9]), 20).lines[-1]", "    1       2      3"),
        Example('drawn(scatter([1, 2], [1, 4], ["one", "two"], "points")).lines[0]', "points"),
        Example(
            "drawn(scatter(['a, 'b, 'c])).lines[-1]",
            "the two principal components: 51% across, 49% up of the variance",
        ),
        Example('drawn(scatter([\'a, \'b], ["one", "two"], "vectors")).lines[0]', "vectors"),
    ],
)
def scatter(xs: Any, *more: Any) -> Made:
    """Points by two lists of numbers, or vectors in the plane of their first two principal components."""
    import numpy as np

    from sdol.kernel.pictures import projection
    from sdol.kernel.pictures.scale import doubles
    from sdol.kernel.pictures.scatter import Scatter

    *ys, labels, title = more
    if not ys:
        return _made(projection.plane(_rows(xs), _names(xs, labels), title))
    if len(xs) != len(ys[0]):
        raise SdolError(
            "E0507", f"there are {len(xs)} places across and {len(ys[0])} up", help="give both for each"
        )
    points = np.column_stack([doubles(xs), doubles(ys[0])])
    return _made(Scatter(title, points, _labels(labels, len(xs), "points"), ""))


# --- text ---------------------------------------------------------------------------------------------------


@instruction(
    "picture.drawn",
    "(p: picture, width: int = 80, ascii: bool = false) -> text",
    examples=[
        Example("drawn(sparkline([1, 2, 3]))", "▁▅█"),
        Example("drawn(sparkline([1, 2, 3]), width: 40, ascii: true)", "158"),
    ],
)
def drawn(p: Made, width: int, ascii: bool) -> str:
    """A picture as text of so many columns, 20 to 120, without colour; with ASCII signs alone where asked."""
    text: str = p.body.text(_count(width, 20, WIDEST, "a picture", "columns"), ascii=ascii)  # type: ignore[attr-defined]
    return text
