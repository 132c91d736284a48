"""Keys and proofs that samples are made with."""

from __future__ import annotations

from typing import Final

from leo_ref.draw import keys, vrf
from leo_ref.draw.suite import Suite
from tests.draw import slow_curve

SEED: Final = bytes(range(32))
OPEN_KEY: Final = bytes(32)
"""Which opens a payload."""
SECRET: Final = keys.secret(SEED)
ALPHA: Final = bytes(32)
PROOFS: Final = tuple(vrf.prove(SECRET, ALPHA[:length], suite) for suite in Suite for length in (0, 1, 32))
BAD_POINTS: Final = tuple(
    slow_curve.encode(slow_curve.add(point, torsion))
    for point in (slow_curve.IDENTITY, slow_curve.BASE)
    for torsion in slow_curve.SMALL
)
"""All of small order, and the base point with each of them added."""
