"""Chains to be believed, each where a check might be too strict."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from leo_ref.attestation.identity.moment import MOMENT_MOST
from leo_ref.vectors.identity.recorded import OCTETS
from tests.attestation.identity.authority import Authority, authority_draft, endorsement_draft, usage
from tests.attestation.identity.scenario import (
    DRAFT,
    EARLY,
    INFINEON,
    LATE,
    MAKER,
    MIDDLE,
    MODEL,
    OK,
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
    recorded_key,
)


def sound() -> Iterator[Scenario]:
    """Chains to be believed, each where a check might be too strict."""
    good = issued(DRAFT)
    two = (good, MIDDLE.octets)
    yield Scenario(name="ecc", why="an endorsement key on P-256, one authority, the root", ends=OK, chain=two)
    rsa_draft = endorsement_draft(recorded_key("ek_rsa"), serial=17)
    yield leaf("rsa", OK, "an RSA endorsement key has another key usage", rsa_draft)
    yield leaf("p384", OK, "a key on P-384", endorsement_draft(recorded_key("ek_p384"), serial=18))
    yield Scenario(name="issued-by-root", why="no authority between", ends=OK, chain=(issued(DRAFT, ROOT),))
    yield Scenario(name="root-sent", why="the root may be sent along", ends=OK, chain=(*two, ROOT.octets))
    yield Scenario(name="year-9999", why="no end: the last second that X.509 knows", ends=OK, chain=two, at=MOMENT_MOST)
    short = issued(evolve(DRAFT, last=LATE))
    chain = (short, MIDDLE.octets)
    yield Scenario(name="last-second", why="both ends belong to it", ends=OK, chain=chain, at=int(LATE.timestamp()))
    begun = issued(evolve(DRAFT, first=EARLY))
    chain = (begun, MIDDLE.octets)
    yield Scenario(name="first-second", why="both ends belong to it", ends=OK, chain=chain, at=int(EARLY.timestamp()))
    subject = evolve(DRAFT, subject=x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "unknown")]))
    value = next(value for value, _ in DRAFT.extensions if isinstance(value, x509.SubjectAlternativeName))
    loose = subject.having(value, critical=False)
    yield leaf("subject-and-name", OK, "with a subject the alternative name need not be critical", loose)
    yield leaf("any-maker", OK, "who made the TPM is not asked: the root is", DRAFT.having(INFINEON, critical=True))
    more = name(MAKER, MODEL, VERSION, ("2.5.4.3", "TPM 17"))
    yield leaf("more-names", OK, "other attributes may stand beside the three", DRAFT.having(more, critical=True))
    policies = x509.CertificatePolicies([x509.PolicyInformation(ObjectIdentifier("1.2.276.0.68.1.20.1"), None)])
    yield leaf("policies", OK, "any policy is acceptable, also a critical one", DRAFT.having(policies, critical=True))
    also = DRAFT.having(usage(key_agreement=True, digital_signature=True), critical=True)
    yield leaf("also-signs", OK, "an endorsement key may also sign data", also)
    yield Scenario(
        name="same-name-root",
        why="two pinned roots with one name: the one that signed is meant",
        ends=OK,
        chain=two,
        roots=(SAME_NAME.octets, ROOT.octets),
    )
    odd = (b"", ROOT.octets[:-1], ROOT.octets)
    yield Scenario(
        name="odd-root", why="what is pinned and no certificate is passed over", ends=OK, chain=two, roots=odd
    )
    wide = ROOT.below("Wide authority", private_key("wide authority"), serial=3, path_length=1)
    narrow = wide.below("Narrow authority", private_key("narrow authority"), serial=4)
    yield Scenario(
        name="path-length",
        why="one authority below one that allows one",
        ends=OK,
        chain=(issued(DRAFT, narrow), narrow.octets, wide.octets),
    )
    renewed = MIDDLE.issued(
        authority_draft("Throw-away authority", private_key("renewed").public_key(), serial=5, path_length=0)
    )
    again = Authority(key=private_key("renewed"), certificate=renewed)
    yield Scenario(
        name="self-issued",
        why="an authority that issued its own new key does not count in path lengths (RFC 5280, 4.2.1.9)",
        ends=OK,
        chain=(issued(DRAFT, again), again.octets, MIDDLE.octets),
    )
    purpose = authority_below(x509.ExtendedKeyUsage([ObjectIdentifier("2.23.133.8.1")]))
    yield Scenario(
        name="authority-purpose",
        why="an authority for such keys only",
        ends=OK,
        chain=(issued(DRAFT, purpose), purpose.octets),
    )
    anything = authority_below(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE]))
    chain = (issued(DRAFT, anything), anything.octets)
    yield Scenario(name="authority-any-purpose", why="an authority for any purpose", ends=OK, chain=chain)
    lists = (MIDDLE.revocation_list([99]), ROOT.revocation_list())
    yield Scenario(name="lists", why="nothing was taken back", ends=OK, chain=two, lists=lists, lists_required=True)
    begun, ending = MIDDLE.revocation_list(first=EARLY), MIDDLE.revocation_list(last=LATE)
    for label, one, at in (("first", begun, EARLY), ("last", ending, LATE)):
        moment = int(at.timestamp())
        why = "both ends of a list belong to it"
        yield Scenario(name=f"list-{label}-second", why=why, ends=OK, chain=two, lists=(one,), at=moment)
    foreign = (OTHER_ROOT.revocation_list([16]), *lists)
    yield Scenario(name="foreign-list", why="another authority's serial numbers", ends=OK, chain=two, lists=foreign)
    for kind in ("rsa", "p384"):
        yield Scenario(
            name=f"swtpm-{kind}",
            why="as swtpm's own authority signed it; its SAN says IBM",
            ends=OK,
            chain=(OCTETS[f"swtpm_ek_{kind}"], OCTETS["swtpm_authority"]),
            roots=(OCTETS["swtpm_root"],),
        )
