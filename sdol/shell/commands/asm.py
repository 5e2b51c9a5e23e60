"""`sdol asm FILE`: assembles a listing into a compiled program."""

from __future__ import annotations

import os
import sys

from sdol.shell import portable, status
from sdol.shell.answer import say, say_json
from sdol.shell.options import Call, Command, Option, UsageError
from sdol.shell.status import Rejected

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sdol.kernel.ir import Program

MOST_BYTES = 64 << 20


def _asm(call: Call) -> int:
    given = call.argument("FILE")
    made = None if call.option("check") else _target(given, call.option("output"))
    name, text = _read(given)
    program = _assembled(name, text)
    if made is not None:
        from sdol.compiler.portable import to_bytes

        portable.write(made, to_bytes(program))
    counts = _counts(program)
    if call.option("json"):
        say_json({"status": status.FINE, "file": made, **counts, "spaces": program.spaces, "diagnostics": []})
    else:
        what = ", ".join(f"{count:,} {name}" for name, count in counts.items())
        say(f"{made or name}: {what}")
    return status.FINE


def _target(given: str, asked: str | None) -> str:
    """Where the compiled program goes: as asked, else beside the listing."""
    if asked is not None and not portable.is_compiled(asked):
        help = f"write `-o {os.path.splitext(asked)[0]}{portable.ENDING}`"
        raise UsageError("E0901", f"a compiled program is called by its ending, {portable.ENDING}", help=help)
    if asked is None and given == "-":
        help = f"write `-o FILE{portable.ENDING}`, or `--check` to write nothing"
        raise UsageError(
            "E0901", "a listing from standard input has no name to write its program under", help=help
        )
    return asked or os.path.splitext(given)[0] + portable.ENDING


def _read(given: str) -> tuple[str, str]:
    """Name and text of the listing.

    Raises:
        UsageError: E0801 and others, it cannot be read.
    """
    from sdol.errors import SdolError
    from sdol.kernel.lines import cannot_open
    from sdol.lang.files import decoded

    if portable.is_compiled(given):
        raise UsageError("E0901", f"{given} is compiled already", help=f"`sdol run {given}` runs it")
    if given.endswith(".sdol"):
        help = f"`sdol dis {given} | sdol asm - -o {given}c` compiles it"
        raise UsageError("E0901", f"{given} is a program's source, not a listing", help=help)
    try:
        if given != "-":
            with open(given, "rb") as file:
                return given, decoded(file.read(MOST_BYTES + 1), given, MOST_BYTES)
        if sys.stdin is None:
            raise SdolError("E0806", "there is no standard input", help="name the listing's file")
        name = "standard input"
        return name, decoded(sys.stdin.buffer.read(MOST_BYTES + 1), name, MOST_BYTES)
    except OSError as error:
        raise UsageError.of(cannot_open(error, given)) from None
    except ValueError:
        raise UsageError("E0801", "a path cannot hold a zero byte") from None
    except SdolError as error:
        raise UsageError.of(error) from None


def _assembled(name: str, text: str) -> Program:
    from sdol.compiler.asm import AssemblyError, assemble

    try:
        return assemble(name, text)
    except AssemblyError as error:
        raise Rejected([error.diagnostic]) from None


def _counts(program: Program) -> dict[str, int]:
    from sdol.kernel.flat import Listing

    instructions = sum(len(Listing(function).entries) for function in program.functions)
    return {
        "functions": len(program.functions),
        "instructions": instructions,
        "constants": len(program.constants),
    }


COMMAND = Command(
    "asm",
    "assemble a listing into a compiled program",
    _asm,
    ("FILE",),
    (
        Option(
            "--output",
            "write the compiled program to FILE; by default beside the listing",
            "FILE",
            short="-o",
        ),
        Option("--check", "write nothing: only say whether the listing is a program"),
        Option("--json", "write one JSON value: the file, and what is in it"),
    ),
    "FILE is a listing as `sdol dis` writes it, or one written by hand; `-` reads it from standard input. "
    "`sdol run` runs the compiled program.",
    examples=(
        ("sdol dis triage.sdol > triage.sdolasm", "a listing to read or change"),
        ("sdol asm triage.sdolasm -o triage.sdolc", "and a program again, for `sdol run triage.sdolc`"),
    ),
)
