"""What an editor asks about a program: its names, types and problems, also while it is being written."""

from __future__ import annotations

from sdol.lang.analysis.document import Document
from sdol.lang.analysis.mentions import Mention

__all__ = ["Document", "Mention"]
