"""One check, how it is taken out of the reference, and what tells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from attrs import frozen

from leo_ref.draw.edwards import PointFault
from tests.draw.naive import Naive
from tests.vectors.removed import Patch


@frozen(kw_only=True)
class Removed:
    """A check that an implementation lacks, and patterns of the ids of vectors.

    In a pattern ``*`` stands for any characters, ``?`` for one, ``[ell2-]`` for itself without the brackets or nothing.
    """

    check: str
    where: str
    """The function of the reference that has the check."""
    clause: str
    without: str
    """What an implementation without it does."""
    accepts: Sequence[str] = ()
    """Vectors that the protocol refuses, and it accepts."""
    differs: Sequence[str] = ()
    """Vectors that it answers in another way: another code, another value, no value."""
    patches: Sequence[Patch]


def naive(
    *, key: Sequence[PointFault] = (), gamma: Sequence[PointFault] = (), product: Callable[..., Any] | None = None
) -> list[Patch]:
    """The library that checks nothing, and in its place the checks of points but for those that key and Gamma lack."""
    library = Naive(off_curve=PointFault.NOT_ON_CURVE in (*key, *gamma))
    return [
        ("leo_ref.draw.library", "multiply", library.multiply),
        ("leo_ref.draw.library", "add", library.add),
        ("leo_ref.draw.library", "subtract", library.subtract),
        ("leo_ref.draw.edwards", "fault", partial(library.fault, missing=key)),
        ("leo_ref.draw.proof", "product", product or partial(library.product, missing=gamma)),
    ]
