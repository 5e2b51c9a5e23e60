"""Starting the kernel, and ending it with everything written."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.shell import status


def launch(words: list[str]) -> int:
    """Runs the kernel until Jupyter ends it; `words` are those of Jupyter, `-f CONNECTION_FILE`."""
    from sdol.shell.failures import of_error, show

    try:
        return _run(words)
    except SdolError as error:
        show([of_error(error)])
        return status.FAILED


def _run(words: list[str]) -> int:
    needed()
    from ipykernel.kernelapp import IPKernelApp

    from sdol.shell.jupyter.kernel import SdolKernel

    app = IPKernelApp.instance(kernel_class=SdolKernel)
    app.initialize(words)  # type: ignore[no-untyped-call]
    try:
        app.start()  # type: ignore[no-untyped-call]
    finally:
        app.kernel.close()
    return status.FINE


def needed() -> None:
    """Makes sure that Jupyter's side is there.

    Raises:
        SdolError: E0941, the extra `jupyter` is not installed.
    """
    from importlib.util import find_spec

    if find_spec("ipykernel") is None or find_spec("jupyter_client") is None:
        raise SdolError(
            "E0941",
            "the kernel for notebooks needs `ipykernel`, which is not installed",
            reason="it comes with the extra `jupyter`, which most users do not need",
            help="pip install 'sdol[jupyter]'",
        )
