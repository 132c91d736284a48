# pragma version 0.4.3
"""
@title The machine is shown, and approved (spec/Show.tla, Approval.tla)
"""
import types
import ledger
import question

uses: ledger
uses: question


@internal
def _show(t: bytes32, evidence: Bytes[types.MAX_PROOF]):
    """@notice What fails is refused, so what is shown is a fact."""
    if ledger.job[t].is_task:
        ledger._require_stage(t, types.Stage.READY)
        ledger._require_executor(t)
    else:
        ledger._require_stage(t, types.Stage.ENROL)
        assert msg.sender == ledger.job[t].owner, "NOT_CANDIDATE"
    assert not ledger.job[t].shown, "ALREADY_SHOWN"
    question._require_passing(t, types.Phase.BEFORE, empty(address), evidence)
    ledger.job[t].shown = True


@internal
def _approve(t: bytes32):
    """@notice In KEYS it decides only pay."""
    ledger._require_task(t, types.Stage.APPROVE | types.Stage.KEYS)
    ledger._require_monitor(t)
    assert not ledger._marked(t, msg.sender, types.Mark.APPROVED), "ALREADY_APPROVED"
    ledger._mark(t, msg.sender, types.Mark.APPROVED)
