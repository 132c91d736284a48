"""The ledger as a service under load: how many transactions it acknowledges in a second, and how long a block takes.

The real process on its real disk, asked over HTTP by some clients at once; beside it the same blocks, applied bare in
memory. The clients share the machine with the service, so the rate is what both do together.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

import httpx
import trio
from attrs import evolve, frozen
from immutables import Map

from leo_ref.adapters.interrupts import held
from leo_ref.attestation.appraisal.kinds import Software
from leo_ref.core.encoding import to_octets
from leo_ref.core.keys import Keys, keys_of
from leo_ref.core.parameters import Parameters
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Transfer
from leo_ref.core.values import LEO
from leo_ref.draw.suite import Suite
from leo_ref.ledger import Genesis, apply_block, genesis
from leo_ref.ledger.verifiers import verifiers_of
from leo_ref.measure.bench.failure import BenchFailure, Failure
from leo_ref.network.ledger.behaviour import Behaviour
from leo_ref.network.ledger.client import LedgerClient
from leo_ref.network.ledger.limits import ServiceLimits
from leo_ref.network.ledger.problem import Problem
from leo_ref.network.ledger.room import SENDER_TRANSACTIONS
from leo_ref.network.ledger.serve import Serving, Wanted, run
from leo_ref.network.ledger.turns import Timing
from leo_ref.parties.keys import producer, transaction
from leo_ref.parties.producer import OTHERS_MOST

SEED: Final = bytes(31) + b"\1"
SENDERS: Final = OTHERS_MOST // SENDER_TRANSACTIONS
"""So many fill the half of a block that transfers may take."""

CLIENTS: Final = 8
CHILD: Final = "from leo_ref.measure.bench.service import serve_here; serve_here({!r})"
TIME: Final = 1_700_000_000


@frozen(kw_only=True)
class LoadPass:
    """One block's worth of transactions, taken and put into a block. Times in seconds."""

    transactions: int
    taking: float
    """From the first request to the last acknowledgement."""
    making: float
    """From the question for a block to the answer."""
    bare: float
    """The same block applied in memory."""


@frozen(kw_only=True)
class ServiceLoad:
    """What was measured."""

    passes: tuple[LoadPass, ...]
    clients: int

    @property
    def rate(self) -> float:
        """Transactions that are acknowledged in a second."""
        return median(each.transactions / each.taking for each in self.passes)

    @property
    def latency_ms(self) -> float:
        """Of a block, in thousandths of a second."""
        return 1000 * median(each.making for each in self.passes)

    @property
    def bare_ms(self) -> float:
        """The bare ``apply_block`` of the same block."""
        return 1000 * median(each.bare for each in self.passes)

    @property
    def block_ratio(self) -> float:
        """A block of the service over the bare ``apply_block``."""
        return median(each.making / each.bare for each in self.passes)

    @property
    def whole_ratio(self) -> float:
        """Taking and making over the bare ``apply_block``."""
        return median((each.taking + each.making) / each.bare for each in self.passes)


def measured(passes: int, told: Callable[[str], None]) -> ServiceLoad:
    """Starts a service in a folder for a while, and loads it."""
    with tempfile.TemporaryDirectory(prefix="leo-bench-") as folder:
        os.chmod(folder, 0o700)
        process: subprocess.Popen[str] | None = None
        try:
            with held(lambda: None):  # an interrupt here would leave a child that nobody ends
                process = subprocess.Popen(
                    [sys.executable, "-c", CHILD.format(folder)],
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    text=True,
                )
            assert process.stdout is not None, "it was asked for"
            said = process.stdout.readline().split()
            if len(said) != 2:
                raise BenchFailure(Failure.SERVICE_FAILED, "It said nothing.", "leo ledger serve says why.")
            return ServiceLoad(passes=trio.run(_load, said[0], said[1], passes, told), clients=CLIENTS)
        finally:
            if process is not None:
                process.kill()
                process.communicate()


def serve_here(folder: str) -> None:
    """The process that is measured; its first line is address and token."""

    def serving(told: Serving) -> None:
        sys.stdout.write(f"{told.url} {told.token}\n")
        sys.stdout.flush()

    asked = Behaviour(timing=Timing(interval=0, patience=1), least=0)
    wanted = Wanted(
        folder=Path(folder),
        keys=keys_of(SEED),
        genesis=to_octets(_document()),
        address="127.0.0.1",
        port=0,
        behaviour=lambda _seconds: asked,
        limits=ServiceLimits(rate=0),
        names=(),
        origins=frozenset(),
    )
    run(wanted, serving, lambda _said: None)


def _senders() -> list[Keys]:
    return [keys_of(bytes(30) + bytes([1, number])) for number in range(SENDERS)]


def _document() -> Genesis:
    return Genesis(
        parameters=Parameters(),
        suite=Suite.TAI,
        evidence=Software(),
        time=TIME,
        producers=(producer(keys_of(SEED)),),
        balances=Map({keys.name: 1000 * LEO for keys in _senders()}),
        nodes=Map(),
    )


async def _load(url: str, token: str, passes: int, told: Callable[[str], None]) -> tuple[LoadPass, ...]:
    document = _document()
    verifiers = verifiers_of(document)
    state = genesis(verifiers, document)
    assert isinstance(state, State), "the document is good"
    found = []
    async with LedgerClient(url, token=token) as client:
        for number in range(passes):
            made = [
                [
                    to_octets(
                        transaction(keys, number * SENDER_TRANSACTIONS + counter, Transfer(to=keys.name, amount=1))
                    )
                    for counter in range(SENDER_TRANSACTIONS)
                ]
                for keys in _senders()
            ]
            began = perf_counter()
            async with trio.open_nursery() as nursery:
                for part in made[:CLIENTS]:
                    nursery.start_soon(_send, client.http, part)
            between = perf_counter()
            answer = await client.produce()
            ended = perf_counter()
            block = await client.block(number + 1)
            if isinstance(answer, Problem) or isinstance(block, Problem):
                raise BenchFailure(Failure.SERVICE_FAILED, "It made no block.", "leo ledger serve says why.")
            # A copy remembers neither its hash nor its length.
            applied = partial(apply_block, document.deployment, verifiers, state, evolve(block))
            start = perf_counter()
            after = applied()
            bare = perf_counter() - start
            assert isinstance(after, State), "the service's block is good"
            state = after
            done = LoadPass(
                transactions=len(block.transactions), taking=between - began, making=ended - between, bare=bare
            )
            told(f"pass {number + 1}: {done.transactions} transactions")
            found.append(done)
    return tuple(found)


async def _send(http: httpx.AsyncClient, part: Sequence[bytes]) -> None:
    for octets in part:
        answer = await http.post("/v1/transactions", content=octets)
        if answer.status_code != 202:
            raise BenchFailure(Failure.SERVICE_FAILED, f"Status {answer.status_code}.", "leo ledger serve says why.")
