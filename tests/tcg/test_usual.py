"""Quotes and signatures in their usual form are read faster, and as the same that the reader of all forms gives."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leo_ref.core.rejections import Code
from leo_ref.tcg import attest, pcr, signature
from leo_ref.tcg.algorithms import Curve, Hash
from leo_ref.tcg.attest import Attest, Quote
from leo_ref.tcg.octets import whole
from leo_ref.tcg.pcr import Selection, Written
from leo_ref.tcg.signature import SIGNING, EcdsaSignature, RsaSignature
from tests.tcg import values

SELECTIONS = (Selection(Hash.SHA256, (0, 1, 7, 14)),)
LIKELY = Written(SELECTIONS, pcr.encode(SELECTIONS))

digests = values.digests(Hash.SHA256)
usual_quotes = st.builds(
    Attest,
    values.names_of(Hash.SHA256),
    digests,
    values.clocks,
    values.numbers(8),
    st.builds(Quote, st.just(SELECTIONS), digests),
).map(attest.encode)
usual_signatures = (
    st.builds(EcdsaSignature, st.just(Hash.SHA256), digests, digests)
    | st.builds(
        RsaSignature,
        st.sampled_from([method for method in SIGNING.values() if method is not EcdsaSignature.method]),
        st.just(Hash.SHA256),
        st.binary(max_size=512),
    )
).map(signature.encode)


@st.composite
def spoiled(draw: st.DrawFn, usual: st.SearchStrategy[bytes]) -> bytes:
    """Usual octets of which some are others, or with some more or fewer of them."""
    octets = draw(usual)
    at = draw(st.integers(0, len(octets)))
    return octets[:at] + draw(st.binary(max_size=4)) + octets[at + draw(st.integers(0, 4)) :]


@given(octets=usual_quotes | spoiled(usual_quotes) | values.quotes.map(attest.encode))
def test_a_quote_is_read_as_the_same(octets: bytes) -> None:
    assert attest.quote(octets, LIKELY) == attest.quote(octets)


@given(octets=usual_signatures | spoiled(usual_signatures) | values.signatures.map(signature.encode))
def test_a_signature_is_read_as_the_same(octets: bytes) -> None:
    careful = whole(octets, signature.read, Code.SIGNATURE_TRUNCATED, Code.SIGNATURE_TRAILING)
    assert signature.parse(octets) == careful


@given(octets=usual_quotes, data=st.data())
def test_each_changed_octet_is_read_as_the_same(octets: bytes, data: st.DataObject) -> None:
    """With every place tried, as only few of them make the form."""
    new = data.draw(st.binary(min_size=1, max_size=1))
    for at in range(len(octets)):
        changed = octets[:at] + new + octets[at + 1 :]
        assert attest.quote(changed, LIKELY) == attest.quote(changed)


@given(octets=usual_signatures, data=st.data())
def test_each_changed_octet_of_a_signature_is_read_as_the_same(octets: bytes, data: st.DataObject) -> None:
    new = data.draw(st.binary(min_size=1, max_size=1))
    for at in range(min(len(octets), 80)):
        changed = octets[:at] + new + octets[at + 1 :]
        careful = whole(changed, signature.read, Code.SIGNATURE_TRUNCATED, Code.SIGNATURE_TRAILING)
        assert signature.parse(changed) == careful


@given(quote=usual_quotes, signed=usual_signatures)
def test_the_usual_form_is_not_read_twice(quote: bytes, signed: bytes) -> None:
    with patch.object(attest, "whole", pytest.fail), patch.object(signature, "whole", pytest.fail):
        attest.quote(quote, LIKELY)
        signature.parse(signed)


def test_a_curve_of_other_width_is_left_to_the_reader() -> None:
    wide = EcdsaSignature(Hash.SHA256, bytes(Curve.P384.size), bytes(Curve.P384.size))
    assert signature.parse(signature.encode(wide)) == wide
