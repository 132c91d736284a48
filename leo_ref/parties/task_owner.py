"""The task owner, Alice (§6, §9, §11): posts a task, gives its key to an approved executor, and fetches the result."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from attrs import evolve, frozen

from leo_ref.core.state.job import Outcome, Part, Stage, Task
from leo_ref.core.state.transaction import Body, GiveResult, PostTask
from leo_ref.core.values import JobId
from leo_ref.parties.message import NOTHING, Message, Outbox, ResultDelivery, ResultRequest, Sent, TaskOrder
from leo_ref.parties.owner import Owner
from leo_ref.parties.sealed_payload import packed
from leo_ref.sealing.context import DataContext
from leo_ref.sealing.program_result import ProgramResult, unframed
from leo_ref.sealing.result import opened_result, result_digest
from leo_ref.sealing.transport import public_key


@frozen(kw_only=True)
class TaskOwner(Owner):
    """One task owner with one task."""

    part: ClassVar = Part.TASK

    order: TaskOrder | None = None
    receiver: bytes = b""
    """To whom the result is to be sealed, once there is an order: an RSA key is validated each time it is read."""
    asked: bytes = b""
    """Digest of the sealed result that payment was requested for; the ledger forgets it when the job settles."""
    result: ProgramResult | None = None

    def ordered(self, order: TaskOrder) -> TaskOwner:
        """The owner with an order."""
        sealed_payload = packed(
            self.keys, "data key", DataContext(owner=self.keys.name, service=order.service), order.data
        )
        receiver = public_key(self.keys.encryption)
        return evolve(self, order=order, sealed_payload=sealed_payload, receiver=receiver, asked=b"", result=None)

    def task(self) -> JobId | None:
        """The task's name, once it is on the ledger."""
        assert self.sealed_payload is not None, "a task comes of an order"
        data = self.sealed_payload.imprint
        found = [
            name
            for name, job in self.chain.state.jobs.items()
            if isinstance(job.terms, Task) and job.terms.owner == self.keys.name and job.terms.data == data
        ]
        return min(found, default=None)

    def noting(self, message: Message) -> TaskOwner:
        """An order is taken, and a result; nothing else is for it."""
        match message:
            case TaskOrder():
                return self.ordered(message)
            case ResultDelivery():
                return self._received(message)
            case _:
                return self

    def followed(self) -> TaskOwner:
        """The owner, that knows which result to take, and takes it from the ledger where it is given there."""
        name = self.task() if self.order is not None else None
        if name is None or self.chain.newest is None:
            return self
        asked = self.chain.state.jobs[name].requested
        owner = self if asked is None else evolve(self, asked=asked)
        for each in self.chain.newest.transactions:
            if isinstance(each.body, GiveResult):
                owner = owner._received(ResultDelivery(job=each.body.job, sealed=each.body.result))
        return owner

    def is_needed(self) -> bool:
        """While a node may still be drawn to work on the data."""
        name = self.task()
        return name is None or self.chain.state.jobs[name].stage in (Stage.POSTED, Stage.APPLY)

    def is_own(self, name: JobId) -> bool:
        """Whether the job is the task."""
        return name == self.task()

    def requests(self) -> Outbox:
        """Of each in the group the result, once it is there, until it has come."""
        name = self.task()
        if name is None or self.result is not None or not self.asked:
            return NOTHING
        job = self.chain.state.jobs[name]
        if job.stage is not Stage.CONFIRM and job.outcome is not Outcome.DONE:
            return NOTHING
        wanted = ResultRequest(job=name, asker=self.keys.name)
        return tuple(Sent(node, wanted) for node in sorted(job.group))

    def bodies(self) -> Iterator[Body]:
        """The transactions that the owner would send now; the ledger takes the task once its service is there."""
        assert self.order is not None, "an owner without an order sends nothing"
        assert self.sealed_payload is not None, "it was sealed with the order"
        name = self.task()
        if name is None and not self.chain.takes_jobs:
            return
        if name is None:
            yield PostTask(
                service=self.order.service,
                data=self.sealed_payload.imprint,
                key_commitment=self.sealed_payload.commitment,
                result_key=self.receiver,
                requirement=self.order.requirement,
                payment=self.order.payment,
                deposit=self.order.deposit,
                tau=self.order.tau,
                run_window=self.order.run_window,
                result_limit=self.order.result_limit,
            )
        else:
            yield from self.releases()

    def _received(self, delivery: ResultDelivery) -> TaskOwner:
        """Open what came, if it is the result that the ledger says was asked payment for."""
        if self.result is not None or self.order is None or delivery.job != self.task():
            return self
        if result_digest(delivery.sealed) != self.asked:
            return self
        found = opened_result(self.keys.encryption, delivery.job, delivery.sealed)
        return evolve(self, result=None if found is None else unframed(found))
