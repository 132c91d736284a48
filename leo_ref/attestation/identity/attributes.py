"""What kind of keys the attestation key and the decryption key must be (§8, §9).

Nothing else says it: credential activation succeeds for any key, also one that was made outside the TPM and imported.
Names are computed here from the public area; a name that somebody tells is only ever compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import Factory, field, frozen

from leo_ref.attestation.identity.roca import is_roca
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.values import Digest
from leo_ref.tcg import name as names
from leo_ref.tcg import pcr, policy
from leo_ref.tcg import public as publics
from leo_ref.tcg.algorithms import Curve, Hash, Method
from leo_ref.tcg.attest import Counters
from leo_ref.tcg.pcr import Banks, Selections
from leo_ref.tcg.policy import COUNTERS_OFFSET, Comparison
from leo_ref.tcg.public import Attribute, EccKey, Public, RsaKey, Scheme
from leo_ref.tcg.signature import Verifier

ATTESTATION_SCHEMES: Final = frozenset(
    {
        Scheme(Method.ECDSA, Hash.SHA256),
        Scheme(Method.RSASSA, Hash.SHA256),
        Scheme(Method.RSAPSS, Hash.SHA256),
    }
)
DECRYPTION_BITS: Final = 2048

ATTESTATION_NEEDS: Final[Mapping[Attribute, Code]] = {
    Attribute.FIXED_TPM: Code.AK_NOT_FIXED_TPM,
    Attribute.FIXED_PARENT: Code.AK_NOT_FIXED_PARENT,
    Attribute.SENSITIVE_DATA_ORIGIN: Code.AK_IMPORTED,
    Attribute.RESTRICTED: Code.AK_NOT_RESTRICTED,
    Attribute.SIGN: Code.AK_NOT_SIGNING,
}
ATTESTATION_LACKS: Final[Mapping[Attribute, Code]] = {
    Attribute.DECRYPT: Code.AK_DECRYPTS,
    Attribute.X509_SIGN: Code.AK_SIGNS_CERTIFICATES,
}
DECRYPTION_NEEDS: Final[Mapping[Attribute, Code]] = {
    Attribute.FIXED_TPM: Code.DECRYPTION_KEY_NOT_FIXED_TPM,
    Attribute.FIXED_PARENT: Code.DECRYPTION_KEY_NOT_FIXED_PARENT,
    Attribute.SENSITIVE_DATA_ORIGIN: Code.DECRYPTION_KEY_IMPORTED,
    Attribute.ADMIN_WITH_POLICY: Code.DECRYPTION_KEY_ADMIN_WITHOUT_POLICY,
    Attribute.DECRYPT: Code.DECRYPTION_KEY_NOT_DECRYPTING,
}
DECRYPTION_LACKS: Final[Mapping[Attribute, Code]] = {
    Attribute.USER_WITH_AUTH: Code.DECRYPTION_KEY_USER_WITH_AUTH,
    Attribute.SIGN: Code.DECRYPTION_KEY_SIGNS,
    Attribute.RESTRICTED: Code.DECRYPTION_KEY_RESTRICTED,
}
"""noDA may be either way: no secret guards the key, so there is none to guess."""


@frozen
class AttestationKey:
    """A key that signs nothing but what the TPM itself made; from :func:`attestation_key` only."""

    public: Public
    name: bytes
    """34 octets: SHA-256's number and the digest of the public area."""
    qualified_name: bytes
    """What the TPM writes into all that the key signs: the digest of all names from the hierarchy to the key."""
    verifier: Verifier = field(
        init=False, eq=False, repr=False, default=Factory(lambda key: Verifier(key.public), takes_self=True)
    )
    """Ready to verify what the key signed."""

    @property
    def digest(self) -> Digest:
        """By which the ledger knows the key: its name without the algorithm, which is always the same."""
        return self.name[2:]


@frozen
class DecryptionKey:
    """A key that opens only in a measured state of one boot; from :func:`decryption_key` only."""

    public: Public
    name: bytes


def attestation_key(octets: bytes, claimed: bytes, qualified_parent: bytes) -> AttestationKey | Rejection:
    """The attestation key with the public area ``octets``, for which the name ``claimed`` was given.

    ``qualified_parent`` is where it must be: below the endorsement key (:attr:`Endorsement.qualified_name`), or a
    primary key (the four octets of the endorsement hierarchy's handle). In other hierarchies a TPM obscures its
    counters (TPM 2.0 Library, Part 1, section 36.7), and no history could be told from them.

    Rejections, in this order: those of :func:`leo_ref.tcg.public.parse`, ``AK_NAME_HASH``, ``AK_NAME``; a missing
    attribute, one too many, in the order of the tables above; ``AK_SCHEME``, ``AK_CURVE`` (ECC), ``AK_ROCA`` (RSA).
    """
    public = publics.parse(octets)
    if isinstance(public, Rejection):
        return public
    if public.name_hash is not Hash.SHA256:
        return reject(Code.AK_NAME_HASH, given=public.name_hash.title)
    name = publics.name(public)
    if claimed != name:
        return reject(Code.AK_NAME, given=claimed.hex(), computed=name.hex())
    refusal = _judge_attributes(public, ATTESTATION_NEEDS, ATTESTATION_LACKS)
    if refusal is not None:
        return refusal
    if public.scheme not in ATTESTATION_SCHEMES:
        return reject(Code.AK_SCHEME)
    if isinstance(public.key, EccKey) and public.key.curve is not Curve.P256:
        return reject(Code.AK_CURVE, given=public.key.curve.name)
    if isinstance(public.key, RsaKey) and is_roca(int.from_bytes(public.key.modulus, "big")):
        return reject(Code.AK_ROCA)
    return AttestationKey(public=public, name=name, qualified_name=names.qualified_child(qualified_parent, name))


def decryption_key(octets: bytes, expected_policy: bytes) -> DecryptionKey | Rejection:
    """The decryption key with the public area ``octets``, if it opens under ``expected_policy`` and never otherwise.

    Its scheme is left to each use: with OAEP the TPM gives what was sealed; with none it gives the opening, which shows
    to everybody what the ciphertext holds (:mod:`leo_ref.sealing.opening`).

    Rejections, in this order: those of :func:`leo_ref.tcg.public.parse`, ``DECRYPTION_KEY_NAME_HASH``; a missing
    attribute, one too many, in the order of the tables above; ``DECRYPTION_KEY_SIZE``, ``DECRYPTION_KEY_ROCA``,
    ``DECRYPTION_KEY_SCHEME``, ``DECRYPTION_KEY_POLICY``.
    """
    public = publics.parse(octets)
    if isinstance(public, Rejection):
        return public
    if public.name_hash is not Hash.SHA256:
        return reject(Code.DECRYPTION_KEY_NAME_HASH, given=public.name_hash.title)
    refusal = _judge_attributes(public, DECRYPTION_NEEDS, DECRYPTION_LACKS)
    if refusal is not None:
        return refusal
    if not isinstance(public.key, RsaKey) or public.key.bits != DECRYPTION_BITS:
        return reject(Code.DECRYPTION_KEY_SIZE)
    if is_roca(int.from_bytes(public.key.modulus, "big")):
        return reject(Code.DECRYPTION_KEY_ROCA)
    if public.scheme is not None:
        return reject(Code.DECRYPTION_KEY_SCHEME)
    if public.policy != expected_policy:
        return reject(Code.DECRYPTION_KEY_POLICY, given=public.policy.hex(), expected=expected_policy.hex())
    return DecryptionKey(public=public, name=publics.name(public))


def measured_policy(selections: Selections, banks: Banks, counters: Counters) -> bytes | Rejection:
    """The policy of a key that opens while the selected registers have these values, in the boot with these counters.

    TPM2_PolicyPCR, then TPM2_PolicyCounterTimer: equal to resetCount and restartCount. With the first alone, whoever
    starts the machine anew and measures the same once more could open again.

    Rejections: those of :func:`leo_ref.tcg.pcr.digest`.
    """
    values = pcr.digest(Hash.SHA256, selections, banks)
    if isinstance(values, Rejection):
        return values
    measured = policy.with_pcr(Hash.SHA256, policy.start(Hash.SHA256), selections, values)
    return policy.with_counter_timer(Hash.SHA256, measured, counters.octets, COUNTERS_OFFSET, Comparison.EQUAL)


def _judge_attributes(
    public: Public, needs: Mapping[Attribute, Code], lacks: Mapping[Attribute, Code]
) -> Rejection | None:
    for attribute, code in needs.items():
        if attribute not in public.attributes:
            return reject(code)
    for attribute, code in lacks.items():
        if attribute in public.attributes:
            return reject(code)
    return None
