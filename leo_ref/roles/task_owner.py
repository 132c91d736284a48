"""The task owner, Alice (§6, §9, §11): posts a task, gives its key to a ready executor, and fetches the result."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve, frozen

from leo_ref.ledger import Block
from leo_ref.roles.chain import Chain, advanced, received, submitted
from leo_ref.roles.keys import Keys, derived
from leo_ref.roles.message import (
    NOTHING,
    Message,
    Outbox,
    Payload,
    ResultDelivery,
    ResultRequest,
    Sent,
    TaskOrder,
)
from leo_ref.roles.release import key_release
from leo_ref.roles.seat import Seat
from leo_ref.sealing.context import Data
from leo_ref.sealing.payload import commitment, payload_digest, seal
from leo_ref.sealing.result import opened_result, result_digest
from leo_ref.sealing.transport import public_key
from leo_ref.state.job import Job, Outcome, Part, Stage, Task
from leo_ref.state.transaction import Body, PostTask
from leo_ref.values import JobId


@frozen(kw_only=True)
class TaskOwner:
    """One task owner with one task."""

    keys: Keys
    chain: Chain
    order: TaskOrder | None = None
    result: bytes | None = None

    @property
    def key(self) -> bytes:
        """The key of the data."""
        assert self.order is not None, "there is a key once there is data"
        return derived(self.keys.secret, "data key", payload_digest(self.order.data).hex())

    @property
    def sealed(self) -> bytes:
        """The sealed data."""
        assert self.order is not None, "there is a payload once there is data"
        return seal(self.key, Data(owner=self.keys.name, service=self.order.service), self.order.data)

    def task(self) -> JobId | None:
        """The task's name, once it is on the ledger."""
        data = payload_digest(self.sealed)
        found = [
            name
            for name, job in self.chain.state.jobs.items()
            if isinstance(job.terms, Task) and job.terms.owner == self.keys.name and job.terms.data == data
        ]
        return min(found, default=None)

    def step(self, message: Message) -> tuple[TaskOwner, Outbox]:
        """The owner after a message, and what it sends."""
        if isinstance(message, TaskOrder):
            return evolve(self, order=message, result=None), NOTHING
        if isinstance(message, ResultDelivery):
            return self._received(message), NOTHING
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
        return sent + submitted(self.chain, self.keys, self.bodies(name, job))

    def _payloads(self) -> Outbox:
        payload = Payload(octets=self.sealed)
        return tuple(Sent(node, payload) for node in sorted(self.chain.state.nodes))

    def bodies(self, name: JobId | None, job: Job | None) -> Iterator[Body]:
        """The transactions that the owner would send now; the ledger takes the task once its service is there."""
        assert self.order is not None, "an owner without an order sends nothing"
        if name is None or job is None:
            yield PostTask(
                service=self.order.service,
                data=payload_digest(self.sealed),
                key_commitment=commitment(self.key),
                result_key=public_key(self.keys.encryption),
                requirement=self.order.requirement,
                payment=self.order.payment,
                deposit=self.order.deposit,
                tau=self.order.tau,
            )
        elif (release := key_release(Seat(self.keys, self.chain, name), Part.TASK, self.key)) is not None:
            yield release

    def _received(self, delivery: ResultDelivery) -> TaskOwner:
        """Open what came, if it is the result that the ledger says was asked payment for."""
        if self.order is None or delivery.job != self.task():
            return self
        if result_digest(delivery.sealed) != self.chain.state.jobs[delivery.job].requested:
            return self
        return evolve(self, result=opened_result(self.keys.encryption, delivery.job, delivery.sealed))
