"""The first line of a log: who is there, what they ask for, and who is drawn."""

from __future__ import annotations

from typing import Any, Final

from attrs import asdict

from leo_ref.core.parameters import Parameters
from leo_ref.core.parameters import fault as parameter_fault
from leo_ref.speccheck.constants import Constants
from leo_ref.speccheck.runs.leo import PARAMETERS
from leo_ref.speccheck.runs.logfault import LogFault
from leo_ref.speccheck.runs.logfields import MOST, Reading
from leo_ref.speccheck.trace.constants import EVERY_STAGE

MEMBERS: Final = ("parameters", "nodes", "owners", "services", "tasks", "joins", "draw")
SERVICE: Final = ("price", "bond", "least_tau", "least_result_limit", "least_time_limit")
TASK: Final = ("payment", "deposit", "min_credit", "tau", "run_window", "result_limit", "time_limit")

CREDIT_MOST: Final = 32_767
"""Twice its square is what TLC still holds: normalisation multiplies credit by all credit (§13)."""


def constants_of(reading: Reading, value: object) -> Constants:
    """The constants that the member ``constants`` has.

    Raises:
        BadLog: something is wrong with it.
    """
    given = reading.members(value, "constants", MEMBERS, ("attested",))
    nodes = {
        name: reading.members(node, f"node {name}", ("owner", "endorsement_key"))
        for name, node in reading.mapping(given["nodes"], "nodes").items()
    }
    owners = [*reading.array(given["owners"], "owners")]
    accounts = [*nodes, *owners]
    reading.new_names(accounts, "an account")
    services = {
        name: {
            "owner": reading.name(one["owner"], f"the owner of service {name}", accounts),
            **{field: reading.number(one[field], f"{field} of service {name}") for field in SERVICE},
        }
        for name, each in reading.mapping(given["services"], "services").items()
        for one in [reading.members(each, f"service {name}", ("owner", *SERVICE))]
    }
    tasks = {
        name: {
            "owner": reading.name(one["owner"], f"the owner of task {name}", accounts),
            "service": reading.name(one["service"], f"the service of task {name}", services),
            **{field: reading.number(one[field], f"{field} of task {name}") for field in TASK},
        }
        for name, each in reading.mapping(given["tasks"], "tasks").items()
        for one in [reading.members(each, f"task {name}", ("owner", "service", *TASK))]
    }
    joins = reading.mapping(given["joins"], "joins")
    for name, candidate in joins.items():
        reading.name(candidate, f"the candidate of join {name}", nodes)
    reading.new_names((*services, *tasks, *joins), "a service or a job")
    if not tasks:
        reading.refuse(LogFault.NO_TASK, "constants.tasks is empty.")
    if taken := sorted(set(tasks) & set(joins)) + sorted(set(nodes) & set(owners)):
        reading.refuse(LogFault.UNKNOWN_NAME, f"{taken[0]} is two things at once.")
    attested = reading.name(given.get("attested", min(tasks)), "attested", tasks)
    parameters = parameters_of(reading, given["parameters"])
    return Constants(
        parameters=parameters,
        ids=tuple(sorted(nodes)),
        owners=frozenset(map(str, owners)),
        node_owner={
            name: reading.name(node["owner"], f"the owner of node {name}", accounts) for name, node in nodes.items()
        },
        node_ek={name: str(node["endorsement_key"]) for name, node in nodes.items()},
        services=services,
        tasks=tasks,
        joins=joins,
        draw=draw_of(reading, given["draw"], [*tasks, *joins], sorted(nodes), parameters.rounds),
        actions={},
        more={
            "Subject": attested,
            "Attested": attested,
            "Synchronous": True,
            "MaxHeight": MOST,
            "Ticking": EVERY_STAGE,
        },
    )


def parameters_of(reading: Reading, value: object) -> Parameters:
    """The parameters; those that are left out are as §3 has them."""
    given = reading.members(value, "parameters", (), PARAMETERS)
    params = Parameters(**{name: reading.number(number, f"parameter {name}") for name, number in given.items()})
    for name, number in asdict(params).items():
        if name in PARAMETERS and number > MOST:
            reading.refuse(LogFault.OUT_OF_RANGE, f"parameter {name} is {number} by default; say it in larger units.")
    if params.total_credit > CREDIT_MOST:
        reading.refuse(
            LogFault.OUT_OF_RANGE, f"total_credit is {params.total_credit}; it may be {CREDIT_MOST}, in larger units."
        )
    found = parameter_fault(params)
    if found is not None:
        reading.refuse(LogFault.OUT_OF_RANGE, str(found))
    return params


def draw_of(
    reading: Reading, value: object, jobs: list[str], nodes: list[str], rounds: int
) -> dict[str, dict[int, dict[str, dict[str, int]]]]:
    """What each node drew, round by round; a node or a round that is left out drew nothing."""
    nothing = {"j": 0, "beta": len(nodes) + 1}
    found = {job: {number: dict.fromkeys(nodes, nothing) for number in range(1, rounds + 1)} for job in jobs}
    for job, each in reading.mapping(value, "draw").items():
        reading.name(job, "a job that is drawn", jobs)
        drawn: list[Any] = reading.array(each, f"the draws of {job}")
        if len(drawn) > rounds:
            reading.refuse(LogFault.OUT_OF_RANGE, f"{job} has {len(drawn)} draws, and parameter rounds is {rounds}.")
        for number, one in enumerate(drawn, start=1):
            for node, ticket in reading.mapping(one, f"draw {number} of {job}").items():
                what = f"the draw of {reading.name(node, 'a node', nodes)} in round {number} of {job}"
                fields = reading.members(ticket, what, ("j", "beta"))
                found[job][number] = {
                    **found[job][number],
                    node: {field: reading.number(fields[field], f"{field} of {what}") for field in ("j", "beta")},
                }
    return found
