"""What a TPM signs about itself, TPMS_ATTEST (TPM 2.0 Library, Part 2, section 10.12.12).

Each kind has a reader of its own, so that no caller can take one kind for another: a certified key is no quote. The
checks are made in the order of the octets, magic and kind first, octets left over last. Magic is what tells a structure
made by the TPM from one that a stranger had it sign: a restricted key signs nothing else that begins with it.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, unique
from struct import Struct
from typing import Final, Generic, TypeVar

from attrs import frozen

from leo_ref.core.rejections import Code, Rejection
from leo_ref.tcg import name as names
from leo_ref.tcg import pcr
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.octets import Cursor, refuse, sized, whole
from leo_ref.tcg.pcr import Selections, Written

MAGIC: Final = 0xFF544347
"""TPM_GENERATED_VALUE."""


@unique
class Kind(Enum):
    """TPM_ST of the structures that are read here (Part 2, section 6.9)."""

    NV = 0x8014
    CERTIFY = 0x8017
    QUOTE = 0x8018
    CREATION = 0x801A
    NV_DIGEST = 0x801C


@frozen
class Counters:
    """By which one boot of a TPM is told from every other, until its owner is cleared."""

    resets: int
    restarts: int

    @property
    def octets(self) -> bytes:
        """Both as TPMS_TIME_INFO has them, one after the other: 8 octets, big-endian."""
        return self.resets.to_bytes(4, "big") + self.restarts.to_bytes(4, "big")


@frozen
class Clock:
    """TPMS_CLOCK_INFO (Part 2, section 10.11.1)."""

    milliseconds: int
    """For which the TPM was powered, since its owner was last cleared; 64 bits."""
    resets: int
    """TPM resets since then; 32 bits."""
    restarts: int
    """Times it was restarted or resumed since the last reset; 32 bits."""
    safe: bool
    """Whether no greater ``milliseconds`` was ever reported; False stays after power was lost."""

    @property
    def counters(self) -> Counters:
        """Of this boot; obscured where the key that signs is in another hierarchy than that of endorsement."""
        return Counters(self.resets, self.restarts)


_CLOCK: Final = Struct(">QIIB")

_USUAL: Final = Struct(">8s34s2s32sQIIBQ10s2s32s")
"""A quote by a key whose name is of SHA-256, as are the question's digest and the values' digest; of one bank."""

_USUAL_HEAD: Final = (
    MAGIC.to_bytes(4, "big") + Kind.QUOTE.value.to_bytes(2, "big") + (2 + Hash.SHA256.size).to_bytes(2, "big")
)
_SHA256: Final = Hash.SHA256.octets
_DIGEST: Final = Hash.SHA256.size.to_bytes(2, "big")


@frozen
class Quote:
    """TPMS_QUOTE_INFO."""

    selections: Selections
    digest: bytes
    """Claimed to be :func:`leo_ref.tcg.pcr.digest` of the selected registers; to be computed again."""


@frozen
class Certified:
    """TPMS_CERTIFY_INFO: a key with this name is loaded in the TPM."""

    name: bytes
    qualified_name: bytes


@frozen
class Created:
    """TPMS_CREATION_INFO: the TPM made the key with this name, and ``creation_hash`` says in which environment."""

    name: bytes
    creation_hash: bytes
    """Digest of TPMS_CREATION_DATA, by the key's name algorithm."""


@frozen
class NvContents:
    """TPMS_NV_CERTIFY_INFO: what an index holds."""

    index: bytes
    """The index's name."""
    offset: int
    contents: bytes


@frozen
class NvDigest:
    """TPMS_NV_DIGEST_CERTIFY_INFO (version 1.59): the digest of all that an index holds."""

    index: bytes
    digest: bytes


Attested = TypeVar("Attested", Quote, Certified, Created, NvContents, NvDigest)


@frozen
class Attest(Generic[Attested]):
    """What all kinds have in common, and the part that is this kind's own."""

    signer: bytes
    """The qualified name of the key that signs; to be computed again from its public area."""
    extra: bytes
    """What the caller asked the TPM to sign along: the nonce, or a digest of it and more."""
    clock: Clock
    firmware: int
    """The vendor's version of the TPM's firmware; 64 bits."""
    attested: Attested


def quote(octets: bytes, likely: Written | None = None) -> Attest[Quote] | Rejection:
    """The quote in ``octets``; with the selections that are ``likely`` it is read faster, and as the same.

    Rejections of this reader and all others: ATTEST_MAGIC, ATTEST_TYPE, ATTEST_NAME, ATTEST_SAFE, ATTEST_TRUNCATED,
    ATTEST_TRAILING; of this one also PCR_COUNT, PCR_BANK, PCR_TOO_HIGH, PCR_SELECT_LENGTH.
    """
    usual = None if likely is None else _usual_quote(octets, likely)
    return _parse(octets, Kind.QUOTE, _read_quote) if usual is None else usual


def certified(octets: bytes) -> Attest[Certified] | Rejection:
    """What TPM2_Certify gives."""
    return _parse(octets, Kind.CERTIFY, _read_certified)


def created(octets: bytes) -> Attest[Created] | Rejection:
    """What TPM2_CertifyCreation gives."""
    return _parse(octets, Kind.CREATION, _read_created)


def nv_contents(octets: bytes) -> Attest[NvContents] | Rejection:
    """What TPM2_NV_Certify gives."""
    return _parse(octets, Kind.NV, _read_nv_contents)


def nv_digest(octets: bytes) -> Attest[NvDigest] | Rejection:
    """What TPM2_NV_Certify gives when asked for nothing of the contents."""
    return _parse(octets, Kind.NV_DIGEST, _read_nv_digest)


def _parse(octets: bytes, kind: Kind, read: Callable[[Cursor], Attested]) -> Attest[Attested] | Rejection:
    def read_all(cursor: Cursor) -> Attest[Attested]:
        magic = cursor.u32()
        if magic != MAGIC:
            refuse(Code.ATTEST_MAGIC, given=magic)
        number = cursor.u16()
        if number != kind.value:
            refuse(Code.ATTEST_TYPE, given=number, expected=kind.value)
        signer = names.read(cursor, Code.ATTEST_NAME)
        extra = cursor.sized()
        clock = _read_clock(cursor)
        firmware = cursor.u64()
        return Attest(signer, extra, clock, firmware, read(cursor))

    return whole(octets, read_all, Code.ATTEST_TRUNCATED, Code.ATTEST_TRAILING)


def _read_clock(cursor: Cursor) -> Clock:
    milliseconds, resets, restarts, safe = cursor.numbers(_CLOCK)
    if safe > 1:
        refuse(Code.ATTEST_SAFE, given=safe)
    return Clock(milliseconds, resets, restarts, safe == 1)


def _read_quote(cursor: Cursor) -> Quote:
    return Quote(pcr.read(cursor), cursor.sized())


def _usual_quote(octets: bytes, likely: Written) -> Attest[Quote] | None:
    """The quote, if all lengths are the usual ones and nothing is wrong; None leaves it to :func:`_parse`.

    No rule is made here, and a port needs nothing of it: it only saves time, as all octets are taken apart at once and
    a known selection is not read.
    """
    if len(octets) != _USUAL.size:
        return None
    head, signer, asked, extra, milliseconds, resets, restarts, safe, firmware, selected, size, digest = _USUAL.unpack(
        octets
    )
    if (head, signer[:2], asked, selected, size) != (_USUAL_HEAD, _SHA256, _DIGEST, likely.octets, _DIGEST) or safe > 1:
        return None
    clock = Clock(milliseconds, resets, restarts, safe == 1)
    return Attest(signer, extra, clock, firmware, Quote(likely.selections, digest))


def _read_certified(cursor: Cursor) -> Certified:
    return Certified(names.read(cursor, Code.ATTEST_NAME), names.read(cursor, Code.ATTEST_NAME))


def _read_created(cursor: Cursor) -> Created:
    return Created(names.read(cursor, Code.ATTEST_NAME), cursor.sized())


def _read_nv_contents(cursor: Cursor) -> NvContents:
    return NvContents(names.read(cursor, Code.ATTEST_NAME), cursor.u16(), cursor.sized())


def _read_nv_digest(cursor: Cursor) -> NvDigest:
    return NvDigest(names.read(cursor, Code.ATTEST_NAME), cursor.sized())


def encode(attest: Attest[Attested]) -> bytes:
    """The octets of a structure whose fields are in range."""
    kind, octets = _encode_attested(attest.attested)
    clock = attest.clock
    return b"".join(
        (
            MAGIC.to_bytes(4, "big"),
            kind.value.to_bytes(2, "big"),
            sized(attest.signer),
            sized(attest.extra),
            clock.milliseconds.to_bytes(8, "big"),
            clock.resets.to_bytes(4, "big"),
            clock.restarts.to_bytes(4, "big"),
            bytes([clock.safe]),
            attest.firmware.to_bytes(8, "big"),
            octets,
        )
    )


def _encode_attested(attested: Quote | Certified | Created | NvContents | NvDigest) -> tuple[Kind, bytes]:
    match attested:
        case Quote(selections, digest):
            return Kind.QUOTE, pcr.encode(selections) + sized(digest)
        case Certified(name, qualified_name):
            return Kind.CERTIFY, sized(name) + sized(qualified_name)
        case Created(name, creation_hash):
            return Kind.CREATION, sized(name) + sized(creation_hash)
        case NvContents(index, offset, contents):
            return Kind.NV, sized(index) + offset.to_bytes(2, "big") + sized(contents)
        case NvDigest(index, digest):
            return Kind.NV_DIGEST, sized(index) + sized(digest)
