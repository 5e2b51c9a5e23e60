"""What json can hold fits where json is wanted, and may be compared with it."""

from __future__ import annotations

import pytest

START = 'let data = parse_json("[1, 2]")\nlet items: list[json] = data\nlet some: num? = 3\n'


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("print items == [1, 2], [1, 3] == items, items != [1, 2]", "true false false"),
        ("print {a: data[0], b: 2} == {b: 2.0, a: 1}", "true"),
        ("print [] == items, [[data]] == [[[1, 2]]]", "false true"),
        ("let none: json = nil\nprint none, none == nil", "nil true"),
        ("let one: json = some\nprint one", "3"),
        ("print to_json([1, nil]), to_json({a: some})", '[1, null] {"a": 3}'),
        (
            "fn of(make: fn(int) -> json) { print make(1), make(2) }\nof(n => if n > 1 { n } else { nil })",
            "nil 2",
        ),
    ],
)
def test_it_fits(run, line, shown) -> None:
    found = run(START + line)
    assert (found.messages, found.out.strip()) == ([], shown)


@pytest.mark.parametrize(
    "line", ['print [1] == ["a"]', "print {a: 1} == {a: true}", 'print [[1]] == [["a"]]']
)
def test_what_is_never_equal_is_still_refused(run, line) -> None:
    assert run(line).codes == ["E0302"]
