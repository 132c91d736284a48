"""A node as a machine: what it answers, what it keeps, and what strangers cannot make it do."""

from __future__ import annotations

from attrs import evolve
from immutables import Map

from leo_ref.attestation.evidence.envelope import enveloped
from leo_ref.attestation.evidence.nonce import asking, question
from leo_ref.core.keys import Keys, keys_of
from leo_ref.core.parameters import Parameters
from leo_ref.core.state.evidence import Finding, Phase
from leo_ref.core.state.job import Job, Outcome, Stage
from leo_ref.core.state.ledger import Account, State
from leo_ref.core.state.transaction import Accuse, JoinNode, Transaction
from leo_ref.core.values import AccountId, JobId, NodeId
from leo_ref.ledger import Block
from leo_ref.parties import attested, executor, monitor
from leo_ref.parties.chain import AHEAD_MOST, CANDIDATES_MOST, Chain, advanced, received
from leo_ref.parties.message import (
    LEDGER,
    Announcement,
    AnswerMessage,
    ChallengeMessage,
    JoinOrder,
    Message,
    Payload,
    ResultDelivery,
    ResultRequest,
)
from leo_ref.parties.monitor import Monitor
from leo_ref.parties.node import AT_FIRST, Node
from leo_ref.parties.position import Position
from leo_ref.parties.producer import block_on, passing, signed
from leo_ref.software.machine import Running, SoftwareMachine
from leo_ref.software.verifiers import SoftwareVerifiers
from tests.ledger.participants import PRODUCERS, deployment
from tests.software.one_task import (
    BEFORE,
    DURING,
    EXECUTOR,
    JOB,
    MONITOR,
    OTHER,
    STATE,
    TASK_JOB,
    answer,
    named,
    software,
)

DEPLOYMENT = deployment(Parameters())
RICH = Account(10**10)
READY = evolve(TASK_JOB, stage=Stage.READY, deadline=12, keys=Map(), requested=None)


def chain(job: Job = READY) -> Chain:
    state = evolve(STATE, jobs=Map({JOB: job}))
    return Chain(deployment=DEPLOYMENT, verifiers=SoftwareVerifiers(), state=state)


def position(job: Job = READY) -> Position:
    return Position(EXECUTOR, chain(job), JOB)


RUNNING = evolve(TASK_JOB, stage=Stage.RUN, deadline=60, requested=None, beacon=bytes(64))
"""Payment cannot be requested yet: height 9, and the watch lasts."""


def machine_of(job: Job) -> SoftwareMachine:
    """The executor's, in which the job runs; it quoted once."""
    del job
    return evolve(software(EXECUTOR), clock=1, jobs=Map({JOB: Running(log=DURING)}))


def asked_by(keys: Keys, job: Job = RUNNING) -> bytes:
    return asking(keys.vrf, JOB, job, Phase.DURING, NodeId(keys.name))


OWN = executor.Executor(log=DURING, opened=True, running=True)
ASKS = NodeId(MONITOR.name)


def shown(job: Job) -> Job:
    """The job whose executor has shown its machine."""
    ready = evolve(READY, beacon=bytes(64))
    nonce = question(ready.beacon, JOB, ready.round, Phase.BEFORE, NodeId(EXECUTOR.name))
    _, found = attested.evidence(position(ready), software(EXECUTOR), Phase.BEFORE, nonce, BEFORE, (None, b""))
    return evolve(job, shown=attested.signed(position(ready), found))


SHOWN = shown(RUNNING)


def test_each_question_has_one_answer_for_ever() -> None:
    machine, own = executor.on_challenge(position(SHOWN), machine_of(SHOWN), OWN, ASKS, asked_by(MONITOR, SHOWN))
    assert list(own.answers) == [ASKS]
    machine, again = executor.on_challenge(position(SHOWN), machine, own, ASKS, asked_by(MONITOR, SHOWN))
    assert again == own


def test_a_question_whose_proof_does_not_hold_is_not_answered() -> None:
    forged = [bytes(80), b"", asked_by(OTHER, SHOWN), asking(MONITOR.vrf, JOB, SHOWN, Phase.AFTER, ASKS)]
    stranger = NodeId(named("stranger").hex())
    asked = [(ASKS, proof) for proof in forged] + [(stranger, asked_by(MONITOR, SHOWN))]
    for monitor_name, proof in asked:
        machine = machine_of(SHOWN)
        assert executor.on_challenge(position(SHOWN), machine, OWN, monitor_name, proof) == (machine, OWN)


def test_an_executor_answers_while_the_job_runs_and_at_no_other_time() -> None:
    """After the result its log would show more than the run, and an honest executor would seem to be at fault."""
    for job, own in (
        (evolve(SHOWN, stage=Stage.CONFIRM), OWN),
        (evolve(SHOWN, stage=Stage.KEYS), OWN),
        (SHOWN, evolve(OWN, running=False, sealed=b"sealed")),
    ):
        machine = machine_of(job)
        assert executor.on_challenge(position(job), machine, own, ASKS, asked_by(MONITOR, job)) == (machine, own)


def test_an_executor_signs_nothing_that_fails() -> None:
    own = evolve(OWN, log=(*DURING[:-1], bytes(32)))
    machine = evolve(software(EXECUTOR), clock=1, jobs=Map({JOB: Running(log=own.log)}))
    _, after = executor.on_challenge(position(SHOWN), machine, own, ASKS, asked_by(MONITOR, SHOWN))
    assert not after.answers


def as_monitor(job: Job = SHOWN) -> Position:
    return Position(MONITOR, chain(job), JOB)


def test_a_monitor_keeps_the_first_signed_answer_whatever_it_shows() -> None:
    _, own = executor.on_challenge(position(SHOWN), machine_of(SHOWN), OWN, ASKS, asked_by(MONITOR, SHOWN))
    passing = own.answers[ASKS]
    failing = enveloped(EXECUTOR.account, evolve(passing, log=()))
    unsigned = evolve(passing, signature=bytes(64))
    assert monitor.on_answer(as_monitor(), Monitor(), unsigned) == Monitor()
    good = monitor.on_answer(as_monitor(), Monitor(), passing)
    assert (good.evidence, good.finding) == (passing, Finding.PASS)
    assert monitor.on_answer(as_monitor(), good, failing) == good
    bad = monitor.on_answer(as_monitor(), Monitor(), failing)
    assert (bad.evidence, bad.finding) == (failing, Finding.FAIL)
    (accusation,) = monitor.bodies(as_monitor(), bad)
    assert accusation == Accuse(job=JOB, evidence=failing)


def test_the_moment_of_a_question_is_one_of_the_blocks_of_the_first_part() -> None:
    moments = {monitor.moment(bytes([number]), 4) for number in range(64)}
    assert moments == {0, 1, 2, 3}


def test_the_result_goes_to_members_and_the_owner_and_to_nobody_else() -> None:
    done = evolve(TASK_JOB, stage=Stage.SETTLED, outcome=Outcome.DONE)
    for asker in ("alice", OTHER.name):
        (sent,) = monitor.on_request(as_monitor(done), b"sealed", AccountId(asker))
        assert sent.to == asker
    assert monitor.on_request(as_monitor(done), b"sealed", AccountId("mallory")) == ()
    assert monitor.on_request(as_monitor(done), b"", AccountId("alice")) == ()


def node(keys_name: str = "newcomer") -> Node:
    return Node(keys=keys_of(named(keys_name)), chain=chain(), machine=software(keys_of(named(keys_name))))


def empty_block(state: State) -> Block:
    return block_on(DEPLOYMENT, PRODUCERS[0], state, ())


def test_blocks_apply_in_order_whenever_they_come_and_only_once() -> None:
    start = chain()
    first = empty_block(start.state)
    one = advanced(received(start, first))
    second = empty_block(one.state)
    early = received(start, second)
    assert advanced(early) == early
    assert advanced(received(early, first)).state == one.state
    two = advanced(advanced(received(early, first)))
    assert two.state.height == start.state.height + 2
    assert received(two, first) == two


def test_a_forged_block_is_forgotten_and_the_true_one_taken_whenever_it_comes() -> None:
    start = chain()
    first = empty_block(start.state)
    forged = evolve(first, signature=bytes(64))
    assert received(start, forged) == start
    stranger = block_on(DEPLOYMENT, keys_of(named("stranger")), start.state, ())
    assert received(start, stranger) == start
    wrong = signed(PRODUCERS[0], evolve(first, parent=bytes([9]) * 32))
    waiting = received(start, wrong)
    assert waiting != start, "the producer signed it, and who does not know its parent cannot tell"
    assert advanced(waiting) == start
    assert advanced(received(waiting, first)).state.height == first.height
    assert advanced(received(received(start, first), wrong)).state.height == first.height


def test_so_many_blocks_of_one_height_wait_and_no_more() -> None:
    start = chain()
    following = empty_block(start.state)
    for number in range(CANDIDATES_MOST + 3):
        start = received(start, signed(PRODUCERS[0], evolve(following, parent=bytes([number]) * 32)))
    assert len(start.waiting[following.height]) == CANDIDATES_MOST


def test_a_block_far_ahead_or_with_passes_that_nobody_signed_does_not_wait() -> None:
    """Whoever is not at its turn takes no place of the producer that is."""
    start = chain()
    following = empty_block(start.state)
    far = evolve(following, height=start.state.height + AHEAD_MOST + 1)
    assert received(start, signed(PRODUCERS[0], far)) == start
    near = evolve(following, height=start.state.height + AHEAD_MOST)
    assert received(start, signed(PRODUCERS[0], near)) != start
    unsigned = Map({PRODUCERS[0].name: bytes(64)})
    assert received(start, block_on(DEPLOYMENT, PRODUCERS[0], start.state, (), 1, unsigned)) == start
    passed = Map({PRODUCERS[0].name: passing(PRODUCERS[0], start.state, 0)})
    assert received(start, block_on(DEPLOYMENT, PRODUCERS[0], start.state, (), 1, passed)) != start


def test_a_node_told_to_join_asks_when_a_block_comes() -> None:
    machine, nothing = node().step(JoinOrder(owner=MONITOR.name))
    assert nothing == ()
    funded = evolve(machine.chain.state, accounts=STATE.accounts.set(machine.keys.name, RICH))
    machine = evolve(machine, chain=evolve(machine.chain, state=funded))
    _, sent = machine.step(empty_block(funded))
    assert [item.to for item in sent] == [LEDGER]
    assert isinstance(sent[0].message, Transaction)
    assert isinstance(sent[0].message.body, JoinNode)


def test_messages_about_unknown_jobs_and_garbage_change_nothing() -> None:
    unknown = JobId(named("unknown").hex())
    machine = node()
    messages: list[Message] = [
        Announcement(job=unknown, node=NodeId(MONITOR.name), proof=b""),
        ChallengeMessage(job=unknown, round=1, phase=Phase.DURING, monitor=NodeId(MONITOR.name), proof=b""),
        ResultRequest(job=unknown, asker=MONITOR.name),
        ResultDelivery(job=unknown, sealed=b"sealed"),
        AnswerMessage(evidence=evolve(answer(Phase.BEFORE), job=unknown)),
    ]
    for message in messages:
        assert machine.step(message) == (machine, ())


def test_payloads_are_known_by_what_they_are() -> None:
    machine, _ = node().step(Payload(octets=b"one"))
    machine, _ = machine.step(Payload(octets=b"two"))
    machine, _ = machine.step(Payload(octets=b"one"))
    assert sorted(machine.payloads.values()) == [b"one", b"two"]


def test_a_node_without_the_deposit_does_not_ask_to_join() -> None:
    machine, _ = node().step(JoinOrder(owner=MONITOR.name))
    _, sent = machine.step(empty_block(machine.chain.state))
    assert sent == ()


def test_an_answer_that_may_have_been_lost_is_given_again() -> None:
    work = evolve(AT_FIRST, executor=OWN)
    machine = evolve(node(), keys=EXECUTOR, chain=chain(SHOWN), machine=machine_of(SHOWN), work=Map({JOB: work}))
    asked = ChallengeMessage(
        job=JOB, round=SHOWN.round, phase=Phase.DURING, monitor=ASKS, proof=asked_by(MONITOR, SHOWN)
    )
    machine, first = machine.step(asked)
    assert [item.to for item in first if isinstance(item.message, AnswerMessage)] == [MONITOR.name]
    _, again = machine.step(asked)
    assert again == first
