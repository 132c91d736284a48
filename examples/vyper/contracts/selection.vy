# pragma version 0.4.3
"""
@title The draw of a group: claims, rounds, snapshots (spec/Selection.tla)
"""
import types
import ledger
import committee
import credit

uses: ledger
uses: committee
uses: credit


@view
@internal
def _is_party(t: bytes32, a: address) -> bool:
    """@notice The two owners of a task; the candidate of a join."""
    return a == ledger.job[t].owner or (ledger.job[t].is_task and a == ledger.job[t].service_owner)


@view
@internal
def _require_may_claim(t: bytes32, round: uint256):
    n: address = msg.sender
    ledger._require_stage(t, types.Stage.APPLY)
    assert round == ledger.job[t].round, "WRONG_ROUND"
    assert ledger.seat[t][n].weight != 0, "NOT_IN_SNAPSHOT"
    assert not ledger._marked(t, n, types.Mark.MEMBER | types.Mark.LIAR), "ALREADY_APPLIED"
    assert ledger.node[n].status == types.Status.ACTIVE, "NODE_NOT_ACTIVE"
    assert ledger.node[n].credit >= ledger.job[t].task.min_credit, "CREDIT_TOO_LOW"
    assert ledger.node[n].since + ledger.PARAMS.lookback <= ledger.job[t].posted, "KEY_TOO_NEW"
    assert not (self._is_party(t, n) or self._is_party(t, ledger.node[n].owner)), "NODE_OF_PARTY"
    assert not ledger._is_busy(n), "NODE_BUSY"
    assert ledger.balance_of[n] >= ledger._deposit(t), "BALANCE_TOO_LOW"


@internal
def _apply(t: bytes32, round: uint256, proof: Bytes[types.MAX_PROOF]):
    """@notice A place if the claim holds; anything else is a lie."""
    self._require_may_claim(t, round)
    draw: types.Draw = staticcall ledger.VERIFIERS.draw(t, round, msg.sender, proof)
    if draw.j == 0:
        credit._lie(t, msg.sender, ledger.PARAMS.forged_claim_penalty)
        return
    ledger.balance_of[msg.sender] -= ledger._deposit(t)
    ledger.job[t].escrow += ledger._deposit(t)
    ledger.group[t].append(msg.sender)
    ledger._mark(t, msg.sender, types.Mark.MEMBER)
    ledger.seat[t][msg.sender].j = draw.j
    ledger.seat[t][msg.sender].beta_high = draw.beta_high
    ledger.seat[t][msg.sender].beta_low = draw.beta_low


@view
@internal
def _group_stands(t: bytes32) -> bool:
    """@notice It has its members, and more votes besides its executor's than the floor's share of tau."""
    members: uint256 = len(ledger.group[t])
    if ledger.job[t].is_task:
        if members < ledger.PARAMS.min_group:
            return False
        votes: uint256 = committee._votes(t, committee._elected(t))
        return votes * ledger.PARAMS.floor_denominator > ledger.PARAMS.floor_numerator * ledger.job[t].task.tau
    if members < ledger.PARAMS.min_group - 1:
        return False
    all_votes: uint256 = committee._votes(t, empty(address))
    return (
        all_votes * ledger.PARAMS.join_floor_denominator > ledger.PARAMS.join_floor_numerator * ledger.PARAMS.tau
    )


@internal
def _open_round(t: bytes32):
    """@notice The first or another; deposits of the group that did not stand go back. The tick takes the snapshot."""
    deposit: uint256 = ledger._deposit(t)
    for n: address in ledger.group[t]:
        ledger.balance_of[n] += deposit
        ledger.job[t].escrow -= deposit
        ledger.seat[t][n] = empty(types.Seat)
    ledger.group[t] = []
    ledger.job[t].stage = types.Stage.APPLY
    ledger.job[t].round += 1
    ledger.job[t].deadline = ledger._deadline_after(ledger.PARAMS.apply_window)


@internal
def _close_group(t: bytes32):
    if ledger.job[t].is_task:
        ledger.job[t].executor = committee._elected(t)
        ledger.job[t].stage = types.Stage.READY
        ledger.job[t].deadline = ledger._deadline_after(ledger.PARAMS.ready_window)
    else:
        ledger.job[t].stage = types.Stage.ENROL
        ledger.job[t].deadline = ledger._deadline_after(ledger.PARAMS.enrol_window + ledger.PARAMS.answer_window)


@internal
def _take_snapshot(t: bytes32):
    """@notice All credit of active nodes weighs, whatever the job asks for."""
    for n: address in ledger.nodes:
        weight: uint256 = 0
        if ledger.node[n].status == types.Status.ACTIVE:
            weight = ledger.node[n].credit
        ledger.seat[t][n].weight = weight
