"""The transactions of layer one (§4): what a sender may ask for, and the envelope it is sent in."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, TypeAlias

from attrs import frozen

from leo_ref.core.encoding import digest, encode
from leo_ref.core.encoding.canonical import JsonValue
from leo_ref.core.parameters import RESULT_MOST
from leo_ref.core.state.credential import Credential, Opening
from leo_ref.core.state.evidence import Evidence
from leo_ref.core.state.imprint import PATH_MOST, SEALED_CHUNK, Imprint
from leo_ref.core.state.job import EncryptionKeys, Part, Requirement
from leo_ref.core.state.node import LOG_MOST, Identity
from leo_ref.core.state.service import Offer
from leo_ref.core.values import AccountId, Amount, AtMost, Count, Digest, Elements, Exactly, JobId, NodeId, ServiceId

TRANSACTION_DOMAIN: Final = "leo/transaction"

LONGEST: Final = 2 * RESULT_MOST + 2**16
"""Octets of the longest transaction: the longest result in hexadecimal, and room for everything else."""

VALUES_MOST: Final = 2**10
"""Commas and opening brackets of the octets of a transaction; none that a rule takes has a fifth of that."""


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
class PublishLog:
    """The sender's node publishes the log of its current boot, in the place of an earlier one."""

    kind: ClassVar[str] = "publish_log"
    log: Annotated[bytes, AtMost(LOG_MOST)]


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
class Show:
    """The executor shows its machine before the keys move; a candidate, before it is admitted."""

    kind: ClassVar[str] = "show"
    job: JobId
    evidence: Evidence


@frozen(kw_only=True)
class Approve:
    """A monitor says that it saw what was shown."""

    kind: ClassVar[str] = "approve"
    job: JobId


@frozen(kw_only=True)
class ReleaseKey:
    """Release an owner's key, encrypted to the executor's encryption key."""

    kind: ClassVar[str] = "release_key"
    job: JobId
    part: Part
    key: Annotated[bytes, AtMost(1024)]


@frozen(kw_only=True)
class Piece:
    """A chunk of a sealed payload, with its place and its path to the root."""

    index: Count
    chunk: Annotated[bytes, AtMost(SEALED_CHUNK)]
    path: Annotated[tuple[Digest, ...], Elements(PATH_MOST)]


@frozen(kw_only=True)
class DisputeKey:
    """The executor opens a released key before everybody, to prove that it is not the right one."""

    kind: ClassVar[str] = "dispute_key"
    job: JobId
    part: Part
    opening: Annotated[bytes, Exactly(256)]
    """The RSA preimage of the released ciphertext."""
    piece: Piece | None
    """A chunk that the right key does not open."""


@frozen(kw_only=True)
class Challenge:
    """A monitor asks `during` on the ledger."""

    kind: ClassVar[str] = "challenge"
    job: JobId
    proof: Annotated[bytes, AtMost(80)]
    """The monitor's VRF proof, whose output is the nonce."""


@frozen(kw_only=True)
class Answer:
    """The executor answers a challenge; the evidence names the monitor."""

    kind: ClassVar[str] = "answer"
    job: JobId
    evidence: Evidence


@frozen(kw_only=True)
class Accuse:
    """A monitor shows a signed answer that fails."""

    kind: ClassVar[str] = "accuse"
    job: JobId
    evidence: Evidence


@frozen(kw_only=True)
class RequestPayment:
    """The job ran; the digest is that of the sealed result, and the machine shows that it is clean again."""

    kind: ClassVar[str] = "request_payment"
    job: JobId
    result: Digest
    evidence: Evidence


@frozen(kw_only=True)
class AskResult:
    """A monitor does not hold the sealed result."""

    kind: ClassVar[str] = "ask_result"
    job: JobId


@frozen(kw_only=True)
class GiveResult:
    """The executor puts the sealed result on the ledger."""

    kind: ClassVar[str] = "give_result"
    job: JobId
    result: Annotated[bytes, AtMost(RESULT_MOST)]


@frozen(kw_only=True)
class Confirm:
    """A monitor holds the result and saw the job run: its own answer to `during`."""

    kind: ClassVar[str] = "confirm"
    job: JobId
    evidence: Evidence


@frozen(kw_only=True)
class ChallengeCandidate:
    """An attestor asks whether both keys of a candidate are in one TPM."""

    kind: ClassVar[str] = "challenge_candidate"
    job: JobId
    credential: Credential


@frozen(kw_only=True)
class AnswerCredential:
    """The candidate answers what its TPM found in an attestor's credential."""

    kind: ClassVar[str] = "answer_credential"
    job: JobId
    attestor: NodeId
    answer: Digest


@frozen(kw_only=True)
class ConfirmCandidate:
    """An attestor tells what its credential was made of, so that everybody sees whether it was answered rightly."""

    kind: ClassVar[str] = "confirm_candidate"
    job: JobId
    opening: Opening


Body: TypeAlias = (
    Transfer
    | OfferService
    | WithdrawService
    | PostTask
    | JoinNode
    | Leave
    | PublishLog
    | Apply
    | Show
    | Approve
    | ReleaseKey
    | DisputeKey
    | Challenge
    | Answer
    | Accuse
    | RequestPayment
    | AskResult
    | GiveResult
    | Confirm
    | ChallengeCandidate
    | AnswerCredential
    | ConfirmCandidate
)


@frozen(kw_only=True)
class Transaction:
    """A body in its signed envelope. The counter keeps it from being applied twice."""

    kind: ClassVar[str] = "transaction"
    version: ClassVar[int] = 1
    octets_most: ClassVar[int] = LONGEST
    values_most: ClassVar[int] = VALUES_MOST
    sender: AccountId
    """The account that signs it."""
    counter: Count
    """How many transactions the account has sent before."""
    body: Body
    signature: Annotated[bytes, Exactly(64)]
    """Ed25519, the sender's, over the digest of the three fields above."""


def signing_digest(sender: AccountId, counter: int, body: Body) -> bytes:
    """What the sender signs, and the transaction's id: 32 octets."""
    message: JsonValue = {"sender": sender, "counter": counter, "body": encode(body)}
    return digest(TRANSACTION_DOMAIN, message)
