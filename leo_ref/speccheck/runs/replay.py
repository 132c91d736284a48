"""A run of the reference: actions one after the other, each as the reference takes or refuses it now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen

from leo_ref.speccheck.actions.attestation import NOT_HONEST, NOT_YET
from leo_ref.speccheck.model import Model
from leo_ref.speccheck.projection import Projection
from leo_ref.speccheck.runs.behaviour import SpecRun, SpecStep
from leo_ref.speccheck.runs.calls import Tried
from leo_ref.speccheck.world import World

ENVIRONMENT = frozenset({NOT_HONEST, NOT_YET})
"""Refusals that no ledger gives."""


@frozen(kw_only=True, eq=False)
class Replayed:
    """The actions of a run, and the run."""

    model: Model
    start: World
    actions: tuple[Tried, ...]
    taken: tuple[str, ...]
    """For each action the code with which it is refused, or nothing."""
    worlds: tuple[World, ...]
    """The world after each."""

    def behaviour(self) -> SpecRun:
        """The run as TLC is asked about it."""
        projection, steps = Projection(self.model), list[SpecStep]()
        for number, (action, code, world) in enumerate(
            zip(self.actions, self.taken, self.worlds, strict=True), start=1
        ):
            steps.append(SpecStep(action.call(code), number, state=projection(world)))
        return SpecRun(
            constants=self.model.constants,
            variables=projection.variables,
            starts=(projection(self.start),),
            steps=tuple(steps),
        )

    def without(self, pieces: Iterable[range]) -> Replayed:
        """The run without the actions at these places; what is then refused by the environment is left out too."""
        out = {place for piece in pieces for place in piece}
        kept = [action for place, action in enumerate(self.actions) if place not in out]
        return replayed(self.model, self.start, kept)

    def up_to(self, steps: int) -> Replayed:
        """The first so many actions."""
        return replayed(self.model, self.start, self.actions[:steps])


def replayed(model: Model, start: World, actions: Sequence[Tried]) -> Replayed:
    """The run of these actions, as far as the reference takes them or a ledger refuses them."""
    kept, taken, worlds = list[Tried](), list[str](), list[World]()
    there = start
    for action in actions:
        after = action.act(there)
        if isinstance(after, str):
            if after in ENVIRONMENT:
                continue
            taken.append(after)
        else:
            there = after
            taken.append("")
        kept.append(action)
        worlds.append(there)
    return Replayed(model=model, start=start, actions=tuple(kept), taken=tuple(taken), worlds=tuple(worlds))
