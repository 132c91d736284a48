"""The endorsement key: the certificate's key, made by the TPM from a template of the TCG (EK Credential Profile, B).

The template is what makes the key an endorsement key: restricted, so that it opens credentials and nothing else, and
fixed to the TPM. The public area is rebuilt from the template and the certificate's key and compared octet for octet.

A TPM may have a certified key for each template, so whoever accepts two templates accepts two nodes on such a machine;
one EK one node (§5) holds of machines where one template is accepted.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from enum import Enum, unique
from typing import Final

from attrs import evolve, frozen

from leo_ref.attestation.identity import key as keys
from leo_ref.attestation.identity.certificate import Certificate
from leo_ref.core.encoding import digest
from leo_ref.core.encoding.canonical import JsonValue
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.values import Digest
from leo_ref.tcg import name as names
from leo_ref.tcg import public as publics
from leo_ref.tcg.algorithms import Curve, Hash
from leo_ref.tcg.public import Attribute, EccKey, Public, RsaKey

ENDORSEMENT_DOMAIN: Final = "leo/endorsement-key"

CURVE_NAMES: Final[Mapping[str, Curve]] = {"secp256r1": Curve.P256, "secp384r1": Curve.P384}

LOW_RANGE: Final = frozenset(
    {
        Attribute.FIXED_TPM,
        Attribute.FIXED_PARENT,
        Attribute.SENSITIVE_DATA_ORIGIN,
        Attribute.ADMIN_WITH_POLICY,
        Attribute.RESTRICTED,
        Attribute.DECRYPT,
    }
)
HIGH_RANGE: Final = LOW_RANGE | {Attribute.USER_WITH_AUTH}

POLICY_A_SHA256: Final = bytes.fromhex("837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa")
POLICY_B_SHA256: Final = bytes.fromhex("ca3d0a99a2b93906f7a3342414efcfb3a385d44cd1fd459089d19b5071c0b7a0")
POLICY_B_SHA384: Final = bytes.fromhex(
    "b26e7d28d11a50bc53d882bcf5fd3a1a074148bb35d3b4e4cb1c0ad9bde419cacb47ba09699646150f9fc000f3f80e12"
)
"""Who may use the key: who has the endorsement authorisation (A), or, B, also whom a policy kept in the TPM names."""


@unique
class Template(Enum):
    """How the key's public area looks, but for the key itself."""

    curve: Curve | None
    """None for RSA of 2048 bits."""
    name_hash: Hash
    attributes: frozenset[Attribute]
    policy: bytes
    aes_bits: int

    def __new__(
        cls,
        title: str,
        curve: Curve | None,
        name_hash: Hash,
        attributes: frozenset[Attribute],
        policy: bytes,
        aes_bits: int,
    ) -> Template:
        """Its value is its title, by which genesis documents name it."""
        template = object.__new__(cls)
        template._value_ = title
        template.curve = curve
        template.name_hash = name_hash
        template.attributes = attributes
        template.policy = policy
        template.aes_bits = aes_bits
        return template

    @property
    def title(self) -> str:
        """What the profile calls it."""
        return str(self.value)

    L_1 = ("L-1", None, Hash.SHA256, LOW_RANGE, POLICY_A_SHA256, 128)
    L_2 = ("L-2", Curve.P256, Hash.SHA256, LOW_RANGE, POLICY_A_SHA256, 128)
    H_1 = ("H-1", None, Hash.SHA256, HIGH_RANGE, POLICY_B_SHA256, 128)
    H_2 = ("H-2", Curve.P256, Hash.SHA256, HIGH_RANGE, POLICY_B_SHA256, 128)
    H_3 = ("H-3", Curve.P384, Hash.SHA384, HIGH_RANGE, POLICY_B_SHA384, 256)


@frozen
class Endorsement:
    """An endorsement key that a certificate vouches for; from :func:`endorsed`."""

    public: Public
    template: Template

    @property
    def qualified_name(self) -> bytes:
        """Where it is: a primary key of the endorsement hierarchy."""
        return names.qualified_primary(names.ENDORSEMENT, publics.name(self.public))

    @property
    def digest(self) -> Digest:
        """By which the ledger knows the key, so that one backs one node (§5).

        Of the key and nothing else: another certificate, template or name of it gives the same digest.
        """
        key = self.public.key
        facts: dict[str, JsonValue]
        if isinstance(key, RsaKey):
            facts = {"kind": "rsa", "modulus": key.modulus.hex()}
        else:
            facts = {"kind": "ecc", "curve": key.curve.name, "x": key.x.hex(), "y": key.y.hex()}
        return digest(ENDORSEMENT_DOMAIN, facts)


def endorsed(certificate: Certificate, octets: bytes, accepted: Set[Template]) -> Endorsement | Rejection:
    """The endorsement key with the public area ``octets``, if it is the one in the (verified) certificate.

    Rejections, in this order: those of :func:`leo_ref.tcg.public.parse`, ``EK_CERT_OTHER_KEY``, ``EK_TEMPLATE``.
    """
    public = publics.parse(octets)
    if isinstance(public, Rejection):
        return public
    if not _is_key(public.key, certificate.key):
        return reject(Code.EK_CERT_OTHER_KEY)
    return templated(public, accepted)


def templated(public: Public, accepted: Set[Template]) -> Endorsement | Rejection:
    """The endorsement key with this public area, whoever vouches for it.

    Rejections: ``EK_TEMPLATE``.
    """
    for template in Template:
        if template in accepted and public == rebuilt(template, public.key):
            return Endorsement(public=public, template=template)
    return reject(Code.EK_TEMPLATE)


def rebuilt(template: Template, key: RsaKey | EccKey) -> Public | None:
    """The public area of the template with this key; None for a key of another kind or size."""
    public = Public(
        name_hash=template.name_hash,
        attributes=template.attributes,
        policy=template.policy,
        aes_bits=template.aes_bits,
        scheme=None,
        key=key,
    )
    if isinstance(key, RsaKey):
        fits = template.curve is None and key.bits == keys.RSA_BITS_LEAST
        return evolve(public, key=RsaKey(key.bits, 0, key.modulus)) if fits else None
    return public if template.curve is key.curve else None


def _is_key(key: RsaKey | EccKey, certified: keys.PublicKey) -> bool:
    """Whether a TPM's key and a certificate's are the same numbers."""
    match key, certified:
        case RsaKey(), keys.RsaKey():
            return (int.from_bytes(key.modulus, "big"), publics.EXPONENT) == (certified.modulus, certified.exponent)
        case EccKey(), keys.EccKey():
            point = (int.from_bytes(key.x, "big"), int.from_bytes(key.y, "big"))
            return key.curve is CURVE_NAMES.get(certified.curve) and point == (certified.x, certified.y)
        case _:
            return False
