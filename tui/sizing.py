"""How large the screen is: what the terminal says."""

from __future__ import annotations

import os


def ask_the_terminal() -> None:
    """Forgets what the variables COLUMNS and LINES say, which may be of another terminal, or nonsense.

    Where TEXTUAL_DRIVER names a screen that is no terminal, they are all that is known of its size.
    """
    if "TEXTUAL_DRIVER" not in os.environ:
        for name in ("COLUMNS", "LINES"):
            os.environ.pop(name, None)
