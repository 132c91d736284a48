"""What both owners do (§9): follow the ledger, hand out what is sealed, and release its key once it is due."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar, Final, Self

from attrs import evolve, frozen

from leo_ref.core.keys import Keys
from leo_ref.core.state.job import Part
from leo_ref.core.state.transaction import Body
from leo_ref.core.values import JobId
from leo_ref.ledger import Block
from leo_ref.parties.chain import Chain, advanced, received
from leo_ref.parties.message import NOTHING, Message, Outbox, Payload, Sent, TransferOrder, Wake, WithdrawOrder
from leo_ref.parties.outstanding import Outstanding, added, after_block
from leo_ref.parties.position import Position
from leo_ref.parties.posting import Posting, posted
from leo_ref.parties.release import key_release
from leo_ref.parties.sealed_payload import SealedPayload
from leo_ref.rules.duty import owner_duties

NO_POSTING: Final = Posting()


@frozen(kw_only=True)
class Owner(ABC):
    """Somebody with something sealed, and its key."""

    part: ClassVar[Part]
    """What is this owner's of a task."""

    keys: Keys
    chain: Chain
    sealed_payload: SealedPayload | None = None
    """What is sealed, once there is an order."""
    posting: Posting = NO_POSTING
    outstanding: Outstanding = ()
    """Transactions that people ordered, until the ledger has them."""

    @abstractmethod
    def noting(self, message: Message) -> Self:
        """The owner after a message that is no block."""

    @abstractmethod
    def is_needed(self) -> bool:
        """Whether somebody may still be drawn who needs what is sealed; asked once there is an order."""

    @abstractmethod
    def is_own(self, name: JobId) -> bool:
        """Whether the key of what is sealed is one of a job's; asked once there is an order."""

    def requests(self) -> Outbox:
        """What else the owner sends; asked once there is an order."""
        return NOTHING

    @abstractmethod
    def bodies(self) -> Iterator[Body]:
        """The transactions that are due; asked once there is an order."""

    def step(self, message: Message | Wake) -> tuple[Self, Outbox]:
        """The owner after a message, and what it sends."""
        match message:
            case Block():
                return self._follow(message)
            case Wake():
                return self.acting()
            case TransferOrder() | WithdrawOrder():
                return evolve(self, outstanding=added(self.outstanding, message)), NOTHING
            case _:
                return self.noting(message), NOTHING

    def followed(self) -> Self:
        """The owner with what it must remember of the newest block."""
        return self

    def acting(self) -> tuple[Self, Outbox]:
        """What is sealed for whoever may be drawn, requests, and the transactions that are due or were ordered."""
        sent, due = NOTHING, self.outstanding
        if self.sealed_payload is not None:
            due = (*self.bodies(), *due)
            if self.is_needed():
                payload = Payload(octets=self.sealed_payload.octets)
                sent = tuple(Sent(node, payload) for node in sorted(self.chain.state.nodes))
            sent += self.requests()
        owner = evolve(self, posting=posted(self.chain, self.keys, self.posting, due))
        return owner, sent + owner.posting.outbox

    def releases(self) -> Iterator[Body]:
        """The keys that are due: to executors, in the encryption keys of their claims, by the ledger alone (§9)."""
        assert self.sealed_payload is not None, "it was sealed with the order"
        for name, job in sorted(self.chain.state.jobs.items()):
            if self.part in owner_duties(job, self.keys.name) and self.is_own(name):
                release = key_release(Position(self.keys, self.chain, name), self.part, self.sealed_payload.key)
                if release is not None:
                    yield release

    def _follow(self, block: Block) -> tuple[Self, Outbox]:
        owner, height = evolve(self, chain=received(self.chain, block)), self.chain.state.height
        while (chain := advanced(owner.chain)).state is not owner.chain.state:
            left = after_block(owner.outstanding, owner.keys, chain)
            owner = evolve(owner, chain=chain, outstanding=left).followed()
        owner = evolve(owner, chain=chain)
        return owner.acting() if owner.chain.state.height > height else (owner, NOTHING)
