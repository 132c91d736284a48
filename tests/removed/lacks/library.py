"""The draw on a library that checks nothing of its own: each check of a point can be left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from leo_ref.draw.edwards import PointFault
from tests.draw.naive import Naive
from tests.removed.lack import Patch


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
