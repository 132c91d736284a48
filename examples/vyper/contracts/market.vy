# pragma version 0.4.3
"""
@title Money moves, services are offered, tasks are posted (spec/Market.tla)
"""
import types
import ledger

uses: ledger


@internal
def _pay(amount: uint256):
    assert ledger.balance_of[msg.sender] >= amount, "BALANCE_TOO_LOW"
    ledger.balance_of[msg.sender] -= amount


@internal
def _transfer(to: address, amount: uint256):
    assert amount != 0, "AMOUNT_ZERO"
    self._pay(amount)
    ledger.balance_of[to] += amount


@internal
def _offer_service(
    salt: bytes32, price: uint256, bond: uint256, least_tau: uint256, least_result: uint256, least_time: uint256
) -> bytes32:
    s: bytes32 = ledger._id(msg.sender, salt)
    assert ledger.service[s].standing == empty(types.Standing), "ID_TAKEN"
    assert bond >= ledger._hold_for(max(ledger.PARAMS.min_tau, least_tau)), "BOND_TOO_LOW"
    self._pay(bond)
    ledger.service[s] = types.Service(
        owner=msg.sender,
        standing=types.Standing.LIVE,
        price=price,
        bond=bond,
        least_tau=least_tau,
        least_result_limit=least_result,
        least_time_limit=least_time,
    )
    return s


@internal
def _withdraw_service(s: bytes32):
    """@notice The tick pays the owner what is free of the bond."""
    assert ledger.service[s].standing != empty(types.Standing), "NO_SUCH_SERVICE"
    assert ledger.service[s].owner == msg.sender, "NOT_SERVICE_OWNER"
    assert ledger.service[s].standing == types.Standing.LIVE, "SERVICE_NOT_LIVE"
    assert len(ledger.withdrawn) < types.MAX_OPEN, "CONTRACT_FULL"
    ledger.service[s].standing = types.Standing.WITHDRAWN
    ledger.withdrawn.append(s)


@view
@internal
def _require_terms(task: types.Task, offer: types.Service):
    """@notice In the order of section 6."""
    assert offer.standing != empty(types.Standing), "NO_SUCH_SERVICE"
    assert offer.standing == types.Standing.LIVE, "SERVICE_NOT_LIVE"
    assert (
        task.tau >= offer.least_tau
        and task.result_limit >= offer.least_result_limit
        and task.time_limit >= offer.least_time_limit
    ), "TERMS_NOT_MET"
    assert task.tau >= ledger.PARAMS.min_tau and task.tau <= ledger.PARAMS.max_tau, "TAU_OUT_OF_RANGE"


@view
@internal
def _require_amounts(task: types.Task, price: uint256):
    spent: uint256 = ledger.PARAMS.gas_fee + price
    assert task.payment >= spent + task.tau * ledger.PARAMS.vote_pay, "PAYMENT_TOO_LOW"
    group_pay: uint256 = task.payment - spent
    assert task.deposit >= spent + group_pay - group_pay // 2, "DEPOSIT_TOO_LOW"
    assert task.deposit <= task.payment, "DEPOSIT_TOO_HIGH"


@view
@internal
def _require_limits(task: types.Task):
    assert task.run_window <= ledger.PARAMS.max_run_window, "RUN_WINDOW_TOO_LONG"
    assert task.result_limit <= ledger.PARAMS.max_result, "RESULT_LIMIT_TOO_HIGH"
    asked: uint256 = ledger.PARAMS.watch_window + 2 * ledger.PARAMS.answer_window
    needed: uint256 = 2 * (task.time_limit + ledger.PARAMS.handling)
    assert (
        task.run_window >= asked and needed <= (task.run_window - asked) * ledger.PARAMS.seconds_per_block
    ), "TIME_LIMIT_TOO_LONG"


@internal
def _post_task(salt: bytes32, task: types.Task) -> bytes32:
    t: bytes32 = ledger._id(msg.sender, salt)
    assert ledger.job[t].stage == empty(types.Stage), "ID_TAKEN"
    offer: types.Service = ledger.service[task.service]
    self._require_terms(task, offer)
    self._require_amounts(task, offer.price)
    self._require_limits(task)
    hold: uint256 = ledger._hold_for(task.tau)
    assert offer.bond >= hold, "BOND_TOO_LOW"
    self._pay(task.payment)
    ledger.service[task.service].bond -= hold
    ledger.job[t].is_task = True
    ledger.job[t].owner = msg.sender
    ledger.job[t].service_owner = offer.owner
    ledger.job[t].price = offer.price
    ledger.job[t].hold = hold
    ledger.job[t].task = task
    ledger._start(t, task.payment + hold)
    return t
