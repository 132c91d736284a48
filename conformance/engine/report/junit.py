"""A run as JUnit's XML, which build servers read."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from conformance.engine.judging import Judged, Verdict

SKIPPED = (Verdict.NOT_ASKED, Verdict.EXPECTED)


def junit(judged: Sequence[Judged], stopped: str | None, remarks: Sequence[str]) -> bytes:
    """A test suite for each level, a test case for each vector; what is wrong beside them is a suite of its own."""
    root = ElementTree.Element("testsuites", name="leo conformance")
    levels: dict[str, list[Judged]] = {}
    for one in judged:
        levels.setdefault(one.level, []).append(one)
    for level, inside in sorted(levels.items()):
        failed = sum(one.verdict.fails for one in inside)
        skipped = sum(one.verdict in SKIPPED for one in inside)
        suite = _suite(root, level, len(inside), failed, skipped)
        for one in sorted(inside, key=lambda one: one.id):
            case = ElementTree.SubElement(suite, "testcase", classname=level, name=one.id)
            if one.verdict.fails:
                text = f"{one.why}\n{one.reason}\nexpected {one.expected}\ncame {one.came}"
                ElementTree.SubElement(case, "failure", type=one.verdict.value, message=one.reason).text = text
            elif one.verdict.warns:
                told = f"{one.verdict.value}: {one.reason}\nexpected {one.expected}\ncame {one.came}"
                ElementTree.SubElement(case, "system-out").text = told
            elif one.verdict in SKIPPED:
                ElementTree.SubElement(case, "skipped", message=one.reason)
    whole = [*remarks, *([] if stopped is None else [f"stopped: {stopped}"])]
    if whole:
        suite = _suite(root, "run", len(whole), len(whole), 0)
        for remark in whole:
            case = ElementTree.SubElement(suite, "testcase", classname="run", name=remark)
            ElementTree.SubElement(case, "failure", type="run", message=remark)
    octets: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return octets


def _suite(root: ElementTree.Element, name: str, tests: int, failures: int, skipped: int) -> ElementTree.Element:
    counts = {"tests": str(tests), "failures": str(failures), "skipped": str(skipped), "errors": "0"}
    return ElementTree.SubElement(root, "testsuite", {"name": name, **counts})
