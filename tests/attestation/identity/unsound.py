"""Certificates that are none, or that none of a chain may be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from attrs import evolve
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ObjectIdentifier

from leo_ref.vectors.identity.keys import roca_modulus
from leo_ref.vectors.identity.participants import seed
from tests.attestation.identity.authority import Authority, authority_draft, endorsement_draft
from tests.attestation.identity.scenario import (
    DRAFT,
    ECDSA_SHA256,
    EK,
    LATE,
    MIDDLE,
    OK,
    ROOT,
    Scenario,
    authority_below,
    der,
    issued,
    leaf,
    patched,
    unused_bit,
    wrapped,
)


def malformed() -> Iterator[Scenario]:
    """Octets that are no certificate, or none of version 3."""
    good = issued(DRAFT)

    def odd(name: str, ends: str, why: str, octets: bytes) -> Scenario:
        return Scenario(name=name, why=why, ends=ends, chain=(octets, MIDDLE.octets))

    yield odd("trailing", "CERT_TRAILING", "octets that nobody signed", good + b"\0")
    yield odd("twice", "CERT_TRAILING", "two certificates in one place", good + good)
    yield odd("empty", "CERT_MALFORMED", "no octets", b"")
    yield odd("cut", "CERT_MALFORMED", "the last octet is missing", good[:-1])
    yield odd("indefinite", "CERT_MALFORMED", "BER is not DER", b"\x30\x80" + good[4:] + b"\0\0")
    long_form = good[:1] + b"\x83\0" + good[2:]
    yield odd("long-length", "CERT_MALFORMED", "a length has one form", long_form)
    yield odd("pem", "CERT_MALFORMED", "text", x509.load_der_x509_certificate(good).public_bytes(Encoding.PEM))
    inner = x509.load_der_x509_certificate(good)
    body, sealed = inner.tbs_certificate_bytes, wrapped(0x03, b"\0" + inner.signature)
    for label, parts in (
        ("no-body", (b"\x31" + body[1:], ECDSA_SHA256, sealed)),
        ("body-alone", (body,)),
        ("no-algorithm", (body, b"\x31" + ECDSA_SHA256[1:], sealed)),
        ("no-signature", (body, ECDSA_SHA256)),
        ("signature-text", (body, ECDSA_SHA256, b"\x04" + sealed[1:])),
        ("signature-empty", (body, ECDSA_SHA256, b"\x03\0")),
        ("part-too-many", (body, ECDSA_SHA256, sealed, b"\x05\0")),
    ):
        yield odd(label, "CERT_MALFORMED", "three parts: body, algorithm, signature", wrapped(0x30, b"".join(parts)))
    yield odd("set", "CERT_MALFORMED", "a set in place of a sequence", b"\x31" + good[1:])
    yield odd("empty-sequence", "CERT_MALFORMED", "a sequence of nothing", b"\x30\0")
    yield odd("unused-bits", "CERT_MALFORMED", "the same signature, said to lack its last bit", unused_bit(even()))
    version = bytes.fromhex("a003020102")
    for number in (1, 3):
        octets = patched(good, version, bytes.fromhex("a0030201") + bytes([number]))
        yield odd(f"version-{number + 1}", "CERT_VERSION", "only version 3 has extensions that bind", octets)
    yield odd("version-1", "CERT_VERSION", "without a version it is 1", patched(good, version, b""))
    disguised = patched(issued(evolve(DRAFT, serial=0x020102)), version, b"")
    yield odd("version-1-disguised", "CERT_VERSION", "its serial number looks like a version", disguised)
    serial = version + bytes.fromhex("020110")
    tagged = patched(good, serial, version + bytes.fromhex("0c0110"))
    yield odd("serial-text", "CERT_MALFORMED", "a serial number is an integer", tagged)
    body = x509.load_der_x509_certificate(good).tbs_certificate_bytes
    yield odd("only-version", "CERT_MALFORMED", "it ends after its version", patched(good, body[4:], version))
    began = bytes.fromhex("170d323030313031")
    yield odd("date-as-text", "CERT_MALFORMED", "a date of another type", patched(good, began, b"\x16" + began[1:]))
    for label, written in (("zero", "020100"), ("negative", "0201ff"), ("long", "0215" + "01" * 21)):
        octets = patched(good, serial, version + bytes.fromhex(written))
        yield odd(f"serial-{label}", "CERT_SERIAL", "serial numbers are positive and at most 20 octets", octets)
    usage_number, purpose_number = bytes.fromhex("0603551d0f"), bytes.fromhex("0603551d25")
    octets = patched(good, purpose_number, usage_number)
    yield odd("extension-twice", "CERT_MALFORMED", "the second key usage could win", octets)
    constraints = bytes.fromhex("0603551d130101ff04023000")
    broken = patched(good, constraints, bytes.fromhex("0603551d130101ff04023100"))
    yield odd("extension-broken", "CERT_MALFORMED", "basic constraints that are no sequence", broken)


def even() -> bytes:
    """A sound certificate whose signature ends with a bit that is 0."""
    return next(octets for serial in range(16, 99) if (octets := issued(evolve(DRAFT, serial=serial)))[-1] % 2 == 0)


def keys() -> Iterator[Scenario]:
    """Keys that are none, or not good enough."""
    point = EK.public_numbers()
    assert isinstance(point, ec.EllipticCurvePublicNumbers)
    y = point.y.to_bytes(32, "big")
    moved = patched(issued(DRAFT), y, (point.y ^ 1).to_bytes(32, "big"))
    chain = (moved, MIDDLE.octets)
    yield Scenario(name="off-curve", why="a point of another, weaker curve", ends="CERT_KEY_MALFORMED", chain=chain)
    odd = ed25519.Ed25519PrivateKey.from_private_bytes(seed("Ed25519")).public_key()
    builder = x509.CertificateBuilder(
        issuer_name=MIDDLE.certificate.subject, subject_name=DRAFT.subject, public_key=odd
    )
    builder = builder.serial_number(16).not_valid_before(DRAFT.first).not_valid_after(DRAFT.last)
    for value, critical in DRAFT.extensions:
        builder = builder.add_extension(value, critical=critical)
    other = der(builder.sign(MIDDLE.key, hashes.SHA256(), ecdsa_deterministic=True))
    chain = (other, MIDDLE.octets)
    yield Scenario(name="ed25519", why="no TPM has such a key", ends="CERT_KEY_ALGORITHM", chain=chain)
    for curve in (ec.SECP192R1(), ec.SECP521R1(), ec.SECP256K1()):
        key = ec.derive_private_key(7, curve).public_key()
        draft = endorsement_draft(key, serial=16)
        yield leaf(curve.name, "CERT_KEY_CURVE", "P-256 and P-384 are accepted", draft)
    for bits in (1024, 2040):
        modulus = (1 << bits) - int.from_bytes(seed("weak")) // 2 * 2 - 1
        weak = rsa.RSAPublicNumbers(65537, modulus).public_key()
        draft = endorsement_draft(weak, serial=16)
        yield leaf(f"rsa-{bits}", "CERT_KEY_WEAK", "2048 bits are the least", draft)
    draft = endorsement_draft(rsa.RSAPublicNumbers(65537, roca_modulus(2048)).public_key(), serial=16)
    yield leaf("roca", "CERT_KEY_ROCA", "made up with the fingerprint; nobody's key", draft)


def standing() -> Iterator[Scenario]:
    """What any certificate of a chain must be: signed well, understood, valid."""
    sha224 = bytes.fromhex("300a06082a8648ce3d040301")
    sha1 = bytes.fromhex("300906072a8648ce3d0401")
    for label, number, algorithm in (("sha224", sha224, hashes.SHA224()), ("sha1", sha1, hashes.SHA1())):
        octets = patched(issued(DRAFT), ECDSA_SHA256, number, algorithm=algorithm, named=number)
        chain = (octets, MIDDLE.octets)
        ends = "CERT_SIGNATURE_ALGORITHM"
        yield Scenario(name=f"signed-{label}", why="the signature is right, its hash weak", ends=ends, chain=chain)
    old_root = patched(ROOT.octets, ECDSA_SHA256, sha1, by=ROOT, algorithm=hashes.SHA1(), named=sha1)
    yield Scenario(
        name="root-signed-sha1",
        why="a pinned root is believed for its octets, not for its signature on itself",
        ends=OK,
        chain=(issued(DRAFT, ROOT),),
        roots=(old_root,),
    )
    unknown = x509.UnrecognizedExtension(ObjectIdentifier("1.2.3.4"), b"\x05\0")
    ends = "CERT_EXTENSION_CRITICAL"
    yield leaf("unknown-critical", ends, "it may say that the rest is void", DRAFT.having(unknown, critical=True))
    yield leaf(
        "unknown-extension", OK, "what is not critical may be passed over", DRAFT.having(unknown, critical=False)
    )
    permitted = x509.NameConstraints(permitted_subtrees=[x509.DNSName("example.org")], excluded_subtrees=None)
    bound = authority_below(permitted, critical=True)
    chain = (issued(DRAFT, bound), bound.octets)
    yield Scenario(name="name-constraints", why="not understood here, so refused", ends=ends, chain=chain)
    yield leaf("expired", "CERT_EXPIRED", "it has ended", evolve(DRAFT, last=LATE))
    yield leaf(
        "not-yet", "CERT_NOT_YET_VALID", "it has not begun", evolve(DRAFT, first=datetime(2028, 1, 1, tzinfo=UTC))
    )
    chain = (issued(evolve(DRAFT, last=LATE)), MIDDLE.octets)
    after = int(LATE.timestamp()) + 1
    yield Scenario(name="second-after", why="one second too late", ends="CERT_EXPIRED", chain=chain, at=after)
    old = evolve(authority_draft("Old authority", MIDDLE.key.public_key(), serial=7, path_length=0), last=LATE)
    expired = Authority(key=MIDDLE.key, certificate=ROOT.issued(old))
    chain = (issued(DRAFT, expired), expired.octets)
    yield Scenario(name="authority-expired", why="each link has its dates", ends="CERT_EXPIRED", chain=chain)
    ending = evolve(authority_draft("Old root", ROOT.key.public_key(), serial=8, path_length=None), last=LATE)
    root = Authority(key=ROOT.key, certificate=ROOT.issued(ending))
    yield Scenario(
        name="root-expired",
        why="a pinned root has its dates too",
        ends="CERT_EXPIRED",
        chain=(issued(DRAFT, root),),
        roots=(root.octets,),
    )
