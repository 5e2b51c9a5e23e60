"""Reading one line of assembly: an instruction's words become an entry of a listing."""

from __future__ import annotations

from typing import Any, NoReturn

from sdol.compiler import asm_text
from sdol.compiler.asm_text import Token, Unreadable
from sdol.kernel.flat import Entry
from sdol.kernel.ir import Place

HIGHEST = 1 << 31
"""Numbers of registers and functions stay below it, whatever is written."""


class Names:
    """What an instruction may refer to by name: the functions, globals and constants of a program."""

    def __init__(self) -> None:
        self.functions: list[str] = []
        self.globals: list[str] = []
        self.constants: list[tuple[Any, ...]] = []
        self.known: dict[tuple[Any, ...], int] = {}

    def add(self, entry: tuple[Any, ...]) -> None:
        """Enters a constant; where two are equal, its value means the first."""
        self.known.setdefault(asm_text.key(entry), len(self.constants))
        self.constants.append(entry)

    def constant(self, entry: tuple[Any, ...]) -> int:
        """The index of a constant, which is entered where it was not declared."""
        if asm_text.key(entry) not in self.known:
            self.add(entry)
        return self.known[asm_text.key(entry)]


class LineReader:
    """The words of one line, taken from left to right.

    Raises everywhere:
        Unreadable: the line does not read.
    """

    def __init__(self, line: str, names: Names, start: int = 0) -> None:
        self.tokens = asm_text.tokens(line, start)
        self.names, self.at = names, 0
        self.start = self.stop = 0
        """Columns that the instruction itself takes, once it was read."""

    # --- words ----------------------------------------------------------------------------------------------

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def accept(self, *texts: str) -> Token | None:
        """The next word, if it is one of these."""
        token = self.next
        if token.text in texts and token.kind in ("name", "sign"):
            self.at += 1
            return token
        return None

    def take(self, text: str) -> Token:
        return self.accept(text) or self.fail(f"`{text}`")

    def kind(self, kind: str, what: str) -> Token:
        """The next word, which must be of a kind."""
        token = self.next
        if token.kind != kind:
            self.fail(what)
        self.at += 1
        return token

    def fail(self, what: str, help: str = "") -> NoReturn:
        """Says what was expected instead of the next word."""
        token = self.next
        found = f"`{token.text}`" if token.text else "the end of the line"
        raise Unreadable(f"expected {what}, not {found}", token.start, max(token.end, token.start + 1), help)

    def end(self) -> None:
        if self.next.kind != "end":
            self.fail("the end of the line")

    def index(self, what: str) -> int:
        """A whole number that counts something."""
        token = self.kind("int", what)
        if not token.text.isdecimal() or len(token.text) > 9:
            raise Unreadable(f"expected {what}, not `{token.text}`", token.start, token.end)
        return int(token.text)

    def register(self) -> int:
        return _number(self.kind("register", "a register such as `r3`"))

    def cursor(self) -> int:
        return _number(self.kind("cursor", "a loop's cursor such as `c0`"))

    def registers(self, close: str = "") -> tuple[int, ...]:
        """Registers with commas between them, up to `close` or as far as they go."""
        found: list[int] = []
        while self.next.kind == "register" or found:
            found.append(self.register())
            if not self.accept(","):
                break
        if close:
            self.take(close)
        return tuple(found)

    def label(self) -> tuple[str, Token]:
        """`goto` and the label: the name for now, which the function's reader replaces by a position."""
        self.take("goto")
        token = self.kind("name", "a label such as `L1`")
        return token.text, token

    def name(self, what: str) -> str:
        """A name, in quotes or plain."""
        if self.next.kind == "text":
            return asm_text.unquoted(self.kind("text", what))
        return self.kind("name", what).text

    # --- instructions ---------------------------------------------------------------------------------------

    def instruction(self) -> tuple[Entry, Token | None, Place | None]:
        """The entry that the line holds, the label that it jumps to, and its place if that is written.

        The first word may be the line's number, which says nothing.
        """
        if self.next.kind == "int":
            self.index("the number of the line")
        self.start = self.next.start
        entry, aim = self._instruction()
        self.stop = self.tokens[self.at - 1].end
        place = asm_text.read_place(self.kind("place", "")) if self.next.kind == "place" else None
        self.end()
        return entry, aim, place

    def _instruction(self) -> tuple[Entry, Token | None]:
        if self.next.kind == "register":
            return self._setting()
        if self.next.kind == "cursor":
            cursor = self.cursor()
            self.take("=")
            self.take("iterate")
            return ("iterate", cursor, self.register()), None
        word = self.accept("goto", "unless", "try", "endtry", "return", "end", "global")
        if word is None:
            help = "an instruction sets a register: `r2 = num.add r0, r1`; `docs/assembly.md` lists the forms"
            self.fail("an instruction", help)
        return self._flow(word.text)

    def _flow(self, word: str) -> tuple[Entry, Token | None]:
        match word:
            case "goto":
                self.at -= 1
                name, aim = self.label()
                return ("jump", name), aim
            case "unless":
                condition = self.register()
                name, aim = self.label()
                return ("unless", condition, name), aim
            case "try":
                error = self.register() if self.next.kind == "register" else -1
                self.take("else")
                name, aim = self.label()
                return ("try", name, error), aim
            case "return":
                return ("return", self.register() if self.next.kind == "register" else -1), None
            case "global":
                index = self._one_of(self.names.globals, "global")
                self.take("=")
                return ("setglobal", index, self.register()), None
        return (word,), None

    def _setting(self) -> tuple[Entry, Token | None]:
        """`r1 = …`."""
        dst = self.register()
        self.take("=")
        if self.next.kind == "register":
            return ("copy", dst, self.register()), None
        if self.next.kind == "name" and not asm_text.is_word(self.next):
            return self._made(dst, self.kind("name", "").text)
        return ("const", dst, self._constant()), None

    def _made(self, dst: int, word: str) -> tuple[Entry, Token | None]:
        match word:
            case "call":
                function = self._one_of(self.names.functions, "function")
                self.take("(")
                return ("call", dst, function, self.registers(")")), None
            case "apply":
                callee = self.register()
                self.take("(")
                return ("apply", dst, callee, self.registers(")")), None
            case "closure":
                function = self._one_of(self.names.functions, "function")
                self.take("[")
                return ("closure", dst, function, self.registers("]")), None
            case "global":
                return ("getglobal", dst, self._one_of(self.names.globals, "global")), None
            case "next":
                cursor = self.cursor()
                self.take("else")
                name, aim = self.label()
                return ("next", dst, cursor, name), aim
        mask = self.kind("mask", "").text[1:-1] if self.next.kind == "mask" else ""
        return ("op", dst, word, self.registers(), mask), None

    def _constant(self) -> int:
        if self.next.kind == "constant":
            token = self.kind("constant", "")
            index = _number(token)
            if index >= len(self.names.constants):
                count = len(self.names.constants)
                raise Unreadable(f"there are {count} constants, from k0", token.start, token.end)
            return index
        return self.names.constant(self.constant())

    def constant(self) -> tuple[Any, ...]:
        """A constant as it is written."""
        token = self.next
        if self.accept("~"):
            text = asm_text.unquoted(self.kind("text", "a text in quotes"))
            self.take("@")
            return "vec", self.name("the name of a space"), text
        if self.accept("'"):
            return "symbol", self.name("the name of a symbol")
        if token.kind in ("int", "float"):
            self.at += 1
            return "value", asm_text.number(token)
        if token.kind == "text":
            self.at += 1
            return "value", asm_text.unquoted(token)
        if not asm_text.is_word(token):
            self.fail("a constant, a register or an instruction")
        self.at += 1
        return "value", asm_text.word(token)

    def _one_of(self, known: list[str], what: str) -> int:
        """A function or global by its number, its name, or both, which then must agree."""
        start = self.next
        if start.kind not in ("int", "name", "text"):
            self.fail(f"the number or name of a {what}")
        index = self.index(f"the number of a {what}") if start.kind == "int" else -1
        if index >= len(known):
            raise Unreadable(f"there is no {what} {index}: there are {len(known)}", start.start, start.end)
        token = self.next
        if token.kind not in ("name", "text"):
            return index
        name = self.name("")
        if index >= 0:
            if known[index] != name:
                text = f"{what} {index} is `{known[index]}`, not `{name}`"
                raise Unreadable(text, token.start, token.end)
            return index
        if known.count(name) != 1:
            raise _not_one(name, known, what, token)
        return known.index(name)


def _not_one(name: str, known: list[str], what: str, token: Token) -> Unreadable:
    """No function or global of a name, or more than one."""
    if name in known:
        help = f"write its number, too: `{known.index(name)} {asm_text.name(name)}`"
        return Unreadable(f"more than one {what} is called `{name}`", token.start, token.end, help)
    return Unreadable(f"there is no {what} `{name}`", token.start, token.end, meant(name, known))


def meant(name: str, known: list[str]) -> str:
    """A help line with the known name that is spelled nearly so, or nothing."""
    from difflib import get_close_matches

    near = get_close_matches(name[:80], known, n=1)
    return f"did you mean `{near[0]}`?" if near else ""


def _number(token: Token) -> int:
    if len(token.text) > 10 or int(token.text[1:]) >= HIGHEST:
        raise Unreadable(f"no {token.kind} has such a number", token.start, token.end)
    return int(token.text[1:])
