"""The script for bash, from version 3.2 on."""

from __future__ import annotations

from sdol.shell.shells.plan import PROGRAMS, Plan, Value, plans, valued

HEAD = """\
# Completion of `sdol` for bash. Made by `sdol completions bash`: do not edit.
#   sdol completions bash > ~/.local/share/bash-completion/completions/sdol

# the words of the arguments that begin with what is typed; nothing in them is expanded
_sdol_words() {
    local word
    for word in "$@"; do
        if [[ $word == "$cur"* ]]; then COMPREPLY+=("$word"); fi
    done
}

_sdol_listed() {
    local word
    while IFS= read -r word; do _sdol_words "$word"; done < <(sdol completions --list "$1" 2>/dev/null)
}

# folders, and files that end so; without an ending, all files
_sdol_files() {
    local path ending
    compopt -o filenames 2>/dev/null
    while IFS= read -r path; do
        if [[ -d $path || $# == 0 ]]; then COMPREPLY+=("$path"); continue; fi
        for ending in "$@"; do
            if [[ $path == *"$ending" ]]; then COMPREPLY+=("$path"); fi
        done
    done < <(compgen -f -- "$cur")
}

_sdol_folders() {
    local path
    compopt -o filenames 2>/dev/null
    while IFS= read -r path; do COMPREPLY+=("$path"); done < <(compgen -d -- "$cur")
}

_sdol() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command='' place=0 at
    COMPREPLY=()
    if [[ $cur == = ]]; then cur=''; elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi
    for (( at = 1; at < COMP_CWORD; at++ )); do
        case ${COMP_WORDS[at]} in
            %(valued)s) [[ ${COMP_WORDS[at+1]} == = ]] && (( at++ )); (( at++ )) ;;
            -*) ;;
            *) if [[ -z $command ]]; then command=${COMP_WORDS[at]}; else (( place++ )); fi ;;
        esac
    done
    if [[ -z $command ]]; then
        if [[ $cur == -* ]]; then _sdol_words --help --version; return; fi
        _sdol_words %(commands)s
        _sdol_files %(programs)s
        return
    fi
    case $command in help) _sdol_words %(commands)s; return ;; esac
    case $command:$prev in
%(values)s
    esac
    if [[ $cur == -* ]]; then
        case $command in
%(flags)s
        esac
        return
    fi
    case $command:$place in
%(arguments)s
    esac
}

complete -F _sdol sdol
"""


def script() -> str:
    """The whole script."""
    found = plans()
    return HEAD % {
        "valued": "|".join(valued()),
        "commands": " ".join(plan.name for plan in found),
        "programs": " ".join(PROGRAMS),
        "values": "\n".join(line for plan in found for line in _values(plan)),
        "flags": "\n".join(_flags(plan) for plan in found),
        "arguments": "\n".join(line for plan in found for line in _arguments(plan)),
    }


def _values(plan: Plan) -> list[str]:
    """Nothing is offered for a value of which nothing is known: not the options either."""
    return [
        f"        {'|'.join(f'{plan.name}:{name}' for name in flag.names)}) {_call(flag.value)}return ;;"
        for flag in plan.flags
        if flag.value is not None
    ]


def _flags(plan: Plan) -> str:
    return f"            {plan.name}) _sdol_words {' '.join(name for flag in plan.flags for name in flag.names)} ;;"


def _arguments(plan: Plan) -> list[str]:
    last = len(plan.arguments) - 1
    lines = []
    for at, (_, value) in enumerate(plan.arguments):
        place = "*" if plan.repeated and at == last else str(at)
        if call := _call(value):
            lines.append(f"        {plan.name}:{place}) {call};;")
    return lines


def _call(value: Value) -> str:
    calls = []
    if value.words:
        spaced = "compopt -o nospace 2>/dev/null; " if any(w.endswith("=") for w in value.words) else ""
        calls.append(f"{spaced}_sdol_words {' '.join(value.words)}")
    if value.listed:
        calls.append(f"_sdol_listed {value.listed}")
    if value.files:
        calls.append(" ".join(["_sdol_files", *value.endings]))
    if value.folders:
        calls.append("_sdol_folders")
    return "".join(f"{call}; " for call in calls)
