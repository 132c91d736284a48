"""What an owner checks before it releases its key (§9)."""

from __future__ import annotations

from leo_ref.parameters import Parameters
from leo_ref.rejections import Code, Rejection, reject
from leo_ref.rules.committee import elected, is_quorum
from leo_ref.rules.release import release_key
from leo_ref.rules.verifiers import Verifiers
from leo_ref.state.evidence import Evidence, Finding, Phase
from leo_ref.state.job import Part
from leo_ref.state.ledger import State
from leo_ref.state.transaction import ReleaseKey
from leo_ref.values import AccountId, JobId


def may_release(
    params: Parameters,
    verifiers: Verifiers,
    state: State,
    name: JobId,
    sender: AccountId,
    part: Part,
    witness: Evidence,
) -> Rejection | None:
    due = release_key(params, state, sender, ReleaseKey(job=name, part=part, key=b""))
    if isinstance(due, Rejection):
        return due
    job = state.jobs[name]
    if elected(job.group) != job.executor:
        return reject(Code.NOT_EXECUTOR, sender=str(job.executor), executor=elected(job.group))
    if not is_quorum(params, job, job.ready):
        return reject(Code.NO_QUORUM, weight=0, total=0)
    if witness.monitor not in job.ready:
        return reject(Code.NOT_A_MONITOR, node=witness.monitor)
    found = verifiers.findings(state, name, job, witness.monitor, (witness,))
    if found is None:
        return reject(Code.EVIDENCE_NOT_SIGNED, phase=witness.phase.value)
    if found != {Phase.BEFORE: Finding.PASS} and dict(found) != {Phase.BEFORE: Finding.PASS}:
        return reject(Code.NOT_CONTENT, node=witness.monitor)
    return None
