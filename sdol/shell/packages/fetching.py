"""Fetching what a package is made of: from a path, a git repository, or an address that gives a file or an archive."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from sdol.errors import SdolError
from sdol.shell.packages.lock import Origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST = 50_000_000
"""Bytes that a package may have, packed or not."""

SECONDS = 120
ARCHIVES = (".zip", ".tar.gz", ".tgz", ".tar")


@contextmanager
def fetched(origin: Origin, root: str) -> Iterator[tuple[str, Origin]]:
    """A file or folder with what there is at the origin, for as long as it is needed; and the origin made exact.

    Args:
        root: the project, from which a relative path leads.

    Raises:
        SdolError: E0952, it cannot be fetched.
    """
    with TemporaryDirectory(prefix="sdol-") as scratch:
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
    """Whether a source is a path."""
    return "://" not in source and not source.startswith("git@")


def not_fetched(source: str, reason: str, help: str = "") -> SdolError:
    """E0952: nothing of it was changed."""
    return SdolError("E0952", f"the package cannot be fetched from {source}", reason=reason, help=help)


# --- git ----------------------------------------------------------------------------------------------------


def _cloned(origin: Origin, root: str, scratch: str) -> str:
    """Clones a repository, and gives its commit."""
    address = origin.source.removeprefix("git+")
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
    surroundings = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            ["git", *words],
            env=surroundings,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SECONDS,
        )
    except FileNotFoundError:
        raise not_fetched(origin.source, "`git` is not installed", "install it, or add a folder") from None
    except subprocess.TimeoutExpired:
        raise not_fetched(origin.source, f"git took more than {SECONDS} seconds") from None
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        fatal = [line.partition(": ")[2] for line in said if line.startswith("fatal: ")]
        raise not_fetched(origin.source, "; ".join(fatal or said[-1:]) or "git failed")
    return done.stdout


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
    return kept if name.endswith(".sdol") else _unpacked(kept, os.path.join(scratch, "unpacked"), address)


def _download(address: str, kept: str) -> None:
    from http.client import HTTPException
    from urllib.error import HTTPError
    from urllib.request import Request, urlopen

    try:
        with urlopen(Request(address), timeout=SECONDS) as answer, open(kept, "wb") as file:
            data = answer.read(LARGEST + 1)
            file.write(data)
    except HTTPError as error:
        with error:
            raise not_fetched(address, f"the server answered {error.code} {error.reason}") from None
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise not_fetched(address, str(reason)) from None
    if len(data) > LARGEST:
        raise not_fetched(address, f"it has more than {LARGEST:,} bytes")


def _unpacked(archive: str, folder: str, address: str) -> str:
    """Unpacks an archive; one that holds nothing but a folder stands for that folder."""
    import tarfile
    import zipfile

    os.mkdir(folder)
    try:
        if archive.endswith(".zip"):
            _unzip(archive, folder, address)
        else:
            _untar(archive, folder, address)
    except (tarfile.TarError, zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError) as error:
        raise not_fetched(address, f"the archive cannot be unpacked: {error}") from None
    inside = os.listdir(folder)
    only = os.path.join(folder, inside[0]) if len(inside) == 1 else ""
    return only if os.path.isdir(only) else folder


def _unzip(archive: str, folder: str, address: str) -> None:
    from zipfile import ZipFile

    with ZipFile(archive) as packed:
        _bounded(sum(row.file_size for row in packed.infolist()), address)
        packed.extractall(folder)  # drops `..` and leading slashes by itself, and makes no links


def _untar(archive: str, folder: str, address: str) -> None:
    import tarfile

    with tarfile.open(archive) as packed:
        rows = [row for row in packed if row.isfile() or row.isdir()]
        _bounded(sum(row.size for row in rows), address)
        inside = os.path.realpath(folder) + os.sep
        for row in rows:
            if not os.path.realpath(os.path.join(folder, row.name)).startswith(inside.rstrip(os.sep)):
                raise ValueError(f"{row.name} leads out of it")
            row.mode = 0o755 if row.isdir() else 0o644
            packed.extract(row, folder, set_attrs=False)


def _bounded(size: int, source: str) -> None:
    if size > LARGEST:
        raise not_fetched(source, f"it has more than {LARGEST:,} bytes")


# --- paths --------------------------------------------------------------------------------------------------


def _local(source: str, root: str, scratch: str) -> str:
    path = os.path.join(root, os.path.expanduser(source))
    if not os.path.exists(path):
        raise not_fetched(source, "there is no such file or folder")
    if os.path.isfile(path) and source.endswith(ARCHIVES):
        return _unpacked(path, os.path.join(scratch, "unpacked"), source)
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
    from sdol.lang.packages import FOLDER, LOCK

    size = 0
    try:
        if os.path.isfile(found):
            os.mkdir(folder)
            shutil.copyfile(found, os.path.join(folder, os.path.basename(found)))
            return
        for where, folders, files in os.walk(found):
            folders[:] = sorted(
                f for f in folders if not f.startswith(".") and f not in (FOLDER, "__pycache__")
            )
            inside = os.path.normpath(os.path.join(folder, os.path.relpath(where, found)))
            os.mkdir(inside)
            for file in sorted(files):
                path = os.path.join(where, file)
                if file.startswith(".") or file == LOCK or os.path.islink(path) or not os.path.isfile(path):
                    continue
                size += os.path.getsize(path)
                _bounded(size, source)
                shutil.copyfile(path, os.path.join(inside, file))
    except OSError as error:
        raise not_fetched(source, error.strerror or str(error)) from None
