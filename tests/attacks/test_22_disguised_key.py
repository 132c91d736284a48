"""Attack 22: Alice releases Bob's key in disguise, and has the executor open it before everybody.

Before the attack the key of Bob's code is on the ledger, sealed to the executor. Whoever may seal to the same key takes
Bob's ciphertext times r^65537: the honest executor disputes what has no padding, and the opening, divided by r, is that
of Bob's. With a key for each owner the opening shows nothing but what Alice made up, and she pays for it.
"""

from __future__ import annotations

from typing import Final

import pytest
from attrs import evolve

from leo_ref.core.keys import Keys
from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.state.job import EncryptionKeys, Outcome, Part, Stage
from leo_ref.core.state.transaction import Apply, Certificates
from leo_ref.core.values import JobId
from leo_ref.sealing.opening import shown
from leo_ref.sealing.transport import receiving_key
from leo_ref.tcg.public import EXPONENT
from tests.attacks.chain import FEW, FUNDS, HONEST
from tests.attacks.software import RECEIVER, RSA, SECRET, SoftwareChain, begun, opening, sealed_to

R: Final = 3**300 + 2


def disguised(part: Part, carried: bytes) -> bytes:
    """The ciphertext times r^e, under the key for the owner of this part."""
    modulus = RSA[part].public_key().public_numbers().n
    return (int.from_bytes(carried, "big") * pow(R, EXPONENT, modulus) % modulus).to_bytes(256, "big")


def undisguised(part: Part, opened: bytes, carried: bytes) -> bytes | Rejection:
    """What everybody makes of the opening: it is divided by r, and its padding taken off."""
    key = receiving_key(RECEIVER[part])
    assert key is not None
    modulus = int.from_bytes(key.modulus, "big")
    plain = int.from_bytes(opened, "big") * pow(R, -1, modulus) % modulus
    return shown(key, carried, plain.to_bytes(256, "big"))


class OneKeyChain(SoftwareChain):
    """Claims name one key for both owners."""

    def claim(self, name: JobId, proof: bytes, keys: Keys | None = None) -> Apply:
        """The key for the owner of the data, twice."""
        claim = super().claim(name, proof, keys)
        one = claim.encryption_keys.task
        certificates = Certificates(task=claim.certificates.task, service=claim.certificates.task)
        return evolve(claim, encryption_keys=EncryptionKeys(task=one, service=one), certificates=certificates)


def test_an_opening_shows_nothing_of_the_other_owners_key() -> None:
    chain = begun()
    name = chain.task()
    carried = sealed_to(Part.SERVICE, SECRET[Part.SERVICE])
    chain.keyed(name, service=carried, task=disguised(Part.TASK, carried))
    executor = chain.executor(name)
    dispute = chain.disputed(name, Part.TASK)
    chain.must(executor, dispute)
    assert isinstance(undisguised(Part.TASK, dispute.opening, carried), Rejection)
    assert chain.until(name, Stage.SETTLED).outcome is Outcome.OWNER_FAULT
    assert all(chain.balance(one) >= FUNDS for one in HONEST)


def test_a_claim_has_a_key_for_each_owner() -> None:
    chain = OneKeyChain(FEW, dict.fromkeys(HONEST, 1))
    name = chain.task()
    chain.until(name, Stage.APPLY)
    assert chain.refusal(HONEST[0], chain.claim(name, chain.proof(name, HONEST[0]), HONEST[0])) is Code.KEY_FOR_BOTH


def test_where_both_owners_seal_to_one_key_the_others_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """The executor's key for the one is that for the other, as if nobody had compared them."""
    chain = begun()
    name = chain.task()
    chain.group(name)
    chain.ready(name)
    monkeypatch.setattr(EncryptionKeys, "of", lambda keys, _: keys.task)
    carried = sealed_to(Part.TASK, SECRET[Part.SERVICE])
    chain.released(name, service=carried, task=disguised(Part.TASK, carried))
    dispute = evolve(chain.disputed(name, Part.TASK), opening=opening(Part.TASK, disguised(Part.TASK, carried)))
    chain.must(chain.executor(name), dispute)
    assert undisguised(Part.TASK, dispute.opening, carried) == SECRET[Part.SERVICE]
