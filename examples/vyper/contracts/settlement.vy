# pragma version 0.4.3
"""
@title Who is paid what, to the unit, and what it does to credit (spec/Settlement.tla)
"""
import types
import ledger

uses: ledger

# What the jobs that settle in this tick give to and take from the credit of nodes.
earned: transient(HashMap[address, uint256])
lost: transient(HashMap[address, uint256])


@view
@internal
def _shares_deposit(o: types.Outcome) -> bool:
    """@notice Outcomes of a join that share out what its fees leave of the candidate's deposit."""
    return o in (types.Outcome.ADMITTED | types.Outcome.DUPLICATE | types.Outcome.REFUSED)


@view
@internal
def _pays_group(o: types.Outcome) -> bool:
    return o in (types.Outcome.DONE | types.Outcome.OWNER_FAULT)


@view
@internal
def _rewards(o: types.Outcome) -> bool:
    """@notice Outcomes in which paid monitors earn credit."""
    return o in (types.Outcome.DONE | types.Outcome.EXECUTOR_FAULT) or self._shares_deposit(o)


@view
@internal
def _monitors(t: bytes32) -> uint256:
    """@notice How many monitors the group has."""
    if ledger.job[t].executor != empty(address):
        return len(ledger.group[t]) - 1
    return len(ledger.group[t])


@view
@internal
def _group_pay(t: bytes32) -> uint256:
    """@notice G: what the payment leaves for executor and monitors."""
    return ledger.job[t].task.payment - ledger.PARAMS.gas_fee - ledger.job[t].price


@view
@internal
def _join_pay(t: bytes32) -> uint256:
    return ledger.PARAMS.join_deposit - ledger._fee(t)


@view
@internal
def _price_if_released(t: bytes32) -> uint256:
    if ledger.job[t].service_key != empty(bytes32):
        return ledger.job[t].price
    return 0


@view
@internal
def _wage(t: bytes32, o: types.Outcome) -> uint256:
    """@notice One wage, whoever else is paid."""
    m: uint256 = self._monitors(t)
    if m == 0:
        return 0
    if not ledger.job[t].is_task:
        return self._join_pay(t) // m
    pay: uint256 = self._group_pay(t)
    wage: uint256 = (pay - pay // 2) // m
    if o == types.Outcome.SERVICE_FAULT:
        return min(wage, ledger.job[t].task.tau * ledger.PARAMS.vote_pay // m)
    return wage


@view
@internal
def _is_paid(t: bytes32, o: types.Outcome, marks: types.Mark) -> bool:
    """@notice Whether a monitor with these marks has a wage; liars have none."""
    if o == types.Outcome.DONE:
        return types.Mark.CONFIRMED in marks and not (types.Mark.ASKED in marks)
    if o == types.Outcome.EXECUTOR_FAULT:
        if (types.Mark.APPROVED | types.Mark.CHALLENGED | types.Mark.CONFIRMED | types.Mark.PROVED) in marks:
            return True
        return types.Mark.ASKED in marks and not ledger.job[t].given
    if o in (types.Outcome.OWNER_FAULT | types.Outcome.SERVICE_FAULT):
        return types.Mark.APPROVED in marks
    if o in (types.Outcome.ADMITTED | types.Outcome.DUPLICATE):
        return types.Mark.CONFIRMED in marks
    return o == types.Outcome.REFUSED and types.Mark.CREDENTIAL in marks


@view
@internal
def _is_absent(t: bytes32, o: types.Outcome, marks: types.Mark) -> bool:
    """@notice Whether a monitor with these marks said nothing in the window that ran out."""
    if o == types.Outcome.UNFILLED:
        return False
    if not ledger.job[t].is_task:
        if ledger.job[t].proven != empty(types.Outcome):
            return False
        if ledger.job[t].stage == types.Stage.ENROL:
            return not (types.Mark.CREDENTIAL in marks)
        return not ((types.Mark.CONFIRMED | types.Mark.LIAR) in marks)
    if not (o in (types.Outcome.DONE | types.Outcome.UNDECIDED)):
        return False
    if ledger.job[t].stage == types.Stage.APPROVE:
        return not (types.Mark.APPROVED in marks)
    return not ((types.Mark.CONFIRMED | types.Mark.ASKED | types.Mark.LIAR) in marks)


@view
@internal
def _left_over(t: bytes32, o: types.Outcome, wages: uint256) -> uint256:
    """@notice What nobody is due of what the outcome shares out."""
    fee: uint256 = ledger.PARAMS.gas_fee
    if self._pays_group(o):
        pay: uint256 = self._group_pay(t)
        return pay - pay // 2 - wages
    if o == types.Outcome.EXECUTOR_FAULT:
        return ledger._deposit(t) - fee - self._price_if_released(t) - wages
    if o == types.Outcome.SERVICE_FAULT:
        return ledger.job[t].hold - fee - wages
    if self._shares_deposit(o):
        return self._join_pay(t) - wages
    return 0


@view
@internal
def _to_owner(t: bytes32, o: types.Outcome) -> uint256:
    """@notice To the task owner; of a join to the candidate."""
    if o == types.Outcome.DONE or self._shares_deposit(o):
        return 0
    if not ledger.job[t].is_task:
        return self._join_pay(t)
    if o == types.Outcome.OWNER_FAULT:
        return ledger.job[t].price - self._price_if_released(t)
    if o in (types.Outcome.EXECUTOR_FAULT | types.Outcome.SERVICE_FAULT):
        return ledger.job[t].task.payment
    return ledger.job[t].task.payment - ledger.PARAMS.gas_fee


@view
@internal
def _to_service_owner(t: bytes32, o: types.Outcome) -> uint256:
    if o == types.Outcome.DONE:
        return ledger.job[t].price
    if o in (types.Outcome.EXECUTOR_FAULT | types.Outcome.OWNER_FAULT):
        return self._price_if_released(t)
    return 0


@internal
def _pay(t: bytes32, a: address, amount: uint256):
    """@notice All that an account receives adds up."""
    if amount != 0:
        ledger.balance_of[a] += amount
        ledger.payouts[t][a] += amount


@internal
def _settle_executor(t: bytes32, o: types.Outcome):
    n: address = ledger.job[t].executor
    if o == types.Outcome.EXECUTOR_FAULT:
        self.lost[n] += ledger.PARAMS.executor_penalty
    elif self._pays_group(o):
        self._pay(t, n, ledger._deposit(t) + self._group_pay(t) // 2)
        if o == types.Outcome.DONE:
            self.earned[n] += ledger.PARAMS.executor_reward
    else:
        self._pay(t, n, ledger._deposit(t))


@internal
def _settle_monitors(t: bytes32, o: types.Outcome) -> uint256:
    """@return What is burned of their wages and deposits."""
    wage: uint256 = self._wage(t, o)
    deposit: uint256 = ledger._deposit(t)
    wages: uint256 = 0
    burned: uint256 = 0
    for n: address in ledger.group[t]:
        marks: types.Mark = ledger.seat[t][n].marks
        if n == ledger.job[t].executor:
            continue
        if types.Mark.LIAR in marks:
            burned += deposit
        elif self._is_paid(t, o, marks):
            wages += wage
            self._pay(t, n, deposit + wage)
            if self._rewards(o):
                self.earned[n] += ledger.PARAMS.monitor_reward
        else:
            self._pay(t, n, deposit)
        if self._is_absent(t, o, marks):
            self.lost[n] += ledger.PARAMS.absence_penalty
    return burned + self._left_over(t, o, wages)


@internal
def _forget(t: bytes32, o: types.Outcome):
    """@notice A settled job keeps its terms, its group, its executor, its outcome and its payouts."""
    for n: address in ledger.nodes:
        ledger.seat[t][n] = types.Seat(
            weight=0,
            marks=ledger.seat[t][n].marks & types.Mark.MEMBER,
            j=ledger.seat[t][n].j,
            beta_high=ledger.seat[t][n].beta_high,
            beta_low=ledger.seat[t][n].beta_low,
            answer_due=0,
            result_due=0,
            credential=empty(bytes32),
            reply=empty(bytes32),
        )
    ledger.job[t].stage = types.Stage.SETTLED
    ledger.job[t].outcome = o
    ledger.job[t].posted = 0
    ledger.job[t].deadline = 0
    ledger.job[t].escrow = 0
    ledger.job[t].shown = False
    ledger.job[t].task_key = empty(bytes32)
    ledger.job[t].service_key = empty(bytes32)
    ledger.job[t].requested = False
    ledger.job[t].result = empty(bytes32)
    ledger.job[t].given = False
    ledger.job[t].proven = empty(types.Outcome)


@internal
def _settle(t: bytes32, o: types.Outcome):
    """@notice The job as it stands, with the outcome that the tick has decided."""
    burned: uint256 = ledger._fee(t)
    if ledger.job[t].executor != empty(address):
        self._settle_executor(t, o)
    burned += self._settle_monitors(t, o)
    self._pay(t, ledger.job[t].owner, self._to_owner(t, o))
    if ledger.job[t].is_task:
        self._pay(t, ledger.job[t].service_owner, self._to_service_owner(t, o))
        if o != types.Outcome.SERVICE_FAULT:
            ledger.service[ledger.job[t].task.service].bond += ledger.job[t].hold
    ledger.burned += burned
    self._forget(t, o)
