"""Models of the specification in which the code's own roles act, walked until a step differs from the sound one."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from functools import cache
from typing import Final

from leo_ref.speccheck.actions import ground_actions
from leo_ref.speccheck.constants import Constants
from leo_ref.speccheck.explore import explore
from leo_ref.speccheck.model import model_of
from leo_ref.speccheck.projection import Projection
from leo_ref.speccheck.roles import departures
from leo_ref.speccheck.tlc.graph import StateGraph
from tests.vectors.made import model

ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "leo_ref.rules.election": ("MCElection",),
    "leo_ref.rules.duty": ("MCLeo", "MCCandidacy", "MCDelivery"),
    "leo_ref.rules.question": ("MCLeo", "MCDelivery"),
}
"""By module: what its functions decide that no transaction asks."""


@cache
def constants(name: str) -> Constants:
    """What the model's file of vectors was made from."""
    return model(name)[2]


@cache
def sound(name: str) -> StateGraph:
    """The graph of the reference as it is; called before anything is changed."""
    made = model_of(constants(name))
    graph, _ = explore(made, ground_actions(made), Projection(made))
    return graph


def is_as_before(name: str) -> bool:
    """Whether each state has the steps and refusals that it has in the sound graph, and the roles do what they should.

    Ends where one has not, or does not.
    """
    wanted = sound(name)
    made = model_of(constants(name))
    grounds, projection = ground_actions(made), Projection(made)
    waiting = deque((world, projection(world)) for world in made.initial())
    seen = {state for _, state in waiting}
    while waiting:
        world, state = waiting.popleft()
        node = wanted.nodes.get(state)
        if node is None or next(departures(made, world), None) is not None:
            return False
        steps = {(label, wanted.states[target]) for label, target in wanted.steps(node)}
        refusals = dict(wanted.refusals[node][1])
        for ground in grounds:
            after = ground.act(world)
            if isinstance(after, str):
                if refusals[ground.label] != after:
                    return False
                continue
            found = projection(after)
            if (ground.label, found) not in steps:
                return False
            if found not in seen:
                seen.add(found)
                waiting.append((after, found))
    return True
