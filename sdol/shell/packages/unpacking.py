"""Archives: unpacked into a folder, as far as they are no larger than a package may be."""

from __future__ import annotations

import os

from sdol.errors import SdolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tarfile import TarFile, TarInfo

LARGEST, MOST = 50_000_000, 10_000
"""Bytes that a package may have, packed or not, and files."""

ARCHIVES = (".zip", ".tar.gz", ".tgz", ".tar")


def not_fetched(source: str, reason: str, help: str = "") -> SdolError:
    """E0952: nothing of it was changed."""
    return SdolError("E0952", f"the package cannot be fetched from {source}", reason=reason, help=help)


def bounded(size: int, source: str, files: int = 0) -> None:
    """Raises E0952 for more bytes or files than a package may have."""
    if size > LARGEST:
        raise not_fetched(source, f"it has more than {LARGEST:,} bytes")
    if files > MOST:
        raise not_fetched(source, f"it has more than {MOST:,} files")


def unpacked(archive: str, folder: str, source: str) -> str:
    """Unpacks an archive into a new folder; one that holds nothing but a folder stands for that folder.

    Raises:
        SdolError: E0952, it is damaged or too large, or a name in it leads elsewhere.
    """
    import tarfile
    import zipfile
    from lzma import LZMAError
    from zlib import error as ZlibError

    damaged = (tarfile.TarError, zipfile.BadZipFile, LZMAError, ZlibError, EOFError, ValueError, RuntimeError)
    try:
        os.mkdir(folder)
        if archive.endswith(".zip"):
            _unzip(archive, folder, source)
        else:
            _untar(archive, folder, source)
    except (OSError, *damaged) as error:
        raise not_fetched(source, f"the archive cannot be unpacked: {error}") from None
    inside = os.listdir(folder)
    only = os.path.join(folder, inside[0]) if len(inside) == 1 else ""
    return only if os.path.isdir(only) else folder


def _unzip(archive: str, folder: str, source: str) -> None:
    from zipfile import ZipFile

    with ZipFile(archive) as packed:
        rows = packed.infolist()
        bounded(sum(row.file_size for row in rows), source, len(rows))
        packed.extractall(folder)  # drops `..` and leading slashes by itself, and makes no links


def _untar(archive: str, folder: str, source: str) -> None:
    import tarfile

    # Opened without any decompression: reading a header could otherwise cost what a bomb holds.
    plain = archive if archive.endswith(".tar") else _gunzipped(archive, folder + ".tar", source)
    with tarfile.open(plain, "r:") as packed:
        size = 0
        for count, row in enumerate(packed, 1):
            size += row.size
            bounded(size, source, count)
            if row.isfile() or row.isdir():
                _extract(packed, row, folder)


def _gunzipped(archive: str, kept: str, source: str) -> str:
    import gzip

    with gzip.open(archive) as packed, open(kept, "wb") as file:
        while data := packed.read(1 << 20):
            file.write(data)
            # An archive has a header of 512 bytes for each file, and fills each up to as many.
            bounded(file.tell() - MOST * 1024, source)
    return kept


def _extract(packed: TarFile, row: TarInfo, folder: str) -> None:
    inside = os.path.realpath(folder)
    if os.path.commonpath([os.path.realpath(os.path.join(folder, row.name)), inside]) != inside:
        raise ValueError(f"{row.name} leads out of it")
    row.mode = 0o755 if row.isdir() else 0o644
    packed.extract(row, folder, set_attrs=False)
