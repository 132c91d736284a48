"""What people may ask of a process, and what it refuses; and a ledger service that lies."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import trio
from attrs import define, evolve, field

from leo_ref.core.encoding import to_octets
from leo_ref.core.keys import Keys
from leo_ref.core.state.job import Requirement
from leo_ref.core.values import LEO, ServiceId
from leo_ref.ledger import Block
from leo_ref.ledger.genesis import genesis_hash
from leo_ref.network.party.control import Control, ask
from leo_ref.network.party.failure import Failure, PartyFailure
from leo_ref.network.party.following import followed
from leo_ref.network.party.journal import journal
from leo_ref.network.party.process import PartyProcess
from leo_ref.network.party.role import Role, party_of
from leo_ref.network.party.status import metrics, status_of
from leo_ref.parties.message import (
    JoinOrder,
    LeaveOrder,
    OfferOrder,
    Order,
    Sent,
    TaskOrder,
    TransferOrder,
    WithdrawOrder,
)
from leo_ref.parties.producer import block_on
from tests.parties.simulator.deployment import BOB, NODES, PRODUCER, beginning, software

DOCUMENT = beginning(3)
OFFER = OfferOrder(code=b"code", image=bytes(range(32)), price=LEO, bond=2 * LEO)
JOIN = JoinOrder(owner=BOB.name)
TASK = TaskOrder(
    service=ServiceId("0" * 64), data=b"data", requirement=Requirement(min_credit=1), payment=1, deposit=1, tau=1
)
"""On a service that is not offered yet."""
PAY = TransferOrder(to=NODES[0].name, amount=3)
TOO_MUCH = TransferOrder(to=NODES[0].name, amount=2**100)


class Silent:
    """No events."""

    async def __anext__(self) -> None:
        await trio.sleep_forever()


@define
class Quiet:
    """A way to nobody, and a ledger service that has these blocks."""

    chain: tuple[Block, ...] = ()
    url: str = "http://ledger"
    ends: Any = field(factory=lambda: trio.open_memory_channel[Any](1))

    @property
    def received(self) -> trio.MemoryReceiveChannel[Any]:
        receives: trio.MemoryReceiveChannel[Any] = self.ends[1]
        return receives

    def send(self, sent: Sent) -> None:
        """To nobody."""

    async def blocks(self, first: int, most: int) -> tuple[Block, ...]:
        return tuple(block for block in self.chain if block.height >= first)[:most]

    @asynccontextmanager
    async def events(self) -> AsyncIterator[Any]:
        yield Silent()

    async def submit(self, _transaction: object) -> None:
        """It is taken."""

    async def present(self, _statement: object) -> None:
        """It is heard."""


def process_of(folder: Path, stack: ExitStack, role: Role, keys: Keys, *blocks: Block) -> PartyProcess:
    party = party_of(role, keys, DOCUMENT, software(keys) if role is Role.NODE else None)
    kept = stack.enter_context(journal(folder, keys.name, genesis_hash(DOCUMENT), "1"))
    quiet: Any = Quiet(blocks)
    return PartyProcess(keys, genesis_hash(DOCUMENT), followed(party, kept), quiet, quiet, print)


def asked(folder: Path, role: Role, keys: Keys, question: Callable[[httpx.AsyncClient], Any]) -> Any:
    """The answer of a process that is at work."""

    async def main(stack: ExitStack) -> Any:
        process = process_of(folder, stack, role, keys)
        control = Control(process, lambda: status_of(process, role, 0), lambda: {"refused:banned": 2})
        transport = httpx.ASGITransport(control.app(whole=True))
        async with (
            trio.open_nursery() as nursery,
            httpx.AsyncClient(transport=transport, base_url="http://p") as client,
        ):
            nursery.start_soon(process.run)
            found = await question(client)
            nursery.cancel_scope.cancel()
        return found

    with ExitStack() as stack:
        return trio.run(main, stack)


@pytest.mark.parametrize(
    ("role", "keys", "order", "status"),
    [
        (Role.SERVICE_OWNER, BOB, OFFER, 202),
        (Role.SERVICE_OWNER, BOB, evolve(OFFER, bond=2**100), 409),
        (Role.TASK_OWNER, BOB, TASK, 202),
        (Role.NODE, NODES[3], JOIN, 202),
        (Role.NODE, NODES[0], JOIN, 409),
        (Role.NODE, NODES[0], OFFER, 409),
        (Role.TASK_OWNER, BOB, OFFER, 409),
        (Role.SERVICE_OWNER, BOB, JOIN, 409),
        (Role.SERVICE_OWNER, BOB, PAY, 202),
        (Role.NODE, NODES[0], PAY, 202),
        (Role.TASK_OWNER, BOB, TOO_MUCH, 409),
        (Role.NODE, NODES[0], LeaveOrder(), 202),
        (Role.NODE, NODES[3], LeaveOrder(), 409),
        (Role.SERVICE_OWNER, BOB, LeaveOrder(), 409),
        (Role.SERVICE_OWNER, BOB, WithdrawOrder(service=ServiceId("0" * 64)), 409),
    ],
)
def test_an_order_is_for_its_role(tmp_path: Path, role: Role, keys: Keys, order: Order, status: int) -> None:
    answer = asked(tmp_path, role, keys, lambda client: client.post("/orders", content=to_octets(order)))
    assert answer.status_code == status
    with journal(tmp_path, keys.name, genesis_hash(DOCUMENT), "1") as kept:
        assert [heard for heard, _ in kept.heard()] == ([order] if status == 202 else []), "202 means on disk"


def test_what_is_no_order_is_refused(tmp_path: Path) -> None:
    answer = asked(tmp_path, Role.NODE, NODES[0], lambda client: client.post("/orders", content=b"{}"))
    assert answer.status_code == 400
    assert "MISSING_FIELD" in answer.text


def test_status_and_numbers(tmp_path: Path) -> None:
    answer = asked(tmp_path, Role.NODE, NODES[0], lambda client: client.get("/status"))
    said = answer.json()
    assert (said["account"], said["role"], said["height"], said["result"]) == (NODES[0].name, "node", "0", False)
    with ExitStack() as stack:
        (tmp_path / "more").mkdir()
        process = process_of(tmp_path / "more", stack, Role.NODE, NODES[0])
        text = metrics(status_of(process, Role.NODE, 5), {"refused:banned": 2, "sent": 7})
    assert "leo_party_peers 5\n" in text
    assert 'leo_party_refused_total{about="banned"} 2\n' in text
    assert "leo_party_sent_total 7\n" in text


def test_nobody_at_work_is_named(tmp_path: Path) -> None:
    with pytest.raises(PartyFailure) as failure:
        ask(tmp_path, "GET", "/status")
    assert failure.value.name is Failure.CONTROL_UNREACHABLE


def test_a_block_that_the_rules_refuse_ends_the_process_by_name(tmp_path: Path) -> None:
    chain = party_of(Role.SERVICE_OWNER, BOB, DOCUMENT, None).chain
    block = block_on(chain.deployment, PRODUCER, chain.state, ())
    forged = evolve(block, signature=bytes(64))

    async def main(stack: ExitStack) -> None:
        with trio.fail_after(60):
            await process_of(tmp_path, stack, Role.SERVICE_OWNER, BOB, forged).run()

    with ExitStack() as stack, pytest.raises(PartyFailure) as failure:
        trio.run(main, stack)
    assert failure.value.name is Failure.BLOCK_REFUSED
    assert "block 1" in failure.value.what
