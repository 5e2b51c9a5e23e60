"""What the server answers, one file per kind of question; each lists its methods."""

from __future__ import annotations

from sdol.shell.lsp.features import (
    colouring,
    completing,
    fixing,
    formatting,
    hovering,
    navigating,
    renaming,
    watching,
)

FEATURES = [
    row
    for module in (
        *(hovering, completing, navigating, renaming),
        *(formatting, colouring, fixing, watching),
    )
    for row in module.FEATURES
]
"""Every method: its name, who answers it, its options."""
