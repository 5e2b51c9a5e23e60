"""Breaking off: one thread ends the instruction that another is at, by an exception that is raised in that.

Such an exception (`PyThreadState_SetAsyncExc`) comes between two bytecodes of the other thread, soon but not at once.
So it is raised only while a window is open, and whoever closes the window takes back one that has not come by then:
it never comes in the middle of what an `Undisturbed` protects, nor after the window was closed.
"""

from __future__ import annotations

import sys
from threading import Lock, get_ident

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType


class BrokenOff(KeyboardInterrupt):
    """Another thread wants the instruction that is being executed to end. No `try` of a program catches it."""


class Window:
    """A context in which its thread may be struck by `BrokenOff`, once; before its end, or not at all.

    A lock that is taken by `with` is held, or not, on either side of every place where an exception can come. One that
    comes where Python itself calls something (a finalizer) ends in `sys.unraisablehook`, and is lost: then it may be
    struck again.
    """

    __slots__ = ("_hook", "_lock", "_shut", "_struck", "_thread")

    def __init__(self) -> None:
        self._lock = Lock()
        self._thread: int | None = None
        self._struck, self._shut = False, 0
        self._hook: _Hook | None = None

    def __enter__(self) -> None:
        with self._lock:
            self._thread, self._struck, self._shut = get_ident(), False, 0

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """To be called by who has caught `BrokenOff`, too: it may have come as the window was opened or closed."""
        with self._lock:
            thread, self._thread = self._thread, None
            if self._struck and thread is not None:
                _raise_in(thread, None)
            if self._hook is not None:
                self._hook.leave()
                self._hook = None

    def strike(self, may: Callable[[FrameType], bool]) -> bool:
        """Raises `BrokenOff` in the thread of the window; says whether it did. For other threads.

        Args:
            may: whether that does no harm where the thread is (its innermost frame).
        """
        import ctypes  # noqa: F401  (not between the look and the raise: the thread would go on meanwhile)

        with self._lock:
            if self._thread is None or self._shut or (self._struck and not self._is_lost()):
                return False
            self._hook = self._hook or _Hook()
            if not self._stands(self._thread, may):
                return False
            self._struck, self._hook.lost = True, False
            _raise_in(self._thread, BrokenOff)
            return True

    def _stands(self, thread: int, may: Callable[[FrameType], bool]) -> bool:
        """Whether it is where that does no harm, and still at the same bytecode after that was found out."""
        frame = sys._current_frames().get(thread)
        if frame is None:
            return False
        at = frame.f_lasti
        return may(frame) and sys._current_frames().get(thread) is frame and frame.f_lasti == at

    def _is_lost(self) -> bool:
        return self._hook is not None and self._hook.lost

    def shut(self) -> None:
        """From here on it cannot be struck, until it is reopened.

        Raises:
            BrokenOff: it was struck before, and nothing has come of that yet.
        """
        with self._lock:
            if self._struck and self._thread == get_ident():
                _raise_in(self._thread, None)
                raise BrokenOff
            self._shut += 1

    def reopen(self) -> None:
        with self._lock:
            self._shut -= 1


class _Hook:
    """Stands for `sys.unraisablehook` meanwhile, and keeps to itself that an exception of ours was lost."""

    def __init__(self) -> None:
        self.lost = False
        self._before = sys.unraisablehook
        sys.unraisablehook = self

    def __call__(self, told: sys.UnraisableHookArgs) -> None:
        if told.exc_type is BrokenOff:
            self.lost = True
        else:
            self._before(told)

    def leave(self) -> None:
        if sys.unraisablehook is self:
            sys.unraisablehook = self._before


class Undisturbed:
    """A context within a window in which nothing is broken off."""

    __slots__ = ("_window",)

    def __init__(self, window: Window) -> None:
        self._window = window

    def __enter__(self) -> None:
        self._window.shut()

    def __exit__(self, *_: object) -> None:
        self._window.reopen()


def _raise_in(thread: int, raised: type[BrokenOff] | None) -> None:
    """Has a thread raise something as soon as it may; None takes back what it has not raised yet."""
    import ctypes

    what = ctypes.py_object(raised) if raised is not None else None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), what)
