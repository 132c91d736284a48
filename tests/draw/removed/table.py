"""All checks of the draw, and ``docs/draw-checks.md`` made of them: ``./leo dev draw-checks``."""

from __future__ import annotations

from tests.draw.removed.entry import Removed
from tests.draw.removed.equations import EQUATIONS
from tests.draw.removed.points import POINTS
from tests.draw.removed.votes import DRAWN
from tests.vectors import removed
from tests.vectors.made import ROOT

DOCUMENT = ROOT / "docs" / "draw-checks.md"

PARTS = (("Keys and proofs", POINTS), ("Equations", EQUATIONS), ("Votes and places", DRAWN))

REMOVED: tuple[Removed, ...] = tuple(entry for _, entries in PARTS for entry in entries)

HEAD = """\
# The checks of the draw, and the vectors that tell

What an implementation does that lacks one check of the draw, and which conformance vectors show it. Each row was tried:
the check was taken out of the reference, and nothing else; the vectors of the third column were then accepted although
the protocol refuses them, those of the fourth were answered in another way (another code, another value). With the
check in place all of them pass. The test that tries it is `tests/draw/test_removed_checks.py`. This file is made by
`./leo dev draw-checks` from the table in `tests/draw/removed/`; a test holds the two together.

In an id `*` stands for any characters and `?` for one; `[ell2-]` may be there or not: such a vector is there for each
of the two suites. libsodium refuses some points on its own wherever it multiplies; rows on the order of points were
tried with a library that does not.
"""

FOOT = """\
## What no vector shows

- That a candidate of try-and-increment is passed over because it is not canonical or of small order: no message is
  known that hashes to one. `tests/draw/test_try_and_increment.py` shows it with chosen hashes.
- That Elligator 2 maps zero to the identity: no message is known that hashes to zero. `tests/draw/test_rfc9380.py`.
- That more than one octet of the challenge is compared, and all 16: forging agreement in n octets takes 256^n guesses,
  for whoever makes vectors too. The first and the last octet have vectors.
- That a prover's nonce is secret and never used twice. `vrf_prove` and `vrf_transcript` show that it is the RFC's.
"""


def rendered() -> str:
    """The text of the document."""
    return removed.rendered(HEAD, PARTS, FOOT)


if __name__ == "__main__":
    DOCUMENT.write_text(rendered(), encoding="utf-8")
