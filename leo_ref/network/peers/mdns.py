"""Finding others on the local network: multicast DNS, with records as libp2p has them (``dnsaddr=/ip4/…/p2p/…``).

What is found are addresses to dial. Who is there is proved when they are dialled, so a false record costs an attempt.
libp2p 0.8.1 has a discovery of its own; it sleeps for seconds in its thread for each record that does not resolve, and
ends no sooner.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, Final

import trio
from zeroconf import ServiceBrowser, ServiceInfo, ServiceListener, Zeroconf

from leo_ref.network.peers.address import PeerAddress, address_or_none

RESOLVE_MILLISECONDS: Final = 1000
ADDRESSES_MOST: Final = 4
"""Addresses that are taken from one record."""
FOUND_MOST: Final = 256
"""Records that are looked at in all."""

Found = Callable[[PeerAddress], None]


def service_type(genesis: bytes) -> str:
    """The name under which parties of a deployment are found: libp2p's, for a private network."""
    return f"_p2p-{genesis.hex()[:11]}._udp.local."


def places_in(properties: dict[bytes, bytes | None]) -> list[PeerAddress]:
    """The addresses in a record, as far as it has any."""
    texts = [value for key, value in properties.items() if key.startswith(b"dnsaddr") and value]
    found = [address_or_none(text.decode("ascii", "replace")) for text in texts[:ADDRESSES_MOST]]
    return [each for each in found if each is not None and each.port]


class _Listener(ServiceListener):  # type: ignore[misc] # zeroconf is not followed
    """Called in a thread of zeroconf's."""

    def __init__(self, own: str, token: trio.lowlevel.TrioToken, found: Found) -> None:
        self._own = own
        self._token = token
        self._found = found
        self._left = FOUND_MOST

    def add_service(self, zeroconf: Any, kind: str, name: str) -> None:
        """Somebody is there."""
        if name == self._own or not self._left:
            return
        self._left -= 1
        info = zeroconf.get_service_info(kind, name, timeout=RESOLVE_MILLISECONDS)
        for place in places_in(info.properties) if info is not None else ():
            with suppress(trio.RunFinishedError):
                self._token.run_sync_soon(self._found, place)

    def update_service(self, zeroconf: Any, kind: str, name: str) -> None:
        """Somebody says something else than before."""
        self.add_service(zeroconf, kind, name)

    def remove_service(self, zeroconf: Any, kind: str, name: str) -> None:
        """Somebody is gone: dialling shows that."""


async def announced_locally(
    genesis: bytes, addresses: tuple[str, ...], found: Found, failed: Callable[[OSError], None]
) -> None:
    """Be found, and find others, until cancelled; ``failed`` is told where the machine has no multicast.

    ``addresses`` are those of this party with its peer id.
    """
    token = trio.lowlevel.current_trio_token()
    try:
        zeroconf = await trio.to_thread.run_sync(partial(_begun, genesis, addresses, token, found))
    except OSError as error:
        failed(error)
        return
    try:
        await trio.sleep_forever()
    finally:
        with trio.CancelScope(shield=True):
            await trio.to_thread.run_sync(zeroconf.close)


def _begun(genesis: bytes, addresses: tuple[str, ...], token: trio.lowlevel.TrioToken, found: Found) -> Any:
    zeroconf = Zeroconf()
    kind, label = service_type(genesis), secrets.token_hex(16)
    places = [each for each in map(address_or_none, addresses) if each is not None]
    info = ServiceInfo(
        kind,
        f"{label}.{kind}",
        port=places[0].port if places else 0,
        properties={f"dnsaddr{place or ''}": text for place, text in enumerate(addresses[:ADDRESSES_MOST])},
        server=f"{label}.local.",
        parsed_addresses=[each.host for each in places if each.kind in ("ip4", "ip6")],
    )
    try:
        zeroconf.register_service(info)
        ServiceBrowser(zeroconf, kind, listener=_Listener(info.name, token, found))
    except BaseException:
        zeroconf.close()
        raise
    return zeroconf
