"""Records as tables: aligned for reading, and as comma-separated values."""

from __future__ import annotations

from sdol.kernel.table import Example, instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


@instruction(
    "tables.grid",
    "(rows: list[T], width: int = 100) -> text",
    examples=[
        Example('grid([{team: "billing", n: 12}])', "team      n\n-------  --\nbilling  12"),
        Example('grid([{name: "a long description"}], 12)', "name\n------------\na long desc…"),
    ],
)
def grid(rows: list[Any], width: int = 100) -> str:
    """A table of records with a header, as wide as `width` columns allow; numbers stand to the right."""
    from sdol.kernel.show import table

    return table(rows, width)


@instruction(
    "tables.csv_text",
    '(rows: list[T], by: text = ",") -> text',
    examples=[
        Example('csv_text([{name: "Ann, B.", age: 7}])', 'name,age\n"Ann, B.",7'),
        Example('csv_text([{a: 1, b: nil}, {a: 2, b: true}], by: ";")', "a;b\n1;\n2;true"),
    ],
)
def csv_text(rows: list[Any], by: str = ",") -> str:
    """Records as comma-separated values with a header; nil becomes an empty cell, lists and records JSON."""
    from sdol.kernel.cells import written

    return written(rows, by)


@instruction(
    "tables.parse_csv",
    '(t: text, by: text = ",") -> list[json]',
    examples=[
        Example(r'parse_csv("name,age\nAnn,7\n")', '[{name: "Ann", age: "7"}]'),
        Example(r'parse_csv("a\tb\n1\t2\n", "\t")', '[{a: "1", b: "2"}]'),
    ],
)
def parse_csv(t: str, by: str = ",") -> list[Any]:
    """The rows of a text of comma-separated values, as records of texts named by its first row."""
    from sdol.kernel.cells import header_of, ragged, rows_of

    rows = rows_of(t, "the text", by)
    header = header_of(rows, "the text")
    found = []
    for line, cells in rows:
        if len(cells) != len(header):
            raise ragged("the text", line, len(header), len(cells))
        found.append(dict(zip(header, cells, strict=True)))
    return found
