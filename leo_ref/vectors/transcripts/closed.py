"""A run that is stopped after its first transactions and closed properly: a short one that holds."""

from __future__ import annotations

from leo_ref.core.encoding import encode
from leo_ref.transcript.line import lines_of
from leo_ref.transcript.recorder import closing
from leo_ref.transcript.verify import VerifiedEntry, replayed
from leo_ref.vectors.transcript import Forgery, bound


def closed(forgery: Forgery) -> Forgery:
    """The run up to the first block that holds a transaction, and how the ledger then stands."""
    last = next(n for n, entry in enumerate(forgery.entries) if entry["kind"] == "made" and entry["transactions"])
    for found in replayed(lines_of(bound(forgery.entries[: last + 1]))):
        if isinstance(found, VerifiedEntry) and found.line == last:
            end = encode(closing(found.replay.observer.newest))
            assert isinstance(end, dict)
            return forgery.put(last + 1, len(forgery.entries) - last - 1, end)
    raise AssertionError("a recorded run holds")
