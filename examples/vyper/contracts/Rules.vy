# pragma version 0.4.3
# pragma optimize codesize
# pragma experimental-codegen
"""
@title Single rules of the ledger, asked on their own
@license Apache-2.0
@notice FOR TESTS ALONE. It is made of the modules of Leo.vy and has the same storage, which a test writes.
"""
import types
import ledger
import committee
import credit
import question
import enrolment
import course
import settlement

initializes: ledger
initializes: committee[ledger := ledger]
initializes: credit[ledger := ledger]
initializes: question[ledger := ledger]
initializes: enrolment[ledger := ledger, committee := committee, credit := credit, question := question]
initializes: course[ledger := ledger, committee := committee]
initializes: settlement[ledger := ledger]

struct Change:
    node: address
    earned: uint256
    lost: uint256


@deploy
def __init__(parameters: types.Parameters, verifiers: address):
    ledger.__init__(parameters, verifiers)


@view
@external
def elect(job: bytes32) -> address:
    return committee._elected(job)


@view
@external
def quorum(job: bytes32) -> bool:
    """@notice Whether those who confirmed are one."""
    return committee._is_quorum(job, types.Mark.CONFIRMED)


@view
@external
def outcome(job: bytes32) -> types.Outcome:
    if ledger.job[job].is_task:
        return course._ends_as(job)
    return enrolment._ends_as(job)


@external
def settle(job: bytes32, outcome: types.Outcome) -> DynArray[Change, types.MAX_NODES]:
    """@notice Balances, bonds, payouts and what is burned are in the storage after it."""
    settlement._settle(job, outcome)
    changes: DynArray[Change, types.MAX_NODES] = []
    for n: address in ledger.group[job]:
        changes.append(Change(node=n, earned=settlement.earned[n], lost=settlement.lost[n]))
    return changes


@view
@external
def normalise(credits: DynArray[uint256, types.MAX_NODES], total: uint256) -> DynArray[uint256, types.MAX_NODES]:
    """@notice Of the nodes that are listed, in their order."""
    return credit._normalised(credits, ledger.nodes, total)
