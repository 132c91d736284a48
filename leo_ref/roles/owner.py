"""What both owners do (§9): follow the ledger, believe or doubt what monitors show, and give a key to the executor."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar, Self

from attrs import evolve, frozen

from leo_ref.ledger import Block
from leo_ref.rejections import Rejection
from leo_ref.roles.chain import Chain, advanced, received, submitted
from leo_ref.roles.keys import Keys
from leo_ref.roles.message import NOTHING, Message, Outbox, Payload, Sent, Witness
from leo_ref.roles.parcel import Parcel
from leo_ref.roles.release import doubt, key_release
from leo_ref.roles.seat import Seat
from leo_ref.state.evidence import Evidence
from leo_ref.state.job import Part
from leo_ref.state.transaction import Body
from leo_ref.values import JobId


@frozen(kw_only=True)
class Owner(ABC):
    """Somebody with something sealed, and its key."""

    part: ClassVar[Part]
    """What is this owner's of a task."""

    keys: Keys
    chain: Chain
    parcel: Parcel | None = None
    """What is sealed, once there is an order."""
    convinced: frozenset[JobId] = frozenset()
    """Jobs whose executor was shown to be as it should."""
    doubted: Rejection | None = None
    """Why the last witness did not convince."""

    @abstractmethod
    def told(self, message: Message) -> Self:
        """The owner after a message that is neither a block nor a witness."""

    @abstractmethod
    def is_needed(self) -> bool:
        """Whether somebody may still be drawn who needs what is sealed; asked once there is an order."""

    def requests(self) -> Outbox:
        """What else the owner sends after a block; asked once there is an order."""
        return NOTHING

    @abstractmethod
    def bodies(self) -> Iterator[Body]:
        """The transactions that are due, the first that the ledger takes to be sent; asked once there is an order."""

    def step(self, message: Message) -> tuple[Self, Outbox]:
        """The owner after a message, and what it sends."""
        match message:
            case Block():
                return self._follow(message)
            case Witness():
                return self._witnessed(message.evidence)
            case _:
                return self.told(message), NOTHING

    def followed(self) -> Self:
        """The owner with what it must remember of the ledger as it stands now."""
        return self

    def after_block(self) -> Outbox:
        """What is sealed for whoever may be drawn, requests, and the transaction that is due."""
        if self.parcel is None:
            return NOTHING
        given = NOTHING
        if self.is_needed():
            payload = Payload(octets=self.parcel.octets)
            given = tuple(Sent(node, payload) for node in sorted(self.chain.state.nodes))
        return given + self.requests() + submitted(self.chain, self.keys, self.bodies())

    def release(self, name: JobId) -> Iterator[Body]:
        """The transaction that gives the key to the job's executor, if it convinced and its own key can be used."""
        if name not in self.convinced:
            return
        assert self.parcel is not None, "it was sealed with the order"
        release = key_release(Seat(self.keys, self.chain, name), self.part, self.parcel.key)
        if release is not None:
            yield release

    def _follow(self, block: Block) -> tuple[Self, Outbox]:
        owner, sent = evolve(self, chain=received(self.chain, block)), NOTHING
        while (chain := advanced(owner.chain)).state is not owner.chain.state:
            owner = evolve(owner, chain=chain).followed()
            sent += owner.after_block()
        return evolve(owner, chain=chain), sent

    def _witnessed(self, piece: Evidence) -> tuple[Self, Outbox]:
        """A monitor shows what it saw: what convinces sends the key out at once, and with each block again."""
        if self.parcel is None or piece.job in self.convinced or piece.job not in self.chain.state.jobs:
            return self, NOTHING
        doubted = doubt(Seat(self.keys, self.chain, piece.job), self.part, piece)
        if doubted is not None:
            return evolve(self, doubted=doubted), NOTHING
        owner = evolve(self, convinced=self.convinced | {piece.job})
        return owner, submitted(owner.chain, owner.keys, owner.bodies())
