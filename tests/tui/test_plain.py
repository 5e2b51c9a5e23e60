"""What a terminal is sent that shows ASCII only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from sdol.tui.plain import plain


@given(st.text())
def test_it_is_ascii_and_as_wide(text: str) -> None:
    assert plain(text).isascii() and cell_len(plain(text)) == cell_len(text)


@given(st.text("abc xyz?…"))
def test_ascii_stays_as_it_is(text: str) -> None:
    assert plain(text) == text.replace("…", "~")


def test_a_long_source_has_a_scroll_bar_of_ascii(
    see: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "linux")
    text = "".join(f'let name_{n} = "a text that is longer than there is room for, {n}"\n' for n in range(60))

    async def look(seen: Any) -> None:
        shown = seen.text()
        assert "Registers" in shown and shown.isascii(), shown

    see(text, look)
