"""When a monitor looks in: within the span, and as its proof says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leo_ref.parties.monitor import moment

PROOFS = st.binary(min_size=80, max_size=80)


@given(PROOFS, st.integers(1, 10**9))
def test_the_moment_is_within_the_span(proof: bytes, span: int) -> None:
    assert 0 <= moment(proof, span) < span


@given(st.sets(PROOFS, min_size=2, max_size=9))
def test_other_proofs_give_other_moments(proofs: set[bytes]) -> None:
    assert len({moment(proof, 2**128) for proof in proofs}) == len(proofs)


def test_every_moment_of_a_short_span_is_used() -> None:
    assert {moment(bytes([number]) * 80, 10) for number in range(200)} == set(range(10))
