"""An attestor of a join (§5, §8): it asks the candidate, appraises what it says, and vouches."""

from __future__ import annotations

from typing import Final

from attrs import evolve, frozen

from leo_ref.evidence.challenge import nonce_proof
from leo_ref.evidence.envelope import subject
from leo_ref.rejections import Rejection
from leo_ref.roles.message import NOTHING, Challenge, Outbox, Sent
from leo_ref.roles.seat import Seat
from leo_ref.rules.attestation import VERDICTS, Dossier, conclude, may_still_hear, phase_is_open, receive
from leo_ref.rules.committee import is_monitor
from leo_ref.state.evidence import Evidence, Phase
from leo_ref.state.job import Stage, Task, Verdict
from leo_ref.state.transaction import Vouch

NO_DOSSIER: Final = Dossier()


@frozen(kw_only=True)
class Attestor:
    """What one attestor holds of one join."""

    dossier: Dossier = NO_DOSSIER
    proof: bytes = b""
    """With which it asks, once it does."""


def asking(seat: Seat, attestor: Attestor) -> Attestor:
    """The attestor with its question, once it may ask."""
    job = seat.job
    if attestor.proof or not phase_is_open(job, Phase.BEFORE) or not is_monitor(job, seat.me):
        return attestor
    return evolve(attestor, proof=nonce_proof(seat.keys.vrf, seat.name, job.round, Phase.BEFORE, seat.suite))


def questions(seat: Seat, attestor: Attestor) -> Outbox:
    """The question, until it is answered."""
    job, answerer = seat.job, subject(seat.job)
    if not attestor.proof or answerer is None or job.stage is not Stage.CONFIRM or attestor.dossier.findings:
        return NOTHING
    asked = Challenge(job=seat.name, round=job.round, phase=Phase.BEFORE, monitor=seat.me, proof=attestor.proof)
    return (Sent(answerer, asked),)


def on_answer(seat: Seat, attestor: Attestor, evidence: Evidence) -> Attestor:
    """Take an answer in."""
    state, verifiers = seat.chain.state, seat.chain.verifiers
    dossier = receive(verifiers, state, seat.name, seat.me, attestor.dossier, evidence)
    return attestor if isinstance(dossier, Rejection) else evolve(attestor, dossier=dossier)


def verdict(seat: Seat, attestor: Attestor) -> Vouch | None:
    """The verdict, once there is one to give: silence is said only when nothing more can come."""
    job = seat.job
    if isinstance(job.terms, Task) or job.stage is not Stage.CONFIRM:
        return None
    if not is_monitor(job, seat.me) or seat.me in job.verdicts:
        return None
    found = VERDICTS[conclude(attestor.dossier.findings)]
    if found is Verdict.SILENT:
        waits = may_still_hear(seat.chain.state, job, attestor.dossier)
        return None if waits else Vouch(job=seat.name, verdict=found, evidence=())
    return Vouch(job=seat.name, verdict=found, evidence=attestor.dossier.pieces)
