"""The language server as an editor meets it: a real process, driven over its standard input by pygls' client."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from lsp_client import Editor, cut
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from sdol.lang.analysis.highlights import KINDS
from sdol.shell.lsp.desk import Changed, Desk
from sdol.shell.lsp.files import uri_of

PROGRAM = """import lists
import "prices.sdol"
## Doubles a number.
##
## >>> double(2)
## 4
fn double(n: num, times: int = 1) -> num {
  let m = n * 2
  m * times
}
let words = ["a 😀", "b"]
region animals = around ["cat", "dog"]
store notes
for word in words { print "😀 {word}", double(3, times: 2) }
print map(words, w => upper(w)), lists.unique_by(words, t => t[0])
print ~"cat" in animals, prices.with_tax(10), prices.tax, near "x" in notes
"""
PRICES = """let tax = 0.2
## The price to pay.
fn with_tax(price: num) -> num { price * (1 + tax) }
"""
numbers = count()


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    folder = tmp_path_factory.mktemp("workspace")
    (folder / "prices.sdol").write_text(PRICES)
    made = Editor(folder)
    yield made
    assert made.end() == (0, "")


@pytest.fixture
def program(editor: Editor) -> Iterator[str]:
    """The program, open under a name of its own."""
    name = f"program{next(numbers)}.sdol"
    assert editor.open(name, PROGRAM).diagnostics == ()
    yield name
    editor.close(name)


@pytest.fixture
def scratch(editor: Editor) -> Iterator[str]:
    """An empty file that is open."""
    name = f"scratch{next(numbers)}.sdol"
    editor.open(name, "")
    yield name
    editor.close(name)


def hover(editor: Editor, name: str, marked: str) -> str:
    found = editor.ask("text_document_hover", lsp.HoverParams, name, marked)
    return found.contents.value if found else ""


# --- problems -----------------------------------------------------------------------------------------------


def test_problems_are_those_of_check(editor: Editor, scratch: str) -> None:
    text = 'fn f(n: int) -> text {\n  n\n}\nprint f("x")\n'
    found = editor.write(scratch, text).diagnostics
    assert [(one.code, cut(text, one.range)) for one in found] == [("E0302", "n"), ("E0302", '"x"')]
    first = found[0]
    assert first.source == "sdol" and "help: " in first.message
    assert first.code_description and first.code_description.href.endswith("E0302.md")
    (related,) = first.related_information or ()
    assert (cut(text, related.location.range), related.message) == ("text", "declared here")


def test_what_could_be_better_is_a_warning(editor: Editor, scratch: str) -> None:
    (one,) = editor.write(
        scratch, "fn f(n: int) -> int {\n  let unused = n\n  n\n}\nprint f(1)\n"
    ).diagnostics
    assert (one.code, one.severity, one.tags) == (
        "L001",
        lsp.DiagnosticSeverity.Warning,
        (lsp.DiagnosticTag.Unnecessary,),
    )


def test_a_problem_of_an_unsaved_import_shows_at_both(editor: Editor, program: str) -> None:
    """The buffer counts, not the file; what imports it is checked again as it changes, and as it is closed."""
    editor.open("prices.sdol", PRICES)
    editor.edit("prices.sdol", (None, PRICES.replace("let tax = 0.2", "let rate = 0.2")))
    importing = next(d for d in iter(lambda: editor.do(editor.client.published.get()), None) if d.diagnostics)
    while importing.uri != editor.uri(program):
        importing = editor.do(editor.client.published.get())
    places = {cut(PROGRAM, one.range) for one in importing.diagnostics}
    assert places == {'import "prices.sdol"', "tax"}
    inside = next(one for one in importing.diagnostics if cut(PROGRAM, one.range) != "tax")
    assert (inside.related_information or ())[0].location.uri == editor.uri("prices.sdol")
    editor.close("prices.sdol")
    while importing.uri != editor.uri(program) or importing.diagnostics:
        importing = editor.do(editor.client.published.get())


# --- reading ------------------------------------------------------------------------------------------------


def test_hover_says_type_space_and_comment(editor: Editor, program: str) -> None:
    shown = hover(editor, program, "dou|ble(3")
    assert "double(n: num, times: int = 1) -> num" in shown and "Doubles a number." in shown
    assert "words: list[text]" in hover(editor, program, "in wor|ds {")
    animals = hover(editor, program, "in ani|mals")
    assert "region animals: region@minilm" in animals and "384 dimensions" in animals
    assert "upper(t: text) -> text" in hover(editor, program, "up|per(w)")
    assert "The price to pay." in hover(editor, program, "with_|tax(10)")
    assert "tax: num" in hover(editor, program, "prices.ta|x")
    assert "vec@minilm" in hover(editor, program, "|~")
    assert "with_tax(price: num)" in hover(editor, program, 'import "pri|ces.sdol"')
    assert "Walks over" in hover(editor, program, "f|or word")
    assert hover(editor, program, "  |let m") and not hover(editor, program, "\n}|\nlet")


def test_hover_says_the_comment_of_a_variable(editor: Editor, scratch: str) -> None:
    editor.write(scratch, "## Of last year.\nlet tax = 0.2\nprint tax\n")
    assert hover(editor, scratch, "print ta|x") == "```sdol\ntax: num\n```\n\nOf last year."


def test_definition_in_this_file_in_another_and_in_the_library(editor: Editor, program: str) -> None:
    def defined(marked: str) -> tuple[str, int]:
        (one,) = editor.ask("text_document_definition", lsp.DefinitionParams, program, marked)
        return one.uri.rsplit("/", 1)[1], one.range.start.line

    assert defined("double(3, ti|mes") == (program, 6)
    assert defined("wor|ds {") == (program, 10)
    assert defined("prices.with|_tax") == ("prices.sdol", 2)
    assert defined('import "pri|ces') == ("prices.sdol", 0)
    assert defined("lists.uni|que_by")[0] == "lists.sdol"
    assert defined("print m|ap")[0] == "prelude.sdol"
    assert editor.ask("text_document_definition", lsp.DefinitionParams, program, "up|per") is None


def test_references_and_highlights(editor: Editor, program: str) -> None:
    context = lsp.ReferenceContext(include_declaration=False)
    found = editor.ask("text_document_references", lsp.ReferenceParams, program, "wo|rds =", context)
    assert [one.range.start.line for one in found] == [13, 14, 14]
    marks = editor.ask("text_document_document_highlight", lsp.DocumentHighlightParams, program, "wor|ds =")
    assert [one.kind for one in marks] == [lsp.DocumentHighlightKind.Write] + [
        lsp.DocumentHighlightKind.Read
    ] * 3


def test_references_across_files(editor: Editor, program: str) -> None:
    context = lsp.ReferenceContext(include_declaration=True)
    found = editor.ask("text_document_references", lsp.ReferenceParams, program, "prices.ta|x", context)
    assert sorted((one.uri.rsplit("/", 1)[1], one.range.start.line) for one in found) == [
        ("prices.sdol", 0),
        ("prices.sdol", 2),
        (program, 15),
    ]


def test_symbols(editor: Editor, program: str) -> None:
    found = editor.do(
        editor.client.text_document_document_symbol_async(lsp.DocumentSymbolParams(editor.id(program)))
    )
    assert [(one.name, one.detail) for one in found][2:] == [
        ("double", "fn double(n: num, times: int = 1) -> num"),
        ("words", "list[text]"),
        ("animals", "region@minilm"),
        ("notes", "store@minilm"),
    ]
    everywhere = editor.do(editor.client.workspace_symbol_async(lsp.WorkspaceSymbolParams("wtax")))
    assert [one.name for one in everywhere] == ["with_tax"]


def test_semantic_tokens(editor: Editor, program: str) -> None:
    params = lsp.SemanticTokensParams(editor.id(program))
    found = editor.do(editor.client.text_document_semantic_tokens_full_async(params))
    legend = editor.server.capabilities.semantic_tokens_provider.legend.token_types
    assert tuple(legend) == KINDS
    kinds: dict[str, set[str]] = {}
    line = column = 0
    for rows in zip(*[iter(found.data)] * 5, strict=True):
        line, column = line + rows[0], rows[1] if rows[0] else column + rows[1]
        end = lsp.Position(line, column + rows[2])
        kinds.setdefault(cut(PROGRAM, lsp.Range(lsp.Position(line, column), end)), set()).add(legend[rows[3]])
    assert kinds["double"] == kinds["upper"] == kinds["with_tax"] == {"function"}
    assert kinds["times"] == {"parameter"} and kinds["num"] == {"type"}
    assert (kinds["animals"], kinds["notes"], kinds["lists"]) == ({"region"}, {"store"}, {"namespace"})
    assert kinds['"😀 {'] == {"string"} and kinds["word"] == {"variable"}
    assert kinds["for"] == {"keyword"} and kinds["## Doubles a number."] == {"comment"}


def test_a_range_of_semantic_tokens_is_a_part_of_all(editor: Editor, program: str) -> None:
    lines = lsp.Range(lsp.Position(6, 0), lsp.Position(7, 0))
    params = lsp.SemanticTokensRangeParams(editor.id(program), lines)
    found = editor.do(editor.client.text_document_semantic_tokens_range_async(params))
    assert found.data[:5] == (6, 0, 2, KINDS.index("keyword"), 0)


def test_inlay_types_and_folds(editor: Editor, program: str) -> None:
    whole = lsp.Range(lsp.Position(0, 0), lsp.Position(999, 0))
    hints = editor.do(
        editor.client.text_document_inlay_hint_async(lsp.InlayHintParams(editor.id(program), whole))
    )
    assert [(one.label, one.position.line) for one in hints] == [
        (": num", 7),
        (": list[text]", 10),
        (": text", 13),
        (": text", 14),
        (": text", 14),
    ]
    folds = editor.do(
        editor.client.text_document_folding_range_async(lsp.FoldingRangeParams(editor.id(program)))
    )
    assert [(one.start_line, one.end_line) for one in folds] == [(0, 1), (2, 5), (6, 8)]


# --- writing ------------------------------------------------------------------------------------------------


def labels(editor: Editor, name: str, marked: str) -> list[str]:
    found = editor.ask("text_document_completion", lsp.CompletionParams, name, marked)
    return [one.label for one in found.items]


def test_completion_in_a_line_that_is_being_written(editor: Editor, scratch: str) -> None:
    editor.write(scratch, "import lists\nfn f(longitude: num) -> num {\n  let y = lon\n  lists.uni\n}\n")
    assert labels(editor, scratch, "= lon|")[0] == "longitude"
    assert labels(editor, scratch, "lists.uni|") == ["unique_by"]


def test_completion_replaces_the_word(editor: Editor, program: str) -> None:
    found = editor.ask("text_document_completion", lsp.CompletionParams, program, "in wor|ds {")
    first = found.items[0]
    assert (first.label, first.detail, cut(PROGRAM, first.text_edit.range)) == (
        "words",
        "list[text]",
        "words",
    )


def test_signature_of_a_call_that_is_not_closed(editor: Editor, scratch: str) -> None:
    editor.write(scratch, PRICES + 'print with_tax(\nlet xs = [1, 2] |> take(\nprint slice("abc", 1, \n')
    help = editor.ask("text_document_signature_help", lsp.SignatureHelpParams, scratch, "print with_tax(|")
    assert help.signatures[0].label == "with_tax(price: num) -> num"
    piped = editor.ask("text_document_signature_help", lsp.SignatureHelpParams, scratch, "take(|")
    assert piped.active_parameter == 1
    third = editor.ask("text_document_signature_help", lsp.SignatureHelpParams, scratch, "1, |\n")
    assert third.active_parameter == 2


def test_rename_in_all_files(editor: Editor, program: str) -> None:
    edit = editor.ask("text_document_rename", rename_to("vat"), program, "prices.ta|x")
    changed = {one.text_document.uri.rsplit("/", 1)[1]: one for one in edit.document_changes}
    assert set(changed) == {program, "prices.sdol"}
    assert changed[program].text_document.version == editor.version
    assert [cut(PRICES, one.range) for one in changed["prices.sdol"].edits] == ["tax", "tax"]


def rename_to(name: str) -> object:
    return lambda document, position: lsp.RenameParams(document, position, name)


@pytest.mark.parametrize(
    ("marked", "name", "why"),
    [
        ("wor|ds =", "double", "is taken"),
        ("  let |m", "n", "is taken"),
        ("wor|ds =", "while", "word of the language"),
        ("wor|ds =", "two words", "is no name"),
        ("up|per", "lower", "not defined in this project"),
        ("m|ap(words", "each", "library"),
        ("import li|sts", "other", "name of its file"),
        ("store no|tes", "other", "partition"),
    ],
)
def test_rename_is_refused(editor: Editor, program: str, marked: str, name: str, why: str) -> None:
    with pytest.raises(JsonRpcException, match=why):
        editor.ask("text_document_rename", rename_to(name), program, marked)


def test_formatting_changes_only_what_differs(editor: Editor, scratch: str) -> None:
    text = "let a = 1\r\nlet b   =   2\r\nprint a+b\r\n"
    editor.write(scratch, text)
    options = lsp.FormattingOptions(2, True)
    edits = editor.do(
        editor.client.text_document_formatting_async(
            lsp.DocumentFormattingParams(editor.id(scratch), options)
        )
    )
    (one,) = edits
    assert (one.new_text, one.range.start.line) == ("let b = 2\r\nprint a + b\r\n", 1)
    lines = lsp.Range(lsp.Position(0, 0), lsp.Position(0, 5))
    ranged = lsp.DocumentRangeFormattingParams(editor.id(scratch), lines, options)
    assert editor.do(editor.client.text_document_range_formatting_async(ranged)) == ()


@pytest.mark.parametrize(
    ("text", "marked", "title", "after"),
    [
        ("let words = 1\nprint wrods\n", "wro|ds", "write `words`", "let words = 1\nprint words\n"),
        ("print None == nil\n", "No|ne", "write `nil`", "print nil == nil\n"),
        (
            "fn f(n: int) {\n  n + 1\n}\nprint f(1)\n",
            "n +| 1",
            "write `-> int` in its head",
            "fn f(n: int) -> int {\n  n + 1\n}\nprint f(1)\n",
        ),
        ("var x = 1\nprint x\n", "var |x", "write `let`", "let x = 1\nprint x\n"),
        (
            "if true {\n  var x = 1\n  print x\n}\n",
            "var |x",
            "allow L008 here",
            "if true {\n  # lint: allow L008 because …\n  var x = 1\n  print x\n}\n",
        ),
    ],
)
def test_corrections(editor: Editor, scratch: str, text: str, marked: str, title: str, after: str) -> None:
    editor.write(scratch, text)
    where = editor.at(scratch, marked)
    params = lsp.CodeActionParams(editor.id(scratch), lsp.Range(where, where), lsp.CodeActionContext([]))
    found = editor.do(editor.client.text_document_code_action_async(params))
    action = next(one for one in found if one.title == title)
    ((_, edits),) = action.edit.changes.items()
    lines = text.split("\n")
    for one in edits:
        row = lines[one.range.start.line]
        lines[one.range.start.line] = (
            row[: one.range.start.character] + one.new_text + row[one.range.end.character :]
        )
    assert "\n".join(lines) == after


def test_selections_grow(editor: Editor, program: str) -> None:
    params = lsp.SelectionRangeParams(editor.id(program), [editor.at(program, "times: |2")])
    (one,) = editor.do(editor.client.text_document_selection_range_async(params))
    found = []
    while one is not None:
        found.append(cut(PROGRAM, one.range))
        one = one.parent
    assert found[:3] == ["2", "times: 2", "double(3, times: 2)"]


# --- files --------------------------------------------------------------------------------------------------


def test_a_buffer_that_is_no_file(editor: Editor) -> None:
    found = editor.open("untitled:Untitled-1", "print wrong\n")
    assert [one.code for one in found.diagnostics] == ["E0201"]
    editor.close("untitled:Untitled-1")


def test_a_file_outside_of_the_workspace(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "odd name ü.sdol").write_text("fn f() -> int { 1 }\n")
    (tmp_path / "helper.sdol").write_text("let x = 1\n")
    uri = uri_of(str(tmp_path / "odd name ü.sdol"))
    assert editor.open(uri, 'import "helper.sdol"\nprint helper.x\n').diagnostics == ()
    (one,) = editor.ask("text_document_definition", lsp.DefinitionParams, uri, "helper.x|")
    assert one.uri == uri_of(str(tmp_path / "helper.sdol"))
    editor.close(uri)


def test_a_file_that_is_opened_again_with_another_text(editor: Editor, scratch: str) -> None:
    editor.write(scratch, 'import "again.sdol"\nprint again.x\n')
    for value, type in (("1", "int"), ('"a"', "text")):
        editor.open("again.sdol", f"let x = {value}\n")
        assert f"x: {type}" in hover(editor, scratch, "again.|x")
        editor.close("again.sdol")


def test_what_changes_on_disk_is_checked_again(editor: Editor, scratch: str) -> None:
    other = editor.folder / "later.sdol"
    missing = editor.write(scratch, 'import "later.sdol"\nprint later.x\n').diagnostics
    assert [one.code for one in missing] == ["E0801"]
    other.write_text("let x = 1\n")
    created = lsp.FileEvent(uri_of(str(other)), lsp.FileChangeType.Created)
    editor.client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams([created]))
    assert editor.told(scratch).diagnostics == ()


def test_a_workspace_behind_a_link(tmp_path: Path) -> None:
    """Files are named as the client names them, though the compiler finds them elsewhere."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "real" / "prices.sdol").write_text(PRICES)
    editor = Editor(tmp_path / "link", ["utf-8", "utf-16"])
    editor.open("main.sdol", 'import "prices.sdol"\nprint "😀", prices.tax\n')
    assert editor.server.capabilities.position_encoding == "utf-8"
    where = lsp.Position(1, len('print "😀", prices.t'.encode()))
    found = editor.do(
        editor.client.text_document_definition_async(lsp.DefinitionParams(editor.id("main.sdol"), where))
    )
    assert [one.uri for one in found] == [editor.uri("prices.sdol")]
    assert editor.end() == (0, "")


def test_completion_of_an_import_looks_beside_the_file(editor: Editor, scratch: str) -> None:
    editor.write(scratch, 'import "pri"\n')
    assert labels(editor, scratch, '"pri|') == ["prices.sdol"]


def test_completion_that_nobody_waits_for_any_more_is_given_up() -> None:
    failed: list[BaseException] = []

    async def typed() -> list[str | BaseException | None]:
        desk, busy = Desk(lambda analysed: None, failed.append), threading.Event()
        desk.open("untitled:a", "let a = 1\n", 1)
        desk.soon(busy.wait)
        asked = []
        for text in ("let b = 1\n", "let c = 1\n"):
            desk.change("untitled:a", 2, [(None, text)])
            glance = desk.glance("untitled:a", 0, lambda known, positions: positions.text)
            asked.append(asyncio.get_running_loop().create_task(glance))
            await asyncio.sleep(0)
        busy.set()
        found = await asyncio.gather(*asked, return_exceptions=True)
        desk.end()
        return found

    first, second = asyncio.run(typed())
    assert isinstance(first, Changed)
    assert second == "let c = 1\n"
    assert not failed


def test_a_package_that_is_added_is_found(editor: Editor, scratch: str) -> None:
    text = "import added\nprint added.double(2)\n"
    assert [one.code for one in editor.write(scratch, text).diagnostics] == ["E0209"]
    package = editor.folder / "packages" / "added" / "added.sdol"
    package.parent.mkdir(parents=True)
    (editor.folder / "sdol.lock").write_text("{}")
    package.write_text("fn double(n: num) -> num { n * 2 }\n")
    event = lsp.FileEvent(editor.uri("packages/added/added.sdol"), lsp.FileChangeType.Created)
    editor.client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams([event]))
    assert editor.told(scratch).diagnostics == ()
    found = editor.ask("text_document_definition", lsp.DefinitionParams, scratch, "added.|double")
    assert [one.uri for one in found] == [editor.uri("packages/added/added.sdol")]
