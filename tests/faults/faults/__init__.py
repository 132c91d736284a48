"""The faults of the simulators of 2019, put back into the reference one at a time.

Those simulators are the public programs with which the protocol was tried out first: a ledger and some 20 nodes, each a
process of its own, and a page to look at them. They show what is easily got wrong.

A fault names what the simulators did, the function that is replaced *where it is used*, and by which check it is
caught. The replacements are written around the sound rules, so that each breaks one thing.
"""

from __future__ import annotations

from typing import Final

from tests.faults.faults import block, claims, credit, election, keys, limits, money, settlement, votes, watching
from tests.faults.faults.fault import Fault

FAULTS: Final[tuple[Fault, ...]] = (
    *election.FAULTS,
    *limits.FAULTS,
    *votes.FAULTS,
    *watching.FAULTS,
    *keys.FAULTS,
    *settlement.FAULTS,
    *credit.FAULTS,
    *claims.FAULTS,
    *money.FAULTS,
    *block.FAULTS,
)
