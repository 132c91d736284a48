# pragma version 0.4.3
"""
@title What each tick finds of a task after its draw, and what follows (spec/Course.tla)
"""
import types
import ledger
import committee

uses: ledger
uses: committee


@view
@internal
def _is_late(t: bytes32) -> bool:
    """@notice A challenge is due and was not answered."""
    for n: address in ledger.group[t]:
        marks: types.Mark = ledger.seat[t][n].marks
        if types.Mark.CHALLENGED in marks and not (types.Mark.ANSWERED in marks):
            if ledger.height + 1 >= ledger.seat[t][n].answer_due:
                return True
    return False


@view
@internal
def _is_ungiven(t: bytes32) -> bool:
    """@notice The result is due and was not given."""
    if ledger.job[t].given:
        return False
    for n: address in ledger.group[t]:
        if types.Mark.ASKED in ledger.seat[t][n].marks and ledger.height + 1 >= ledger.seat[t][n].result_due:
            return True
    return False


@view
@internal
def _has_both_keys(t: bytes32) -> bool:
    return ledger.job[t].task_key != empty(bytes32) and ledger.job[t].service_key != empty(bytes32)


@view
@internal
def _after_proof(t: bytes32) -> types.Outcome:
    """@notice How RUN or CONFIRM ends for a proof, or a question that was not answered in time."""
    if ledger.job[t].proven != empty(types.Outcome):
        return ledger.job[t].proven
    if ledger.job[t].stage == types.Stage.RUN:
        if self._is_late(t) or (ledger._is_over(t) and not ledger.job[t].requested):
            return types.Outcome.EXECUTOR_FAULT
    elif self._is_ungiven(t):
        return types.Outcome.EXECUTOR_FAULT
    return empty(types.Outcome)


@view
@internal
def _ends_as(t: bytes32) -> types.Outcome:
    """@notice The outcome with which this tick ends the task; none where it goes on."""
    stage: types.Stage = ledger.job[t].stage
    if stage in (types.Stage.RUN | types.Stage.CONFIRM):
        outcome: types.Outcome = self._after_proof(t)
        if outcome != empty(types.Outcome) or stage == types.Stage.RUN or not ledger._is_over(t):
            return outcome
        if committee._is_quorum(t, types.Mark.CONFIRMED):
            return types.Outcome.DONE
        return types.Outcome.UNDECIDED
    if not ledger._is_over(t):
        return empty(types.Outcome)
    if stage == types.Stage.READY and not ledger.job[t].shown:
        return types.Outcome.EXECUTOR_FAULT
    if stage == types.Stage.APPROVE and not committee._is_quorum(t, types.Mark.APPROVED):
        return types.Outcome.UNDECIDED
    if stage == types.Stage.KEYS and not self._has_both_keys(t):
        # Both missing is the task owner's fault.
        if ledger.job[t].task_key == empty(bytes32):
            return types.Outcome.OWNER_FAULT
        return types.Outcome.SERVICE_FAULT
    return empty(types.Outcome)


@internal
def _open_stage(t: bytes32, stage: types.Stage, window: uint256):
    ledger.job[t].stage = stage
    ledger.job[t].deadline = ledger._deadline_after(window)


@internal
def _go_on(t: bytes32):
    """@notice In the next stage if the task has what it waited for, else as it was."""
    stage: types.Stage = ledger.job[t].stage
    if stage == types.Stage.READY and ledger.job[t].shown:
        self._open_stage(t, types.Stage.APPROVE, ledger.PARAMS.approve_window)
    elif stage == types.Stage.APPROVE and committee._is_quorum(t, types.Mark.APPROVED):
        self._open_stage(t, types.Stage.KEYS, ledger.PARAMS.keys_window)
    elif stage == types.Stage.KEYS and self._has_both_keys(t):
        self._open_stage(t, types.Stage.RUN, ledger.job[t].task.run_window)
    elif stage == types.Stage.RUN and ledger.job[t].requested:
        self._open_stage(t, types.Stage.CONFIRM, ledger.PARAMS.confirm_window)
    elif stage == types.Stage.ENROL and ledger._is_over(t):
        self._open_stage(t, types.Stage.CONFIRM, ledger.PARAMS.confirm_window)
