"""What an owner sees for itself before it gives its key away (§9).

The owner has applied every block, so it has checked the draws, the key certificates and the ready statements as the
ledger does. It asks for more: evidence that a monitor of the ready statements saw, appraised again, and a key of its
own that opens in the state and the boot which this evidence shows. The ledger cannot ask that; the owner may refuse
for any reason, and these are the good ones.

One monitor is enough to show it, and any of a quorum: at least one of them is honest. Were it for the executor to show
it, the executor could keep the owners from releasing, and they would be blamed for that.
"""

from __future__ import annotations

from leo_ref.rejections import Code, Rejection, reject
from leo_ref.rules.committee import elected, is_quorum, monitors, weight
from leo_ref.rules.release import key_due
from leo_ref.rules.verifiers import Verifiers
from leo_ref.state.evidence import Evidence, Finding, Phase
from leo_ref.state.job import Part
from leo_ref.state.ledger import State
from leo_ref.values import AccountId, JobId


def may_release(
    verifiers: Verifiers,
    state: State,
    name: JobId,
    sender: AccountId,
    part: Part,
    witness: Evidence,
) -> Rejection | None:
    """Why ``sender`` should not give its key to the executor of the job now; None where it may.

    ``witness`` is the answer to `before` that one of the monitors of the ready statements saw.

    Rejections, in this order: NO_SUCH_JOB, NOT_A_TASK, WRONG_STAGE, NOT_KEY_OWNER, KEY_ALREADY_RELEASED, which the
    ledger would answer; NOT_ELECTED, NO_QUORUM; SHOWN_OTHER_QUESTION, SHOWN_WITHOUT_STATEMENT, SHOWN_NO_ANSWER,
    SHOWN_FAILS and those of :meth:`Verifiers.opens_as_shown`.
    """
    job, monitor = key_due(state, sender, name, part), witness.monitor
    if isinstance(job, Rejection):
        return job
    executor = elected(job.group)
    if job.executor != executor:
        return reject(Code.NOT_ELECTED, executor=str(job.executor), elected=executor)
    if not is_quorum(job, job.ready):
        return reject(Code.NO_QUORUM, weight=weight(job, job.ready), total=weight(job, monitors(job)))
    if (witness.job, witness.round, witness.phase) != (name, job.round, Phase.BEFORE):
        return reject(Code.SHOWN_OTHER_QUESTION, monitor=monitor)
    if monitor not in job.ready:
        return reject(Code.SHOWN_WITHOUT_STATEMENT, monitor=monitor)
    findings = verifiers.findings(state, name, job, monitor, (witness,))
    if findings is None:
        return reject(Code.SHOWN_NO_ANSWER, monitor=monitor)
    finding = findings[Phase.BEFORE]
    if finding is not Finding.PASS:
        return reject(Code.SHOWN_FAILS, monitor=monitor, finding=finding.value)
    return verifiers.opens_as_shown(job.group[executor].encryption_keys.of(part), witness)
