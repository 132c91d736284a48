"""Signed octets: DSSE's envelope with one or more signatures by Ed25519, made and checked by securesystemslib."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import CryptoSigner, SSlibKey

from conformance.engine.schemas import fault
from conformance.engine.statements.fault import refuse
from conformance.engine.strict import NotStrict, shown, strict

PAYLOAD_TYPE: Final = "application/vnd.in-toto+json"
OCTETS_MOST: Final = 1 << 20
"""Of an envelope or a key."""


def signer_of(path: Path) -> CryptoSigner:
    """Who signs: an Ed25519 private key in PEM, as ``openssl genpkey -algorithm ed25519`` makes it.

    Raises:
        StatementFault: statement-unreadable, statement-key.
    """
    try:
        key = load_pem_private_key(read(path), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        refuse("key", f"{path} is no private key in PEM without a password")
    if not isinstance(key, Ed25519PrivateKey):
        refuse("key", f"{path} is no key of Ed25519")
    return CryptoSigner(key)


def key_of(path: Path) -> SSlibKey:
    """Whose signature is believed: an Ed25519 public key in PEM.

    Raises:
        StatementFault: statement-unreadable, statement-key.
    """
    try:
        key = load_pem_public_key(read(path))
    except (ValueError, UnsupportedAlgorithm):
        refuse("key", f"{path} is no public key in PEM")
    if not isinstance(key, Ed25519PublicKey):
        refuse("key", f"{path} is no key of Ed25519")
    return SSlibKey.from_crypto(key)


def signed(payload: bytes, signer: CryptoSigner) -> bytes:
    """The envelope of a payload, as a line of JSON."""
    envelope = Envelope(payload, PAYLOAD_TYPE, {})
    envelope.sign(signer)
    return json.dumps(envelope.to_dict(), sort_keys=True).encode() + b"\n"


def opened(path: Path, key: SSlibKey) -> bytes:
    """The payload of an envelope that this key has signed.

    Raises:
        StatementFault: statement-unreadable, -envelope, -type, -signer (no signature is by this key), -signature.
    """
    try:
        found = strict(read(path))
    except NotStrict as error:
        refuse("envelope", f"{path} is not JSON: {error}")
    flaw = fault("envelope", found)
    if flaw is not None:
        refuse("envelope", f"{path} is not as schema/envelope.schema.json has it, {flaw}")
    written = [found["payload"], *(one["sig"] for one in found["signatures"])]
    try:
        envelope = Envelope.from_dict(found)
    except ValueError as error:
        refuse("envelope", f"{path}: {error}")
    octets = [envelope.payload, *(bytes.fromhex(one.signature) for one in envelope.signatures.values())]
    if [b64encode(one).decode() for one in octets] != written:
        refuse("envelope", f"{path} has base64 that is not the one of its octets")
    if envelope.payload_type != PAYLOAD_TYPE:
        refuse("type", f"{path} has the type {shown(envelope.payload_type)}, and not {PAYLOAD_TYPE}")
    if key.keyid not in envelope.signatures:
        refuse("signer", f"{path} is not signed by the key {key.keyid}")
    try:
        envelope.verify([key], 1)
    except VerificationError:
        refuse("signature", f"the signature in {path} is not one of these octets by the key {key.keyid}")
    return envelope.payload


def read(path: Path) -> bytes:
    """A small file."""
    try:
        with path.open("rb") as file:
            octets = file.read(OCTETS_MOST + 1)
    except OSError as error:
        refuse("unreadable", f"{path} cannot be read: {error.strerror}")
    if len(octets) > OCTETS_MOST:
        refuse("unreadable", f"{path} has more than {OCTETS_MOST} octets")
    return octets
