// Starts `sdol lsp` for SDOL files, and runs files in a terminal. Colours need none of this.
"use strict";

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

function command() {
  return vscode.workspace.getConfiguration("sdol").get("command") || "sdol";
}

async function start() {
  if (!vscode.workspace.getConfiguration("sdol").get("server.enabled")) return;
  const server = { command: command(), args: ["lsp"] };
  client = new LanguageClient("sdol", "SDOL", server, {
    documentSelector: [{ language: "sdol" }],
  });
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const choice = await vscode.window.showWarningMessage(
      `The language server did not start: ${error.message}. It comes with pip install "sdol[lsp]"; ` +
        "where `sdol` is not on PATH, say where it is in the setting sdol.command.",
      "Open Settings",
    );
    if (choice) await vscode.commands.executeCommand("workbench.action.openSettings", "sdol.command");
  }
}

async function stop() {
  const running = client;
  client = undefined;
  if (running) await running.stop();
}

// A word for the shell of the terminal: between quotes where it is not plain.
function quoted(word) {
  if (/^[\w@%+=:,./\\-]+$/.test(word)) return word;
  return process.platform === "win32" ? `"${word}"` : `'${word.replace(/'/g, "'\\''")}'`;
}

function inTerminal(words) {
  const found = vscode.window.terminals.find((terminal) => terminal.name === "SDOL");
  const terminal = found || vscode.window.createTerminal("SDOL");
  terminal.show(true);
  terminal.sendText([command(), ...words].map(quoted).join(" "));
}

// The file of the editor, saved; nothing where there is none.
async function onFile(words) {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId !== "sdol" || !(await document.save())) return;
  inTerminal([...words, document.fileName]);
}

async function activate(context) {
  const on = (name, action) => context.subscriptions.push(vscode.commands.registerCommand(name, action));
  on("sdol.run", () => onFile(["run"]));
  on("sdol.test", () => onFile(["test"]));
  on("sdol.repl", () => inTerminal(["repl"]));
  on("sdol.restart", async () => {
    await stop();
    await start();
  });
  context.subscriptions.push(
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (!event.affectsConfiguration("sdol.command") && !event.affectsConfiguration("sdol.server")) return;
      await stop();
      await start();
    }),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
