"""All answers that one monitor got in one job, appraised together (§8, §11)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from leo_ref.evidence.appraisal import Appraisal, Policy, Seen, appraise
from leo_ref.evidence.envelope import is_answer, subject
from leo_ref.evidence.log import expected
from leo_ref.state.evidence import Evidence, Phase
from leo_ref.state.job import Job, Task
from leo_ref.state.ledger import State
from leo_ref.values import JobId, NodeId

ORDER: Final = tuple(Phase)

NonceOf = Callable[[Evidence], bytes | None]
"""The nonce that a piece answers to; None where its proof is not this monitor's."""


def policy(state: State, job: Job, phase: Phase) -> Policy:
    """What the ledger lets one expect of the subject of the job at this phase."""
    answerer = subject(job)
    assert answerer is not None, "only a group attests"
    offer = state.services[job.terms.service].offer if isinstance(job.terms, Task) else None
    return Policy(
        attestation_key=state.nodes[answerer].identity.attestation_key,
        logs=expected(job, offer, phase),
    )


def phases_of(job: Job) -> tuple[Phase, ...]:
    """The phases that the job has, in the order of time: a candidate is looked at once."""
    return ORDER if isinstance(job.terms, Task) else (Phase.BEFORE,)


def in_order(had: tuple[Phase, ...], answered: tuple[Phase, ...]) -> bool:
    """Whether answers are to phases that the job had (:func:`phases_of`), one each, as they follow on one another.

    Any other order would let a monitor make the clock of an honest executor run backward.
    """
    return answered == tuple(phase for phase in had if phase in answered)


def appraised(
    state: State, name: JobId, job: Job, monitor: NodeId, pieces: tuple[Evidence, ...], nonce_of: NonceOf
) -> dict[Phase, Appraisal] | None:
    """The appraisal of each phase; None where a piece is not the subject's signed answer to this monitor."""
    answerer = subject(job)
    if answerer is None or not in_order(phases_of(job), tuple(piece.phase for piece in pieces)):
        return None
    found: dict[Phase, Appraisal] = {}
    history: tuple[Seen, ...] = ()
    for piece in pieces:
        nonce = nonce_of(piece)
        if nonce is None or not is_answer(piece, name, job.round, monitor, answerer):
            return None
        appraisal = appraise(policy(state, job, piece.phase), nonce, history, piece)
        found[piece.phase] = appraisal
        if appraisal.seen is not None:
            history = (*history, appraisal.seen)
    return found
