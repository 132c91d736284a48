"""Everything that parties send: blocks and transactions, messages between parties, and orders from people."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Protocol, TypeAlias

from attrs import frozen

from leo_ref.core.state.evidence import Evidence, Phase
from leo_ref.core.state.imprint import PAYLOAD_MOST
from leo_ref.core.state.job import Requirement
from leo_ref.core.state.transaction import Transaction
from leo_ref.core.values import AccountId, Amount, AtMost, Count, Digest, JobId, NodeId, ServiceId
from leo_ref.ledger import Block
from leo_ref.sealing.payload import PLAINTEXT_MOST

LEDGER: Final = "ledger"
"""The address of layer one: transactions go there, blocks come from there."""


@frozen(kw_only=True)
class Announcement:
    """A member tells the others that it was drawn (§6)."""

    kind: ClassVar[str] = "announcement"
    job: JobId
    node: NodeId
    proof: Annotated[bytes, AtMost(80)]


@frozen(kw_only=True)
class ChallengeMessage:
    """A monitor asks (§8), off the ledger; the proof is that of its VRF."""

    kind: ClassVar[str] = "challenge"
    job: JobId
    round: Count
    phase: Phase
    monitor: NodeId
    proof: Annotated[bytes, AtMost(80)]


@frozen(kw_only=True)
class AnswerMessage:
    """The executor answers, off the ledger."""

    kind: ClassVar[str] = "answer"
    evidence: Evidence


@frozen(kw_only=True)
class Payload:
    """Sealed code or data, for everybody; it is known by its imprint."""

    kind: ClassVar[str] = "payload"
    octets: Annotated[bytes, AtMost(PAYLOAD_MOST)]


@frozen(kw_only=True)
class ResultRequest:
    """A member or the task owner asks another member for the sealed result (§11)."""

    kind: ClassVar[str] = "result_request"
    job: JobId
    asker: AccountId
    """To whom it is to go."""


@frozen(kw_only=True)
class ResultDelivery:
    """The sealed result, which only the task owner opens."""

    kind: ClassVar[str] = "result_delivery"
    job: JobId
    sealed: Annotated[bytes, AtMost(PAYLOAD_MOST)]


@frozen(kw_only=True)
class JoinOrder:
    """To a node: join, answering to ``owner``."""

    kind: ClassVar[str] = "join_order"
    owner: AccountId


@frozen(kw_only=True)
class OfferOrder:
    """To a service owner: offer this code."""

    kind: ClassVar[str] = "offer_order"
    code: Annotated[bytes, AtMost(PLAINTEXT_MOST)]
    image: Digest
    price: Amount
    bond: Amount
    """What the owner pays in, for as many tasks at once as it is to hold."""
    least_tau: Count = 0
    least_result_limit: Count = 0
    least_time_limit: Count = 0


@frozen(kw_only=True)
class TaskOrder:
    """To a task owner: have the service run on this data, as soon as the service is on the ledger."""

    kind: ClassVar[str] = "task_order"
    service: ServiceId
    data: Annotated[bytes, AtMost(PLAINTEXT_MOST)]
    requirement: Requirement
    payment: Amount
    deposit: Amount
    tau: Count
    run_window: Count = 32
    result_limit: Count = 2**20


@frozen(kw_only=True)
class TransferOrder:
    """To anybody: move LEO to another account."""

    kind: ClassVar[str] = "transfer_order"
    to: AccountId
    amount: Amount


@frozen(kw_only=True)
class WithdrawOrder:
    """To a service owner: offer the service no longer."""

    kind: ClassVar[str] = "withdraw_order"
    service: ServiceId


@frozen(kw_only=True)
class LeaveOrder:
    """To a node: claim no more places, and leave as soon as it has none."""

    kind: ClassVar[str] = "leave_order"


Order: TypeAlias = JoinOrder | OfferOrder | TaskOrder | TransferOrder | WithdrawOrder | LeaveOrder

Message: TypeAlias = (
    Block
    | Transaction
    | Announcement
    | ChallengeMessage
    | AnswerMessage
    | Payload
    | ResultRequest
    | ResultDelivery
    | Order
)


@frozen
class Wake:
    """Time passes: what is still undone is done or sent again. It is not sent; each party has a clock of its own."""


@frozen
class Sent:
    """A message and where it goes: the name of a party, or ``LEDGER``."""

    to: str
    message: Message


Outbox: TypeAlias = tuple[Sent, ...]

NOTHING: Final[Outbox] = ()


class Party(Protocol):
    """Who can be spoken to."""

    def step(self, message: Message | Wake) -> tuple[Party, Outbox]:
        """The party after the message, and what it sends."""
