# pragma version 0.4.3
"""
@title Credit: what lies cost, what newcomers begin with, how it is scaled (spec/Credit.tla)
"""
import types
import ledger

uses: ledger


@internal
def _lie(t: bytes32, n: address, penalty: uint256):
    """@notice Costs the penalty at once, or a tenth of the credit if that is more."""
    ledger.seat[t][n].marks = (ledger.seat[t][n].marks | types.Mark.LIAR) & ~types.Mark.CONFIRMED
    credit: uint256 = ledger.node[n].credit
    ledger.node[n].credit = credit - min(credit, max(penalty, credit // 10))


@view
@internal
def _joining(held: uint256, count: uint256) -> uint256:
    """@notice Half the mean of what that many active nodes hold, at most; the whole where they hold nothing."""
    if held == 0:
        return ledger.PARAMS.join_credit
    return min(ledger.PARAMS.join_credit, held // (2 * count))


@pure
@internal
def _normalised(
    credit: DynArray[uint256, types.MAX_NODES], nodes: DynArray[address, types.MAX_NODES], whole: uint256
) -> DynArray[uint256, types.MAX_NODES]:
    """@notice Scaled to the whole: floors first, then a unit each to the largest remainders, ties to the lower id."""
    total: uint256 = 0
    for c: uint256 in credit:
        total += c
    if total == 0 or total == whole:
        return credit
    scaled: DynArray[uint256, types.MAX_NODES] = []
    rest: DynArray[uint256, types.MAX_NODES] = []
    left: uint256 = whole
    for c: uint256 in credit:
        scaled.append(c * whole // total)
        rest.append(c * whole % total)
        left -= c * whole // total
    for i: uint256 in range(len(credit), bound=types.MAX_NODES):
        ahead: uint256 = 0
        for k: uint256 in range(len(credit), bound=types.MAX_NODES):
            if rest[k] > rest[i]:
                ahead += 1
            elif rest[k] == rest[i] and convert(nodes[k], uint160) < convert(nodes[i], uint160):
                ahead += 1
        if ahead < left:
            scaled[i] += 1
    return scaled
