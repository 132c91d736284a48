"""The first state (§4): who makes blocks, accounts with LEO, and the first active nodes."""

from __future__ import annotations

from typing import ClassVar, Final

from attrs import frozen
from immutables import Map

from leo_ref.attestation.appraisal import kinds
from leo_ref.attestation.appraisal.kinds import Kind
from leo_ref.core.encoding import digest, encode
from leo_ref.core.parameters import Parameters, fault
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.ledger import Account, State
from leo_ref.core.state.node import Identity, Node, Status
from leo_ref.core.values import AMOUNT_MOST, AccountId, Amount, Count, Credit, Digest, NodeId
from leo_ref.draw.suite import Suite
from leo_ref.ledger import deployment as deployments
from leo_ref.ledger.deployment import Deployment, Producer
from leo_ref.rules.credit import normalised
from leo_ref.rules.verifiers import Verifiers

GENESIS_DOMAIN: Final = "leo/genesis"


@frozen(kw_only=True)
class FirstNode:
    """A node that is active from the start."""

    identity: Identity
    """Its keys and certificates, as in a join."""
    credit: Credit
    """Base units, before all credit is scaled to the total."""


@frozen(kw_only=True)
class Genesis:
    """What a deployment begins with. Credit is scaled to the constant total."""

    kind: ClassVar[str] = "genesis"
    version: ClassVar[int] = 1
    parameters: Parameters
    suite: Suite
    """With which all VRF proofs of the deployment are made."""
    evidence: Kind
    """What evidence of the deployment is made of, and by what it is judged."""
    time: Count
    """When the deployment begins: seconds since 1970."""
    producers: tuple[Producer, ...]
    """Who makes the blocks; heights go round among them."""
    balances: Map[AccountId, Amount]
    """LEO of the first accounts, base units."""
    nodes: Map[NodeId, FirstNode]
    """The first nodes; each has the id of its account."""

    @property
    def deployment(self) -> Deployment:
        """What stays the same in all blocks."""
        return Deployment(
            parameters=self.parameters,
            suite=self.suite,
            time=self.time,
            evidence=self.evidence,
            producers=self.producers,
        )


def genesis_hash(start: Genesis) -> bytes:
    """What stands for the parent of the first block: 32 octets."""
    return digest(GENESIS_DOMAIN, encode(start))


def genesis(verifiers: Verifiers, start: Genesis) -> State | Rejection:
    """The state before the first block, at height 0, or why the deployment cannot begin like this (§3, §4, §5).

    ``verifiers`` are those of the document: ``verifiers_of(start)``. The first nodes are checked as all later ones are.
    Balances are base units of LEO; credit is base units, scaled to ``total_credit`` of the parameters.

    Rejections, in this order: PARAMETER_OUT_OF_RANGE; PRODUCERS_OUT_OF_RANGE, PRODUCER_AGAIN, PARAMETER_OUT_OF_RANGE of
    ``draw_delay``, which is at least the number of producers; POLICY_REGISTERS;
    SUPPLY_TOO_LARGE; for each node by its id IDENTITY_FAILS and EK_IN_USE.
    """
    refusal = fault(start.parameters) or deployments.fault(start.deployment) or kinds.fault(start.evidence)
    if refusal is not None:
        return refusal
    supply = sum(start.balances.values())
    if supply > AMOUNT_MOST:
        return reject(Code.SUPPLY_TOO_LARGE, supply=str(supply))
    backed: dict[Digest, NodeId] = {}
    for name in sorted(start.nodes):
        key = verifiers.endorsed(0, start.nodes[name].identity)
        if isinstance(key, Rejection):
            return reject(Code.IDENTITY_FAILS, node=name, why=key.code.name)
        if key in backed:
            return reject(Code.EK_IN_USE, node=backed[key])
        backed[key] = name
    endorsements = {name: key for key, name in backed.items()}
    held = normalised(start.parameters, Map({name: node.credit for name, node in start.nodes.items()}))
    own = genesis_hash(start)
    return State(
        height=0,
        block_hash=own,
        beacon=own,
        accounts=Map({name: Account(balance) for name, balance in start.balances.items()}),
        nodes=Map(
            {
                name: Node(
                    identity=node.identity,
                    endorsement=endorsements[name],
                    status=Status.ACTIVE if held[name] > 0 else Status.SUSPENDED,
                    credit=held[name],
                    since=0,
                )
                for name, node in start.nodes.items()
            }
        ),
    )
