"""The results of tests as JUnit's XML, which the usual services of continuous integration read."""

from __future__ import annotations

import os
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from sdol.diagnostics import Diagnostic
    from sdol.shell.testing import File, Result

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(path: str, files: list[File], results: list[Result]) -> None:
    """Writes the report, whole or not at all.

    Raises:
        SdolError: E0802 to E0805, E0821, it cannot be written.
    """
    from xml.etree.ElementTree import tostring

    from sdol.kernel.files import replace

    replace(
        os.path.abspath(path),
        tostring(report(files, results), encoding="utf-8", xml_declaration=True) + b"\n",
    )


def report(files: list[File], results: list[Result]) -> Element:
    """One suite for each file; a file that does not compile is one error."""
    from xml.etree.ElementTree import Element

    root = Element("testsuites", name="sdol")
    for file in files:
        own = [r for r in results if r.file == file.name]
        counts = {"tests": len(own) + bool(file.problems), "failures": sum(not r.passed for r in own)}
        counts["errors"] = int(bool(file.problems))
        seconds = sum(r.seconds for r in own)
        suite = _below(
            root, "testsuite", name=file.name, time=f"{seconds:.6f}", **{k: str(v) for k, v in counts.items()}
        )
        if file.problems:
            case = _below(suite, "testcase", classname=file.name, name="compiles", file=file.name)
            _told(case, "error", file.problems, "")
        for result in own:
            _case(suite, result)
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    root.set("time", f"{sum(r.seconds for r in results):.6f}")
    return root


def _case(suite: Element, result: Result) -> None:
    case = _below(
        suite,
        "testcase",
        classname=result.file,
        name=result.title,
        file=result.file,
        line=str(result.case.line),
        time=f"{result.seconds:.6f}",
    )
    if not result.passed:
        _told(case, "failure", result.problems, result.difference)
    if result.output:
        _below(case, "system-out").text = _plain(result.output)


def _told(case: Element, tag: str, problems: list[Diagnostic], difference: str) -> None:
    from sdol.lang.render import render

    found = _below(case, tag, message=problems[0].message, type=problems[0].code)
    found.text = _plain("\n".join([render(problems, color=False, width=100), difference]).rstrip() + "\n")


def _below(parent: Element, tag: str, **attributes: str) -> Element:
    from xml.etree.ElementTree import SubElement

    return SubElement(parent, tag, {name: _plain(value) for name, value in attributes.items()})


def _plain(text: str) -> str:
    """The text without the characters that XML does not have."""
    return _NOT_XML.sub("\ufffd", text)
