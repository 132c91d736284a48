# pragma version 0.4.3
"""
@title The tick that ends a block: all at once, from the state before it (spec/Block.tla)
"""
import types
import ledger
import credit
import selection
import enrolment
import course
import settlement

uses: ledger
uses: credit
uses: selection
uses: enrolment
uses: course
uses: settlement

MAX_TICKS: constant(uint256) = 256


@view
@internal
def _settles_as(t: bytes32) -> types.Outcome:
    """@notice The outcome with which this tick settles the job; none where it goes on."""
    if ledger.job[t].stage == types.Stage.APPLY:
        last: bool = ledger.job[t].round == ledger.PARAMS.rounds
        if ledger._is_over(t) and last and not selection._group_stands(t):
            return types.Outcome.UNFILLED
        return empty(types.Outcome)
    if ledger.job[t].is_task:
        return course._ends_as(t)
    return enrolment._ends_as(t)


@internal
def _move(t: bytes32) -> bool:
    """@return Whether a round opens, so that a snapshot is to be taken."""
    stage: types.Stage = ledger.job[t].stage
    if not (stage in (types.Stage.POSTED | types.Stage.APPLY)):
        course._go_on(t)
        return False
    if not ledger._is_over(t):
        return False
    if stage == types.Stage.APPLY and selection._group_stands(t):
        selection._close_group(t)
        return False
    selection._open_round(t)
    return True


@internal
def _settle_credit(admitted: DynArray[address, types.MAX_OPEN]):
    """@notice What jobs gave and took, then newcomers, then normalisation, then statuses."""
    held: DynArray[uint256, types.MAX_NODES] = []
    total: uint256 = 0
    count: uint256 = 0
    for n: address in ledger.nodes:
        c: uint256 = 0
        if ledger.node[n].status == types.Status.ACTIVE:
            c = ledger.node[n].credit + settlement.earned[n]
            c -= min(c, settlement.lost[n])
            count += 1
        settlement.earned[n] = 0
        settlement.lost[n] = 0
        total += c
        held.append(c)
    for n: address in admitted:
        held[ledger.node[n].index] = credit._joining(total, count)
        ledger.node[n].status = types.Status.ACTIVE
    held = credit._normalised(held, ledger.nodes, ledger.PARAMS.total_credit)
    for i: uint256 in range(len(held), bound=types.MAX_NODES):
        n: address = ledger.nodes[i]
        ledger.node[n].credit = held[i]
        if ledger.node[n].status == types.Status.ACTIVE and held[i] == 0 and not (n in admitted):
            ledger.node[n].status = types.Status.SUSPENDED


@internal
def _free_bond(s: bytes32):
    """@notice What is free of the bond of a service that is not live is paid to its owner."""
    if ledger.service[s].standing == types.Standing.WITHDRAWN:
        ledger.balance_of[ledger.service[s].owner] += ledger.service[s].bond
        ledger.service[s].bond = 0


@internal
def _tick():
    jobs: DynArray[bytes32, types.MAX_OPEN] = ledger.open
    outcomes: DynArray[types.Outcome, types.MAX_OPEN] = []
    for t: bytes32 in jobs:
        outcomes.append(self._settles_as(t))

    admitted: DynArray[address, types.MAX_OPEN] = []
    opened: DynArray[bytes32, types.MAX_OPEN] = []
    ledger.open = []
    for i: uint256 in range(len(jobs), bound=types.MAX_OPEN):
        t: bytes32 = jobs[i]
        if outcomes[i] == empty(types.Outcome):
            ledger.open.append(t)
            if self._move(t):
                opened.append(t)
            continue
        settlement._settle(t, outcomes[i])
        if outcomes[i] == types.Outcome.SERVICE_FAULT:
            ledger.service[ledger.job[t].task.service].standing = types.Standing.WITHDRAWN
        if outcomes[i] == types.Outcome.ADMITTED:
            admitted.append(ledger.job[t].owner)
        elif not ledger.job[t].is_task:
            ledger.node[ledger.job[t].owner].status = types.Status.LEFT

    for t: bytes32 in jobs:
        if ledger.job[t].is_task and ledger.job[t].stage == types.Stage.SETTLED:
            self._free_bond(ledger.job[t].task.service)
    for s: bytes32 in ledger.withdrawn:
        self._free_bond(s)
    ledger.withdrawn = []

    self._settle_credit(admitted)
    for t: bytes32 in opened:
        selection._take_snapshot(t)
    ledger.height += 1


@internal
def _catch_up(most: uint256):
    """@notice Every block of the chain that is over has its tick. Where no job is open one stands for all."""
    for i: uint256 in range(most, bound=MAX_TICKS):
        if ledger.height + 1 >= ledger._now():
            return
        self._tick()
        if len(ledger.open) == 0:
            ledger.height = ledger._now() - 1


@internal
def _begin():
    """@notice Before every transaction."""
    self._catch_up(MAX_TICKS)
    assert ledger.height + 1 == ledger._now(), "CONTRACT_BEHIND"
