"""What the tests of the interactive loop share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sitting import Sitting


@pytest.fixture
def sitting(tmp_path: Path) -> Iterator[Sitting]:
    made = Sitting(tmp_path / "session.db")
    yield made
    made.world.close()
