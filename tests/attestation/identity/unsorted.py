"""Names as some makers of TPMs write them: the attributes of one SET in another order than DER's (X.690, 11.6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import evolve
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID, ObjectIdentifier

from leo_ref.attestation.identity.der import Element, children
from leo_ref.vectors.identity.recorded import OCTETS
from tests.attestation.identity.authority import Authority, Draft, authority_draft
from tests.attestation.identity.scenario import (
    DRAFT,
    ECDSA_SHA256,
    MAKER,
    MIDDLE,
    MODEL,
    OK,
    VERSION,
    Scenario,
    issued,
    patched,
    private_key,
    wrapped,
)

Chain = tuple[bytes, ...]

ECDSA_SHA384: Final = bytes.fromhex("300a06082a8648ce3d040303")
VERSION_AND_SERIAL: Final = bytes.fromhex("a003020102020110")
RSA_SHA256: Final = bytes.fromhex("300d06092a864886f70d01010b0500")


def in_one_set(*attributes: x509.NameAttribute[str]) -> x509.Name:
    """A name that is one SET."""
    return x509.Name([x509.RelativeDistinguishedName(attributes)])


def backwards(name: bytes) -> bytes:
    """The name with its one SET the other way round."""
    sequence = children(name, Element(0, 0, 0, len(name)))[0]
    attributes = children(name, children(name, sequence)[0])
    return wrapped(0x30, wrapped(0x31, b"".join(name[one.at : one.end] for one in attributes[::-1])))


OWN: Final = in_one_set(
    x509.NameAttribute(NameOID.COMMON_NAME, "Maker TPM Root CA 1"),
    x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Maker"),
    x509.NameAttribute(NameOID.COUNTRY_NAME, "TW"),
)
TPM: Final = in_one_set(
    *(x509.NameAttribute(ObjectIdentifier(number), value) for number, value in (MAKER, MODEL, VERSION))
)
TURNED: Final = {one.public_bytes(): backwards(one.public_bytes()) for one in (OWN, TPM)}


def turned(octets: bytes, key: ec.EllipticCurvePrivateKey, *, signed: bool = True) -> bytes:
    """A certificate or list with these names turned in what is signed; or also where it was signed otherwise."""
    outer = children(octets, Element(0, 0, 0, len(octets)))[0]
    body, algorithm, seal = children(octets, outer)
    message = octets[body.at : body.end]
    for right, wrong in TURNED.items():
        assert right != wrong
        message = message.replace(right, wrong)
    assert len(message) == body.end - body.at
    sealed = octets[seal.at : seal.end]
    if signed:
        sealed = wrapped(0x03, b"\0" + key.sign(message, ec.ECDSA(hashes.SHA256(), deterministic_signing=True)))
    return wrapped(0x30, message + octets[algorithm.at : algorithm.end] + sealed)


KEY: Final = private_key("a maker's root")
ITSELF: Final = evolve(authority_draft("Maker", KEY.public_key(), serial=20, path_length=None), subject=OWN)
SORTED: Final = Authority(key=KEY, certificate=MIDDLE.issued(ITSELF))
"""A pinned authority whose name is in DER's order."""

TURNED_ROOT: Final = turned(SORTED.octets, MIDDLE.key)
"""The same with the name that its certificates and lists have."""


def below(draft: Draft = DRAFT) -> bytes:
    """The certificate of an endorsement key by the authority whose name is turned."""
    return turned(issued(draft, SORTED), KEY)


def unsorted() -> Iterator[Scenario]:
    """Accepted like other names, and compared as they are."""
    good = Scenario(
        name="unsorted-names",
        why="some makers' names are in another order than DER's: nothing hangs on it",
        ends=OK,
        chain=(below(DRAFT.having(x509.SubjectAlternativeName([x509.DirectoryName(TPM)]), critical=True)),),
        roots=(TURNED_ROOT,),
        lists=(turned(SORTED.revocation_list([3]), KEY),),
        lists_required=True,
    )
    yield good

    def other(
        name: str,
        ends: str,
        why: str,
        *,
        chain: Chain = good.chain,
        roots: Chain = good.roots,
        lists: Chain = good.lists,
    ) -> Scenario:
        return evolve(good, name=f"unsorted-{name}", ends=ends, why=why, chain=chain, roots=roots, lists=lists)

    one = in_one_set(*(x509.NameAttribute(ObjectIdentifier(number), value) for number, value in (MAKER, MODEL)))
    yield other("issuer-sorted", "CHAIN_NOT_PINNED", "another order is another name", chain=(issued(DRAFT, SORTED),))
    yield other("root-sorted", "CHAIN_NOT_PINNED", "another order is another name", roots=(SORTED.octets,))
    wrong = (turned(issued(DRAFT, SORTED), private_key("forger")),)
    yield other("forged", "CHAIN_SIGNATURE", "the name is right, the signature another's", chain=wrong)
    wrong = (turned(issued(DRAFT, SORTED), KEY, signed=False),)
    yield other("signed-sorted", "CHAIN_SIGNATURE", "what was signed had the other order", chain=wrong)
    wrong = (turned(SORTED.revocation_list([3, 16]), KEY),)
    yield other("revoked", "CHAIN_REVOKED", "a list in the same name", lists=wrong)
    yield other("list-sorted", "CRL_MISSING", "a list in another name", lists=(SORTED.revocation_list([3]),))
    wrong = (turned(SORTED.revocation_list([3]), private_key("forger")),)
    yield other("list-forged", "CRL_SIGNATURE", "not the authority's key", lists=wrong)
    wrong = (turned(SORTED.revocation_list([3]), KEY, signed=False),)
    yield other("list-signed-sorted", "CRL_SIGNATURE", "what was signed had the other order", lists=wrong)
    lacking = DRAFT.having(x509.SubjectAlternativeName([x509.DirectoryName(one)]), critical=True)
    ends = "EK_CERT_NAME_ATTRIBUTE"
    yield other("no-version", ends, "each of the three once, whatever the order", chain=(below(lacking),))


def algorithms() -> Iterator[Scenario]:
    """Signatures that hold, but by the algorithm of one of the two places where it is named."""
    good = issued(DRAFT)
    for name, named, algorithm in (
        ("beside-sha384", ECDSA_SHA384, hashes.SHA384()),
        ("beside-rsa", RSA_SHA256, hashes.SHA256()),
    ):
        chain = (patched(good, VERSION_AND_SERIAL, VERSION_AND_SERIAL, algorithm=algorithm, named=named), MIDDLE.octets)
        why = "another algorithm is named in what is signed"
        yield Scenario(name=f"signature-{name}", why=why, ends="CHAIN_SIGNATURE", chain=chain)
    octets = patched(good, ECDSA_SHA256, RSA_SHA256, named=RSA_SHA256)
    why = "the authority's key is of another kind"
    yield Scenario(name="signature-rsa", why=why, ends="CHAIN_SIGNATURE", chain=(octets, MIDDLE.octets))
    strong = x509.load_der_x509_certificate(OCTETS["swtpm_authority"])
    assert isinstance(strong.public_key(), rsa.RSAPublicKey)
    chain = (issued(DRAFT, Authority(key=MIDDLE.key, certificate=strong)), OCTETS["swtpm_authority"])
    yield Scenario(
        name="signature-ecdsa",
        why="the authority's key is of RSA",
        ends="CHAIN_SIGNATURE",
        chain=chain,
        roots=(OCTETS["swtpm_root"],),
    )
    yield from _lists(good)


def _lists(good: bytes) -> Iterator[Scenario]:
    """The same of lists."""
    octets = MIDDLE.revocation_list()
    outer = children(octets, Element(0, 0, 0, len(octets)))[0]
    body, _, _ = children(octets, outer)
    signed = octets[body.at : body.end]
    key = MIDDLE.key
    for name, ends, named, algorithm, message in (
        ("beside-sha384", "CRL_MALFORMED", ECDSA_SHA384, hashes.SHA384(), signed),
        (
            "rsa",
            "CRL_SIGNATURE",
            RSA_SHA256,
            hashes.SHA256(),
            wrapped(0x30, octets[body.start : body.end].replace(ECDSA_SHA256, RSA_SHA256)),
        ),
    ):
        seal = key.sign(message, ec.ECDSA(algorithm, deterministic_signing=True))
        wrong = wrapped(0x30, message + named + wrapped(0x03, b"\0" + seal))
        why = "not by this algorithm"
        chain = (good, MIDDLE.octets)
        yield Scenario(name=f"list-signature-{name}", why=why, ends=ends, chain=chain, lists=(wrong,))
