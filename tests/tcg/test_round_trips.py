"""What is read is written again as the same octets, and what is written is read again; nothing else is accepted."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from leo_ref.core.rejections import Rejection
from leo_ref.tcg import attest, creation, nv_index, pcr, public, signature
from leo_ref.vectors.tcg import recorded
from tests.tcg import values


@frozen
class Format:
    """A structure: how it is read and written, values of it, and recorded octets."""

    title: str
    parse: Callable[[bytes], Any]  # Any: each reader gives its own type, and this test looks inside none
    encode: Callable[[Any], bytes]
    values: st.SearchStrategy[Any]
    recorded: tuple[bytes, ...]

    def __str__(self) -> str:
        return self.title


def of_kind(kind: str) -> tuple[bytes, ...]:
    return tuple(signed.attest for signed in recorded.SIGNED if signed.kind == kind)


FORMATS = (
    Format("quote", attest.quote, attest.encode, values.quotes, of_kind("quote")),
    Format("certify", attest.certified, attest.encode, values.certified, of_kind("certify")),
    Format("creation", attest.created, attest.encode, values.created, of_kind("creation")),
    Format("nv", attest.nv_contents, attest.encode, values.nv_contents, of_kind("nv")),
    Format("nv-digest", attest.nv_digest, attest.encode, values.nv_digests, of_kind("nv-digest")),
    Format("public", public.parse, public.encode, values.publics(), tuple(k.octets for k in recorded.KEYS.values())),
    Format(
        "signature",
        signature.parse,
        signature.encode,
        values.signatures,
        tuple(signed.signature for signed in recorded.SIGNED),
    ),
    Format("selections", pcr.parse, pcr.encode, values.selections, (bytes.fromhex("00000001000b03800180"),)),
    Format("index", nv_index.parse, nv_index.encode, values.indices(), (recorded.INDEX,)),
    Format(
        "creation-data",
        creation.parse,
        creation.encode,
        values.creations(),
        tuple(key.creation for key in recorded.KEYS.values() if key.creation),
    ),
)

formats = pytest.mark.parametrize("form", FORMATS, ids=str)


def refused_or_same(form: Format, octets: bytes) -> bool:
    """Whether the octets are refused; where they are read, they are written again as they were."""
    value = form.parse(octets)
    if isinstance(value, Rejection):
        return True
    assert form.encode(value) == octets
    return False


@formats
@given(data=st.data())
def test_what_is_written_is_read_again(form: Format, data: st.DataObject) -> None:
    value = data.draw(form.values)
    assert form.parse(form.encode(value)) == value


@formats
@given(data=st.data())
def test_no_prefix_and_no_longer_octets_are_read(form: Format, data: st.DataObject) -> None:
    octets = form.encode(data.draw(form.values))
    length = data.draw(st.integers(0, len(octets) - 1))
    assert isinstance(form.parse(octets[:length]), Rejection)
    assert isinstance(form.parse(octets + data.draw(st.binary(min_size=1))), Rejection)


@formats
@given(octets=st.binary(max_size=200))
def test_any_octets_are_refused_or_written_again(form: Format, octets: bytes) -> None:
    refused_or_same(form, octets)


@formats
@given(data=st.data())
def test_spliced_octets_are_refused_or_written_again(form: Format, data: st.DataObject) -> None:
    octets = form.encode(data.draw(form.values))
    start = data.draw(st.integers(0, len(octets)))
    end = data.draw(st.integers(start, len(octets)))
    refused_or_same(form, octets[:start] + data.draw(st.binary(max_size=20)) + octets[end:])


@formats
def test_each_changed_bit_is_refused_or_written_again(form: Format) -> None:
    refused = 0
    for octets in form.recorded:
        for position in range(len(octets)):
            for bit in range(8):
                changed = octets[:position] + bytes([octets[position] ^ 1 << bit]) + octets[position + 1 :]
                refused += refused_or_same(form, changed)
    assert refused


@formats
def test_lengths_and_counts_are_not_believed(form: Format) -> None:
    octets = form.recorded[0]
    hostile = [octets[:position] + b"\xff" * 8 + octets[position + 8 :] for position in range(len(octets))]
    tracemalloc.start()
    try:
        for changed in hostile:
            refused_or_same(form, changed)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2**16
