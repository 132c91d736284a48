"""The story with a network namespace for each process, delay and loss, and one node cut off for a while; as root.

./leo dev testnet-weather --stories 50 --delay 2000 --loss 20 --seed 7
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import httpx
from attrs import frozen

from leo_ref.core.encoding import from_octets
from leo_ref.core.rejections import Rejection
from leo_ref.ledger import Genesis, apply_block
from leo_ref.network.party.control import ask
from leo_ref.network.party.failure import PartyFailure
from leo_ref.network.party.role import chain_of
from leo_ref.network.testnet.building import FILE, GENESIS, LEDGER
from leo_ref.network.testnet.namespaces import WHERE, LinkCount, counted, mark_of
from leo_ref.network.testnet.processes import MAIN, read
from leo_ref.network.testnet.story import blocks
from leo_ref.transcript.line import state_digest
from tests.network.testnet.kills import LONG, NODES, leo

CATCHING_UP: Final = 120.0
"""Seconds in which each party has to come to the newest block."""
CUT: Final = 15
"""Blocks for which a node is cut off: half a job."""


@frozen(kw_only=True)
class Weathered:
    """A story under weather."""

    cut: str
    begins: int
    """The height at which the node is cut off."""
    said: Any  # what `leo testnet story --json` says
    errors: str
    counts: list[LinkCount]
    agree: bool
    """Whether all parties came to the state of the newest block after the end."""
    left: list[str]
    """Namespaces that were there after `down`."""

    @property
    def faults(self) -> list[str]:
        """What is not as it must be."""
        if self.said is None:
            return [self.errors[-2000:]]
        rows = [row["who"] for row in self.said["balances"] if row["expected"] != row["actual"]]
        blamed = {self.said["blamed"], *self.said["liars"]} - {None, called(self.cut)}
        checks = {
            f"balances differ: {rows}": not rows,
            f"{blamed} are blamed": not blamed,
            f"it ended as {self.said['outcome']} without fault of the node": self.said["outcome"] == "DONE"
            or self.said["blamed"] == called(self.cut),
            "parties do not agree": self.agree,
            f"{self.left} are left": not self.left,
        }
        return [what for what, holds in checks.items() if not holds]


def called(node: str) -> str:
    """As the story calls it."""
    return f"node {int(node.rpartition('-')[2])}"


def played(folder: Path, seed: int, *weather: str) -> Weathered:
    """Plays one story in which a node is cut off for a while."""
    chance = random.Random(seed)
    cut, begins = f"node-{chance.randint(1, NODES):02}", chance.randint(3, 30)
    url = leo("up", str(folder), "--nodes", str(NODES), "--interval", "2", "--netns", *weather).stdout.strip()
    try:
        story = subprocess.Popen(
            (sys.executable, "-c", MAIN, "testnet", "story", str(folder), "--json", "--out", str(folder / "out")),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for height, further in ((begins, ()), (begins + CUT, ("--heal",))):
            while story.poll() is None and _height(url) < height:
                time.sleep(0.05)
            leo("cut", str(folder), cut, *further)
        output, errors = story.communicate(timeout=LONG)
        agree, counts = _agree(folder, url), counted(folder)
    finally:
        leo("down", str(folder))
    left = [place.name for place in WHERE.glob(f"{mark_of(folder)}*")]
    said = json.loads(output) if output else None
    return Weathered(cut=cut, begins=begins, said=said, errors=errors, counts=counts, agree=agree, left=left)


def _height(url: str) -> int:
    with suppress(httpx.HTTPError):  # a lost packet may take long to come again
        return int(httpx.get(f"{url}/v1/status", timeout=20, trust_env=False).json()["height"])
    return 0


def _agree(folder: Path, url: str) -> bool:
    """Whether each party comes to where the ledger is now, and has the state that follows from its blocks."""
    document = from_octets(Genesis, (folder / GENESIS).read_bytes())
    assert isinstance(document, Genesis), document
    names = [each.name for each in read(folder / FILE)[0] if each.name != LEDGER]
    least, found, end = _height(url), dict[str, tuple[int, str]](), time.monotonic() + CATCHING_UP
    while len(found) < len(names) and time.monotonic() < end:
        for name in names:
            with suppress(PartyFailure):
                said = ask(folder / name, "GET", "/status").json()
                if name not in found and int(said["height"]) >= least:
                    found[name] = int(said["height"]), said["state"]
        time.sleep(0.2)
    if len(found) < len(names):
        return False
    chain = chain_of(document)
    state, wanted, digests = chain.state, {height for height, _ in found.values()}, dict[int, str]()
    for block in blocks(url):
        after = apply_block(document.deployment, chain.verifiers, state, block)
        assert not isinstance(after, Rejection), after
        state = after
        if state.height in wanted:
            digests[state.height] = state_digest(state).hex()
        if state.height >= max(wanted):
            break
    return all(digests[height] == said for height, said in found.values())


def main() -> int:
    """As many stories as are asked for."""
    parser = argparse.ArgumentParser(prog="./leo dev testnet-weather", description=str(__doc__).partition("\n")[0])
    parser.add_argument("--stories", type=int, default=5)
    parser.add_argument("--delay", type=int, default=0, help="milliseconds at most")
    parser.add_argument("--loss", type=float, default=0, help="percent")
    parser.add_argument("--seed", type=int, default=1)
    given, bad = parser.parse_args(), 0
    for seed in range(given.seed, given.seed + given.stories):
        with tempfile.TemporaryDirectory(prefix="leo-weather-") as place:
            folder = Path(place) / "net"
            found = played(folder, seed, "--delay", str(given.delay), "--loss", str(given.loss))
        bad += bool(found.faults)
        packets, dropped = (sum(getattr(each, what) for each in found.counts) for what in ("packets", "dropped"))
        outcome = found.said and found.said["outcome"]
        what = f"{found.cut} was cut off at {found.begins}, {outcome}; {packets} packets, {dropped} dropped"
        print(f"seed {seed}: {'WRONG' if found.faults else 'well'}: {what}")  # noqa: T201  # a tool of the command line
        for each in found.faults:
            print(f"  {each}")  # noqa: T201  # as above
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
