"""Keys below the endorsement key: proving that it is here, and keys that open in one state of one boot only (§9).

A decryption key is not kept in the TPM: it leaves it wrapped, as two pieces of octets that only this TPM can load
again, and not after its owner was cleared. It is certified by its creation only: TPM2_Certify would need a policy that
allows that command, and this one allows nothing but to open.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Final

from attrs import field, frozen

from leo_ref.adapters.tpm import handles, templates
from leo_ref.adapters.tpm.connection import Tpm
from leo_ref.adapters.tpm.provision import endorsement_session
from leo_ref.adapters.tpm.quote import OWN_SCHEME, statement
from leo_ref.adapters.tpm.templates import KeyKind
from leo_ref.adapters.tpm.tss import (
    TPM2_ALG,
    TPM2_EO,
    TPM2B_DATA,
    TPM2B_DIGEST,
    TPM2B_ENCRYPTED_SECRET,
    TPM2B_ID_OBJECT,
    TPM2B_OPERAND,
    TPM2B_PRIVATE,
    TPM2B_PUBLIC,
    TPM2B_PUBLIC_KEY_RSA,
    TPM2B_SENSITIVE_CREATE,
    TPML_PCR_SELECTION,
    TPMT_PUBLIC,
    TPMT_RSA_DECRYPT,
    TPMT_TK_CREATION,
)
from leo_ref.attestation.identity.attributes import DECRYPTION_BITS
from leo_ref.attestation.identity.certification import Statement
from leo_ref.core.state.credential import Credential
from leo_ref.core.values import AtMost
from leo_ref.tcg import pcr
from leo_ref.tcg.algorithms import Hash, Method
from leo_ref.tcg.attest import Counters
from leo_ref.tcg.pcr import Selections
from leo_ref.tcg.policy import COUNTERS_OFFSET

NO_PADDING: Final = TPMT_RSA_DECRYPT(scheme=TPM2_ALG.NULL)
OAEP: Final = TPMT_RSA_DECRYPT.unmarshal(Method.OAEP.number.to_bytes(2, "big") + Hash.SHA256.octets)[0]
"""What a use of the key names, since the key leaves it open."""


PART_MOST: Final = 4096
"""Octets; a TPM gives no longer part of a key."""


@frozen(kw_only=True)
class CreatedKey:
    """A key as its TPM gave it away."""

    public: Annotated[bytes, AtMost(PART_MOST)]
    """TPMT_PUBLIC."""
    wrapped: Annotated[bytes, AtMost(PART_MOST)] = field(repr=False)
    """TPM2B_PRIVATE."""
    creation: Annotated[bytes, AtMost(PART_MOST)]
    """TPMS_CREATION_DATA."""
    creation_hash: Annotated[bytes, AtMost(PART_MOST)]
    ticket: Annotated[bytes, AtMost(PART_MOST)]
    """TPMT_TK_CREATION, which shows the TPM that it made the key itself."""


def activate(tpm: Tpm, kind: KeyKind, credential: Credential) -> bytes:
    """The secret in a credential (TPM2_ActivateCredential), which only a TPM with both keys of ``kind`` opens.

    Raises:
        TpmFailure: TPM_REFUSED if it is for other keys; and those of a step.
    """
    attestation_key = tpm.persistent(handles.ATTESTATION_KEY[kind])
    endorsement_key = tpm.persistent(handles.ENDORSEMENT_KEY[kind])
    with endorsement_session(tpm) as session, tpm.step("activate the credential") as esys:
        blob = TPM2B_ID_OBJECT(_content(credential.blob))
        secret = TPM2B_ENCRYPTED_SECRET(_content(credential.secret))
        return bytes(esys.activate_credential(attestation_key, endorsement_key, blob, secret, session2=session))


def create_decryption_key(tpm: Tpm, kind: KeyKind, policy: bytes, outside: bytes) -> CreatedKey:
    """A new RSA key that opens only to a session that satisfies ``policy`` (§9).

    Args:
        tpm: A provisioned TPM.
        kind: Of its parent, the endorsement key.
        policy: 32 octets, from :func:`leo_ref.attestation.identity.attributes.measured_policy`.
        outside: What the TPM writes into the creation data, from
        :func:`leo_ref.attestation.identity.certification.tie`.
    """
    parent = tpm.persistent(handles.ENDORSEMENT_KEY[kind])
    template = TPM2B_PUBLIC(TPMT_PUBLIC.unmarshal(templates.decryption(policy))[0])
    with endorsement_session(tpm) as session, tpm.step("make a decryption key") as esys:
        private, public, creation, creation_hash, ticket = esys.create(
            parent, TPM2B_SENSITIVE_CREATE(), template, TPM2B_DATA(outside), session1=session
        )
    return CreatedKey(
        public=bytes(public.publicArea.marshal()),
        wrapped=bytes(private.marshal()),
        creation=bytes(creation.creationData.marshal()),
        creation_hash=bytes(creation_hash),
        ticket=bytes(ticket.marshal()),
    )


def certify_creation(tpm: Tpm, kind: KeyKind, key: CreatedKey, data: bytes) -> Statement:
    """TPM2_CertifyCreation: this TPM made ``key`` as its creation data says; ``data`` is signed along."""
    signer = tpm.persistent(handles.ATTESTATION_KEY[kind])
    ticket, _ = TPMT_TK_CREATION.unmarshal(key.ticket)
    with loaded(tpm, kind, key) as handle, tpm.step("certify the key's creation") as esys:
        return statement(
            *esys.certify_creation(signer, handle, data, TPM2B_DIGEST(key.creation_hash), OWN_SCHEME, ticket)
        )


def open_with(
    tpm: Tpm, kind: KeyKind, key: CreatedKey, selections: Selections, counters: Counters, ciphertext: bytes
) -> bytes:
    """What was encrypted to ``key`` with OAEP-SHA256 and no label, in the state and the boot for which it was made.

    Args:
        tpm: The TPM that made the key.
        kind: Of the key's parent.
        key: What it gave away.
        selections: The registers of the key's policy.
        counters: Those of the boot in which the key was made.
        ciphertext: 256 octets.

    Raises:
        TpmFailure: TPM_REFUSED if state or boot is another, or the ciphertext is wrong; and those of a step.
    """
    with loaded(tpm, kind, key) as handle:
        return decrypted(tpm, handle, selections, counters, ciphertext, OAEP)


def open_raw(
    tpm: Tpm, kind: KeyKind, key: CreatedKey, selections: Selections, counters: Counters, ciphertext: bytes
) -> bytes:
    """The opening of a ciphertext: its RSA preimage, 256 octets, whatever it is; arguments as :func:`open_with`.

    Everybody can check it (:mod:`leo_ref.sealing.opening`). To show it tells what the ciphertext holds.

    Raises:
        TpmFailure: TPM_REFUSED if state or boot is another, the ciphertext is not below the modulus, or the TPM opens
            nothing without padding; and those of a step.
    """
    with loaded(tpm, kind, key) as handle:
        return decrypted(tpm, handle, selections, counters, ciphertext, NO_PADDING).rjust(DECRYPTION_BITS // 8, b"\0")


def decrypted(
    tpm: Tpm, handle: Any, selections: Selections, counters: Counters, ciphertext: bytes, scheme: Any
) -> bytes:  # Any: the library's own
    """TPM2_RSA_Decrypt with a loaded key, in a session that shows registers and counters."""
    selected, _ = TPML_PCR_SELECTION.unmarshal(pcr.encode(selections))
    with tpm.policy_session() as session, tpm.step("open what was sealed") as esys:
        esys.policy_pcr(session, b"", selected)
        esys.policy_counter_timer(session, TPM2B_OPERAND(counters.octets), TPM2_EO.EQ, COUNTERS_OFFSET)
        return bytes(esys.rsa_decrypt(handle, TPM2B_PUBLIC_KEY_RSA(ciphertext), scheme, session1=session))


@contextmanager
def loaded(tpm: Tpm, kind: KeyKind, key: CreatedKey) -> Iterator[Any]:  # Any: the library's own handle
    """The key in the TPM, flushed on the way out."""
    parent = tpm.persistent(handles.ENDORSEMENT_KEY[kind])
    private, _ = TPM2B_PRIVATE.unmarshal(key.wrapped)
    public = TPM2B_PUBLIC(TPMT_PUBLIC.unmarshal(key.public)[0])
    with endorsement_session(tpm) as session, tpm.step("load a key") as esys:
        handle = esys.load(parent, private, public, session1=session)
    with tpm.loaded(handle):
        yield handle


def _content(sized: bytes) -> bytes:
    """The octets after the length in front of them."""
    return sized[2:]
