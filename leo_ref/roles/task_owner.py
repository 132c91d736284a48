"""The task owner, Alice (§6, §9, §11): posts a task, gives its key to a ready executor, and fetches the result."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve, frozen

from leo_ref.ledger import Block
from leo_ref.rejections import Rejection
from leo_ref.roles.chain import Chain, advanced, received, submitted
from leo_ref.roles.keys import Keys
from leo_ref.roles.message import (
    NOTHING,
    Message,
    Outbox,
    Payload,
    ResultDelivery,
    ResultRequest,
    Sent,
    TaskOrder,
    Witness,
)
from leo_ref.roles.parcel import Parcel, packed
from leo_ref.roles.release import doubt, key_release
from leo_ref.roles.result import Result, unframed
from leo_ref.roles.seat import Seat
from leo_ref.sealing.context import Data
from leo_ref.sealing.result import opened_result, result_digest
from leo_ref.sealing.transport import public_key
from leo_ref.state.evidence import Evidence
from leo_ref.state.job import Outcome, Part, Stage, Task
from leo_ref.state.transaction import Body, PostTask
from leo_ref.values import JobId


@frozen(kw_only=True)
class TaskOwner:
    """One task owner with one task."""

    keys: Keys
    chain: Chain
    order: TaskOrder | None = None
    parcel: Parcel | None = None
    """The sealed data, once there is an order."""
    receiver: bytes = b""
    """To whom the result is to be sealed, once there is an order: an RSA key is validated each time it is read."""
    result: Result | None = None
    convinced: frozenset[JobId] = frozenset()
    """Jobs whose executor was shown to be as it should."""
    doubted: Rejection | None = None
    """Why the last witness did not convince."""

    def ordered(self, order: TaskOrder) -> TaskOwner:
        """The owner with an order."""
        parcel = packed(self.keys, "data key", Data(owner=self.keys.name, service=order.service), order.data)
        return evolve(self, order=order, parcel=parcel, receiver=public_key(self.keys.encryption), result=None)

    def task(self) -> JobId | None:
        """The task's name, once it is on the ledger."""
        assert self.parcel is not None, "a task comes of an order"
        data = self.parcel.digest
        found = [
            name
            for name, job in self.chain.state.jobs.items()
            if isinstance(job.terms, Task) and job.terms.owner == self.keys.name and job.terms.data == data
        ]
        return min(found, default=None)

    def step(self, message: Message) -> tuple[TaskOwner, Outbox]:
        """The owner after a message, and what it sends."""
        if isinstance(message, TaskOrder):
            return self.ordered(message), NOTHING
        if isinstance(message, ResultDelivery):
            return self._received(message), NOTHING
        if isinstance(message, Witness):
            return self._witnessed(message.evidence)
        if not isinstance(message, Block):
            return self, NOTHING
        owner, sent = evolve(self, chain=received(self.chain, message)), NOTHING
        while (chain := advanced(owner.chain)) is not None:
            owner = evolve(owner, chain=chain)
            sent += owner.after_block()
        return owner, sent

    def after_block(self) -> Outbox:
        """Give the data to whoever may be drawn, ask for the result, and send the transaction that is due."""
        if self.order is None:
            return NOTHING
        name = self.task()
        sent = NOTHING
        job = None if name is None else self.chain.state.jobs[name]
        if job is None or job.stage in (Stage.POSTED, Stage.APPLY):
            sent = self._payloads()
        elif name is not None and job.outcome is Outcome.DONE and self.result is None:
            sent = tuple(Sent(node, ResultRequest(job=name)) for node in sorted(job.group))
        return sent + submitted(self.chain, self.keys, self.bodies())

    def _payloads(self) -> Outbox:
        assert self.parcel is not None, "there is a payload once there is an order"
        payload = Payload(octets=self.parcel.octets)
        return tuple(Sent(node, payload) for node in sorted(self.chain.state.nodes))

    def bodies(self) -> Iterator[Body]:
        """The transactions that the owner would send now; the ledger takes the task once its service is there."""
        assert self.order is not None, "an owner without an order sends nothing"
        assert self.parcel is not None, "it was sealed with the order"
        name = self.task()
        if name is None:
            yield PostTask(
                service=self.order.service,
                data=self.parcel.digest,
                key_commitment=self.parcel.commitment,
                result_key=self.receiver,
                requirement=self.order.requirement,
                payment=self.order.payment,
                deposit=self.order.deposit,
                tau=self.order.tau,
            )
        elif name in self.convinced:
            release = key_release(Seat(self.keys, self.chain, name), Part.TASK, self.parcel.key)
            if release is not None:
                yield release

    def _witnessed(self, piece: Evidence) -> tuple[TaskOwner, Outbox]:
        """A monitor shows what it saw: what convinces sends the key out at once, and with each block again."""
        if self.order is None or piece.job in self.convinced or piece.job not in self.chain.state.jobs:
            return self, NOTHING
        doubted = doubt(Seat(self.keys, self.chain, piece.job), Part.TASK, piece)
        if doubted is not None:
            return evolve(self, doubted=doubted), NOTHING
        owner = evolve(self, convinced=self.convinced | {piece.job})
        return owner, submitted(owner.chain, owner.keys, owner.bodies())

    def _received(self, delivery: ResultDelivery) -> TaskOwner:
        """Open what came, if it is the result that the ledger says was asked payment for."""
        if self.order is None or delivery.job != self.task():
            return self
        if result_digest(delivery.sealed) != self.chain.state.jobs[delivery.job].requested:
            return self
        found = opened_result(self.keys.encryption, delivery.job, delivery.sealed)
        return evolve(self, result=None if found is None else unframed(found))
