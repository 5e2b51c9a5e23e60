"""A panel as files: for whoever watches in a browser handed over to it, else written into the working folder."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from sdol.tui.models import exporting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from textual.app import App

    from sdol.kernel.pictures.page import Line


def deliver(app: App[Any], name: str, rows: Sequence[Line], title: str) -> list[Path]:
    """Gives a panel's rows to the person, as text and as SVG; the names of the files.

    Raises:
        OSError: they cannot be written.
    """
    if not app.is_web:
        return exporting.write(Path.cwd(), name, rows, title)
    made = {f"{name}.txt": exporting.text(rows), f"{name}.svg": exporting.svg(rows, title)}
    for file, content in made.items():
        app.deliver_text(StringIO(content), save_filename=file, encoding="utf-8")
    return [Path(file) for file in made]
