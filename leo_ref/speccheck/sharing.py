"""Worlds of one ledger share what is done to it: what the ledger's rules answered once is not asked again.

Worlds differ in what parties saw, in views and in coalitions; most of them have a ledger that others have too. Ledgers
are remembered by identity, and kept alive by the memory, so an identity is never used twice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from leo_ref.core.state.ledger import State

LedgerStep: TypeAlias = State | str
"""The ledger after an action, or the code with which it is refused."""

MOST: Final = 1 << 15
"""Ledgers that one memory holds before it forgets all of them."""


def remembered(step: Callable[[State], LedgerStep]) -> Callable[[State], LedgerStep]:
    """The same function of the ledger, which asks once about each."""
    known: dict[int, tuple[State, LedgerStep]] = {}

    def again(ledger: State) -> LedgerStep:
        found = known.get(id(ledger))
        if found is None:
            if len(known) >= MOST:
                known.clear()
            found = known[id(ledger)] = ledger, step(ledger)
        return found[1]

    return again


class EqualLedgers:
    """One ledger for all that are equal."""

    def __init__(self) -> None:
        """None is known yet."""
        self._by_identity: dict[int, tuple[State, State]] = {}
        self._by_value: dict[State, State] = {}

    def one(self, ledger: State) -> State:
        """The ledger that stands for all those that are equal to this one."""
        found = self._by_identity.get(id(ledger))
        if found is None:
            if len(self._by_identity) >= MOST:
                self._by_identity.clear()
                self._by_value.clear()
            same = self._by_value.setdefault(ledger, ledger)
            found = self._by_identity[id(ledger)] = ledger, same
        return found[1]
