"""Certificates with two faults, of which the first counts; without a check the library would have found the other."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from tests.attestation.identity.authority import FIRST, LAST, endorsement_draft, usage
from tests.attestation.identity.scenario import (
    DRAFT,
    ECDSA_SHA256,
    MIDDLE,
    OK,
    Scenario,
    issued,
    leaf,
    patched,
    recorded_key,
    wrapped,
)

VERSION_3 = bytes.fromhex("a003020102")
VERSION_4 = bytes.fromhex("a003020103")


def ordered() -> Iterator[Scenario]:
    """The framing is judged before what is in it."""
    good = issued(DRAFT)
    inner = x509.load_der_x509_certificate(good)
    body, sealed = inner.tbs_certificate_bytes, wrapped(0x03, b"\0" + inner.signature)
    later = body.replace(VERSION_3, VERSION_4)
    why = "the frame is judged before the version, which is wrong too"
    for label, parts in (
        ("no-body", (b"\x31" + later[1:], ECDSA_SHA256, sealed)),
        ("no-algorithm", (later, b"\x31" + ECDSA_SHA256[1:], sealed)),
        ("signature-text", (later, ECDSA_SHA256, b"\x04" + sealed[1:])),
        ("part-too-many", (later, ECDSA_SHA256, sealed, b"\x05\0")),
    ):
        yield odd(f"{label}-of-version-4", why, wrapped(0x30, b"".join(parts)))
    empty = wrapped(0x30, b"\x30\0" + ECDSA_SHA256 + sealed)
    yield odd("empty-body", "nothing is signed", empty)
    long_form = good[:1] + b"\x83\0" + good[2:] + b"\0"
    yield odd("long-length-trailing", "a length has one form, whatever follows", long_form)
    text = patched(good, VERSION_3 + bytes.fromhex("020110"), VERSION_3 + bytes.fromhex("0c0100"))
    yield odd("serial-text-zero", "what is no integer is not zero", text)


def odd(name: str, why: str, octets: bytes) -> Scenario:
    """A certificate that is none."""
    return Scenario(name=name, why=why, ends="CERT_MALFORMED", chain=(octets, MIDDLE.octets))


def more() -> Iterator[Scenario]:
    """What RSA keys and lists are like besides."""
    draft = endorsement_draft(recorded_key("ek_rsa"), serial=17).having(usage(key_agreement=True), critical=True)
    yield leaf("rsa-agrees", "EK_CERT_KEY_USAGE", "an RSA endorsement key receives keys, and agrees on none", draft)
    builder = x509.CertificateRevocationListBuilder(MIDDLE.certificate.subject, FIRST, LAST)
    numbered = builder.add_extension(x509.CRLNumber(7), critical=False)
    octets = numbered.sign(MIDDLE.key, hashes.SHA256(), ecdsa_deterministic=True).public_bytes(Encoding.DER)
    good = leaf("list-numbered", OK, "an extension of a list that is not critical is passed over", DRAFT)
    yield evolve(good, lists=(octets,))
