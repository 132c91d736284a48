"""The service owner, Bob (§6, §9): offers sealed code, gives it to everybody, and its key to a ready executor."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve, frozen

from leo_ref.ledger import Block
from leo_ref.rejections import Rejection
from leo_ref.roles.chain import Chain, advanced, received, submitted
from leo_ref.roles.keys import Keys
from leo_ref.roles.message import NOTHING, Message, OfferOrder, Outbox, Payload, Sent, Witness
from leo_ref.roles.parcel import Parcel, packed
from leo_ref.roles.release import doubt, key_release
from leo_ref.roles.seat import Seat
from leo_ref.sealing.context import Code
from leo_ref.state.evidence import Evidence
from leo_ref.state.job import Part, Stage, Task
from leo_ref.state.service import Offer
from leo_ref.state.transaction import Body, OfferService
from leo_ref.values import JobId, ServiceId


@frozen(kw_only=True)
class ServiceOwner:
    """One service owner with one service."""

    keys: Keys
    chain: Chain
    order: OfferOrder | None = None
    parcel: Parcel | None = None
    """The sealed code, once there is an order."""
    convinced: frozenset[JobId] = frozenset()
    """Jobs whose executor was shown to be as it should."""
    doubted: Rejection | None = None
    """Why the last witness did not convince."""

    def ordered(self, order: OfferOrder) -> ServiceOwner:
        """The owner with an order."""
        parcel = packed(self.keys, "code key", Code(owner=self.keys.name, image=order.image), order.code)
        return evolve(self, order=order, parcel=parcel)

    def offer(self) -> Offer:
        """What goes on the ledger."""
        assert self.order is not None, "an offer comes of an order"
        assert self.parcel is not None, "it was sealed with the order"
        return Offer(
            code=self.parcel.digest,
            image=self.order.image,
            price=self.order.price,
            key_commitment=self.parcel.commitment,
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
            return self.ordered(message), NOTHING
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
        """Give the code to whoever may be drawn, and send the transaction that is due."""
        if self.order is None:
            return NOTHING
        return self._payloads() + submitted(self.chain, self.keys, self.bodies())

    def _witnessed(self, piece: Evidence) -> tuple[ServiceOwner, Outbox]:
        """A monitor shows what it saw: what convinces sends the key out at once, and with each block again."""
        if self.order is None or piece.job in self.convinced or piece.job not in self.chain.state.jobs:
            return self, NOTHING
        doubted = doubt(Seat(self.keys, self.chain, piece.job), Part.SERVICE, piece)
        if doubted is not None:
            return evolve(self, doubted=doubted), NOTHING
        owner = evolve(self, convinced=self.convinced | {piece.job})
        return owner, submitted(owner.chain, owner.keys, owner.bodies())

    def _payloads(self) -> Outbox:
        """The sealed code for every node, while one may still be drawn to run it."""
        service = self.service()
        needed = service is None or any(
            isinstance(job.terms, Task) and job.terms.service == service and job.stage in (Stage.POSTED, Stage.APPLY)
            for job in self.chain.state.jobs.values()
        )
        assert self.parcel is not None, "there is a payload once there is an order"
        payload = Payload(octets=self.parcel.octets)
        return tuple(Sent(node, payload) for node in sorted(self.chain.state.nodes)) if needed else NOTHING

    def bodies(self) -> Iterator[Body]:
        """The transactions that the owner would send now."""
        if self.service() is None:
            yield OfferService(offer=self.offer())
        for name in sorted(self.convinced):
            assert self.parcel is not None, "it was sealed with the order"
            release = key_release(Seat(self.keys, self.chain, name), Part.SERVICE, self.parcel.key)
            if release is not None:
                yield release
