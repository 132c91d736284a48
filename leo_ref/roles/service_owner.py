"""The service owner, Bob (§6, §9): offers sealed code, gives it to everybody, and its key to a ready executor."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve, frozen

from leo_ref.ledger import Block
from leo_ref.roles.chain import Chain, advanced, received, submitted
from leo_ref.roles.keys import Keys, derived
from leo_ref.roles.message import NOTHING, Message, OfferOrder, Outbox, Payload, Sent
from leo_ref.roles.release import key_release
from leo_ref.roles.seat import Seat
from leo_ref.sealing.context import Code
from leo_ref.sealing.payload import commitment, payload_digest, seal
from leo_ref.state.job import Part, Stage, Task
from leo_ref.state.service import Offer
from leo_ref.state.transaction import Body, OfferService
from leo_ref.values import ServiceId


@frozen(kw_only=True)
class ServiceOwner:
    """One service owner with one service."""

    keys: Keys
    chain: Chain
    order: OfferOrder | None = None

    @property
    def key(self) -> bytes:
        """The key of the code."""
        assert self.order is not None, "there is a key once there is code"
        return derived(self.keys.secret, "code key", payload_digest(self.order.code).hex())

    @property
    def sealed(self) -> bytes:
        """The sealed code."""
        assert self.order is not None, "there is a payload once there is code"
        return seal(self.key, Code(owner=self.keys.name, image=self.order.image), self.order.code)

    def offer(self) -> Offer:
        """What goes on the ledger."""
        assert self.order is not None, "there is an offer once there is code"
        return Offer(
            code=payload_digest(self.sealed),
            image=self.order.image,
            price=self.order.price,
            key_commitment=commitment(self.key),
        )

    def service(self) -> ServiceId | None:
        """The service's name, once it is on the ledger."""
        offer = self.offer()
        found = [
            name
            for name, service in self.chain.state.services.items()
            if service.owner == self.keys.name and service.offer == offer
        ]
        return min(found, default=None)

    def step(self, message: Message) -> tuple[ServiceOwner, Outbox]:
        """The owner after a message, and what it sends."""
        if isinstance(message, OfferOrder):
            return evolve(self, order=message), NOTHING
        if not isinstance(message, Block):
            return self, NOTHING
        owner, sent = evolve(self, chain=received(self.chain, message)), NOTHING
        while (chain := advanced(owner.chain)) is not None:
            owner = evolve(owner, chain=chain)
            sent += owner.after_block()
        return owner, sent

    def after_block(self) -> Outbox:
        """Give the code to whoever may be drawn, and send the transaction that is due."""
        if self.order is None:
            return NOTHING
        return self._payloads() + submitted(self.chain, self.keys, self.bodies())

    def _payloads(self) -> Outbox:
        """The sealed code for every node, while one may still be drawn to run it."""
        service = self.service()
        needed = service is None or any(
            isinstance(job.terms, Task) and job.terms.service == service and job.stage in (Stage.POSTED, Stage.APPLY)
            for job in self.chain.state.jobs.values()
        )
        payload = Payload(octets=self.sealed)
        return tuple(Sent(node, payload) for node in sorted(self.chain.state.nodes)) if needed else NOTHING

    def bodies(self) -> Iterator[Body]:
        """The transactions that the owner would send now."""
        service = self.service()
        if service is None:
            yield OfferService(offer=self.offer())
        for name in sorted(self.chain.state.jobs):
            seat = Seat(self.keys, self.chain, name)
            if isinstance(seat.job.terms, Task) and seat.job.terms.service == service:
                release = key_release(seat, Part.SERVICE, self.key)
                if release is not None:
                    yield release
