"""Random runs of the reference in random models: what members, strangers and a coalition do, and what is refused."""

from __future__ import annotations

from itertools import count
from typing import Any, Final

from attrs import evolve

from leo_ref.core.parameters import Parameters, fault
from leo_ref.core.values import JobId
from leo_ref.rules.selection import floor
from leo_ref.speccheck.abstraction import function
from leo_ref.speccheck.constants import Constants, mapping
from leo_ref.speccheck.model import Model, model_of
from leo_ref.speccheck.runs.calls import APPLY, CLAIM, PASS_TIME, Tried, tried
from leo_ref.speccheck.runs.moves import Choices, Move, likely
from leo_ref.speccheck.runs.replay import ENVIRONMENT, Replayed, replayed
from leo_ref.speccheck.tlc.values import Value
from leo_ref.speccheck.wide import constants as wide
from leo_ref.speccheck.wide.actions import domains
from leo_ref.speccheck.wide.dice import Dice
from leo_ref.speccheck.wide.start import fresh
from leo_ref.speccheck.wide.walk import world
from leo_ref.speccheck.world import World

LENGTH: Final = 48
"""Steps of a run; fewer where nothing may happen any more."""

TIME: Final = 8
"""How many steps in a hundred end a block, where something else may happen."""

NONSENSE: Final = 5
"""How many in a hundred are anything at all, which is mostly refused."""

NEARLY: Final = 12
"""How many in a hundred are likely but for one argument, which may be any."""

JOB: Final = 1
"""The place of the job among the arguments of a claim."""

TRIES: Final = 12

GIVEN: Final = frozenset(
    {
        *("Show", "Approve", "ReleaseKey", "DisputeKey", "Challenge", "Answer", "Accuse", "RequestPayment"),
        *("AskResult", "GiveResult", "Confirm", APPLY),
    }
)
"""What a party of the attested task sends by an action of its own; as a transaction alone it is tried to be refused."""


def model(*seed: str | int) -> Model:
    """A random model that a deployment may be, with honest parties that come in time; a group can be drawn in it."""
    found = next(one for number in count() if may_stand(one := wide.constants(*seed, "runs", number)))
    params = allowed(found.parameters)
    more = params.watch_window + 2 * params.answer_window
    more -= found.parameters.watch_window + 2 * found.parameters.answer_window
    tasks = {name: {**task, "run_window": task["run_window"] + more} for name, task in found.tasks.items()}
    return model_of(evolve(found, parameters=params, tasks=tasks, more={**found.more, "Synchronous": True}))


def may_stand(constants: Constants) -> bool:
    """Whether the votes of all that are drawn for the attested task pass the floor, in the first round."""
    name = str(constants.more["Attested"])
    numerator, denominator = floor(constants.parameters, elects=True)
    votes = sorted(drawn["j"] for drawn in constants.draw[name][1].values() if drawn["j"])
    able = len(votes) > constants.parameters.min_group
    return able and sum(votes[:-2]) * denominator > numerator * int(constants.tasks[name]["tau"])


def allowed(params: Parameters) -> Parameters:
    """The parameters with windows as long as §3 asks."""
    answer = max(2, params.answer_window)
    names = ("apply_window", "enrol_window", "ready_window", "approve_window", "keys_window")
    found = evolve(
        params,
        answer_window=answer,
        watch_window=max(params.watch_window, answer + 1),
        confirm_window=max(params.confirm_window, 2 * answer + 2),
        **{name: max(2, getattr(params, name)) for name in names},
    )
    assert fault(found) is None, "random parameters are those that a deployment may have"
    return found


def start(model: Model, dice: Dice) -> World:
    """A new ledger in which most can pay for what they do, and a coalition."""
    values = fresh(dice, model.constants)
    dear = max([model.parameters.join_deposit, *(task["payment"] for task in model.constants.tasks.values())])
    balance = {name: amount + (2 * dear if dice.odds(85) else 0) for name, amount in mapping(values["balance"]).items()}
    return world(model, dice, {**values, "balance": function(balance)}, apart=False)


def walked(model: Model, there: World, chance: Choices, length: int = LENGTH) -> Replayed:
    """A random run."""
    actions, now = list[Tried](), there
    sets = {name: [[*values] for values in one] for name, one in domains(model.constants).items()}
    for _ in range(length):
        if over(model, now):
            break
        taken = step(model, now, chance, sets)
        if taken is None:
            break
        actions.append(taken)
        after = taken.act(now)
        now = now if isinstance(after, str) else after
    return replayed(model, there, actions)


def over(model: Model, now: World) -> bool:
    """Whether every task has ended."""
    tasks = [now.ledger.jobs.get(JobId(name)) for name in model.constants.tasks]
    return all(task is not None and not task.open for task in tasks)


def step(model: Model, now: World, chance: Choices, sets: dict[str, list[list[Value]]]) -> Tried | None:
    """The next step, which the reference takes or a ledger refuses; nothing where nothing was found."""
    if chance.odds(NONSENSE):
        name = chance.pick(sorted(sets))
        return _nonsense(model, now, name, tuple([chance.pick(values) for values in sets[name]]))
    moves = likely(model, now, chance)
    if moves and chance.odds(NEARLY):
        name, arguments = chance.pick(moves)
        values = sets[APPLY if name == CLAIM else name]
        if arguments:
            place = chance.pick(range(len(arguments)))
            name = APPLY if name == CLAIM and place == JOB else name
            return _nonsense(
                model, now, name, (*arguments[:place], chance.pick(values[place]), *arguments[place + 1 :])
            )
    if not chance.odds(TIME):
        for _ in range(TRIES):
            if moves:
                found = _taken(model, now, chance.pick(moves))
                if found is not None:
                    return found
    return _taken(model, now, (PASS_TIME, ())) or next(
        (found for found in (_taken(model, now, move) for move in moves) if found is not None), None
    )


def _taken(model: Model, now: World, move: Move) -> Tried | None:
    found = tried(model, *move)
    return None if isinstance(found.act(now), str) else found


def _nonsense(model: Model, now: World, name: str, arguments: tuple[Any, ...]) -> Tried | None:
    found = tried(model, name, arguments)
    after = found.act(now)
    if isinstance(after, str):
        return None if after in ENVIRONMENT else found
    return None if name in GIVEN and model.attested in arguments else found
