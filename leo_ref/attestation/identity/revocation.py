"""Certificate revocation lists (RFC 5280, section 5): which serial numbers an authority has taken back.

Only complete lists are read: any critical extension, such as those of partial, indirect or delta lists, is refused.
Lists of authorities that are not of the chain are passed over, so that a verifier may hand in all that it has.
"""

from __future__ import annotations

from typing import Final

from attrs import frozen

from leo_ref.attestation.identity.certificate import UNREADABLE, Certificate
from leo_ref.attestation.identity.der import INTEGER, children, element, signed_part
from leo_ref.attestation.identity.moment import seconds
from leo_ref.attestation.identity.signing import ALGORITHMS, holds, loaded_list
from leo_ref.core.rejections import Code, Rejection, reject

LENGTH_MOST: Final = 1 << 22
"""Octets of a list that are read."""


@frozen(kw_only=True)
class RevocationList:
    """What a list says."""

    octets: bytes
    issuer: bytes
    """A Name as it stands there."""
    algorithm_at: int
    """The place of the signature's algorithm in what is signed: behind the version, if there is one."""
    this_update: int
    """The second from which it holds, since 1970."""
    next_update: int
    """The last second at which it holds."""
    signature_algorithm: str
    critical: frozenset[str]
    serials: frozenset[int]


def read_list(octets: bytes, number: int) -> RevocationList | Rejection:
    """The list in ``octets``, the one with this ``number`` among those handed in.

    Rejections: ``CRL_TOO_LONG``, ``CRL_MALFORMED``, also where no next update is promised.
    """
    if len(octets) > LENGTH_MOST:
        return reject(Code.CRL_TOO_LONG, number=number, length=len(octets), most=LENGTH_MOST)
    outer = element(octets, 0, len(octets))
    body = None if outer is None else signed_part(octets, outer)
    if body is None:
        return reject(Code.CRL_MALFORMED, number=number)
    try:
        found = loaded_list(octets)
        next_update = found.next_update_utc
        if next_update is None:
            return reject(Code.CRL_MALFORMED, number=number)
        parts = children(octets, body)
        algorithm_at = int(parts[0].tag == INTEGER)
        issuer = parts[algorithm_at + 1]
        return RevocationList(
            octets=octets,
            issuer=octets[issuer.at : issuer.end],
            algorithm_at=algorithm_at,
            this_update=seconds(found.last_update_utc),
            next_update=seconds(next_update),
            signature_algorithm=found.signature_algorithm_oid.dotted_string,
            critical=frozenset(extension.oid.dotted_string for extension in found.extensions if extension.critical),
            serials=frozenset(entry.serial_number for entry in found),
        )
    except UNREADABLE:
        return reject(Code.CRL_MALFORMED, number=number)


def judge_list(found: RevocationList, number: int, issuers: tuple[Certificate, ...], at: int) -> Rejection | None:
    """What is wrong with a list in the name of these ``issuers`` (more than one after a change of key).

    Rejections, in this order: ``CRL_SIGNATURE_ALGORITHM``, ``CRL_SIGNATURE`` (none of them signed it, or may),
    ``CRL_EXTENSION_CRITICAL``, ``CRL_NOT_YET_VALID``, ``CRL_EXPIRED``.
    """
    if found.signature_algorithm not in ALGORITHMS:
        return reject(Code.CRL_SIGNATURE_ALGORITHM, number=number, given=found.signature_algorithm)
    if not any(is_signer(issuer, found) for issuer in issuers):
        return reject(Code.CRL_SIGNATURE, number=number)
    if found.critical:
        return reject(Code.CRL_EXTENSION_CRITICAL, number=number, extension=min(found.critical))
    if at < found.this_update:
        return reject(Code.CRL_NOT_YET_VALID, number=number, first=found.this_update)
    if at > found.next_update:
        return reject(Code.CRL_EXPIRED, number=number, last=found.next_update)
    return None


def is_signer(issuer: Certificate, found: RevocationList) -> bool:
    """Whether the issuer, which has the list's name, may sign lists and signed this one."""
    if issuer.key_usage is None or not issuer.key_usage.list_sign:
        return False
    return holds(found.octets, found.signature_algorithm, found.algorithm_at, issuer.key)
