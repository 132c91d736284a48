"""The story on a network whose processes are killed at random moments and started again.

./leo dev testnet-kills --kills 20 --seed 7
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from itertools import cycle
from pathlib import Path
from typing import Any, Final

import httpx
from attrs import frozen

from leo_ref.network.testnet.building import ALICE, BOB, FILE, LEDGER, again, members_of
from leo_ref.network.testnet.namespaces import names_of
from leo_ref.network.testnet.processes import MAIN, read
from tests.missing import missing

NODES: Final = 12
LONG: Final = 300
"""Seconds after which a story is given up."""
LAST: Final = 45
"""The height from which nothing is killed any more; the shortest story has some sixty blocks."""


@frozen(kw_only=True)
class Kill:
    """Who was killed, and at which height of the ledger."""

    name: str
    height: int


@frozen(kw_only=True)
class Killed:
    """A story with kills."""

    kills: tuple[Kill, ...]
    said: Any  # what `leo testnet story --json` says
    errors: str
    left: int
    """Processes that still ran after the network was ended, and network namespaces that were there."""


def played(folder: Path, seed: int, count: int) -> Killed:
    """Plays one story in which so many processes are killed, by SIGKILL."""
    chance, kills = random.Random(seed), list[Kill]()
    slot = LAST // count
    heights = [2 + number * slot + chance.randrange(slot - 1) for number in range(count)]
    apart = () if missing(("ip", "tc"), (), root=True) else ("--netns",)
    url = leo("up", str(folder), "--nodes", str(NODES), "--interval", "5", *apart).stdout.strip()
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
        nodes = [name for name in names if name not in (LEDGER, ALICE, BOB)]
        for height, some in zip(heights, cycle(((LEDGER,), nodes, (ALICE, BOB), nodes)), strict=False):
            while story.poll() is None and _height(url) < height:
                time.sleep(0.05)
            if story.poll() is not None:
                break
            name = chance.choice(some)
            os.kill(next(each.pid for each in read(folder / FILE)[0] if each.name == name), signal.SIGKILL)
            kills.append(Kill(name=name, height=height))
            while next(each.is_alive for each in read(folder / FILE)[0] if each.name == name):
                time.sleep(0.01)
            again(folder, name)
        output, errors = story.communicate(timeout=LONG)
        members_of(folder)  # all of them run
        processes = read(folder / FILE)[0]
    finally:
        leo("down", str(folder))
    said = json.loads(output) if output else None
    left = sum(each.is_alive for each in processes) + len(names_of(folder))
    return Killed(kills=tuple(kills), said=said, errors=errors, left=left)


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
    given = parser.parse_args()
    done, seed, bad = 0, given.seed, 0
    while done < given.kills:
        with tempfile.TemporaryDirectory(prefix="leo-kills-") as folder:
            found = played(Path(folder) / "net", seed, given.each)
        is_well = found.said is not None and found.said["ok"] and not found.left
        bad += not is_well
        what = ", ".join(f"{kill.name} at {kill.height}" for kill in found.kills)
        print(f"seed {seed}: {'well' if is_well else 'WRONG'}: {what}")  # noqa: T201  # a tool of the command line
        if not is_well:
            print(found.errors[-2000:])  # noqa: T201  # as above
        done, seed = done + len(found.kills), seed + 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
