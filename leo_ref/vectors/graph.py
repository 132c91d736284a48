"""The reference's graph of a model without what belongs to the models alone: a step of standing still, and bounds."""

from __future__ import annotations

from attrs import evolve

from leo_ref.core.rejections import CODES
from leo_ref.speccheck.actions import ground_actions
from leo_ref.speccheck.constants import Constants
from leo_ref.speccheck.explore import explore
from leo_ref.speccheck.model import model_of
from leo_ref.speccheck.numbered import NumberedGraph, numbered
from leo_ref.speccheck.projection import Projection

NO_STEP = "Done"
"""The models' step of standing still; it is no step of the protocol."""


def explored(name: str, constants: Constants) -> NumberedGraph:
    """The graph of the model with these constants; the environment's refusals are left out."""
    model = model_of(constants)
    grounds = [ground for ground in ground_actions(model) if ground.name != NO_STEP]
    graph, _ = explore(model, grounds, Projection(model))
    whole = numbered(name, constants, grounds, graph)
    protocol = tuple(tuple(pair for pair in found if pair[1] in CODES) for found in whole.refusals)
    return evolve(whole, refusals=protocol)
