"""Faults of posting tasks and moving LEO."""

from __future__ import annotations

from typing import Final

from attrs import evolve

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.job import Job, Stage
from leo_ref.core.state.ledger import State, credited
from leo_ref.core.state.transaction import PostTask, Transfer
from leo_ref.core.values import AccountId, JobId
from leo_ref.rules import market
from tests.faults.faults.fault import MARKET, After, fault, sound_post_task

sound_transfer = market.transfer


def half_applied(params: Parameters, state: State, sender: AccountId, name: JobId, body: PostTask) -> After:
    """Taken first, then checked; and nothing rolls back."""
    after = sound_post_task(params, state, sender, name, body)
    if isinstance(after, State):
        return after
    return evolve(state, accounts=credited(state.accounts, sender, -body.payment))


def price_above_deposit(params: Parameters, state: State, sender: AccountId, name: JobId, body: PostTask) -> After:
    """In the model, t2's deposit is a unit below the price."""
    after = sound_post_task(params, state, sender, name, evolve(body, deposit=body.deposit + 2**64))
    if isinstance(after, Rejection):
        return after
    job = after.jobs[name]
    return after.with_job(name, evolve(job, terms=evolve(job.terms, deposit=body.deposit)))


def price_not_compared(params: Parameters, state: State, sender: AccountId, name: JobId, body: PostTask) -> After:
    after = sound_post_task(params, state, sender, name, body)
    service = state.services.get(body.service)
    if isinstance(after, Rejection) and after.code is Code.PAYMENT_TOO_LOW and service is not None:
        free = evolve(service, offer=evolve(service.offer, price=0))
        relaxed = evolve(state, services=state.services.set(body.service, free))
        after = sound_post_task(params, relaxed, sender, name, body)
        return after if isinstance(after, Rejection) else evolve(after, services=state.services)
    return after


def posting_again_is_free(params: Parameters, state: State, sender: AccountId, name: JobId, body: PostTask) -> After:
    job = state.jobs.get(name)
    if job is None:
        return sound_post_task(params, state, sender, name, body)
    return state.with_job(name, Job(terms=job.terms, stage=Stage.POSTED, escrow=job.escrow))


def whole_balance_stays(state: State, sender: AccountId, body: Transfer) -> After:
    if state.balance(sender) == body.amount:
        return reject(Code.BALANCE_TOO_LOW, balance="", needed="")
    return sound_transfer(state, sender, body)


def overdraft(state: State, sender: AccountId, body: Transfer) -> After:
    taken = credited(state.accounts, sender, -body.amount)
    return evolve(state, accounts=credited(taken, body.to, body.amount))


FAULTS: Final = (
    fault("> for >=: transfer", "> on one side, < on the other", MARKET, "transfer", whole_balance_stays, "market"),
    fault(
        "half applied",
        "nothing rolls back when a handler throws",
        MARKET,
        "post_task",
        half_applied,
        "market",
        "leo_is_conserved in market",
        "nothing_is_negative in market",
    ),
    fault("price above deposit", "debits the executor", MARKET, "post_task", price_above_deposit, "market"),
    fault("price not compared", "price never compared with payment", MARKET, "post_task", price_not_compared, "market"),
    fault("posting again", "is free and draws again", MARKET, "post_task", posting_again_is_free, "market"),
    fault(
        "overdraft",
        "amounts are not compared",
        MARKET,
        "transfer",
        overdraft,
        "market",
        "nothing_is_negative in market",
    ),
)
