"""A key on its way: what was sealed to a receiver opens with its secret and with no other."""

from __future__ import annotations

from functools import cache

import pytest
from attrs import evolve
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from nacl.public import PrivateKey, SealedBox

from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.values import JobId
from leo_ref.sealing import transport
from leo_ref.sealing.oaep import oaep_decoded, oaep_encrypted, oaep_padded
from leo_ref.sealing.opening import judge_opening, shown
from leo_ref.sealing.result import RESULT_MOST, opened_result, result_digest, sealed_result
from leo_ref.sealing.transport import judge_carried, open_sealed, public_key, receives, seal_to
from leo_ref.tcg import public as publics
from leo_ref.tcg.algorithms import Hash, Method
from leo_ref.tcg.public import EXPONENT, Attribute, Public, RsaKey, Scheme

octets_32 = st.binary(min_size=32, max_size=32)
SEED = bytes(range(32))
JOB, ANOTHER_JOB = JobId("0c" * 32), JobId("0d" * 32)


@cache
def secret(_number: int = 0, bits: int = 2048, exponent: int = 65537) -> bytes:
    """One RSA key for each number."""
    private = rsa.generate_private_key(public_exponent=exponent, key_size=bits)
    return private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def area(octets: bytes) -> Public:
    found = publics.parse(octets)
    assert not isinstance(found, Rejection)
    return found


@settings(max_examples=10)
@given(st.binary(max_size=190), octets_32)
def test_what_goes_to_an_rsa_key_opens_with_it_alone(plaintext: bytes, seed: bytes) -> None:
    sealed = seal_to(public_key(secret()), plaintext, seed)
    assert sealed is not None
    assert len(sealed) == 256
    assert open_sealed(secret(), sealed) == plaintext
    assert open_sealed(secret(1), sealed) is None
    assert open_sealed(SEED, sealed) is None


@settings(max_examples=10)
@given(st.binary(max_size=60), octets_32, st.integers(0, 255), st.integers(0, 7))
def test_a_changed_ciphertext_does_not_open(plaintext: bytes, seed: bytes, place: int, bit: int) -> None:
    sealed = bytearray(seal_to(public_key(secret()), plaintext, seed) or b"")
    sealed[place] ^= 1 << bit
    assert open_sealed(secret(), bytes(sealed)) is None


def test_a_label_is_not_ignored() -> None:
    key = area(public_key(secret())).key
    assert isinstance(key, RsaKey)
    assert open_sealed(secret(), oaep_encrypted(Hash.SHA256, key, b"key", b"", SEED)) == b"key"
    assert open_sealed(secret(), oaep_encrypted(Hash.SHA256, key, b"key", b"label", SEED)) is None


def test_sealing_is_a_function_and_the_seed_matters() -> None:
    receiver = public_key(secret())
    assert seal_to(receiver, b"key", SEED) == seal_to(receiver, b"key", SEED)
    assert seal_to(receiver, b"key", SEED) != seal_to(receiver, b"key", bytes(32))


OURS = area(public_key(secret()))


def test_a_key_in_software_claims_no_tpm() -> None:
    assert OURS.attributes == {Attribute.DECRYPT, Attribute.USER_WITH_AUTH}
    assert OURS.policy == b""


@pytest.mark.parametrize(
    "receiver",
    [
        b"",
        bytes(31),
        publics.encode(OURS)[:-1],
        publics.encode(OURS) + b"\0",
        publics.encode(evolve(OURS, scheme=Scheme(Method.OAEP, Hash.SHA256))),
        publics.encode(evolve(OURS, scheme=Scheme(Method.OAEP, Hash.SHA384))),
        publics.encode(evolve(OURS, scheme=Scheme(Method.RSASSA, Hash.SHA256))),
        publics.encode(evolve(OURS, attributes=frozenset({Attribute.SIGN}))),
        publics.encode(evolve(OURS, key=RsaKey(bits=3072, exponent=0, modulus=bytes([255]) * 384))),
    ],
)
def test_what_is_no_such_key_receives_nothing(receiver: bytes) -> None:
    assert seal_to(receiver, b"key", SEED) is None
    assert not receives(receiver)
    refusal = judge_carried(receiver, seal_to(public_key(secret()), SEED, SEED) or b"")
    assert refusal is not None
    assert refusal.code is Code.RELEASED_KEY_RECEIVER


def refused(found: Rejection | None) -> Code | None:
    return None if found is None else found.code


def test_a_released_key_has_the_form_of_one() -> None:
    key = OURS.key
    assert isinstance(key, RsaKey)
    n, receiver = int.from_bytes(key.modulus, "big"), public_key(secret())
    carried = seal_to(receiver, SEED, SEED)
    assert carried is not None
    assert judge_carried(receiver, carried) is None
    for number, fits in {0: False, 1: False, 2: True, n - 2: True, n - 1: False, n: False, n + 2: False}.items():
        judged = refused(judge_carried(receiver, number.to_bytes(256, "big")))
        assert judged is (None if fits else Code.RELEASED_KEY_RANGE), number
    for wrong in (b"", carried[1:], b"\0" + carried):
        assert refused(judge_carried(receiver, wrong)) is Code.RELEASED_KEY_LENGTH


def raw(number: int) -> int:
    """What a TPM gives without padding."""
    numbers = load_der_private_key(secret(), None)
    assert isinstance(numbers, rsa.RSAPrivateKey)
    return pow(number, numbers.private_numbers().d, numbers.public_key().public_numbers().n)


@settings(max_examples=10)
@given(st.binary(max_size=190), octets_32)
def test_an_opening_shows_what_was_sealed(plaintext: bytes, seed: bytes) -> None:
    key = OURS.key
    assert isinstance(key, RsaKey)
    sealed = seal_to(public_key(secret()), plaintext, seed)
    assert sealed is not None
    opening = raw(int.from_bytes(sealed, "big")).to_bytes(256, "big")
    assert opening == oaep_padded(Hash.SHA256, 256, plaintext, b"", seed)
    assert shown(key, sealed, opening) == plaintext
    assert judge_opening(key, sealed, seal_to(public_key(secret()), plaintext, seed) or b"") is not None


@settings(max_examples=30)
@given(st.binary(min_size=256, max_size=256))
def test_what_is_no_padding_is_decoded_as_little_as_it_is_decrypted(padded: bytes) -> None:
    key = OURS.key
    assert isinstance(key, RsaKey)
    n = int.from_bytes(key.modulus, "big")
    number = int.from_bytes(padded, "big") % n
    ciphertext = pow(number, EXPONENT, n).to_bytes(256, "big")
    found = oaep_decoded(Hash.SHA256, number.to_bytes(256, "big"), b"")
    assert isinstance(found, Rejection)
    assert open_sealed(secret(), ciphertext) is None


def test_what_is_no_such_secret_opens_nothing() -> None:
    sealed = seal_to(public_key(secret()), b"key", SEED)
    assert sealed is not None
    locked = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    curve = ec.generate_private_key(ec.SECP256R1())
    for wrong in (
        b"",
        secret()[:-1],
        secret(bits=3072),
        secret(exponent=3),
        locked.private_bytes(Encoding.DER, PrivateFormat.PKCS8, BestAvailableEncryption(b"password")),
        curve.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
    ):
        assert open_sealed(wrong, sealed) is None


def test_more_than_fits_is_the_sender_s_mistake() -> None:
    with pytest.raises(AssertionError):
        seal_to(public_key(secret()), bytes(transport.CARRIED_MOST + 1), SEED)


# --- software ---------------------------------------------------------------------------------------------------------


@given(octets_32, octets_32, st.binary(max_size=100))
def test_in_software_a_sealed_key_is_an_ordinary_sealed_box(own: bytes, seed: bytes, plaintext: bytes) -> None:
    sealed = seal_to(public_key(own), plaintext, seed)
    assert sealed is not None
    assert SealedBox(PrivateKey(own)).decrypt(sealed) == plaintext


@given(octets_32, octets_32, octets_32)
def test_in_software_only_the_receiver_opens(own: bytes, other: bytes, seed: bytes) -> None:
    assume(public_key(own) != public_key(other))
    sealed = seal_to(public_key(own), b"key", seed)
    assert sealed is not None
    assert open_sealed(own, sealed) == b"key"
    assert open_sealed(other, sealed) is None


@settings(max_examples=10)
@given(octets_32, st.binary(max_size=100))
def test_garbage_opens_nowhere(own: bytes, garbage: bytes) -> None:
    assert open_sealed(own, garbage) is None
    assert open_sealed(secret(), garbage) is None


def test_a_key_of_small_order_is_no_receiver() -> None:
    assert seal_to(bytes(32), b"key", bytes([7]) * 32) is None
    assert not receives(bytes(32))


@given(octets_32, octets_32)
def test_in_software_a_released_key_is_as_long_as_a_box(own: bytes, seed: bytes) -> None:
    receiver = public_key(own)
    carried = seal_to(receiver, own, seed)
    assert carried is not None
    assert judge_carried(receiver, carried) is None
    for wrong in (carried[1:], carried + b"\0", bytes(256)):
        assert refused(judge_carried(receiver, wrong)) is Code.RELEASED_KEY_LENGTH


# --- results ----------------------------------------------------------------------------------------------------------


@settings(max_examples=10)
@given(st.binary(max_size=300), octets_32, st.booleans())
def test_a_result_is_for_its_owner_and_its_job(result: bytes, key: bytes, software: bool) -> None:
    own, other = (SEED, bytes(32)) if software else (secret(), secret(1))
    sealed = sealed_result(public_key(own), JOB, result, key, SEED)
    assert opened_result(own, JOB, sealed) == result
    assert opened_result(own, ANOTHER_JOB, sealed) is None
    assert opened_result(other, JOB, sealed) is None
    assert opened_result(own, JOB, sealed[:-1]) is None
    assert opened_result(own, JOB, sealed + b"\0") is None


def test_a_result_for_nobody_opens_for_nobody() -> None:
    sealed = sealed_result(b"no key", JOB, b"result", bytes(32), SEED)
    assert sealed[:2] == b"\0\0"
    for own in (SEED, bytes(32), secret()):
        assert opened_result(own, JOB, sealed) is None


def test_the_longest_result() -> None:
    sealed = sealed_result(public_key(secret()), JOB, bytes(RESULT_MOST), SEED, SEED)
    assert opened_result(secret(), JOB, sealed) == bytes(RESULT_MOST)
    assert len(result_digest(sealed)) == 32
    for short in (b"", b"\0", sealed[:258], b"\xff\xff" + sealed[2:100]):
        assert opened_result(secret(), JOB, short) is None
