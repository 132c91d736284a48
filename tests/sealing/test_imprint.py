"""An imprint says how many chunks there are and how long each is, and a chunk is shown in its own place alone."""

from __future__ import annotations

from functools import cache

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from leo_ref.core.encoding import JsonValue, digest, from_octets, to_octets
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.imprint import PATH_MOST, PAYLOAD_MOST, SEALED_CHUNK, TAG, Imprint
from leo_ref.core.state.transaction import Piece
from leo_ref.core.values import JobId
from leo_ref.sealing.context import ResultContext
from leo_ref.sealing.imprint import chunk_of, imprint_of, no_chunk, no_payload, payload_digest
from leo_ref.sealing.merkle import path_length, tree_root
from leo_ref.sealing.payload import seal

WRONG_LENGTHS = (0, TAG - 1, PAYLOAD_MOST + 1, 2**53 - 1)


@cache
def sealed(chunks: int, last: int) -> bytes:
    """So many chunks, pairwise different, of which the last has ``last`` octets."""
    whole = b"".join(number.to_bytes(2, "big") * (SEALED_CHUNK // 2) for number in range(chunks - 1))
    return whole + b"\xff" * last


def code(refusal: Rejection | None) -> Code | None:
    return None if refusal is None else refusal.code


def test_a_sealed_payload_has_an_imprint() -> None:
    for length in (0, 1, 2**16 - 1, 2**16, 2**16 + 1, 3 * 2**16):
        octets = seal(bytes(32), ResultContext(job=JobId("0c" * 32)), bytes(length))
        imprint = imprint_of(octets)
        assert imprint.length == len(octets)
        assert no_payload(imprint) is None
        assert sum(imprint.chunk_length(index) for index in range(imprint.chunks)) == len(octets)
        for index in range(imprint.chunks):
            assert no_chunk(imprint, index, *chunk_of(octets, index)) is None


def test_the_digest_is_that_of_the_protocol() -> None:
    octets = sealed(3, 100)
    chunks = [octets[:65552], octets[65552:131104], octets[131104:]]
    about: JsonValue = {"length": 131204, "root": tree_root(chunks).hex()}
    assert payload_digest(imprint_of(octets)) == digest("leo/payload", about)


@pytest.mark.parametrize("length", WRONG_LENGTHS)
def test_lengths_that_no_payload_has(length: int) -> None:
    refusal = no_payload(Imprint(length=length, root=bytes(32)))
    assert refusal == Rejection(Code.PAYLOAD_LENGTH, (length, TAG, PAYLOAD_MOST))


@pytest.mark.parametrize("whole", [1, 2, 254, 255])
def test_a_last_chunk_holds_its_tag(whole: int) -> None:
    for last in (1, TAG - 1):
        refusal = no_payload(Imprint(length=whole * SEALED_CHUNK + last, root=bytes(32)))
        assert refusal == Rejection(Code.PAYLOAD_LAST_CHUNK, (whole * SEALED_CHUNK + last, last, TAG))
    for last in (0, TAG):
        assert no_payload(Imprint(length=whole * SEALED_CHUNK + last, root=bytes(32))) is None


def test_the_least_and_the_greatest_payload() -> None:
    assert no_payload(Imprint(length=TAG, root=bytes(32))) is None
    greatest = Imprint(length=PAYLOAD_MOST, root=bytes(32))
    assert no_payload(greatest) is None
    assert (greatest.chunks, greatest.chunk_length(255)) == (256, 61456)


@given(st.integers(TAG, PAYLOAD_MOST))
def test_chunks_make_up_the_length(length: int) -> None:
    imprint = Imprint(length=length, root=bytes(32))
    lengths = [imprint.chunk_length(index) for index in range(imprint.chunks)]
    assert sum(lengths) == length
    assert set(lengths[:-1]) <= {SEALED_CHUNK}
    assert 1 <= lengths[-1] <= SEALED_CHUNK


@pytest.mark.parametrize("chunks", [1, 2, 3, 4, 5, 8, 9])
def test_a_chunk_is_shown_in_its_own_place_alone(chunks: int) -> None:
    for last in (TAG, SEALED_CHUNK):
        octets = sealed(chunks, last)
        imprint = imprint_of(octets)
        for index in range(chunks):
            chunk, path = chunk_of(octets, index)
            holds = [place for place in range(chunks + 2) if no_chunk(imprint, place, chunk, path) is None]
            assert holds == [index]
            assert code(no_chunk(imprint, chunks, chunk, path)) is Code.CHUNK_INDEX
            assert code(no_chunk(imprint, -1, chunk, path)) is Code.CHUNK_INDEX
            for wrong in ((*path, bytes(32)), (*path, imprint.root), path[1:] if path else (bytes(32),)):
                assert code(no_chunk(imprint, index, chunk, wrong)) is Code.CHUNK_PATH_LENGTH
            for other in (chunk[:-1], chunk + b"\0"):
                assert code(no_chunk(imprint, index, other, path)) is Code.CHUNK_LENGTH
            changed = bytes([chunk[0] ^ 1]) + chunk[1:]
            assert code(no_chunk(imprint, index, changed, path)) is Code.CHUNK_PATH
            for place in range(len(path)):
                forged = (*path[:place], bytes(32), *path[place + 1 :])
                assert code(no_chunk(imprint, index, chunk, forged)) is Code.CHUNK_PATH


def test_siblings_do_not_change_places() -> None:
    """Each of two chunks, shown with the other's index, or the pair's hashes in the other order."""
    octets = sealed(4, SEALED_CHUNK)
    imprint = imprint_of(octets)
    (one, of_one), (other, of_other) = chunk_of(octets, 2), chunk_of(octets, 3)
    for index, chunk, path in ((3, one, of_one), (2, other, of_other), (2, one, of_one[::-1]), (2, one, of_other)):
        assert code(no_chunk(imprint, index, chunk, path)) is Code.CHUNK_PATH


def test_a_length_that_lies_shows_nothing() -> None:
    """The root of one payload with the length of another: chunks have another length or paths another count."""
    octets = sealed(5, 300)
    chunk, path = chunk_of(octets, 4)
    first, to_first = chunk_of(octets, 0)
    true = imprint_of(octets)
    for length in (4 * SEALED_CHUNK + 299, 4 * SEALED_CHUNK + 301, 3 * SEALED_CHUNK + 300, 5 * SEALED_CHUNK + 300):
        lie = evolve(true, length=length)
        assert payload_digest(lie) != payload_digest(true)
        assert no_chunk(lie, 4, chunk, path) is not None
    # A chunk that both lengths have in its place, with paths of one length, is the true payload's own.
    assert code(no_chunk(evolve(true, length=4 * SEALED_CHUNK), 0, first, to_first)) is Code.CHUNK_PATH_LENGTH
    assert no_chunk(evolve(true, length=4 * SEALED_CHUNK + 299), 0, first, to_first) is None


def test_refusals_come_in_their_order() -> None:
    """Each adjacent pair, wrong in both ways."""
    octets = sealed(3, 300)
    imprint = imprint_of(octets)
    chunk, path = chunk_of(octets, 1)
    impossible = evolve(imprint, length=PAYLOAD_MOST + 1)
    short = evolve(imprint, length=2 * SEALED_CHUNK + 1)
    assert code(no_payload(evolve(imprint, length=1))) is Code.PAYLOAD_LENGTH
    assert code(no_chunk(impossible, 999, chunk, path)) is Code.PAYLOAD_LENGTH
    assert code(no_chunk(short, 3, chunk, path)) is Code.PAYLOAD_LAST_CHUNK
    assert code(no_chunk(imprint, 3, chunk[1:], path)) is Code.CHUNK_INDEX
    assert code(no_chunk(imprint, 1, chunk[1:], path[1:])) is Code.CHUNK_LENGTH
    assert code(no_chunk(imprint, 1, chunk, (bytes(32),))) is Code.CHUNK_PATH_LENGTH


def test_a_piece_has_room_for_every_path() -> None:
    """The longest payload has the longest path, and the form of a piece has room for no more."""
    most = Imprint(length=PAYLOAD_MOST, root=bytes(32)).chunks
    assert max(path_length(most, index) for index in range(most)) == PATH_MOST
    longest = Piece(index=0, chunk=b"", path=(bytes(32),) * PATH_MOST)
    assert from_octets(Piece, to_octets(longest)) == longest
    longer = evolve(longest, path=(*longest.path, bytes(32)))
    refused = reject(Code.WRONG_LENGTH, path="$.path", expected=PATH_MOST, length=PATH_MOST + 1)
    assert from_octets(Piece, to_octets(longer)) == refused
