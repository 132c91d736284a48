"""What a party shows and signs with its keys (:mod:`leo_ref.core.keys`)."""

from __future__ import annotations

from leo_ref.attestation.machine import Identifiable
from leo_ref.core.keys import Keys
from leo_ref.core.signature import sign
from leo_ref.core.state.node import Identity
from leo_ref.core.state.transaction import Body, Transaction, signing_digest
from leo_ref.core.values import AccountId
from leo_ref.draw.keys import secret
from leo_ref.ledger import Producer


def identity(keys: Keys, machine: Identifiable, owner: AccountId) -> Identity:
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
