"""`sdol eval`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.shell.conftest import Answer

Call = Callable[..., Answer]


@pytest.mark.parametrize("engine", ["emit", "step"])
@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("1 + 2", "3\n"),
        ("-3", "-3\n"),
        ('"a\\nb"', "a\nb\n"),
        ('["a", nil]', '["a", nil]\n'),
        ("let x = 2\nx * x", "4\n"),
        ("fn f(n: int) -> int { n + 1 }\nf(1)", "2\n"),
        ("if true { 1 } else { 2 }", "1\n"),
        ('print "a"', "a\n"),
        ('print "a"\n"b"', "a\nb\n"),
        ("nil", ""),
        ("", ""),
        ("first([1])", "1\n"),
        ("'paris", "'paris\n"),
    ],
)
def test_prints_the_last_value_as_print_does(text: str, printed: str, engine: str, call: Call) -> None:
    assert call("eval", text, "--engine", engine) == (0, printed, "")


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("1 + 2", 3, "int"),
        ("1 / 4", 0.25, "num"),
        ('{a: [1, nil], b: "é"}', {"a": [1, None], "b": "é"}, "{a: list[int?], b: text}"),
        ("nil", None, "nil"),
        ("[pow(10.0, 308) * 10]", ["inf"], "list[num]"),
        ("x => 1", None, None),
    ],
)
def test_values_as_json(text: str, value: object, kind: str | None, call: Call) -> None:
    answer = call("eval", text, "--json")
    assert (answer.json["value"], answer.json["type"]) == (value, kind)
    assert set(answer.json) == {"value", "type", "status", "diagnostics"}
    assert answer.status == answer.json["status"] == (2 if kind is None else 0)


def test_vectors_as_json(call: Call) -> None:
    found = call("eval", '[~"a cat"@swift, ~"a dog"@swift]', "--json").json
    assert found["type"] == "list[vec@swift]"
    assert [v["dimension"] for v in found["value"]] == [256, 256]
    for vector in found["value"]:
        assert vector["space"].startswith("swift@")
        assert abs(sum(x * x for x in vector["data"]) - 1) < 1e-5
    symbol = call("eval", "'paris", "--json").json["value"]
    assert (symbol["name"], symbol["dimension"], len(symbol["data"])) == ("paris", 1024, 1024)


def test_with_json_standard_output_is_one_value(call: Call) -> None:
    answer = call("eval", 'print "talk"\n2', "--json")
    assert (answer.json["value"], answer.err) == (2, "talk\n")


@pytest.mark.parametrize(
    ("text", "status", "code"),
    [("1 +", 2, "E0120"), ("1 / 0", 1, "E0501"), ("pow(10, 6000)", 1, "E0504"), ("1\n2", 2, "E0210")],
)
def test_failures(text: str, status: int, code: str, call: Call) -> None:
    told = call("eval", text)
    assert (told.status, told.out) == (status, "")
    assert f"error[{code}]" in told.err
    answer = call("eval", text, "--json")
    assert (answer.status, answer.err) == (status, "")
    assert (answer.json["value"], answer.json["diagnostics"][0]["code"]) == (None, code)


def test_a_refused_effect(call: Call) -> None:
    answer = call("eval", 'read("secret.txt")')
    assert (answer.status, answer.out) == (3, "")
    assert "--allow fs.read=secret.txt" in answer.err
