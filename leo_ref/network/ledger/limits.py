"""How much strangers may ask of a service."""

from __future__ import annotations

from collections import OrderedDict
from ipaddress import IPv6Address, ip_address
from typing import Final

from attrs import define, field, frozen

ADDRESSES_KEPT: Final = 4096
"""Addresses whose rate is remembered; the one that was silent longest is forgotten first."""

PAGE: Final = 4096
"""Octets of a body that count as another request."""


@frozen(kw_only=True)
class ServiceLimits:
    """Bounds of the service; octets, seconds and counts."""

    connections: int = 512
    address_connections: int = 256
    requests: int = 128
    """That are answered at once."""
    address_requests: int = 96
    bodies: int = 2**26
    """Octets of bodies that are being read or judged."""
    body_seconds: float = 10.0
    """For a body to come."""
    head_seconds: float = 10.0
    """For the head of a request to come, and between requests of a connection."""
    send_seconds: float = 30.0
    """For a client to take what is sent to it."""
    rate: float = 1000.0
    """Requests of an address in a second; twice as many at once. 0: any number."""
    subscribers: int = 256
    address_subscribers: int = 128
    heartbeat_seconds: float = 10.0


def network_of(address: str) -> str:
    """What counts as one client: an address; of IPv6 the network of 64 bits, which anybody has whole."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped) if mapped is not None else str(int(found) >> 64)
    return str(found)


@define
class Rates:
    """How much each address has asked: a bucket that fills with time."""

    rate: float
    buckets: OrderedDict[str, tuple[float, float]] = field(factory=OrderedDict)
    """Requests left, and when that was so."""

    def wait(self, address: str, now: float) -> float:
        """Seconds until the address may ask again; 0: it may now, and has asked."""
        if not self.rate:
            return 0.0
        client = network_of(address)
        left, since = self.buckets.pop(client, (2 * self.rate, now))
        left = min(2 * self.rate, left + (now - since) * self.rate)
        may = left >= 1
        self.buckets[client] = (left - 1 if may else left, now)
        if len(self.buckets) > ADDRESSES_KEPT:
            self.buckets.popitem(last=False)
        return 0.0 if may else (1 - left) / self.rate

    def charge(self, address: str, octets: int) -> None:
        """A body costs as many requests as it has pages, so that long ones take no more than short ones."""
        client = network_of(address)
        if client in self.buckets:
            left, since = self.buckets[client]
            self.buckets[client] = (left - octets / PAGE, since)


@define
class Slots:
    """Places of which each address may take a part."""

    most: int
    each: int
    taken: dict[str, int] = field(factory=dict)
    whole: int = 0

    def take(self, address: str) -> bool:
        """Whether there was a place; it is given back with :meth:`give`."""
        client = network_of(address)
        if self.whole >= self.most or self.taken.get(client, 0) >= self.each:
            return False
        self.whole += 1
        self.taken[client] = self.taken.get(client, 0) + 1
        return True

    def give(self, address: str) -> None:
        """The place is free again."""
        client = network_of(address)
        self.whole -= 1
        self.taken[client] -= 1
        if not self.taken[client]:
            del self.taken[client]
