"""Crashes, losses and lies: every task settles, deposits come back or are lost by a rule, the honest lose nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import asdict, evolve, frozen
from hypothesis import event, given, settings
from hypothesis import strategies as st
from immutables import Map

from leo_ref.attestation.evidence.envelope import enveloped
from leo_ref.attestation.evidence.log import Log
from leo_ref.attestation.machine import Assignment
from leo_ref.core.keys import Keys, derived
from leo_ref.core.state import transaction as bodies
from leo_ref.core.state.job import Outcome, Part, Stage
from leo_ref.core.state.transaction import Accuse, Body, Confirm, GiveResult, ReleaseKey, Transaction
from leo_ref.core.values import LEO, AccountId, JobId, NodeId
from leo_ref.parties.keys import transaction
from leo_ref.parties.message import (
    LEDGER,
    NOTHING,
    AnswerMessage,
    Message,
    Outbox,
    Party,
    Payload,
    ResultDelivery,
    Sent,
    TaskOrder,
    Wake,
)
from leo_ref.parties.node import Node
from leo_ref.parties.service_owner import ServiceOwner
from leo_ref.parties.simulator.plan import Plan
from leo_ref.parties.simulator.simulation import Frame
from leo_ref.parties.task_owner import TaskOwner
from leo_ref.sealing.imprint import imprint_of
from leo_ref.sealing.transport import seal_to
from leo_ref.software.machine import SoftwareMachine
from tests.parties.simulator.deployment import (
    ALICES,
    BOB,
    DEPOSIT,
    EVERYBODY,
    FUNDS,
    NODES,
    Twist,
    at_its_end,
    at_their_end,
    deployment,
    run,
    the_task,
    the_tasks,
    total,
    with_faulty,
)

HEAVIEST, LIGHTEST = NODES[4], NODES[0]
"""Where everybody is drawn, j is the weight: the heaviest of five nodes executes."""

CLAIMED = 500
"""By then all claims are on the ledger: the task is in block 3, its draw opens with block 4."""

PARTIES = [keys.name for keys in (*NODES[:5], *ALICES, BOB)]


def gain(frames: list[Frame], keys: Keys) -> int:
    """What an account has more than at the start, bonds included."""
    end = frames[-1].state
    bonds = sum(service.bond for service in end.services.values() if service.owner == keys.name)
    return end.balance(keys.name) + bonds - FUNDS


crashes = st.dictionaries(st.sampled_from(PARTIES), st.integers(0, 2400), max_size=6)
storms = st.builds(
    lambda seed, most, drop, duplicate, crashed: Plan(
        seed=seed, delay=(1, most), drop=drop, duplicate=duplicate, crashes=Map(crashed)
    ),
    st.binary(max_size=4),
    st.sampled_from([20, 49, 120, 250]),
    st.sampled_from([0, 30, 250]),
    st.sampled_from([0, 200]),
    crashes,
)


@settings(max_examples=40)
@given(storms, st.sampled_from([8, 20, EVERYBODY]), st.integers(1, 2), st.integers(1, 10**6))
def test_in_any_storm_tasks_settle_and_nobody_who_tried_is_slashed(plan: Plan, tau: int, tasks: int, salt: int) -> None:
    start = deployment(nodes=5, tasks=tasks, tau=tau, salt=salt)
    frames = run(start, plan, 56)
    jobs = the_tasks(frames[-1].state)
    at_stake = {keys.name: 0 for keys in NODES}
    for job in jobs:
        event(job.outcome.value if job.outcome else "open")
        assert job.stage is Stage.SETTLED
        assert job.escrow == 0
        if job.outcome is Outcome.EXECUTOR_FAULT:
            at_stake[AccountId(str(job.executor))] += DEPOSIT
    ended = at_their_end(frames)
    assert len(ended) == len(jobs)
    for job in ended:
        assert not job.liars
        assert not job.provers
    assert all(total(frame.state) == total(start.state) for frame in frames)
    for keys in NODES[:5]:
        assert gain(frames, keys) >= -at_stake[keys.name]
    for alice in ALICES[:tasks]:
        assert gain(frames, alice) in (0, -1 * LEO, -7 * LEO, -10 * LEO)
    blamed = sum(job.outcome is Outcome.SERVICE_FAULT for job in jobs)
    assert gain(frames, BOB) >= -blamed * LEO


@settings(max_examples=15)
@given(st.binary(max_size=4), st.lists(st.tuples(st.sampled_from(NODES[:2]), st.integers(CLAIMED, 2400)), max_size=2))
def test_a_minority_of_crashed_monitors_stops_nothing(seed: bytes, crashed: list[tuple[Keys, int]]) -> None:
    """Of weights 100 to 140 the two lightest monitors are below half of the monitors' J."""
    plan = Plan(seed=seed, crashes=Map({keys.name: time for keys, time in crashed}))
    frames = run(deployment(nodes=5), plan)
    assert the_task(frames).outcome is Outcome.DONE
    for keys in NODES[:5]:
        assert gain(frames, keys) >= 0


def test_an_executor_that_crashes_loses_its_deposit() -> None:
    frames = run(deployment(), Plan(seed=b"1", crashes=Map({str(HEAVIEST.name): 650})))
    assert the_task(frames).outcome is Outcome.EXECUTOR_FAULT
    assert gain(frames, HEAVIEST) == -DEPOSIT


def test_blocks_reach_everybody_through_any_loss() -> None:
    frames = run(deployment(), Plan(seed=b"1", drop=999, duplicate=500), 12)
    for party in frames[-1].parties.values():
        assert isinstance(party, Node | TaskOwner | ServiceOwner)
        assert party.chain.state.height == 12


def replaced(keys: Keys, outbox: Outbox, kind: type[Body], change: Body | None) -> Outbox:
    """The outbox with every transaction of a kind carrying another body, signed anew, or without it."""
    sent: list[Sent] = []
    for item in outbox:
        message = item.message
        if isinstance(message, Transaction) and isinstance(message.body, kind):
            if change is not None:
                sent.append(Sent(LEDGER, transaction(keys, message.counter, change)))
        else:
            sent.append(item)
    return tuple(sent)


def wrong_key(keys: Keys, part: Part) -> Twist:
    """An owner who releases a key that opens nothing."""

    def twist(_message: Message | Wake, party: Party, outbox: Outbox) -> tuple[Party, Outbox]:
        for item in outbox:
            if isinstance(item.message, Transaction) and isinstance(item.message.body, ReleaseKey):
                job = item.message.body.job
                wrong = seal_to(executor_key(party, job, part), bytes(32), derived(keys.secret, "wrong"))
                assert wrong is not None
                body = ReleaseKey(job=job, part=part, key=wrong)
                return party, replaced(keys, outbox, ReleaseKey, body)
        return party, outbox

    return twist


def executor_key(party: Party, name: JobId, part: Part) -> bytes:
    assert isinstance(party, TaskOwner | ServiceOwner)
    job = party.chain.state.jobs[name]
    assert job.executor is not None
    return job.group[job.executor].encryption_keys.of(part)


def withheld(keys: Keys, kind: type[Body]) -> Twist:
    """A party that never sends this transaction."""
    return lambda _message, party, outbox: (party, replaced(keys, outbox, kind, None))


def test_alice_pays_for_a_wrong_key() -> None:
    frames = run(with_faulty(deployment(), ALICES[0], wrong_key(ALICES[0], Part.TASK)), Plan(seed=b"1"))
    assert the_task(frames).outcome is Outcome.OWNER_FAULT
    assert at_its_end(frames).proven is Outcome.OWNER_FAULT
    assert gain(frames, ALICES[0]) == -10 * LEO
    assert (gain(frames, BOB), gain(frames, HEAVIEST)) == (3 * LEO, 3 * LEO)


def test_bob_earns_nothing_by_a_wrong_key() -> None:
    frames = run(with_faulty(deployment(), BOB, wrong_key(BOB, Part.SERVICE)), Plan(seed=b"1"))
    assert the_task(frames).outcome is Outcome.SERVICE_FAULT
    assert not any(service.live for service in frames[-1].state.services.values())
    assert (gain(frames, ALICES[0]), gain(frames, BOB), gain(frames, HEAVIEST)) == (0, -1 * LEO, 0)


def test_of_two_wrong_keys_it_is_that_of_the_task_that_counts() -> None:
    start = with_faulty(deployment(), ALICES[0], wrong_key(ALICES[0], Part.TASK))
    frames = run(with_faulty(start, BOB, wrong_key(BOB, Part.SERVICE)), Plan(seed=b"1"))
    assert the_task(frames).outcome is Outcome.OWNER_FAULT


@pytest.mark.parametrize("place", [0, -1], ids=["first octet", "last octet"])
def test_alice_pays_for_data_that_the_right_key_does_not_open(place: int) -> None:
    """She commits to the sealed octets as they are, so it is a chunk of them that shows it."""

    def twist(message: Message | Wake, party: Party, outbox: Outbox) -> tuple[Party, Outbox]:
        assert isinstance(party, TaskOwner)
        if isinstance(message, TaskOrder) and party.sealed_payload is not None:
            octets = bytearray(party.sealed_payload.octets)
            octets[place] ^= 1
            spoilt = evolve(party.sealed_payload, octets=bytes(octets), imprint=imprint_of(bytes(octets)))
            party = evolve(party, sealed_payload=spoilt)
        return party, outbox

    frames = run(with_faulty(deployment(), ALICES[0], twist), Plan(seed=b"1"))
    assert the_task(frames).outcome is Outcome.OWNER_FAULT
    assert gain(frames, ALICES[0]) == -10 * LEO


@pytest.mark.parametrize(
    ("owner", "outcome", "alice"),
    [(ALICES[0], Outcome.OWNER_FAULT, -10 + 3), (BOB, Outcome.SERVICE_FAULT, 0)],
    ids=["Alice", "Bob"],
)
def test_an_owner_who_keeps_the_key_is_named(owner: Keys, outcome: Outcome, alice: int) -> None:
    frames = run(with_faulty(deployment(), owner, withheld(owner, ReleaseKey)), Plan(seed=b"1"))
    assert the_task(frames).outcome is outcome
    bob = 3 if owner is ALICES[0] else -1
    assert (gain(frames, ALICES[0]), gain(frames, BOB)) == ((alice - max(bob, 0)) * LEO, bob * LEO)


def test_nobody_serves_who_was_not_given_the_payloads() -> None:
    """An owner who keeps the ciphertext can make nobody fail: nobody applies."""

    def twist(_message: Message | Wake, party: Party, outbox: Outbox) -> tuple[Party, Outbox]:
        return party, tuple(item for item in outbox if not isinstance(item.message, Payload))

    frames = run(with_faulty(deployment(), ALICES[0], twist), Plan(seed=b"1"))
    assert the_task(frames).outcome is Outcome.UNFILLED
    assert all(gain(frames, keys) == 0 for keys in NODES)


def rebooting(_message: Message | Wake, party: Party, outbox: Outbox) -> tuple[Party, Outbox]:
    """A node whose machine is started anew once its job runs: nothing that it shows then passes."""
    assert isinstance(party, Node)
    assert isinstance(party.machine, SoftwareMachine)
    if any(own.executor.opened for own in party.work.values()):
        party = evolve(party, machine=evolve(party.machine, resets=1))
    return party, outbox


@frozen(kw_only=True)
class OtherCode(SoftwareMachine):
    """A machine that takes other code than Bob's."""

    def prepared(self, work: Assignment) -> tuple[SoftwareMachine, Log]:
        return super().prepared(evolve(work, code=work.code[:-1] + bytes([work.code[-1] ^ 1])))


def other_code(_message: Message | Wake, party: Party, outbox: Outbox) -> tuple[Party, Outbox]:
    """A node with such a machine."""
    assert isinstance(party, Node)
    machine = party.machine
    if type(machine) is SoftwareMachine:
        party = evolve(party, machine=OtherCode(**asdict(machine, recurse=False)))
    return party, outbox


def posts(item: Sent, kind: type[Body]) -> bool:
    """Whether it is a transaction of this kind."""
    return isinstance(item.message, Transaction) and isinstance(item.message.body, kind)


def without(wrong: Callable[[Sent], bool]) -> Twist:
    """A party that never sends some of it."""
    return lambda _message, party, outbox: (party, tuple(item for item in outbox if not wrong(item)))


def failing(_message: Message | Wake, party: Party, outbox: Outbox) -> tuple[Party, Outbox]:
    """An executor that signs answers about the run that fail."""
    assert isinstance(party, Node)
    sent = []
    for item in outbox:
        if isinstance(item.message, AnswerMessage):
            signed = enveloped(party.keys.account, evolve(item.message.evidence, log=()))
            sent.append(Sent(item.to, AnswerMessage(evidence=signed)))
        else:
            sent.append(item)
    return party, tuple(sent)


keeps_the_result = without(lambda item: isinstance(item.message, ResultDelivery) or posts(item, GiveResult))
shows_nothing = without(lambda item: posts(item, bodies.Show))
answers_nobody = without(lambda item: isinstance(item.message, AnswerMessage) or posts(item, bodies.Answer))
asks_no_pay = without(lambda item: posts(item, bodies.RequestPayment))


@pytest.mark.parametrize(
    ("twist", "released"),
    [
        (rebooting, True),
        (other_code, False),
        (shows_nothing, False),
        (answers_nobody, True),
        (failing, True),
        (asks_no_pay, True),
        (keeps_the_result, True),
    ],
    ids=["reboot", "other code", "not shown", "silence", "failing answers", "no request", "result kept"],
)
def test_a_faulty_executor_loses_its_deposit_and_nobody_else_does(twist: Twist, released: bool) -> None:
    frames = run(with_faulty(deployment(), HEAVIEST, twist), Plan(seed=b"1"))
    job = the_task(frames)
    assert str(job.executor) == HEAVIEST.name
    assert job.outcome is Outcome.EXECUTOR_FAULT
    assert gain(frames, HEAVIEST) == -DEPOSIT
    assert gain(frames, ALICES[0]) == 0
    assert gain(frames, BOB) == (3 * LEO if released else 0)
    assert all(gain(frames, keys) >= 0 for keys in NODES[:4])
    assert not at_its_end(frames).liars


def mute_once_shown(_message: Message | Wake, party: Party, outbox: Outbox) -> tuple[Party, Outbox]:
    """An executor that says nothing to anybody once its machine is shown."""
    assert isinstance(party, Node)
    own = [job for job in the_tasks(party.chain.state) if job.executor == NodeId(party.keys.name)]
    return party, NOTHING if any(job.shown for job in own) else outbox


@settings(max_examples=10)
@given(st.binary(max_size=4), st.integers(1, 49))
def test_an_executor_that_is_silent_after_it_showed_its_machine_has_no_owner_blamed(seed: bytes, most: int) -> None:
    """Owners release by the ledger alone, and monitors are paid for having asked."""
    frames = run(with_faulty(deployment(), HEAVIEST, mute_once_shown), Plan(seed=seed, delay=(1, most)))
    job = at_its_end(frames)
    assert str(job.executor) == HEAVIEST.name
    assert job.outcome is Outcome.EXECUTOR_FAULT
    assert set(job.keys) == set(Part)
    assert (gain(frames, ALICES[0]), gain(frames, BOB), gain(frames, HEAVIEST)) == (0, 3 * LEO, -DEPOSIT)
    assert all(gain(frames, keys) > 0 for keys in NODES[:4])


def test_monitors_that_are_answered_on_the_ledger_alone_confirm_and_are_paid() -> None:
    deaf = without(lambda item: isinstance(item.message, AnswerMessage))
    frames = run(with_faulty(deployment(), HEAVIEST, deaf), Plan(seed=b"1"))
    job = at_its_end(frames)
    assert job.outcome is Outcome.DONE
    assert set(job.confirmed) == set(job.group) - {job.executor}
    assert all(gain(frames, keys) > 0 for keys in NODES[:4])


def test_a_result_that_is_given_on_the_ledger_alone_reaches_everybody_and_costs_the_wages() -> None:
    silent = without(lambda item: isinstance(item.message, ResultDelivery))
    frames = run(with_faulty(deployment(), HEAVIEST, silent), Plan(seed=b"1"))
    job = at_its_end(frames)
    assert job.outcome is Outcome.DONE
    assert set(job.asked) == job.confirmed == set(job.group) - {job.executor}
    assert [gain(frames, keys) for keys in NODES[:4]] == [0] * 4
    alice = frames[-1].parties[ALICES[0].name]
    assert isinstance(alice, TaskOwner)
    assert alice.result is not None


def test_members_hand_on_the_result_that_the_executor_gives_to_one_of_them_alone() -> None:
    chosen = without(lambda item: isinstance(item.message, ResultDelivery) and item.to != LIGHTEST.name)
    frames = run(with_faulty(deployment(), HEAVIEST, chosen), Plan(seed=b"1"))
    job = at_its_end(frames)
    assert job.outcome is Outcome.DONE
    assert not job.asked
    alice = frames[-1].parties[ALICES[0].name]
    assert isinstance(alice, TaskOwner)
    assert alice.result is not None


def accusing(_message: Message | Wake, party: Party, outbox: Outbox) -> tuple[Party, Outbox]:
    """A monitor that accuses by an answer that passes."""
    for item in outbox:
        if isinstance(item.message, Transaction) and isinstance(item.message.body, Confirm):
            honest = item.message.body
            return party, replaced(LIGHTEST, outbox, Confirm, Accuse(job=honest.job, evidence=honest.evidence))
    return party, outbox


def test_a_monitor_that_lies_pays_and_changes_nothing() -> None:
    frames = run(with_faulty(deployment(), LIGHTEST, accusing), Plan(seed=b"1"))
    assert the_task(frames).outcome is Outcome.DONE
    assert at_its_end(frames).liars == {NodeId(LIGHTEST.name)}
    assert gain(frames, LIGHTEST) == -DEPOSIT
    assert gain(frames, HEAVIEST) == 3 * LEO
