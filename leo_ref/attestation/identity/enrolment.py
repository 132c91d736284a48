"""Enrolling an attestation key (§5, §8): a secret goes out in a credential, and whoever brings it back has both keys.

One :class:`Enrolment` for each verifier, endorsement key, attestation key and node. Its secret is good for one answer:
the first one that comes in time and for this key decides, right or wrong.
"""

from __future__ import annotations

from enum import Enum, unique
from hmac import compare_digest
from typing import Annotated, Final

from attrs import evolve, frozen

from leo_ref.attestation.identity.attributes import AttestationKey
from leo_ref.attestation.identity.credential import make_credential
from leo_ref.attestation.identity.endorsement import Endorsement
from leo_ref.core.encoding import digest
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.credential import Credential
from leo_ref.core.values import Digest, Exactly, Height, NodeId

SECRET_DOMAIN: Final = "leo/enrolment-secret"


@unique
class Standing(Enum):
    """How far an enrolment is."""

    ASKED = "ASKED"
    ENROLLED = "ENROLLED"
    FAILED = "FAILED"


@frozen(kw_only=True)
class Enrolment:
    """What a verifier keeps, and shows to nobody."""

    node: NodeId
    endorsement: Digest
    """:attr:`Endorsement.digest`."""
    name: Annotated[bytes, Exactly(34)]
    """Of the attestation key."""
    secret: Digest
    last: Height
    """The last block in which an answer counts."""
    standing: Standing


def begin(
    node: NodeId, endorsement: Endorsement, key: AttestationKey, last: Height, seed: bytes, randomness: bytes
) -> tuple[Enrolment, Credential]:
    """A new enrolment, and what to send to the node.

    ``seed``, 32 octets, and ``randomness`` (:func:`leo_ref.attestation.identity.randomness.drawn`) are the verifier's,
    fresh and secret. The secret depends on whom it is for, so even a seed that is used twice gives nobody another's
    secret.
    """
    asked: dict[str, str] = {"endorsement": endorsement.digest.hex(), "name": key.name.hex(), "node": node}
    secret = digest(SECRET_DOMAIN, {**asked, "seed": seed.hex()})
    enrolment = Enrolment(
        node=node,
        endorsement=endorsement.digest,
        name=key.name,
        secret=secret,
        last=last,
        standing=Standing.ASKED,
    )
    return enrolment, make_credential(endorsement, key.name, secret, randomness)


def answered(
    enrolment: Enrolment, node: NodeId, name: bytes, secret: bytes, height: Height
) -> tuple[Enrolment, Rejection | None]:
    """The enrolment after ``node`` answered ``secret`` for the key ``name``, and why that did not enrol it.

    Rejections, in this order: ``CREDENTIAL_ANSWERED``, ``CREDENTIAL_EXPIRED``, ``CREDENTIAL_OTHER_NODE``,
    ``CREDENTIAL_OTHER_KEY``, which change nothing; ``CREDENTIAL_WRONG_SECRET``, after which it has failed.
    """
    if enrolment.standing is not Standing.ASKED:
        return enrolment, reject(Code.CREDENTIAL_ANSWERED)
    if height > enrolment.last:
        return enrolment, reject(Code.CREDENTIAL_EXPIRED, last=str(enrolment.last), height=str(height))
    if node != enrolment.node:
        return enrolment, reject(Code.CREDENTIAL_OTHER_NODE, given=node, expected=enrolment.node)
    if name != enrolment.name:
        return enrolment, reject(Code.CREDENTIAL_OTHER_KEY, given=name.hex(), expected=enrolment.name.hex())
    if not compare_digest(secret, enrolment.secret):
        return evolve(enrolment, standing=Standing.FAILED), reject(Code.CREDENTIAL_WRONG_SECRET)
    return evolve(enrolment, standing=Standing.ENROLLED), None


def judge_enrolled(enrolment: Enrolment, node: NodeId, name: bytes) -> Rejection | None:
    """Why evidence signed by the key ``name`` is not this node's.

    Rejections, in this order: ``CREDENTIAL_NOT_ACTIVATED``, ``CREDENTIAL_OTHER_NODE``, ``CREDENTIAL_OTHER_KEY``.
    """
    if enrolment.standing is not Standing.ENROLLED:
        return reject(Code.CREDENTIAL_NOT_ACTIVATED)
    if node != enrolment.node:
        return reject(Code.CREDENTIAL_OTHER_NODE, given=node, expected=enrolment.node)
    if name != enrolment.name:
        return reject(Code.CREDENTIAL_OTHER_KEY, given=name.hex(), expected=enrolment.name.hex())
    return None
