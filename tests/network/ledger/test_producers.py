"""Several services, each a process of its own: they keep in step, pass a turn whose producer is down, and catch up."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
import trio

from leo_ref.core.encoding import to_octets
from leo_ref.core.state.transaction import signing_digest
from leo_ref.ledger.genesis import genesis_hash
from leo_ref.network.ledger.client import LedgerClient, Patience
from leo_ref.network.ledger.documents import Lot, MadeBlock, RefusedTransaction, TransactionLot
from leo_ref.network.ledger.failure import Failure, LedgerFailure
from leo_ref.network.ledger.feed import Told
from leo_ref.network.ledger.presence import present
from leo_ref.network.ledger.problem import Problem
from leo_ref.network.ledger.rules import RULES_HEADER
from tests.network.ledger.world import ANN, BEN, Served, arguments, document, serving, start, transfer, written

PATIENCE = "1.5"


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens at."""
    with ExitStack() as stack:
        found = []
        for _ in range(count):
            probe = stack.enter_context(socket.socket())
            probe.bind(("127.0.0.1", 0))
            found.append(probe.getsockname()[1])
        return found


def until(holds: Callable[[], bool], what: str) -> None:
    """Waits until something holds; much longer than it should take."""
    for _ in range(600):
        try:
            if holds():
                return
        except (httpx.HTTPError, KeyError):
            pass
        time.sleep(0.1)
    raise AssertionError(what)


def height(served: Served) -> int:
    return int(served.get("/v1/status").json()["height"])


def test_three_services_keep_in_step_and_one_that_was_down_catches_up(tmp_path: Path) -> None:
    folder, ports = written(tmp_path, 3), free_ports(3)

    def given(number: int) -> list[str]:
        others = [
            part for port in ports if port != ports[number] for part in ("--producer", f"http://127.0.0.1:{port}")
        ]
        more = ["--interval", "0.5", "--patience", PATIENCE, "--port", str(ports[number]), "--rate", "0"]
        return arguments(folder, f"state-{number}", number, *more, *others)

    with ExitStack() as stack:
        services = [stack.enter_context(serving(given(number))) for number in range(3)]
        services[0].send(transfer(ANN, 0))
        services[1].send(transfer(BEN, 0, to=ANN))
        for one in services:
            until(lambda one=one: one.get(f"/v1/accounts/{BEN.name}").json()["account"]["counter"] == 1, "Ben's")  # type: ignore[misc] # mypy knows no such lambda
            until(lambda one=one: one.get(f"/v1/accounts/{ANN.name}").json()["account"]["counter"] == 1, "Ann's")  # type: ignore[misc] # as above
        services[2].kill()
        down = height(services[0])
        until(lambda: height(services[0]) >= down + 4, "two of three go on, and pass the turns of the third")
        blocks = services[0].get(f"/v1/blocks?from={down + 1}").json()["blocks"]
        assert any(block["turn"] > 0 for block in blocks)
        again = stack.enter_context(serving(given(2)))
        until(lambda: height(again) >= down + 4, "it catches up")
        account = again.said["producer"]
        since = height(again)
        until(lambda: height(again) >= since + 4, "all go on")
        services[2] = again
        least = min(map(height, services))
        chains = [one.get(f"/v1/blocks?limit={least}").json()["blocks"] for one in services]
        assert chains[0] == chains[1] == chains[2]
        assert any(block["producer"] == account for block in chains[0][since:]), "it makes blocks again"
        for one in services:
            until(lambda one=one: not any(o["trouble"] for o in one.get("/v1/status").json()["others"]), "in step")  # type: ignore[misc] # as above


def test_a_service_without_a_key_follows_and_hands_transactions_on(tmp_path: Path) -> None:
    folder = written(tmp_path)
    with serving(arguments(folder, "one", 0, "--interval", "0")) as maker:
        more = ["--interval", "0", "--producer", maker.url, "--patience", "0.4"]
        with serving(arguments(folder, "two", None, *more)) as follower:
            until(lambda: follower.get("/v1/status").json()["others"][0]["reached"], "it is reached")
            assert follower.send(transfer(ANN, 0)).status_code == 202
            until(lambda: maker.get("/v1/status").json()["waiting"] == 1, "it is handed on")
            assert follower.produce().json()["code"] == "not-our-turn"
            maker.produce()
            until(lambda: height(follower) == 1, "it follows")
            name = signing_digest(ANN.name, 0, transfer(ANN, 0).body).hex()
            assert follower.get(f"/v1/transactions/{name}").json()["lot"] == "in_block"
            assert follower.get("/v1/status").json()["waiting"] == 0


def test_services_of_another_world_refuse_each_other_by_name(tmp_path: Path) -> None:
    one, two = written(tmp_path / "one"), written(tmp_path / "two", 2)
    with (
        serving(arguments(one, "state", 0, "--interval", "0")) as first,
        serving(arguments(two, "state", 1, "--interval", "0", "--producer", first.url)) as second,
    ):
        until(lambda: second.get("/v1/status").json()["others"][0]["trouble"] == "genesis-differs", "by name")
        assert first.get("/v1/status", headers={RULES_HEADER: "leo/0"}).json()["code"] == "rules-differ"


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Served]:
    with serving(arguments(written(tmp_path), "state", 0, "--interval", "0")) as one:
        yield one


def test_the_client_says_what_the_service_answers(alone: Served) -> None:
    async def play() -> None:
        own = genesis_hash(document())
        async with LedgerClient(alone.url, genesis=own, token=alone.token) as client:
            assert (await client.status()).height == 0
            assert await client.genesis_document() == document()
            sent = await client.submit(transfer(ANN, 0))
            assert isinstance(sent, TransactionLot)
            assert sent.lot is Lot.WAITING
            refused = await client.submit(transfer(ANN, 99))
            assert isinstance(refused, Problem)
            assert refused.code == "COUNTER_WRONG"
            poor = await client.submit(transfer(BEN, 0, amount=10**15))
            assert isinstance(poor, TransactionLot)
            made = await client.produce()
            assert isinstance(made, MadeBlock)
            assert (made.height, made.transactions) == (1, 1)
            (block,) = await client.blocks(1)
            assert block == await client.block(1)
            assert await client.blocks(2) == ()
            told: list[Told] = []
            async with client.events(after=0) as feed:
                told += [await anext(feed) for _ in range(3)]
            assert told[0].event is None
            assert [type(each.event) for each in told[1:]] == [MadeBlock, RefusedTransaction]
            async with client.events(after=told[1].number) as feed:
                assert (await anext(feed)).event is None
                assert await anext(feed) == told[2], "the stream is taken up where it stopped"

    trio.run(play)


def test_a_block_comes_early_when_everybody_is_idle(alone: Served) -> None:
    own = genesis_hash(document())
    alone.send(transfer(ANN, 0))
    assert height(alone) == 0, "nobody has said anything"
    alone.post("/v1/presence", to_octets(present(ANN, own, 0, 1, idle=True, running=True)))
    alone.post("/v1/presence", to_octets(present(BEN, own, 0, 1, idle=True, running=False)))
    assert height(alone) == 0, "a program runs"
    alone.post("/v1/presence", to_octets(present(ANN, own, 0, 2, idle=True, running=False)))
    until(lambda: height(alone) == 1, "everybody is idle")


def test_the_client_goes_on_over_a_restart_and_names_what_is_not_there(tmp_path: Path) -> None:
    port = str(free_ports(1)[0])
    given = arguments(written(tmp_path), "state", 0, "--interval", "0", "--port", port)
    first = start(given)
    restarted: list[Served] = []

    async def play() -> None:
        async with LedgerClient(first.url, patience=Patience(tries=60, first=0.1, most=0.5)) as client:
            seen = 0
            async with client.events() as feed:
                assert (await anext(feed)).event is None
                await trio.to_thread.run_sync(first.produce)
                while seen < 2:
                    told = await anext(feed)
                    seen += told.number is not None
                    if seen == 1 and not restarted:
                        first.kill()
                        restarted.append(await trio.to_thread.run_sync(start, given))
                        await trio.to_thread.run_sync(restarted[0].produce)
            assert (await client.status()).height == 2
        async with LedgerClient("http://127.0.0.1:9", patience=Patience(tries=2)) as client:
            with pytest.raises(LedgerFailure) as caught:
                await client.status()
            assert caught.value.name is Failure.LEDGER_UNREACHABLE
        async with LedgerClient(first.url, genesis=bytes(32)) as client:
            with pytest.raises(LedgerFailure) as caught:
                await client.status()
            assert caught.value.name is Failure.GENESIS_DIFFERS

    try:
        trio.run(play)
    finally:
        for served in (first, *restarted):
            served.process.kill()
            served.process.communicate()
