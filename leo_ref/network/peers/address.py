"""Where a party listens: ``/ip4/192.0.2.1/tcp/4001``, as libp2p writes it; with ``/p2p/`` and an id, who is there."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from attrs import frozen

from leo_ref.network.peers.failure import Failure, PeersFailure

ADDRESS_MOST: Final = 192
"""Characters of the longest address."""

_FORM: Final = re.compile(
    r"/(?P<kind>ip4|ip6|dns4|dns6|dns)/(?P<host>[0-9A-Za-z.:-]{1,128})/tcp/(?P<port>0|[1-9][0-9]{0,4})"
    r"(?:/p2p/(?P<peer>[1-9A-HJ-NP-Za-km-z]{1,64}))?"
)


@frozen
class PeerAddress:
    """A host, a port from 0 to 65535, and the peer id that is expected there, or nothing."""

    kind: str
    host: str
    port: int
    peer: str = ""

    def __str__(self) -> str:
        return f"/{self.kind}/{self.host}/tcp/{self.port}" + (f"/p2p/{self.peer}" if self.peer else "")


def address_or_none(text: str) -> PeerAddress | None:
    """The address that the text says; None where it says none."""
    found = _FORM.fullmatch(text) if len(text) <= ADDRESS_MOST else None
    if found is None or int(found["port"]) > 65535:
        return None
    try:
        match found["kind"]:
            case "ip4":
                IPv4Address(found["host"])
            case "ip6":
                IPv6Address(found["host"])
            case _ if ":" in found["host"]:
                return None
    except ValueError:
        return None
    return PeerAddress(found["kind"], found["host"], int(found["port"]), found["peer"] or "")


def address_of(text: str) -> PeerAddress:
    """The address that somebody typed; raises ADDRESS_INVALID."""
    found = address_or_none(text)
    if found is None:
        raise PeersFailure(
            Failure.ADDRESS_INVALID,
            text,
            "Write it as /ip4/HOST/tcp/PORT, with /p2p/PEER behind it if you know who is there.",
        )
    return found
