"""The secrets of a party, all derived from one seed.

``attestation``, ``endorsement`` and ``encryption`` are those of a machine of software; where there is a TPM, it has
keys of its own. A task owner opens results with ``encryption``.
"""

from __future__ import annotations

from typing import Final

from attrs import field, frozen

from leo_ref.draw.keys import secret
from leo_ref.encoding import digest
from leo_ref.evidence.signature import public_key, sign
from leo_ref.ledger import Producer
from leo_ref.roles.machine import Machine
from leo_ref.state.node import Identity
from leo_ref.state.transaction import Body, Transaction, signing_digest
from leo_ref.values import AccountId

SECRET_DOMAIN: Final = "leo/derived-secret"


@frozen(kw_only=True)
class Keys:
    """Seeds of 32 octets each, and the name that the account's public key gives the party."""

    name: AccountId
    """The party's account: its Ed25519 public key, 64 hexadecimal digits."""
    account: bytes = field(repr=False)
    vrf: bytes = field(repr=False)
    attestation: bytes = field(repr=False)
    endorsement: bytes = field(repr=False)
    encryption: bytes = field(repr=False)
    secret: bytes = field(repr=False)
    """What keys for payloads are derived from."""


def derived(seed: bytes, use: str, about: str = "") -> bytes:
    """A secret of 32 octets for one use; nothing about ``seed`` or about other uses follows from it."""
    return digest(SECRET_DOMAIN, {"seed": seed.hex(), "use": use, "about": about})


def keys_of(seed: bytes) -> Keys:
    """The keys of a party, all derived from ``seed``, which is a secret of 32 octets.

    ``name`` of the result is the id of its account: the Ed25519 public key (RFC 8032), 64 hexadecimal digits. How the
    others are derived is the reference's own choice (§2, ``leo/derived-secret``).
    """
    account = derived(seed, "account")
    return Keys(
        name=AccountId(public_key(account).hex()),
        account=account,
        vrf=derived(seed, "vrf"),
        attestation=derived(seed, "attestation"),
        endorsement=derived(seed, "endorsement"),
        encryption=derived(seed, "encryption"),
        secret=derived(seed, "payloads"),
    )


def identity(keys: Keys, machine: Machine, owner: AccountId) -> Identity:
    """What the node with these keys and this machine shows when it joins, answering to ``owner``."""
    return Identity(
        owner=owner,
        certificates=machine.certificates,
        endorsement_key=machine.endorsement_key,
        attestation_key=machine.attestation_key,
        vrf_key=secret(keys.vrf).public_key,
    )


def producer(keys: Keys) -> Producer:
    """The producer with these keys, as a genesis document names it (§4): its account and its VRF public key."""
    return Producer(account=keys.name, vrf_key=secret(keys.vrf).public_key)


def transaction(keys: Keys, counter: int, body: Body) -> Transaction:
    """A transaction with this body, signed by ``keys`` (§4: Ed25519 over its digest, RFC 8032).

    ``counter`` is the number of transactions that the account has sent before: 0 for the first. Nothing is checked
    here; the ledger refuses what does not hold.
    """
    message = signing_digest(keys.name, counter, body)
    return Transaction(sender=keys.name, counter=counter, body=body, signature=sign(keys.account, message))
