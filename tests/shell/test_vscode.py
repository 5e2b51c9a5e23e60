"""The VS Code extension's own code, run by node with the editor and its language client played by stubs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

EXTENSION = Path(__file__).resolve().parents[2] / "editors" / "vscode" / "extension.js"
STUBS = {
    "vscode/index.js": """
const log = (globalThis.log = []);
const settings = { command: process.env.COMMAND, "server.enabled": process.env.SERVER !== "off" };
exports.workspace = {
  getConfiguration: () => ({ get: (name) => settings[name] }),
  onDidChangeConfiguration: (heard) => ((globalThis.changed = heard), {}),
};
exports.commands = {
  registerCommand: (name, action) => ((globalThis.actions ??= {})[name] = action),
  executeCommand: (...words) => log.push(["executed", ...words]),
};
exports.window = {
  terminals: [],
  createTerminal: (name) => ({ name, show() {}, sendText: (text) => log.push(["typed", text]) }),
  showWarningMessage: async (text, choice) => (log.push(["warned", text]), choice),
  get activeTextEditor() {
    return { document: { languageId: "sdol", fileName: process.env.FILE, save: async () => true } };
  },
};
""",
    "vscode-languageclient/node.js": """
exports.LanguageClient = class {
  constructor(id, name, server, client) { log.push(["client", id, server, client.documentSelector]); }
  async start() { if (process.env.SERVER === "broken") throw new Error("spawn sdol ENOENT"); log.push(["started"]); }
  async stop() { log.push(["stopped"]); }
};
""",
}
DRIVE = """
const extension = require(process.argv[1]);
(async () => {
  await extension.activate({ subscriptions: [] });
  for (const name of process.argv.slice(2)) await actions[name]();
  await extension.deactivate();
  console.log(JSON.stringify(log));
})();
"""


def driven(folder: Path, *commands: str, **variables: str) -> list[list[object]]:
    """What the extension did, in order, when it was activated, these commands were called, and it was left."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    for name, text in STUBS.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    given = {**os.environ, "NODE_PATH": str(folder), "COMMAND": "sdol", "FILE": "/desk/a.sdol", **variables}
    ran = subprocess.run(
        [node, "-e", DRIVE, str(EXTENSION), *commands], capture_output=True, text=True, env=given
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    return list(json.loads(ran.stdout))


def test_it_starts_and_stops_the_server_for_sdol_files(tmp_path: Path) -> None:
    server = {"command": "sdol", "args": ["lsp"]}
    found = driven(tmp_path)
    assert found == [["client", "sdol", server, [{"language": "sdol"}]], ["started"], ["stopped"]]
    assert [step[0] for step in driven(tmp_path, "sdol.restart")] == ["client", "started", "stopped"] * 2


def test_a_server_that_does_not_start_is_told_with_what_to_do(tmp_path: Path) -> None:
    _, warned, executed = driven(tmp_path, SERVER="broken")
    assert warned[0] == "warned"
    assert 'pip install "sdol[lsp]"' in str(warned[1]) and "ENOENT" in str(warned[1])
    assert executed == ["executed", "workbench.action.openSettings", "sdol.command"]


def test_without_the_server_nothing_is_started(tmp_path: Path) -> None:
    assert driven(tmp_path, SERVER="off") == []


@pytest.mark.parametrize(
    ("file", "typed"),
    [("/desk/a.sdol", "sdol run /desk/a.sdol"), ("/my desk/it's.sdol", r"sdol run '/my desk/it'\''s.sdol'")],
)
def test_a_file_is_run_in_a_terminal(file: str, typed: str, tmp_path: Path) -> None:
    assert driven(tmp_path, "sdol.run", SERVER="off", FILE=file) == [["typed", typed]]
