"""One change to the packages of a project: made by one process at a time, and whole or not at all."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager, suppress

from sdol.lang.packages import FOLDER
from sdol.shell.packages import lock
from sdol.shell.terminal import talk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sdol.shell.packages.lock import Locked

_BEGUN = ".sdol-"
_NEW, _OLD = "new", "old"


class Change:
    """Packages on their way into their places; the lock file, written last, says whether they stay there.

    What stood in a place before is kept beside, as an empty folder where nothing did, until the change is settled.
    """

    def __init__(self, root: str) -> None:
        self._root = root
        self._folder = os.path.join(root, FOLDER, _BEGUN + os.urandom(4).hex())

    def staged(self, name: str) -> str:
        """A path at which nothing is yet, in a folder that there is: the files of a package are got ready there."""
        inside = os.path.join(self._folder, _NEW)
        os.makedirs(inside, exist_ok=True)
        return os.path.join(inside, name)

    def put(self, name: str) -> None:
        """Moves the files that are ready into the place of a package."""
        self.take_out(name)
        os.rename(os.path.join(self._folder, _NEW, name), lock.path_of(self._root, name))

    def take_out(self, name: str) -> None:
        """Moves what stands in the place of a package aside."""
        place, kept = lock.path_of(self._root, name), os.path.join(self._folder, _OLD, name)
        os.makedirs(os.path.dirname(kept), exist_ok=True)
        if os.path.lexists(place):
            os.rename(place, kept)
        else:
            os.mkdir(kept)


@contextmanager
def change(root: str) -> Iterator[Change]:
    """A change to a project; one that was killed before is settled first.

    Raises:
        SdolError: E0951, the lock file is damaged; what writing raises.
    """
    try:
        with _alone(root):
            _settle(root)
            try:
                yield Change(root)
            finally:
                with suppress(OSError):  # what is left is settled by the next change
                    _settle(root)
    except OSError as error:
        from sdol.kernel.files import cannot_write

        raise cannot_write(error, error.filename or os.path.join(root, FOLDER)) from None


@contextmanager
def _alone(root: str) -> Iterator[None]:
    """Waits until no other process changes the project; on file systems without locks nobody is waited for."""
    try:
        import fcntl
    except ImportError:  # not on Windows
        yield
        return
    folder = os.open(root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            talk("waiting for another `sdol packages` in this project …")
            fcntl.flock(folder, fcntl.LOCK_EX)
        except OSError:
            pass
        yield
    finally:
        os.close(folder)


def _settle(root: str) -> None:
    """Ends the changes that were begun: what is as the lock file says stays, else what was there before is back."""
    place = os.path.join(root, FOLDER)
    begun = [f for f in os.listdir(place) if f.startswith(_BEGUN)] if os.path.isdir(place) else []
    if not begun:
        return
    locked = lock.read(root)
    for folder in begun:
        kept = os.path.join(place, folder, _OLD)
        for name in os.listdir(kept) if os.path.isdir(kept) else ():
            _settle_one(root, name, os.path.join(kept, name), locked.get(name))
        shutil.rmtree(os.path.join(place, folder))
    with suppress(OSError):
        os.rmdir(place)  # where nothing is in it


def _settle_one(root: str, name: str, kept: str, locked: Locked | None) -> None:
    place = lock.path_of(root, name)
    if locked is not None and lock.is_as_locked(root, name, locked):
        return
    was_there = bool(os.path.islink(kept) or os.listdir(kept))
    if locked is None and was_there:
        return  # it was removed, and the lock file knows
    if os.path.lexists(place):
        shutil.rmtree(place)
    if was_there:
        os.rename(kept, place)
