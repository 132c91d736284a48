"""Who found what, by which check: read off the evidence under a verdict."""

from __future__ import annotations

from collections.abc import Iterator

from leo_ref.evidence import dossier
from leo_ref.evidence.appraisal import Flaw
from leo_ref.evidence.log import expected, first_unexpected
from leo_ref.rejections import Code, Rejection
from leo_ref.rules.verifiers import Verifiers
from leo_ref.state.evidence import Evidence, Phase
from leo_ref.state.job import Job, Task
from leo_ref.state.ledger import State
from leo_ref.values import JobId, NodeId
from leo_ref.verifiers import SoftwareVerifiers, TpmVerifiers

UNEXPECTED: tuple[str, ...] = (Code.JOB_LOG_UNEXPECTED.name, Flaw.LOG_UNEXPECTED.name)


def failed_checks(
    verifiers: Verifiers, state: State, name: JobId, job: Job, monitor: NodeId, pieces: tuple[Evidence, ...]
) -> Iterator[tuple[Phase, str]]:
    """For each phase whose evidence fails, the first check that it does not pass."""
    logs = {piece.phase: piece.log for piece in pieces}
    offer = state.services[job.terms.service].offer if isinstance(job.terms, Task) else None
    for phase, check in first_failures(verifiers, state, name, job, monitor, pieces):
        about = first_unexpected(logs[phase], expected(job, offer, phase)) if check in UNEXPECTED else None
        yield phase, check if about is None else f"{check}, at the event `{about}`"


def first_failures(
    verifiers: Verifiers, state: State, name: JobId, job: Job, monitor: NodeId, pieces: tuple[Evidence, ...]
) -> Iterator[tuple[Phase, str]]:
    """The names of the checks, as the verifiers have them."""
    if isinstance(verifiers, TpmVerifiers):
        found = verifiers.phases(state, name, job, monitor, pieces)
        for look in () if isinstance(found, Rejection) else found.looks:
            if look.appraisal.refusal is not None:
                yield look.asked.phase, look.appraisal.refusal.code.name
    elif isinstance(verifiers, SoftwareVerifiers):

        def nonce_of(piece: Evidence) -> bytes | None:
            return verifiers.nonce(state, name, job, monitor, piece)

        for phase, seen in (dossier.appraised(state, name, job, monitor, pieces, nonce_of) or {}).items():
            if seen.flaws:
                yield phase, seen.flaws[0].name
