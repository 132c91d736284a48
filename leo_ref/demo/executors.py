"""What an executor may do wrong (§14), for the table of :mod:`leo_ref.demo.faults`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, cast

from attrs import evolve, frozen

from leo_ref.attestation.verifiers.party import PartyVerifiers
from leo_ref.core.rejections import Rejection
from leo_ref.core.state import transaction
from leo_ref.core.state.evidence import Evidence
from leo_ref.core.state.job import Job, Part, Stage, Task
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Body, DisputeKey, GiveResult, Transaction
from leo_ref.core.values import JobId, NodeId
from leo_ref.demo.twist import Twist, leaving_out, tasks
from leo_ref.parties.message import NOTHING, AnswerMessage, Message, Outbox, Party, ResultDelivery, Sent, Wake
from leo_ref.parties.node import Node
from leo_ref.parties.position import Position
from leo_ref.rules.challenge import watched_until
from leo_ref.rules.committee import monitors, weight

STAGES: Final = tuple(Stage)
"""In the order of a job."""


def executed(node: Node) -> list[Job]:
    """The open tasks that the node executes."""
    return [job for _, job in tasks(node.chain) if job.executor == NodeId(node.keys.name)]


@frozen
class Credulous:
    """PartyVerifiers to which all evidence passes; all else is as it is."""

    honest: PartyVerifiers

    def failure(self, _state: State, _name: JobId, _job: Job, _evidence: Evidence) -> Rejection | None:
        """Nothing fails."""
        return None

    def __getattr__(self, name: str) -> Any:  # whatever the honest ones have
        return getattr(self.honest, name)


def brazen(party: Party, outbox: Outbox, _message: Message | Wake) -> tuple[Party, Outbox]:
    """An executor signs and sends whatever its machine shows."""
    assert isinstance(party, Node), party
    chain = party.chain
    if executed(party) and not isinstance(chain.verifiers, Credulous):
        party = evolve(party, chain=evolve(chain, verifiers=cast(PartyVerifiers, Credulous(chain.verifiers))))
    return party, outbox


def vanishing(stage: Stage) -> Twist:
    """An executor says nothing more from a stage of its task on."""

    def twist(party: Party, outbox: Outbox, _message: Message | Wake) -> tuple[Party, Outbox]:
        assert isinstance(party, Node), party
        gone = any(STAGES.index(job.stage) >= STAGES.index(stage) for job in executed(party))
        return party, NOTHING if gone else outbox

    return twist


def deaf_to(some: Callable[[Job], list[NodeId]], *, on_ledger: bool) -> Twist:
    """An executor gives some monitors no answer: off the ledger, or nowhere."""

    def hides(party: Party, item: Sent) -> bool:
        assert isinstance(party, Node), party
        unheard = {node for job in executed(party) for node in some(job)}
        match item.message:
            case AnswerMessage():
                return item.to in unheard
            case Transaction(body=transaction.Answer() as body):
                return not on_ledger and body.evidence.monitor in unheard
            case _:
                return False

    return leaving_out(hides)


def minority(job: Job) -> list[NodeId]:
    """Monitors by name, as many as have less than half of J together."""
    found: list[NodeId] = []
    for node in sorted(monitors(job)):
        if 2 * weight(job, [*found, node]) < weight(job, monitors(job)):
            found.append(node)
    return found


def first(job: Job) -> list[NodeId]:
    """The monitor with the lowest name."""
    return sorted(monitors(job))[:1]


def withholding(*, on_ledger: bool) -> Twist:
    """An executor hands the sealed result to nobody; where ``on_ledger``, it puts it on the ledger once it must."""

    def hides(party: Party, item: Sent) -> bool:
        assert isinstance(party, Node), party
        if not executed(party):
            return False
        posted = item.message.body if isinstance(item.message, Transaction) else None
        return isinstance(item.message, ResultDelivery) or (isinstance(posted, GiveResult) and not on_ledger)

    return leaving_out(hides)


def false_dispute(_node: Node, position: Position) -> Iterator[Body]:
    """As soon as it has the keys an executor disputes Alice's, with an opening that it made up."""
    job, chain = position.job, position.chain
    if job.stage is Stage.RUN and job.executor == position.me and isinstance(job.terms, Task):
        if chain.state.height == watched_until(chain.params, job, job.terms) - chain.params.watch_window:
            yield DisputeKey(job=position.name, part=Part.TASK, opening=(2).to_bytes(256, "big"), piece=None)
