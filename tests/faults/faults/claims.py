"""Faults of claiming a place: proofs, moments, who may."""

from __future__ import annotations

from typing import Final

from attrs import evolve
from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.job import Job, Stage, Terms
from leo_ref.core.state.ledger import State, credited
from leo_ref.core.state.node import Status
from leo_ref.core.state.transaction import Apply
from leo_ref.core.values import AccountId, NodeId
from leo_ref.rules import selection
from leo_ref.rules.verifiers import Verifiers
from leo_ref.speccheck.symbolic import OK_PROOF
from tests.faults.faults.fault import SELECTION, TICK, After, fault, sound_apply

sound_obstacle = selection.obstacle


def claim_not_verified(params: Parameters, verifiers: Verifiers, state: State, sender: AccountId, body: Apply) -> After:
    return sound_apply(params, verifiers, state, sender, evolve(body, proof=OK_PROOF))


def claim_of_any_round(params: Parameters, verifiers: Verifiers, state: State, sender: AccountId, body: Apply) -> After:
    proof = OK_PROOF if body.proof == b"replayed" else body.proof
    return sound_apply(params, verifiers, state, sender, evolve(body, proof=proof))


def lies_are_free(params: Parameters, verifiers: Verifiers, state: State, sender: AccountId, body: Apply) -> After:
    after = sound_apply(params, verifiers, state, sender, body)
    if isinstance(after, State) and NodeId(sender) not in after.jobs[body.job].group:
        return reject(Code.CLAIM_FORGED, node=sender)
    return after


def escrow_before_checks(
    params: Parameters, verifiers: Verifiers, state: State, sender: AccountId, body: Apply
) -> After:
    after = sound_apply(params, verifiers, state, sender, body)
    job = state.jobs.get(body.job)
    if isinstance(after, State) or job is None or state.balance(sender) < job.terms.deposit:
        return after
    escrowed = evolve(job, escrow=job.escrow + job.terms.deposit)
    paid = credited(state.accounts, sender, -job.terms.deposit)
    return evolve(state, accounts=paid).with_job(body.job, escrowed)


def apply_at_any_time(params: Parameters, verifiers: Verifiers, state: State, sender: AccountId, body: Apply) -> After:
    job = state.jobs.get(body.job)
    if job is None or job.stage is not Stage.READY:
        return sound_apply(params, verifiers, state, sender, body)
    after = sound_apply(params, verifiers, state.with_job(body.job, evolve(job, stage=Stage.APPLY)), sender, body)
    if isinstance(after, Rejection):
        return after
    return after.with_job(body.job, evolve(after.jobs[body.job], stage=Stage.READY))


def no_parties(terms: Terms) -> tuple[str, str]:
    del terms
    return "", ""


def owners_do_not_weigh(state: State) -> Map[NodeId, int]:
    """Who may not serve is left out of W."""
    free = {name: node for name, node in state.nodes.items() if node.identity.owner == AccountId(name)}
    return Map({name: node.credit for name, node in free.items() if node.status is Status.ACTIVE and node.credit > 0})


def fresh_keys_draw(params: Parameters, state: State, job: Job, name: NodeId) -> Rejection | None:
    return sound_obstacle(evolve(params, lookback=0), state, job, name)


FAULTS: Final = (
    fault("claim not verified", "an application is not verified", SELECTION, "apply", claim_not_verified, "draw"),
    fault("claim of another round", "an application is not verified", SELECTION, "apply", claim_of_any_round, "draw"),
    fault("forging is free", "liars keep their credit", SELECTION, "apply", lies_are_free, "draw"),
    fault(
        "escrow before the checks",
        "late, double and unknown applications are escrowed",
        SELECTION,
        "apply",
        escrow_before_checks,
        "course",
        "escrow_is_what_was_put_in in course",
    ),
    fault("late applications", "late applications are escrowed", SELECTION, "apply", apply_at_any_time, "course"),
    fault(
        "owners serve",
        "owners' nodes are drawn for their own task",
        SELECTION,
        "parties",
        no_parties,
        "draw",
        "parties_do_not_serve in draw",
    ),
    fault(
        "owners do not weigh",
        "W is the weight of some of the nodes",
        TICK,
        "weights",
        owners_do_not_weigh,
        "draw",
        "snapshots_weigh_all_credit in draw",
    ),
    fault("fresh keys", "keys can be ground under the richest name", SELECTION, "obstacle", fresh_keys_draw, "draw"),
)
