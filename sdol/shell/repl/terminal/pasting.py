"""What is pasted: one entry, whatever line ends and prompts it comes with."""

from __future__ import annotations

import re

_PROMPT = re.compile(r"(?:\[\d+\] )?sdol> ?|>>> ?")
_GOES_ON = re.compile(r" *\.{4,5}> ?|\.\.\. ?")


def cleaned(pasted: str) -> str:
    """The text with plain line ends, and of a copied session only what was typed."""
    text = _single(pasted).replace("\r\n", "\n").replace("\r", "\n")
    if not _PROMPT.match(text.lstrip("\n")):
        return text
    return "\n".join(typed for line in text.split("\n") if (typed := _typed(line)) is not None)


def _single(pasted: str) -> str:
    """The text without the blank line behind each line: some terminals make two `\\r` of a `\\r\\n` that is pasted."""
    halved = pasted.replace("\r\r", "\n")
    return pasted if "\n" in pasted or "\r" in halved else halved


def _typed(line: str) -> str | None:
    """What stands behind a prompt; None where there is none, for such a line was shown, not typed."""
    prompt = _PROMPT.match(line) or _GOES_ON.match(line)
    return line[prompt.end() :] if prompt else None
