"""The command line and all that a person sees; to load it makes every family of instructions known."""

import sdol.learn  # noqa: F401
