"""Who may come in: how many connections others may open, in whole and from one address. No clock and no socket here.

When all places are taken, whoever comes from an address with few takes the place of one from the address with most. So
nobody keeps others out who has fewer addresses than there are places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from ipaddress import ip_address, ip_network
from typing import Protocol, TypeVar

from leo_ref.network.peers.bucket import Buckets
from leo_ref.network.peers.limits import Limits


def neighbourhood(host: str) -> str:
    """What counts as one address: of the sixth version the 64 bits that a provider gives away as a whole."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    return host if address.version == 4 else str(ip_network((address, 64), strict=False))


class Inbound(Protocol):
    """A connection that somebody else opened, once it is known whose it is."""

    @property
    def address(self) -> str | None:
        """Whence it was opened; None where it was opened here."""

    @property
    def heard(self) -> float:
        """When something came on it last."""


Each = TypeVar("Each", bound=Inbound)


def has_room(address: str, inside: Collection[Inbound], limits: Limits) -> bool:
    """Whether one more from the address may stay: there is a place, or another address has two more than this one."""
    counts = _counts(inside)
    return sum(counts.values()) < limits.inbound or counts[address] + 1 < max(counts.values())


def displaced(inside: Collection[Each], limits: Limits) -> Each | None:
    """Who makes room where too many are inside: of the address with most the one from which nothing came the longest.

    None where there are not too many.
    """
    counts = _counts(inside)
    if sum(counts.values()) <= limits.inbound:
        return None
    return max(
        (each for each in inside if each.address is not None),
        key=lambda each: (counts[str(each.address)], str(each.address), -each.heard),
    )


def _counts(inside: Collection[Inbound]) -> Counter[str]:
    return Counter(each.address for each in inside if each.address is not None)


class Door:
    """Asked before a single octet of a stranger is read."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._open: dict[str, int] = {}
        self._unknown: dict[str, int] = {}
        self._openings: Buckets[str] = Buckets(limits.openings)

    def enters(self, address: str, now: float) -> bool:
        """Whether one more connection may come in from the address; it counts from then on."""
        limits = self._limits
        if sum(self._unknown.values()) >= limits.handshakes:
            return False
        if self._open.get(address, 0) >= limits.per_address:
            return False
        if self._unknown.get(address, 0) >= limits.handshakes_per_address:
            return False
        if not self._openings.spare(address, now):
            return False
        self._open[address] = self._open.get(address, 0) + 1
        self._unknown[address] = self._unknown.get(address, 0) + 1
        return True

    def known(self, address: str) -> None:
        """Of a connection from the address it is known now whose it is, or that it ends."""
        _less(self._unknown, address)

    def leaves(self, address: str) -> None:
        """A connection from the address ended."""
        _less(self._open, address)


def _less(counts: dict[str, int], address: str) -> None:
    counts[address] -= 1
    if not counts[address]:
        del counts[address]
