"""A party of a model in its place: on the model's ledger, with keys of its own, and a machine that is never asked."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.attestation.appraisal.kinds import Software
from leo_ref.attestation.identity.challenge import CredentialChallenge
from leo_ref.attestation.identity.endorsement import Endorsement, templated
from leo_ref.core.keys import Keys, keys_of
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Body
from leo_ref.core.values import AccountId, JobId, NodeId
from leo_ref.draw.suite import Suite
from leo_ref.ledger import Deployment
from leo_ref.parties.chain import Chain
from leo_ref.parties.node import Node, Work
from leo_ref.software.endorsement import TEMPLATE, endorsement_key
from leo_ref.software.machine import SoftwareMachine
from leo_ref.speccheck.model import Model
from leo_ref.speccheck.symbolic import Symbolic
from leo_ref.speccheck.world import World
from leo_ref.tcg import public as publics

ANYBODY: Final = keys_of(bytes(32))
MACHINE: Final = SoftwareMachine(keys=ANYBODY, program=lambda code, _: code)


@frozen
class PartySymbolic(Symbolic):
    """The verifiers of a model, which say also for which keys an attestor makes its credential."""

    def challenge(self, state: State, name: JobId, attestor: NodeId) -> CredentialChallenge:
        """For a key of software: the credential made for it stands for one that was made as it says."""
        del state
        candidate = NodeId(self.constants.joins[name])
        return CredentialChallenge(
            job=name, attestor=attestor, candidate=candidate, endorsement=endorsement(), name=bytes(34)
        )


@cache
def endorsement() -> Endorsement:
    """An endorsement key for whatever candidate."""
    public = publics.parse(endorsement_key(ANYBODY.endorsement))
    assert not isinstance(public, Rejection), public
    found = templated(public, {TEMPLATE})
    assert not isinstance(found, Rejection), found
    return found


@cache
def keys(name: str) -> Keys:
    """The keys of a party: everybody has the same, and a name of its own, since signatures mean nothing in a model."""
    return evolve(ANYBODY, name=AccountId(name))


def chain(model: Model, world: World) -> Chain:
    """The ledger, as a party follows it."""
    deployment = Deployment(parameters=model.parameters, suite=Suite.TAI, time=0, evidence=Software(), producers=())
    return Chain(deployment=deployment, verifiers=PartySymbolic(model.constants), state=world.ledger)


def node(model: Model, world: World, name: JobId, me: NodeId, work: Work) -> Iterator[Body]:
    """What a node posts in a job that it has done this work in."""
    own = Node(keys=keys(me), chain=chain(model, world), machine=MACHINE, work=Map({name: work}))
    return (body for body in own.bodies() if getattr(body, "job", None) == name)
