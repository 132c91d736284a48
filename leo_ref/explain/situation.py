"""A draw in the middle of its window: the state of the ledger, the job, and who claims what."""

from __future__ import annotations

from enum import Enum
from typing import Final

from attrs import field, frozen
from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.state.job import NO_ENCRYPTION_KEYS, Job, Join, Place, Stage, Terms
from leo_ref.core.state.ledger import State
from leo_ref.core.state.node import Node
from leo_ref.core.values import JobId, NodeId
from leo_ref.draw.suite import Suite
from leo_ref.rules.selection import open_round, weights

ELSEWHERE: Final = JobId("elsewhere")
"""The open job in which busy nodes serve; no job of a file has this name."""

NOBODY: Final = NodeId("nobody")


class Origin(Enum):
    """Where a claim comes from."""

    SEED = "seed"
    """It is proved here; a node that is not drawn then claims nothing."""
    PROOF = "proof"


@frozen(kw_only=True)
class Claim:
    """What a node shows for its place: its proof, or the seed with which it is proved here; or both."""

    node: NodeId
    proof: bytes | None
    seed: bytes | None = field(repr=False)

    @property
    def origin(self) -> Origin:
        """A proof that is given is the claim, whatever the seed would prove."""
        return Origin.SEED if self.proof is None else Origin.PROOF


@frozen(kw_only=True)
class Situation:
    """What the draw of one round is decided from."""

    params: Parameters
    suite: Suite
    state: State
    """The state after the block that opened the round, with the job in its draw."""
    name: JobId
    labels: Map[NodeId, str]
    claims: tuple[Claim, ...]

    @property
    def job(self) -> Job:
        """The job that is drawn for."""
        return self.state.jobs[self.name]


@frozen(kw_only=True)
class RoundOpening:
    """Which round it is."""

    name: JobId
    terms: Terms
    posted: int
    """Height of the block that holds the job."""
    height: int
    """Height of the block whose tick opened the round."""
    beacon: bytes
    """The beacon of that block."""
    round: int
    lied: frozenset[NodeId]
    """Nodes caught in earlier rounds."""


def opened(params: Parameters, nodes: Map[NodeId, Node], busy: frozenset[NodeId], opening: RoundOpening) -> State:
    """The state with the round open, as the ledger's own rule opens it."""
    place = Place(j=1, beta=bytes(64), encryption_keys=NO_ENCRYPTION_KEYS)
    elsewhere = Job(
        terms=Join(candidate=NOBODY, deposit=0, tau=1),
        stage=Stage.CONFIRM,
        escrow=0,
        group=Map(dict.fromkeys(busy, place)),
    )
    state = State(
        height=opening.height,
        block_hash=bytes(32),
        beacon=opening.beacon,
        accounts=Map(),
        nodes=nodes,
        jobs=Map({ELSEWHERE: elsewhere}),
    )
    before = Job(
        terms=opening.terms,
        stage=Stage.POSTED if opening.round == 1 else Stage.APPLY,
        posted=opening.posted,
        round=opening.round - 1,
        escrow=0,
        liars=opening.lied,
    )
    return state.with_job(opening.name, open_round(params, state, weights(state), before))
