r"""The mutants of the specification: each weakens one place of one rule.

=============  =====================================================================================
kind           what is made of it
=============  =====================================================================================
guard          a conjunct is TRUE, an alternative FALSE; an arm of a CASE is never taken; a condition
               is TRUE, or FALSE
effect         an update of EXCEPT changes nothing; a variable keeps its value
comparison     ``<`` and ``<=``, ``>`` and ``>=``, ``=`` and ``#``, ``\in`` and ``\notin`` for each other
logic          ``/\`` and ``\/``, ``\A`` and ``\E`` for each other; no ``~``
arithmetic     ``+`` and ``-`` for each other, ``+`` for ``*``, ``*`` for ``\div``, ``\div`` for ``%``
set            a set joined is empty; what is taken away is empty; one side of ``\cap`` alone
constant       a number is one more; TRUE and FALSE for each other; an element of a set is missing; a
               word that is one of a named set of words is the next one of it
=============  =====================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from attrs import evolve, frozen

from leo_ref.speccheck.tlc.flat import flat
from leo_ref.speccheck.tlc.tree import Definition, Module, Node

COMPARED: Final = {
    "<": "<=", r"\leq": "<", ">": ">=", r"\geq": ">", "=": "#", "/=": "=", r"\in": r"\notin", r"\notin": r"\in"
}  # fmt: skip
COMPUTED: Final = {"+": "-", "-": "+", "*": "+", r"\div": "*", "%": r"\div"}
_WHOLE: Final = re.compile(r'"?[A-Za-z0-9_.\']+"?(\[\w+\]|\(\w+(, \w+)*\)|\.\w+)*')
ORDERS: Final = ("<", r"\leq", ">", r"\geq")
ACTIONS: Final = frozenset({"'", "UNCHANGED"})


@frozen(eq=False)
class Mutant:
    """One place of the specification, and what stands there instead."""

    module: str
    definition: str
    line: int
    kind: str
    before: str
    after: str
    node: Node
    """The part of the definition that is replaced."""
    acts: bool
    """Whether that part says something of the next state."""
    which: int = 0
    """Which of those in the definition that are alike in all else."""

    @property
    def is_total(self) -> bool:
        """Whether the change has a value wherever what it replaces has one, of the same kind."""
        is_bound = self.kind == "comparison" and self.node.operator in ORDERS
        return not self.acts and (is_bound or (self.kind == "guard" and self.after in ("TRUE", "FALSE")))

    @property
    def key(self) -> str:
        """What tells it from all others, whatever lines move."""
        number = f" ({self.which + 1})" if self.which else ""
        return f"{self.module}.{self.definition}: {self.before} -> {self.after}{number}"


def mutants(modules: Mapping[str, Module], rules: Iterable[Definition]) -> list[Mutant]:
    """All of them, in the order of the modules' texts."""
    following = _following(modules)
    acting = _acting(modules)
    found: list[Mutant] = []
    for definition in rules:
        maker = _Maker(modules[definition.module], definition, following, acting)
        alike: dict[str, int] = {}
        for mutant in maker.all():
            which = alike[mutant.key] = alike.get(mutant.key, -1) + 1
            found.append(evolve(mutant, which=which))
    return found


def _following(modules: Mapping[str, Module]) -> dict[str, str]:
    """For each word of a named set of words the next one."""
    found: dict[str, str] = {}
    for module in modules.values():
        for one in module.definitions:
            items = one.body.operands
            if one.body.operator == "$SetEnumerate" and len(items) > 1 and all(it.operator == "string" for it in items):
                texts = [module.text[item.span.start : item.span.end] for item in items]
                for text, after in zip(texts, [*texts[1:], texts[0]], strict=True):
                    found.setdefault(text, after)
    return found


def _acting(modules: Mapping[str, Module]) -> set[str]:
    """The names of definitions that say something of the next state."""
    bodies = [one for module in modules.values() for one in module.definitions]
    found: set[str] = set(ACTIONS)
    grows = True
    while grows:
        more = {one.name for one in bodies if any(node.operator in found for node in one.body.walk())}
        grows = not more <= found
        found |= more
    return found


class _Maker:
    """Makes the mutants of one definition."""

    def __init__(self, module: Module, definition: Definition, following: Mapping[str, str], acting: set[str]) -> None:
        self.module = module
        self.definition = definition
        self.following = following
        self.acting = acting
        self.made: set[tuple[int, int, str]] = set()

    def all(self) -> Iterator[Mutant]:
        yield from self._in(self.definition.body, compared=False)

    def _in(self, node: Node, *, compared: bool) -> Iterator[Mutant]:
        for kind, place, after in self._at(node, compared=compared):
            made = (place.span.start, place.span.end, after)
            before = self._text(place)
            if made not in self.made and after != before:
                self.made.add(made)
                line = self.module.line(place.span.start)
                yield Mutant(
                    self.module.name, self.definition.name, line, kind, before, after, place, self._acts(place)
                )
        for child in node.inside:
            yield from self._in(child, compared=node.operator in COMPARED)

    def _text(self, node: Node) -> str:
        return flat(self.module.text, node, {}).strip()

    def _acts(self, node: Node) -> bool:
        return any(one.operator in self.acting for one in node.walk())

    def _at(self, node: Node, *, compared: bool) -> Iterator[tuple[str, Node, str]]:
        operands = node.operands
        match node.operator:
            case "$ConjList" | r"\land":
                if not self._acts(node):
                    yield "logic", node, r" \/ ".join(f"({self._text(one)})" for one in operands)
                for one in operands:
                    if not self._acts(one):  # what gives a variable its next value must stay
                        yield "guard", one, "TRUE"
            case "$DisjList" | r"\lor":
                if not self._acts(node):
                    yield "logic", node, r" /\ ".join(f"({self._text(one)})" for one in operands)
                for one in operands:
                    yield "guard", one, "FALSE"
            case "$IfThenElse":
                yield "guard", operands[0], "TRUE"
                yield "guard", operands[0], "FALSE"
            case "$Case":
                for pair in operands:
                    if len(pair.operands) == 2:
                        yield "guard", pair.operands[0], "FALSE"
            case "$Except":
                for pair in operands[1:]:
                    yield "effect", pair.operands[-1], "@"
            case "=" if operands[0].operator == "'":
                primed = self._text(operands[0])
                yield "effect", node, f"{primed} = {primed.removesuffix(chr(39))}"
            case operator if operator in COMPARED and len(operands) == 2:
                yield "comparison", node, self._between(operands, COMPARED[operator])
            case operator if operator in COMPUTED and len(operands) == 2:
                yield "arithmetic", node, self._between(operands, COMPUTED[operator])
            case _:
                yield from self._logic_and_sets(node)
                yield from self._constants(node, compared=compared)

    def _logic_and_sets(self, node: Node) -> Iterator[tuple[str, Node, str]]:
        operands = node.operands
        match node.operator:
            case r"\lnot":
                yield "logic", node, self._text(operands[0])
            case "$BoundedForall" | "$BoundedExists" if not self._acts(node):
                text = self._text(node)
                other = text.replace(r"\A", r"\E", 1) if text.startswith(r"\A") else text.replace(r"\E", r"\A", 1)
                yield "logic", node, other
            case r"\union":
                for one in operands:
                    if one.operator != "@":
                        yield "set", one, "{}"
                    else:
                        yield "set", node, self._text(operands[1])
            case "\\":
                yield "set", operands[1], "{}"
            case r"\intersect":
                for one in operands:
                    yield "set", node, self._text(one)

    def _constants(self, node: Node, *, compared: bool) -> Iterator[tuple[str, Node, str]]:
        text = self._text(node)
        match node.operator:
            case "number":
                yield "constant", node, str(int(text) + 1)
            case "TRUE" | "FALSE":
                yield "constant", node, "FALSE" if node.operator == "TRUE" else "TRUE"
            case "string" if text in self.following and not compared:
                yield "constant", node, self.following[text]
            case "$SetEnumerate" if len(node.operands) > 1:
                items = [self._text(one) for one in node.operands]
                for at in range(len(items)):
                    yield "constant", node, "{" + ", ".join(items[:at] + items[at + 1 :]) + "}"

    def _between(self, operands: list[Node], operator: str) -> str:
        left, right = ("@" if one.operator == "@" else _operand(self._text(one)) for one in operands)
        return f"{left} {operator} {right}"


def _operand(text: str) -> str:
    """In parentheses, unless nothing in it can be parted from the rest by an operator beside it."""
    return text if _WHOLE.fullmatch(text) else f"({text})"
