# pragma version 0.4.3
"""
@title The result asked for and given, and confirmed (spec/Result.tla, Confirmation.tla)
"""
import types
import ledger
import committee
import credit
import question

uses: ledger
uses: committee
uses: credit
uses: question


@internal
def _ask_result(t: bytes32):
    ledger._require_task(t, types.Stage.CONFIRM)
    ledger._require_monitor(t)
    assert not ledger._marked(t, msg.sender, types.Mark.ASKED), "ALREADY_ASKED"
    assert not ledger._marked(t, msg.sender, types.Mark.CONFIRMED), "ALREADY_CONFIRMED"
    assert not ledger.job[t].given, "RESULT_GIVEN"
    assert ledger.height + 2 * ledger.PARAMS.answer_window < ledger.job[t].deadline, "ASK_OVER"
    ledger._mark(t, msg.sender, types.Mark.ASKED)
    ledger.seat[t][msg.sender].result_due = ledger.height + 1 + ledger.PARAMS.answer_window


@internal
def _give_result(t: bytes32, result: Bytes[types.MAX_RESULT]):
    """@notice The result is in the transaction; nothing of it is kept."""
    ledger._require_task(t, types.Stage.CONFIRM)
    ledger._require_executor(t)
    assert committee._anybody(t, types.Mark.ASKED, empty(types.Mark)), "RESULT_NOT_ASKED"
    assert not ledger.job[t].given, "RESULT_GIVEN"
    assert len(result) <= ledger.job[t].task.result_limit, "RESULT_TOO_LONG"
    assert sha256(result) == ledger.job[t].result, "RESULT_OTHER"
    ledger.job[t].given = True


@internal
def _confirm(t: bytes32, evidence: Bytes[types.MAX_PROOF]):
    """@notice Evidence that fails makes it a lie, and is a proof all the same."""
    ledger._require_task(t, types.Stage.CONFIRM)
    ledger._require_monitor(t)
    assert not ledger._marked(t, msg.sender, types.Mark.CONFIRMED), "ALREADY_CONFIRMED"
    assert not ledger._marked(t, msg.sender, types.Mark.LIAR), "HAS_LIED"
    if question._finding(t, types.Phase.DURING, msg.sender, evidence):
        ledger._mark(t, msg.sender, types.Mark.CONFIRMED)
    else:
        question._prove(t, types.Outcome.EXECUTOR_FAULT)
        credit._lie(t, msg.sender, ledger.PARAMS.monitor_penalty)
