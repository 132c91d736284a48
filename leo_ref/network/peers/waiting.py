"""Messages for accounts that are not reached yet: kept for a while, then lost. No clock and no socket here."""

from __future__ import annotations

from collections import deque

from leo_ref.core.values import AccountId
from leo_ref.network.peers.limits import Limits


class Waiting:
    """For each account the octets of frames, each with the time in seconds at which it is given up."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._kept: dict[AccountId, deque[tuple[float, bytes]]] = {}
        self._octets: dict[AccountId, int] = {}

    def accounts(self) -> list[AccountId]:
        """Those for whom something is kept."""
        return list(self._kept)

    def keep(self, account: AccountId, octets: bytes, now: float) -> int:
        """Keep a frame; how many were lost for it: the oldest, or this one where there is no room for the account.

        The same octets are kept once: parties send again what they still want.
        """
        limits = self._limits
        if account not in self._kept and len(self._kept) >= limits.waiting_accounts:
            return 1
        kept = self._kept.setdefault(account, deque())
        until = now + limits.waiting_seconds
        for place, (_, each) in enumerate(kept):
            if each == octets:
                kept[place] = (until, octets)
                return 0
        kept.append((until, octets))
        self._octets[account] = self._octets.get(account, 0) + len(octets)
        lost = 0
        while len(kept) > 1 and (len(kept) > limits.waiting_messages or self._octets[account] > limits.waiting_octets):
            self._octets[account] -= len(kept.popleft()[1])
            lost += 1
        return lost

    def taken(self, account: AccountId) -> list[bytes]:
        """What is kept for an account that is reached now, in its order; it is kept no more."""
        self._octets.pop(account, None)
        return [octets for _, octets in self._kept.pop(account, ())]

    def expire(self, now: float) -> int:
        """How many messages were lost because their time is over."""
        lost = 0
        for account in list(self._kept):
            kept = self._kept[account]
            left = deque(each for each in kept if each[0] > now)
            lost += len(kept) - len(left)
            if left:
                self._kept[account], self._octets[account] = left, sum(len(each) for _, each in left)
            else:
                self.taken(account)
        return lost
