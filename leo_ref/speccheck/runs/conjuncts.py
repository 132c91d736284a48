r"""Which conjunct of an action is false: the action's own text, taken apart into what TLC is then asked.

SANY's tree of the modules says what an action is made of. Operators that hold primes are opened down to their
conjuncts; each is asked as it stands in its module, with the arguments of the step in the place of the parameters.

``Probe.guards`` asks one conjunct after the other, as TLC does, up to the first that is false. Where that is
``XRefusal(...) = "OK"``, the arm of its CASE that gives the code is asked for, and behind an arm that is a disjunction
the part of it that holds. ``Probe.effects`` asks every conjunct with a prime on its own, for two given states.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from attrs import define, field, frozen

from leo_ref.speccheck.runs.behaviour import SpecCall, applied
from leo_ref.speccheck.tlc.flat import flat
from leo_ref.speccheck.tlc.tree import Definition, Module, Node
from leo_ref.speccheck.tlc.values import pretty

FALSE: Final = "false"
ARM: Final = "arm"
"""What is printed before the number of a conjunct that is false, and of an arm that is taken."""

PRIMES: Final = frozenset({"'", "UNCHANGED"})
AND: Final = frozenset({"$ConjList", r"\land"})
OR: Final = frozenset({"$DisjList", r"\lor"})
SHORT: Final = 50
"""Characters of an argument that is shown."""

DEEPEST: Final = 4
"""How far down the reason for a refusal is followed."""


@frozen
class Conjunct:
    """A part of an action, as it stands in a module of the specification."""

    module: str
    line: int
    text: str
    """On one line, without comments."""
    given: str
    """The parameters in it, with what this step gives for them."""
    code: str = ""
    """Of an arm: the code of the refusal."""

    def __str__(self) -> str:
        code = f" -> {self.code}" if self.code else ""
        return f"{self.module}.tla line {self.line}: {self.text}{code}" + (f"  [{self.given}]" if self.given else "")


@frozen(eq=False)
class Argument:
    """What stands for a parameter: its text, and where it comes from if that can be opened."""

    text: str
    scope: Scope | None = None
    node: Node | None = None


@frozen(eq=False)
class Scope:
    """Where an expression stands: its module, and what its parameters and local definitions are."""

    module: Module
    names: Mapping[str, Argument] = field(factory=dict)

    def text(self, node: Node) -> str:
        """The expression, with arguments for parameters."""
        return flat(self.module.text, node, self._instead(node))

    def around(self, let: Node, body: str) -> str:
        """The definitions of a LET, around another body."""
        inside = {**self._instead(let), let.operands[0]: body}
        return flat(self.module.text, let, inside)

    def _instead(self, node: Node) -> dict[Node, str]:
        return {each: self.names[each.operator].text for each in node.walk() if self.knows(each)}

    def knows(self, node: Node) -> bool:
        """Whether the node is no more than one of the names."""
        return not node.operands and node.operator in self.names

    def locally(self, let: Node) -> Scope:
        """The scope of a LET's body."""
        return Scope(
            self.module, {**self.names, **{name: Argument(name, self, one) for name, one in let.defines.items()}}
        )


def bare(text: str) -> str:
    """An argument without the parentheses around it."""
    return text[1:-1] if text.startswith("(") else text


@define
class Probe:
    """What TLC evaluates about one step; ``conjuncts`` are told apart by their places in the list."""

    modules: Mapping[str, Module]
    conjuncts: list[Conjunct] = field(factory=list)
    _definitions: dict[str, tuple[Module, Definition]] = field(factory=dict)
    _primed: dict[str, bool] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        """The definitions by name."""
        for module in self.modules.values():
            self._definitions.update({one.name: (module, one) for one in module.definitions})

    def guards(self, call: SpecCall) -> str:
        """Prints the first false conjunct without primes; TRUE in any case."""
        scope, node = self._opened(call)
        return self._cases(scope, node, DEEPEST) if call.refused else self._guard(scope, node, "TRUE")

    def effects(self, call: SpecCall) -> str:
        """Prints each false conjunct with primes; TRUE in any case."""
        scope, node = self._opened(call)
        return self._effect(scope, node)

    def _opened(self, call: SpecCall) -> tuple[Scope, Node]:
        """The body of the operator that is called."""
        name = f"{call.operator}Refusal" if call.refused else call.operator
        module, definition = self._definitions[name]
        written = [pretty(each) for each in call.arguments if each is not None]
        names = {one: Argument(text) for one, text in zip(definition.parameters, written, strict=True)}
        scope = Scope(module, names)
        if not call.within or call.refused:
            return scope, definition.body
        outer, around = self._definitions[call.within]
        (parameter,) = around.parameters
        inner = Argument(f"({applied(name, written)})", scope, definition.body)
        return Scope(outer, {parameter: inner}), around.body

    def _inside(self, scope: Scope, node: Node) -> tuple[Scope, Node] | None:
        """What a name or an application stands for; nothing where that is no operator of the specification."""
        if scope.knows(node):
            known = scope.names[node.operator]
            return None if known.node is None or known.scope is None else (known.scope, known.node)
        if node.operator not in self._definitions:
            return None
        module, definition = self._definitions[node.operator]
        if len(definition.parameters) != len(node.operands):
            return None
        given: dict[str, Argument] = {}
        for name, operand in zip(definition.parameters, node.operands, strict=True):
            given[name] = Argument(f"({scope.text(operand)})", scope, operand)
        return Scope(module, given), definition.body

    def has_primes(self, scope: Scope, node: Node) -> bool:
        """Whether the expression is about the next state."""
        for each in node.walk():
            if each.operator in PRIMES:
                return True
            if scope.knows(each):
                known = scope.names[each.operator]
                if known.node is not None and known.scope is not None and self.has_primes(known.scope, known.node):
                    return True
            elif each.operator in self._definitions and self._operator_has_primes(each.operator):
                return True
        return False

    def _operator_has_primes(self, name: str) -> bool:
        if name not in self._primed:
            self._primed[name] = False  # of one that calls itself
            module, definition = self._definitions[name]
            self._primed[name] = self.has_primes(Scope(module), definition.body)
        return self._primed[name]

    def _number(self, scope: Scope, node: Node, code: str = "") -> int:
        """The number of a conjunct, which is noted."""
        names = dict.fromkeys(each.operator for each in node.walk() if scope.knows(each))
        texts = {name: scope.names[name].text for name in names}
        given = ", ".join(
            f"{name} = {bare(text)}" for name, text in texts.items() if name != text and len(text) < SHORT
        )
        text = flat(scope.module.text, node, {}).strip()
        line = scope.module.line(node.span.start)
        self.conjuncts.append(Conjunct(scope.module.name, line, text, given, code))
        return len(self.conjuncts) - 1

    def _printed(self, what: str, scope: Scope, node: Node, code: str = "") -> str:
        return f'PrintT(<<"{what}", {self._number(scope, node, code)}>>)'

    def _guard(self, scope: Scope, node: Node, then: str) -> str:
        """Goes on with ``then`` where all conjuncts of the node hold that have no primes."""
        if node.operator in AND:
            for child in reversed(node.operands):
                then = self._guard(scope, child, then)
            return then
        if not self.has_primes(scope, node):
            why = self._false(scope, node, DEEPEST)
            return f"(IF {scope.text(node)} THEN {then} ELSE {self._printed(FALSE, scope, node)} /\\ {why})"
        return self._structure(scope, node, lambda where, one: self._guard(where, one, then)) or then

    def _effect(self, scope: Scope, node: Node) -> str:
        if node.operator in AND:
            return "(" + " /\\ ".join(self._effect(scope, child) for child in node.operands) + ")"
        if not self.has_primes(scope, node):
            return "TRUE"
        opened = self._structure(scope, node, self._effect)
        return opened or f"(IF {scope.text(node)} THEN TRUE ELSE {self._printed(FALSE, scope, node)})"

    def _structure(self, scope: Scope, node: Node, go_on: Callable[[Scope, Node], str]) -> str:
        """Goes on in what is inside of an action that is no conjunction; empty where it is a conjunct itself."""
        if node.operator == "$IfThenElse":
            condition, yes, no = node.operands
            return f"(IF {scope.text(condition)} THEN {go_on(scope, yes)} ELSE {go_on(scope, no)})"
        if node.operator == "let":
            return f"({scope.around(node, go_on(scope.locally(node), node.operands[0]))})"
        inside = self._inside(scope, node)
        if inside is None or inside[1].operator in PRIMES | {"="}:
            return ""
        return go_on(*inside)

    def _false(self, scope: Scope, node: Node, deepest: int) -> str:
        """Why a conjunct without primes is false."""
        if deepest == 0:
            return "TRUE"
        if node.operator == "=":
            return self._cases(scope, node.operands[0], deepest)
        inside = self._inside(scope, node)
        if inside is not None and inside[1].operator in AND:
            return self._guard(*inside, "TRUE")
        return "TRUE"

    def _cases(self, scope: Scope, node: Node, deepest: int) -> str:
        """The arm that gives an expression its value, and why it does."""
        if deepest == 0:
            return "TRUE"
        match node.operator:
            case "let":
                return f"({scope.around(node, self._cases(scope.locally(node), node.operands[0], deepest))})"
            case "$IfThenElse":
                return self._arm(scope, node.operands[0], node.operands[1], "TRUE", deepest)
            case "$Case":
                rest = "TRUE"
                for condition, value in reversed([pair.operands for pair in node.operands if len(pair.operands) == 2]):
                    rest = self._arm(scope, condition, value, rest, deepest)
                return rest
        inside = self._inside(scope, node)
        return "TRUE" if inside is None else self._cases(*inside, deepest)

    def _arm(self, scope: Scope, condition: Node, value: Node, otherwise: str, deepest: int) -> str:
        code = scope.text(value).strip('"') if value.operator == "string" else ""
        why = self._true(scope, condition, deepest - 1) if code else self._cases(scope, value, deepest - 1)
        taken = f"{self._printed(ARM, scope, condition, code)} /\\ " if code else ""
        return f"(IF {scope.text(condition)} THEN {taken}{why} ELSE {otherwise})"

    def _true(self, scope: Scope, node: Node, deepest: int) -> str:
        """Why a condition holds: of a disjunction the first part that does."""
        if deepest == 0:
            return "TRUE"
        if node.operator in AND:
            return "(" + " /\\ ".join(self._true(scope, child, deepest) for child in node.operands) + ")"
        if node.operator in OR:
            found = "TRUE"
            for child in reversed(node.operands):
                why = self._true(scope, child, deepest - 1)
                found = f"(IF {scope.text(child)} THEN {self._printed(ARM, scope, child)} /\\ {why} ELSE {found})"
            return found
        inside = self._inside(scope, node)
        if inside is not None and inside[1].operator in AND | OR:
            return self._true(*inside, deepest)
        return "TRUE"
