"""The modules of the specification as SANY reads them: definitions, and their expressions with their places.

SANY, the parser of TLA+ in TLC's own jar, writes what it read as XML. So nothing here knows the grammar.
"""

from __future__ import annotations

import subprocess
import xml.etree.ElementTree as Xml
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from attrs import define, field, frozen

from leo_ref.speccheck.tlc.failure import Failure, TlcFailure
from leo_ref.speccheck.tlc.java import Jar

EXPRESSIONS: Final = frozenset({"OpApplNode", "LetInNode", "StringNode", "NumeralNode", "DecimalNode", "AtNode"})


@frozen(order=True)
class Span:
    """From the first character to behind the last one, as offsets in the module's text."""

    start: int
    end: int

    def holds(self, other: Span) -> bool:
        """Whether the other one is inside."""
        return self.start <= other.start and other.end <= self.end


@define(eq=False)
class Node:
    """An expression."""

    operator: str
    """The name of what is applied; ``"string"``, ``"number"``, ``"@"`` and ``"let"`` for the others."""
    span: Span
    operands: list[Node] = field(factory=list)
    """In the order of the operator."""
    inside: list[Node] = field(factory=list)
    """All expressions in it, in the order of the text."""
    defines: dict[str, Node] = field(factory=dict)
    """What a LET defines, by name."""

    def walk(self) -> Iterator[Node]:
        """This one and all that are in it, from the outside in."""
        yield self
        for child in self.inside:
            yield from child.walk()


@frozen(eq=False)
class Definition:
    """An operator that a module defines."""

    module: str
    name: str
    parameters: tuple[str, ...]
    body: Node


@frozen(eq=False)
class Module:
    """The text of a module, and what it defines in order."""

    name: str
    text: str
    definitions: tuple[Definition, ...]

    def line(self, offset: int) -> int:
        """The number of the line that has this place."""
        return self.text.count("\n", 0, offset) + 1


def read_modules(root: str, folder: Path, jar: Jar) -> dict[str, Module]:
    """The modules of the folder that the module ``root`` of it extends, itself included.

    Raises:
        TlcFailure: SPEC_DOES_NOT_PARSE.
    """
    command = [
        *(str(jar.java), "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"),
        *("-cp", str(jar.path), "tla2sany.xml.XMLExporter", "-o", "-I", str(folder), root),
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    try:
        context = Xml.fromstring(done.stdout).find("context")
    except Xml.ParseError:
        context = None
    if context is None:
        raise TlcFailure(
            Failure.SPEC_DOES_NOT_PARSE, f"{root}: {done.stderr[-1500:]}", "Correct the module at the place named."
        )
    return _Reader(context, folder).modules()


class _Reader:
    """What SANY wrote of one root module."""

    def __init__(self, context: Xml.Element, folder: Path) -> None:
        self.entries = {entry.findtext("UID"): entry[1] for entry in context}
        self.texts: dict[str, str] = {}
        self.starts: dict[str, list[int]] = {}
        for path in sorted(folder.glob("*.tla")):
            text = path.read_text(encoding="utf-8")
            self.texts[path.stem] = text
            self.starts[path.stem] = [0, *(at + 1 for at, sign in enumerate(text) if sign == "\n")]

    def modules(self) -> dict[str, Module]:
        found: dict[str, list[Definition]] = {}
        for entry in self.entries.values():
            body = entry.find("body")
            module = entry.findtext("location/filename")
            if entry.tag == "UserDefinedOpKind" and body is not None and module in self.texts:
                (node,) = self.read(body[0])
                parameters = tuple(self.name(one) for one in entry.iterfind("params/leibnizparam/FormalParamNodeRef"))
                definition = Definition(module, entry.findtext("uniquename") or "", parameters, node)
                found.setdefault(module, []).append(definition)
        return {name: Module(name, self.texts[name], _outermost(those)) for name, those in sorted(found.items())}

    def name(self, reference: Xml.Element) -> str:
        return self.entries[reference.findtext("UID")].findtext("uniquename") or ""

    def read(self, element: Xml.Element) -> list[Node]:
        """The node of an expression; of a path in EXCEPT, which spans what is no part of it, the nodes in it."""
        if element.tag not in EXPRESSIONS or element.find("location") is None:  # OTHER has no place
            return []
        span = self.span(element)
        match element.tag:
            case "StringNode":
                return [Node("string", span)]
            case "NumeralNode" | "DecimalNode":
                return [Node("number", span)]
            case "AtNode":
                return [Node("@", Span(0, 0))]  # SANY gives the place of the whole update
            case "LetInNode":
                (body,) = self.read(element.findall("body/*")[0])
                return [Node("let", span, [body], [body])]
        operator = self.name(element.findall("operator/*")[0])
        operands = [node for one in element.iterfind("operands/*") for node in self.read(one)]
        if operator == "$Seq":
            return operands
        bound = [node for one in element.iterfind("boundSymbols/*/*") for node in self.read(one)]
        inside = sorted((one for one in (*operands, *bound) if one.operator != "@"), key=lambda node: node.span)
        return [Node(operator, span, operands, inside)]

    def span(self, element: Xml.Element) -> Span:
        place = element.find("location")
        assert place is not None, element.tag
        module = place.findtext("filename") or ""
        starts = self.starts.get(module)
        if starts is None:  # of a standard module: nobody asks
            return Span(0, 0)
        at = [int(place.findtext(path) or 0) for path in ("line/begin", "column/begin", "line/end", "column/end")]
        return Span(starts[at[0] - 1] + at[1] - 1, starts[at[2] - 1] + at[3])


def _outermost(definitions: list[Definition]) -> tuple[Definition, ...]:
    """The definitions of the module itself in order; those of a LET become part of the expression that has them."""
    outer: list[Definition] = []
    for one in sorted(definitions, key=lambda each: (each.body.span.start, -each.body.span.end)):
        if outer and outer[-1].body.span.holds(one.body.span):
            lets = [node for node in outer[-1].body.walk() if node.operator == "let" and node.span.holds(one.body.span)]
            lets[-1].inside = sorted([*lets[-1].inside, one.body], key=lambda node: node.span)
            lets[-1].defines[one.name] = one.body
        else:
            outer.append(one)
    return tuple(outer)
