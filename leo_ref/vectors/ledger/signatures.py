"""Vectors on signatures (§2): where verifiers of Ed25519 differ from one another, the protocol decides."""

from __future__ import annotations

from hashlib import sha512
from itertools import count
from typing import Final

from attrs import evolve

from leo_ref.core.state.transaction import Transaction, Transfer, signing_digest
from leo_ref.core.values import LEO, AccountId
from leo_ref.draw.edwards import FIELD, IDENTITY, ORDER, multiply_base
from leo_ref.draw.keys import secret
from leo_ref.draw.library import add
from leo_ref.vectors.case import Cases, Family
from leo_ref.vectors.draw.points import TORSION
from leo_ref.vectors.ledger.deployment import ALICE, BOB, start
from leo_ref.vectors.metadata import Source
from leo_ref.vectors.story import Story

PAY: Final = Transfer(to=BOB.account, amount=LEO)
NOT_CANONICAL_IDENTITY: Final = (FIELD + 1).to_bytes(32, "little")
INVALID: Final = "SIGNATURE_INVALID"


def forged(key: bytes, scalar: int, nonce: int, commitment: bytes) -> tuple[Transaction, int]:
    """A transfer under ``key`` with ``commitment`` for R and s = ``nonce`` + h ``scalar``; and h."""
    sender = AccountId(key.hex())
    message = signing_digest(sender, 0, PAY)
    h = int.from_bytes(sha512(commitment + key + message).digest(), "little") % ORDER
    s = (nonce + h * scalar) % ORDER
    signature = commitment + s.to_bytes(32, "little")
    return Transaction(sender=sender, counter=0, body=PAY, signature=signature), h


def forged_where(key: bytes, scalar: int, torsion: bytes, *, vanishes: bool) -> Transaction:
    """The first one whose h makes h times a component of order eight vanish, or not; ``torsion`` is added to R."""
    for nonce in count(1):
        made, h = forged(key, scalar, nonce, add(multiply_base(nonce), torsion))
        if (h % 8 == 0) is vanishes:
            return made
    raise AssertionError


def signatures(story: Story) -> None:
    """Alice's payment, signed in every way that some verifier takes."""
    own = secret(ALICE.seed)
    good = story.signed(ALICE, PAY)
    s = int.from_bytes(good.signature[32:], "little")
    larger = evolve(good, signature=good.signature[:32] + (s + ORDER).to_bytes(32, "little"))
    story.refuse_signed("signature-s-plus-order", "the same signature in other octets", larger, INVALID)

    for name, key in (("identity", IDENTITY), ("not-canonical", NOT_CANONICAL_IDENTITY)):
        anybody, _ = forged(key, 0, 1, multiply_base(1))
        why = "a key of small order: without a check anybody signs for it"
        story.refuse_signed(f"signature-key-{name}", why, anybody, INVALID)
    for name, commitment in (("identity", IDENTITY), ("not-canonical", NOT_CANONICAL_IDENTITY)):
        bare = signed_with(story, own.scalar, commitment)
        why = "R of small order: the equation holds, and s betrays the secret"
        story.refuse_signed(f"signature-r-{name}", why, bare, INVALID)

    order_eight = TORSION[1]
    mixed = add(own.public_key, order_eight)
    why = "a key of mixed order whose component the cofactor would remove: no cofactor is used"
    seen = forged_where(mixed, own.scalar, IDENTITY, vanishes=False)
    story.refuse_signed("signature-key-mixed-order", why, seen, INVALID)
    why = "the same where h is a multiple of eight: the signature holds, and the account has nothing"
    unseen = forged_where(mixed, own.scalar, IDENTITY, vanishes=True)
    story.refuse_signed("signature-key-mixed-order-vanishes", why, unseen, "BALANCE_TOO_LOW")
    why = "R of mixed order, which only a verifier with a cofactor takes"
    other = forged_where(own.public_key, own.scalar, order_eight, vanishes=True)
    story.refuse_signed("signature-r-mixed-order", why, other, INVALID)


def signed_with(story: Story, scalar: int, commitment: bytes) -> Transaction:
    """Alice's next payment with R of small order, for which s = h a solves the equation."""
    good = story.signed(ALICE, PAY)
    message = signing_digest(good.sender, good.counter, PAY)
    h = int.from_bytes(sha512(commitment + bytes.fromhex(good.sender) + message).digest(), "little") % ORDER
    return evolve(good, signature=commitment + (h * scalar % ORDER).to_bytes(32, "little"))


def signature_story() -> Family:
    """The first state, and one payment."""
    cases = Cases("ledger/signatures")
    signatures(Story(cases, start()))
    return cases.family("Signatures of which some verifiers think otherwise.", Source.ATTACK)
