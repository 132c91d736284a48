"""What accounts last said of themselves, and of whom the state waits (:mod:`leo_ref.network.ledger.presence`)."""

from __future__ import annotations

from typing import Final

from attrs import define, field

from leo_ref.core.signature import signed
from leo_ref.core.state.ledger import State
from leo_ref.core.values import AccountId
from leo_ref.network.ledger.documents import Presence
from leo_ref.network.ledger.presence import Expectation, is_somebody, may_come_early, presence_digest
from leo_ref.network.ledger.problem import ServiceCode, declined

PRESENT_MOST: Final = 4096
"""Accounts whose statements are kept."""


@define
class Attendance:
    """The newest statement of each account about the newest height."""

    expected: Expectation
    said: dict[AccountId, Presence] = field(factory=dict)

    def note(self, state: State, genesis: bytes, statement: Presence) -> bool:
        """Takes an account's statement about itself; False where it is known already.

        Raises:
            DeclinedRequest: GENESIS_DIFFERS, PRESENCE_UNKNOWN, PRESENCE_STALE, PRESENCE_FORGED, POOL_FULL.
        """
        if statement.genesis != genesis:
            raise declined(ServiceCode.GENESIS_DIFFERS, given=statement.genesis.hex(), expected=genesis.hex())
        if not is_somebody(state, statement.account):
            raise declined(ServiceCode.PRESENCE_UNKNOWN, account=statement.account)
        before = self.said.get(statement.account)
        if statement == before:
            return False
        if statement.height != state.height:
            raise declined(ServiceCode.PRESENCE_STALE, height=state.height)
        if before is not None and before.height == statement.height and statement.number <= before.number:
            raise declined(ServiceCode.PRESENCE_STALE, number=before.number)
        if not signed(bytes.fromhex(statement.account), presence_digest(statement), statement.signature):
            raise declined(ServiceCode.PRESENCE_FORGED, account=statement.account)
        if before is None and len(self.said) >= PRESENT_MOST:
            raise declined(ServiceCode.POOL_FULL, present=len(self.said))
        self.said[statement.account] = statement
        return True

    def advance(self, expected: Expectation) -> None:
        """A block came: statements about heights before count no more."""
        self.expected = expected
        self.said = {who: each for who, each in self.said.items() if each.height >= expected.height}

    def may_come_early(self, *, has_ready: bool) -> bool:
        """Whether a block may come before its time."""
        return may_come_early(self.expected, self.said, has_ready=has_ready)
