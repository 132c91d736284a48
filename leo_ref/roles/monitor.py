"""A monitor of a task, or an attestor of a join (§8, §9, §11): it asks, appraises, signs and confirms."""

from __future__ import annotations

from typing import Final

from attrs import evolve, frozen

from leo_ref.encoding import digest
from leo_ref.evidence.challenge import nonce_proof
from leo_ref.evidence.envelope import subject
from leo_ref.evidence.quote import quote_digest
from leo_ref.evidence.signature import sign
from leo_ref.rejections import Rejection
from leo_ref.roles.message import NOTHING, Answer, Approval, Challenge, Outbox, ResultDelivery, Sent, Witness
from leo_ref.roles.seat import Seat
from leo_ref.rules.attestation import (
    VERDICTS,
    Dossier,
    brings_result,
    conclude,
    may_still_hear,
    phase_is_open,
    receive,
    sign_ready,
)
from leo_ref.rules.committee import is_monitor
from leo_ref.rules.release import key_owner, statement_digest
from leo_ref.state.evidence import Phase
from leo_ref.state.job import Outcome, Part, Stage, Task, Verdict
from leo_ref.state.transaction import Confirm, Statement

NO_DOSSIER: Final = Dossier()
MOMENT_DOMAIN: Final = "leo/moment"


@frozen(kw_only=True)
class Monitor:
    """What one monitor holds of one job."""

    dossier: Dossier = NO_DOSSIER
    approval: Approval | None = None
    """Its ready statement, once signed."""
    sealed: bytes = b""
    """The sealed result, once in its hands."""
    asked: frozenset[Phase] = frozenset()
    """The phases for which it has asked at least once."""


def on_block(seat: Seat, monitor: Monitor, span: int) -> tuple[Monitor, Outbox]:
    """Ask what is open and not answered; say again what the executor may not have heard.

    `During` is asked for at a :func:`moment` that nobody else foresees, within ``span`` ticks.
    """
    job, answerer = seat.job, subject(seat.job)
    if answerer is None or not is_monitor(job, seat.me):
        return monitor, NOTHING
    sent = []
    for phase in Phase:
        if phase_is_open(job, phase) and phase not in monitor.dossier.findings:
            proof = nonce_proof(seat.keys.vrf, seat.name, job.round, phase, seat.suite)
            asked = Challenge(job=seat.name, round=job.round, phase=phase, monitor=seat.me, proof=proof)
            first = phase is Phase.DURING and phase not in monitor.asked
            sent.append(Sent(answerer, asked, moment(proof, span) if first else 0))
            monitor = evolve(monitor, asked=monitor.asked | {phase})
    if monitor.approval is not None and job.stage is Stage.READY:
        sent.append(Sent(answerer, monitor.approval))
    return monitor, (*sent, *witnesses(seat, monitor))


def witnesses(seat: Seat, monitor: Monitor) -> Outbox:
    """To each owner whose key is missing: what the statement of this monitor rests on, so that it can look itself.

    The executor need not have a part in that: else it could keep the owners from releasing, and they would be blamed.
    """
    job = seat.job
    if job.stage is not Stage.KEYS or not isinstance(job.terms, Task) or seat.me not in job.ready:
        return NOTHING
    owners = sorted({key_owner(job.terms, part) for part in Part if part not in job.keys})
    seen = [Witness(evidence=piece) for piece in monitor.dossier.pieces if piece.phase is Phase.BEFORE]
    return tuple(Sent(owner, witness) for owner in owners for witness in seen)


def moment(proof: bytes, span: int) -> int:
    """When a monitor looks in while the job runs (§8): 0 <= moment < ``span``.

    It follows from the VRF proof that the question will carry, so nobody but the monitor knows it beforehand.
    """
    return int.from_bytes(digest(MOMENT_DOMAIN, proof.hex()), "big") % span


def on_answer(seat: Seat, monitor: Monitor, answer: Answer) -> tuple[Monitor, Outbox]:
    """Take an answer in; one to `after` without the sealed result counts as none (§11)."""
    evidence = answer.evidence
    if not brings_result(seat.job, evidence, answer.sealed):
        return monitor, NOTHING
    state, verifiers = seat.chain.state, seat.chain.verifiers
    dossier = receive(verifiers, state, seat.name, seat.me, monitor.dossier, evidence)
    if isinstance(dossier, Rejection):
        return monitor, NOTHING
    monitor = evolve(monitor, dossier=dossier, sealed=answer.sealed or monitor.sealed)
    signed = monitor.approval is not None
    if not isinstance(seat.job.terms, Task) or sign_ready(state, seat.name, seat.me, dossier, signed=signed):
        return monitor, NOTHING
    approval = Approval(job=seat.name, statement=statement(seat, monitor))
    assert seat.job.executor is not None, "a task that is getting ready has an executor"
    return evolve(monitor, approval=approval), (Sent(seat.job.executor, approval),)


def statement(seat: Seat, monitor: Monitor) -> Statement:
    """The ready statement over what the answer to `before` showed."""
    executor = seat.job.executor
    assert executor is not None, "a task that is getting ready has an executor"
    (quote,) = [quote_digest(piece.quote) for piece in monitor.dossier.pieces if piece.phase is Phase.BEFORE]
    message = statement_digest(seat.name, executor, seat.job.group[executor].encryption_keys, quote)
    return Statement(monitor=seat.me, quote=quote, signature=sign(seat.keys.account, message))


def confirmation(seat: Seat, monitor: Monitor) -> Confirm | None:
    """The verdict, once there is one to give: silence is said only when nothing more can come."""
    job = seat.job
    if job.stage is not Stage.CONFIRM or not is_monitor(job, seat.me) or seat.me in job.verdicts:
        return None
    verdict = VERDICTS[conclude(job, monitor.dossier.findings)]
    if verdict is Verdict.SILENT:
        waits = may_still_hear(seat.chain.state, job, monitor.dossier)
        return None if waits else Confirm(job=seat.name, verdict=verdict, evidence=())
    return Confirm(job=seat.name, verdict=verdict, evidence=monitor.dossier.pieces)


def on_request(seat: Seat, sealed: bytes) -> Outbox:
    """The task owner asks for the result of a job that is done: it goes to the owner, whoever asked."""
    job = seat.job
    if not sealed or job.outcome is not Outcome.DONE or not isinstance(job.terms, Task):
        return NOTHING
    return (Sent(job.terms.owner, ResultDelivery(job=seat.name, sealed=sealed)),)
