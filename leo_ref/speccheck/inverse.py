"""A world from the values of a model's variables: the inverse of :class:`leo_ref.speccheck.projection.Projection`."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve
from immutables import Map

from leo_ref.core.state.evidence import Finding
from leo_ref.core.state.job import Stage
from leo_ref.core.state.ledger import State
from leo_ref.core.values import NodeId
from leo_ref.rules.election import View
from leo_ref.speccheck import concretion
from leo_ref.speccheck.constants import mapping
from leo_ref.speccheck.model import Model
from leo_ref.speccheck.tlc.values import Value
from leo_ref.speccheck.world import World


def world_of(model: Model, variables: Mapping[str, Value], ledger: State | None = None) -> World:
    """The world in which the variables have these values; its ledger need not be read if it is known."""
    world = World(ledger=concretion.state(model.constants, variables) if ledger is None else ledger)
    if model.subject is not None:
        world = evolve(world, views=_views(variables))
    if "Attested" in model.constants.more:
        world = evolve(
            world,
            byzantine=frozenset(names(variables["byzantine"])),
            seen=Map(
                {NodeId(node): Finding(found) for node, found in mapping(variables["seen"]).items() if found != "none"}
            ),
            holds=frozenset(map(NodeId, names(variables["holds"]))),
        )
    if "Joined" in model.constants.more:
        world = evolve(world, byzantine=frozenset(names(variables["byzantine"])))
    return world


def names(value: Value) -> frozenset[str]:
    """A set of names."""
    if not isinstance(value, frozenset):
        raise TypeError("a set of TLA+")
    return frozenset(map(str, value))


def _views(variables: Mapping[str, Value]) -> Map[NodeId, View]:
    heard = mapping(variables["heard"])
    return Map(
        {
            NodeId(node): View(heard=heard[node], executor=None if executor == "NONE" else NodeId(executor))
            for node, executor in mapping(variables["elected"]).items()
        }
    )


def comparable(world: World) -> World:
    """The world without what no rule can see any more: the beacon of a draw that is over."""
    jobs = world.ledger.jobs
    for name, job in jobs.items():
        if job.stage is not Stage.APPLY:
            jobs = jobs.set(name, evolve(job, beacon=b""))
    return evolve(world, ledger=evolve(world.ledger, jobs=jobs))
