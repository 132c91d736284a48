"""The two solvers, z3 and cvc5: each is given the same text, and a time in which to answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import Enum
from time import perf_counter
from typing import Final

import cvc5
import z3
from attrs import frozen

from leo_ref.prove.failure import Failure, ProveFailure
from leo_ref.prove.question import Query

NUMBER: Final = re.compile(r"\(([a-z]\w*) (?:(\d+)|\(- (\d+)\))\)")


class Answer(Enum):
    """What a solver says."""

    UNSAT = "unsat"
    SAT = "sat"
    UNKNOWN = "unknown"


@frozen
class SolverReply:
    """An answer, how long it took, and the numbers where there are some."""

    answer: Answer
    seconds: float
    numbers: Mapping[str, int]


def _z3(text: str, seconds: int) -> str:
    context = z3.Context()  # it has to outlive the call
    said: str = z3.Z3_eval_smtlib2_string(context.ref(), f"(set-option :timeout {seconds * 1000})\n{text}")
    return said


def _cvc5(text: str, seconds: int) -> str:
    terms = cvc5.TermManager()  # it has to outlive the solver
    solver = cvc5.Solver(terms)
    solver.setOption("tlimit-per", str(seconds * 1000))
    solver.setOption("produce-models", "true")
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "question")
    said = []
    while not (command := parser.nextCommand()).isNull():
        said.append(str(command.invoke(solver, parser.getSymbolManager())))
    return "".join(said)


SOLVERS: Final[Mapping[str, Callable[[str, int], str]]] = {"z3": _z3, "cvc5": _cvc5}
"""Name -> what it says to a text within so many seconds."""


def ask_linear(solver: str, question: Query, seconds: int) -> SolverReply:
    """The solver's reply to the linear form: only that it is unsatisfiable says something of the question."""
    begun = perf_counter()
    answer = _answer(solver, SOLVERS[solver](question.linear, seconds))
    return SolverReply(answer, perf_counter() - begun, {})


def ask(solver: str, question: Query, seconds: int) -> SolverReply:
    """The solver's reply: to the linear form, and where that does not settle it to the exact one.

    Raises:
        ProveFailure: SOLVER_CONFUSED, where it says something else than an answer.
    """
    begun = perf_counter()
    reply = ask_linear(solver, question, seconds)
    if reply.answer is Answer.UNSAT:
        return reply
    answer = _answer(solver, SOLVERS[solver](question.exact, seconds))
    numbers: dict[str, int] = {}
    if answer is Answer.SAT:
        said = SOLVERS[solver](f"{question.exact}(get-value ({' '.join(question.names)}))\n", seconds)
        for name, positive, negative in NUMBER.findall(said):
            numbers[name] = int(positive) if positive else -int(negative)
        if numbers.keys() != set(question.names):
            raise ProveFailure(Failure.SOLVER_CONFUSED, f"{solver} says {said[:200]!r}", "report it: a bug in leo")
    return SolverReply(answer, perf_counter() - begun, numbers)


def _answer(solver: str, said: str) -> Answer:
    first = said.split()[0] if said.split() else ""
    if first not in {answer.value for answer in Answer}:
        what = f"{solver} says {said[:200]!r}"
        raise ProveFailure(Failure.SOLVER_CONFUSED, what, "pip install --upgrade 'leo-ref[prove]'")
    return Answer(first)
