"""The script for fish."""

from __future__ import annotations

from sdol.shell.shells.plan import PROGRAMS, Flag, Plan, Value, plans, valued

HEAD = """\
# Completion of `sdol` for fish. Made by `sdol completions fish`: do not edit.
#   sdol completions fish > ~/.config/fish/completions/sdol.fish

# the command and its arguments so far, without options and their values
function __sdol_words
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
        else if contains -- $word %(valued)s
            set skip 1
        else if not string match -q -- '-*' $word
            echo $word
        end
    end
end

function __sdol_begins
    test (count (__sdol_words)) = 0
end

# whether the command is this one, and its argument at this place (from 0) is typed
function __sdol_at
    set -l words (__sdol_words)
    test (count $words) -ge 1; and test $words[1] = $argv[1]; or return 1
    test (count $argv) = 1; and return 0
    test (count $words) = (math $argv[2] + 1)
end

# folders, and files that end so
function __sdol_files
    set -l endings (string join '|' / (string escape --style=regex -- $argv))
    for path in (__fish_complete_path (commandline -ct))
        set -l plain (string replace -r '\\t.*' '' -- $path)
        string match -qr -- "($endings)\\$" $plain; and echo $plain
    end
end

complete -c sdol -f
complete -c sdol -n __sdol_begins -l help -d 'show the commands'
complete -c sdol -n __sdol_begins -l version -d 'show the version'
complete -c sdol -n __sdol_begins -k -a '(__sdol_files %(programs)s)'
%(rules)s
"""


def script() -> str:
    """The whole script."""
    rules = [rule for plan in plans() for rule in _rules(plan)]
    return HEAD % {"valued": " ".join(valued()), "programs": " ".join(PROGRAMS), "rules": "\n".join(rules)}


def _rules(plan: Plan) -> list[str]:
    begins = f"complete -c sdol -n __sdol_begins -a {plan.name} -d {_quoted(plan.summary)}"
    helps = f"complete -c sdol -n '__sdol_at help' -a {plan.name} -d {_quoted(plan.summary)}"
    return [begins, helps, *(_option(plan, flag) for flag in plan.flags), *_arguments(plan)]


def _option(plan: Plan, flag: Flag) -> str:
    names = " ".join(f"-l {n[2:]}" if n.startswith("--") else f"-s {n[1:]}" for n in flag.names)
    exclusive = flag.value is not None and not (flag.value.files and not flag.value.endings)
    takes = "" if flag.value is None else f" {'-x' if exclusive else '-r'}{_given(flag.value)}"
    return f"complete -c sdol -n '__sdol_at {plan.name}' {names}{takes} -d {_quoted(flag.help)}"


def _arguments(plan: Plan) -> list[str]:
    last = len(plan.arguments) - 1
    lines = []
    for at, (_, value) in enumerate(plan.arguments):
        place = "" if plan.repeated and at == last else f" {at}"
        if given := _given(value):
            lines.append(f"complete -c sdol -n '__sdol_at {plan.name}{place}'{given}")
    return lines


def _given(value: Value) -> str:
    found = ""
    words = [*value.words]
    if value.listed:
        words.append(f"(sdol completions --list {value.listed} 2>/dev/null)")
    if value.endings:
        found, words = " -k", [*words, f"(__sdol_files {' '.join(value.endings)})"]
    if value.folders:
        words.append("(__fish_complete_directories)")
    if words:
        found += f" -a {_quoted(' '.join(words))}"
    return found + (" -F" if value.files and not value.endings else "")


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
