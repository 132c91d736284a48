"""Parties and messages for tests of the way between them."""

from __future__ import annotations

from leo_ref.core.keys import Keys, keys_of
from leo_ref.core.values import JobId, NodeId
from leo_ref.network.peers.greeting import Agreement
from leo_ref.parties.message import Announcement, ResultRequest

AGREEMENT = Agreement(genesis=bytes([1]) * 32, rules="leo-rules-1")
JOB = JobId("ab" * 32)


def keys(number: int) -> Keys:
    """Those of the party with this number."""
    return keys_of(number.to_bytes(32, "big"))


def request(asker: Keys) -> ResultRequest:
    """What anybody may send."""
    return ResultRequest(job=JOB, asker=asker.name)


def announcement(node: Keys, about: int = 0) -> Announcement:
    """What goes to all."""
    return Announcement(job=JOB, node=NodeId(node.name), proof=about.to_bytes(80, "big"))
