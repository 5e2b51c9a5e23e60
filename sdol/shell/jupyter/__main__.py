"""What Jupyter starts: `python -m sdol.shell.jupyter -f CONNECTION_FILE`."""

from __future__ import annotations

import sys

from sdol.shell.jupyter.launching import launch

if __name__ == "__main__":
    sys.exit(launch(sys.argv[1:]))
