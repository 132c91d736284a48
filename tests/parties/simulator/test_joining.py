"""A newcomer before its attestors (§5): with its keys in one machine it is let in, without it never is."""

from __future__ import annotations

import pytest
from attrs import evolve, frozen
from hypothesis import given, settings
from hypothesis import strategies as st
from immutables import Map

from leo_ref.core.state.credential import Credential
from leo_ref.core.state.job import Job, Join, Outcome
from leo_ref.core.state.ledger import State
from leo_ref.core.state.node import Status
from leo_ref.core.state.transaction import AnswerCredential, ChallengeCandidate, ConfirmCandidate, Transaction
from leo_ref.core.values import Digest, NodeId
from leo_ref.ledger import genesis
from leo_ref.ledger.verifiers import verifiers_of
from leo_ref.parties.chain import Chain
from leo_ref.parties.keys import transaction
from leo_ref.parties.message import JoinOrder, Message, Outbox, Party, Sent, Wake
from leo_ref.parties.node import Node
from leo_ref.parties.simulator.plan import Plan
from leo_ref.parties.simulator.simulation import Frame, Start
from leo_ref.software.endorsement import endorsement_key
from leo_ref.software.machine import SoftwareMachine
from tests.parties.simulator.deployment import EVERYBODY, FUNDS, NODES, PARAMS, PRODUCER, beginning, run, software
from tests.parties.simulator.test_honest import plans

NEWCOMER = NODES[6]
ATTESTORS = 4


@frozen(kw_only=True)
class Borrowed(SoftwareMachine):
    """FAKE: it shows the endorsement key of another machine, whose credentials it cannot open."""

    victim: bytes

    @property
    def endorsement_key(self) -> bytes:
        return endorsement_key(self.victim)


@frozen(kw_only=True)
class Mute(SoftwareMachine):
    """FAKE: a machine whose TPM opens nothing."""

    def activated(self, credential: Credential) -> Digest | None:
        return None


@frozen
class Liar(Party):
    """An attestor whose credentials are junk, though it tells how they were made."""

    inner: Node

    def step(self, message: Message | Wake) -> tuple[Party, Outbox]:
        """As an honest one, but for what it posts."""
        node, sent = self.inner.step(message)
        spoilt = tuple(self.spoilt(each) for each in sent)
        return Liar(node), spoilt

    def spoilt(self, sent: Sent) -> Sent:
        """A credential that its TPM cannot open, in an envelope that is right."""
        message = sent.message
        if not isinstance(message, Transaction) or not isinstance(message.body, ChallengeCandidate):
            return sent
        junk = evolve(message.body.credential, blob=bytes(len(message.body.credential.blob)))
        return Sent(sent.to, transaction(self.inner.keys, message.counter, evolve(message.body, credential=junk)))


def joining(machine: SoftwareMachine, *, liars: int = 0) -> Start:
    """A network of which one machine asks to become a part; every node is drawn to attest."""
    document = evolve(beginning(ATTESTORS), parameters=evolve(PARAMS, tau=EVERYBODY, enrol_window=3))
    verifiers = verifiers_of(document)
    funded = evolve(document, balances=document.balances.set(NEWCOMER.name, FUNDS))
    state = genesis(verifiers, funded)
    assert isinstance(state, State), state
    chain = Chain(deployment=funded.deployment, verifiers=verifiers, state=state)
    nodes = {keys.name: Node(keys=keys, chain=chain, machine=software(keys)) for keys in NODES[:ATTESTORS]}
    parties: dict[str, Party] = {str(name): party for name, party in nodes.items()}
    for keys in NODES[:liars]:
        parties[keys.name] = Liar(nodes[keys.name])
    parties[NEWCOMER.name] = Node(keys=NEWCOMER, chain=chain, machine=machine)
    return Start(
        deployment=funded.deployment,
        producer=PRODUCER,
        verifiers=verifiers,
        state=state,
        parties=Map(parties),
        orders=((250, Sent(NEWCOMER.name, JoinOrder(owner=NEWCOMER.name))),),
    )


def the_join(frames: list[Frame]) -> Job:
    (job,) = (job for job in frames[-1].state.jobs.values() if isinstance(job.terms, Join))
    return job


def posted(frames: list[Frame], kind: type) -> int:
    """How many transactions of a kind the ledger took."""
    blocks = (frame.block for frame in frames if frame.block is not None)
    return sum(isinstance(each.body, kind) for block in blocks for each in block.transactions)


@settings(max_examples=10)
@given(plans())
def test_whoever_has_both_keys_is_admitted(plan: Plan) -> None:
    frames = run(joining(software(NEWCOMER)), plan, 30)
    job, end = the_join(frames), frames[-1].state
    assert job.outcome is Outcome.ADMITTED
    newcomer = end.nodes[NodeId(NEWCOMER.name)]
    assert newcomer.status is Status.ACTIVE
    assert newcomer.credit > 0
    for kind in (ChallengeCandidate, AnswerCredential, ConfirmCandidate):
        assert posted(frames, kind) == ATTESTORS
    for keys in NODES[:ATTESTORS]:
        assert end.balance(keys.name) == FUNDS + (job.terms.deposit - PARAMS.join_fee * job.round) // ATTESTORS
    assert end.balance(NEWCOMER.name) == FUNDS - job.terms.deposit


@pytest.mark.parametrize("machine", [Mute, Borrowed])
@settings(max_examples=5)
@given(plan=plans())
def test_whoever_has_not_is_refused(machine: type[Mute] | type[Borrowed], plan: Plan) -> None:
    kept = software(NEWCOMER)
    fake: SoftwareMachine = Mute(keys=kept.keys, program=kept.program)
    if machine is Borrowed:
        fake = Borrowed(keys=kept.keys, program=kept.program, victim=NODES[7].endorsement)
    frames = run(joining(fake), plan, 30)
    assert the_join(frames).outcome is Outcome.REFUSED
    assert posted(frames, AnswerCredential) == 0
    assert frames[-1].state.nodes[NodeId(NEWCOMER.name)].status is Status.LEFT
    for keys in NODES[:ATTESTORS]:
        assert frames[-1].state.balance(keys.name) > FUNDS, "whoever challenged is paid"


@settings(max_examples=5)
@given(plans(), st.integers(1, 2))
def test_credentials_that_cannot_be_opened_cost_their_makers(plan: Plan, liars: int) -> None:
    frames = run(joining(software(NEWCOMER), liars=liars), plan, 30)
    job, end = the_join(frames), frames[-1].state
    votes = {node: place.j for node, place in job.group.items()}
    honest = sum(votes[NodeId(keys.name)] for keys in NODES[liars:ATTESTORS])
    quorum = 2 * honest > sum(votes.values())
    assert job.outcome is (Outcome.ADMITTED if quorum else Outcome.UNDECIDED)
    for keys in NODES[:liars]:
        assert end.balance(keys.name) == FUNDS - job.terms.deposit
    for keys in NODES[liars:ATTESTORS]:
        assert end.balance(keys.name) >= FUNDS
    assert end.balance(NEWCOMER.name) == FUNDS - (job.terms.deposit if quorum else 0)
