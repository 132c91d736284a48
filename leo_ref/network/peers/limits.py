"""What one peer may cost, and all of them together; each number is a default that a deployment may change."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from leo_ref.core.encoding import LENGTH_LIMIT
from leo_ref.network.peers.bucket import Rate

FRAME_MOST: Final = LENGTH_LIMIT
"""Octets of the longest frame: no message that parties send one another is longer (§2, §3)."""
SMALL_FRAME: Final = 2**16
"""Octets of a frame for which no place is needed."""
GREETING_MOST: Final = 2**12
"""Octets of the longest frame before a peer is known."""
CONTACTS_MOST: Final = 64
"""Contacts in one frame."""


OPENINGS: Final = Rate(burst=32, per_second=4)
YAMUX: Final = Rate(burst=2048, per_second=1024)
MESSAGES: Final = Rate(burst=256, per_second=64)
OCTETS: Final = Rate(burst=2**23, per_second=2**21)
GOSSIP: Final = Rate(burst=64, per_second=8)
CONTACTS: Final = Rate(burst=1024, per_second=4)
PAYLOADS: Final = Rate(burst=16, per_second=1 / 30)


@frozen(kw_only=True)
class Limits:
    """Counts, octets, seconds and rates."""

    connections: int = 128
    """Connections in whole."""
    inbound: int = 96
    """Those that others opened: the rest are for those that are opened here."""
    per_address: int = 16
    """Those that were opened from one address of the internet protocol."""
    handshakes: int = 32
    """Connections that others opened and of which it is not known yet whose they are."""
    handshakes_per_address: int = 8
    openings: Rate = OPENINGS
    """Connections from one address over time."""
    per_account: int = 2
    """Connections of one account: two where both sides dialled at once."""
    handshake_seconds: float = 10
    """From the first octet to both greetings."""

    streams: int = 8
    """Streams on one connection that are open at once."""
    buffered: int = 2**22
    """Octets of one connection that have come and are not read yet."""
    serving: int = 2
    """Payloads that one peer fetches at once."""

    yamux: Rate = YAMUX
    """Frames of Yamux on one connection over time; more are read later. Pings cost nothing else."""
    messages: Rate = MESSAGES
    """Frames of one peer over time; more are read later."""
    octets: Rate = OCTETS
    """Octets of the frames of one peer over time."""
    gossip: Rate = GOSSIP
    """Announcements of one account over time, whoever passes them on; more are dropped."""
    fanout: int = 6
    """Peers to whom news of others are passed on."""
    places: int = 8
    """Frames longer than ``SMALL_FRAME`` that are read at once, of all peers."""
    least_speed: int = 2**15
    """Octets a second with which a frame or chunk must come once it has begun."""
    patience: float = 20
    """Seconds that are allowed on top of that."""

    waiting_seconds: float = 30
    """How long a message is kept for an account that is not reached."""
    waiting_messages: int = 64
    """Messages kept for one account."""
    waiting_octets: int = 2**23
    """Octets kept for one account, and on the way to one peer."""
    waiting_accounts: int = 1024

    payloads: Rate = PAYLOADS
    """Payloads that one peer may newly offer over time; more are taken up when they are offered again."""
    fetching_per_peer: int = 4
    """Payloads that are fetched at once because one peer offered them."""
    fetching: int = 8
    """Payloads that are fetched at once."""
    held_octets: int = 2**27
    """Octets of payloads that are kept to be passed on."""

    contacts: int = 4096
    """Accounts whose addresses are kept."""
    contacts_per_peer: int = 512
    """Of these, such as one peer told of."""
    contacts_verified: Rate = CONTACTS
    """Contacts that one peer tells of whose signatures are verified, over time; others are not looked at."""
    degree: int = 8
    """Connections that are sought even where nothing is to be sent."""
    dials: int = 8
    """Connections that are opened at once."""


DEFAULTS: Final = Limits()
