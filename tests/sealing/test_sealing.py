"""What is sealed opens for the right key and for no other; PyNaCl's own sealed box opens what ours made."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st
from nacl.public import PrivateKey, SealedBox

from leo_ref.evidence import signature
from leo_ref.sealing import payload, transport

keys = st.binary(min_size=32, max_size=32)


@given(keys, st.binary(max_size=200))
def test_a_payload_opens_with_its_key_and_commitment(key: bytes, plaintext: bytes) -> None:
    assert payload.unseal(key, payload.seal(key, plaintext), payload.commitment(key)) == plaintext


@given(keys, keys, st.binary(max_size=200))
def test_another_key_opens_nothing_even_if_it_was_committed_to(key: bytes, other: bytes, plaintext: bytes) -> None:
    assume(key != other)
    sealed = payload.seal(key, plaintext)
    assert payload.unseal(other, sealed, payload.commitment(other)) is None
    assert payload.unseal(other, sealed, payload.commitment(key)) is None


@given(keys, keys, st.binary(max_size=200))
def test_a_key_that_nobody_committed_to_opens_nothing(key: bytes, other: bytes, plaintext: bytes) -> None:
    assume(key != other)
    assert payload.unseal(key, payload.seal(key, plaintext), payload.commitment(other)) is None


@given(keys, st.binary(max_size=40), st.data())
def test_a_changed_payload_does_not_open(key: bytes, plaintext: bytes, data: st.DataObject) -> None:
    sealed = bytearray(payload.seal(key, plaintext))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    assert payload.opened(key, bytes(sealed)) is None


@given(keys, st.binary(max_size=100))
def test_garbage_is_no_payload_and_no_key(key: bytes, garbage: bytes) -> None:
    assume(len(garbage) != 32)
    assert payload.opened(key, garbage) is None
    assert payload.opened(garbage, payload.seal(key, b"text")) is None
    assert transport.open_sealed(key, garbage) is None
    assert transport.seal_to(garbage, b"text", key) is None


@given(keys, keys, st.binary(max_size=100))
def test_a_sealed_key_is_an_ordinary_sealed_box(secret: bytes, ephemeral: bytes, plaintext: bytes) -> None:
    sealed = transport.seal_to(transport.public_key(secret), plaintext, ephemeral)
    assert sealed is not None
    assert SealedBox(PrivateKey(secret)).decrypt(sealed) == plaintext


@given(keys, keys, keys)
def test_only_the_receiver_opens_a_sealed_key(secret: bytes, other: bytes, ephemeral: bytes) -> None:
    assume(transport.public_key(secret) != transport.public_key(other))
    sealed = transport.seal_to(transport.public_key(secret), b"key", ephemeral)
    assert sealed is not None
    assert transport.open_sealed(other, sealed) is None


def test_a_key_of_small_order_is_no_receiver() -> None:
    assert transport.seal_to(bytes(32), b"key", bytes([7]) * 32) is None
    assert transport.account_public_key(b"\xff" * 32) is None


@given(keys, keys)
def test_what_is_for_an_account_is_opened_with_the_account_s_seed(seed: bytes, ephemeral: bytes) -> None:
    receiver = transport.account_public_key(signature.public_key(seed))
    assert receiver is not None
    sealed = transport.seal_to(receiver, b"key", ephemeral)
    assert sealed is not None
    assert transport.open_sealed(transport.account_secret(seed), sealed) == b"key"
