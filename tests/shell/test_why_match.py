"""`:why` after a `match`: each case, why it did not fit, and what would have changed it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from sdol.diagnostics import Source
from sdol.kernel import decisions, ir, table
from sdol.kernel.show import columns
from sdol.kernel.world import World
from sdol.lang.program import compile_source
from sdol.shell.repl.evaluator import Evaluator
from sdol.shell.repl.stepping import machine_of, taken_over
from tests.shell.test_repl_why import answer

SHAPE = """\
let limit = 5
fn size(low: int) -> text {
  match {kind: "circle", r: low} {
    {kind: "square"} => "square"
    {kind, r} if r > 2 and r < limit => "middle"
    {r: 9} => "nine"
    {r} => "other"
  }
}
"""


def stepped(evaluator: Evaluator, function: int) -> Any:
    machine = machine_of(evaluator, function)
    machine.run()
    return taken_over(evaluator, machine)


@pytest.mark.parametrize("engine", ["emit", "step"])
def test_each_case_says_what_of_it_did_not_fit(evaluator: Evaluator, engine: str) -> None:
    answer(evaluator, SHAPE)
    call = None if engine == "emit" else lambda function: stepped(evaluator, function)
    assert evaluator.run("size(1)", call=call).value == "other"
    assert answer(evaluator, ":why").split("\n") == [
        'match {kind: "circle", r: 1}  to case 4',
        '  1  {kind: "square"}                  kind is "circle", not "square"',
        "  2  {kind, r} if r > 2 and r < limit  `r > 2` is false: r is 1",
        "  3  {r: 9}                            r is 1, not 9",
        "> 4  {r}                               r is 1",
        "otherwise  with r = 9: to case 3",
        "           with r = 3: to case 2",
        '           with kind = "square": to case 1',
        "decided in entry 1, line 3",
    ]


@pytest.mark.parametrize(("changed", "case"), [("r: 9", 3), ("r: 3", 2), ('kind: "square"', 1)])
def test_what_is_said_to_change_it_does(evaluator: Evaluator, changed: str, case: int) -> None:
    answer(evaluator, SHAPE)
    answer(evaluator, "size(1)")
    fields = dict([part.split(": ") for part in ('kind: "circle"', "r: 1", changed)])
    value = "{" + ", ".join(f"{name}: {part}" for name, part in fields.items()) + "}"
    assert answer(evaluator, f":why {value}").split("\n")[0].endswith(f"to case {case}")
    body = SHAPE.split("\n", 2)[2].replace('{kind: "circle", r: low}', value).rsplit("}", 2)[0] + "}"
    assert answer(evaluator, body) == ["square", "middle", "nine"][case - 1]


def test_a_guard_is_told_by_what_its_variables_held(evaluator: Evaluator) -> None:
    answer(
        evaluator,
        "fn f(a: int, b: int) -> int { match a { x if x == b or x > b + 10 => 1\n _ if not (b > 2) => 2\n"
        ' t if "{t}" == "7" => 3\n _ => 4 } }',
    )
    answer(evaluator, "f(1, 3)")
    shown = " ".join(answer(evaluator, ":why").split())
    assert "`x == b` and `x > b + 10` are false: x is 1, b is 3" in shown
    assert "`not (b > 2)` is false: b is 3" in shown
    assert '`"{t}" == "7"` is false > 4' in shown
    assert "with x = 3: to case 1" in shown


def test_a_variable_that_has_changed_since_is_not_blamed(evaluator: Evaluator) -> None:
    answer(evaluator, "var least = 5")
    answer(evaluator, "match 3 { x if x > least => 1\n _ => 2 }")
    assert "`x > least` is false: x is 3, least is 5" in answer(evaluator, ":why")
    answer(evaluator, "least = 1")
    shown = answer(evaluator, ":why")
    assert "`x > least` was false\n" in shown
    assert "least is" not in shown


def test_data_of_another_form(evaluator: Evaluator) -> None:
    answer(evaluator, r'let j = parse_json("\{\"a\": 1, \"b\": [1, 2]}")')
    answer(evaluator, 'match j { [a] => 1\n {b: [x]} => 2\n {c: "t"} => 3\n {a: {z}} => 4\n _ => 5 }')
    shown = answer(evaluator, ":why")
    for said in (
        "it is a record, not a list",
        "b has 2 elements, not 1",
        "there is no field c",
        "a is 1, not a record",
        "with a as a record with z: to case 4",
        'with a field c = "t": to case 3',
        "with 1 element in b: to case 2",
    ):
        assert said in shown, said
    assert answer(evaluator, ":why j").split("\n")[0].endswith("to case 5")


def test_regions_in_guards_are_told_separately(evaluator: Evaluator) -> None:
    answer(evaluator, 'region billing = around ["refund my payment"]\nregion parcels = around ["my parcel"]')
    answer(
        evaluator,
        "fn pick(v: vec, n: int) -> int {\n  match n {\n    0 => 1\n    n if v in billing and n > 3 => 2\n"
        "    n if v in parcels => 3\n    _ => 4\n  }\n}",
    )
    answer(evaluator, 'pick(~"my parcel", 2)')
    match, asked = answer(evaluator, ":why").split("\n\n")
    assert match.startswith("match 2  to case 3\n")
    assert re.search(r"`v in billing` is false: \d+° outside", match)
    assert asked.startswith('~"my parcel"  in parcels\n')
    assert re.search("^  billing", asked, re.M) and re.search("^> parcels", asked, re.M)
    answer(evaluator, 'pick(~"refund my payment", 1)')
    _, first, second = answer(evaluator, ":why").split("\n\n")
    assert first.startswith('~"refund my payment"  in billing\n')
    assert second.startswith('~"refund my payment"  not in parcels\n')


def test_questions_before_a_match_do_not_belong_to_it(evaluator: Evaluator) -> None:
    answer(evaluator, "region ring = ball('a, 0.3)")
    answer(evaluator, "'b in near")
    answer(evaluator, "match 2 { n if [n] == [1] or n in [3] => 1\n _ => 2 }")
    assert "\n\n" not in answer(evaluator, ":why")


def test_the_last_decision_is_told(evaluator: Evaluator) -> None:
    answer(evaluator, "region ring = ball('a, 0.3)")
    answer(evaluator, "match 1 { 1 => 1\n _ => 2 }")
    answer(evaluator, "'a in ring")
    assert answer(evaluator, ":why").startswith("'a  in ring")
    answer(evaluator, "match 1 { 1 => 1\n _ => 2 }")
    assert answer(evaluator, ":why").startswith("match 1  to case 1")
    assert answer(evaluator, ":why 'a").startswith("route 'a  to ring")


def test_a_case_that_a_call_decides_is_not_guessed(evaluator: Evaluator) -> None:
    answer(evaluator, 'match "abc" { t if starts_with(t, "x") => 1\n _ => 2 }')
    shown = answer(evaluator, ":why")
    assert '`starts_with(t, "x")` is false: t is "abc"' in shown
    assert 'with `starts_with(t, "x")`: to case 1' in shown
    assert answer(evaluator, ':why "xyz"') == "it cannot be told to which case this would go"


@pytest.mark.parametrize("width", [60, 80])
def test_no_line_is_wider_than_the_page(
    evaluator: Evaluator, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sdol.kernel.pictures.page import page_of
    from sdol.shell import cards
    from sdol.shell.cards.setting import Setting

    def there(known: Any) -> Any:
        made = cards.There(None, known)
        made.setting = Setting(page_of(width, ascii=width == 60), known)
        return made

    monkeypatch.setattr(cards, "of_terminal", there)
    long = "x" * 100
    arms = [f'{{a: "{long} {n}", b: {n}, c}} if c > {n} and c < {n} + 1000' for n in range(30)]
    answer(evaluator, f'let v = {{a: "世{long}", b: 3, c: 4}}')
    answer(
        evaluator, "match v {\n" + "\n".join(f"  {arm} => {n}" for n, arm in enumerate(arms)) + "\n _ => 99 }"
    )
    shown = answer(evaluator, ":why")
    assert "to case 31" in shown and "and 19 cases before these" in shown
    assert max(map(columns, shown.split("\n"))) <= width
    assert width == 80 or shown.isascii()


class Page(HTMLParser):
    """The text of a page, whose elements are closed in their order."""

    def of(self, page: str) -> str:
        self.waiting: list[str] = []
        self.text = ""
        self.feed(page)
        assert self.waiting == []
        return self.text

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        assert tag in {"div", "b", "pre", "span", "table", "tr", "td", "th", "svg", "polyline", "path"}
        assert not any(name.startswith("on") or name in ("src", "href") for name, _ in attrs)
        self.waiting.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.waiting.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_in_a_notebook_it_is_html(evaluator: Evaluator) -> None:
    answer(evaluator, 'match "<b>&\\u{1b}[31m" { "<script>" => 1\n t if t == "\\"<i>" => 2\n _ => 3 }')
    found = evaluator.enter(":why", final=True)
    assert "<script>" not in found.html and "\x1b" not in found.html
    text = Page().of(found.html)
    assert "to case 3" in text and 'not "<script>"' in text
    answer(evaluator, "region ring = ball('a, 0.3)\n'a in ring")
    assert "ring" in Page().of(evaluator.enter(":why", final=True).html)


def test_a_notebook_is_given_the_html(tmp_path: Path) -> None:
    from sdol.shell.jupyter.cells import Cells
    from sdol.store.history import History

    cells = Cells(World(session=":memory:"), History(tmp_path / "history.db"))
    try:
        cells.run("match 1 { 1 => 1\n _ => 2 }")
        outcome = cells.run(":why")
        told = cells.told(":why", outcome.text, outcome.html)
        assert told["text/plain"].startswith("match 1  to case 1")
        assert told["text/html"].startswith('<div class="sdol-card">')
        assert "text/html" not in cells.told(":version", "x")
    finally:
        cells.close()
        decisions.stop()


def _operations(program: ir.Program) -> set[str]:
    waiting = [node for function in program.functions for node in function.body]
    found = set()
    while waiting:
        node = waiting.pop()
        found |= {node.name} if isinstance(node, ir.Op) else set()
        waiting += [inner for block in ir.children(node) for inner in block]
    return found


def test_only_the_code_of_a_session_is_changed(
    evaluator: Evaluator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "fn f(n: int) -> int { match n { 1 => 1\n _ => 2 } }\n"
    program, problems = compile_source(Source("a.sdol", text + "print f(1)"))
    assert not problems
    assert "control.matched" not in _operations(program)
    (tmp_path / "lib.sdol").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert answer(evaluator, 'import "lib.sdol"\nlib.f(1)') == "1"
    assert answer(evaluator, ":why") == "nothing was decided yet"
    assert "control.matched" not in table.load_all()
    answer(evaluator, text)
    assert "control.matched" in _operations(evaluator.session.program)


def test_a_match_in_a_function_goes_on_being_harmless(evaluator: Evaluator) -> None:
    answer(evaluator, "fn f(n: int) -> int { match n { 1 => 1\n _ => 2 } }")
    assert evaluator.pure("f(1)")
