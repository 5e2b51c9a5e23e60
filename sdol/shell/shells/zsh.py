"""The script for zsh: to be sourced, or as the function `_sdol` in a folder of `$fpath`."""

from __future__ import annotations

from sdol.shell.shells.plan import PROGRAMS, Flag, Plan, Value, plans

HEAD = """\
#compdef sdol
# Completion of `sdol` for zsh. Made by `sdol completions zsh`: do not edit.
#   sdol completions zsh > "${fpath[1]}/_sdol"     or     source <(sdol completions zsh)

_sdol_commands() {
    local -a found
    found=(
%(commands)s
    )
    _describe -t commands command found
}

_sdol_listed() {
    local -a found
    found=("${(@f)$(sdol completions --list "$1" 2>/dev/null)}")
    compadd -a found
}

_sdol_begin() {
    _alternative 'commands:command:_sdol_commands' 'files:program:_files -g "%(programs)s"'
}

_sdol() {
    local context state line curcontext=$curcontext
    typeset -A opt_args
    _arguments -C '(- *)'{-h,--help}'[show the commands]' '(- *)'{-V,--version}'[show the version]' \\
        '1: :_sdol_begin' '*:: :->rest'
    [[ $state == rest ]] || return
    case $words[1] in
        help) _sdol_commands ;;
%(cases)s
    esac
}

if [[ $funcstack[1] == _sdol ]]; then _sdol "$@"; else compdef _sdol sdol; fi
"""


def script() -> str:
    """The whole script."""
    found = plans()
    return HEAD % {
        "commands": "\n".join(f"        {_quoted(f'{p.name}:{_plain(p.summary)}')}" for p in found),
        "programs": _pattern(PROGRAMS),
        "cases": "\n".join(_case(plan) for plan in found),
    }


def _case(plan: Plan) -> str:
    specs = [_option(flag) for flag in plan.flags] + _arguments(plan)
    joined = " \\\n".join(f"            {spec}" for spec in specs)
    return f"        {plan.name}) _arguments -s -S \\\n{joined} ;;"


def _option(flag: Flag) -> str:
    """Options that may be given once shut out themselves; one word, but for its braces, in quotes."""
    once = "" if len(flag.names) == 1 else f"({' '.join(flag.names)})"
    tail = f"[{_bracketed(flag.help)}]"
    if flag.value is not None:
        tail += f":{flag.called}:{_action(flag.value)}"
    if flag.many:
        return " ".join(_quoted(f"*{name}{tail}") for name in flag.names)
    return " ".join(_quoted(f"{once}{name}{tail}") for name in flag.names)


def _arguments(plan: Plan) -> list[str]:
    last = len(plan.arguments) - 1
    return [
        _quoted(f"{'*' if plan.repeated and at == last else at + 1}:{_plain(name)}:{_action(value)}")
        for at, (name, value) in enumerate(plan.arguments)
    ]


def _action(value: Value) -> str:
    if value.words:
        spaced = any(word.endswith("=") for word in value.words)
        return f"compadd -S '' -- {' '.join(value.words)}" if spaced else f"({' '.join(value.words)})"
    if value.listed and value.files:
        return f'_alternative "names\\:name\\: _sdol_listed {value.listed}" "files\\:file\\:_files"'
    if value.listed:
        return f" _sdol_listed {value.listed}"  # the blank: nothing is put before its argument
    if value.files:
        return f'_files -g "{_pattern(value.endings)}"' if value.endings else "_files"
    return "_files -/" if value.folders else " "


def _pattern(endings: tuple[str, ...]) -> str:
    """Files that end so; folders come by themselves."""
    return f"*.({'|'.join(ending.lstrip('.') for ending in endings)})"


def _plain(text: str) -> str:
    return text.replace("\\", "\\\\").replace(":", "\\:")


def _bracketed(text: str) -> str:
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
