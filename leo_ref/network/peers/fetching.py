"""Which payload is fetched from whom, and what of it is there. No clock and no socket here.

A payload is fetched chunk after chunk, and each is held against the imprint with its path in the Merkle tree (§9)
before it is kept. So nothing that is kept has to be fetched again: after a cut the rest is fetched from whoever has it.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum

from attrs import define, field

from leo_ref.core.state.imprint import Imprint
from leo_ref.core.values import AccountId
from leo_ref.network.peers.limits import Limits
from leo_ref.sealing.imprint import no_chunk, no_payload
from leo_ref.sealing.merkle import HASH_LENGTH, path_length


class Verdict(Enum):
    """What to do about an offer."""

    HELD = "it was fetched already"
    FETCHED = "it is being fetched: one more source"
    NEW = "fetch it"
    TOO_MUCH = "not now: it will be offered again"
    NO_PAYLOAD = "no payload has such an imprint"


@define(kw_only=True)
class Fetch:
    """A payload that is on its way: the chunks from the first on, and who has it."""

    imprint: Imprint
    offered_by: AccountId
    chunks: list[bytes] = field(factory=list)
    sources: dict[AccountId, int] = field(factory=dict)
    """How often fetching from each was cut off."""

    @property
    def is_whole(self) -> bool:
        """Whether all chunks are there."""
        return len(self.chunks) == self.imprint.chunks

    @property
    def octets_left(self) -> int:
        """How many octets of the payload are not there, paths not counted."""
        return self.imprint.length - sum(map(len, self.chunks))

    def next_length(self) -> int:
        """How many octets the next chunk has with its path."""
        index = len(self.chunks)
        return HASH_LENGTH * path_length(self.imprint.chunks, index) + self.imprint.chunk_length(index)

    def take(self, shown: bytes) -> bool:
        """Keep the next chunk, which comes behind its path; whether it is one of the payload."""
        index = len(self.chunks)
        split = HASH_LENGTH * path_length(self.imprint.chunks, index)
        path = [shown[place : place + HASH_LENGTH] for place in range(0, split, HASH_LENGTH)]
        if no_chunk(self.imprint, index, shown[split:], path) is not None:
            return False
        self.chunks.append(shown[split:])
        return True

    def source(self, connected: Collection[AccountId]) -> AccountId | None:
        """From whom to fetch next: of those that are connected the one with the fewest cuts, then the least name."""
        there = [(cuts, account) for account, cuts in self.sources.items() if account in connected]
        return min(there)[1] if there else None


class Fetching:
    """All payloads that are on their way, and those that came."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.fetches: dict[Imprint, Fetch] = {}

    def offered(self, imprint: Imprint, account: AccountId, *, held: bool) -> Verdict:
        """What to do about an offer of this account; ``held`` says whether the payload came already."""
        if held:
            return Verdict.HELD
        if no_payload(imprint) is not None:
            return Verdict.NO_PAYLOAD
        if imprint in self.fetches:
            self.fetches[imprint].sources.setdefault(account, 0)
            return Verdict.FETCHED
        own = sum(each.offered_by == account for each in self.fetches.values())
        if own >= self._limits.fetching_per_peer or len(self.fetches) >= self._limits.fetching:
            return Verdict.TOO_MUCH
        return Verdict.NEW

    def begin(self, imprint: Imprint, account: AccountId) -> Fetch:
        """Fetch a payload that is new."""
        fetch = Fetch(imprint=imprint, offered_by=account, sources={account: 0})
        self.fetches[imprint] = fetch
        return fetch

    def has(self, imprint: Imprint, account: AccountId) -> None:
        """Somebody has a payload; that matters where it is being fetched."""
        if imprint in self.fetches:
            self.fetches[imprint].sources.setdefault(account, 0)

    def end(self, imprint: Imprint) -> None:
        """The payload is there, or given up."""
        self.fetches.pop(imprint, None)
