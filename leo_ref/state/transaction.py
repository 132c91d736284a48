"""The transactions of layer one (§4): what a sender may ask for, and the envelope it is sent in."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, TypeAlias

from attrs import frozen

from leo_ref.encoding import digest, encode
from leo_ref.encoding.canonical import JsonValue
from leo_ref.sealing.imprint import Imprint
from leo_ref.state.evidence import Evidence
from leo_ref.state.job import EncryptionKeys, Part, Requirement, Verdict
from leo_ref.state.node import Identity
from leo_ref.state.service import Offer
from leo_ref.values import AccountId, Amount, AtMost, Count, Digest, Exactly, JobId, NodeId, ServiceId

TRANSACTION_DOMAIN: Final = "leo/transaction"


@frozen(kw_only=True)
class Transfer:
    """Move LEO to another account."""

    kind: ClassVar[str] = "transfer"
    to: AccountId
    amount: Amount


@frozen(kw_only=True)
class OfferService:
    """Offer a service and pay its bond; its id is the transaction's."""

    kind: ClassVar[str] = "offer_service"
    offer: Offer
    bond: Amount


@frozen(kw_only=True)
class WithdrawService:
    """Offer it no longer; running tasks go on, and what they do not hold of the bond goes back."""

    kind: ClassVar[str] = "withdraw_service"
    service: ServiceId


@frozen(kw_only=True)
class PostTask:
    """Post a task and put the payment into escrow; its id is the transaction's."""

    kind: ClassVar[str] = "post_task"
    service: ServiceId
    data: Imprint
    key_commitment: Digest
    result_key: Annotated[bytes, AtMost(1024)]
    """The owner's own key, to which the key of the result is encrypted; nobody but the owner suffers from a bad one."""
    requirement: Requirement
    payment: Amount
    deposit: Amount
    tau: Count
    run_window: Count
    """Blocks that the run may last."""
    result_limit: Count
    """Octets that the sealed result may have."""


@frozen(kw_only=True)
class JoinNode:
    """Ask to become a node under the sender's name; the job's id is the transaction's."""

    kind: ClassVar[str] = "join"
    identity: Identity


@frozen(kw_only=True)
class Leave:
    """Stop being a node; the credit is gone."""

    kind: ClassVar[str] = "leave"


@frozen(kw_only=True)
class Certificates:
    """The TPM's certificates over the encryption keys of a claim."""

    task: Annotated[bytes, AtMost(4096)]
    service: Annotated[bytes, AtMost(4096)]

    def of(self, part: Part) -> bytes:
        """That over the key for the owner of this part."""
        return self.task if part is Part.TASK else self.service


@frozen(kw_only=True)
class Apply:
    """Claim a place in the group."""

    kind: ClassVar[str] = "apply"
    job: JobId
    round: Count
    """The round that the claim is made for; one that comes late is refused, and is not a lie."""
    proof: Annotated[bytes, AtMost(1024)]
    """The VRF proof, 80 octets when it is honest."""
    encryption_keys: EncryptionKeys
    certificates: Certificates


@frozen(kw_only=True)
class Statement:
    """A monitor's ready statement, as the executor passes it on."""

    monitor: NodeId
    quote: Digest
    signature: Annotated[bytes, AtMost(64)]


@frozen(kw_only=True)
class Ready:
    """Post the ready statements."""

    kind: ClassVar[str] = "ready"
    job: JobId
    statements: tuple[Statement, ...]


@frozen(kw_only=True)
class ReleaseKey:
    """Release an owner's key, encrypted to the executor's encryption key."""

    kind: ClassVar[str] = "release_key"
    job: JobId
    part: Part
    key: Annotated[bytes, AtMost(1024)]


@frozen(kw_only=True)
class RequestPayment:
    """The job ran; the digest is that of the sealed result."""

    kind: ClassVar[str] = "request_payment"
    job: JobId
    result: Digest


@frozen(kw_only=True)
class Confirm:
    """Give a verdict, and the evidence it rests on."""

    kind: ClassVar[str] = "confirm"
    job: JobId
    verdict: Verdict
    evidence: tuple[Evidence, ...]


Body: TypeAlias = (
    Transfer
    | OfferService
    | WithdrawService
    | PostTask
    | JoinNode
    | Leave
    | Apply
    | Ready
    | ReleaseKey
    | RequestPayment
    | Confirm
)


@frozen(kw_only=True)
class Transaction:
    """A body in its signed envelope. Replays die on the counter."""

    kind: ClassVar[str] = "transaction"
    version: ClassVar[int] = 1
    sender: AccountId
    counter: Count
    body: Body
    signature: Annotated[bytes, Exactly(64)]


def signing_digest(sender: AccountId, counter: int, body: Body) -> bytes:
    """What the sender signs, and the transaction's id: 32 octets."""
    message: JsonValue = {"sender": sender, "counter": counter, "body": encode(body)}
    return digest(TRANSACTION_DOMAIN, message)
