# pragma version 0.4.3
"""
@title Joining and leaving (spec/Admission.tla)
"""
import types
import ledger

uses: ledger


@internal
def _register(n: address):
    """@notice The node has a place in the list of nodes, which it keeps."""
    if self._is_listed(n):
        return
    assert len(ledger.nodes) < types.MAX_NODES, "CONTRACT_FULL"
    ledger.node[n].index = len(ledger.nodes)
    ledger.nodes.append(n)


@view
@internal
def _is_listed(n: address) -> bool:
    index: uint256 = ledger.node[n].index
    return index < len(ledger.nodes) and ledger.nodes[index] == n


@internal
def _join(salt: bytes32, owner: address, ek: bytes32) -> bytes32:
    n: address = msg.sender
    t: bytes32 = ledger._id(n, salt)
    assert ledger.job[t].stage == empty(types.Stage), "ID_TAKEN"
    live: types.Status = types.Status.JOINING | types.Status.ACTIVE | types.Status.SUSPENDED
    assert not (ledger.node[n].status in live), "NODE_IS_LIVE"
    assert ledger.balance_of[n] >= ledger.PARAMS.join_deposit, "BALANCE_TOO_LOW"
    assert ek != empty(bytes32), "IDENTITY_FAILS"
    assert ledger.node[n].ek in [empty(bytes32), ek], "EK_CHANGED"
    assert not ledger._ek_is_held(ek), "EK_IN_USE"
    self._register(n)
    ledger.balance_of[n] -= ledger.PARAMS.join_deposit
    ledger.node[n].status = types.Status.JOINING
    ledger.node[n].since = ledger.height + 1
    ledger.node[n].owner = owner
    ledger.node[n].ek = ek
    ledger.job[t].owner = n
    ledger._start(t, ledger.PARAMS.join_deposit)
    return t


@internal
def _leave():
    n: address = msg.sender
    assert ledger._is_holding(n), "NODE_NOT_LIVE"
    assert not ledger._is_busy(n), "NODE_BUSY"
    ledger.node[n].status = types.Status.LEFT
    ledger.node[n].credit = 0
