"""A released key opened before everybody (§9): what shows that it is at fault, and what does not."""

from __future__ import annotations

from typing import Final

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.state.imprint import CHUNK, SEALED_CHUNK, TAG
from leo_ref.core.values import AccountId, ServiceId
from leo_ref.sealing.context import DataContext
from leo_ref.sealing.fault import Promise, boxed_opening, committed_key, not_at_fault, not_opened
from leo_ref.sealing.imprint import chunk_of, imprint_of
from leo_ref.sealing.payload import _box, _nonce, commitment, seal
from leo_ref.sealing.transport import public_key, seal_to

PRIVATE: Final = rsa.generate_private_key(public_exponent=65537, key_size=2048)
RECEIVER: Final = public_key(PRIVATE.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
KEY, OTHER, SEED = b"k" * 32, b"o" * 32, b"s" * 32
CONTEXT: Final = DataContext(owner=AccountId("alice"), service=ServiceId("s1"))
PLAIN: Final = bytes(CHUNK + 5)


def opened(ciphertext: bytes) -> bytes:
    """The RSA preimage, as the executor's TPM gives it."""
    numbers = PRIVATE.private_numbers()
    number = pow(int.from_bytes(ciphertext, "big"), numbers.d, numbers.public_numbers.n)
    return number.to_bytes(256, "big")


def sealed_key(plaintext: bytes) -> bytes:
    sealed = seal_to(RECEIVER, plaintext, SEED)
    assert sealed is not None
    return sealed


def said(sealed: bytes, index: int, key: bytes = KEY) -> Code | None:
    """What the chunk of this payload, shown in its place, says of the key."""
    promise = Promise(committed=commitment(key), imprint=imprint_of(sealed), context=CONTEXT)
    chunk, path = chunk_of(sealed, index)
    found = not_at_fault(key, promise, index, chunk, path)
    return None if found is None else found.code


def test_only_the_preimage_is_an_opening() -> None:
    ciphertext = sealed_key(KEY)
    right = opened(ciphertext)
    assert not_opened(RECEIVER, ciphertext, right) is None
    for wrong in (opened(sealed_key(OTHER)), bytes(256)):
        found = not_opened(RECEIVER, ciphertext, wrong)
        assert isinstance(found, Rejection)
        assert found.code is Code.OPENING_OTHER


@pytest.mark.parametrize("number", [2, 2**2000 + 7])
def test_what_has_no_padding_is_no_key(number: int) -> None:
    ciphertext = number.to_bytes(256, "big")
    assert committed_key(RECEIVER, ciphertext, opened(ciphertext), commitment(KEY)) is None


@pytest.mark.parametrize("plaintext", [OTHER, KEY[:31], KEY + b"k", b""])
def test_another_key_is_not_the_one_committed_to(plaintext: bytes) -> None:
    ciphertext = sealed_key(plaintext)
    assert committed_key(RECEIVER, ciphertext, opened(ciphertext), commitment(KEY)) is None


def test_the_right_key_of_a_sound_payload_is_not_at_fault() -> None:
    ciphertext = sealed_key(KEY)
    assert committed_key(RECEIVER, ciphertext, opened(ciphertext), commitment(KEY)) == KEY
    sealed = seal(KEY, CONTEXT, PLAIN)
    assert [said(sealed, index) for index in (0, 1)] == [Code.KEY_OPENS, Code.KEY_OPENS]
    assert said(seal(KEY, CONTEXT, b""), 0) is Code.KEY_OPENS


def test_a_chunk_that_does_not_open_shows_a_right_key_at_fault() -> None:
    sealed = bytearray(seal(KEY, CONTEXT, PLAIN))
    sealed[SEALED_CHUNK + 1] ^= 1
    assert said(bytes(sealed), 0) is Code.KEY_OPENS
    assert said(bytes(sealed), 1) is None
    swapped = DataContext(owner=AccountId("alice"), service=ServiceId("s2"))
    assert said(seal(KEY, swapped, PLAIN), 0) is None


def test_an_empty_chunk_after_another_does_not_open() -> None:
    full = _box(KEY, CONTEXT).encrypt(bytes(CHUNK), _nonce(0, last=False)).ciphertext
    empty = _box(KEY, CONTEXT).encrypt(b"", _nonce(1, last=True)).ciphertext
    assert len(empty) == TAG
    assert said(full + empty, 0) is Code.KEY_OPENS
    assert said(full + empty, 1) is None


def test_a_chunk_of_another_payload_shows_nothing() -> None:
    sealed, foreign = seal(KEY, CONTEXT, PLAIN), seal(OTHER, CONTEXT, PLAIN)
    promise = Promise(committed=commitment(KEY), imprint=imprint_of(sealed), context=CONTEXT)
    found = not_at_fault(KEY, promise, 0, *chunk_of(foreign, 0))
    assert isinstance(found, Rejection)
    assert found.code is Code.CHUNK_PATH
    found = not_at_fault(KEY, promise, 2, *chunk_of(sealed, 0))
    assert isinstance(found, Rejection)
    assert found.code is Code.CHUNK_INDEX


SECRET, STRANGER = b"1" * 32, b"2" * 32
"""Of X25519 keys, which stand in for a TPM's where evidence is software."""


def test_a_box_is_opened_by_the_secret_of_its_receiver_and_by_nothing_else() -> None:
    receiver = public_key(SECRET)
    ciphertext = seal_to(receiver, KEY, SEED)
    assert ciphertext is not None
    opening = boxed_opening(SECRET)
    assert len(opening) == 256
    assert not_opened(receiver, ciphertext, opening) is None
    assert committed_key(receiver, ciphertext, opening, commitment(KEY)) == KEY
    for wrong in (boxed_opening(STRANGER), opening[:-1] + b"\1", bytes(256)):
        found = not_opened(receiver, ciphertext, wrong)
        assert isinstance(found, Rejection)
        assert found.code is Code.OPENING_OTHER


@pytest.mark.parametrize("sealed", [OTHER, KEY[:-1], KEY + b"k"])
def test_a_box_with_another_key_is_at_its_owners_fault(sealed: bytes) -> None:
    ciphertext = seal_to(public_key(SECRET), sealed, SEED)
    assert ciphertext is not None
    assert committed_key(public_key(SECRET), ciphertext, boxed_opening(SECRET), commitment(KEY)) is None


def test_what_is_no_box_for_the_receiver_is_at_its_owners_fault() -> None:
    ciphertext = seal_to(public_key(STRANGER), KEY, SEED)
    assert ciphertext is not None
    assert committed_key(public_key(SECRET), ciphertext, boxed_opening(SECRET), commitment(KEY)) is None
