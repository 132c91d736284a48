"""What one monitor asked and saw of one job in one round (§8): before, during and after as one value.

Each phase holds the question with its nonce, the envelope that answered it, and its appraisal, in which are the
counters, the clock and the beginnings of the logs with which the next answer is compared. It grows by one function,
:func:`answered`, and what an appraisal finds at fault grows it too: that the executor signed it is what counts.

Deadlines are not here: the ledger is the only clock.
"""

from __future__ import annotations

from attrs import evolve, frozen
from immutables import Map

from leo_ref.attestation.appraisal.answer import Logs, read
from leo_ref.attestation.appraisal.appraise import Appraisal, appraise, failed
from leo_ref.attestation.appraisal.bundle import Asked
from leo_ref.attestation.appraisal.policy import Policy
from leo_ref.attestation.evidence.envelope import is_answer
from leo_ref.attestation.identity.attributes import AttestationKey
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.evidence import Evidence, Finding, Phase
from leo_ref.core.values import JobId, NodeId


@frozen(kw_only=True)
class Look:
    """One phase."""

    asked: Asked
    evidence: Evidence
    """The envelope, signed by the one that is looked at."""
    appraisal: Appraisal


@frozen(kw_only=True)
class Phases:
    """One monitor's looks at one job in one round, in the order of time; grows by :func:`answered` only."""

    job: JobId
    round: int
    monitor: NodeId
    subject: NodeId
    """Who is looked at: the executor of a task, the candidate of a join."""
    had: tuple[Phase, ...]
    """The phases that the job has: a candidate is looked at once."""
    key: AttestationKey | Rejection
    """The one enrolled key of all answers, or why there is none."""
    looks: tuple[Look, ...] = ()

    @property
    def findings(self) -> Map[Phase, Finding]:
        """What each answer shows."""
        return Map({look.asked.phase: look.appraisal.finding for look in self.looks})


def in_order(had: tuple[Phase, ...], answered: tuple[Phase, ...]) -> bool:
    """Whether answers are to phases that the job had, one each, as they follow on one another.

    Any other order would let a monitor make the clock of an honest executor run backward.
    """
    return answered == tuple(phase for phase in had if phase in answered)


def answered(phases: Phases, policy: Policy, asked: Asked, evidence: Evidence, logs: Logs) -> Phases | Rejection:
    """The phases with one more answer in them, whatever it shows.

    ``asked`` is a question of this monitor in this job and round, ``logs`` are those that were published. Rejections,
    where the envelope is no answer to it: NOT_ASKED, PHASE_ORDER, NONCE_REPEATED, EVIDENCE_NOT_SIGNED.
    """
    assert (asked.job, asked.round, asked.monitor) == (phases.job, phases.round, phases.monitor), "one job"
    phase, earlier = asked.phase, tuple(look.asked.phase for look in phases.looks)
    if phase in earlier:
        return reject(Code.NOT_ASKED, phase=phase.value)
    if not in_order(phases.had, (*earlier, phase)):
        return reject(Code.PHASE_ORDER, phase=phase.value)
    if asked.nonce in [look.asked.nonce for look in phases.looks]:
        return reject(Code.NONCE_REPEATED, phase=phase.value)
    theirs = is_answer(evidence, phases.job, phases.round, phases.monitor, phases.subject)
    if evidence.phase is not phase or not theirs:
        return reject(Code.EVIDENCE_NOT_SIGNED, phase=phase.value)
    look = Look(asked=asked, evidence=evidence, appraisal=_appraised(phases, policy, asked, evidence, logs))
    return evolve(phases, looks=(*phases.looks, look))


def _appraised(phases: Phases, policy: Policy, asked: Asked, evidence: Evidence, logs: Logs) -> Appraisal:
    """The answer against the earlier ones that did not fail."""
    if isinstance(phases.key, Rejection):
        return failed(phases.key)
    answer = read(evidence.quote, evidence.log)
    if isinstance(answer, Rejection):
        return failed(answer)
    history = [look.appraisal.seen for look in phases.looks if look.appraisal.seen is not None]
    return appraise(policy, phases.key, asked.question, answer, logs, history)
