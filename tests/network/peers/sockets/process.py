"""A party as a process: ``python -m tests.network.peers.sockets.process NUMBER RULES BOOTSTRAP...``.

It prints its address, then a line for each message that it has: sender and kind. Each line that it reads is the account
of somebody to whom it sends a request and a payload.
"""

from __future__ import annotations

import os
import sys

import trio
from attrs import evolve

from leo_ref.core.values import AccountId
from leo_ref.network.peers.failure import PeersFailure
from leo_ref.network.peers.network import PeerNetwork
from leo_ref.parties.message import Payload, Sent
from tests.network.peers.makers import AGREEMENT, keys, request
from tests.network.peers.sockets.raw import ENOUGH, party


async def talk(network: PeerNetwork, number: int) -> None:
    """Send to each account that is typed."""
    typed = trio.lowlevel.FdStream(os.dup(0))
    while account := (await typed.receive_some()).decode().strip():
        network.send(Sent(AccountId(account), request(keys(number))))
        network.send(Sent(AccountId(account), Payload(octets=bytes([number]) * 100_000)))


async def main(number: int, rules: str, bootstrap: list[str]) -> None:
    """One party, until its input ends."""
    async with party(number, *bootstrap, agreement=evolve(AGREEMENT, rules=rules)) as network:
        print(network.addresses[0], flush=True)
        async with trio.open_nursery() as nursery:

            async def until_typed() -> None:
                await talk(network, number)
                nursery.cancel_scope.cancel()

            nursery.start_soon(until_typed)
            if bootstrap:
                try:
                    await network.reached(1, ENOUGH / 20)
                except PeersFailure as failure:
                    print(failure.name.name, *(each.what for each in network.troubles()[-1:]), flush=True)
                    nursery.cancel_scope.cancel()
            async for sender, message in network.received:
                print(sender, type(message).__name__, flush=True)


if __name__ == "__main__":
    trio.run(main, int(sys.argv[1]), sys.argv[2], sys.argv[3:])
