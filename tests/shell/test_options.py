"""How a call is read."""

from __future__ import annotations

import pytest

from sdol.shell.options import Command, Option, UsageError, read

COMMAND = Command(
    "do",
    "does it",
    lambda call: 0,
    ("FILE", "[MORE…]"),
    (
        Option("--fast", "at once"),
        Option("--size", "how large", "N"),
        Option("-D", "a name", "X=Y", many=True),
        Option("--allow-all", "a" * 100),
    ),
)


def test_reads_arguments_and_options_in_any_order() -> None:
    call = read(COMMAND, ["--size=3", "a", "-Dx=1", "--fast", "b", "-D", "y=2"])
    assert (call.argument("FILE"), call.argument("MORE")) == ("a", ["b"])
    assert (call.option("fast"), call.option("size"), call.option("D")) == (True, "3", ["x=1", "y=2"])
    assert call.option("allow_all") is None


def test_what_only_looks_like_an_option_is_an_argument() -> None:
    assert read(COMMAND, ["-1 + 2"]).argument("FILE") == "-1 + 2"
    assert read(COMMAND, ["-"]).argument("FILE") == "-"
    assert read(COMMAND, ["--", "--fast"]).argument("FILE") == "--fast"


@pytest.mark.parametrize(
    ("words", "message", "help"),
    [
        ([], "`sdol do` needs FILE", "usage: sdol do [options] FILE [MORE…]"),
        (["a", "--fats"], "`sdol do` has no option `--fats`", "did you mean `--fast`?"),
        (["a", "--size"], "`--size` needs a value: N", ""),
        (["a", "--fast=1"], "`--fast` takes no value", ""),
    ],
)
def test_a_wrong_call_says_what_is_wrong(words: list[str], message: str, help: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(COMMAND, words)
    assert caught.value.message == message
    assert help in caught.value.help


def test_the_help_page_fits_eighty_columns_and_names_every_option() -> None:
    page = COMMAND.help()
    assert max(map(len, page.splitlines())) <= 80
    assert all(option.name in page for option in COMMAND.options)
