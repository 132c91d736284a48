"""Parties at work on a real ledger service, each in a loop of its own; between them, messages pass in memory."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager
from pathlib import Path
from typing import Final

import trio
from attrs import define, field

from leo_ref.core.encoding import to_octets
from leo_ref.core.state.job import Outcome
from leo_ref.core.values import AccountId
from leo_ref.ledger.genesis import genesis_hash
from leo_ref.network.ledger.client import LedgerClient
from leo_ref.network.ledger.folder import KeyFile
from leo_ref.network.party.following import followed
from leo_ref.network.party.journal import journal
from leo_ref.network.party.process import PartyProcess
from leo_ref.parties.message import Message, Party, Sent
from leo_ref.parties.node import Node
from leo_ref.parties.owner import Owner
from leo_ref.parties.task_owner import TaskOwner
from tests.network.ledger.world import Served, serving
from tests.parties.simulator.deployment import ALICES, beginning, deployment, seed_of, the_tasks

NODES: Final = 4
SECONDS: Final = 120
"""Until a test gives up; it waits for what happens, not for the clock."""


@define
class Air:
    """Messages between parties of one process."""

    places: dict[str, trio.MemorySendChannel[tuple[AccountId, Message]]] = field(factory=dict)

    def of(self, name: AccountId) -> Breath:
        sends, receives = trio.open_memory_channel[tuple[AccountId, Message]](1000)
        self.places[name] = sends
        return Breath(name, self, receives)


@define
class Breath:
    """One party's way."""

    name: AccountId
    air: Air
    received: trio.MemoryReceiveChannel[tuple[AccountId, Message]]

    def send(self, sent: Sent) -> None:
        if sent.to in self.air.places:
            self.air.places[sent.to].send_nowait((self.name, sent.message))


def served(folder: Path, stack: ExitStack) -> Served:
    folder.mkdir(exist_ok=True)
    (folder / "genesis.json").write_bytes(to_octets(beginning(NODES)))
    key = folder / "producer.key"
    key.write_bytes(to_octets(KeyFile(seed=seed_of("producer"))))
    key.chmod(0o600)
    given = ("serve", "--json", "--state", str(folder / "state"), "--key", str(key), "--port", "0")
    return stack.enter_context(
        serving([*given, "--genesis", str(folder / "genesis.json"), "--interval", "2", "--least", "0"])
    )


@contextmanager
def connections_dropped() -> Iterator[None]:
    """What httpx was opening when it was cancelled is left to the collector; a process would have ended by then."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def is_over(party: Party) -> bool:
    """Whether Alice has her result, and her task is settled."""
    assert isinstance(party, TaskOwner)
    return party.result is not None and all(not job.open for job in the_tasks(party.chain.state))


def test_a_task_is_done_by_parties_in_loops_of_their_own(tmp_path: Path) -> None:
    start, air, document = deployment(nodes=NODES), Air(), beginning(NODES)
    processes = dict[str, PartyProcess]()

    async def main(url: str, stack: ExitStack) -> None:
        with trio.fail_after(SECONDS):
            async with AsyncExitStack() as clients, trio.open_nursery() as nursery:
                for name, party in start.parties.items():
                    assert isinstance(party, Node | Owner), "every party is one of them"
                    folder = tmp_path / name[:8]
                    folder.mkdir()
                    kept = stack.enter_context(journal(folder, name, genesis_hash(document), "1"))
                    client = await clients.enter_async_context(LedgerClient(url=url))
                    processes[name] = PartyProcess(
                        party.keys,
                        genesis_hash(document),
                        followed(party, kept),
                        client,
                        air.of(AccountId(name)),
                        print,
                    )
                    nursery.start_soon(processes[name].run)
                for _, order in start.orders:
                    await processes[order.to].tell(order.message)
                while not is_over(processes[ALICES[0].name].following.party):
                    await trio.sleep(0.05)
                nursery.cancel_scope.cancel()

    with ExitStack() as stack, connections_dropped():
        trio.run(main, served(tmp_path / "ledger", stack).url, stack)
    party = processes[ALICES[0].name].following.party
    assert isinstance(party, TaskOwner)
    (job,) = the_tasks(party.chain.state)
    assert job.outcome is Outcome.DONE
    assert party.result is not None
