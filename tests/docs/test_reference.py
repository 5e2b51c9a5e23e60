"""The generated pages: what is out of date is named, with a status that ends a build."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdol.shell import catalogue, reference


def test_the_pages_are_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert reference.main(["--check"]) == 0, capsys.readouterr().err


def test_a_page_that_is_out_of_date_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reference, "stale", lambda: ["errors.md"])
    assert reference.main(["--check"]) == 1
    assert "out of date: docs/errors.md" in capsys.readouterr().err


def test_every_error_has_its_place_on_the_page() -> None:
    page = reference.pages()["errors.md"]
    for one in catalogue.entries():
        assert f"### {one.code}\n" in page and f"- [{one.code}](#{one.code.lower()}): {one.title}" in page
        assert all(block.text in page for block in one.blocks), one.code
