"""Why a draw came out as it did (§6, §7): what ``leo draw`` says, as values.

No rule of its own enters: the ledger's are asked (:mod:`leo_ref.rules.selection`).

Start at :func:`report`. The rules that judge are those of the ledger (:mod:`leo_ref.rules.selection`), put to a state
that is made from a file (:mod:`leo_ref.explain.snapshot`); here they are only asked, and what they compute is written
down.
"""

from leo_ref.explain.claims import read_claims
from leo_ref.explain.malformed import Malformed
from leo_ref.explain.report import DrawReport, report
from leo_ref.explain.situation import Claim, Situation
from leo_ref.explain.snapshot import read_snapshot

__all__ = ["Claim", "DrawReport", "Malformed", "Situation", "read_claims", "read_snapshot", "report"]
