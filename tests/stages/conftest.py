"""The stages show syntax trees as the tests of the parser do."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "lang"))
