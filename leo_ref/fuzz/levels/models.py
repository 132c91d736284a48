"""Questions on models: random casts and terms, states in which anything may be due, every action in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from attrs import evolve, frozen

from leo_ref.core.rejections import CODES
from leo_ref.fuzz.dice import Dice
from leo_ref.fuzz.reached import Reached
from leo_ref.fuzz.tree import Json, Place, number_of, places
from leo_ref.oracle.models import state_json
from leo_ref.speccheck.abstraction import function
from leo_ref.speccheck.actions import MAKERS
from leo_ref.speccheck.constants import Constants, constants_value, mapping
from leo_ref.speccheck.model import Model, Step, model_of
from leo_ref.speccheck.tlc.itf import json_of
from leo_ref.speccheck.tlc.values import Value, record
from leo_ref.speccheck.wide.actions import Domains, domains
from leo_ref.speccheck.wide.constants import constants
from leo_ref.speccheck.wide.start import anywhere, fresh
from leo_ref.speccheck.wide.walk import world
from leo_ref.speccheck.world import World

NAME: Final = "fuzz"
"""What every random model is called: a new one takes the place of the one before it."""
STEPS: Final = 4
"""States of a run from anywhere."""
TICK: Final = "EndBlock"
TICKS: Final = 8
"""Other states in which only a block ends: what most jobs wait for."""
TRIED: Final = 3
"""Choices of its arguments with which each action is tried in a state."""
KEPT: Final = 20
"""Of attempts that end as most do, so many in a hundred are asked: making one is far cheaper than asking."""
WALK: Final = 24
"""Actions of a path from a new ledger."""


@frozen
class Attempt:
    """An action in a state, with how the reference says it ends."""

    name: str
    arguments: tuple[Value, ...]
    after: Step

    before: World

    @property
    def end(self) -> str:
        """As :attr:`leo_ref.fuzz.asking.Posed.end` has it."""
        if isinstance(self.after, str):
            return self.after
        ended = sorted(
            job.outcome.value
            for name, job in self.after.ledger.jobs.items()
            if job.outcome is not None and self.before.ledger.jobs[name].outcome is not job.outcome
        )
        return f"ok {'+'.join(ended)}" if self.name == TICK and ended else "ok"

    @property
    def topic(self) -> str:
        """As :attr:`leo_ref.fuzz.asking.Posed.topic` has it."""
        return f"step {self.name}"


class RandomModel:
    """A model whose constants follow from a seed."""

    def __init__(self, *seed: str | int) -> None:
        """The constants, with every action and one state to start from."""
        fixed = with_one_key(Dice(*seed, "key"), constants(*seed, joins=3))
        start = fresh(Dice(*seed, "start"), fixed)
        self._domains = {
            "EndBlock" if name == "PassTime" else name: tuple(map(tuple, found))
            for name, found in domains(fixed).items()
        }
        actions = {name: tuple(tuple(dict.fromkeys(one)) for one in found) for name, found in self._domains.items()}
        more = {**fixed.more, "Start": frozenset({record(start)})}
        self.constants: Constants = evolve(fixed, actions=actions, more=more)
        self.model: Model = model_of(self.constants)
        self.setting: Json = {"request": "model", "model": NAME, "constants": json_of(constants_value(self.constants))}

    def attempts(self, dice: Dice, there: World) -> list[Attempt]:
        """Every action with some of its arguments; what only limits the model is left out."""
        found = []
        for name, choices in self._domains.items():
            for arguments in dict.fromkeys(_arguments(dice, choices) for _ in range(TRIED)):
                after = MAKERS[name](self.model, *arguments)(there)
                if not isinstance(after, str) or after in CODES:
                    found.append(Attempt(name, arguments, after, there))
        return found

    def steps(self, dice: Dice, reached: Reached) -> Iterator[Json]:
        """Single steps from the states of a run that begins anywhere."""
        for _ in range(TICKS):
            there = world(self.model, dice, ending(dice, anywhere(dice, self.constants)), apart=True)
            tick = Attempt(TICK, (), MAKERS[TICK](self.model)(there), there)
            if isinstance(tick.after, World) and reached.wants(dice, tick.topic, tick.end, KEPT):
                yield self._step(state_json(self.model, there), tick)
        there = world(self.model, dice, anywhere(dice, self.constants), apart=True)
        for _ in range(STEPS):
            tried = self.attempts(dice, there)
            wanted = [one for one in tried if reached.wants(dice, one.topic, one.end, KEPT)]
            state = state_json(self.model, there) if wanted else None
            for one in wanted:
                yield self._step(state, one)
            ahead = [one.after for one in tried if isinstance(one.after, World)]
            if not ahead:
                return
            there = dice.pick(ahead)

    def _step(self, state: Json, attempt: Attempt) -> Json:
        return {
            "request": "step",
            "model": NAME,
            "state": state,
            "action": attempt.name,
            "arguments": [json_of(argument) for argument in attempt.arguments],
        }

    def path(self, dice: Dice) -> Json:
        """A run from the start, with actions that are refused on the way."""
        there = start = self.model.initial()[0]
        turns: list[Json] = []
        while len(turns) < WALK:
            tried = self.attempts(dice, there)
            ahead = [one for one in tried if isinstance(one.after, World)]
            refused = [one for one in tried if isinstance(one.after, str)]
            taken = dice.sample(refused, 1) + ([dice.pick(_by_kind(dice, ahead))] if ahead else [])
            if not taken:
                break
            for one in taken:
                turns.append([one.name, [json_of(argument) for argument in one.arguments]])
                there = one.after if isinstance(one.after, World) else there
        return {"request": "path", "model": NAME, "start": state_json(self.model, start), "actions": turns}


def with_one_key(dice: Dice, fixed: Constants) -> Constants:
    """Often two candidates have one endorsement key: at most one of them becomes a node."""
    candidates = [*dict.fromkeys(fixed.joins.values())]
    if len(candidates) < 2 or dice.odds(40):
        return fixed
    first, *others = candidates
    return evolve(fixed, node_ek={**fixed.node_ek, **dict.fromkeys(others, fixed.node_ek[first])})


def ending(dice: Dice, values: dict[str, Value]) -> dict[str, Value]:
    """The state with jobs whose window closes now, some of them confirmed by all who may."""
    jobs, height = {}, values["height"]
    assert isinstance(height, int), "a height is a number"
    for name, job in mapping(values["job"]).items():
        fields: dict[str, Any] = mapping(job)
        if fields["stage"] not in ("NONE", "SETTLED") and dice.odds(70):
            fields["deadline"] = height + 1
        if fields["stage"] in ("RUN", "ENROL") and dice.odds(40):
            is_run = fields["stage"] == "RUN"
            fields |= {"stage": "CONFIRM", "shown": True, "requested": is_run}
            fields["answered"] = frozenset(mapping(fields["challenged"]))
        if fields["stage"] == "CONFIRM" and dice.odds(60):
            others = fields["group"] - {fields["executor"]} - fields["liars"]
            fields |= {"confirmed": others, "provers": frozenset(), "proven": "NONE"}
            if fields["executor"] == "NONE":
                fields["credentials"] = function(dict.fromkeys(fields["group"], "made"))
                fields["answers"] = function(dict.fromkeys(fields["group"], "right"))
        jobs[name] = function(fields)
    return {**values, "job": function(jobs)}


def numbers(request: Json) -> list[Place]:
    """The numbers of a step's state that its action may look at: heights, and what its arguments name."""
    names = {str(argument) for argument in request["arguments"] if isinstance(argument, str)}
    return [
        ("state", *place)
        for place, value in places(request["state"])
        if number_of(value) is not None and (place == ("height",) or names & {str(step) for step in place})
    ]


def _arguments(dice: Dice, choices: Domains) -> tuple[Value, ...]:
    return tuple(dice.pick(list(one)) for one in choices)


def _by_kind(dice: Dice, ahead: list[Attempt]) -> list[Attempt]:
    """Those of one name: each kind is as likely."""
    name = dice.pick(sorted({one.name for one in ahead}))
    return [one for one in ahead if one.name == name]
