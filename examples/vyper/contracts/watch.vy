# pragma version 0.4.3
"""
@title Watching the run on the ledger: questions, answers, accusations, the request (spec/Challenge.tla, Result.tla)
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


@view
@internal
def _watched_until(t: bytes32) -> uint256:
    """@notice The last block of the run that is watched."""
    return ledger.job[t].deadline - ledger.job[t].task.run_window + ledger.PARAMS.watch_window


@view
@internal
def _due() -> uint256:
    return ledger.height + 1 + ledger.PARAMS.answer_window


@internal
def _challenge(t: bytes32, proof: Bytes[types.MAX_PROOF]):
    ledger._require_task(t, types.Stage.RUN)
    ledger._require_monitor(t)
    assert not ledger._marked(t, msg.sender, types.Mark.CHALLENGED), "ALREADY_CHALLENGED"
    assert ledger.height < self._watched_until(t), "WATCH_OVER"
    assert staticcall ledger.VERIFIERS.question(t, ledger.job[t].round, msg.sender, proof), "QUESTION_FORGED"
    ledger._mark(t, msg.sender, types.Mark.CHALLENGED)
    ledger.seat[t][msg.sender].answer_due = self._due()


@internal
def _answer(t: bytes32, monitor: address, evidence: Bytes[types.MAX_PROOF]):
    ledger._require_task(t, types.Stage.RUN)
    ledger._require_executor(t)
    assert ledger._marked(t, monitor, types.Mark.CHALLENGED), "NOT_CHALLENGED"
    assert not ledger._marked(t, monitor, types.Mark.ANSWERED), "NOT_CHALLENGED"
    question._require_passing(t, types.Phase.DURING, monitor, evidence)
    ledger._mark(t, monitor, types.Mark.ANSWERED)


@internal
def _accuse(t: bytes32, evidence: Bytes[types.MAX_PROOF]):
    """@notice Evidence that fails proves; evidence that passes makes the accusation a lie."""
    ledger._require_task(t, types.Stage.RUN | types.Stage.CONFIRM)
    ledger._require_monitor(t)
    assert not ledger._marked(t, msg.sender, types.Mark.LIAR), "HAS_LIED"
    if question._finding(t, types.Phase.DURING, msg.sender, evidence):
        credit._lie(t, msg.sender, ledger.PARAMS.monitor_penalty)
    else:
        ledger._mark(t, msg.sender, types.Mark.PROVED)
        question._prove(t, types.Outcome.EXECUTOR_FAULT)


@internal
def _request_payment(t: bytes32, result: bytes32, evidence: Bytes[types.MAX_PROOF]):
    """@notice For the sealed result with this digest."""
    ledger._require_task(t, types.Stage.RUN)
    ledger._require_executor(t)
    assert not ledger.job[t].requested, "ALREADY_REQUESTED"
    assert ledger.height >= self._watched_until(t), "WATCH_NOT_OVER"
    assert not committee._anybody(t, types.Mark.CHALLENGED, types.Mark.ANSWERED), "CHALLENGE_OPEN"
    question._require_passing(t, types.Phase.AFTER, empty(address), evidence)
    ledger.job[t].requested = True
    ledger.job[t].result = result
