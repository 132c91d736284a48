"""A monitor of a task (§8 to §11): it approves, looks in while the job runs, accuses or confirms, and passes on.

What the executor showed on the ledger it appraised when it applied the block.
"""

from __future__ import annotations

from typing import Final

from attrs import evolve, frozen

from leo_ref.attestation.evidence.nonce import asking
from leo_ref.core.encoding import digest
from leo_ref.core.rejections import Rejection
from leo_ref.core.state import transaction
from leo_ref.core.state.evidence import Evidence, Finding, Phase
from leo_ref.core.state.job import Stage, Task
from leo_ref.core.state.transaction import Accuse, Approve, AskResult, Body, Confirm
from leo_ref.core.values import AccountId, NodeId
from leo_ref.parties.message import NOTHING, ChallengeMessage, Outbox, ResultDelivery, ResultRequest, Sent
from leo_ref.parties.position import Position
from leo_ref.rules.challenge import watched_until
from leo_ref.rules.committee import is_monitor
from leo_ref.rules.duty import Duty, monitor_duty
from leo_ref.rules.question import looked_in
from leo_ref.rules.result import last_to_ask
from leo_ref.sealing.result import result_digest

MOMENT_DOMAIN: Final = "leo/moment"


@frozen(kw_only=True)
class Monitor:
    """What one monitor holds of one task."""

    proof: bytes = b""
    """With which it asks `during`, once the job runs."""
    evidence: Evidence | None = None
    """The first signed answer that it had."""
    finding: Finding | None = None
    """What that shows."""
    handed: bytes = b""
    """What was handed over last as the result, before the ledger said which it is."""
    sealed: bytes = b""
    """The sealed result, once in its hands."""


def on_block(position: Position, monitor: Monitor) -> Monitor:
    """The monitor with its question once the job runs, and with the result once it is known which that is."""
    job = position.job
    if not is_monitor(job, position.me):
        return monitor
    if job.stage is Stage.RUN and not monitor.proof:
        proof = asking(position.keys.vrf, position.name, job, Phase.DURING, position.me, position.suite)
        return evolve(monitor, proof=proof)
    return evolve(on_delivery(position, monitor, monitor.handed), handed=b"") if job.requested is not None else monitor


def moment(proof: bytes, blocks: int) -> int:
    """How many blocks after the run began a monitor looks in: 0 <= moment < ``blocks``.

    It follows from the VRF proof that the question will carry, so nobody but the monitor knows it beforehand.
    """
    return int.from_bytes(digest(MOMENT_DOMAIN, proof.hex()), "big") % blocks


def questions(position: Position, monitor: Monitor) -> Outbox:
    """Its question to the executor from its moment on, until there is a signed answer; then requests for the result."""
    job, params = position.job, position.chain.params
    if job.executor is None or not is_monitor(job, position.me) or not isinstance(job.terms, Task):
        return NOTHING
    if job.stage is Stage.CONFIRM and not monitor.sealed:
        wanted = ResultRequest(job=position.name, asker=position.keys.name)
        return tuple(Sent(node, wanted) for node in sorted(job.group) if node != position.me)
    if job.stage is not Stage.RUN or monitor.finding is not None:
        return NOTHING
    opened = watched_until(params, job, job.terms) - params.watch_window
    if position.chain.state.height < opened + moment(monitor.proof, params.watch_window - params.answer_window):
        return NOTHING
    asked = ChallengeMessage(
        job=position.name, round=job.round, phase=Phase.DURING, monitor=position.me, proof=monitor.proof
    )
    return (Sent(job.executor, asked),)


def on_answer(position: Position, monitor: Monitor, evidence: Evidence) -> Monitor:
    """Keep the first evidence that the executor signed to the question, and what it shows; all else is ignored."""
    if monitor.finding is not None:
        return monitor
    found = looked_in(position.chain.verifiers, position.chain.state, position.name, position.me, evidence)
    return monitor if isinstance(found, Rejection) else evolve(monitor, evidence=evidence, finding=found)


def on_delivery(position: Position, monitor: Monitor, sealed: bytes) -> Monitor:
    """Keep what payment was requested for, and until that is known what came last and may be it."""
    job = position.job
    if monitor.sealed or not sealed or not is_monitor(job, position.me) or not isinstance(job.terms, Task):
        return monitor
    if job.requested is None:
        fits = job.stage is Stage.RUN and len(sealed) <= job.terms.result_limit
        return evolve(monitor, handed=sealed) if fits else monitor
    return evolve(monitor, sealed=sealed) if result_digest(sealed) == job.requested else monitor


def is_patient(position: Position) -> bool:
    """Whether the monitor still waits for the result to be handed over: asking for it costs the wage (§11).

    It does for a quarter of the blocks in which it may ask.
    """
    job, params = position.job, position.chain.params
    opened, last = job.deadline - params.confirm_window, last_to_ask(params, job)
    return position.chain.state.height < opened + (last - opened) // 4


def bodies(position: Position, monitor: Monitor) -> tuple[Body, ...]:
    """What the monitor owes now."""
    job, chain, found = position.job, position.chain, monitor.evidence
    duty = monitor_duty(chain.params, chain.state.height, job, position.me, monitor.finding, holds=bool(monitor.sealed))
    match duty:
        case Duty.APPROVE:
            return (Approve(job=position.name),)
        case Duty.CHALLENGE:
            return (transaction.Challenge(job=position.name, proof=monitor.proof),)
        case Duty.ACCUSE if found is not None:
            return (Accuse(job=position.name, evidence=found),)
        case Duty.ASK if not is_patient(position):
            return (AskResult(job=position.name),)
        case Duty.CONFIRM if found is not None:
            return (Confirm(job=position.name, evidence=found),)
        case _:
            return ()


def on_request(position: Position, sealed: bytes, asker: AccountId) -> Outbox:
    """Pass the sealed result on to a member or to the task owner."""
    job = position.job
    if not sealed or not isinstance(job.terms, Task) or (asker != job.terms.owner and NodeId(asker) not in job.group):
        return NOTHING
    return (Sent(asker, ResultDelivery(job=position.name, sealed=sealed)),)
