"""A property put to both solvers: each path of its programs that ends as it must not is shown to be no path at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from leo_ref.prove.explore import Ending, endings, wrong_with
from leo_ref.prove.failure import Failure, ProveFailure
from leo_ref.prove.inputs import Excluded, Inputs, KnownInputs
from leo_ref.prove.properties.property import Demanding, Property
from leo_ref.prove.question import Query, question
from leo_ref.prove.report import SECONDS, Conclusion, PropertyReport, Refutation
from leo_ref.prove.rules import Rules
from leo_ref.prove.solvers import SOLVERS, Answer, SolverReply, ask, ask_linear

TOGETHER: Final = 48
"""Endings in one question."""

NOTHING: Final = "not asked"
"""Where no path ends as it must not, whatever the integers are."""

Progress = Callable[[Property, int, int], None]
"""Told of the property, the paths so far, and the questions so far."""


def prove(
    wanted: Property, size: int, rules: Rules, progress: Progress | None = None, seconds: int = SECONDS
) -> PropertyReport:
    """Both solvers' word on the property, for nodes up to ``size``; the first question that is not refuted ends it."""
    paths = asked = 0
    spent = dict.fromkeys(SOLVERS, 0.0)
    said = dict.fromkeys(SOLVERS, Answer.UNSAT.value)

    def report(
        conclusion: Conclusion, found: tuple[Refutation, ...] = (), problem: str | None = None
    ) -> PropertyReport:
        return PropertyReport(
            subject=wanted,
            conclusion=conclusion,
            paths=paths,
            questions=asked,
            seconds=spent,
            answers=said if asked else dict.fromkeys(SOLVERS, NOTHING),
            refutations=found,
            problem=problem,
        )

    for demanding in wanted.programs(size):
        program = bound(demanding, rules)
        for count, bad in _batches(endings(program)):
            paths += count
            together = question(bad) if bad else None
            singly = [] if together is None or _no_path(together, seconds, spent) else bad
            asked += together is not None
            if progress is not None:
                progress(wanted, paths, asked)
            for ending in singly:
                put = question([ending])
                asked += 1
                replies = {solver: ask(solver, put, seconds) for solver in SOLVERS}
                for solver, reply in replies.items():
                    spent[solver] += reply.seconds
                    said[solver] = reply.answer.value
                answers = {reply.answer for reply in replies.values()}
                told = ", ".join(f"{solver} says {answer}" for solver, answer in said.items())
                if Answer.UNKNOWN in answers:
                    return report(Conclusion.UNDECIDED, problem=f"{told} within {seconds} seconds")
                if len(answers) > 1:
                    return report(Conclusion.DISAGREE, problem=told)
                if Answer.SAT in answers:
                    found = tuple(refutation(solver, put, reply, program) for solver, reply in replies.items())
                    return report(Conclusion.REFUTED, found, "; ".join(dict.fromkeys(each.wrong for each in found)))
    return report(Conclusion.PROVED)


def _no_path(together: Query, seconds: int, spent: dict[str, float]) -> bool:
    """Whether both solvers find that none of several endings is reached; where not, they are asked one by one."""
    found = True
    for solver in SOLVERS:
        reply = ask_linear(solver, together, seconds)
        spent[solver] += reply.seconds
        found = found and reply.answer is Answer.UNSAT
    return found


def bound(demanding: Demanding, rules: Rules) -> Callable[[Inputs], None]:
    """The program, about these rules."""
    return lambda inputs: demanding(inputs, rules)


def refutation(solver: str, put: Query, reply: SolverReply, program: Callable[[Inputs], None]) -> Refutation:
    """What the solver found, tried: the program is run on its numbers, with nothing symbolic in it.

    Raises:
        ProveFailure: MODEL_WRONG, where nothing is wrong with them.
    """
    for ending in put.endings:
        numbers = {name: reply.numbers.get(name, 0) for name in ending.path.unknowns}
        if ending.path.reached_with(numbers):
            try:
                wrong = wrong_with(program, KnownInputs(numbers, ending.path.choices))
            except Excluded:
                wrong = None
            if wrong is not None:
                return Refutation(solver=solver, numbers=numbers, choices=ending.path.choices, wrong=wrong)
    raise ProveFailure(Failure.MODEL_WRONG, f"{solver} says {dict(reply.numbers)}", "report it: it is a bug in leo")


def _batches(found: Iterator[Ending]) -> Iterator[tuple[int, list[Ending]]]:
    """The endings that must not be, some at a time, and how many endings there were with them."""
    count, bad = 0, list[Ending]()
    for ending in found:
        count += 1
        if ending.wrong is not None:
            bad.append(ending)
        if len(bad) == TOGETHER:
            yield count, bad
            count, bad = 0, []
    yield count, bad
