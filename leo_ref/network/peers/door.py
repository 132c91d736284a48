"""Who may come in: how many connections others may open, in whole and from one address. No clock and no socket here."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from leo_ref.network.peers.bucket import Buckets
from leo_ref.network.peers.limits import Limits


def neighbourhood(host: str) -> str:
    """What counts as one address: of the sixth version the 64 bits that a provider gives away as a whole."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    return host if address.version == 4 else str(ip_network((address, 64), strict=False))


class Door:
    """Asked before a single octet of a stranger is read."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._open: dict[str, int] = {}
        self._unknown: dict[str, int] = {}
        self._openings: Buckets[str] = Buckets(limits.openings)

    @property
    def inside(self) -> int:
        """Connections that others opened."""
        return sum(self._open.values())

    def enters(self, address: str, now: float) -> bool:
        """Whether one more connection may come in from the address; it counts from then on."""
        limits = self._limits
        if self.inside >= limits.inbound or sum(self._unknown.values()) >= limits.handshakes:
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
