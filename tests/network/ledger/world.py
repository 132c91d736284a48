"""A ledger for tests: its keys, its genesis document, and the real process that serves it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import httpx
from attrs import define, evolve
from immutables import Map

from leo_ref.attestation.appraisal.kinds import Software
from leo_ref.core.encoding import to_octets
from leo_ref.core.keys import Keys, keys_of
from leo_ref.core.parameters import Parameters
from leo_ref.core.state.transaction import Transaction, Transfer
from leo_ref.core.values import LEO
from leo_ref.draw.suite import Suite
from leo_ref.ledger import Genesis
from leo_ref.network.ledger.folder import KeyFile
from leo_ref.parties.keys import producer, transaction

ROOT: Final = Path(__file__).parents[3]
MAIN: Final = "from leo_ref.cli import main; main()"
TIME: Final = 1_700_000_000


def seed(name: str) -> bytes:
    return sha256(name.encode()).digest()


def keys(name: str) -> Keys:
    return keys_of(seed(name))


PRODUCERS: Final = tuple(f"producer {number}" for number in range(3))
ANN, BEN, EVE = keys("ann"), keys("ben"), keys("eve")


def document(producers: int = 1) -> Genesis:
    usual = Parameters()
    return Genesis(
        parameters=evolve(usual, draw_delay=max(usual.draw_delay, producers), seconds_per_block=1),
        suite=Suite.TAI,
        evidence=Software(),
        time=TIME,
        producers=tuple(producer(keys(name)) for name in PRODUCERS[:producers]),
        balances=Map({each.name: 1000 * LEO for each in (ANN, BEN)}),
        nodes=Map(),
    )


def transfer(sender: Keys, counter: int, amount: int = 1, to: Keys = BEN) -> Transaction:
    return transaction(sender, counter, Transfer(to=to.name, amount=amount))


def written(folder: Path, producers: int = 1) -> Path:
    """A folder with the genesis document and the key files."""
    folder.mkdir(exist_ok=True)
    (folder / "genesis.json").write_bytes(to_octets(document(producers)))
    for name in PRODUCERS[:producers]:
        place = folder / f"{name.replace(' ', '-')}.key"
        place.write_bytes(to_octets(KeyFile(seed=seed(name))))
        place.chmod(0o600)
    return folder


def run(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """A command that ends by itself."""
    return subprocess.run(
        [sys.executable, "-c", MAIN, "ledger", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        stdin=subprocess.DEVNULL,
        **options,
    )


@define
class Served:
    """A service as a process."""

    process: subprocess.Popen[str]
    url: str
    token: str
    said: dict[str, Any]

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def get(self, route: str, **options: Any) -> httpx.Response:
        return httpx.get(self.url + route, timeout=30, trust_env=False, **options)

    def post(self, route: str, octets: bytes = b"", **options: Any) -> httpx.Response:
        return httpx.post(self.url + route, content=octets, timeout=30, trust_env=False, **options)

    def send(self, transaction: Transaction) -> httpx.Response:
        return self.post("/v1/transactions", to_octets(transaction))

    def produce(self) -> httpx.Response:
        return self.post("/v1/produce", headers={"Authorization": f"Bearer {self.token}"})

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def end(self) -> tuple[int, str]:
        """Asks it to end; its exit code, and what it said on standard error."""
        self.process.send_signal(signal.SIGTERM)
        _, said = self.process.communicate(timeout=30)
        return self.process.returncode, said


def arguments(folder: Path, state: str = "state", number: int | None = 0, *more: str) -> list[str]:
    """For ``leo ledger serve`` with files of :func:`written`."""
    key = [] if number is None else ["--key", str(folder / f"producer-{number}.key")]
    return [
        "serve", "--json", "--state", str(folder / state), *key, "--genesis", str(folder / "genesis.json"),
        "--port", "0", *more,
    ]  # fmt: skip


def start(given: Sequence[str], **options: Any) -> Served:
    """Starts a service and waits until it serves."""
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, "ledger", *given],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "LEO_TRACEBACK": "1"},
        **options,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        _, said = process.communicate(timeout=30)
        raise AssertionError(said)
    told = json.loads(line)
    return Served(process, told["url"], told["token"], told)


@contextmanager
def serving(given: Sequence[str], **options: Any) -> Iterator[Served]:
    """A service for as long as the block."""
    served = start(given, **options)
    try:
        yield served
    finally:
        if served.process.poll() is None:
            served.process.kill()
        served.process.communicate()
