"""Evidence that transactions carry, with each check of its appraisal (§8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve, frozen

from leo_ref.attestation.evidence.log import expected, first_unexpected
from leo_ref.attestation.verifiers.tpm import TpmVerifiers
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.evidence import Evidence, Finding, Phase
from leo_ref.core.state.job import Job, Task
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Accuse, Answer, Confirm, RequestPayment, Show, Transaction
from leo_ref.core.values import AccountId, JobId, NodeId
from leo_ref.rules.verifiers import Verifiers
from leo_ref.software.appraisal import Flaw
from leo_ref.software.job import appraised
from leo_ref.software.verifiers import SoftwareVerifiers
from leo_ref.view.forms import cut


@frozen(kw_only=True)
class CheckRow:
    """One check of an appraisal."""

    check: str
    """Its permanent name."""
    says: str
    passes: bool
    given: str
    """What was there; empty where people cannot read it."""
    expected: str


@frozen(kw_only=True)
class EvidenceView:
    """One piece of evidence, appraised again."""

    job: JobId
    phase: Phase
    sender: AccountId
    """Who put it on the ledger."""
    subject: NodeId
    """Whose machine it shows, and who signed it."""
    monitor: NodeId | None
    carrier: str
    """The kind of the transaction."""
    refused: bool
    """Whether the ledger refused that."""
    finding: Finding
    failed: str | None
    """The first check that does not pass."""
    unexpected: str | None
    """What the first event of the job log is about that the task does not allow."""
    checks: tuple[CheckRow, ...]


def evidence_of(
    verifiers: Verifiers, before: State, transactions: Iterable[Transaction], *, refused: bool
) -> Iterator[EvidenceView]:
    """The evidence in transactions of a block, or in those that were refused for it."""
    for each in transactions:
        match each.body:
            case Show() | Answer() | Accuse() | RequestPayment() | Confirm() as body:
                job = before.jobs.get(body.job)
                if job is None or job.subject is None or not job.open:
                    continue
                if isinstance(body, RequestPayment):
                    job = evolve(job, requested=body.result)
                if body.evidence.phase is not Phase.BEFORE and job.shown is None:
                    continue  # refused in a block before, and judged by a state that is gone
                yield _view(verifiers, before, each, body.job, job, body.evidence, refused=refused)
            case _:
                pass


def _view(
    verifiers: Verifiers,
    state: State,
    carried: Transaction,
    name: JobId,
    job: Job,
    evidence: Evidence,
    *,
    refused: bool,
) -> EvidenceView:
    assert job.subject is not None, "somebody shows a machine"
    failure = verifiers.failure(state, name, job, evidence)
    offer = state.services[job.terms.service].offer if isinstance(job.terms, Task) else None
    checks = tuple(_checks(verifiers, state, name, job, evidence, failure))
    return EvidenceView(
        job=name,
        phase=evidence.phase,
        sender=carried.sender,
        subject=job.subject,
        monitor=evidence.monitor,
        carrier=carried.body.kind,
        refused=refused,
        finding=Finding.PASS if failure is None else Finding.FAIL,
        failed=next((each.check for each in checks if not each.passes), None),
        unexpected=first_unexpected(evidence.log, expected(job, offer, evidence.phase)) if offer else None,
        checks=checks,
    )


def _checks(
    verifiers: Verifiers, state: State, name: JobId, job: Job, evidence: Evidence, failure: Rejection | None
) -> Iterator[CheckRow]:
    """All that was compared; at the end what else keeps the evidence from passing."""
    is_found = failure is None
    if isinstance(verifiers, SoftwareVerifiers):
        found = appraised(state, name, job, evidence, verifiers.suite)
        for flaw in Flaw if found.seen is not None else (Flaw.QUOTE_MALFORMED,):
            passes = flaw not in found.flaws
            is_found |= not passes
            yield CheckRow(check=flaw.name, says=f"fails if {flaw.value}", passes=passes, given="", expected="")
    if isinstance(verifiers, TpmVerifiers):
        for each in verifiers.appraised(state, name, job, evidence).compared:
            is_found |= not each.agrees
            yield CheckRow(
                check=each.check.name,
                says=each.what,
                passes=each.agrees,
                given=cut(each.given),
                expected=cut(each.expected),
            )
    if failure is not None and not is_found:
        yield CheckRow(
            check=failure.code.name, says=str(failure.code.__doc__), passes=False, given=cut(str(failure)), expected=""
        )
