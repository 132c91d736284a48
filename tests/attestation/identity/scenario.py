"""One chain of certificates and how it must end; the authorities and tools with which such chains are made."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from attrs import frozen
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ObjectIdentifier

from leo_ref.tcg import public as publics
from leo_ref.tcg.public import EccKey, RsaKey
from leo_ref.vectors.identity.participants import seed
from leo_ref.vectors.identity.recorded import OCTETS
from tests.attestation.identity.authority import Authority, Draft, EndorsementKey, authority_draft, endorsement_draft

WHERE = Path(__file__).parents[3] / "leo_ref" / "vectors" / "recorded" / "certificates.json"

AT: Final = 1_800_000_000
"""2027-01-15."""

EARLY: Final = datetime(2020, 6, 1, tzinfo=UTC)
LATE: Final = datetime(2026, 6, 1, tzinfo=UTC)
"""Before ``AT``."""

OK: Final = "OK"


def private_key(what: str) -> ec.EllipticCurvePrivateKey:
    """A key of P-256 that everybody may know."""
    return ec.derive_private_key(int.from_bytes(seed(what), "big"), ec.SECP256R1())


def recorded_key(name: str) -> EndorsementKey:
    """The endorsement key of the recorded software TPM."""
    public = publics.parse(OCTETS[name])
    assert isinstance(public, publics.Public), public
    match public.key:
        case RsaKey(_, _, modulus):
            return rsa.RSAPublicNumbers(65537, int.from_bytes(modulus, "big")).public_key()
        case EccKey(curve, x, y):
            known = ec.SECP256R1() if curve.size == 32 else ec.SECP384R1()
            return ec.EllipticCurvePublicNumbers(int.from_bytes(x, "big"), int.from_bytes(y, "big"), known).public_key()


ROOT: Final = Authority.root("Throw-away root", private_key("root"))
MIDDLE: Final = ROOT.below("Throw-away authority", private_key("authority"))
OTHER_ROOT: Final = Authority.root("Another root", private_key("another root"))
SAME_NAME: Final = Authority.root("Throw-away root", private_key("a root with the same name"))
EK: Final = recorded_key("ek_p256")
DRAFT: Final = endorsement_draft(EK, serial=16)


@frozen(kw_only=True)
class Scenario:
    """A chain, a verifier's policy, and how it must end."""

    name: str
    why: str
    ends: str
    chain: tuple[bytes, ...]
    roots: tuple[bytes, ...] = (ROOT.octets,)
    lists: tuple[bytes, ...] = ()
    lists_required: bool = False
    at: int = AT


def der(certificate: x509.Certificate) -> bytes:
    """Its octets."""
    return certificate.public_bytes(Encoding.DER)


def issued(draft: Draft, by: Authority = MIDDLE) -> bytes:
    """The draft, signed."""
    return der(by.issued(draft))


def leaf(name: str, ends: str, why: str, draft: Draft) -> Scenario:
    """A certificate of an endorsement key below the sound authority."""
    return Scenario(name=name, why=why, ends=ends, chain=(issued(draft), MIDDLE.octets))


def wrapped(tag: int, contents: bytes) -> bytes:
    """DER of one element."""
    length = len(contents)
    if length < 0x80:
        return bytes([tag, length]) + contents
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 + len(octets)]) + octets + contents


ECDSA_SHA256: Final = bytes.fromhex("300a06082a8648ce3d040302")


def patched(
    octets: bytes,
    old: bytes,
    new: bytes,
    by: Authority = MIDDLE,
    algorithm: hashes.HashAlgorithm | None = None,
    named: bytes = ECDSA_SHA256,
) -> bytes:
    """A certificate with ``new`` in the one place of ``old``, signed again: what no library would write."""
    body = x509.load_der_x509_certificate(octets).tbs_certificate_bytes
    assert body.count(old) == 1, (old.hex(), body.hex())
    body = body.replace(old, new)
    header = 4 if body[1] == 0x82 else 3
    body = wrapped(0x30, body[header:])
    signature = by.key.sign(body, ec.ECDSA(algorithm or hashes.SHA256(), deterministic_signing=True))
    return wrapped(0x30, body + named + wrapped(0x03, b"\0" + signature))


def name(*attributes: tuple[str, str]) -> x509.SubjectAlternativeName:
    """A subject alternative name that is one directory name."""
    parts = [x509.NameAttribute(ObjectIdentifier(number), value) for number, value in attributes]
    return x509.SubjectAlternativeName([x509.DirectoryName(x509.Name(parts))])


MAKER: Final = ("2.23.133.2.1", "id:49465800")
MODEL: Final = ("2.23.133.2.2", "SLB9670")
VERSION: Final = ("2.23.133.2.3", "id:0013")
INFINEON: Final = name(MAKER, MODEL, VERSION)


def authority_below(*extensions: x509.ExtensionType, critical: bool = False, serial: int = 6) -> Authority:
    """An authority below the root with these extensions instead of its own of their kinds."""
    key = private_key(f"authority with {extensions}")
    draft = authority_draft("Odd authority", key.public_key(), serial=serial, path_length=0)
    for value in extensions:
        draft = draft.having(value, critical=critical)
    return Authority(key=key, certificate=ROOT.issued(draft))


def unused_bit(octets: bytes) -> bytes:
    """The same with one unused bit at the end of its signature."""
    at = octets.rindex(bytes([0x03, len(octets) - octets.rindex(ECDSA_SHA256) - len(ECDSA_SHA256) - 2, 0])) + 2
    return octets[:at] + b"\x01" + octets[at + 1 :]
