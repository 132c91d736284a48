"""The book: whom to find where. No clock and no socket here."""

from __future__ import annotations

from collections.abc import Collection

from leo_ref.core.values import AccountId
from leo_ref.network.peers.contact import Contact


class Book:
    """The newest contact of each account.

    Whoever connects tells its own contact. What peers tell of others is bounded for each of them, and never displaces
    anybody; so a peer that makes up accounts can fill its own part of the book, and no more.
    """

    def __init__(self, me: AccountId, most: int, most_per_peer: int) -> None:
        self._me = me
        self._most = most
        self._most_per_peer = most_per_peer
        self._contacts: dict[AccountId, Contact] = {}
        self._tellers: dict[AccountId, AccountId] = {}
        self._told: dict[AccountId, int] = {}

    def __len__(self) -> int:
        return len(self._contacts)

    def get(self, account: AccountId) -> Contact | None:
        """How the account is reached, as far as is known."""
        return self._contacts.get(account)

    def contacts(self) -> list[Contact]:
        """All of them, those that came last at the end."""
        return list(self._contacts.values())

    def is_news(self, contact: Contact) -> bool:
        """Whether the contact says more than what is known; asked before its signature is verified."""
        known = self._contacts.get(contact.account)
        return contact.account != self._me and (known is None or contact.serial > known.serial)

    def enter(self, contact: Contact, teller: AccountId, connected: Collection[AccountId] = ()) -> bool:
        """Keep a contact that ``teller`` told, its signature verified; whether it was kept.

        Where the book is full, one who says who it is itself takes the place of somebody whom others told of and who
        is not connected.
        """
        account = contact.account
        if not self.is_news(contact):
            return False
        if account in self._contacts:
            self._contacts[account] = contact
            if teller == account:
                self._forget_teller(account)
                self._tellers[account] = account
            return True
        if teller != account and self._told.get(teller, 0) >= self._most_per_peer:
            return False
        if len(self._contacts) >= self._most and not (teller == account and self._displace(connected)):
            return False
        self._contacts[account] = contact
        self._tellers[account] = teller
        if teller != account:
            self._told[teller] = self._told.get(teller, 0) + 1
        return True

    def _displace(self, connected: Collection[AccountId]) -> bool:
        for account, teller in self._tellers.items():
            if teller != account and account not in connected:
                self._forget_teller(account)
                del self._contacts[account], self._tellers[account]
                return True
        return False

    def _forget_teller(self, account: AccountId) -> None:
        teller = self._tellers[account]
        if teller != account:
            self._told[teller] -= 1
            if not self._told[teller]:
                del self._told[teller]
