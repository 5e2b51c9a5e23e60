"""Keys of the line editor: real keystrokes through a pipe, and the entry that comes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import NamedTuple

import pytest
from prompt_toolkit.application import Application, create_app_session
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from sdol.errors import SdolError
from sdol.shell.repl.commands.keys import COMMAND
from sdol.shell.repl.outcome import NOTHING, QUIT, Outcome
from sdol.shell.repl.settings import Settings
from sdol.shell.repl.terminal import loop, reading
from sdol.shell.repl.terminal.editor import Editor
from sdol.shell.repl.terminal.offering import Offering

PATIENCE = 10  # seconds
UP, DOWN, LEFT, RIGHT, END = "\x1b[A", "\x1b[B", "\x1b[D", "\x1b[C", "\x1b[F"
ENTER, ALT_ENTER, TAB, BACKSPACE, ESCAPE = "\r", "\x1b\r", "\t", "\x7f", "\x1b"
CTRL_A, CTRL_C, CTRL_D, CTRL_E, CTRL_R = "\x01", "\x03", "\x04", "\x05", "\x12"
CTRL_K, CTRL_W, CTRL_Y, UNDO = "\x0b", "\x17", "\x19", "\x1f"


def pasted(text: str) -> str:
    """As a terminal sends it that brackets what is pasted."""
    return f"\x1b[200~{text}\x1b[201~"


class Found(NamedTuple):
    text: str
    type: str
    doc: str


class Offered(NamedTuple):
    start: int
    items: list[Found]


class Memory:
    """A history that lasts as long as the test."""

    def __init__(self, *entries: str) -> None:
        self.entries = list(entries)

    def newest(self, most: int) -> list[str]:
        return self.entries[::-1][:most]

    def keep(self, text: str) -> None:
        self.entries.append(text)


class Board:
    """A keyboard, and the editor at it."""

    def __init__(self, keys: PipeInput) -> None:
        self._keys = keys
        self.settings = Settings(keys="emacs")
        self.memory = Memory()
        self.found: list[Found] = []
        self.words = ["similarity", "simplify", "sort"]

    def complete(self, text: str, at: int) -> Offered:
        start = max(text.rfind(sign, 0, at) for sign in " (\n") + 1
        named = [Found(w, "num", f"what {w} is") for w in self.words if w.startswith(text[start:at])]
        return Offered(start, self.found or named)

    def editor(self) -> Editor:
        return Editor(self.settings, self.memory, self.complete, input=self._keys, output=DummyOutput())

    def press(self, *keys: str) -> None:
        self._keys.send_text("".join(keys))

    def type(self, *keys: str) -> str:
        """The entry that the keys make."""
        self.press(*keys)
        return self.editor().read(1)

    def type_when(self, first: str, *steps: tuple[Callable[[Buffer], object], str]) -> str:
        """The same, where further keys wait until the screen shows what they answer."""
        editor, waiting = self.editor(), list(steps)

        def shown(app: Application[str]) -> None:
            if waiting and waiting[0][0](app.current_buffer):
                self._keys.send_text(waiting.pop(0)[1])

        editor.session.app.after_render += shown
        self._keys.send_text(first)
        return editor.read(1)


class Recording:
    """An evaluator that runs nothing."""

    number = 0

    def enter(self, text: str, *, final: bool) -> Outcome:
        return Outcome(QUIT if text == ":quit" else NOTHING)


@pytest.fixture
def board() -> Iterator[Board]:
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        yield Board(keys)


def test_enter_ends_a_whole_entry(board: Board) -> None:
    assert board.type("1 + 1", ENTER) == "1 + 1"


def test_an_unfinished_entry_goes_on_indented_and_its_closer_stands_under_the_opener(board: Board) -> None:
    typed = ("fn f(n: int) -> int {", "if n > 0 {", "n", "} else {", "0", "}", "}")
    assert board.type(*(line + ENTER for line in typed)) == (
        "fn f(n: int) -> int {\n  if n > 0 {\n    n\n  } else {\n    0\n  }\n}"
    )


def test_brackets_are_not_closed_for_the_person(board: Board) -> None:
    assert board.type("f(", ENTER, "1", ENTER, ")", ENTER) == "f(\n  1\n)"


def test_a_try_waits_for_its_else_until_a_blank_line(board: Board) -> None:
    assert board.type("try { 1 }", ENTER, "else { 2 }", ENTER) == "try { 1 }\nelse { 2 }"
    assert board.type("try { 1 }", ENTER, ENTER) == "try { 1 }"


def test_a_doc_comment_waits_for_what_it_documents(board: Board) -> None:
    assert board.type("## twice", ENTER, "fn f(n: int) -> int { n * 2 }", ENTER).startswith("## twice\nfn f")


def test_two_blank_lines_end_an_entry_whose_bracket_is_open(board: Board) -> None:
    assert board.type("if true {", ENTER, ENTER, "1", ENTER, ENTER, ENTER) == "if true {\n\n  1"


def test_blank_lines_belong_to_a_text(board: Board) -> None:
    assert board.type('"""', ENTER, ENTER, ENTER, ENTER, 'a"""', ENTER) == '"""\n\n\n\na"""'


def test_alt_enter_begins_a_line_in_a_whole_entry(board: Board) -> None:
    assert board.type("let a = 1", ALT_ENTER, "let b = 2", ENTER) == "let a = 1\nlet b = 2"


def test_enter_in_the_middle_of_several_lines_begins_a_line(board: Board) -> None:
    keys = ("let a = 1", ALT_ENTER, "print a", UP, CTRL_E, ENTER, "let b = 2", DOWN, ENTER)
    assert board.type(*keys) == "let a = 1\nlet b = 2\nprint a"


def test_enter_in_the_middle_of_one_whole_line_ends_it(board: Board) -> None:
    assert board.type("print 12", LEFT, LEFT, ENTER) == "print 12"


def test_ctrl_c_gives_a_fresh_prompt_in_an_entry_a_search_and_the_menu(board: Board) -> None:
    editor = board.editor()
    for keys in ("let x = 1", CTRL_R + "le", "si" + TAB + TAB, '"""' + ENTER):
        board.press(keys, CTRL_C)
        with pytest.raises(KeyboardInterrupt):
            editor.read(1)
        board.press("2", ENTER)
        assert editor.read(1) == "2"


def test_ctrl_d_leaves_at_an_empty_prompt_only(board: Board) -> None:
    assert board.type("12", CTRL_A, CTRL_D, ENTER) == "2"
    assert board.type("12", CTRL_D, ENTER) == "12"
    with pytest.raises(EOFError):
        board.type(CTRL_D)


def test_a_pasted_program_is_one_entry_that_waits_for_enter(board: Board) -> None:
    program = 'let a = 1\r\n\r\nfn f() -> int {\r\n\tlet b = 2\r\n\r\n\ta + b\r\n}\r\nprint "{f()}"\r\n'
    assert board.type(pasted(program), ENTER) == program.replace("\r\n", "\n").rstrip("\n")


def test_of_a_pasted_session_only_what_was_typed_is_taken(board: Board) -> None:
    session = "[1] sdol> fn f() -> int {\n    ....>   2\n    ....> }\n[2] sdol> f()\n2\n"
    assert board.type(pasted(session), ENTER) == "fn f() -> int {\n  2\n}\nf()"
    assert board.type(pasted(">>> 1 + 1\n2"), ENTER) == "1 + 1"


def test_up_recalls_whole_entries_by_what_is_typed_before(board: Board) -> None:
    board.memory = Memory("let a = 1", "fn f() -> int {\n  1\n}", "let b = 2", "f()")
    assert board.type("let", UP, ENTER) == "let b = 2"
    assert board.type("let", UP, UP, UP, ENTER) in ("let a = 1", "let b = 2")
    assert board.type("fn", UP, ENTER) == "fn f() -> int {\n  1\n}"


def test_ctrl_r_searches_whole_entries_and_the_find_is_edited(board: Board) -> None:
    board.memory = Memory("fn f() -> int {\n  needle\n}", "other")
    assert board.type(CTRL_R, "NEEDLE", ENTER, ENTER) == "fn f() -> int {\n  needle\n}"


def test_an_entry_is_remembered_once_and_one_that_begins_with_a_blank_is_not(board: Board) -> None:
    editor = board.editor()
    for text in ("one", " secret", "two", "two"):
        board.press(text, ENTER)
        editor.read(1)
    assert board.memory.entries == ["one", "two"]


def test_tab_completes_what_is_common_to_all_and_then_offers_them_with_type_and_doc(board: Board) -> None:
    offered: list[str] = []

    def menu(buffer: Buffer) -> bool:
        found = buffer.complete_state.completions if buffer.complete_state else []
        offered.extend(f"{one.display_text}: {one.display_meta_text}" for one in found)
        return bool(found)

    common = (lambda buffer: buffer.text == "sim", TAB)
    assert board.type_when("si" + TAB, common, (menu, TAB + ENTER + "(a, b)" + ENTER)) == "simplify(a, b)"
    assert offered[:2] == ["similarity: num  what similarity is", "simplify: num  what simplify is"]


def test_what_only_resembles_is_offered_where_nothing_begins_so(board: Board) -> None:
    board.found = [Found("sort", "num", ""), Found("resort", "num", "")]
    assert board.type_when("so" + TAB, (lambda buffer: buffer.text == "sort", ENTER)) == "sort"
    board.found = [Found("resort", "num", "")]
    menu = (lambda buffer: buffer.text == "resort", ENTER + ENTER)
    assert board.type_when("so" + TAB, menu) == "resort"


def test_of_a_long_signature_the_names_are_left_and_what_it_gives() -> None:
    found = Found(
        "sort", "(xs: list[int], keep: fn(int, a: text) -> bool, down: bool = false) -> list[int]", "Sorts."
    )
    offered = list(
        Offering(lambda text, at: Offered(0, [found])).get_completions(Document("so"), CompleteEvent())
    )
    assert offered[0].display_meta_text == "(xs, keep, down) -> list[int]  Sorts."


def test_one_completion_is_taken_at_once(board: Board) -> None:
    assert board.type_when("so" + TAB, (lambda buffer: buffer.text == "sort", ENTER)) == "sort"


def test_completion_that_fails_ends_nothing(board: Board) -> None:
    board.words = [None]  # type: ignore[list-item]
    assert board.type("so", TAB, "rt", ENTER) == "sort"


def test_neither_keys_nor_enter_wait_for_completions(board: Board) -> None:
    asked, answer = Event(), Event()

    def never(text: str, at: int) -> Offered:
        asked.set()
        answer.wait(PATIENCE)
        return Offered(0, [])

    board.complete = never
    assert board.type("so", TAB, "rt", ENTER) == "sort"
    assert asked.wait(PATIENCE)
    assert not answer.is_set()
    answer.set()


def test_tab_at_the_margin_indents_and_backspace_takes_a_step_back(board: Board) -> None:
    assert board.type("f(", ENTER, TAB, "1)", ENTER) == "f(\n    1)"
    assert board.type("f(", ENTER, BACKSPACE, "1)", ENTER) == "f(\n1)"


@pytest.mark.parametrize("key", [RIGHT, END, CTRL_E], ids=["right", "end", "ctrl-e"])
def test_a_suggestion_is_the_rest_of_the_line_and_taken_with_a_key(board: Board, key: str) -> None:
    board.memory = Memory("if true {\n  1\n}")
    ready = (lambda buffer: buffer.suggestion, key + ENTER + "2" + ENTER + "}" + ENTER)
    assert board.type_when("if", ready) == "if true {\n  2\n}"


def test_a_failure_of_the_editor_ends_the_entry_alone(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = board.editor()
    with monkeypatch.context() as broken:
        broken.setattr(reading, "ends", lambda text: 1 // 0)
        board.press("1", ENTER)
        with pytest.raises(ZeroDivisionError):
            editor.read(1)
    board.press("2", ENTER)
    assert editor.read(1) == "2"


@pytest.mark.parametrize("times", [1, 2])
def test_a_failure_is_told_and_reading_tried_once_more(
    times: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "present", lambda outcome, evaluator: None)
    answers = [OSError("the keyboard is gone")] * times + [":quit"]

    class Failing:
        def read(self, number: int) -> str:
            if len(answers) > 1:
                raise answers.pop(0)  # type: ignore[misc]
            return ":quit"

    if times == 1:
        assert loop.run(Recording(), Failing()) == 0
    else:
        with pytest.raises(OSError, match="keyboard"):
            loop.run(Recording(), Failing())
    told = capsys.readouterr().err
    assert "error[E0999]" in told
    assert "Traceback" not in told


def test_words_are_cut_and_put_in_and_changes_undone(board: Board) -> None:
    assert board.type("print one two", CTRL_W, CTRL_W, "2 + ", CTRL_Y, ENTER) == "print 2 + one two"
    assert board.type("print 1", CTRL_A, CTRL_K, UNDO, ENTER) == "print 1"


def test_vi_keys_if_asked_for(board: Board) -> None:
    board.settings.keys = "vi"
    assert board.type("print 12", ESCAPE, "x", ENTER) == "print 1"


def test_bytes_that_are_no_text_do_no_harm(board: Board) -> None:
    board._keys.send_bytes(b'"\xe9"\r')
    assert board.editor().read(1) in ('"?"', '"\ufffd"')


def test_a_key_that_was_set_types_its_text_and_enter(board: Board) -> None:
    board.settings.change("key", 'f5 ":vars\\n"')
    board.settings.change("key", "alt-t print")
    assert board.type("\x1b[15~") == ":vars"
    assert board.type("\x1bt", " 1", ENTER) == "print 1"


@pytest.mark.parametrize(
    ("name", "value"),
    [("keys", "nano"), ("key", "ctrl-c x"), ("key", "enter x"), ("colour", "keyword pinkish"), ("size", "3")],
)
def test_settings_that_cannot_be_are_refused(name: str, value: str) -> None:
    with pytest.raises(SdolError) as refused:
        Settings().change(name, value)
    assert refused.value.code == "E0840"


def test_settings_are_shown_as_they_are_typed() -> None:
    settings, again = Settings(), Settings()
    for line in ('prompt "a \\"{n}\\" > "', "keys vi", "colour text bold bright-red", 'key f2 "1 + 1\\n"'):
        settings.change(*line.split(" ", 1))
    for line in settings.lines():
        again.change(*line.split(" ", 1))
    assert again == settings
    assert settings.prompt_of(7) == 'a "7" > '


@pytest.mark.parametrize("keys", ["emacs", "vi"])
def test_the_page_of_the_keys_fits_and_names_those_that_were_set(
    keys: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Sitting:
        settings = Settings(keys=keys, bound={"f5": ":vars\n"})

    monkeypatch.setenv("COLUMNS", "60")
    page = COMMAND.run(Sitting(), "")
    assert isinstance(page, str)
    assert max(map(len, page.splitlines())) <= 60
    assert "f5              types :vars\\n" in page


@pytest.mark.parametrize(
    ("lines", "keys"), [("set editing-mode vi\n", "vi"), ("# set editing-mode vi\n", "emacs")]
)
def test_the_keys_are_those_of_other_programs(
    lines: str, keys: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "inputrc").write_text(lines)
    monkeypatch.setenv("INPUTRC", str(tmp_path / "inputrc"))
    assert Settings().keys == keys
    monkeypatch.setenv("INPUTRC", str(tmp_path / "none"))
    assert Settings().keys == "emacs"


def test_what_the_first_tab_needs_is_loaded_without_a_key(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sdol.shell.repl.terminal.editor.PAUSE", 0.0)

    def warm() -> None:  # nobody else ends the entry
        board.press("1 + 1", ENTER)

    settings, memory = board.settings, board.memory
    editor = Editor(settings, memory, board.complete, warm=warm, input=board._keys, output=DummyOutput())
    assert editor.read(1) == "1 + 1"
