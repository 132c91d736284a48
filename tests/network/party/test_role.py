"""What a process begins as, and which payloads it fetches."""

from __future__ import annotations

import pytest
from attrs import evolve

from leo_ref.core.state.job import Task
from leo_ref.network.party.failure import Failure, PartyFailure
from leo_ref.network.party.role import Role, chain_of, is_wanted, party_of
from leo_ref.parties.node import Node
from leo_ref.parties.service_owner import ServiceOwner
from leo_ref.parties.simulator.plan import Plan
from leo_ref.parties.task_owner import TaskOwner
from leo_ref.sealing.imprint import imprint_of
from tests.parties.simulator.deployment import ALICES, BOB, NODES, beginning, deployment, run, software


def test_a_role_is_a_party_at_the_genesis_of_its_ledger() -> None:
    document = beginning(3)
    node = party_of(Role.NODE, NODES[0], document, software(NODES[0]))
    bob = party_of(Role.SERVICE_OWNER, BOB, document, None)
    alice = party_of(Role.TASK_OWNER, ALICES[0], document, None)
    assert (type(node), type(bob), type(alice)) == (Node, ServiceOwner, TaskOwner)
    assert {each.chain.state.height for each in (node, bob, alice)} == {0}
    assert node.chain.state.block_hash == chain_of(document).state.block_hash


def test_a_genesis_document_that_the_rules_refuse_is_named() -> None:
    document = beginning(3)
    with pytest.raises(PartyFailure) as failure:
        chain_of(evolve(document, producers=()))
    assert failure.value.name is Failure.GENESIS_REFUSED


def test_a_node_fetches_what_its_ledger_names_and_nobody_else_fetches_anything() -> None:
    frames = run(deployment(nodes=3), Plan(seed=b"payloads"), 8)
    name, node = NODES[0].name, frames[-1].parties[NODES[0].name]
    assert isinstance(node, Node)
    (service,) = node.chain.state.services.values()
    (task,) = [job for job in node.chain.state.jobs.values() if isinstance(job.terms, Task)]
    assert isinstance(task.terms, Task)
    assert task.open
    named = (service.offer.code, task.terms.data)
    assert all(is_wanted(node, imprint) for imprint in named), name
    assert not is_wanted(node, imprint_of(b"what nobody named"))
    assert not any(is_wanted(frames[-1].parties[keys.name], imprint) for keys in (BOB, ALICES[0]) for imprint in named)
