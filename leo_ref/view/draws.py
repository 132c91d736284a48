"""The draw of a round: who may serve, who has a place with how many votes, and why the others have none (§6, §7)."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen
from immutables import Map

from leo_ref.core.rejections import Rejection
from leo_ref.core.state.job import Job, Stage
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Apply, Transaction
from leo_ref.core.values import Count, Credit, Height, JobId, NodeId
from leo_ref.draw.ticket import alpha, verified
from leo_ref.explain.report import DrawReport, NodeStanding, report
from leo_ref.explain.situation import Situation
from leo_ref.explain.words import ending
from leo_ref.ledger import Deployment
from leo_ref.view.forms import Octets


@frozen(kw_only=True)
class DrawStanding:
    """A node in a draw."""

    node: NodeId
    weight: Credit
    """Its credit in the snapshot; 0 where it is not in it."""
    j: Count
    """Votes; 0 without a place."""
    beta: Octets
    """The random value of its proof; empty without a place."""
    part: str
    """What it is in the group; empty without a place."""
    code: str | None
    """Why it has no place; null where it has one, and where it claims none."""
    clause: str | None
    why: str


@frozen(kw_only=True)
class DrawView:
    """The draw of one round at a height."""

    job: JobId
    round: Count
    beacon: Octets
    """Of the block that opened the round: what every node draws with."""
    tau: Count
    total: Credit
    """W: all credit in the snapshot."""
    deadline: Height
    closed: bool
    """Whether the window closed with this block."""
    rows: tuple[DrawStanding, ...]
    """The group in the order of §7, then the others."""
    says: tuple[str, ...]
    """What becomes of the group, if the window closes with the claims that are there."""


def draws(deployment: Deployment, eve: State, after: State, block: Iterable[Transaction]) -> tuple[DrawView, ...]:
    """The rounds whose window was open in this block, as they stood before its tick."""
    transactions = tuple(block)
    names = sorted(name for name, job in eve.jobs.items() if job.stage is Stage.APPLY)
    return tuple(_draw(deployment, name, eve, after.jobs[name], transactions) for name in names)


def _draw(
    deployment: Deployment, name: JobId, eve: State, after: Job, transactions: tuple[Transaction, ...]
) -> DrawView:
    situation = Situation(
        params=deployment.parameters, suite=deployment.suite, state=eve, name=name, labels=Map(), claims=()
    )
    found, job = report(situation), eve.jobs[name]
    said = ending(found)  # whether the group stands first, its quorum last; the rows have the members
    closed = after.stage is not Stage.APPLY or after.round != job.round
    lies = dict(_lies(deployment, name, eve, transactions))
    places = [_place(found, node, is_closed=closed) for node in found.members]
    others = [_without(job, each, lies.get(each.node)) for each in found.nodes if each.node not in job.group]
    others.sort(key=lambda row: (row.weight == 0, row.code is not None, row.node))
    return DrawView(
        job=name,
        round=job.round,
        beacon=job.beacon,
        tau=job.terms.tau,
        total=found.total,
        deadline=job.deadline,
        closed=closed,
        rows=(*places, *others),
        says=tuple(dict.fromkeys((said[0], said[-1]))),
    )


def _place(found: DrawReport, node: NodeId, *, is_closed: bool) -> DrawStanding:
    place = found.drawn.group[node]
    part = "a place so far"
    if is_closed:
        part = "executor" if node == found.closed.executor else "monitor" if found.monitors else "a place in vain"
        part = "attestor" if found.monitors and found.closed.executor is None else part
    return DrawStanding(
        node=node,
        weight=found.drawn.snapshot[node],
        j=place.j,
        beta=place.beta,
        part=part,
        code=None,
        clause=None,
        why="drawn: its proof holds",
    )


def _without(job: Job, standing: NodeStanding, lie: Rejection | None) -> DrawStanding:
    """A node that has no place, with the reason."""
    reason = lie
    if standing.node in job.liars:
        why = "it lied in this job, and is barred from it" if lie is None else f"a lie: {lie.code.__doc__}"
    elif standing.obstacle is not None:
        reason, why = standing.obstacle, str(standing.obstacle.code.__doc__)
    else:
        why = "claims nothing: it was not drawn, or keeps silent; only it knows its own draw"
    return DrawStanding(
        node=standing.node,
        weight=standing.weight,
        j=0,
        beta=b"",
        part="",
        code=None if reason is None else reason.code.name,
        clause=None if reason is None else reason.code.clause,
        why=why,
    )


def _lies(
    deployment: Deployment, name: JobId, eve: State, transactions: tuple[Transaction, ...]
) -> Iterable[tuple[NodeId, Rejection]]:
    """Why the claims of this block that hold nothing do not hold."""
    job = eve.jobs[name]
    for each in transactions:
        node = NodeId(each.sender)
        if isinstance(each.body, Apply) and each.body.job == name and node in job.liars:
            message = alpha(job.beacon, name, job.round, node)
            weights = job.snapshot[node], sum(job.snapshot.values()), job.terms.tau
            found = verified(
                eve.nodes[node].identity.vrf_key, message, each.body.proof, *weights, suite=deployment.suite
            )
            if isinstance(found, Rejection):
                yield node, found
