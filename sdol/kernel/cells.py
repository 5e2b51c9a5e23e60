"""Comma-separated values (RFC 4180): text to rows of cells, and records to text."""

from __future__ import annotations

from sdol.errors import SdolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

LONGEST_CELL = 256 << 20
"""Characters of one cell."""


def rows_of(text: str, name: str, by: str) -> Iterator[tuple[int, list[str]]]:
    """(line number, cells) of each row that is not blank.

    Raises:
        SdolError: E0817, `by` sets nothing apart; E0818, the text called `name` is not CSV.
    """
    import csv
    import io

    check_separator(by)
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=by, strict=True)
    try:
        yield from ((reader.line_num, cells) for cells in reader if cells)
    except csv.Error as error:
        raise SdolError("E0818", f"line {reader.line_num} of {name} is not CSV", reason=str(error)) from None


def check_separator(by: str) -> None:
    """Raises E0817 where columns cannot be set apart by this text."""
    if len(by) != 1 or by in '"\r\n':
        raise SdolError(
            "E0817", f"columns cannot be set apart by {by!r}", help='write one character, such as `by: ";"`'
        )


def header_of(rows: Iterator[tuple[int, list[str]]], name: str) -> list[str]:
    """The first row: the names of the columns.

    Raises:
        SdolError: E0818, two of them are the same.
    """
    header = next(rows, (0, []))[1]
    if len(set(header)) < len(header):
        raise SdolError(
            "E0818", f"two columns of {name} have the same name", reason=f"the first row is {header}"
        )
    return header


def ragged(name: str, line: int, wanted: int, found: int) -> SdolError:
    """E0818: a row has more or fewer cells than the header."""
    return SdolError(
        "E0818",
        f"line {line} of {name} has {found} {'cell' if found == 1 else 'cells'}",
        reason=f"its first row names {wanted}",
        help='`on_error: "skip"` leaves such rows out and tells of them',
    )


def written(rows: list[Any], by: str) -> str:
    """Records as CSV with a header: columns in the order of first appearance, nil and missing ones empty.

    Raises:
        SdolError: E0519, a row is no record; E0522, a value has no form as data.
    """
    import csv
    import io

    from sdol.kernel.show import as_record

    check_separator(by)
    names = list(dict.fromkeys(name for row in rows for name in as_record(row)))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=by, lineterminator="\n")
    if names:
        writer.writerow(names)
        writer.writerows([_cell(row.get(name)) for name in names] for row in rows)
    return text.getvalue()


def _cell(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    from sdol.kernel.families.json import to_json

    return str(to_json(value))
