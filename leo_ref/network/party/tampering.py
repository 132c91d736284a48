"""FOR TRIALS ONLY: a node of software whose machine is tampered with from a height on.

Its machine runs another image than the service's, and the node signs and sends what that shows, which no honest node
does (§8). So an executor's fault can be watched. The height is on disk before the node changes, so that a node which
starts again is tampered with from the same block on.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from attrs import define

from leo_ref.demo.executors import brazen
from leo_ref.network.party.failure import Failure, PartyFailure
from leo_ref.network.party.software import is_of_software, tampered
from leo_ref.parties.message import NOTHING, Party, Wake
from leo_ref.parties.node import Node

FILE: Final = "tampered"


@define
class Tampering:
    """From which height on a party is another; None: it never is."""

    place: Path
    since: int | None = None

    def begin(self, party: Party) -> bool:
        """The next block is the first after which the machine is another; False where the party's never is.

        Raises:
            PartyFailure: JOURNAL_UNWRITABLE.
        """
        if not is_of_software(party) or not isinstance(party, Node):
            return False
        if self.since is None:
            since = party.chain.state.height + 1
            try:
                self.place.write_text(f"{since}\n", encoding="ascii")
            except OSError as error:
                what = f"{self.place}: {error.strerror}."
                raise PartyFailure(Failure.JOURNAL_UNWRITABLE, what, "Make the directory writable.") from error
            self.since = since
        return True

    def __call__(self, party: Party) -> Party:
        """The party after a step, as it is from that height on."""
        if self.since is None or not isinstance(party, Node) or party.chain.state.height < self.since:
            return party
        changed, _ = brazen(tampered(party), NOTHING, Wake())
        return changed


def tampering_of(folder: Path) -> Tampering:
    """That of a state directory.

    Raises:
        PartyFailure: JOURNAL_CORRUPT.
    """
    place = folder / FILE
    if not place.exists():
        return Tampering(place)
    text = place.read_text(encoding="ascii", errors="replace").strip()
    if not text.isdecimal():
        raise PartyFailure(Failure.JOURNAL_CORRUPT, f"{place} has no height.", "Remove it.")
    return Tampering(place, int(text))
