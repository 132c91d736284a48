"""A payload opens as what it was sealed as: with its key, in its context, whole and in order."""

from __future__ import annotations

from hashlib import sha256
from itertools import permutations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from nacl.secret import SecretBox

from leo_ref.core.encoding import digest, digest_of_octets
from leo_ref.core.state.imprint import CHUNK, PAYLOAD_MOST, TAG
from leo_ref.core.values import AccountId, JobId, ServiceId
from leo_ref.sealing import payload
from leo_ref.sealing.context import CodeContext, Context, DataContext, ResultContext, context_digest
from leo_ref.sealing.payload import opened, seal

keys = st.binary(min_size=32, max_size=32)
names = st.sampled_from([f"{number:064x}" for number in range(3)])
digests = st.sampled_from([bytes([number]) * 32 for number in range(3)])
contexts: st.SearchStrategy[Context] = st.one_of(
    st.builds(lambda owner, image: CodeContext(owner=AccountId(owner), image=image), names, digests),
    st.builds(lambda owner, service: DataContext(owner=AccountId(owner), service=ServiceId(service)), names, names),
    st.builds(lambda job: ResultContext(job=JobId(job)), names),
)
lengths = st.sampled_from([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK - 1, 3 * CHUNK])

KEY, OTHER_KEY = bytes(range(32)), bytes(32)
CONTEXT = ResultContext(job=JobId("0c" * 32))
LONG = bytes(number % 251 for number in range(3 * CHUNK + 5))
SEALED = seal(KEY, CONTEXT, LONG)
PIECES = [SEALED[start : start + CHUNK + TAG] for start in range(0, len(SEALED), CHUNK + TAG)]


@given(keys, contexts, st.binary(max_size=200))
def test_a_payload_opens_with_its_key_and_commitment(key: bytes, context: Context, plaintext: bytes) -> None:
    sealed = seal(key, context, plaintext)
    assert payload.unseal(key, context, sealed, payload.commitment(key)) == plaintext


@given(lengths)
def test_chunks_are_whole_but_for_the_last(length: int) -> None:
    plaintext = LONG[:length]
    sealed = seal(KEY, CONTEXT, plaintext)
    assert len(sealed) == payload.sealed_length(length)
    assert opened(KEY, CONTEXT, sealed) == plaintext


def test_the_octets_are_those_of_the_protocol() -> None:
    """Made from the text of §9 with nothing but SecretBox."""
    plaintext = LONG[: CHUNK + 3]
    block = 64
    inner = bytes(a ^ 0x36 for a in KEY.ljust(block, b"\0"))
    outer = bytes(a ^ 0x5C for a in KEY.ljust(block, b"\0"))
    about = sha256(b'leo/payload-context\0{"job":"' + b"0c" * 32 + b'","kind":"result"}').digest()
    box = SecretBox(sha256(outer + sha256(inner + about).digest()).digest())
    first = box.encrypt(plaintext[:CHUNK], bytes(24)).ciphertext
    second = box.encrypt(plaintext[CHUNK:], bytes(22) + b"\x01\x01").ciphertext
    assert seal(KEY, CONTEXT, plaintext) == first + second
    assert seal(KEY, CONTEXT, b"") == box.encrypt(b"", bytes(23) + b"\x01").ciphertext


@given(keys, keys, contexts, st.binary(max_size=200))
def test_another_key_opens_nothing_even_if_it_was_committed_to(
    key: bytes, other: bytes, context: Context, plaintext: bytes
) -> None:
    assume(key != other)
    sealed = seal(key, context, plaintext)
    assert payload.unseal(other, context, sealed, payload.commitment(other)) is None
    assert payload.unseal(other, context, sealed, payload.commitment(key)) is None


@given(keys, keys, contexts, st.binary(max_size=200))
def test_a_key_that_nobody_committed_to_opens_nothing(
    key: bytes, other: bytes, context: Context, plaintext: bytes
) -> None:
    assume(key != other)
    assert payload.unseal(key, context, seal(key, context, plaintext), payload.commitment(other)) is None


@given(contexts, contexts, st.binary(max_size=100))
def test_a_payload_of_one_context_opens_in_no_other(one: Context, other: Context, plaintext: bytes) -> None:
    assume(one != other)
    assert context_digest(one) != context_digest(other)
    assert opened(KEY, other, seal(KEY, one, plaintext)) is None


@given(keys, contexts, st.binary(max_size=40), st.data())
def test_a_changed_payload_does_not_open(key: bytes, context: Context, plaintext: bytes, data: st.DataObject) -> None:
    sealed = bytearray(seal(key, context, plaintext))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    assert opened(key, context, bytes(sealed)) is None


@pytest.mark.parametrize("order", [order for order in permutations(range(4)) if order != (0, 1, 2, 3)])
def test_chunks_open_in_no_other_order(order: tuple[int, ...]) -> None:
    assert opened(KEY, CONTEXT, b"".join(PIECES[place] for place in order)) is None


def test_nothing_can_be_left_out_or_put_in() -> None:
    for place in range(4):
        assert opened(KEY, CONTEXT, b"".join(PIECES[:place] + PIECES[place + 1 :])) is None
        assert opened(KEY, CONTEXT, b"".join(PIECES[:place])) is None
        assert opened(KEY, CONTEXT, b"".join(PIECES[: place + 1] + PIECES[place:])) is None
    for extension in (b"\0", bytes(TAG), seal(KEY, CONTEXT, b""), SEALED):
        assert opened(KEY, CONTEXT, SEALED + extension) is None
        assert opened(KEY, CONTEXT, extension + SEALED) is None
    for length in (0, 1, TAG - 1, TAG, CHUNK, CHUNK + TAG, len(SEALED) - 1):
        assert opened(KEY, CONTEXT, SEALED[:length]) is None


def test_a_chunk_of_one_payload_is_none_of_another() -> None:
    other = seal(OTHER_KEY, CONTEXT, LONG)
    elsewhere = seal(KEY, ResultContext(job=JobId("0d" * 32)), LONG)
    for foreign in (other, elsewhere):
        for start in range(0, len(SEALED), CHUNK + TAG):
            end = start + CHUNK + TAG
            assert opened(KEY, CONTEXT, SEALED[:start] + foreign[start:end] + SEALED[end:]) is None


def test_one_plaintext_has_one_sealed_form() -> None:
    """Whoever has the key could end a payload with an empty chunk."""
    box = payload._box(KEY, CONTEXT)
    first = box.encrypt(LONG[:CHUNK], bytes(24)).ciphertext
    nothing = box.encrypt(b"", bytes(22) + b"\x01\x01").ciphertext
    assert opened(KEY, CONTEXT, first + nothing) is None
    assert opened(KEY, CONTEXT, seal(KEY, CONTEXT, b"")) == b""


@given(keys, st.binary(max_size=100))
def test_garbage_is_no_payload_and_no_key(key: bytes, garbage: bytes) -> None:
    assume(len(garbage) != 32)
    assert opened(key, CONTEXT, garbage) is None
    assert opened(garbage, CONTEXT, seal(key, CONTEXT, b"text")) is None


def test_the_longest_payload() -> None:
    longest = PAYLOAD_MOST - TAG * 2**8
    sealed = seal(KEY, CONTEXT, bytes(longest))
    assert len(sealed) == PAYLOAD_MOST
    assert opened(KEY, CONTEXT, sealed) == bytes(longest)
    assert opened(KEY, CONTEXT, sealed + b"\0") is None
    with pytest.raises(AssertionError):
        seal(KEY, CONTEXT, bytes(longest + 1))


@given(st.binary(max_size=300), st.sampled_from([0, 1, 2**16 - 5, 2**16, 2**17 + 1]))
def test_many_octets_have_the_digest_of_their_text(octets: bytes, more: int) -> None:
    octets += bytes(more)
    assert digest_of_octets("leo/sealed-result", octets) == digest("leo/sealed-result", octets.hex())
