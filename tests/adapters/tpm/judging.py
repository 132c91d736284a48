"""The pure judges, put to what real TPMs gave."""

from __future__ import annotations

import time

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from leo_ref.adapters.tpm.provision import TpmIdentity
from leo_ref.adapters.tpm.templates import TEMPLATES
from leo_ref.attestation.identity import attributes, certificate, chain, endorsement
from leo_ref.attestation.identity.attributes import AttestationKey
from leo_ref.attestation.identity.certification import Statement
from leo_ref.attestation.identity.endorsement import Endorsement
from leo_ref.core.rejections import Rejection
from leo_ref.tcg import attest, signature
from leo_ref.tcg import name as names
from leo_ref.tcg import public as publics
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.attest import Attest, Quote
from leo_ref.tcg.public import RsaKey


def endorsed(identity: TpmIdentity, root: bytes | None = None) -> Endorsement:
    """The endorsement key, if its certificate is sound; with ``root``, also if that issued it."""
    found = certificate.read(identity.certificate, 0)
    if root is not None:
        trust = chain.Trust(roots=(root,), lists_required=False)
        found = chain.verified((identity.certificate,), trust, int(time.time()))
    assert not isinstance(found, Rejection), found
    key = endorsement.endorsed(found, identity.endorsement_key, {TEMPLATES[identity.kind]})
    assert not isinstance(key, Rejection), key
    return key


def attesting(identity: TpmIdentity, root: bytes | None = None) -> AttestationKey:
    """The attestation key, if it is what it must be and below the endorsement key."""
    name = names.of(Hash.SHA256, identity.attestation_key)
    key = attributes.attestation_key(identity.attestation_key, name, endorsed(identity, root).qualified_name)
    assert not isinstance(key, Rejection), key
    return key


def signed(key: AttestationKey, statement: Statement) -> bytes:
    """What ``key`` signed."""
    found = signature.parse(statement.signature)
    assert not isinstance(found, Rejection), found
    assert signature.verify(key.public, found, statement.attest) is None
    return statement.attest


def quoted(key: AttestationKey, statement: Statement) -> Attest[Quote]:
    """The quote that ``key`` signed."""
    found = attest.quote(signed(key, statement))
    assert not isinstance(found, Rejection), found
    assert found.signer == key.qualified_name
    return found


def sealed(public: bytes, plaintext: bytes) -> bytes:
    """``plaintext`` for the decryption key with this TPMT_PUBLIC."""
    found = publics.parse(public)
    assert not isinstance(found, Rejection), found
    assert isinstance(found.key, RsaKey)
    receiver = rsa.RSAPublicNumbers(publics.EXPONENT, int.from_bytes(found.key.modulus, "big")).public_key()
    return receiver.encrypt(plaintext, padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None))
