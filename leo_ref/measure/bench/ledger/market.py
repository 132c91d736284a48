"""The costliest transactions of owners and of nodes that apply, applied and refused."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from leo_ref.core.state.job import Stage, Task
from leo_ref.core.state.ledger import credited
from leo_ref.core.state.transaction import OfferService, Transfer, WithdrawService
from leo_ref.core.values import LEO
from leo_ref.measure.bench.ledger.cost import CostlyWork
from leo_ref.measure.bench.ledger.places import at, beginning
from leo_ref.measure.bench.ledger.sending import PARAMETERS, work
from leo_ref.vectors.ledger.deployment import ALICE, BOB, BOND, NEWCOMER, NODES, OFFER, task


def money() -> Iterator[CostlyWork]:
    """Transfers."""
    state = beginning(Stage.APPLY)
    for what, amount in (("to an account that is new", LEO), ("of more than there is", 10**6 * LEO)):
        yield work(what, state, ALICE, Transfer(to=NEWCOMER.account, amount=amount))


def services() -> Iterator[CostlyWork]:
    """Offers and their end."""
    state = beginning(Stage.READY)
    (service,) = state.services
    rich = evolve(state, accounts=credited(state.accounts, BOB.account, BOND))
    yield work("a service", rich, BOB, OfferService(offer=OFFER, bond=BOND))
    yield work("the last check", state, BOB, OfferService(offer=OFFER, bond=10**6 * LEO))
    yield work("the service of a task", state, BOB, WithdrawService(service=service))
    yield work("somebody else's", state, ALICE, WithdrawService(service=service))


def tasks() -> Iterator[CostlyWork]:
    """Tasks with a result key as long as may be."""
    state = beginning(Stage.APPLY)
    (service,) = state.services
    rich = evolve(state.services[service], bond=BOND)
    state = evolve(state, services=state.services.set(service, rich))
    body = evolve(task(service), result_key=bytes(1024))
    yield work("a result key of 1024 octets", state, ALICE, body)
    dear = evolve(body, payment=10**6 * LEO, deposit=10**6 * LEO)
    yield work("the last check", state, ALICE, dear)


def claims() -> Iterator[CostlyWork]:
    """A claim counts the votes of its task, and certificates are checked first; here for the most votes."""
    state, name = beginning(Stage.APPLY), at().name
    job = state.jobs[name]
    assert isinstance(job.terms, Task), "it is a task"
    weights = job.snapshot.update(dict.fromkeys((node.id for node in NODES), 10**12))
    terms = evolve(job.terms, tau=PARAMETERS.max_tau)
    state = state.with_job(name, evolve(job, snapshot=weights, terms=terms))
    for node in NODES:
        body = node.claim(name, state.jobs[name])
        yield work(f"{PARAMETERS.max_tau} votes", state, node, body)
        lie = evolve(body, proof=body.proof[:-1] + bytes([body.proof[-1] ^ 1]))
        yield work("a forged proof: a lie", state, node, lie)
    certificates = evolve(body.certificates, service=bytes(4096))
    yield work("a certificate that is none", state, node, evolve(body, certificates=certificates))
