"""What a process is on a ledger, and the party that it begins as, before it has heard anything."""

from __future__ import annotations

from enum import Enum

from leo_ref.attestation.machine import Machine
from leo_ref.core.keys import Keys
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.imprint import Imprint
from leo_ref.core.state.job import Task
from leo_ref.ledger import Genesis, genesis
from leo_ref.ledger.verifiers import verifiers_of
from leo_ref.network.party.failure import Failure, PartyFailure
from leo_ref.parties.chain import Chain
from leo_ref.parties.message import Party
from leo_ref.parties.node import Node
from leo_ref.parties.service_owner import ServiceOwner
from leo_ref.parties.task_owner import TaskOwner


class Role(Enum):
    """What a party is."""

    NODE = "node"
    SERVICE_OWNER = "service-owner"
    """It offers one service, and releases the key to its code."""
    TASK_OWNER = "task-owner"
    """It posts one task after the other, and opens their results."""


RoleParty = Node | ServiceOwner | TaskOwner


def chain_of(document: Genesis) -> Chain:
    """The ledger at its beginning.

    Raises:
        PartyFailure: GENESIS_REFUSED.
    """
    verifiers = verifiers_of(document)
    state = genesis(verifiers, document)
    if isinstance(state, Rejection):
        raise PartyFailure(Failure.GENESIS_REFUSED, f"{state}.", "Ask another ledger service.")
    return Chain(deployment=document.deployment, verifiers=verifiers, state=state)


def party_of(role: Role, keys: Keys, document: Genesis, machine: Machine | None) -> RoleParty:
    """The party; a node has a machine, and nobody else.

    Raises:
        PartyFailure: GENESIS_REFUSED.
    """
    chain = chain_of(document)
    if role is Role.NODE:
        assert machine is not None, "a node has a machine"
        return Node(keys=keys, chain=chain, machine=machine)
    return (ServiceOwner if role is Role.SERVICE_OWNER else TaskOwner)(keys=keys, chain=chain)


def is_wanted(party: Party, imprint: Imprint) -> bool:
    """Whether a payload is one that the party may need: a node the code of a service and the data of an open task.

    What no ledger names is not fetched, so nobody fills a node's memory for free.
    """
    if not isinstance(party, Node):
        return False
    state = party.chain.state
    if any(service.offer.code == imprint for service in state.services.values()):
        return True
    return any(job.open and isinstance(job.terms, Task) and job.terms.data == imprint for job in state.jobs.values())
