"""Money, services, tasks (§4, §6). Specification: ``Market.tla``."""

from __future__ import annotations

from attrs import evolve

from leo_ref.parameters import Parameters
from leo_ref.rejections import Code, Rejection, reject
from leo_ref.rules.find import service_of
from leo_ref.state.job import Job, Stage, Task
from leo_ref.state.ledger import State, credited
from leo_ref.state.service import Service
from leo_ref.state.transaction import OfferService, PostTask, Transfer, WithdrawService
from leo_ref.values import AccountId, JobId, ServiceId


def transfer(state: State, sender: AccountId, body: Transfer) -> State | Rejection:
    """Move ``body.amount`` base units."""
    if body.amount == 0:
        return reject(Code.AMOUNT_ZERO)
    if state.balance(sender) < body.amount:
        return reject(Code.BALANCE_TOO_LOW, balance=str(state.balance(sender)), needed=str(body.amount))
    taken = credited(state.accounts, sender, -body.amount)
    return evolve(state, accounts=credited(taken, body.to, body.amount))


def offer_service(state: State, sender: AccountId, name: ServiceId, body: OfferService) -> State | Rejection:
    """Put a service on the ledger under ``name``."""
    if name in state.services:
        return reject(Code.ID_TAKEN, id=name)
    service = Service(owner=sender, offer=body.offer, live=True)
    return evolve(state, services=state.services.set(name, service))


def withdraw_service(state: State, sender: AccountId, body: WithdrawService) -> State | Rejection:
    """Take a service off the market."""
    service = service_of(state, body.service)
    if isinstance(service, Rejection):
        return service
    if service.owner != sender:
        return reject(Code.NOT_SERVICE_OWNER, sender=sender, owner=service.owner)
    if not service.live:
        return reject(Code.SERVICE_NOT_LIVE, service=body.service)
    return evolve(state, services=state.services.set(body.service, evolve(service, live=False)))


def post_task(params: Parameters, state: State, sender: AccountId, name: JobId, body: PostTask) -> State | Rejection:
    """Post a task under ``name``; the payment goes into escrow."""
    if name in state.jobs:
        return reject(Code.ID_TAKEN, id=name)
    service = service_of(state, body.service)
    if isinstance(service, Rejection):
        return service
    if not service.live:
        return reject(Code.SERVICE_NOT_LIVE, service=body.service)
    price = service.offer.price
    if body.payment < params.gas_fee + price:
        return reject(Code.PAYMENT_TOO_LOW, payment=str(body.payment), needed=str(params.gas_fee + price))
    if body.deposit < price:
        return reject(Code.DEPOSIT_TOO_LOW, deposit=str(body.deposit), needed=str(price))
    if not 1 <= body.tau <= params.max_tau:
        return reject(Code.TAU_OUT_OF_RANGE, tau=body.tau, most=params.max_tau)
    if state.balance(sender) < body.payment:
        return reject(Code.BALANCE_TOO_LOW, balance=str(state.balance(sender)), needed=str(body.payment))
    task = Task(
        owner=sender,
        service=body.service,
        data=body.data,
        key_commitment=body.key_commitment,
        result_key=body.result_key,
        requirement=body.requirement,
        payment=body.payment,
        deposit=body.deposit,
        tau=body.tau,
        run_window=params.run_window,
        result_limit=params.max_result,
        service_owner=service.owner,
        price=price,
        hold=0,
    )
    job = Job(terms=task, stage=Stage.POSTED, escrow=body.payment)
    return evolve(state, accounts=credited(state.accounts, sender, -body.payment)).with_job(name, job)
