"""A report in the words that people read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from attrs import frozen

from leo_ref.core.encoding import canonical
from leo_ref.core.rejections import Code
from leo_ref.core.state.job import Outcome, Stage, Task
from leo_ref.core.values import CREDIT, NodeId
from leo_ref.draw.ticket import subject
from leo_ref.explain.report import ClaimAnswer, ClaimResult, DrawReport, NodeStanding
from leo_ref.explain.telling import of_the_draw
from leo_ref.explain.values import Value
from leo_ref.rules.committee import weight
from leo_ref.rules.credit import after_lie
from leo_ref.rules.selection import floor, watching

SHORT: Final = 8
"""Digits of an id that people are shown."""

ALIGNED: Final = ("b", "threshold_below", "threshold_above")
"""Numbers that are compared with one another."""


@frozen(kw_only=True)
class ClaimRow:
    """A node and a claim of it, or one of the two alone."""

    node: NodeId
    label: str
    credit: str
    origin: str
    """Where the claim comes from; a dash where there is none."""
    j: int
    says: str
    holds: bool
    """Whether the claim gives a place."""


def rows(report: DrawReport) -> list[ClaimRow]:
    """One for each claim and for each node without a claim: the group first, who may not serve last."""
    nodes = {node.node: node for node in report.nodes}
    claimed = {answer.claim.node for answer in report.answers}
    rest = [answer for answer in report.answers if answer.result is not ClaimResult.PLACE]
    placed = {answer.claim.node: answer for answer in report.answers if answer.result is ClaimResult.PLACE}
    listed: list[tuple[ClaimAnswer | None, NodeId]] = [(placed[name], name) for name in report.members]
    listed += [(answer, answer.claim.node) for answer in rest]
    listed += [(None, node.node) for node in report.nodes if node.node not in claimed]
    listed.sort(key=lambda pair: pair[1] not in nodes or nodes[pair[1]].obstacle is not None)
    return [_row(report, nodes.get(name), answer, name) for answer, name in listed]


def _row(report: DrawReport, node: NodeStanding | None, answer: ClaimAnswer | None, name: NodeId) -> ClaimRow:
    return ClaimRow(
        node=name,
        label=report.situation.labels.get(name, ""),
        credit="-" if node is None else in_credit(report.situation.state.nodes[name].credit),
        origin="-" if answer is None else answer.claim.origin.value,
        j=0 if answer is None else answer.j,
        says=_says(report, node, answer),
        holds=answer is not None and answer.result is ClaimResult.PLACE,
    )


def _says(report: DrawReport, node: NodeStanding | None, answer: ClaimAnswer | None) -> str:
    """What became of a node, with the reason."""
    if node is None:
        return "NOT_IN_SNAPSHOT (§6): the snapshot has no such node"
    if node.obstacle is not None:
        return f"{node.obstacle.code.name} (§6): {node.obstacle.code.__doc__}{_numbers(report, node)}"
    if answer is None:
        return "claims nothing"
    if answer.result is ClaimResult.PLACE:
        if answer.claim.node == report.closed.executor:
            return "drawn: the executor"
        return "drawn: a monitor" if report.monitors else "drawn"
    return f"{answer.result.value}: {_reason(report, answer)}"


def _numbers(report: DrawReport, node: NodeStanding) -> str:
    """What makes an obstacle one."""
    situation, stored, found = report.situation, report.situation.state.nodes[node.node], node.obstacle
    assert found is not None, "there is an obstacle"
    match found.code:
        case Code.NOT_IN_SNAPSHOT:
            return f" It is {stored.status.value} with {in_credit(stored.credit)} of credit."
        case Code.CREDIT_TOO_LOW:
            return f" {in_credit(int(found.values[0]))} of {in_credit(int(found.values[1]))}."
        case Code.KEY_TOO_NEW:
            return f" {stored.since} + {situation.params.lookback} > {report.drawn.posted}."
        case Code.NODE_OF_PARTY:
            return f" Its owner is {stored.identity.owner[:SHORT]}."
        case _:
            return ""


def _reason(report: DrawReport, answer: ClaimAnswer) -> str:
    """Why a claim gives no place."""
    reason = answer.reason
    assert reason is not None, "without a place there is a reason"
    said = f"{reason.code.name} ({reason.code.clause}): {reason.code.__doc__}"
    if answer.result is ClaimResult.LIE:
        held = report.situation.state.nodes[answer.claim.node].credit
        cost = held - after_lie(held, report.situation.params.forged_claim_penalty)
        return f"{said} It costs {in_credit(cost)} of credit."
    return said


def ending(report: DrawReport) -> list[str]:
    """What becomes of the group, a sentence each."""
    params, closed = report.situation.params, report.closed
    least = params.min_group if isinstance(report.drawn.terms, Task) else params.min_group - 1
    size = f"{len(report.drawn.group)} drawn of at least {least}"
    numerator, denominator = floor(params, elects=isinstance(report.drawn.terms, Task))
    share = f"{numerator}/{denominator} of tau = {report.drawn.terms.tau}"
    votes = f"J = {weight(report.drawn, watching(report.drawn))} of its monitors, which must be more than {share}"
    if closed.outcome is Outcome.UNFILLED:
        return [f"{size}, {votes}; round {closed.round} was the last: the job is UNFILLED (§6)."]
    if closed.stage is Stage.APPLY:
        block = f"the beacon of the block at height {report.drawn.deadline}"
        return [f"{size}, {votes}: round {closed.round} opens when the window closes, with {block} (§6)."]
    said = [f"{size}, {votes}: the group stands (§6)."]
    if closed.executor is not None:
        said.append(f"Executor (§7): {_member(report, closed.executor)}.")
    return [
        *said,
        f"Monitors: {', '.join(_member(report, name) for name in report.monitors)}.",
        f"Quorum (§9, §11): more than half of J = {report.votes_of_monitors}, so at least {report.quorum}.",
    ]


def _member(report: DrawReport, name: NodeId) -> str:
    return f"{called(report, name)} with j = {report.drawn.group[name].j}"


def called(report: DrawReport, name: NodeId) -> str:
    """A node for people."""
    label = report.situation.labels.get(name, "")
    return f"{name[:SHORT]} ({label})" if label else name[:SHORT]


def explanation(report: DrawReport, names: Iterable[NodeId]) -> Iterator[tuple[str, list[str]]]:
    """For all nodes together, then for each claim of the nodes ``names``: a heading, and a line for each value."""
    yield "All nodes", [f"{name} = {'-' if shown is None else shown}" for name, shown in of_the_draw(report).items()]
    chosen = frozenset(names)
    for answer in report.answers:
        name = answer.claim.node
        if name not in chosen:
            continue
        subject_of = canonical(subject(report.drawn.beacon, report.situation.name, report.drawn.round, name))
        yield (
            f"{called(report, name)} draws over",
            [f"canonical       = {subject_of.decode('ascii')}", f"alpha           = {answer.alpha.hex()}"],
        )
        if answer.proving:
            yield f"{called(report, name)} proves, with its seed", _lines(answer.proving)
        if answer.checking:
            yield f"{called(report, name)} is checked", _lines(answer.checking)
        if answer.reason is not None:
            yield f"{called(report, name)} is answered", [str(answer.reason)]


def _lines(values: Iterable[Value]) -> list[str]:
    """``name = value  (meaning)``; the numbers that are compared stand one below the other."""
    known = list(values)
    widest = max((len(str(value.shown)) for value in known if value.name in ALIGNED), default=0)
    return [
        f"{value.name:<15} = {str(value.shown).rjust(widest if value.name in ALIGNED else 0)}  ({value.meaning})"
        for value in known
    ]


def in_credit(units: int) -> str:
    """Credit from base units, without zeros at its end."""
    return f"{units // CREDIT}.{units % CREDIT:06}".rstrip("0").removesuffix(".")
