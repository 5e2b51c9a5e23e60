"""The command `python -m benchmarks`."""

from __future__ import annotations

import sys

from benchmarks.harness.command import main

sys.exit(main(sys.argv[1:]))
