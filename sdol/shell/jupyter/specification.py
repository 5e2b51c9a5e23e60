"""Telling Jupyter of the kernel, and that it is gone: a folder with a `kernel.json` where Jupyter looks for such."""

from __future__ import annotations

import json
import os
import sys

from sdol.errors import SdolError
from sdol.shell.jupyter.launching import needed

NAME = "sdol"
"""By which Jupyter knows the kernel."""

LOGO = """\
<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 64 64">
  <rect width="64" height="64" rx="12" fill="#1f2a44"/>
  <path d="M10 37c6-14 15-14 22-5s16 9 22-5" fill="none" stroke="#f2b84b" stroke-width="7" stroke-linecap="round"/>
</svg>
"""


def specification() -> dict[str, object]:
    """What `kernel.json` says: how the kernel is started, by the Python that runs this."""
    return {
        "argv": [sys.executable, "-m", "sdol.shell.jupyter", "-f", "{connection_file}"],
        "display_name": "SDOL",
        "language": "sdol",
        "interrupt_mode": "signal",
        "metadata": {"debugger": False, "supported_encryption": ["curve"]},
    }


def install(prefix: str | None) -> str:
    """Puts the kernel where Jupyter finds it, in the place of an older one; gives the folder.

    Args:
        prefix: the folder below which it is put, or None for the user's own.

    Raises:
        SdolError: E0941, E0942.
    """
    needed()
    from tempfile import TemporaryDirectory

    from jupyter_client.kernelspec import KernelSpecManager

    with TemporaryDirectory() as folder:
        _write(folder)
        try:
            return str(
                KernelSpecManager().install_kernel_spec(folder, NAME, user=prefix is None, prefix=prefix)
            )
        except OSError as error:
            raise _failed("written", error) from None


def uninstall() -> str:
    """Takes the kernel away where Jupyter finds it first; gives the folder that is gone.

    Raises:
        SdolError: E0941, E0942.
    """
    needed()
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        return str(KernelSpecManager().remove_kernel_spec(NAME))
    except (NoSuchKernel, KeyError):
        raise SdolError(
            "E0942",
            "Jupyter knows no kernel of sdol",
            help="`jupyter kernelspec list` shows those that it knows",
        ) from None
    except OSError as error:
        raise _failed("removed", error) from None


def _write(folder: str) -> None:
    os.chmod(folder, 0o755)  # a temporary folder is its user's alone, and the mode is copied with it
    for name, text in (("kernel.json", json.dumps(specification(), indent=1)), ("logo-svg.svg", LOGO)):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)


def _failed(what: str, error: OSError) -> SdolError:
    where = f": {error.filename}" if error.filename else ""
    return SdolError(
        "E0942",
        f"the kernel's description cannot be {what}{where}",
        reason=(error.strerror or str(error)).lower(),
        help="name a folder of your own: `sdol jupyter install --prefix DIR`",
    )
