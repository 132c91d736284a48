"""What a party may do wrong, as a twist on what it would honestly do; each is one of the attacks of §14.

A twist sees a party after its step and what it is about to send, and gives both back changed. Whoever executes or
monitors is only known once the group is closed, so every node is twisted, and acts when it finds itself in its part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias

from attrs import evolve, frozen
from immutables import Map

from leo_ref.evidence.envelope import enveloped
from leo_ref.roles import member
from leo_ref.roles.chain import Chain
from leo_ref.roles.keys import Keys, derived, transaction
from leo_ref.roles.machine import Question
from leo_ref.roles.message import LEDGER, NOTHING, Answer, Message, Outbox, Party, Sent, Witness
from leo_ref.roles.node import Node
from leo_ref.roles.owner import Owner
from leo_ref.roles.seat import Seat
from leo_ref.rules.committee import monitors, weight
from leo_ref.rules.release import key_owner
from leo_ref.sealing.transport import seal_to
from leo_ref.state.evidence import Phase
from leo_ref.state.job import Job, Part, Stage, Task, Verdict
from leo_ref.state.transaction import Apply, Body, Confirm, ReleaseKey, Transaction
from leo_ref.story.cast import Cast
from leo_ref.story.choice import Chooser
from leo_ref.values import JobId, NodeId

LATE: Final = 30
"""Ticks: longer than any message takes, and shorter than from block to block."""

STAGES: Final = tuple(Stage)
"""In the order of a job."""

Twist: TypeAlias = Callable[[Party, Outbox], tuple[Party, Outbox]]


@frozen
class Faulty:
    """A party with a twist."""

    inner: Party
    twist: Twist

    def step(self, message: Message) -> tuple[Faulty, Outbox]:
        """What the party does, twisted."""
        party, outbox = self.twist(*self.inner.step(message))
        return evolve(self, inner=party), outbox


def tasks(chain: Chain) -> Iterator[tuple[JobId, Job]]:
    """The tasks on the ledger."""
    for name, job in chain.state.jobs.items():
        if isinstance(job.terms, Task):
            yield name, job


def posting(outbox: Outbox, kind: type[Body], keys: Keys, change: Callable[[Body], Body | None]) -> Outbox:
    """The outbox with the bodies of one kind changed and signed anew, or left out."""
    changed: list[Sent] = []
    for item in outbox:
        posted = item.message
        if not isinstance(posted, Transaction) or not isinstance(posted.body, kind):
            changed.append(item)
        elif (body := change(posted.body)) is not None:
            changed.append(evolve(item, message=transaction(keys, posted.counter, body)))
    return tuple(changed)


# --- nodes ------------------------------------------------------------------------------------------------------------


def forged_claim(party: Party, outbox: Outbox) -> tuple[Party, Outbox]:
    """Whoever was not drawn for a task claims a place all the same, with the proof of a draw that it lost."""
    assert isinstance(party, Node), party
    sent = list(outbox)
    for name, job in tasks(party.chain):
        seat, drawn = Seat(party.keys, party.chain, name), party.work[name].member if name in party.work else None
        if drawn is None or job.stage is not Stage.APPLY or seat.me not in job.snapshot or seat.me in job.liars:
            continue
        if drawn.round == job.round and not drawn.proof:
            lost = evolve(drawn, proof=member.proved(seat))
            machine, claiming = member.claiming(seat, party.machine, lost)
            claim = member.application(seat, claiming)
            assert isinstance(claim, Apply), "a place is open"
            counter = party.chain.state.accounts[party.keys.name].counter
            sent.append(Sent(LEDGER, transaction(party.keys, counter, claim)))
            party = evolve(party, machine=machine)
    return party, tuple(sent)


def monitor_lies(party: Party, outbox: Outbox) -> tuple[Party, Outbox]:
    """The monitor with the lowest name says FAIL, whatever its evidence shows."""
    assert isinstance(party, Node), party
    chosen = {name for name, job in tasks(party.chain) if min(monitors(job), default=None) == NodeId(party.keys.name)}

    def lie(body: Body) -> Body:
        assert isinstance(body, Confirm)
        return evolve(body, verdict=Verdict.FAIL) if body.job in chosen else body

    return party, posting(outbox, Confirm, party.keys, lie)


def answers_some(party: Party, outbox: Outbox) -> tuple[Party, Outbox]:
    """An executor does not answer some monitors after the run: as many as are no quorum."""
    assert isinstance(party, Node), party
    deaf = {name: unheard(job) for name, job in tasks(party.chain)}

    def goes(item: Sent) -> bool:
        answer = item.message
        if not isinstance(answer, Answer) or answer.evidence.phase is not Phase.AFTER:
            return True
        return item.to not in deaf.get(answer.evidence.job, ())

    return party, tuple(item for item in outbox if goes(item))


def unheard(job: Job) -> list[NodeId]:
    """Monitors by name, as many as have less than half of J together."""
    found: list[NodeId] = []
    for node in sorted(monitors(job)):
        if 2 * weight(job, [*found, node]) < weight(job, monitors(job)):
            found.append(node)
    return found


def vanishing(stage: Stage) -> Twist:
    """An executor says nothing more from a stage of its task on."""

    def twist(party: Party, outbox: Outbox) -> tuple[Party, Outbox]:
        assert isinstance(party, Node), party
        own = [job for _, job in tasks(party.chain) if job.executor == NodeId(party.keys.name)]
        gone = any(job.open and STAGES.index(job.stage) >= STAGES.index(stage) for job in own)
        return party, NOTHING if gone else outbox

    return twist


def impostor(party: Party, outbox: Outbox) -> tuple[Party, Outbox]:
    """Of the monitors that made a statement the lowest name asks both owners for the keys, with a quote of its own TPM.

    What honest monitors show is late, so that the owners see this first.
    """
    assert isinstance(party, Node), party
    sent = [evolve(item, after=LATE) if isinstance(item.message, Witness) else item for item in outbox]
    for name, job in tasks(party.chain):
        is_chosen = min(job.ready, default=None) == NodeId(party.keys.name)
        if job.stage is not Stage.KEYS or not isinstance(job.terms, Task) or not is_chosen or name not in party.work:
            continue
        (piece,) = [piece for piece in party.work[name].monitor.dossier.pieces if piece.phase is Phase.BEFORE]
        asked = Question(job=name, round=job.round, phase=piece.phase, monitor=piece.monitor, nonce=bytes(64))
        machine, quote = party.machine.shown(asked, ())
        own = enveloped(party.keys.account, evolve(piece, quote=quote, log=()))
        sent += [Sent(key_owner(job.terms, part), Witness(evidence=own)) for part in Part]
        party = evolve(party, machine=machine)
    return party, tuple(sent)


# --- owners -----------------------------------------------------------------------------------------------------------


def withholds(keys: Keys) -> Twist:
    """An owner never releases its key."""
    return lambda party, outbox: (party, posting(outbox, ReleaseKey, keys, lambda _body: None))


def wrong_key(keys: Keys) -> Twist:
    """An owner releases another key than the one it committed to."""

    def twist(party: Party, outbox: Outbox) -> tuple[Party, Outbox]:
        def change(body: Body) -> Body:
            assert isinstance(body, ReleaseKey)
            job = owner_of(party).chain.state.jobs[body.job]
            assert job.executor is not None, "keys are for executors"
            wrong = derived(keys.secret, "another key", body.job)
            seed = derived(keys.secret, "another seed", body.job)
            carried = seal_to(job.group[job.executor].encryption_keys.of(body.part), wrong, seed)
            assert carried is not None, "the right one could be sealed to it"
            return evolve(body, key=carried)

        return party, posting(outbox, ReleaseKey, keys, change)

    return twist


NODE_FAULTS: Final[Mapping[str, Twist]] = {
    "forged-claim": forged_claim,
    "monitor-lies": monitor_lies,
    "executor-answers-some": answers_some,
    "executor-vanishes-before-keys": vanishing(Stage.KEYS),
    "executor-vanishes-after-keys": vanishing(Stage.RUN),
    "key-to-wrong-executor": impostor,
}


def twisted(actors: Cast, parties: Map[str, Party], fault: str) -> Map[str, Party]:
    """The parties with a fault of :mod:`leo_ref.story.catalogue` that is no machine's."""
    own = {
        "alice-withholds": (actors.alice, withholds),
        "bob-withholds": (actors.bob, withholds),
        "alice-wrong-key": (actors.alice, wrong_key),
        "bob-wrong-key": (actors.bob, wrong_key),
    }
    if fault in own:
        keys, twist = own[fault]
        return parties.set(keys.name, Faulty(parties[keys.name], twist(keys)))
    for keys in actors.nodes:
        parties = parties.set(keys.name, Faulty(parties[keys.name], NODE_FAULTS[fault]))
    return parties


def owner_of(party: Party) -> Owner:
    """The owner in a party, whatever it is wrapped in."""
    while isinstance(party, Faulty | Chooser):
        party = party.inner
    assert isinstance(party, Owner), party
    return party
