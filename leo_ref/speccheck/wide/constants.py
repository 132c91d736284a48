"""The constants of a random model: who is there, what they ask for, and who is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from leo_ref.core.parameters import Parameters
from leo_ref.core.state.job import Stage
from leo_ref.rules.market import held
from leo_ref.speccheck.constants import Constants
from leo_ref.speccheck.wide.dice import Dice

HIGHEST: Final = 2**31 - 1
"""No model is meant to come to an end."""

EVERY_STAGE: Final = frozenset({"NONE", *(stage.value for stage in Stage)})
UNITS: Final = (1, 1, 7, 1000, 1_000_003)
"""What amounts are multiples of, roughly: a hundred of the largest for every account still fit TLC's integers."""

TOTALS: Final = (40, 999, 32_000)
"""Sizes of all credit: twice its square fits TLC's integers."""

OWNERS: Final = ("alice", "bob", "carol", "dave")


def parameters(dice: Dice, unit: int) -> Parameters:
    """Parameters of about any size; windows of a few blocks, so that runs get through them."""
    answer = dice.number(1, 3)
    rounds = dice.number(1, 3)
    join_fee = dice.number(1, 5 * unit)
    penalty = dice.pick([3, 40, 900])
    return Parameters(
        gas_fee=dice.number(0, 3 * unit),
        tau=dice.number(3, 9),
        min_tau=dice.number(1, 3),
        max_tau=dice.number(9, 12),
        vote_pay=dice.number(0, unit),
        min_group=dice.number(2, 4),
        floor_numerator=dice.number(0, 2),
        floor_denominator=dice.number(3, 5),
        join_floor_numerator=dice.number(0, 3),
        join_floor_denominator=dice.number(4, 5),
        rounds=rounds,
        draw_delay=dice.number(1, 3),
        lookback=dice.number(0, 3),
        apply_window=dice.number(1, 3),
        enrol_window=dice.number(1, 3),
        ready_window=dice.number(1, 4),
        approve_window=dice.number(1, 4),
        keys_window=dice.number(1, 4),
        watch_window=answer + dice.number(1, 3),
        answer_window=answer,
        confirm_window=2 * answer + dice.number(1, 3),
        max_run_window=dice.number(24, 30),
        seconds_per_block=dice.number(5, 21),
        handling=dice.number(0, 9),
        max_result=dice.number(6, 9),
        join_deposit=join_fee * rounds + dice.number(0, 30 * unit),
        join_fee=join_fee,
        join_credit=dice.number(0, 90),
        executor_reward=dice.number(0, penalty),
        executor_penalty=dice.number(0, penalty),
        monitor_reward=dice.number(0, penalty),
        monitor_penalty=dice.number(0, penalty),
        absence_penalty=dice.number(0, penalty),
        forged_claim_penalty=dice.number(0, penalty),
        total_credit=dice.pick(TOTALS) + dice.number(0, 9),
    )


def constants(*seed: str | int, nodes: int = 9, tasks: int = 3, joins: int = 2) -> Constants:
    """The constants that follow from a seed; there are so many nodes, tasks and joins at most."""
    dice = Dice(*seed, "constants")
    unit = dice.pick(UNITS)
    params = parameters(dice, unit)
    ids = tuple(f"n{number}" for number in range(1, dice.number(5, nodes) + 1))
    owners = OWNERS[: dice.number(2, 4)]
    accounts = [*ids, *owners]
    services = {
        f"s{number}": {
            "owner": dice.pick([*owners, *ids[:1]]),
            "price": dice.number(0, 9 * unit),
            "bond": held(params, params.max_tau) * dice.number(1, 3) + dice.number(0, unit),
            "least_tau": dice.number(0, params.min_tau + 1),
            "least_result_limit": dice.number(0, 3),
            "least_time_limit": dice.number(0, 2),
        }
        for number in range(1, dice.number(2, 3) + 1)
    }
    posted = {
        f"t{number}": task(dice, params, unit, services, [*owners, *owners, dice.pick(ids)])
        for number in range(1, dice.number(2, tasks) + 1)
    }
    candidates = {f"j{number}": dice.pick(ids) for number in range(1, dice.number(1, joins) + 1)}
    eks = {node: f"ek{number}" for number, node in enumerate(ids, start=1)}
    for candidate in candidates.values():
        if dice.odds(40):
            eks[candidate] = eks[dice.pick(ids)]
    return Constants(
        parameters=params,
        ids=ids,
        owners=frozenset(owners),
        node_owner={node: node if dice.odds(75) else dice.pick(accounts) for node in ids},
        node_ek=eks,
        services=services,
        tasks=posted,
        joins=candidates,
        draw={
            job: {number: draw(dice, ids) for number in range(1, params.rounds + 1)} for job in (*posted, *candidates)
        },
        actions={},
        more={
            "Subject": "t1",
            "Attested": "t1",
            "Synchronous": dice.odds(70),
            "MaxHeight": HIGHEST,
            "Ticking": EVERY_STAGE,
        },
    )


def task(
    dice: Dice, params: Parameters, unit: int, services: Mapping[str, Mapping[str, Any]], owners: list[str]
) -> dict[str, Any]:
    """Terms that the ledger takes, or that miss a limit by a unit."""
    name = dice.pick([*services])
    service = services[name]
    tau = dice.number(max(params.min_tau, service["least_tau"]), params.max_tau)
    group_pay = tau * params.vote_pay + dice.number(0, 9 * unit)
    least = params.gas_fee + service["price"] + group_pay - group_pay // 2
    payment = params.gas_fee + service["price"] + group_pay
    run_window = params.watch_window + 2 * params.answer_window + dice.number(2, 9)
    seconds = (run_window - params.watch_window - 2 * params.answer_window) * params.seconds_per_block
    terms = {
        "owner": dice.pick(owners),
        "service": name,
        "payment": payment,
        "deposit": dice.number(least, payment) if least < payment else payment,
        "min_credit": dice.number(0, params.total_credit // 20),
        "tau": tau,
        "run_window": run_window,
        # No result is shorter than an octet, or there would be no other one.
        "result_limit": dice.number(max(1, service["least_result_limit"]), params.max_result),
        "time_limit": max(0, seconds // 2 - params.handling),
    }
    if dice.odds(25):
        limit, by = dice.pick(
            [("payment", -1), ("deposit", -1), ("deposit", 1), ("tau", 1), ("tau", -1), ("time_limit", 1)]
        )
        terms[limit] = max(0, terms[limit] + by)
    return terms


def draw(dice: Dice, ids: tuple[str, ...]) -> dict[str, dict[str, int]]:
    """What each node draws: some nothing, some votes of different length as text, some equal random values."""
    most = dice.pick([3, 12])
    return {
        node: {"j": 0 if dice.odds(15) else dice.number(1, most), "beta": dice.number(1, len(ids) // 2)} for node in ids
    }
