"""A whole task in software: parties as they are, each behind a network of its own, on a ledger that stands beside."""

from __future__ import annotations

from contextlib import AsyncExitStack

import trio
from attrs import evolve

from leo_ref.core.keys import Keys
from leo_ref.core.state.job import Outcome
from leo_ref.core.state.transaction import Transaction
from leo_ref.network.peers.counted import PeerCount
from leo_ref.network.peers.greeting import Agreement
from leo_ref.network.peers.network import PeerNetwork, open_peers
from leo_ref.network.peers.settings import Settings
from leo_ref.parties.mempool import Mempool
from leo_ref.parties.message import LEDGER, Outbox, Wake
from leo_ref.parties.simulator.plan import Plan
from leo_ref.parties.simulator.simulation import Run, at_once
from leo_ref.parties.simulator.stream import RandomStream
from leo_ref.parties.simulator.trial import begin, company
from leo_ref.parties.task_owner import TaskOwner
from tests.network.peers.sockets.raw import ENOUGH, HERE, MANY

NODES = 5
BLOCKS_MOST = 90
QUIET = 0.15
"""Seconds without a message after which the next block is made."""


async def task_is_done() -> None:
    """From the offer to the result, with nothing but a bootstrap address to begin with."""
    everybody = company("peers/1", NODES)
    start = begin(everybody)
    run = Run(start, Plan(seed=b""), start.state, start.parties, RandomStream(b""), at_once, [], Mempool(), [])
    networks: dict[str, PeerNetwork] = {}
    stepped = 0

    def sort_out(name: str, outbox: Outbox) -> None:
        for sent in outbox:
            if sent.to == LEDGER:
                assert isinstance(sent.message, Transaction)
                run.reach(0, name, sent, sent.message)
            else:
                networks[name].send(sent)

    def step(name: str, message: object) -> None:
        nonlocal stepped
        stepped += 1
        party, outbox = run.parties[name].step(message)  # type: ignore[arg-type] # whatever has come
        run.parties = run.parties.set(name, party)
        sort_out(name, outbox)

    async def hear(name: str) -> None:
        async for _, message in networks[name].received:
            step(name, message)

    async with AsyncExitStack() as stack:
        agreement = Agreement(genesis=start.state.block_hash, rules="leo-rules-1")
        bootstrap: tuple[str, ...] = ()
        parties: tuple[Keys, ...] = (everybody.alice, everybody.bob, *everybody.nodes)
        for keys in parties:
            settings = Settings(listen=(HERE,), bootstrap=bootstrap, limits=evolve(MANY, degree=2))
            network = await stack.enter_async_context(open_peers(keys, agreement, settings))
            networks[keys.name], bootstrap = network, network.addresses[:1]
        nursery = await stack.enter_async_context(trio.open_nursery())
        for name in networks:
            nursery.start_soon(hear, name)
        for _, order in start.orders:
            step(order.to, order.message)
        job = None
        for _ in range(BLOCKS_MOST):
            for name in sorted(networks):
                step(name, Wake())
            before = -1
            while stepped != before:
                before = stepped
                await trio.sleep(QUIET)
            block = run.make_block(0)
            for name in sorted(networks):
                step(name, block)
            job = next(iter(run.state.jobs.values()), None)
            alice = run.parties[everybody.alice.name]
            assert isinstance(alice, TaskOwner)
            if job is not None and job.outcome is not None and alice.result is not None:
                break
        nursery.cancel_scope.cancel()
    assert job is not None
    assert job.outcome is Outcome.DONE
    for counters in (network.counters for network in networks.values()):
        assert not {name for name in counters if name.startswith((PeerCount.MISDEED, PeerCount.LOST_UNFIT))}
    fetched = sum(network.counters[PeerCount.PAYLOADS_FETCHED] for network in networks.values())
    assert 0 < fetched <= 2 * NODES, "each payload once by each node"


def test_a_task_is_done_peer_to_peer() -> None:
    async def play() -> None:
        with trio.fail_after(4 * ENOUGH):
            await task_is_done()

    trio.run(play)
