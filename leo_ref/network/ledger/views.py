"""What the page asks for: the log of many heights, and everything of one (:mod:`leo_ref.view`).

States are persistent maps, so to keep those of the newest heights costs little more than what changed in between. Of
older ones some are kept, and those between them are made again from the blocks. So memory is bounded, and any height
can be looked at: an old one costs at most as long as to apply the blocks since the kept one before it.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Final

from attrs import define, field, frozen

from leo_ref.attestation.verifiers.party import PartyVerifiers
from leo_ref.core.encoding import from_octets, to_octets
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Transaction
from leo_ref.ledger import Block, Deployment, apply_block
from leo_ref.network.ledger.replay import begun
from leo_ref.network.ledger.store import LedgerStore, StoredBlock, StoredRefusal
from leo_ref.view.height import beginning_view, height_view, told
from leo_ref.view.refusals import RefusedForBlock
from leo_ref.view.summary import HeightSummary, beginning, summary

RECENT: Final = 4096
"""Heights of which state and summary are kept."""

MARKS: Final = 256
"""Older states that are kept, at equal distances."""

FINISHED_OCTETS: Final = 2**24
"""Octets of views that are kept, as they were sent."""

REFUSED_MOST: Final = 20
"""Refusals of a height that are shown."""


@frozen(kw_only=True)
class Ledgers:
    """By what a ledger goes, in all its blocks."""

    deployment: Deployment
    verifiers: PartyVerifiers


@define
class HeightViews:
    """The heights of a ledger, as the page sees them. Its methods may be called in threads."""

    store: LedgerStore
    recent: OrderedDict[int, State] = field(factory=OrderedDict)
    marks: dict[int, State] = field(factory=dict)
    summaries: OrderedDict[int, HeightSummary] = field(factory=OrderedDict)
    distance: int = 64
    """Between two marks."""
    _finished: OrderedDict[int, bytes] = field(factory=OrderedDict)
    _octets: int = 0
    _lock: Lock = field(factory=Lock)

    def note(self, before: State, block: Block, after: State, made: int) -> None:
        """A block was taken."""
        found = summary(before, block, after, made)
        with self._lock:
            for state in (before, after):
                self.recent[state.height] = state
                if state.height % self.distance == 0:
                    self.marks[state.height] = state
            self.summaries[block.height] = found
            while len(self.recent) > RECENT:
                self.recent.popitem(last=False)
            while len(self.summaries) > RECENT:
                self.summaries.popitem(last=False)
            while len(self.marks) > MARKS:
                self.distance *= 2
                self.marks = {height: state for height, state in self.marks.items() if height % self.distance == 0}

    def log(self, by: Ledgers, newest: State, first: int, most: int) -> list[HeightSummary]:
        """Summaries from a height on, with what was refused."""
        last = min(first + most - 1, newest.height)
        if last < first:
            return []
        refused = self._refused(first, last)
        return [
            told(each, refused.get(each.height, ())[:REFUSED_MOST]) for each in self._summaries(by, newest, first, last)
        ]

    def view(self, by: Ledgers, newest: State, height: int) -> bytes:
        """The canonical octets of a height's view; the height is there."""
        with self._lock:
            known = self._finished.get(height)
        if known is not None:
            return known
        if height == 0:
            made = to_octets(beginning_view(by.deployment, self._state(by, newest, 0)))
        else:
            before, stored = self._state(by, newest, height - 1), self.store.block(height)
            assert stored is not None, "the height is there"
            block = _read(stored)
            after = _followed(by, before, block)
            refused = self._refused(height, height).get(height, [])[:REFUSED_MOST]
            made = to_octets(height_view(by.deployment, by.verifiers, before, block, after, refused, stored.made))
        with self._lock:
            self._finished[height] = made
            self._octets += len(made)
            while self._octets > FINISHED_OCTETS:
                self._octets -= len(self._finished.popitem(last=False)[1])
        return made

    def _summaries(self, by: Ledgers, newest: State, first: int, last: int) -> list[HeightSummary]:
        with self._lock:
            known = {height: self.summaries[height] for height in range(first, last + 1) if height in self.summaries}
        if first == 0:
            known[0] = beginning(self._state(by, newest, 0), by.deployment.time * 1000)
        missing = [height for height in range(first, last + 1) if height not in known]
        if missing:
            state = self._state(by, newest, missing[0] - 1)
            for stored in self.store.blocks(missing[0], missing[-1] - missing[0] + 1):
                block = _read(stored)
                after = _followed(by, state, block)
                known[block.height] = summary(state, block, after, stored.made)
                state = after
        return [known[height] for height in sorted(known)]

    def _state(self, by: Ledgers, newest: State, height: int) -> State:
        """The state after a height."""
        if height == newest.height:
            return newest
        with self._lock:
            found = self.recent.get(height)
            start = max((mark for mark in self.marks if mark <= height), default=0)
            state = found if found is not None else self.marks.get(start)
        if state is None:
            state = begun(self.store.beginning()[1]).state
        if found is None:
            for stored in self.store.blocks(start + 1, height - start):
                state = _followed(by, state, _read(stored))
        return state

    def _refused(self, first: int, last: int) -> dict[int, list[RefusedForBlock]]:
        found = dict[int, list[RefusedForBlock]]()
        for each in self.store.refusals(first, last, REFUSED_MOST):
            found.setdefault(each.height, []).append(_refusal(each))
        return found


def _refusal(stored: StoredRefusal) -> RefusedForBlock:
    transaction = from_octets(Transaction, stored.octets)
    assert isinstance(transaction, Transaction), "it was read when it was taken"
    return RefusedForBlock(transaction=transaction, code=stored.code, clause=stored.clause, value=stored.value)


def _read(stored: StoredBlock) -> Block:
    block = from_octets(Block, stored.octets)
    assert isinstance(block, Block), "it was read when it was taken"
    return block


def _followed(by: Ledgers, state: State, block: Block) -> State:
    after = apply_block(by.deployment, by.verifiers, state, block)
    assert not isinstance(after, Rejection), "it was taken once"
    return after
