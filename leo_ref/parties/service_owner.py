"""The service owner, Bob (§6, §9): offers sealed code, gives it to everybody, and its key to an approved executor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from attrs import evolve, frozen

from leo_ref.core.state.job import Part, Stage, Task
from leo_ref.core.state.service import Offer
from leo_ref.core.state.transaction import Body, OfferService
from leo_ref.core.values import JobId, ServiceId
from leo_ref.parties.message import Message, OfferOrder
from leo_ref.parties.owner import Owner
from leo_ref.parties.sealed_payload import packed
from leo_ref.sealing.context import CodeContext


@frozen(kw_only=True)
class ServiceOwner(Owner):
    """One service owner with one service."""

    part: ClassVar = Part.SERVICE

    order: OfferOrder | None = None
    withdrawn: frozenset[ServiceId] = frozenset()
    """Services of the same offer that were not live any more when the order came: it is offered anew."""

    def ordered(self, order: OfferOrder) -> ServiceOwner:
        """The owner with an order."""
        sealed_payload = packed(self.keys, "code key", CodeContext(owner=self.keys.name, image=order.image), order.code)
        owner = evolve(self, order=order, sealed_payload=sealed_payload)
        services = self.chain.state.services
        return evolve(owner, withdrawn=frozenset(name for name in owner.services() if not services[name].live))

    def offer(self) -> Offer:
        """What goes on the ledger."""
        assert self.order is not None, "an offer comes of an order"
        assert self.sealed_payload is not None, "it was sealed with the order"
        return Offer(
            code=self.sealed_payload.imprint,
            image=self.order.image,
            price=self.order.price,
            key_commitment=self.sealed_payload.commitment,
            least_tau=self.order.least_tau,
            least_result_limit=self.order.least_result_limit,
            least_time_limit=self.order.least_time_limit,
        )

    def services(self) -> frozenset[ServiceId]:
        """The names of the owner's services that consist of the offer."""
        offer = self.offer()
        return frozenset(
            name
            for name, service in self.chain.state.services.items()
            if service.owner == self.keys.name and service.offer == offer
        )

    def service(self) -> ServiceId | None:
        """The service's name, once it is on the ledger."""
        return min(self.services() - self.withdrawn, default=None)

    def noting(self, message: Message) -> ServiceOwner:
        """An order is taken; nothing else is for it."""
        return self.ordered(message) if isinstance(message, OfferOrder) else self

    def is_needed(self) -> bool:
        """While a node may still be drawn to run the code."""
        services = self.services()
        return self.service() is None or any(
            isinstance(job.terms, Task) and job.terms.service in services and job.stage in (Stage.POSTED, Stage.APPLY)
            for job in self.chain.state.jobs.values()
        )

    def is_own(self, name: JobId) -> bool:
        """Whether the job is a task on the service, or on one of the same offer that was withdrawn."""
        terms = self.chain.state.jobs[name].terms
        return isinstance(terms, Task) and terms.service in self.services()

    def bodies(self) -> Iterator[Body]:
        """The offer until it is on the ledger, then the keys that are due."""
        if self.service() is None:
            assert self.order is not None, "an offer comes of an order"
            yield OfferService(offer=self.offer(), bond=self.order.bond)
        yield from self.releases()
