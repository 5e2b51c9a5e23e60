"""Entries: what they leave behind when they end, when they fail, and when they do not compile."""

from __future__ import annotations

import cProfile
import signal
import threading

import pytest
from sitting import Sitting

from sdol.errors import SdolError
from sdol.shell.repl.outcome import UNSET


def test_the_last_value_is_kept_with_its_type(sitting: Sitting) -> None:
    assert sitting.value("20 + 1", "_ * 2") == 42
    assert sitting.value('"a"', "[_, _]", "len(_)", "_3") == "a"
    assert sitting.value("let _ = 5", "_") == "a"  # that drops its value
    assert sitting.value("fn f() {}", "f()", "_1") == 21  # an entry without a value leaves the last one


def test_a_semicolon_at_the_end_shows_no_value(sitting: Sitting) -> None:
    outcome = sitting.enter("6 * 7;")
    assert outcome.status == "nothing"
    assert sitting.value("_") == 42


def test_of_an_entry_that_fails_what_ran_holds(sitting: Sitting) -> None:
    assert sitting.codes("let x = 1", "var n = 0", "n = 5\nlet x = 1 / 0\nn = 6") == ["E0501"]
    assert sitting.value("n") == 5
    assert sitting.value("x") == 1


def test_a_name_whose_line_did_not_run_means_what_it_did(sitting: Sitting) -> None:
    assert sitting.codes("let x = 1", 'let x = "{1 / 0}"') == ["E0501"]
    assert sitting.value("x") == 1
    assert sitting.codes("let fresh = 1 / 0", "fresh") == ["E0201"]
    assert sitting.codes("var x = 1 / 0", "x = 2") == ["E0204"]


def test_an_entry_that_does_not_compile_leaves_no_trace(sitting: Sitting) -> None:
    assert sitting.codes("let x = 1", "var x = 2\nnope") == ["E0201"]
    assert sitting.codes("x = 3") == ["E0204"]  # it is fixed, as before
    assert sitting.codes("import lists\nnope", "lists.group([1], n => n)") == ["E0201"]


def test_what_cannot_be_brought_in_leaves_no_trace(sitting: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise SdolError("E0701", "there is no model")

    with monkeypatch.context() as patched:
        patched.setattr("sdol.kernel.embedding.Embeddings.embed", fails)
        assert sitting.codes('let v = ~"a cat"@swift') == ["E0701"]
    assert sitting.codes("v") == ["E0201"]
    assert sitting.value('let w = ~"a dog"@swift', "w ~ w > 0.999") is True


def test_places_name_the_entry_and_its_line(sitting: Sitting) -> None:
    problem = sitting.enter("fn f(n: int) -> num {\n  1 / n\n}", "let y = 1", "1 + f(0)").problems[0]
    assert problem.trace == ("entry 1:2:3 in `f`", "entry 3:1:5 in the top level")
    assert problem.to_json()["file"] == "entry 3"


def test_a_place_in_an_earlier_entry_is_not_shown_in_this_one(sitting: Sitting) -> None:
    problem = sitting.enter("var count = 1", 'count = "a"').problems[0]
    assert [label.text for label in problem.labels] == ["text"]


def test_variables_are_listed_in_order_of_definition(sitting: Sitting) -> None:
    sitting.enter("let b = 1", "var a = 2", "a + b")
    found = sitting.evaluator.variables()
    assert [(name, v.value, v.mutable) for name, v in found.items()] == [
        ("b", 1, False),
        ("a", 2, True),
        ("_", 3, False),
    ]
    assert sitting.evaluator.value("nope") is UNSET


def test_a_value_can_be_asked_for_without_leaving_a_trace(sitting: Sitting) -> None:
    sitting.enter("7")
    assert sitting.evaluator.value_of("_ + 1").value == 8
    assert sitting.value("_") == 7
    assert sitting.evaluator.number == 2


def test_being_stopped_gives_the_prompt_back(sitting: Sitting) -> None:
    sitting.enter("store notes@swift", "var n = 0")
    timer = threading.Timer(0.3, lambda: signal.raise_signal(signal.SIGINT))
    timer.start()
    loop = 'transaction {\n  notes.put("a cat")\n  while n < 50_000_000 { n += 1 }\n}'
    assert sitting.enter(loop).status == "stopped"
    timer.join()
    assert sitting.value("notes.count()") == 0
    assert sitting.value("n") > 0
    assert sitting.text(":undo 3") != ""
    assert sitting.value("n") == 0


def test_only_a_while_of_values_is_kept(sitting: Sitting) -> None:
    sitting.enter("[1]", *["2"] * 100)
    assert sitting.codes("_1") == ["E0201"]
    assert sitting.value("_3") == 2


def test_a_function_that_is_corrected_is_corrected_everywhere(sitting: Sitting) -> None:
    sitting.enter(
        "fn g() -> int { 1 }", "fn f() -> int { g() + 1 }", "fn h() -> list[int] { map([1], x => x + f()) }"
    )
    assert sitting.value("h()") == [3]
    assert sitting.value("fn g() -> int { 10 }\nh()") == [12]
    told = sitting.enter('fn g() -> text { "a" }').text
    assert told == "note: `f`, `h` would be wrong with this, and go on with what was"
    assert sitting.value("h()") == [12]
    assert sitting.value("fn g() -> int { 20 }", "h()") == [22]
    sitting.text(":undo to 5")
    assert sitting.value("h()") == [3]


def test_a_function_sees_a_variable_that_is_defined_again_with_another_type(sitting: Sitting) -> None:
    assert sitting.value("let x = 1", 'fn k() -> text { "{x}" }', 'let x = "abc"', "k()") == "abc"


def test_an_entry_that_is_wrong_is_told_with_its_own_mistakes(sitting: Sitting) -> None:
    problems = sitting.enter(
        "fn g() -> int { 1 }", "fn f() -> int { g() }", "fn g() -> text { nope }"
    ).problems
    assert [(p.code, p.source.name) for p in problems if p.source] == [("E0201", "entry 3")]


def test_large_values_are_kept_only_so_far(sitting: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("evaluator", "undoing"):
        monkeypatch.setattr(f"sdol.shell.repl.{place}.MOST_BYTES", 100_000)
    many = '[symbol("s{i}") for i in range(12)]'  # 49 kB
    assert sitting.value("1", many, many, "len(_2)") == 12
    assert sitting.codes("_1") == []
    assert sitting.codes(many, "_1") == ["E0201"]
    assert sitting.value("len(_)") == 12
    sitting.enter("var xs = ['a]", *['xs = symbols(["s{i}" for i in range(12)])'] * 5)
    assert len(sitting.evaluator.undoing.entries) < 6
    assert sitting.text(":undo") != ""


def test_a_value_may_be_nested_however_deep(sitting: Sitting) -> None:
    sitting.value("var j: json = 1", 'for i in range(20000) { j = with(record(), "a", j) }', "j;")
    assert sitting.value("_.a.a == nil") is False
    assert sitting.text(":undo 2") != ""


def test_a_library_function_that_a_mistaken_entry_used_first_is_whole_later(sitting: Sitting) -> None:
    sitting.enter("import lists")
    assert sitting.codes('let c = lists.count_by(["b", "a", "b"], t => t) + nowhere') != []
    sitting.enter("fn later(x: int) -> int { map([x], y => y + 40)[0] }")
    assert sitting.value('lists.count_by(["b", "a", "b"], t => t)')[0] == {"key": "b", "count": 2}


def test_functions_go_on_with_a_variable_whose_new_value_failed(sitting: Sitting) -> None:
    sitting.enter("let q = 10", 'fn width() -> int { len("{q}") }', "fn twice() -> int { 2 * width() }")
    assert sitting.codes('let q = ["abc"][7]') == ["E0510"]
    assert sitting.value("twice()") == 4
    assert sitting.value('let q = "abcde"', "twice()") == 10


def test_what_goes_on_with_an_old_meaning_is_told_whenever_it_is_so(sitting: Sitting) -> None:
    sitting.enter("let q = 1", "fn next() -> int { q + 1 }")
    note = "note: `next` would be wrong with this, and goes on with what was"
    assert (
        sitting.enter('let q = ["a"][9]').text == ""
    )  # it failed, and `next` is right with what `q` is still
    assert sitting.enter('let q = "a"').text == note
    sitting.enter(":undo")
    assert sitting.enter('let q = "a"').text == note
    sitting.enter("fn one() -> int { 1 }", "fn next() -> int { one() }")
    assert sitting.enter('fn one() -> text { "1" }').text == note


def test_the_cost_of_an_entry_is_not_that_of_the_entries_before(sitting: Sitting) -> None:
    """Counted in calls of functions, which no other work on the machine changes."""

    def calls(text: str) -> int:
        profile = cProfile.Profile()
        profile.runcall(sitting.enter, text)
        return sum(entry.callcount for entry in profile.getstats())

    def more(first: int, last: int) -> None:
        for n in range(first, last):
            sitting.enter(f"let v{n} = {n}", f"fn f{n}(x: int) -> int {{ x + v{n} }}", f"var w = f{n}(1)")

    entries = (
        "let new = 1",
        "w + 1",
        "w += 1",
        "fn own(x: int) -> int { f3(x) }",
        'let w = "a"',
        "let w = 1",
        "[1][4]",
    )
    more(0, 20)
    sitting.enter(*entries)
    early = [calls(text) for text in entries]
    more(20, 200)
    sitting.enter(*entries)
    late = [calls(text) for text in entries]
    assert all(later < 1.2 * sooner + 20 for sooner, later in zip(early, late, strict=True)), (early, late)
