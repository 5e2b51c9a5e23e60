"""Exit status, documented in the language reference."""

from __future__ import annotations

FINE = 0
FAILED = 1
"""Failed while running."""
REJECTED = 2
"""Rejected before anything ran: a wrong call, a program that does not compile."""
REFUSED = 3
"""An effect was refused."""
INTERRUPTED = 130
