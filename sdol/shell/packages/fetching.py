"""Fetching what a package is made of: from a path, a git repository, or an address that gives a file or an archive."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from contextlib import contextmanager, suppress
from signal import SIGKILL
from tempfile import TemporaryDirectory
from time import monotonic
from urllib.parse import urlsplit

from sdol.errors import SdolError
from sdol.lang.packages import FOLDER, LOCK
from sdol.shell.packages.lock import Origin
from sdol.shell.packages.unpacking import ARCHIVES, bounded, not_fetched, unpacked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.client import HTTPResponse
    from typing import BinaryIO

SECONDS, QUIET = 120, 30
"""How long fetching may take, and how long a server may say nothing."""

_FOR_GIT = frozenset({"GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSL_CAINFO", "GIT_SSL_NO_VERIFY", "GIT_ASKPASS"})


@contextmanager
def fetched(origin: Origin, root: str) -> Iterator[tuple[str, Origin]]:
    """A file or folder with what there is at the origin, for as long as it is needed; and the origin made exact.

    Args:
        root: the project, from which a relative path leads.

    Raises:
        SdolError: E0952, it cannot be fetched.
    """
    _checked(origin)
    with TemporaryDirectory(prefix="sdol-", ignore_cleanup_errors=True) as scratch:
        if is_git(origin.source):
            origin = origin._replace(revision=_cloned(origin, root, scratch))
            found = scratch
        elif is_local(origin.source):
            found = _local(origin.source, root, scratch)
        else:
            found = _downloaded(origin.source, scratch)
        yield _inside(found, origin), origin


def is_git(source: str) -> bool:
    """Whether a source is a git repository, by how it is written."""
    return source.startswith(("git+", "git@", "ssh://")) or source.rstrip("/").endswith(".git")


def is_local(source: str) -> bool:
    """Whether a source is a path, be it that of a git repository."""
    return "://" not in source and not source.startswith("git@")


def is_here(source: str) -> bool:
    """Whether a source is on this machine."""
    return is_local(source) or parts(source)[1].lower().startswith("file:")


def parts(source: str) -> tuple[str, str]:
    """What a source begins with to say that it is a git repository, or nothing; and its path or address."""
    return ("git+", source[4:]) if source.startswith("git+") else ("", source)


def _checked(origin: Origin) -> None:
    """Raises E0952 for what cannot be an origin, and for one that would write a secret into the lock file."""
    if origin.revision.startswith("-"):
        raise not_fetched(origin.source, f"`{origin.revision}` is no commit, branch or tag")
    if is_local(origin.source):
        return
    try:
        address = urlsplit(parts(origin.source)[1])
    except ValueError as error:
        raise not_fetched(origin.source, str(error)) from None
    if address.password or (address.username and address.scheme.startswith("http")):
        without = address._replace(netloc=address.netloc.rpartition("@")[2]).geturl()
        raise not_fetched(
            parts(origin.source)[0] + without,
            "the address has a name or a password in it, and would be written into sdol.lock",
            "write it without; git asks its credential helper",
        )


# --- git ----------------------------------------------------------------------------------------------------


def _cloned(origin: Origin, root: str, scratch: str) -> str:
    """Clones a repository, and gives its commit."""
    address = parts(origin.source)[1]
    if is_local(origin.source):
        address = os.path.join(root, os.path.expanduser(address))
    _git(origin, "clone", "--quiet", "--no-checkout", "--", address, scratch)
    wanted = origin.revision or "HEAD"
    found = ""
    for name in (f"origin/{wanted}", wanted):
        try:
            found = _git(origin, "-C", scratch, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
            break
        except SdolError:
            continue
    if not found:
        raise not_fetched(origin.source, f"it has no commit, branch or tag `{wanted}`")
    _git(origin, "-C", scratch, "checkout", "--quiet", "--detach", found.strip())
    return found.strip()


def _git(origin: Origin, *words: str) -> str:
    try:
        with subprocess.Popen(
            ["git", "-c", "core.hooksPath=/dev/null", *words],
            env=_surroundings(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,
        ) as running:
            said, wrong = _heard(running, origin)
    except FileNotFoundError:
        raise not_fetched(origin.source, "`git` is not installed", "install it, or add a folder") from None
    if running.returncode:
        lines = [line for line in wrong.splitlines() if line.strip()]
        fatal = [line.partition(": ")[2] for line in lines if line.startswith("fatal: ")]
        raise not_fetched(origin.source, "; ".join(fatal or lines[-1:]) or "git failed")
    return said


def _heard(running: subprocess.Popen[str], origin: Origin) -> tuple[str, str]:
    """What git wrote; where it takes too long or is interrupted, it ends with all that it started."""
    try:
        return running.communicate(timeout=SECONDS)
    except BaseException as error:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, SIGKILL)
        if isinstance(error, subprocess.TimeoutExpired):
            raise not_fetched(origin.source, f"git took more than {SECONDS} seconds") from None
        raise


def _surroundings() -> dict[str, str]:
    """The environment for git: without the variables by which a hook of another repository points at that one."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name in _FOR_GIT
    }
    return {
        **kept,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ALLOW_PROTOCOL": "https:http:ssh:git:file",
        "LC_ALL": "C",
    }


# --- addresses ----------------------------------------------------------------------------------------------


def _downloaded(address: str, scratch: str) -> str:
    name = os.path.basename(urlsplit(address).path)
    if not address.startswith(("https://", "http://")):
        raise not_fetched(address, "only https, http and git are fetched")
    if not name.endswith((".sdol", *ARCHIVES)):
        ends = ", ".join((".sdol", *ARCHIVES))
        raise not_fetched(
            address, f"its name ends in none of {ends}", "for a repository write `git+https://…`"
        )
    kept = os.path.join(scratch, name)
    _download(address, kept)
    return kept if name.endswith(".sdol") else unpacked(kept, os.path.join(scratch, "unpacked"), address)


def _download(address: str, kept: str) -> None:
    from http.client import HTTPException
    from urllib.error import HTTPError
    from urllib.request import Request, build_opener

    from sdol.shell.packages.redirects import Redirects

    try:
        with (
            build_opener(Redirects()).open(Request(address), timeout=QUIET) as answer,
            open(kept, "wb") as file,
        ):
            _received(answer, file, address)
    except HTTPError as error:
        with error:
            raise not_fetched(address, f"the server answered {error.code} {error.reason}") from None
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise not_fetched(address, str(reason)) from None


def _received(answer: HTTPResponse, file: BinaryIO, address: str) -> None:
    """Keeps what a server sends; one that sends ever more, or ever slower, is left."""
    until = monotonic() + SECONDS
    while data := answer.read1(1 << 16):
        file.write(data)
        bounded(file.tell(), address)
        if monotonic() > until:
            raise not_fetched(address, f"it took more than {SECONDS} seconds")


# --- paths --------------------------------------------------------------------------------------------------


def _local(source: str, root: str, scratch: str) -> str:
    path = os.path.join(root, os.path.expanduser(source))
    if not os.path.exists(path):
        raise not_fetched(source, "there is no such file or folder")
    if not os.path.isdir(path) and not os.path.isfile(path):
        raise not_fetched(source, "it is neither a file nor a folder")
    if os.path.isfile(path) and source.endswith(ARCHIVES):
        return unpacked(path, os.path.join(scratch, "unpacked"), source)
    return path


def _inside(found: str, origin: Origin) -> str:
    """The folder inside of what was fetched."""
    if not origin.folder:
        return found
    outer = os.path.realpath(found)
    path = os.path.realpath(os.path.join(outer, origin.folder))
    if not os.path.exists(path) or os.path.commonpath([path, outer]) != outer:
        raise not_fetched(origin.source, f"there is no folder {origin.folder} in it")
    return path


def copied(found: str, folder: str, source: str) -> None:
    """Copies what belongs to a package: files and folders, nothing hidden, no links, no packages of its own.

    Raises:
        SdolError: E0952, it is too large, or cannot be read or written.
    """
    size = count = 0
    try:
        os.mkdir(folder)
        for path, inside in _belonging(found):
            count += 1
            size += os.path.getsize(path)
            bounded(size, source, count)
            kept = os.path.join(folder, inside)
            os.makedirs(os.path.dirname(kept), exist_ok=True)
            shutil.copyfile(path, kept)
    except OSError as error:
        raise not_fetched(source, error.strerror or str(error)) from None


def _belonging(found: str) -> Iterator[tuple[str, str]]:
    """The files of a package, and their paths in it."""
    if os.path.isfile(found):
        yield found, os.path.basename(found)
        return
    for where, folders, files in os.walk(found):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in (FOLDER, "__pycache__"))
        for file in sorted(files):
            path = os.path.join(where, file)
            if not file.startswith(".") and file != LOCK and stat.S_ISREG(os.lstat(path).st_mode):
                yield path, os.path.relpath(path, found)
