"""By which check something was found out, asked once more of the rules: the ledger tells a refusal's name only."""

from __future__ import annotations

from leo_ref.attestation.evidence.log import expected, first_unexpected
from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.state.evidence import Evidence
from leo_ref.core.state.job import Job, Task
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Body, DisputeKey
from leo_ref.core.values import AccountId, JobId
from leo_ref.demo.catalogue import CLOSED, NO_PADDING, WRONG_KEY
from leo_ref.ledger import execute
from leo_ref.rules.verifiers import Verifiers
from leo_ref.sealing.opening import shown
from leo_ref.sealing.transport import PUBLIC_KEY_LENGTH, open_sealed, receiving_key
from leo_ref.software.appraisal import Flaw

UNEXPECTED: tuple[str, ...] = (Code.JOB_LOG_UNEXPECTED.name, Flaw.LOG_UNEXPECTED.name)


def failed_check(verifiers: Verifiers, state: State, name: JobId, job: Job, evidence: Evidence) -> str | None:
    """The first check that evidence of a task does not pass; None where it passes."""
    assert isinstance(job.terms, Task), "the story is about a task"
    failure = verifiers.failure(state, name, job, evidence)
    if failure is None:
        return None
    check = failure.code.name
    if check == Code.SOFTWARE_QUOTE.name:
        check = str(failure.values[0])
    offer = state.services[job.terms.service].offer
    about = first_unexpected(evidence.log, expected(job, offer, evidence.phase)) if check in UNEXPECTED else None
    return check if about is None else f"{check}, at the event `{about}`"


def refusal(params: Parameters, verifiers: Verifiers, state: State, sender: AccountId, body: Body) -> Rejection | None:
    """Why the ledger would not take this; None where it would. Nothing new is made of it, so it needs no name."""
    after = execute(params, verifiers, state, sender, "", body)
    return after if isinstance(after, Rejection) else None


def bad_key(job: Job, body: DisputeKey) -> str:
    """Why the key of a dispute that holds is at fault."""
    if body.piece is not None:
        return CLOSED
    assert job.executor is not None, "keys are released to an executor"
    receiver, carried = job.group[job.executor].encryption_keys.of(body.part), job.keys[body.part]
    if len(receiver) == PUBLIC_KEY_LENGTH:
        found: bytes | Rejection | None = open_sealed(body.opening[:PUBLIC_KEY_LENGTH], carried)
    else:
        key = receiving_key(receiver)
        assert key is not None, "the dispute holds"
        found = shown(key, carried, body.opening)
    return WRONG_KEY if isinstance(found, bytes) else NO_PADDING
