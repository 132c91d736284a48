"""What a watcher is told: each thing once and in order, and the end only when nothing is open any more."""

from __future__ import annotations

from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
import trio
from attrs import evolve

from leo_ref.core.encoding import from_octets
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.job import Outcome, Stage
from leo_ref.core.state.ledger import State
from leo_ref.core.values import AccountId
from leo_ref.network.party.control import Control, watched_by
from leo_ref.network.party.failure import Failure, PartyFailure
from leo_ref.network.party.role import Role
from leo_ref.network.party.status import status_of
from leo_ref.network.party.watching import (
    AccountSeen,
    Seen,
    StageSeen,
    TransactionSeen,
    WatchEnded,
    WatchSubject,
    end_of,
)
from leo_ref.parties.message import Order, TransferOrder
from leo_ref.parties.owner import Owner
from leo_ref.parties.producer import block_on
from leo_ref.parties.simulator.plan import Plan
from tests.network.party.test_control import asked, process_of
from tests.parties.simulator.deployment import ALICES, BOB, NODES, PRODUCER, deployment, run

ALICE = ALICES[0].name
START = deployment(nodes=5)
FRAMES = [frame for frame in run(START, Plan(seed=b"watch")) if frame.block is not None]


def told(watched: WatchSubject) -> list[Seen]:
    """All of a story, block by block."""
    found = list[Seen]()
    for before, frame in pairwise([START.state, *(each.state for each in FRAMES)]):
        block = next(each.block for each in FRAMES if each.state is frame)
        assert block is not None
        found += watched.seen(before, block, frame)
    return found


def stages(found: list[Seen]) -> list[Stage]:
    return [each.stage for each in found if isinstance(each, StageSeen)]


def test_a_task_is_told_from_its_posting_to_its_end() -> None:
    found = told(WatchSubject(me=ALICE))
    whole = list(Stage)
    assert [whole.index(each) for each in stages(found)] == sorted({whole.index(each) for each in stages(found)})
    assert stages(found)[0] is Stage.POSTED
    assert stages(found)[-1] is Stage.SETTLED
    (last,) = [each for each in found if isinstance(each, StageSeen) and each.outcome is not None]
    assert last.outcome is Outcome.DONE
    (task,) = FRAMES[-1].state.jobs
    bodies = [each.body for each in found if isinstance(each, TransactionSeen) and each.job == task]
    assert bodies[0] == "post_task"
    assert {"apply", "show", "release_key", "request_payment", "confirm"} <= set(bodies)
    balances = [each.balance for each in found if isinstance(each, AccountSeen)]
    assert balances[-1] == FRAMES[-1].state.balance(ALICE)


def test_one_job_is_told_to_whoever_asks_and_nothing_else() -> None:
    (task,) = FRAMES[-1].state.jobs
    found = told(WatchSubject(me=AccountId("0" * 64), job=task))
    assert stages(found) == stages(told(WatchSubject(me=ALICE)))
    assert {each.job for each in found if isinstance(each, TransactionSeen | StageSeen)} == {task}
    assert not told(WatchSubject(me=AccountId("0" * 64)))


def test_the_end_is_told_when_nothing_is_open() -> None:
    ends = list[tuple[State, WatchEnded | None]]()
    for frame in FRAMES:
        alice = frame.parties[ALICE]
        assert isinstance(alice, Owner)
        ends.append((alice.chain.state, end_of(alice)))
    ordered = [end for state, end in ends if state.height > 1]
    settled = [any(not job.open for job in state.jobs.values()) for state, _ in ends if state.height > 1]
    assert [end is not None for end in ordered] == settled
    assert all(end.well for end in ordered if end is not None)
    alice = FRAMES[-1].parties[ALICE]
    assert isinstance(alice, Owner)
    (name, job), *_ = alice.chain.state.jobs.items()
    failed = evolve(alice.chain.state, jobs=alice.chain.state.jobs.set(name, evolve(job, outcome=Outcome.UNFILLED)))
    end = end_of(evolve(alice, chain=evolve(alice.chain, state=failed)))
    assert end is not None
    assert not end.well


def streamed(folder: Path, order: Order, meanwhile: Any) -> list[Seen]:
    """What a watcher of Bob's process gets after an order, to the end of the stream."""

    async def main(stack: ExitStack) -> list[Seen]:
        process = process_of(folder, stack, Role.SERVICE_OWNER, BOB)
        control = Control(process, lambda: status_of(process, Role.SERVICE_OWNER, 0), dict)
        transport = httpx.ASGITransport(control.app(whole=True))
        async with (
            trio.open_nursery() as nursery,
            httpx.AsyncClient(transport=transport, base_url="http://p") as client,
        ):
            nursery.start_soon(process.run)
            await process.tell(order)
            nursery.start_soon(meanwhile, process)
            answer = await client.get("/watch", timeout=60)
            nursery.cancel_scope.cancel()
        assert not process.watchers, "who is gone is told nothing"
        return [read(line) for line in answer.text.splitlines() if line]

    with ExitStack() as stack:
        return trio.run(main, stack)


def read(line: str) -> Seen:
    found = from_octets(Seen, line.encode())
    assert not isinstance(found, Rejection), found
    return found


def test_a_transfer_is_watched_to_its_end(tmp_path: Path) -> None:
    async def pay(process: Any) -> None:
        while not process.watchers:
            await trio.sleep(0.01)
        while not process.party.posting.transactions:
            await trio.sleep(0.01)
        party = process.party
        block = block_on(party.chain.deployment, PRODUCER, party.chain.state, party.posting.transactions)
        process.ledger.chain = (block,)

    found = streamed(tmp_path, TransferOrder(to=NODES[0].name, amount=3), pay)
    assert [type(each) for each in found] == [AccountSeen, TransactionSeen, AccountSeen, WatchEnded]
    first, last = found[0], found[2]
    assert isinstance(first, AccountSeen)
    assert isinstance(last, AccountSeen)
    assert first.balance - last.balance == 3


def test_nobody_at_work_is_named_to_a_watcher(tmp_path: Path) -> None:
    with pytest.raises(PartyFailure) as failure:
        list(watched_by(tmp_path, {}))
    assert failure.value.name is Failure.CONTROL_UNREACHABLE


def test_what_is_no_job_is_refused(tmp_path: Path) -> None:
    answer = asked(tmp_path, Role.SERVICE_OWNER, BOB, lambda client: client.get("/watch?job=x"))
    assert answer.status_code == 400


def test_a_watcher_that_is_too_slow_is_told_no_more(tmp_path: Path) -> None:
    async def main(stack: ExitStack) -> None:
        process = process_of(tmp_path, stack, Role.SERVICE_OWNER, BOB)
        sends, receives = trio.open_memory_channel[Any](1)
        process.watchers.add(sends)
        block = block_on(process.party.chain.deployment, PRODUCER, process.party.chain.state, ())
        for _ in range(3):
            process._tell(block)
        assert not process.watchers
        assert len([each async for each in receives]) == 1

    with ExitStack() as stack:
        trio.run(main, stack)
