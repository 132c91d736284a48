"""From an endorsement key's certificate to a pinned root (RFC 5280, section 6, for chains that are handed in whole).

The chain is the endorsement key's certificate and those of the authorities above it, each issued by the next; the
last is issued by a pinned root, which need not be sent. ``index`` counts from 0, the endorsement key's, to the root.

The order of the checks, the same for everybody: the length of the chain; each certificate on its own, as ``read``,
``judge_signature_algorithm`` and ``judge`` have it; the pinned root, as ``judge`` has it; the profile of an endorsement
key's certificate; then for each authority from the lowest to the root its role, its path length, its name and its
signature on the certificate below; then the lists, in the order given, and last whether anything was taken back. Which
root is meant is found first: one with the name that the last certificate asks for, and if several have it, the one that
signed.

A library's path validation would answer with its own taste of the web's certificates and in no codes; it is used
as a second opinion in the tests. Names are compared octet for octet.
"""

from __future__ import annotations

from attrs import frozen

from leo_ref.attestation.identity.certificate import Certificate, read
from leo_ref.attestation.identity.profile import judge, judge_authority, judge_endorsement, judge_signature_algorithm
from leo_ref.attestation.identity.revocation import RevocationList, judge_list, read_list
from leo_ref.attestation.identity.signing import holds
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.node import CHAIN_MOST


@frozen(kw_only=True)
class Trust:
    """Whom a verifier believes: data of its policy, not of the one who is judged."""

    roots: tuple[bytes, ...]
    """Certificates of authorities in DER, self-signed or not; what is none is passed over, and believed by nobody."""
    lists_required: bool
    """Whether every authority of a chain must have a revocation list among those handed in."""


def verified(chain: tuple[bytes, ...], trust: Trust, at: int, lists: tuple[bytes, ...] = ()) -> Certificate | Rejection:
    """The endorsement key's certificate, if it holds at the second ``at``; ``lists`` are revocation lists in DER."""
    if not 1 <= len(chain) <= CHAIN_MOST:
        return reject(Code.CHAIN_LENGTH, length=len(chain), most=CHAIN_MOST)
    certificates: list[Certificate] = []
    for index, octets in enumerate(chain):
        certificate = _sound(octets, index, at)
        if isinstance(certificate, Rejection):
            return certificate
        certificates.append(certificate)
    root = _root(certificates[-1], trust, len(chain), at)
    if isinstance(root, Rejection):
        return root
    certificates.append(root)
    refusal = judge_endorsement(certificates[0]) or _judge_links(certificates)
    if refusal is not None:
        return refusal
    return _judge_revocation(certificates, trust, at, lists) or certificates[0]


def _sound(octets: bytes, index: int, at: int) -> Certificate | Rejection:
    certificate = read(octets, index)
    if isinstance(certificate, Rejection):
        return certificate
    return judge_signature_algorithm(certificate, index) or judge(certificate, index, at) or certificate


def _root(last: Certificate, trust: Trust, index: int, at: int) -> Certificate | Rejection:
    """The pinned root that issued ``last``, or the first with the right name if none signed.

    Rejections: ``CHAIN_NOT_PINNED``; what is wrong with the root that is meant.
    """
    named: list[Certificate] = []
    for octets in trust.roots:
        root = read(octets, index)
        if isinstance(root, Certificate) and root.subject == last.issuer:
            named.append(root)
    if not named:
        return reject(Code.CHAIN_NOT_PINNED, index=index - 1)
    meant = next((root for root in named if is_signed(last, root)), named[0])
    return judge(meant, index, at) or meant


def _judge_links(certificates: list[Certificate]) -> Rejection | None:
    """Each authority in turn, and its signature on the certificate below.

    Rejections: those of its role, ``CHAIN_PATH_LENGTH``, with its own ``index``; ``CHAIN_NAME``, ``CHAIN_SIGNATURE``,
    with that of the certificate below.
    """
    between = 0
    for index in range(1, len(certificates)):
        below, authority = certificates[index - 1], certificates[index]
        refusal = judge_authority(authority, index)
        if refusal is not None:
            return refusal
        if authority.path_length is not None and between > authority.path_length:
            return reject(Code.CHAIN_PATH_LENGTH, index=index, between=between, most=authority.path_length)
        if below.issuer != authority.subject:
            return reject(Code.CHAIN_NAME, index=index - 1)
        if not is_signed(below, authority):
            return reject(Code.CHAIN_SIGNATURE, index=index - 1)
        if not authority.is_self_issued:
            between += 1
    return None


def is_signed(below: Certificate, authority: Certificate) -> bool:
    """Whether the key of the authority, which has the issuer's name, signed the certificate."""
    return holds(below.octets, below.signature_algorithm, 2, authority.key)


def _judge_revocation(
    certificates: list[Certificate], trust: Trust, at: int, lists: tuple[bytes, ...]
) -> Rejection | None:
    """Rejections: those of the lists in their order; for each certificate ``CRL_MISSING``, ``CHAIN_REVOKED``."""
    current: list[RevocationList] = []
    for number, octets in enumerate(lists):
        found = read_list(octets, number)
        if isinstance(found, Rejection):
            return found
        issuers = tuple(authority for authority in certificates[1:] if authority.subject == found.issuer)
        if issuers:
            refusal = judge_list(found, number, issuers, at)
            if refusal is not None:
                return refusal
            current.append(found)
    for index, certificate in enumerate(certificates[:-1]):
        its_lists = [found for found in current if found.issuer == certificate.issuer]
        if trust.lists_required and not its_lists:
            return reject(Code.CRL_MISSING, index=index)
        if any(certificate.serial in found.serials for found in its_lists):
            return reject(Code.CHAIN_REVOKED, index=index, serial=f"{certificate.serial:x}")
    return None
