# pragma version 0.4.3
"""
@title Who executes, and what a quorum is (spec/Committee.tla)
"""
import types
import ledger

uses: ledger


@view
@internal
def _leads(t: bytes32, n: address, m: address) -> bool:
    """@notice Higher j, then lower beta, then lower id."""
    a: types.Seat = ledger.seat[t][n]
    b: types.Seat = ledger.seat[t][m]
    if a.j != b.j:
        return a.j > b.j
    if a.beta_high != b.beta_high:
        return a.beta_high < b.beta_high
    if a.beta_low != b.beta_low:
        return a.beta_low < b.beta_low
    return convert(n, uint160) < convert(m, uint160)


@view
@internal
def _elected(t: bytes32) -> address:
    """@notice The executor of the group as it stands; empty if there is no group."""
    first: address = empty(address)
    for n: address in ledger.group[t]:
        if first == empty(address) or self._leads(t, n, first):
            first = n
    return first


@view
@internal
def _votes(t: bytes32, executor: address) -> uint256:
    """@notice J of the group without the executor."""
    votes: uint256 = 0
    for n: address in ledger.group[t]:
        if n != executor:
            votes += ledger.seat[t][n].j
    return votes


@view
@internal
def _is_quorum(t: bytes32, mark: types.Mark) -> bool:
    """@notice Whether monitors with this mark have more than half of the J of all monitors, heard or not."""
    executor: address = ledger.job[t].executor
    heard: uint256 = 0
    for n: address in ledger.group[t]:
        if n != executor and mark in ledger.seat[t][n].marks:
            heard += ledger.seat[t][n].j
    return 2 * heard > self._votes(t, executor)


@view
@internal
def _anybody(t: bytes32, has: types.Mark, has_not: types.Mark) -> bool:
    """@notice Whether a member has the one mark and not the other."""
    for n: address in ledger.group[t]:
        marks: types.Mark = ledger.seat[t][n].marks
        if has in marks and not (has_not in marks):
            return True
    return False
