"""`sdol explain`: what an error means."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sdol.shell import catalogue
from tests.shell.conftest import Answer

Call = Callable[..., Answer]


def test_a_code_is_explained_by_a_wrong_program_its_message_and_a_right_one(call: Call) -> None:
    answer = call("explain", "e0301")
    assert (answer.status, answer.err) == (0, "")
    parts = ["E0301: ", "wrong:", "print cat ~ chat", "status 2", "error[E0301]: these two vectors", "right:"]
    found = [answer.out.find(part) for part in parts]
    assert -1 not in found and found == sorted(found)
    assert max(map(len, answer.out.splitlines())) <= 100


def test_all_codes_are_listed_under_what_they_are_about(call: Call) -> None:
    lines = call("explain").out.splitlines()
    assert lines[0] == "What is written is no program"
    assert [line.split()[0] for line in lines if line.startswith(("  E", "  L"))] == catalogue.codes()


def test_several_codes_and_json(call: Call) -> None:
    found = call("explain", "E0501", "E0101", "--json").json
    assert [one["code"] for one in found] == ["E0501", "E0101"]
    assert found[0]["title"] == "division by zero"
    assert [block["role"] for block in found[0]["blocks"]] == ["wrong", "output", "right"]
    assert len(call("explain", "--json").json) == len(catalogue.codes())


@pytest.mark.parametrize(
    ("words", "help"),
    [
        (["E0399"], "did you mean `E0999`"),
        (["E9999"], "did you mean `E0999`?"),
        (["E0501", "nonsense"], "lists the codes"),
    ],
)
def test_a_code_that_there_is_not(words: list[str], help: str, call: Call) -> None:
    answer = call("explain", *words)
    assert (answer.status, answer.out) == (2, "")
    assert "error[E0901]: there is no error code" in answer.err and help in answer.err


def test_an_entry_without_a_title_is_refused() -> None:
    with pytest.raises(ValueError, match="begins with"):
        catalogue.parse("E0301 no heading\n")
