"""All that is told of missing checks, in the order of the protocol."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from tests.removed.check import Check
from tests.removed.lack import Lack, taken_out
from tests.removed.lacks.challenge import CHALLENGES
from tests.removed.lacks.course import COURSE
from tests.removed.lacks.elections import ELECTED
from tests.removed.lacks.hashes import HASHES
from tests.removed.lacks.keys import KEYS
from tests.removed.lacks.policies import ENVELOPES, POLICIES
from tests.removed.lacks.proofs import PROOFS
from tests.removed.lacks.quotes import QUOTES
from tests.removed.lacks.registers import REGISTERS
from tests.removed.lacks.signatures import SIGNATURES
from tests.removed.lacks.structures import STRUCTURES
from tests.removed.lacks.tickets import TICKETS
from tests.removed.lacks.values import VALUES
from tests.removed.lacks.votes import COUNTED

PARTS: Final = (
    ("Keys and proofs", (*KEYS, *PROOFS)),
    ("Equations", (*CHALLENGES, *HASHES, *VALUES)),
    ("Votes and places", (*COUNTED, *TICKETS, *ELECTED)),
    ("Quotes", (*SIGNATURES, *STRUCTURES, *QUOTES)),
    ("Registers and logs", REGISTERS),
    ("The job and its course", COURSE),
    ("Policies", POLICIES),
    ("Envelopes", ENVELOPES),
)

LACKS: Final[tuple[Lack, ...]] = tuple(lack for _, lacks in PARTS for lack in lacks)


@cache
def lack_of() -> Mapping[Check, Lack]:
    """What is told of the checks that are taken out as they stand."""
    found = {taken_out(lack)[1]: lack for lack in LACKS if lack.text}
    assert len(found) == sum(bool(lack.text) for lack in LACKS), "of one check one thing is told"
    return found
