"""What every step of the ledger must satisfy (§9-§13): named predicates over the states before and after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from leo_ref.core.state.job import Job, Join, Outcome, Part, Stage, Task
from leo_ref.core.state.ledger import State
from leo_ref.core.values import AccountId, NodeId
from tests.ledger.invariants import more_than_half, supply


def settling(before: State, after: State) -> list[tuple[Job, Job]]:
    """The jobs that a step settles, as they were and as they are."""
    pairs = ((before.jobs[name], job) for name, job in after.jobs.items() if name in before.jobs)
    return [(was, now) for was, now in pairs if was.stage is not Stage.SETTLED and now.stage is Stage.SETTLED]


def done_needs_a_quorum(before: State, after: State) -> bool:
    for was, now in settling(before, after):
        by_votes = (Outcome.DONE, Outcome.ADMITTED, Outcome.DUPLICATE)
        if now.outcome in by_votes and not more_than_half(was, set(was.confirmed)):
            return False
        if now.outcome in by_votes[1:] and (was.shown is None or was.provers):
            return False
        if isinstance(was.terms, Join) and now.outcome is Outcome.UNDECIDED and more_than_half(was, set(was.confirmed)):
            return False
        if now.outcome is Outcome.DONE and (was.requested is None or was.proven is not None):
            return False
    return True


def blame_needs_a_proof(before: State, after: State) -> bool:
    """§11: no fault without a proof, a question that was not answered in time, or a window that was missed."""
    for was, now in settling(before, after):
        height, over = after.height, after.height >= was.deadline
        open_questions = {was.challenged[node] for node in was.challenged if node not in was.answered}
        if not was.given:
            open_questions |= set(was.asked.values())
        missing = {Part.TASK, Part.SERVICE} - set(was.keys) if was.stage is Stage.KEYS and over else set()
        fair = {
            Outcome.EXECUTOR_FAULT: any(height >= due for due in open_questions)
            or (over and was.stage is Stage.READY and was.shown is None)
            or (over and was.stage is Stage.RUN and was.requested is None),
            Outcome.OWNER_FAULT: Part.TASK in missing,
            Outcome.SERVICE_FAULT: missing == {Part.SERVICE},
            Outcome.REFUSED: over and was.stage is Stage.ENROL and was.shown is None,
        }
        if now.outcome in fair and now.outcome is not was.proven and not fair[now.outcome]:
            return False
    return True


def back_to_the_bond(was: Job, now: Job) -> int:
    """§12: what a task held of a bond, unless the service is at fault."""
    return was.terms.hold if isinstance(was.terms, Task) and now.outcome is not Outcome.SERVICE_FAULT else 0


def payouts_leave_escrow(before: State, after: State) -> bool:
    """What settled jobs held is what they paid, gave back to bonds and burned."""
    pairs = settling(before, after)
    gone = sum(was.escrow - sum(now.payouts.values()) - back_to_the_bond(was, now) for was, now in pairs)
    positive = all(amount > 0 for _, now in pairs for amount in now.payouts.values())
    return positive and gone == after.burned - before.burned


def attestors_are_paid(before: State, after: State) -> bool:
    """§12: in every outcome of a join that shares out the deposit all who did what they owed have one wage."""
    for was, now in settling(before, after):
        worked: set[NodeId] = set()
        if now.outcome in (Outcome.ADMITTED, Outcome.DUPLICATE):
            worked = set(was.confirmed)
        elif now.outcome is Outcome.REFUSED:
            worked = set(was.credentials)
        got = {node: now.payouts.get(AccountId(node), 0) - was.terms.deposit for node in worked - was.liars}
        if len(set(got.values())) > 1 or min(got.values(), default=0) < 0:
            return False
    return True


def holds_come_back(before: State, after: State) -> bool:
    """§6, §12: where a step settles jobs, what is free of a live service's bond grows by their holds and by nothing."""
    pairs = settling(before, after)
    return not pairs or all(
        after.services[name].bond
        == service.bond
        + sum(
            back_to_the_bond(was, now)
            for was, now in pairs
            if isinstance(was.terms, Task) and was.terms.service == name
        )
        for name, service in before.services.items()
        if after.services[name].live
    )


def posting_stays_where_it_was(before: State, after: State) -> bool:
    """§14: what a job ends by is counted from the block that holds it, which no step moves."""
    return all(
        after.jobs[name].posted == job.posted
        for name, job in before.jobs.items()
        if after.jobs[name].stage is not Stage.SETTLED
    )


STEPS: Final[Mapping[str, Callable[[State, State], bool]]] = {
    rule.__name__: rule
    for rule in (
        done_needs_a_quorum,
        blame_needs_a_proof,
        payouts_leave_escrow,
        attestors_are_paid,
        holds_come_back,
        posting_stays_where_it_was,
    )
}
"""Hold for every step, a transaction or a tick."""


def broken_by_step(before: State, after: State) -> list[str]:
    """What a step, a transaction or a tick, may not do."""
    found = [name for name, rule in STEPS.items() if not rule(before, after)]
    if supply(before) != supply(after):
        found.append("leo_is_conserved")
    if after.burned < before.burned:
        found.append("burned_stays_burned")
    if any(job.stage is Stage.SETTLED and after.jobs.get(name) != job for name, job in before.jobs.items()):
        found.append("settled_once")
    if not (set(before.accounts) <= set(after.accounts) and set(before.nodes) <= set(after.nodes)):
        found.append("nobody_vanishes")
    return found
