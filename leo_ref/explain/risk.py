"""How likely a job of a snapshot falls into the hands of a coalition, or is not filled (§6, §7, §9).

The coalition is some nodes of the file, or one that is only thought of: nodes that are alike hold a share of all
credit, and everybody else holds that much less. Who may not apply weighs in W and has no votes. Claims that the file
has are not looked at: the question is asked before the round.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import Final

from attrs import frozen

from leo_ref.core.parameters import Parameters
from leo_ref.core.state.job import Task
from leo_ref.core.values import NodeId
from leo_ref.draw.risk import Chance, round_of
from leo_ref.draw.rounds import Outlook, outlook
from leo_ref.draw.tally import Setting
from leo_ref.explain.malformed import Malformed
from leo_ref.explain.report import DrawReport
from leo_ref.rules.selection import floor, weights

TAU_MOST: Final = 1000
"""More votes are not computed: the work follows their number."""

SHARES: Final = (Fraction(5, 100), Fraction(10, 100), Fraction(20, 100), Fraction(33, 100))
"""Shares of a coalition that are asked for where nothing else is."""


@frozen(kw_only=True)
class RiskCase:
    """One question and its answer."""

    tau: int
    nodes: int
    """Of the coalition, whether they may apply or not."""
    credit: int
    """Theirs, base units."""
    answer: Outlook
    alone: Chance
    """In one round, that its own votes make a group where nobody else claims anything."""


@frozen(kw_only=True)
class Risk:
    """Everything asked of a snapshot."""

    report: DrawReport
    total: int
    """W, base units of credit."""
    free: int
    """What of it may apply."""
    away: tuple[tuple[str, int], ...]
    """What of it may not, by the obstacle."""
    rounds: int
    """Rounds that are left, this one among them."""
    cases: tuple[RiskCase, ...]


@frozen
class CoalitionQuestion:
    """A coalition, by what of the credit of all is its own and what is not."""

    nodes: int
    credit: int
    ours: tuple[int, ...]
    """The weights of its nodes that may apply."""
    theirs: tuple[int, ...]


def risk(
    report: DrawReport,
    coalition: Collection[NodeId] = (),
    shares: Sequence[Fraction] = (),
    keys: int | None = None,
    taus: Sequence[int] = (),
) -> Risk | Malformed:
    """The answers for the nodes ``coalition``, then for each of ``shares``, which ``keys`` nodes hold evenly.

    Without ``keys`` they are as many as an even share of all active nodes; without ``taus`` it is the job's own.
    """
    situation = report.situation
    obstacles = {node.node: node.obstacle for node in report.nodes}
    weighs = dict(weights(situation.state))
    total, chosen = sum(weighs.values()), tuple(taus) or (report.drawn.terms.tau,)
    for tau in chosen:
        if tau > TAU_MOST:
            return Malformed(
                "$", "docs/snapshot.md", f"the risk of more than {TAU_MOST} votes is not computed", str(tau)
            )
        if tau >= total:
            return Malformed("$.nodes", "§6", f"W is {total} base units, and not more than the {tau} votes asked for")
    free = {name for name in weighs if obstacles[name] is None and name not in situation.job.liars}
    questions = [_named(weighs, free, frozenset(coalition))] if coalition else []
    questions += [_thought_of(weighs, free, share, keys) for share in shares]
    rounds = situation.params.rounds - situation.job.round + 1
    away = Counter[str]()
    for name in weighs.keys() - free:
        found = obstacles[name]
        away["LIED" if found is None else found.code.name] += weighs[name]
    return Risk(
        report=report,
        total=total,
        free=sum(weighs[name] for name in free),
        away=tuple(sorted(away.items())),
        rounds=rounds,
        cases=tuple(
            _case(setting(situation.params, total, tau, elects=isinstance(report.drawn.terms, Task)), each, rounds)
            for tau in chosen
            for each in questions
        ),
    )


def setting(params: Parameters, total: int, tau: int, *, elects: bool) -> Setting:
    """What a round is drawn with: of a task, or of a join, which elects nobody and has a floor of its own (§6)."""
    numerator, denominator = floor(params, elects=elects)
    return Setting(
        total=total,
        tau=tau,
        members=params.min_group if elects else params.min_group - 1,
        votes=tau * numerator // denominator + 1,
        elects=elects,
    )


def _named(weighs: dict[NodeId, int], free: set[NodeId], coalition: frozenset[NodeId]) -> CoalitionQuestion:
    return CoalitionQuestion(
        nodes=len(coalition),
        credit=sum(weighs.get(name, 0) for name in coalition),
        ours=tuple(weighs[name] for name in sorted(free & coalition)),
        theirs=tuple(weighs[name] for name in sorted(free - coalition)),
    )


def _thought_of(weighs: dict[NodeId, int], free: set[NodeId], share: Fraction, keys: int | None) -> CoalitionQuestion:
    """So many nodes, all free, hold the share; the others, and those that may not apply, hold the rest as before."""
    nodes = max(1, int(share * len(weighs) + Fraction(1, 2))) if keys is None else keys
    each = int(share * sum(weighs.values())) // nodes
    return CoalitionQuestion(
        nodes=nodes,
        credit=nodes * each,
        ours=(each,) * nodes,
        theirs=tuple(int((1 - share) * weighs[name]) for name in sorted(free)),
    )


def _case(asked: Setting, question: CoalitionQuestion, rounds: int) -> RiskCase:
    found, alone = (round_of(asked, question.ours, others) for others in (question.theirs, ()))
    return RiskCase(
        tau=asked.tau,
        nodes=question.nodes,
        credit=question.credit,
        answer=outlook(found, rounds),
        alone=alone.stands,
    )
