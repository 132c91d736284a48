"""The story on a network whose processes are killed at random moments and started again.

./leo dev testnet-kills --kills 20 --seed 7
./leo dev testnet-kills --tpm --kills 100 --into kills.jsonl    # as root; goes on where the file ends

With ``--tpm`` each node has a TPM and they share a container daemon, and these are killed too, by SIGKILL or SIGTERM. A
TPM that ended is a machine that was started anew, and a daemon that ended takes its containers along. So a story in
which that happened to the executor, or in which it was away for a whole window, may end with the executor at fault, and
in no other way; balances are those of the table either way.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from itertools import cycle
from pathlib import Path
from typing import Any, Final

import httpx
from attrs import asdict, frozen

from leo_ref.core.state.job import Outcome
from leo_ref.network.testnet.building import ALICE, BOB, DOCKER, FILE, LEDGER, NODE, again, members_of
from leo_ref.network.testnet.namespaces import names_of
from leo_ref.network.testnet.processes import MAIN, read
from tests.missing import missing

NODES: Final = 12
LONG: Final = 300
"""Seconds after which a story is given up."""
EXECUTOR: Final = 0.5
"""How often the executor is chosen where any node may be."""
LAST: Final = 45
"""The height from which nothing is killed any more; the shortest story has some sixty blocks."""


WINDOW: Final = 4
"""Blocks of the shortest window in which a party has to act."""
SWTPM: Final = "swtpm of "
"""Before the name of the node whose TPM is killed."""
DOCKERD: Final = "dockerd"


@frozen(kw_only=True)
class Kill:
    """Who was killed, how, and at which height of the ledger."""

    name: str
    height: int
    by: str = signal.SIGKILL.name
    executor: str | None = None
    """Who executed the task then."""
    away: int = 0
    """Blocks that were made until it was back."""

    def excuses(self, node: str) -> bool:
        """Whether a node may be at fault for it: its machine lost its power, or it was away for too long (§14)."""
        if self.name in (DOCKERD, DOCKER):
            return self.executor == node or self.away >= WINDOW
        return self.name == SWTPM + node or (self.name == node and self.away >= WINDOW)


@frozen(kw_only=True)
class Killed:
    """A story with kills."""

    kills: tuple[Kill, ...]
    said: Any  # what `leo testnet story --json` says
    errors: str
    left: int
    """Processes that still ran after the network was ended, and network namespaces that were there."""

    @property
    def is_well(self) -> bool:
        """Whether the story ended as the rules say, and nothing was left."""
        if self.said is None or self.left:
            return False
        if self.said["ok"]:
            return True
        number = str(self.said["blamed"]).removeprefix("node ").zfill(2)
        excused = any(kill.excuses(f"{NODE}{number}") for kill in self.kills)
        exact = all(row["expected"] == row["actual"] for row in self.said["balances"])
        at_fault = self.said["outcome"] == Outcome.EXECUTOR_FAULT.value and not self.said["liars"]
        return excused and exact and at_fault


def played(folder: Path, seed: int, count: int, *, tpm: bool = False) -> Killed:
    """Plays one story in which so many processes are killed."""
    chance, kills = random.Random(seed), list[Kill]()
    slot = LAST // count
    heights = [2 + number * slot + chance.randrange(slot - 1) for number in range(count)]
    apart = () if missing(("ip", "tc"), (), root=True) else ("--netns",)
    more = (*apart, "--tpm") if tpm else apart
    url = leo("up", str(folder), "--nodes", str(NODES), "--interval", "5", *more).stdout.strip()
    try:
        names = [each.name for each in read(folder / FILE)[0]]
        story = subprocess.Popen(
            (sys.executable, "-c", MAIN, "testnet", "story", str(folder), "--json", "--out", str(folder / "out")),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        while story.poll() is None and not _get(url, "/v1/services")["services"]:
            time.sleep(0.05)  # until it has begun, all processes have to run
        nodes = [name for name in names if name not in (LEDGER, ALICE, BOB, DOCKER)]
        turns: list[Sequence[str]] = [(LEDGER,), nodes, (ALICE, BOB), nodes]
        signals: tuple[signal.Signals, ...] = (signal.SIGKILL,)
        if tpm:
            turns = [nodes, [SWTPM + name for name in nodes], (LEDGER, ALICE, BOB), nodes, (DOCKERD, DOCKER)]
            signals = (signal.SIGKILL, signal.SIGTERM)
            chance.shuffle(turns)
        for height, some in zip(heights, cycle(turns), strict=False):
            while story.poll() is None and _height(url) < height:
                time.sleep(0.05)
            if story.poll() is not None:
                break
            name, by = chance.choice(some), chance.choice(signals)
            executor = executing(folder, url)
            if executor is not None and len(some) >= NODES and chance.random() < EXECUTOR:
                name = SWTPM + executor if name.startswith(SWTPM) else executor
            before = _height(url)
            kill(folder, name, by)
            away = _height(url) - before
            kills.append(Kill(name=name, height=before, by=by.name, executor=executor, away=away))
        output, errors = story.communicate(timeout=LONG)
        members_of(folder)  # all of them run
        processes = read(folder / FILE)[0]
    finally:
        leo("down", str(folder))
    said = json.loads(output) if output else None
    left = sum(each.is_alive for each in processes) + len(names_of(folder))
    return Killed(kills=tuple(kills), said=said, errors=errors, left=left)


def kill(folder: Path, name: str, by: signal.Signals) -> None:
    """Kills it, and starts it again where nobody else does."""
    if name.startswith(SWTPM):
        for pid in programs(folder / name.removeprefix(SWTPM), "swtpm"):
            os.kill(pid, by)
        return
    if name == DOCKERD:
        for pid in programs(folder / DOCKER, "dockerd"):
            os.kill(pid, by)
        name = DOCKER  # its command ends with it
    else:
        os.kill(next(each.pid for each in read(folder / FILE)[0] if each.name == name), by)
    while next(each.is_alive for each in read(folder / FILE)[0] if each.name == name):
        time.sleep(0.01)
    again(folder, name)


def executing(folder: Path, url: str) -> str | None:
    """The node that executes the task now."""
    names = {account: name for name, account in read(folder / FILE)[1].items()}
    jobs = _get(url, "/v1/jobs")["jobs"].values()
    found = [job["executor"] for job in jobs if job["executor"] and job["outcome"] is None]
    return names.get(found[0]) if found else None


def programs(folder: Path, program: str) -> list[int]:
    """The ids of processes of a program whose arguments name a folder."""
    found = []
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            with suppress(OSError):
                words = (place / "cmdline").read_bytes().decode(errors="replace").split("\0")
                state = (place / "stat").read_text().rpartition(")")[2].split()[0]
                if Path(words[0]).name == program and state != "Z" and any(str(folder) + "/" in word for word in words):
                    found.append(int(place.name))
    return found


def leo(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of ``leo testnet`` that has to succeed."""
    done = subprocess.run(
        (sys.executable, "-c", MAIN, "testnet", *arguments),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LONG,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{arguments}: {done.stderr}")
    return done


def _height(url: str) -> int:
    return int(_get(url, "/v1/status")["height"])


def _get(url: str, route: str) -> Any:  # what JSON can say
    return httpx.get(url + route, timeout=10, trust_env=False).json()


def main() -> int:
    """As many stories as it takes for so many kills."""
    parser = argparse.ArgumentParser(prog="./leo dev testnet-kills", description=str(__doc__).partition("\n")[0])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--each", type=int, default=5, help="kills in one story")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for the networks of stories that did not end well")
    parser.add_argument("--tpm", action="store_true", help="with TPMs and containers, as root")
    parser.add_argument("--into", type=Path, help="a file for what came of each story, which is gone on from")
    given = parser.parse_args()
    before = (
        [json.loads(line) for line in given.into.read_text().splitlines()] if given.into and given.into.exists() else []
    )
    done, bad = sum(len(each["kills"]) for each in before), sum(not each["well"] for each in before)
    seed = max((each["seed"] + 1 for each in before), default=given.seed)
    while done < given.kills:
        with tempfile.TemporaryDirectory(prefix="leo-kills-") as folder:
            found = played(Path(folder) / "net", seed, given.each, tpm=given.tpm)
            if given.keep and not found.is_well:
                shutil.copytree(
                    folder,
                    given.keep / f"seed-{seed}",
                    ignore=lambda _, names: [n for n in names if n in ("tpm", "control")],
                )
        bad += not found.is_well
        what = ", ".join(f"{kill.name} at {kill.height} by {kill.by}" for kill in found.kills)
        outcome = None if found.said is None else found.said["outcome"]
        print(f"seed {seed}: {'well' if found.is_well else 'WRONG'}, {outcome}: {what}", flush=True)  # noqa: T201  # a tool
        if not found.is_well:
            print(found.errors[-2000:], flush=True)  # noqa: T201  # as above
        if given.into:
            line = {
                "seed": seed,
                "well": found.is_well,
                "outcome": outcome,
                "kills": [asdict(each) for each in found.kills],
            }
            with given.into.open("a") as file:
                file.write(json.dumps(line) + "\n")
        done, seed = done + len(found.kills), seed + 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
