"""A newcomer with a TPM before attestors with TPMs (§5): nothing is believed, and anybody repeats what was found."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import cast

import pytest
from attrs import define, evolve
from immutables import Map

from leo_ref.adapters.deployment import boot
from leo_ref.adapters.deployment.machine import RealMachine
from leo_ref.adapters.deployment.tpm_machine import Identified
from leo_ref.adapters.deployment.workshop import Workshop
from leo_ref.adapters.tpm.authority import Authority
from leo_ref.adapters.tpm.connection import Tpm, connect
from leo_ref.adapters.tpm.factory import certified_tpm
from leo_ref.adapters.tpm.provision import provision
from leo_ref.adapters.tpm.templates import TEMPLATES, KeyKind
from leo_ref.attestation.appraisal.kinds import Tpm as Evidence
from leo_ref.core.encoding import from_octets, to_octets
from leo_ref.core.keys import Keys
from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.state.job import Job, Join, Outcome
from leo_ref.core.state.ledger import State
from leo_ref.core.state.node import Status
from leo_ref.core.state.transaction import AnswerCredential, ConfirmCandidate, JoinNode, PublishLog
from leo_ref.core.values import CREDIT, NodeId
from leo_ref.draw.keys import secret
from leo_ref.draw.suite import Suite
from leo_ref.ledger import Block, Genesis, apply_block, genesis
from leo_ref.ledger.genesis import FirstNode
from leo_ref.ledger.verifiers import verifiers_of
from leo_ref.parties.chain import Chain
from leo_ref.parties.keys import identity, producer
from leo_ref.parties.message import JoinOrder, Sent
from leo_ref.parties.node import Node
from leo_ref.parties.simulator.plan import Plan
from leo_ref.parties.simulator.simulation import Frame, Start
from tests.parties.simulator.deployment import EVERYBODY, FUNDS, NODES, PARAMS, PRODUCER, run

ATTESTORS = 3
NEWCOMER = NODES[6]
PLAN = Plan(seed=b"joining", delay=(0, 49))


@define
class Machine(RealMachine):
    """A node's TPM; no container is ever made. With a ``victim`` it is FAKE: it shows the other's endorsement key."""

    victim: RealMachine | None = None

    @property
    def certificates(self) -> tuple[bytes, ...]:
        return super().certificates if self.victim is None else self.victim.certificates

    @property
    def endorsement_key(self) -> bytes:
        return super().endorsement_key if self.victim is None else self.victim.endorsement_key


@contextmanager
def booted(authority: Authority, keys: Keys, victim: Machine | None = None) -> Iterator[Machine]:
    """A TPM that was certified, booted and provisioned."""

    def no_power_cycle() -> Tpm:
        raise AssertionError

    with certified_tpm(authority, (KeyKind.ECC,)) as swtpm, connect(swtpm.address, limit=30) as tpm:
        boot.boot(tpm)
        yield Machine(
            tpm=tpm,
            kind=KeyKind.ECC,
            policy=boot.POLICY,
            boot_log=boot.LOG,
            identified=Identified(keys=provision(tpm, KeyKind.ECC), vrf_key=secret(keys.vrf).public_key),
            workshop=cast("Workshop", None),  # a join needs none
            power_cycled=no_power_cycle,
            victim=victim,
        )


def document(authority: Authority, machines: dict[str, Machine]) -> Genesis:
    """A deployment that believes the authority; its time is the clock's, since certificates are of today."""
    names = {keys.name: keys for keys in NODES[:ATTESTORS]}
    return Genesis(
        parameters=evolve(PARAMS, tau=EVERYBODY, enrol_window=3),
        suite=Suite.TAI,
        time=int(time.time()),
        evidence=Evidence(
            policy=boot.POLICY, roots=(authority.certificate,), templates=frozenset({TEMPLATES[KeyKind.ECC]})
        ),
        producers=(producer(PRODUCER),),
        balances=Map(dict.fromkeys((NEWCOMER.name, *names), FUNDS)),
        nodes=Map(
            {
                NodeId(name): FirstNode(identity=identity(keys, machines[name], keys.name), credit=100 * CREDIT)
                for name, keys in names.items()
            }
        ),
    )


def joining(start: Genesis, machines: dict[str, Machine]) -> Start:
    """Everybody, and the newcomer's wish."""
    verifiers = verifiers_of(start)
    state = genesis(verifiers, start)
    assert isinstance(state, State), state
    chain = Chain(deployment=start.deployment, verifiers=verifiers, state=state)
    parties = {
        keys.name: Node(keys=keys, chain=chain, machine=machines[keys.name]) for keys in (*NODES[:ATTESTORS], NEWCOMER)
    }
    return Start(
        deployment=start.deployment,
        producer=PRODUCER,
        verifiers=verifiers,
        state=state,
        parties=Map(parties),
        orders=((250, Sent(NEWCOMER.name, JoinOrder(owner=NEWCOMER.name))),),
    )


def the_join(state: State) -> Job:
    (job,) = (job for job in state.jobs.values() if isinstance(job.terms, Join))
    return job


def kinds(frames: list[Frame]) -> list[str]:
    return [each.body.kind for frame in frames if frame.block is not None for each in frame.block.transactions]


def repeated(octets: bytes, blocks: list[bytes]) -> State:
    """The state that whoever has nothing but genesis document and blocks comes to."""
    start = from_octets(Genesis, octets)
    assert isinstance(start, Genesis)
    verifiers = verifiers_of(start)
    state = genesis(verifiers, start)
    for each in blocks:
        block = from_octets(Block, each)
        assert isinstance(block, Block)
        assert isinstance(state, State)
        state = apply_block(start.deployment, verifiers, state, block)
    assert isinstance(state, State), state
    return state


@contextmanager
def attestors(authority: Authority) -> Iterator[dict[str, Machine]]:
    """Their machines."""
    with ExitStack() as stack:
        yield {keys.name: stack.enter_context(booted(authority, keys)) for keys in NODES[:ATTESTORS]}


def test_a_newcomer_is_admitted_and_anybody_sees_why(authority: Authority) -> None:
    with attestors(authority) as machines, booted(authority, NEWCOMER) as newcomer:
        start = document(authority, {**machines, NEWCOMER.name: newcomer})
        frames = run(joining(start, {**machines, NEWCOMER.name: newcomer}), PLAN, 30)
    end = frames[-1].state
    assert the_join(end).outcome is Outcome.ADMITTED
    there = end.nodes[NodeId(NEWCOMER.name)]
    assert (there.status, there.log) == (Status.ACTIVE, boot.LOG)
    sent = kinds(frames)
    assert sent.count(PublishLog.kind) == ATTESTORS + 1
    assert sent.count(AnswerCredential.kind) == sent.count(ConfirmCandidate.kind) == ATTESTORS
    blocks = [to_octets(frame.block) for frame in frames if frame.block is not None]
    assert repeated(to_octets(start), blocks) == end


def test_whoever_shows_anothers_endorsement_key_is_refused(authority: Authority) -> None:
    """Its own TPM cannot open what was made for the other, which is kept from nothing."""
    with (
        attestors(authority) as machines,
        booted(authority, NEWCOMER) as victim,
        booted(authority, NEWCOMER, victim) as thief,
    ):
        start = document(authority, machines)
        frames = run(joining(start, {**machines, NEWCOMER.name: thief}), PLAN, 30)
    end = frames[-1].state
    assert the_join(end).outcome is Outcome.REFUSED
    assert AnswerCredential.kind not in kinds(frames)
    assert end.nodes[NodeId(NEWCOMER.name)].status is Status.LEFT


def test_an_unknown_authority_and_another_template_are_refused_by_the_ledger_itself(authority: Authority) -> None:
    from leo_ref.adapters.tpm.authority import throw_away_authority

    with attestors(authority) as machines, booted(throw_away_authority("another root"), NEWCOMER) as newcomer:
        start = document(authority, machines)
        frames = run(joining(start, {**machines, NEWCOMER.name: newcomer}), PLAN, 8)
        assert JoinNode.kind not in kinds(frames)
        found = verifiers_of(start).endorsed(3, identity(NEWCOMER, newcomer, NEWCOMER.name))
        assert isinstance(found, Rejection)
        assert found.code is Code.CHAIN_SIGNATURE or found.code is Code.CHAIN_NOT_PINNED
        evidence = start.evidence
        assert isinstance(evidence, Evidence)
        narrow = evolve(start, evidence=evolve(evidence, templates=frozenset({TEMPLATES[KeyKind.RSA]})))
        name = min(narrow.nodes)
        refused = genesis(verifiers_of(narrow), narrow)
        assert isinstance(refused, Rejection)
        assert refused.values == (name, Code.EK_TEMPLATE.name)


@pytest.mark.parametrize("early", [1, 2 * 24 * 3600])
def test_a_certificate_holds_at_the_time_of_its_block(authority: Authority, early: int) -> None:
    with attestors(authority) as machines:
        start = document(authority, machines)
        before = evolve(start, time=start.time - early)
        state = genesis(verifiers_of(before), before)
    assert isinstance(state, State) == (early == 1)
    if isinstance(state, Rejection):
        assert state.values[1] == Code.CERT_NOT_YET_VALID.name
