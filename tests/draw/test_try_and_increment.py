"""Try-and-increment (RFC 9381, section 5.4.1.1) on chosen hashes: what no real message reaches is passed over too."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import frozen

from leo_ref.draw import hash_to_curve
from tests.draw import slow_curve
from tests.draw.slow_curve import SMALL, P


@frozen
class Hashed:
    octets: bytes

    def digest(self) -> bytes:
        return self.octets + bytes(32)


def hashes(candidates: list[bytes]) -> Callable[[bytes], Hashed]:
    """A hash whose value for counter i is ``candidates[i]``."""

    def chosen(message: bytes) -> Hashed:
        assert message[:-2] == b"\x03\x01" + b"salt" + b"alpha"
        assert message[-1] == 0
        return Hashed(candidates[message[-2]])

    return chosen


@pytest.mark.parametrize(
    "useless",
    [
        P.to_bytes(32, "little"),
        (P + 3).to_bytes(32, "little"),
        (1 + 2**255).to_bytes(32, "little"),
        next(y.to_bytes(32, "little") for y in range(2, 99) if slow_curve.x_for(y, 0) is None),
        *(slow_curve.encode(point) for point in SMALL),
    ],
)
def test_a_useless_candidate_is_passed_over(monkeypatch: pytest.MonkeyPatch, useless: bytes) -> None:
    good = slow_curve.add(slow_curve.BASE, SMALL[1])
    monkeypatch.setattr(hash_to_curve, "sha512", hashes([useless, useless, slow_curve.encode(good)]))
    assert hash_to_curve.try_and_increment(3, b"salt", b"alpha") == good
