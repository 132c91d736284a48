# pragma version 0.4.3
"""
@title The owners' keys, and a bad one opened before everybody (spec/Release.tla, Dispute.tla)
"""
import types
import ledger
import question

uses: ledger
uses: question


@view
@internal
def _key(t: bytes32, part: types.Part) -> bytes32:
    if part == types.Part.TASK:
        return ledger.job[t].task_key
    return ledger.job[t].service_key


@view
@internal
def _key_owner(t: bytes32, part: types.Part) -> address:
    if part == types.Part.TASK:
        return ledger.job[t].owner
    return ledger.job[t].service_owner


@view
@internal
def _owner_fault(part: types.Part) -> types.Outcome:
    if part == types.Part.TASK:
        return types.Outcome.OWNER_FAULT
    return types.Outcome.SERVICE_FAULT


@internal
def _release_key(t: bytes32, part: types.Part, key: Bytes[types.MAX_PROOF]):
    """@notice The key is in the transaction; its digest is kept."""
    ledger._require_task(t, types.Stage.KEYS)
    assert msg.sender == self._key_owner(t, part), "NOT_KEY_OWNER"
    assert self._key(t, part) == empty(bytes32), "KEY_ALREADY_RELEASED"
    if part == types.Part.TASK:
        ledger.job[t].task_key = keccak256(key)
    else:
        ledger.job[t].service_key = keccak256(key)


@internal
def _dispute_key(t: bytes32, part: types.Part, opening: Bytes[types.MAX_PROOF]):
    """@notice A key that is shown not to be the right one is a proof against its owner."""
    ledger._require_task(t, types.Stage.RUN)
    ledger._require_executor(t)
    opened: types.Opened = staticcall ledger.VERIFIERS.opening(t, part, self._key(t, part), opening)
    assert opened in (types.Opened.RIGHT | types.Opened.AT_FAULT), "OPENING_OTHER"
    assert opened == types.Opened.AT_FAULT, "KEY_NOT_AT_FAULT"
    question._prove(t, self._owner_fault(part))
