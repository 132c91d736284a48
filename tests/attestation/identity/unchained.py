"""Certificates that are not those of endorsement keys, chains that do not hold, and revocation lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from attrs import evolve
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from tests.attestation.identity.authority import Authority, authority_draft, endorsement_draft, usage
from tests.attestation.identity.scenario import (
    DRAFT,
    ECDSA_SHA256,
    INFINEON,
    LATE,
    MAKER,
    MIDDLE,
    MODEL,
    OTHER_ROOT,
    ROOT,
    SAME_NAME,
    VERSION,
    Scenario,
    authority_below,
    issued,
    leaf,
    name,
    private_key,
    unused_bit,
    wrapped,
)


def profile() -> Iterator[Scenario]:
    """Certificates that are not those of endorsement keys."""
    yield leaf(
        "no-constraints",
        "EK_CERT_CONSTRAINTS",
        "it must say that it is no authority",
        DRAFT.without(x509.BasicConstraints),
    )
    authority = DRAFT.having(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    yield leaf("is-authority", "EK_CERT_IS_CA", "an endorsement key issues nothing", authority)
    ends = "EK_CERT_KEY_USAGE"
    yield leaf("no-usage", ends, "without a key usage anything goes", DRAFT.without(x509.KeyUsage))
    for label, value in (
        ("signing-usage", usage(digital_signature=True)),
        ("rsa-usage", usage(key_encipherment=True)),
        ("issuing-usage", usage(key_agreement=True, certificate_sign=True)),
        ("listing-usage", usage(key_agreement=True, list_sign=True)),
    ):
        yield leaf(label, ends, "an ECC endorsement key agrees on keys", DRAFT.having(value, critical=True))
    ends = "EK_CERT_PURPOSE"
    yield leaf("no-purpose", ends, "any certificate would do", DRAFT.without(x509.ExtendedKeyUsage))
    web = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    yield leaf("web-purpose", ends, "a certificate of the web", DRAFT.having(web, critical=False))
    platform = x509.ExtendedKeyUsage([ObjectIdentifier("2.23.133.8.2")])
    yield leaf(
        "platform-purpose", ends, "a platform certificate is about a machine", DRAFT.having(platform, critical=False)
    )
    yield leaf("no-name", "EK_CERT_NAME", "nobody knows which TPM", DRAFT.without(x509.SubjectAlternativeName))
    dns = x509.SubjectAlternativeName([x509.DNSName("tpm.example")])
    yield leaf("dns-name", "EK_CERT_NAME", "a name of a host", DRAFT.having(dns, critical=True))
    ends = "EK_CERT_NAME_NOT_CRITICAL"
    yield leaf(
        "loose-name", ends, "the only name there is may not be passed over", DRAFT.having(INFINEON, critical=False)
    )
    ends = "EK_CERT_NAME_ATTRIBUTE"
    for label, names in (
        ("no-maker", name(MODEL, VERSION)),
        ("no-model", name(MAKER, VERSION)),
        ("no-version", name(MAKER, MODEL)),
        ("two-makers", name(MAKER, ("2.23.133.2.1", "id:00001014"), MODEL, VERSION)),
    ):
        yield leaf(label, ends, "each of the three once", DRAFT.having(names, critical=True))


def links() -> Iterator[Scenario]:
    """Chains that do not hold."""
    good, two = issued(DRAFT), (issued(DRAFT), MIDDLE.octets)
    yield Scenario(name="no-chain", why="nothing was shown", ends="CHAIN_LENGTH", chain=())
    yield Scenario(
        name="long-chain", why="work must have an end", ends="CHAIN_LENGTH", chain=(good, *(MIDDLE.octets,) * 6)
    )
    ends = "CHAIN_NOT_PINNED"
    yield Scenario(name="unknown-root", why="nobody here believes it", ends=ends, chain=two, roots=(OTHER_ROOT.octets,))
    yield Scenario(name="no-roots", why="nobody is believed", ends=ends, chain=two, roots=())
    stranger = Authority.root("Infineon Technologies AG", private_key("stranger"))
    claimed = DRAFT.having(INFINEON, critical=True)
    chain = (issued(claimed, stranger), stranger.octets)
    yield Scenario(name="name-only", why="the name of a maker, signed by nobody", ends=ends, chain=chain)
    yield Scenario(name="cut-short", why="the authority between was not sent", ends=ends, chain=(good,))
    ends = "CHAIN_NOT_CA"
    plain = authority_below(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    chain = (issued(DRAFT, plain), plain.octets)
    yield Scenario(name="issuer-not-ca", why="an intermediate with CA:FALSE", ends=ends, chain=chain)
    bare = authority_draft("Bare authority", private_key("bare").public_key(), serial=9, path_length=0)
    without = Authority(key=private_key("bare"), certificate=ROOT.issued(bare.without(x509.BasicConstraints)))
    chain = (issued(DRAFT, without), without.octets)
    yield Scenario(name="issuer-without-constraints", why="silence is no", ends=ends, chain=chain)
    holder = Authority(
        key=private_key("an endorsement key in software"),
        certificate=MIDDLE.issued(
            evolve(
                endorsement_draft(private_key("an endorsement key in software").public_key(), serial=19),
                subject=x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A node")]),
            )
        ),
    )
    three = (issued(DRAFT, holder), holder.octets, MIDDLE.octets)
    yield Scenario(name="issued-by-node", why="a node that issues certificates to others", ends=ends, chain=three)
    ends = "CHAIN_KEY_USAGE"
    listing = authority_below(usage(list_sign=True), critical=True)
    chain = (issued(DRAFT, listing), listing.octets)
    yield Scenario(name="issuer-usage", why="it may sign lists, not certificates", ends=ends, chain=chain)
    free = Authority(key=private_key("bare"), certificate=ROOT.issued(bare.without(x509.KeyUsage)))
    chain = (issued(DRAFT, free), free.octets)
    yield Scenario(name="issuer-without-usage", why="silence is no", ends=ends, chain=chain)
    web = authority_below(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]))
    chain = (issued(DRAFT, web), web.octets)
    yield Scenario(name="web-authority", why="an authority of the web", ends="CHAIN_PURPOSE", chain=chain)
    below = MIDDLE.below("One too low", private_key("too low"))
    three = (issued(DRAFT, below), below.octets, MIDDLE.octets)
    yield Scenario(name="path-too-long", why="its issuer allows none below", ends="CHAIN_PATH_LENGTH", chain=three)
    ends = "CHAIN_NAME"
    wide = ROOT.below("Wide authority", private_key("wide authority"), serial=3, path_length=1)
    chain = (good, wide.octets)
    yield Scenario(name="other-issuer", why="a sound authority that did not issue it", ends=ends, chain=chain)
    ends = "CHAIN_SIGNATURE"
    forger = Authority(key=private_key("forger"), certificate=MIDDLE.certificate)
    chain = (issued(DRAFT, forger), MIDDLE.octets)
    yield Scenario(name="forged", why="the issuer's name is right, the signature another's", ends=ends, chain=chain)
    flipped = good[:-1] + bytes([good[-1] ^ 1])
    yield Scenario(name="flipped", why="one bit of the signature", ends=ends, chain=(flipped, MIDDLE.octets))
    false = SAME_NAME.below("Throw-away authority", private_key("authority"))
    chain = (issued(DRAFT, false), false.octets)
    yield Scenario(name="root-impostor", why="a root with the pinned one's name", ends=ends, chain=chain)


def lists() -> Iterator[Scenario]:
    """Revocation lists: what they take back, and those that are not to be believed."""
    chain = (issued(DRAFT), MIDDLE.octets)

    def listed(name: str, ends: str, why: str, *octets: bytes, required: bool = False) -> Scenario:
        return Scenario(name=name, why=why, ends=ends, chain=chain, lists=octets, lists_required=required)

    mine, roots = MIDDLE.revocation_list(), ROOT.revocation_list()
    yield listed("revoked", "CHAIN_REVOKED", "the endorsement key's certificate", MIDDLE.revocation_list([3, 16]))
    yield listed("authority-revoked", "CHAIN_REVOKED", "the authority's certificate", mine, ROOT.revocation_list([2]))
    yield listed("list-empty", "CRL_MALFORMED", "no octets", b"")
    yield listed("list-trailing", "CRL_MALFORMED", "octets that nobody signed", mine + b"\0")
    plain = next(one for serial in range(1, 99) if (one := MIDDLE.revocation_list([serial]))[-1] % 2 == 0)
    yield listed("list-unused-bits", "CRL_MALFORMED", "the same signature in another form", unused_bit(plain))
    yield listed("list-certificate", "CRL_MALFORMED", "a certificate", MIDDLE.octets)
    unbounded = x509.load_der_x509_crl(mine).tbs_certlist_bytes
    end = wrapped(0x18, b"99991231235959Z")
    assert unbounded.count(end) == 1
    signed = list_of(MIDDLE, unbounded.replace(end, b""))
    yield listed("list-endless", "CRL_MALFORMED", "it would hold for ever", signed)
    forger = Authority(key=private_key("forger"), certificate=MIDDLE.certificate)
    yield listed("list-forged", "CRL_SIGNATURE", "not the authority's key", forger.revocation_list())
    silent = authority_below(usage(certificate_sign=True), critical=True)
    yield Scenario(
        name="list-not-allowed",
        why="the authority may not sign lists",
        ends="CRL_SIGNATURE",
        chain=(issued(DRAFT, silent), silent.octets),
        lists=(silent.revocation_list(),),
    )
    weak = x509.CertificateRevocationListBuilder(MIDDLE.certificate.subject, DRAFT.first, DRAFT.last)
    signed = weak.sign(MIDDLE.key, hashes.SHA224(), ecdsa_deterministic=True).public_bytes(Encoding.DER)
    yield listed("list-sha224", "CRL_SIGNATURE_ALGORITHM", "a weak hash", signed)
    for label, extension in (
        ("delta", x509.DeltaCRLIndicator(1)),
        ("partial", x509.IssuingDistributionPoint(None, None, False, True, None, False, False)),
    ):
        signed = (
            weak.add_extension(extension, critical=True)
            .sign(MIDDLE.key, hashes.SHA256(), ecdsa_deterministic=True)
            .public_bytes(Encoding.DER)
        )
        yield listed(f"list-{label}", "CRL_EXTENSION_CRITICAL", "it does not name all that were taken back", signed)
    future = MIDDLE.revocation_list(first=datetime(2028, 1, 1, tzinfo=UTC))
    yield listed("list-not-yet", "CRL_NOT_YET_VALID", "it holds later", future)
    yield listed("list-expired", "CRL_EXPIRED", "somebody hides the newer one", MIDDLE.revocation_list(last=LATE))
    yield listed("list-missing", "CRL_MISSING", "the authority's is not there", roots, required=True)
    yield listed("list-missing-of-root", "CRL_MISSING", "the root's is not there", mine, required=True)


def list_of(by: Authority, body: bytes) -> bytes:
    """A revocation list with this body, whose outer length is made anew."""
    header = 3 if body[1] == 0x81 else 2 if body[1] < 0x80 else 4
    body = wrapped(0x30, body[header:])
    signature = by.key.sign(body, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
    return wrapped(0x30, body + ECDSA_SHA256 + wrapped(0x03, b"\0" + signature))
