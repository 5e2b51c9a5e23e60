"""Where families of instructions are looked for. Apart from the table, as this is loaded even by `sdol --version`."""

PACKAGES = ["sdol.kernel.families"]
"""Packages whose modules are families, in order."""


def add_families(package: str) -> None:
    """Lets a higher layer bring families of its own: the modules of a package."""
    if package not in PACKAGES:
        PACKAGES.append(package)
