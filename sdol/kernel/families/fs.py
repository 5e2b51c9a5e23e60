"""Files and folders. The gate has resolved each path, so what is opened is what was allowed."""

from __future__ import annotations

from sdol.errors import SdolError
from sdol.kernel.families.codec import as_bytes
from sdol.kernel.lines import Lines, cannot_open, whole
from sdol.kernel.rows import END, Rows
from sdol.kernel.table import Example, instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from sdol.kernel.world import World

MAX_FILE = 256 << 20
"""Bytes of a file that is read as a whole."""
CHUNK = 1 << 16


def _reads(verb: str, signature: str, *examples: Example) -> Callable[..., Any]:
    return _with_files(verb, signature, "fs.read", examples)


def _writes(verb: str, signature: str, *examples: Example) -> Callable[..., Any]:
    return _with_files(verb, signature, "fs.write", examples)


def _with_files(verb: str, signature: str, effect: str, examples: tuple[Example, ...]) -> Callable[..., Any]:
    for example in examples:
        example.allow = ("fs.read", "fs.write")
    return instruction(f"fs.{verb}", signature, effect=effect, resource=0, examples=examples)


# --- reading ------------------------------------------------------------------------------------------------


@_reads("read", "(path: text) -> text", Example('read("a.txt")', "one line", files={"a.txt": "one line"}))
def read(world: World, path: str) -> str:
    """The contents of a text file of at most 256 MiB, line ends as they are."""
    with _Reading(path) as pieces:
        return whole(pieces, path, MAX_FILE)


@_reads(
    "read_lines",
    "(path: text) -> list[text]",
    Example('read_lines("a.txt")', '["a", "b"]', files={"a.txt": "a\nb\n"}),
)
def read_lines(world: World, path: str) -> list[str]:
    """The lines of a text file, without their ends."""
    with _Reading(path) as pieces:
        lines = Lines(pieces, path)
        return list(iter(lines.next, None))


@_reads(
    "read_jsonl",
    '(path: text, on_error: text = "fail") -> list[json]',
    Example('read_jsonl("a.jsonl")[1].n', "2", files={"a.jsonl": '{"n": 1}\n{"n": 2}\n'}),
    Example('read_jsonl("a", on_error: "skip")[1].n', "2", files={"a": '{"n": 1}\nbroken\n{"n": 2}\n'}),
)
def read_jsonl(world: World, path: str, on_error: str = "fail") -> list[Any]:
    """The rows of a file of JSON lines; with `on_error: "skip"`, without the broken ones."""
    rows = Rows(on_error)
    with _Reading(path) as pieces:
        lines = Lines(pieces, path)
        return list(iter(lambda: rows.next(lines, world.notice), END))


@_reads(
    "read_json", "(path: text) -> json", Example('read_json("a.json").n', "1", files={"a.json": '{"n": 1}'})
)
def read_json(world: World, path: str) -> Any:
    """The data that a file of JSON holds."""
    from sdol.kernel.rows import read_json as parse

    try:
        return parse(read(world, path))
    except ValueError as error:
        raise SdolError("E0816", f"{path} is not JSON", reason=str(error)) from None


@_reads(
    "read_csv",
    '(path: text, on_error: text = "fail", by: text = ",") -> list[json]',
    Example('read_csv("a.csv")', '[{name: "Ann", age: "7"}]', files={"a.csv": "name,age\nAnn,7\n"}),
    Example('read_csv("a.csv", "skip", ";")', '[{a: "1", b: "2"}]', files={"a.csv": "a;b\nragged\n1;2\n"}),
)
def read_csv(world: World, path: str, on_error: str = "fail", by: str = ",") -> list[Any]:
    """The rows of a file of comma-separated values, as records of texts named by its first row."""
    from sdol.kernel.cells import header_of, ragged, rows_of

    rows = Rows(on_error)
    table = rows_of(read(world, path), path, by)
    header = header_of(table, path)
    kept = []
    for line, cells in table:
        if len(cells) == len(header):
            rows.kept += 1
            kept.append(dict(zip(header, cells, strict=True)))
            continue
        error = ragged(path, line, len(header), len(cells))
        if not rows.skips:
            raise error
        rows.skip(error, world.notice)
    rows.tell(path, world.notice)
    return kept


@_reads("exists", "(path: text) -> bool", Example('exists("a.txt")', "false"))
def exists(world: World, path: str) -> bool:
    """Whether there is a file or folder of that name."""
    from sdol.kernel.files import is_there

    return is_there(path)


@_reads(
    "list_files", "(path: text) -> list[text]", Example('list_files(".")', '["a.txt"]', files={"a.txt": ""})
)
def list_files(world: World, path: str) -> list[str]:
    """The names of what is in a folder, in order; those of folders end in `/`."""
    from sdol.kernel.files import names_in

    return names_in(path)


@_reads("is_folder", "(path: text) -> bool", Example('is_folder(".")', "true"))
def is_folder(world: World, path: str) -> bool:
    """Whether there is a folder of that name."""
    from stat import S_ISDIR

    from sdol.kernel.files import is_there, status

    return is_there(path) and S_ISDIR(status(path).st_mode)


@_reads("file_size", "(path: text) -> int", Example('file_size("a.txt")', "2", files={"a.txt": "hi"}))
def file_size(world: World, path: str) -> int:
    """How many bytes a file has."""
    from sdol.kernel.files import status

    return status(path).st_size


@_reads(
    "modified",
    "(path: text) -> num",
    Example('modified("a.txt") > 1700000000', "true", files={"a.txt": "hi"}),
)
def modified(world: World, path: str) -> float:
    """The time at which a file or folder was last changed."""
    from sdol.kernel.files import status

    return status(path).st_mtime


@_reads(
    "walk",
    "(path: text) -> list[text]",
    Example(
        'make_folder("a/b")\nwrite("a/b/c.txt", "")\nwrite("a/d.txt", "")\nwalk("a")', '["b/c.txt", "d.txt"]'
    ),
)
def walk(world: World, path: str) -> list[str]:
    """The paths of all files in a folder and the folders below it, in order; links to folders are not followed."""
    from sdol.kernel.files import files_below

    return files_below(path)


class _Reading:
    """An open file as a source of bytes; closed at the end of the `with` block."""

    def __init__(self, path: str) -> None:
        from sdol.kernel.files import open_to_read

        self._path, self._file = path, open_to_read(path)

    def __enter__(self) -> Callable[[], bytes]:
        return self._read

    def __exit__(self, *raised: object) -> None:
        self._file.close()

    def _read(self) -> bytes:
        try:
            return bytes(self._file.read1(CHUNK))  # type: ignore[attr-defined]
        except OSError as error:
            raise cannot_open(error, self._path) from None


# --- writing ------------------------------------------------------------------------------------------------


@_writes("write", "(path: text, text: text)", Example('write("a.txt", "hi")\nread("a.txt")', "hi"))
def write(world: World, path: str, text: str) -> None:
    """Makes a text the contents of a file: all of it, or the file stays as it was."""
    from sdol.kernel.files import replace

    replace(path, as_bytes(text))


@_writes(
    "append",
    "(path: text, text: text)",
    Example('append("a.txt", "!")\nread("a.txt")', "hi!", files={"a.txt": "hi"}),
)
def append(world: World, path: str, text: str) -> None:
    """Adds a text to the end of a file, which is made where there is none."""
    from sdol.kernel.files import extend

    extend(path, as_bytes(text))


@_writes(
    "write_jsonl",
    "(path: text, rows: list[T])",
    Example('write_jsonl("a", [{n: 1}])\nread_jsonl("a")[0].n', "1"),
)
def write_jsonl(world: World, path: str, rows: list[Any]) -> None:
    """Makes the rows the contents of a file of JSON lines: all of them, or the file stays as it was."""
    from sdol.kernel.files import replace

    replace(path, b"".join(_json_line(row, number) for number, row in enumerate(rows)))


def _json_line(row: Any, number: int) -> bytes:
    from sdol.kernel.families.json import to_json

    try:
        written: str = to_json(row)
    except SdolError as error:
        message = f"`rows[{number}]` cannot be written as JSON"
        raise SdolError(error.code, message, reason=error.reason, help=error.help) from None
    return written.encode() + b"\n"


@_writes(
    "write_json",
    "(path: text, value: T)",
    Example('write_json("a.json", {n: [1, 2]})\nread_json("a.json").n', "[1, 2]"),
)
def write_json(world: World, path: str, value: Any) -> None:
    """Makes a value the contents of a file of JSON: all of it, or the file stays as it was."""
    from sdol.kernel.families.json import to_json
    from sdol.kernel.files import replace

    replace(path, as_bytes(to_json(value)) + b"\n")


@_writes(
    "write_csv",
    '(path: text, rows: list[T], by: text = ",")',
    Example('write_csv("a.csv", [{name: "Ann", age: 7}])\nread("a.csv").lines', '["name,age", "Ann,7"]'),
    Example(
        'write_csv("a.tsv", [{a: 1, b: 2}], by: "\\t")\nread_csv("a.tsv", by: "\\t")', '[{a: "1", b: "2"}]'
    ),
)
def write_csv(world: World, path: str, rows: list[Any], by: str = ",") -> None:
    """Makes records the contents of a file of comma-separated values: all of them, or the file stays as it was."""
    from sdol.kernel.cells import written
    from sdol.kernel.files import replace

    replace(path, as_bytes(written(rows, by)))


@_writes(
    "delete", "(path: text)", Example('delete("a.txt")\nexists("a.txt")', "false", files={"a.txt": "hi"})
)
def delete(world: World, path: str) -> None:
    """Deletes a file; of a link, the file that it leads to."""
    from sdol.kernel.files import remove

    remove(path)


@_writes("make_folder", "(path: text)", Example('make_folder("a/b")\nlist_files("a")', '["b/"]'))
def make_folder(world: World, path: str) -> None:
    """Makes a folder, and those above it, where they do not exist."""
    from sdol.kernel.files import make_folder as make

    make(path)
