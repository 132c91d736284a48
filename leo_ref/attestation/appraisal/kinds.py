"""What evidence of a deployment is made of, and by what it is judged (§4): a part of the genesis document."""

from __future__ import annotations

from typing import Annotated, ClassVar, TypeAlias

from attrs import frozen

from leo_ref.attestation.appraisal.policy import Policy, sound
from leo_ref.attestation.identity.endorsement import Template
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.node import CERTIFICATE_MOST
from leo_ref.core.values import AtMost


@frozen(kw_only=True)
class Software:
    """Evidence is made in software: it shows what a machine says, and proves no machine."""

    kind: ClassVar[str] = "software"


@frozen(kw_only=True)
class Tpm:
    """Evidence is made by TPMs."""

    kind: ClassVar[str] = "tpm"
    policy: Policy
    """What `before` must show."""
    roots: tuple[Annotated[bytes, AtMost(CERTIFICATE_MOST)], ...]
    """Certificates, DER, of the authorities that are believed about endorsement keys."""
    templates: frozenset[Template]
    """From which an endorsement key may be made."""


Kind: TypeAlias = Software | Tpm


def fault(kind: Kind) -> Rejection | None:
    """Why a ledger cannot judge by this, or None.

    Rejections: those of :func:`leo_ref.attestation.appraisal.policy.sound`; POLICY_REGISTERS with the part
    ``kernel_list``, where the policy asks for the kernel's list: it grows with every file, and nobody could publish it
    in time.
    """
    if isinstance(kind, Software):
        return None
    policy = sound(kind.policy)
    if isinstance(policy, Rejection):
        return policy
    if policy.standing != policy.selections:
        return reject(Code.POLICY_REGISTERS, part="kernel_list")
    return None
