"""The software quote (§8): the shape of a TPM's quote, signed by an ordinary key and labelled as such."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from attrs import frozen

from leo_ref.attestation.evidence.log import Log, extended
from leo_ref.core.encoding import digest, encode, from_octets, to_octets
from leo_ref.core.rejections import Rejection
from leo_ref.core.signature import public_key, sign, signed
from leo_ref.core.values import AtMost, Count, Digest, Exactly

QUOTE_DOMAIN: Final = "leo/software-quote"
KEY_NAME_DOMAIN: Final = "leo/software-attestation-key"


@frozen(kw_only=True)
class SoftwareQuote:
    """What the machine says of itself in answer to a nonce."""

    kind: ClassVar[str] = "software_quote"
    version: ClassVar[int] = 1
    nonce: Annotated[bytes, AtMost(64)]
    log: Digest
    """The register into which the job log was extended."""
    resets: Count
    """How often the machine was started anew."""
    clock: Count
    """Higher with every quote."""


@frozen(kw_only=True)
class SignedQuote:
    """A quote, its attestation key and that key's signature."""

    kind: ClassVar[str] = "signed_software_quote"
    quote: SoftwareQuote
    attestation_key: Annotated[bytes, Exactly(32)]
    signature: Annotated[bytes, Exactly(64)]


def key_name(attestation_key: bytes) -> bytes:
    """The digest in the name of software's attestation key, 32 octets."""
    return digest(KEY_NAME_DOMAIN, attestation_key.hex())


def quoted(seed: bytes, nonce: bytes, log: Log, resets: int, clock: int) -> bytes:
    """The canonical octets of a quote signed with the attestation key of ``seed``."""
    quote = SoftwareQuote(nonce=nonce, log=extended(log), resets=resets, clock=clock)
    signature = sign(seed, digest(QUOTE_DOMAIN, encode(quote)))
    return to_octets(SignedQuote(quote=quote, attestation_key=public_key(seed), signature=signature))


def read(octets: bytes) -> SignedQuote | Rejection:
    """The quote in these octets; the rejections are those of the encoding (§2)."""
    return from_octets(SignedQuote, octets)


def is_signed(found: SignedQuote) -> bool:
    """Whether the attestation key in it signed the quote."""
    return signed(found.attestation_key, digest(QUOTE_DOMAIN, encode(found.quote)), found.signature)
