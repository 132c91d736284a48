"""Faults at limits: what is met exactly, what ends and when."""

from __future__ import annotations

from typing import Final

from attrs import evolve

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, reject
from leo_ref.core.state.job import Job, Outcome, Stage, Terms
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Apply, PostTask
from leo_ref.core.values import AccountId, JobId
from leo_ref.rules import selection
from leo_ref.rules.course import ends_as as sound_ends_as
from leo_ref.rules.verifiers import Verifiers
from tests.faults.faults.fault import MARKET, SELECTION, TICK, After, fault, sound_apply, sound_post_task

sound_least_credit = selection.least_credit
sound_group_stands = selection.group_stands


def apply_needs_more(params: Parameters, verifiers: Verifiers, state: State, sender: AccountId, body: Apply) -> After:
    job = state.jobs.get(body.job)
    if job is not None and state.balance(sender) == job.terms.deposit:
        return reject(Code.BALANCE_TOO_LOW, balance="", needed="")
    return sound_apply(params, verifiers, state, sender, body)


def post_needs_more(params: Parameters, state: State, sender: AccountId, name: JobId, body: PostTask) -> After:
    after = sound_post_task(params, state, sender, name, body)
    spent = isinstance(after, State) and after.balance(sender) == 0
    return reject(Code.BALANCE_TOO_LOW, balance="", needed="") if spent else after


def payment_needs_more(params: Parameters, state: State, sender: AccountId, name: JobId, body: PostTask) -> After:
    return sound_post_task(evolve(params, gas_fee=params.gas_fee + 1), state, sender, name, body)


def credit_needs_more(terms: Terms) -> int:
    return sound_least_credit(terms) + 1


def ends_one_late(height: int, job: Job) -> Outcome | None:
    return sound_ends_as(height - 1, job)


def never_ends(height: int, job: Job) -> Outcome | None:
    return sound_ends_as(min(height, job.deadline - 1), job)


def keys_never_end(height: int, job: Job) -> Outcome | None:
    return None if job.stage is Stage.KEYS else sound_ends_as(height, job)


def group_needs_more(params: Parameters, job: Job) -> bool:
    return sound_group_stands(evolve(params, min_group=params.min_group + 1), job)


FAULTS: Final = (
    fault("> for >=: deposit", "> on one side, < on the other", SELECTION, "apply", apply_needs_more, "draw"),
    fault("> for >=: balance", "> on one side, < on the other", MARKET, "post_task", post_needs_more, "market"),
    fault("> for >=: payment", "> on one side, < on the other", MARKET, "post_task", payment_needs_more, "market"),
    fault("> for >=: minimum credit", "credit above the minimum", SELECTION, "least_credit", credit_needs_more, "draw"),
    fault("> for >=: deadline", "a block late", TICK, "ends_as", ends_one_late, "end", "windows_are_open in end"),
    fault("> for >=: group", "a legal group of two deadlocks", SELECTION, "group_stands", group_needs_more, "draw"),
    fault("timeout the wrong way round", "the timeout never fires", TICK, "ends_as", never_ends, "end"),
    fault("silent owner locks everything", "the keys window never ends", TICK, "ends_as", keys_never_end, "end"),
)
