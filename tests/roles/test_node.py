"""A node as a machine: what it answers, what it keeps, and what strangers cannot make it do."""

from __future__ import annotations

from attrs import evolve
from immutables import Map

from leo_ref.evidence.challenge import nonce_proof
from leo_ref.evidence.log import Log
from leo_ref.ledger import Block
from leo_ref.parameters import Parameters
from leo_ref.roles import attested, executor, monitor
from leo_ref.roles.attested import Attested
from leo_ref.roles.chain import AHEAD_MOST, CANDIDATES_MOST, Chain, advanced, received
from leo_ref.roles.keys import keys_of
from leo_ref.roles.message import (
    LEDGER,
    Announcement,
    Answer,
    Approval,
    Challenge,
    JoinOrder,
    Message,
    Outbox,
    Payload,
    ResultRequest,
)
from leo_ref.roles.monitor import Monitor
from leo_ref.roles.node import AT_FIRST, Node
from leo_ref.roles.producer import block_on, passing, signed
from leo_ref.roles.seat import Seat
from leo_ref.roles.software import SoftwareMachine
from leo_ref.state.evidence import Phase
from leo_ref.state.job import Job, Outcome, Stage
from leo_ref.state.ledger import Account, State
from leo_ref.state.transaction import JoinNode, Statement, Transaction
from leo_ref.values import JobId, NodeId
from leo_ref.verifiers import SoftwareVerifiers
from tests.evidence.bench import BEFORE, EXECUTOR, JOB, MONITOR, OTHER, STATE, TASK_JOB, answer, named, software
from tests.ledger.people import PRODUCERS, deployment

DEPLOYMENT = deployment(Parameters())
READY = evolve(TASK_JOB, stage=Stage.READY, deadline=12, keys=Map(), requested=None)


def chain(job: Job = READY) -> Chain:
    state = evolve(STATE, jobs=Map({JOB: job}))
    return Chain(deployment=DEPLOYMENT, verifiers=SoftwareVerifiers(), state=state)


def seat(job: Job = READY) -> Seat:
    return Seat(EXECUTOR, chain(job), JOB)


def challenge(phase: Phase = Phase.BEFORE, round_number: int = READY.round) -> Challenge:
    proof = nonce_proof(MONITOR.vrf, JOB, round_number, phase)
    return Challenge(job=JOB, round=round_number, phase=phase, monitor=NodeId(MONITOR.name), proof=proof)


def asked(*challenges: Challenge) -> Attested:
    found = Attested()
    for each in challenges:
        found = attested.on_challenge(seat(), found, each)
    return found


def answered(at: Seat, found: Attested, log: Log, sealed: bytes, phases: frozenset[Phase]) -> tuple[Attested, Outbox]:
    _, after, sent = attested.answered(at, software(EXECUTOR), found, log, sealed, phases)
    return after, sent


ALL = frozenset(Phase)
RICH = Account(10**10)


def test_each_question_has_one_answer_for_ever() -> None:
    after, sent = answered(seat(), asked(challenge()), BEFORE, b"", ALL)
    assert [item.to for item in sent] == [MONITOR.name]
    assert answered(seat(), after, (*BEFORE, b"more"), b"", ALL) == (after, ())
    assert attested.repeated(after, challenge()) == sent


def test_a_question_whose_proof_does_not_hold_is_not_kept() -> None:
    forged = evolve(challenge(), proof=bytes(80))
    stranger = evolve(challenge(), monitor=NodeId(named("stranger").hex()))
    not_its_own = evolve(challenge(), monitor=NodeId(OTHER.name))
    other_phase = evolve(challenge(), phase=Phase.AFTER)
    assert asked(forged, stranger, not_its_own, other_phase) == Attested()


def test_a_question_waits_for_its_phase_and_round() -> None:
    early = asked(challenge(Phase.DURING), challenge(Phase.AFTER), challenge(round_number=1))
    assert answered(seat(), early, BEFORE, b"", ALL) == (early, ())
    running = seat(evolve(TASK_JOB, stage=Stage.RUN))
    _, sent = answered(running, early, BEFORE, b"", ALL)
    assert [item.message.evidence.phase for item in sent if isinstance(item.message, Answer)] == [Phase.DURING]


def test_the_clock_goes_forward_with_every_answer() -> None:
    proof = nonce_proof(OTHER.vrf, JOB, READY.round, Phase.BEFORE)
    second = evolve(challenge(), monitor=NodeId(OTHER.name), proof=proof)
    machine, _, sent = attested.answered(seat(), software(EXECUTOR), asked(challenge(), second), BEFORE, b"", ALL)
    assert isinstance(machine, SoftwareMachine)
    assert (machine.clock, len(sent)) == (2, 2)


def as_monitor(job: Job = READY) -> Seat:
    return Seat(MONITOR, chain(job), JOB)


def test_a_monitor_signs_once_and_only_what_passed() -> None:
    after, sent = monitor.on_answer(as_monitor(), Monitor(), Answer(evidence=answer(Phase.BEFORE), sealed=b""))
    assert [item.to for item in sent] == [EXECUTOR.name]
    assert after.approval is not None
    again = monitor.on_answer(as_monitor(), after, Answer(evidence=answer(Phase.BEFORE, clock=8), sealed=b""))
    assert again == (after, ())
    bad, none = monitor.on_answer(as_monitor(), Monitor(), Answer(evidence=answer(Phase.BEFORE, log=()), sealed=b""))
    assert bad.dossier.pieces
    assert (bad.approval, none) == (None, ())


def test_an_executor_keeps_only_statements_that_the_ledger_will_take() -> None:
    signing, _ = monitor.on_answer(as_monitor(), Monitor(), Answer(evidence=answer(Phase.BEFORE), sealed=b""))
    approval = signing.approval
    assert approval is not None
    kept = executor.on_approval(seat(), executor.Executor(), approval)
    assert list(kept.statements) == [NodeId(MONITOR.name)]
    said = approval.statement
    forgeries = [
        evolve(said, monitor=NodeId(OTHER.name)),
        evolve(said, quote=bytes(32)),
        evolve(said, signature=bytes(64)),
        Statement(monitor=NodeId(EXECUTOR.name), quote=said.quote, signature=said.signature),
    ]
    for forged in forgeries:
        refused = executor.on_approval(seat(), executor.Executor(), Approval(job=JOB, statement=forged))
        assert not refused.statements


def test_the_result_goes_to_the_owner_of_a_job_that_is_done_and_to_nobody_else() -> None:
    done = evolve(TASK_JOB, stage=Stage.SETTLED, outcome=Outcome.DONE)
    (sent,) = monitor.on_request(as_monitor(done), b"sealed")
    assert sent.to == "alice"
    for outcome in (None, Outcome.UNDECIDED, Outcome.EXECUTOR_FAULT):
        assert monitor.on_request(as_monitor(evolve(done, outcome=outcome)), b"sealed") == ()
    assert monitor.on_request(as_monitor(done), b"") == ()


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
    said = Statement(monitor=NodeId(MONITOR.name), quote=bytes(32), signature=bytes(64))
    messages: list[Message] = [
        Announcement(job=unknown, node=NodeId(MONITOR.name), proof=b""),
        Approval(job=unknown, statement=said),
        ResultRequest(job=unknown),
        Answer(evidence=evolve(answer(Phase.BEFORE), job=unknown), sealed=b""),
        Approval(job=JOB, statement=said),
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
    work = evolve(AT_FIRST, executor=executor.Executor(log=BEFORE))
    machine = evolve(node(), keys=EXECUTOR, work=Map({JOB: work}))
    machine, first = machine.step(challenge())
    assert [item.to for item in first] == [MONITOR.name]
    assert machine.step(challenge()) == (machine, first)


def test_once_the_result_is_measured_no_question_about_the_run_is_answered() -> None:
    """Its log would show more than the run, and an honest executor would seem to be at fault."""
    running = seat(evolve(TASK_JOB, stage=Stage.RUN, deadline=99))
    own = executor.Executor(log=BEFORE, keys_measured=True, sealed=b"sealed")
    _, sent = answered(running, asked(challenge(Phase.DURING)), own.log, own.sealed, own.phases)
    assert sent == ()


def test_an_executor_waits_for_every_monitor_to_look_in_but_not_beyond_its_window() -> None:
    def watched(found: Attested, deadline: int) -> bool:
        return executor.is_watched(seat(evolve(TASK_JOB, stage=Stage.RUN, deadline=deadline)), found)

    running = seat(evolve(TASK_JOB, stage=Stage.RUN, deadline=99))
    other = nonce_proof(OTHER.vrf, JOB, READY.round, Phase.DURING)
    both = asked(challenge(Phase.DURING), evolve(challenge(Phase.DURING), monitor=NodeId(OTHER.name), proof=other))
    one, _ = answered(running, asked(challenge(Phase.DURING)), BEFORE, b"", ALL)
    all_of_them, _ = answered(running, both, BEFORE, b"", ALL)
    assert not watched(one, 99)
    assert watched(all_of_them, 99)
    assert watched(one, STATE.height + 1)
