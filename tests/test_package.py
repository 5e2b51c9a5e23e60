"""The package as it is installed: what must be fast to import is, and a built wheel holds all it needs."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAVY = (
    "numpy",
    "onnxruntime",
    "tokenizers",
    "lark",
    "rich",
    "textual",
    "prompt_toolkit",
    "sqlite3",
    "sqlite_utils",
)


def modules_after(code: str, path: Path = ROOT) -> set[str]:
    """The top-level modules that are loaded after running some code in a new process."""
    report = f"{code}\nimport sys\nprint(*sorted({{m.partition('.')[0] for m in sys.modules}}))"
    env = {**os.environ, "PYTHONPATH": str(path)}
    done = subprocess.run([sys.executable, "-c", report], capture_output=True, text=True, env=env, check=True)
    return set(done.stdout.split("\n")[-2].split())


def test_importing_sdol_loads_nothing_heavy() -> None:
    assert modules_after("import sdol").isdisjoint(HEAVY)


def test_the_version_is_said_without_the_table_of_instructions() -> None:
    said = (
        "import sys, sdol.shell.main as m\nm.main(['--version'])\nprint('sdol.kernel.table' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", said], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1:] == ["False"]


def test_a_program_without_vectors_loads_nothing_heavy(tmp_path: Path) -> None:
    program = tmp_path / "hello.sdol"
    program.write_text('print "hello"\n')
    call = f"from sdol.shell.main import main\nassert main(['run', {str(program)!r}]) == 0"
    modules_after(call)  # compiles and keeps it
    assert modules_after(call).isdisjoint(HEAVY)


def test_a_wheel_runs_programs_from_its_own_files(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    env = {**os.environ, "PYTHONPATH": str(installed)}

    def called(*words: str) -> tuple[str, str]:
        words = (sys.executable, "-m", "sdol", *words)
        done = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True)
        return done.stdout, done.stderr

    program = '[~"a cat" ~ ~"a cat" > 0.999, any([1], n => n == 1), ~"a"@swift ~= ~"a"@swift]'
    assert called("eval", program) == ("[true, true, true]\n", "")
    assert called("explain", "E0501")[0].startswith("E0501: division by zero\n")
    dashboard = installed / "sdol" / "tui"
    assert {each.suffix for each in dashboard.rglob("*.*")} >= {".py", ".tcss", ".html", ".css", ".js"}
    assert called("tui", "--help")[0].startswith("usage: sdol tui")


def test_embedding_leaves_nothing_in_the_home_folder_but_what_is_ours(tmp_path: Path) -> None:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("SDOL_", "XDG_", "ORT_"))}
    env |= {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-m", "sdol", "eval", '~"a cat" ~ ~"a cat" > 0.999']
    done = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, check=True)
    assert done.stdout == "true\n"
    assert {p.parent.name for p in tmp_path.rglob("*") if p.is_file()} <= {"sdol"}
