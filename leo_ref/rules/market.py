"""Money, services, tasks (§4, §6). Specification: ``Market.tla``."""

from __future__ import annotations

from attrs import evolve

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.job import Job, Stage, Task
from leo_ref.core.state.ledger import State, credited
from leo_ref.core.state.service import Offer, Service
from leo_ref.core.state.transaction import OfferService, PostTask, Transfer, WithdrawService
from leo_ref.core.values import AccountId, JobId, ServiceId
from leo_ref.rules.find import service_of
from leo_ref.sealing.imprint import no_payload


def transfer(state: State, sender: AccountId, body: Transfer) -> State | Rejection:
    """Move ``body.amount`` base units."""
    if body.amount == 0:
        return reject(Code.AMOUNT_ZERO)
    if state.balance(sender) < body.amount:
        return reject(Code.BALANCE_TOO_LOW, balance=str(state.balance(sender)), needed=str(body.amount))
    taken = credited(state.accounts, sender, -body.amount)
    return evolve(state, accounts=credited(taken, body.to, body.amount))


def held(params: Parameters, tau: int) -> int:
    """What a task with so many votes keeps of the bond of its service: the fee, and the least pay for the votes."""
    return params.gas_fee + tau * params.vote_pay


def offer_service(
    params: Parameters, state: State, sender: AccountId, name: ServiceId, body: OfferService
) -> State | Rejection:
    """Put a service on the ledger under ``name``; its bond holds one task at least."""
    if name in state.services:
        return reject(Code.ID_TAKEN, id=name)
    refusal = no_payload(body.offer.code)
    if refusal is not None:
        return refusal
    needed = held(params, max(params.min_tau, body.offer.least_tau))
    if body.bond < needed:
        return reject(Code.BOND_TOO_LOW, bond=str(body.bond), needed=str(needed))
    if state.balance(sender) < body.bond:
        return reject(Code.BALANCE_TOO_LOW, balance=str(state.balance(sender)), needed=str(body.bond))
    service = Service(owner=sender, offer=body.offer, live=True, bond=body.bond)
    accounts = credited(state.accounts, sender, -body.bond)
    return evolve(state, accounts=accounts, services=state.services.set(name, service))


def withdraw_service(state: State, sender: AccountId, body: WithdrawService) -> State | Rejection:
    """Take a service off the market; the tick pays its owner what is free of the bond."""
    service = service_of(state, body.service)
    if isinstance(service, Rejection):
        return service
    if service.owner != sender:
        return reject(Code.NOT_SERVICE_OWNER, sender=sender, owner=service.owner)
    if not service.live:
        return reject(Code.SERVICE_NOT_LIVE, service=body.service)
    return evolve(state, services=state.services.set(body.service, evolve(service, live=False)))


def terms_fault(offer: Offer, body: PostTask) -> Rejection | None:
    """The first of the service's terms that the task does not meet, or None."""
    for term, given, least in (
        ("least_tau", body.tau, offer.least_tau),
        ("least_result_limit", body.result_limit, offer.least_result_limit),
        ("least_time_limit", body.requirement.time_limit, offer.least_time_limit),
    ):
        if given < least:
            return reject(Code.TERMS_NOT_MET, term=term, given=given, least=least)
    return None


def amounts_fault(params: Parameters, price: int, body: PostTask) -> Rejection | None:
    """Why payment and deposit cannot pay whom they may have to pay, or None.

    An executor at fault pays the fee, the price and the wages, which are at most half of what the group is paid.
    """
    needed = params.gas_fee + price + body.tau * params.vote_pay
    if body.payment < needed:
        return reject(Code.PAYMENT_TOO_LOW, payment=str(body.payment), needed=str(needed))
    pay = body.payment - params.gas_fee - price
    needed = params.gas_fee + price + pay - pay // 2
    if body.deposit < needed:
        return reject(Code.DEPOSIT_TOO_LOW, deposit=str(body.deposit), needed=str(needed))
    if body.deposit > body.payment:
        return reject(Code.DEPOSIT_TOO_HIGH, deposit=str(body.deposit), most=str(body.payment))
    return None


def limits_fault(params: Parameters, body: PostTask) -> Rejection | None:
    """Why the run cannot be as long, or bring as much, as the task says, or None.

    An honest executor has half of the time in which nobody asks for the program and its own handling.
    """
    if body.run_window > params.max_run_window:
        return reject(Code.RUN_WINDOW_TOO_LONG, run_window=body.run_window, most=params.max_run_window)
    if body.result_limit > params.max_result:
        return reject(Code.RESULT_LIMIT_TOO_HIGH, result_limit=body.result_limit, most=params.max_result)
    limit = body.requirement.time_limit
    blocks = body.run_window - params.watch_window - 2 * params.answer_window
    if 2 * (limit + params.handling) > blocks * params.seconds_per_block:
        return reject(Code.TIME_LIMIT_TOO_LONG, time_limit=limit, run_window=body.run_window)
    return None


def post_task(params: Parameters, state: State, sender: AccountId, name: JobId, body: PostTask) -> State | Rejection:
    """Post a task under ``name``; the payment, and what it holds of the service's bond, go into escrow."""
    if name in state.jobs:
        return reject(Code.ID_TAKEN, id=name)
    refusal = no_payload(body.data)
    if refusal is not None:
        return refusal
    service = service_of(state, body.service)
    if isinstance(service, Rejection):
        return service
    if not service.live:
        return reject(Code.SERVICE_NOT_LIVE, service=body.service)
    refusal = terms_fault(service.offer, body)
    if refusal is not None:
        return refusal
    if not params.min_tau <= body.tau <= params.max_tau:
        return reject(Code.TAU_OUT_OF_RANGE, tau=body.tau, least=params.min_tau, most=params.max_tau)
    refusal = amounts_fault(params, service.offer.price, body) or limits_fault(params, body)
    if refusal is not None:
        return refusal
    hold = held(params, body.tau)
    if service.bond < hold:
        return reject(Code.BOND_TOO_LOW, bond=str(service.bond), needed=str(hold))
    if state.balance(sender) < body.payment:
        return reject(Code.BALANCE_TOO_LOW, balance=str(state.balance(sender)), needed=str(body.payment))
    job = Job(
        terms=task_of(sender, service, body, hold),
        stage=Stage.POSTED,
        posted=state.height + 1,
        deadline=state.height + 1 + params.draw_delay,
        escrow=body.payment + hold,
    )
    return evolve(
        state,
        accounts=credited(state.accounts, sender, -body.payment),
        services=state.services.set(body.service, evolve(service, bond=service.bond - hold)),
    ).with_job(name, job)


def task_of(sender: AccountId, service: Service, body: PostTask, hold: int) -> Task:
    """The terms under which the task is settled, whatever happens to the service later."""
    return Task(
        owner=sender,
        service=body.service,
        data=body.data,
        key_commitment=body.key_commitment,
        result_key=body.result_key,
        requirement=body.requirement,
        payment=body.payment,
        deposit=body.deposit,
        tau=body.tau,
        run_window=body.run_window,
        result_limit=body.result_limit,
        service_owner=service.owner,
        price=service.offer.price,
        hold=hold,
    )
