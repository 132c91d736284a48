"""The constants of a recorded run, and the state it begins with, as a model has them."""

from __future__ import annotations

from typing import Any, Final

from immutables import Map

from leo_ref.core.state.job import Join, Stage, Task
from leo_ref.core.state.ledger import State
from leo_ref.core.state.service import Offer
from leo_ref.core.state.transaction import OfferService
from leo_ref.core.values import JobId, NodeId
from leo_ref.rules.credit import normalised
from leo_ref.rules.selection import floor
from leo_ref.speccheck import concretion
from leo_ref.speccheck.abstraction import NO_JOB, NO_SERVICE, function
from leo_ref.speccheck.constants import Constants
from leo_ref.speccheck.tlc.values import Value
from leo_ref.speccheck.trace.gather import Gathered
from leo_ref.speccheck.trace.names import Names
from leo_ref.speccheck.trace.units import INTEGER_MOST, Units

EVERY_STAGE: Final = frozenset({"NONE", *(stage.value for stage in Stage)})


def draw_of(gathered: Gathered, names: Names, job: str) -> dict[int, dict[str, dict[str, int]]]:
    """What each node drew in each round, as far as anybody showed it: votes, and the rank of the random value."""
    reached = max(state.jobs[JobId(job)].round for state in gathered.states if job in state.jobs)
    rounds = {}
    for number in range(1, max(reached, 1) + 1):
        won = gathered.draws.get((JobId(job), number), {})
        ranks = {beta: rank for rank, beta in enumerate(sorted({ticket.beta for ticket in won.values()}), start=1)}
        rounds[number] = {
            short: {"j": won[NodeId(node)].j, "beta": ranks[won[NodeId(node)].beta]}
            if node in won
            else {"j": 0, "beta": len(ranks) + 1}
            for node, short in names.nodes.items()
        }
    return rounds


def constants_of(gathered: Gathered, names: Names, units: Units) -> Constants:
    """The constants; amounts in the units."""
    end, opening = gathered.states[-1], gathered.opening
    assert opening is not None, "a run has an opening"
    accounts = names.accounts
    bonds = bonds_of(gathered)
    tasks: dict[str, dict[str, Any]] = {}
    joins: dict[str, str] = {}
    for name, short in names.jobs.items():
        terms = end.jobs[JobId(name)].terms
        if isinstance(terms, Join):
            joins[short] = names.nodes[terms.candidate]
        else:
            tasks[short] = task_of(names, terms, units)
    return Constants(
        parameters=units.parameters(opening.genesis.parameters),
        ids=tuple(names.nodes.values()),
        owners=frozenset(names.owners.values()),
        node_owner={short: accounts[end.nodes[NodeId(node)].identity.owner] for node, short in names.nodes.items()},
        node_ek={short: end.nodes[NodeId(node)].endorsement.hex() for node, short in names.nodes.items()},
        services={
            short: service_of(accounts[service.owner], service.offer, bonds[name], units)
            for name, service in end.services.items()
            for short in [names.services[name]]
        },
        tasks=tasks,
        joins=joins,
        draw={short: draw_of(gathered, names, name) for name, short in names.jobs.items()},
        actions={},
        more={
            "Subject": names.tasks[names.attested],
            "Attested": names.tasks[names.attested],
            "Synchronous": True,
            "MaxHeight": INTEGER_MOST,
            "Ticking": EVERY_STAGE,
        },
    )


def bonds_of(gathered: Gathered) -> dict[str, int]:
    """What each offer paid in, by the name of its service."""
    return {
        sent.name: sent.transaction.body.bond
        for block in gathered.sent.values()
        for sent in block
        if sent.code is None and isinstance(sent.transaction.body, OfferService)
    }


def service_of(owner: str, offer: Offer, bond: int, units: Units) -> dict[str, Any]:
    """A service's terms in the units."""
    return {
        "owner": owner,
        "price": offer.price // units.leo,
        "bond": bond // units.leo,
        "least_tau": offer.least_tau,
        "least_result_limit": offer.least_result_limit,
        "least_time_limit": offer.least_time_limit,
    }


def task_of(names: Names, terms: Task, units: Units) -> dict[str, Any]:
    """A task's terms in the units; the least credit is rounded up, so that nobody gets in by rounding.

    So many votes, or so long a result, as TLC cannot count are as many as it can.
    """
    return {
        "owner": names.accounts[terms.owner],
        "service": names.services[terms.service],
        "payment": terms.payment // units.leo,
        "deposit": terms.deposit // units.leo,
        "min_credit": -(-terms.requirement.min_credit // units.credit),
        "tau": min(terms.tau, INTEGER_MOST),
        "run_window": terms.run_window,
        "result_limit": min(terms.result_limit, INTEGER_MOST),
        "time_limit": terms.requirement.time_limit,
    }


def start_of(gathered: Gathered, names: Names, units: Units, constants: Constants) -> State:
    """The ledger before the first block, in the units."""
    begin, short = gathered.states[0], names.nodes
    held = Map({NodeId(short[node]): there.credit // units.credit for node, there in begin.nodes.items()})
    credit = normalised(constants.parameters, held)
    variables: dict[str, Value] = {
        "height": 0,
        "balance": function({of: begin.balance(NodeId(name)) // units.leo for name, of in names.accounts.items()}),
        "burned": 0,
        "credit": function({node: credit.get(NodeId(node), 0) for node in constants.ids}),
        "since": function(dict.fromkeys(constants.ids, 0)),
        "status": function(
            {
                of: begin.nodes[NodeId(node)].status.value if node in begin.nodes else "NONE"
                for node, of in short.items()
            }
        ),
        "service": function(dict.fromkeys(constants.services, NO_SERVICE)),
        "job": function(dict.fromkeys([*constants.tasks, *constants.joins], NO_JOB)),
    }
    return concretion.state(constants, variables)


def votes_fit(constants: Constants) -> bool:
    """Whether TLC can weigh every group against its floor, and every quorum."""
    params = constants.parameters
    products = [0]
    for job, rounds in constants.draw.items():
        numerator, denominator = floor(params, elects=job in constants.tasks)
        tau = constants.tasks[job]["tau"] if job in constants.tasks else params.tau
        most = max(sum(drawn["j"] for drawn in nodes.values()) for nodes in rounds.values())
        products += [2 * most, most * denominator, tau * numerator]
    return max(products) <= INTEGER_MOST
