"""What commands write themselves."""

from __future__ import annotations

import json

import pytest

from sdol.kernel.output import painted_inert
from sdol.shell.answer import dumps
from sdol.shell.examination import split_requirement, within


def test_only_plain_colours_reach_a_terminal() -> None:
    assert painted_inert("\x1b[31mred\x1b[0m") == "\x1b[31mred\x1b[0m"
    for sequence in ("\x1b[2J", "\x1b[8m", "\x1b]0;title\x07", "\x1b[31", "\x1b[1A", "\x1b[38;5;1m"):
        assert "\x1b" not in painted_inert(sequence)


def test_json_is_what_every_reader_takes() -> None:
    assert dumps({"a": "é\n"}) == '{"a": "é\\n"}'
    assert json.loads(dumps("\udc80").encode()) == "\udc80"
    with pytest.raises(ValueError):
        dumps(float("nan"))


def test_bounds_of_requirements() -> None:
    assert split_requirement("lark<1.4,>=1.3") == ("lark", ["<1.4", ">=1.3"])
    assert within("1.3.1", ">=1.3") and within("1.3.1", "<1.4") and within("1.10", ">=1.9")
    assert not within("1.4.0", "<1.4") and not within("1.2.9", ">=1.3")
