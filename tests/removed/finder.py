"""The checks that one statement makes by itself, without the statements in it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from tests.removed.check import Check
from tests.removed.conditions import Part, parts
from tests.removed.refusals import Refusals, called, codes
from tests.removed.trees import Place, evaluated, expressions, parsed

HELPERS: Final[Mapping[str, str]] = {"without_end": "nothing follows", "without_length": "nothing is missing"}
"""What stands for ``octets.whole`` without one of its two checks (:mod:`tests.removed.lenient`), and which it lacks."""

ACCUSING: Final = frozenset({"is_roca"})
"""Predicates that are true of what is refused."""

RECORDING: Final = frozenset({"same", "_grows"})
"""Judgements that write down what they compare, and go on doing so."""


EFFECTS: Final = frozenset({"with_job"})
"""What a rule does where nothing is refused."""


class Finder:
    """Looks at one statement of a function."""

    def __init__(self, place: Place, refusals: Refusals, statement: ast.stmt, text: Callable[[ast.AST], str]) -> None:
        """``text`` gives what stands in the source."""
        self.place = place
        self.refusals = refusals
        self.statement = statement
        self.text = text

    def checks(self) -> Iterator[Check]:
        """All of them."""
        yield from self._conditions()
        yield from self._values()
        yield from self._groups()
        for node in expressions(self.statement):
            yield from self._calls(node)

    def _check(
        self, text: str, old: ast.AST, new: ast.AST, says: Sequence[str] = (), at: ast.stmt | None = None
    ) -> Check:
        reached = (self.statement if at is None else at,)
        return Check(place=self.place.name, codes=tuple(says), text=text, changes={old: new}, reached=reached)

    def _conditional(
        self, test: ast.expr, says: Sequence[str] = (), at: ast.stmt | None = None, *, refusing: bool = False
    ) -> Iterator[Check]:
        """A condition that refuses where it is true (``refusing``) or where it is false, and its parts."""
        whole = Part(test, ast.Constant(not refusing))
        for part in (whole, *parts(test, refusing=refusing)):
            without = part.without
            if any(isinstance(node, ast.Name) and node.id == "judge" for node in ast.walk(part.node)):
                without = evaluated(part.node, without)
            yield Check(
                place=self.place.name,
                codes=codes(part.node) or tuple(says),
                text=part.shown or self.text(part.node),
                is_part=part is not whole,
                changes={part.node: without},
                reached=(self.statement if at is None else at,),
            )

    def _conditions(self) -> Iterator[Check]:
        refusals = self.refusals
        match self.statement:
            case ast.If(test=test, body=body) as statement if refusals.passes_on(statement):
                says = refusals.codes_of(refusals.passes_on(statement), statement)
                yield self._check(self.text(test), test, ast.Constant(False), says, body[0])
            case ast.If(test=test, body=body) if refusals.refuses(body):
                yield from self._conditional(test, codes(body[-1]), body[0], refusing=True)
            case ast.If(test=test, body=body) if refusals.by_default and isinstance(body[-1], ast.Return):
                yield from self._conditional(test, codes(refusals.function.body[-1]))
            case ast.If(test=test, body=[ast.Expr(value=call)]) if called(call) == "append" and refusals.judges:
                yield from self._conditional(test)

    def _values(self) -> Iterator[Check]:
        refusals = self.refusals
        match self.statement:
            case ast.Return(value=ast.IfExp(test=test, body=one, orelse=other) as choice) if not refusals.is_predicate:
                for kept, lost in ((one, other), (other, one)):
                    passed_on = lost is one and ast.unparse(test) == f"isinstance({ast.unparse(lost)}, Rejection)"
                    if passed_on or refusals.is_refusal(lost):
                        yield self._check(self.text(test), choice, kept, codes(lost))
            case ast.Return(value=ast.expr() as value) if refusals.is_predicate and not isinstance(value, ast.Constant):
                yield from self._conditional(value, refusing=self.place.name in ACCUSING)
            case ast.Return(value=ast.Call() as value) if refusals.result == "Rejection | None":
                if called(value) != "reject":
                    yield self._check(self.text(value.func), value, ast.Constant(None))
            case ast.Return(value=ast.BoolOp(op=ast.Or(), values=operands)):
                yield from self._judgements(operands)
            case ast.Assign(value=ast.BoolOp(op=ast.Or(), values=operands)):
                yield from self._judgements(operands)
            case ast.Assign(targets=[ast.Name()], value=ast.BoolOp(op=ast.And()) as value):
                yield from list(self._conditional(value))[1:]
            case ast.Assign(targets=[ast.Name()], value=ast.Dict(values=values)) if refusals.judges:
                for value in values:
                    if isinstance(value, ast.BoolOp | ast.Compare | ast.UnaryOp):
                        yield from self._conditional(value, codes(refusals.last), refusals.last, refusing=True)

    def _judgements(self, operands: list[ast.expr]) -> Iterator[Check]:
        """One after the other, the first that refuses counting; behind those of a rule may come what it does."""
        for operand in operands:
            if isinstance(operand, ast.Name) and called(operands[-1]) in EFFECTS:
                yield self._check(self.text(operand), operand, ast.Constant(None))
            elif isinstance(operand, ast.Call | ast.IfExp) and called(operand) not in {"tuple", *EFFECTS}:
                nothing: ast.expr = ast.Constant(None)
                if called(operand) in RECORDING:
                    nothing = evaluated(operand, nothing)
                is_plain = isinstance(operand, ast.Call) and not codes(operand) and called(operand) not in RECORDING
                text = self.text(operand.func if is_plain and isinstance(operand, ast.Call) else operand)
                yield self._check(text, operand, nothing, codes(operand)[:1])

    def _groups(self) -> Iterator[Check]:
        """Exceptions that are caught, and values that are judged in turn."""
        match self.statement:
            case ast.Try(handlers=handlers):
                for handler in handlers:
                    if self.refusals.refuses(handler.body) and handler.type is not None:
                        rest = ast.ExceptHandler(type=handler.type, name=handler.name, body=[ast.Pass()])
                        says = codes(handler.body[-1])
                        yield self._check(f"except {self.text(handler.type)}", handler, rest, says, handler.body[0])
            case ast.For(iter=ast.Tuple(elts=elements) as judged) if any(
                isinstance(inner, ast.If) and self.refusals.refuses(inner.body) for inner in ast.walk(self.statement)
            ):
                for at, element in enumerate(elements):
                    others = ast.Tuple(elts=elements[:at] + elements[at + 1 :], ctx=ast.Load())
                    yield self._check(f"for {self.text(element)}", judged, others, codes(self.statement))

    def _calls(self, node: ast.AST) -> Iterator[Check]:
        """Filters, and checks that are made by what is called."""
        match node:
            case ast.comprehension(ifs=[ast.Compare() | ast.Call() as condition]) if self.refusals.judges:
                yield from self._conditional(condition)
            case ast.Call(func=ast.Name(id="whole"), args=[_, _, length, end, *_] as arguments):
                for (name, lacking), code in zip(HELPERS.items(), (end, length), strict=True):
                    other = ast.Call(func=ast.Name(id=name, ctx=ast.Load()), args=arguments, keywords=[])
                    yield self._check(lacking, node, other, codes(code))
            case ast.Call(func=ast.Attribute(attr="read"), args=[ast.Name(id="cursor"), code]) if codes(code):
                yield self._check(self.text(node), node, parsed("cursor.sized()"), codes(code))
            case ast.Call(func=ast.Name(id="checked") as function, args=[inner, *_]):
                yield self._check(self.text(function), node, inner)
