"""`python -m sdol` is `sdol`."""

import sys

from sdol.shell.main import main

sys.exit(main())
