"""A state to start from: a new ledger, or one in the middle of several jobs, whether or not a run leads there.

What the actions rest on holds even in a state to which no run leads: the executor is the one that the draw elects, a
job is paid for, one that runs has both keys, one under confirmation was requested for, a candidate is joining and
serves nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from leo_ref.core.values import AccountId
from leo_ref.rules.market import amounts_fault, held
from leo_ref.speccheck.abstraction import NO_JOB, NO_SERVICE, function
from leo_ref.speccheck.actions.ledger import posting
from leo_ref.speccheck.constants import Constants, mapping
from leo_ref.speccheck.tlc.values import Value
from leo_ref.speccheck.wide.dice import Dice

TASK_STAGES: Final = (
    "NONE",
    "POSTED",
    "APPLY",
    "READY",
    "APPROVE",
    "KEYS",
    "RUN",
    "RUN",
    "CONFIRM",
    "CONFIRM",
    "SETTLED",
)
JOIN_STAGES: Final = ("NONE", "POSTED", "APPLY", "ENROL", "ENROL", "CONFIRM", "CONFIRM", "SETTLED")
TASK_ENDS: Final = ("UNFILLED", "DONE", "EXECUTOR_FAULT", "OWNER_FAULT", "SERVICE_FAULT", "UNDECIDED")
JOIN_ENDS: Final = ("UNFILLED", "ADMITTED", "DUPLICATE", "REFUSED", "UNDECIDED")
TRIES: Final = 2
"""How often a job is made again that came out as none."""

BLAMES: Final = ("EXECUTOR_FAULT", "OWNER_FAULT", "SERVICE_FAULT")


def amounts(dice: Dice, constants: Constants) -> dict[str, Value]:
    """What accounts, nodes and services have where no job is open; credit is no more than there is."""
    params = constants.parameters
    dear = max([params.join_deposit, *(task["payment"] for task in constants.tasks.values())])
    left = params.total_credit
    credit: dict[str, int] = {}
    for node in constants.ids:
        credit[node] = dice.number(0, min(left, 3 * params.total_credit // len(constants.ids)))
        left -= credit[node]
    return {
        "balance": function({name: dice.number(0, dear * 3) for name in sorted({*constants.ids, *constants.owners})}),
        "burned": 0,
        "credit": function(credit),
        "status": function({node: "ACTIVE" if credit[node] else "NONE" for node in constants.ids}),
        "service": function(dict.fromkeys(constants.services, NO_SERVICE)),
        "job": function(dict.fromkeys([*constants.tasks, *constants.joins], NO_JOB)),
    }


def fresh(dice: Dice, constants: Constants) -> dict[str, Value]:
    """A new ledger: nodes with credit, accounts with LEO, services that stand or are not offered yet."""
    standing = {
        name: function({"standing": "LIVE", "bond": terms["bond"]}) if dice.odds(70) else NO_SERVICE
        for name, terms in constants.services.items()
    }
    values, height = amounts(dice, constants), constants.parameters.lookback + dice.number(0, 2)
    credit = mapping(values["credit"])
    for node in constants.joins.values():
        credit[node] = 0 if dice.odds(60) else credit[node]
    for number, node in enumerate(constants.ids):
        if any(
            credit[other] and constants.node_ek[other] == constants.node_ek[node] for other in constants.ids[:number]
        ):
            credit[node] = 0  # a key backs one node
    return {
        **values,
        "height": height,
        "credit": function(credit),
        "since": function(dict.fromkeys(constants.ids, 0)),
        "status": function({node: "ACTIVE" if credit[node] else "NONE" for node in constants.ids}),
        "service": function(standing),
    }


def anywhere(dice: Dice, constants: Constants) -> dict[str, Value]:
    """A ledger at some height, each job in some stage."""
    params, values = constants.parameters, amounts(dice, constants)
    height = dice.number(10, 60)
    credit = mapping(values["credit"])
    status = {}
    for node in constants.ids:
        status[node] = "ACTIVE" if dice.odds(80) else dice.pick(["NONE", "SUSPENDED", "LEFT"])
        if status[node] != "ACTIVE":
            credit[node] = 0
    services = {
        name: function({"standing": dice.pick(["LIVE", "LIVE", "WITHDRAWN"]), "bond": dice.number(0, terms["bond"])})
        if dice.odds(90)
        else NO_SERVICE
        for name, terms in constants.services.items()
    }
    jobs = {}
    for name in (*constants.tasks, *constants.joins):
        made = job(dice, constants, name, height, credit)
        for _ in range(TRIES):
            made = job(dice, constants, name, height, credit) if made == NO_JOB else made
        jobs[name] = made
        if name in constants.joins:
            candidate, stage = constants.joins[name], mapping(made)["stage"]
            if status[candidate] == "JOINING" and stage not in ("NONE", "SETTLED"):
                made = jobs[name] = NO_JOB  # a candidate has one join open
            elif stage not in ("NONE", "SETTLED"):
                status[candidate], credit[candidate] = "JOINING", 0
        if name in constants.tasks and mapping(made)["stage"] != "NONE":
            service = constants.tasks[name]["service"]
            if services[service] == NO_SERVICE:
                services[service] = function({"standing": "LIVE", "bond": held(params, params.max_tau)})
    known = {constants.joins[name] for name in constants.joins if mapping(jobs[name])["stage"] != "NONE"}
    known |= {node for made in jobs.values() for part in ("group", "liars") for node in mapping(made)[part]}
    known |= {node for made in jobs.values() for node in mapping(mapping(made)["snapshot"])}
    status.update({node: "LEFT" for node in known if status[node] == "NONE"})
    return {
        **values,
        "height": height,
        "burned": dice.number(0, 9),
        "credit": function(credit),
        "status": function(status),
        "since": function({node: dice.number(0, height + 1) if dice.odds(30) else 0 for node in constants.ids}),
        "service": function(services),
        "job": function(jobs),
    }


def job(dice: Dice, constants: Constants, name: str, height: int, credit: Mapping[str, int]) -> Value:
    """A job in some stage."""
    params, is_task = constants.parameters, name in constants.tasks
    stage = dice.pick(TASK_STAGES if is_task else JOIN_STAGES)
    if stage == "NONE" or (is_task and not is_paid_for(constants, name)):
        return NO_JOB
    fields: dict[str, Any] = {**mapping(NO_JOB), "stage": stage}
    if stage == "POSTED":
        money(dice, constants, name, fields)
        fields.update(posted=dice.number(0, height + 1), deadline=height + dice.number(1, params.draw_delay))
        return function(fields)
    fields["round"] = dice.number(1, params.rounds)
    drawn = constants.draw[name][fields["round"]]
    able = [node for node in constants.ids if drawn[node]["j"] and node not in constants.joins.values()]
    group = dice.some(able, 80)
    fields["group"] = frozenset(group)
    if is_task and group and stage != "APPLY":
        fields["executor"] = min(group, key=lambda node: (-drawn[node]["j"], drawn[node]["beta"], node))
    if stage == "SETTLED":
        fields["outcome"] = dice.pick(TASK_ENDS if is_task else JOIN_ENDS)
        fields["payouts"] = function({AccountId(node): dice.number(1, 9) for node in dice.some(group)})
        return function(fields)
    if (stage != "APPLY" and not group) or (is_task and stage != "APPLY" and len(group) < 2):
        return NO_JOB
    fields["posted"] = dice.number(0, height)
    fields["snapshot"] = function(
        {node: max(1, credit[node]) for node in constants.ids if node in group or dice.odds(60)}
    )
    window = window_of(constants, name, stage)
    fields["deadline"] = height + (1 if dice.odds(40) else dice.number(1, window))
    money(dice, constants, name, fields)
    if stage == "APPLY":
        fields["liars"] = frozenset(dice.some(sorted(set(constants.ids) - set(group)), 15))
        return function(fields)
    monitors = sorted(set(group) - {fields["executor"]})
    fields["liars"] = frozenset(dice.some(sorted(set(constants.ids) - {fields["executor"]}), 10))
    if is_task:
        course(dice, constants, height, monitors, fields)
    else:
        enrolment(dice, monitors, fields)
    return function(fields)


def is_paid_for(constants: Constants, name: str) -> bool:
    """Whether the amounts of a task are such as the ledger takes."""
    task = constants.tasks[name]
    price = constants.services[task["service"]]["price"]
    return amounts_fault(constants.parameters, price, posting(task)) is None


def window_of(constants: Constants, name: str, stage: str) -> int:
    """How many blocks the window of a stage has."""
    params = constants.parameters
    match stage:
        case "ENROL":
            return params.enrol_window + params.answer_window
        case "RUN":
            return int(constants.tasks[name]["run_window"])
        case _:
            return int(getattr(params, f"{stage.lower()}_window"))


def money(dice: Dice, constants: Constants, name: str, fields: dict[str, Any]) -> None:
    """What is held for the job; now and then a unit more than that."""
    params = constants.parameters
    task = constants.tasks.get(name)
    own = task["payment"] + held(params, task["tau"]) if task else params.join_deposit
    deposit = task["deposit"] if task else params.join_deposit
    fields["escrow"] = own + len(fields["group"]) * deposit + dice.number(0, 1) * dice.number(0, 1)


def course(dice: Dice, constants: Constants, height: int, monitors: list[str], fields: dict[str, Any]) -> None:
    """What parties of a task did so far."""
    stage, kinds = fields["stage"], ("right", "right", "wrong")
    fields["shown"] = stage != "READY" or dice.odds(50)
    if stage == "READY":
        return
    fields["approved"] = frozenset(dice.some(monitors, 65))
    if stage == "APPROVE":
        return
    parts = dice.some(["task", "service"]) if stage == "KEYS" else ["task", "service"]
    fields["keys"] = function({part: dice.pick(kinds) for part in parts})
    if stage == "KEYS":
        return
    challenged = {
        node: height + dice.number(1, constants.parameters.answer_window + 1) for node in dice.some(monitors, 40)
    }
    fields["challenged"] = function(challenged)
    answered = frozenset(challenged) if stage == "CONFIRM" else frozenset(dice.some(challenged))
    fields["answered"] = answered
    fields["requested"] = stage == "CONFIRM" or (answered == frozenset(challenged) and dice.odds(40))
    fields["provers"] = frozenset(dice.some(monitors, 10))
    fields["proven"] = "EXECUTOR_FAULT" if fields["provers"] else dice.pick(["NONE"] * 8 + [*BLAMES])
    if stage == "CONFIRM":
        asked = {
            node: height + dice.number(1, constants.parameters.answer_window + 1) for node in dice.some(monitors, 30)
        }
        fields["asked"] = function(asked)
        fields["given"] = bool(asked) and dice.odds(50)
        fields["confirmed"] = frozenset(dice.some(monitors, 60)) - fields["liars"]


def enrolment(dice: Dice, monitors: list[str], fields: dict[str, Any]) -> None:
    """What candidate and attestors of a join did so far."""
    fields["shown"] = fields["stage"] == "CONFIRM" or dice.odds(50)
    credentials = {node: dice.pick(["made", "made", "junk"]) for node in dice.some(monitors, 70)}
    fields["credentials"] = function(credentials)
    answers = {node: dice.pick(["right", "right", "wrong"]) for node in dice.some(credentials, 75)}
    fields["answers"] = function(answers)
    if fields["stage"] != "CONFIRM":
        return
    right = [node for node in credentials if answers.get(node) == "right" and node not in fields["liars"]]
    fields["confirmed"] = frozenset(dice.some(right, 65))
    fields["provers"] = frozenset(dice.some(sorted(set(credentials) - set(right) - fields["liars"]), 20))
    fields["proven"] = "REFUSED" if fields["provers"] else "NONE"
