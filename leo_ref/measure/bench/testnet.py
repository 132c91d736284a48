"""A network on one machine by its number of nodes: how long it takes to start and to play the story, and its memory."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

from attrs import frozen

from leo_ref.demo.play import BlockSteps
from leo_ref.measure.bench.failure import BenchFailure, Failure
from leo_ref.network.testnet.building import FILE, TestnetWanted, down, members_of, up
from leo_ref.network.testnet.processes import NetworkProcess, read
from leo_ref.network.testnet.starter import starter
from leo_ref.network.testnet.story import story, story_of

MEBIBYTE: Final = 1024
"""In the kernel's unit, KiB."""


@frozen(kw_only=True)
class NetworkSize:
    """One network."""

    nodes: int
    starting: float
    """Seconds until all processes were at work."""
    playing: float
    """Seconds of the story."""
    blocks: int
    processor: float
    """Seconds of processor time of all processes, to the end of the story."""
    idle_memory: float
    """MiB of all processes together once they are at work; pages that several share count once (PSS)."""
    memory: float
    """The same at the end of the story."""


def measured(nodes: int, interval: float, say: Callable[[str], None]) -> NetworkSize:
    """Starts a network, plays the story on it, and ends it.

    Raises:
        BenchFailure: where balances are not those of the table of §12.
    """
    with TemporaryDirectory(prefix="leo-testnet-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        begun = perf_counter()
        with starter(folder, temporary=True) as starts:
            url = up(TestnetWanted(folder=folder, nodes=nodes, interval=interval), starts, say)
            started = perf_counter()
            processes, _ = read(folder / FILE)
            idle = memory(processes)
            members, url = members_of(folder)
            blocks, is_well = 0, False
            for part in story(folder, url, story_of(folder, members, url)):
                if isinstance(part, BlockSteps):
                    blocks = part.height
                else:
                    is_well = part.adds_up
            ended = perf_counter()
            if not is_well:
                raise BenchFailure(Failure.STORY_FAILED, f"{nodes} nodes.", "Report it: leo testnet story shows it.")
            found = NetworkSize(
                nodes=nodes,
                starting=started - begun,
                playing=ended - started,
                blocks=blocks,
                processor=sum(processor(each) for each in processes),
                idle_memory=idle,
                memory=memory(processes),
            )
            down(folder)
    return found


def memory(processes: tuple[NetworkProcess, ...]) -> float:
    """MiB of proportional set size of all processes."""
    return sum(_kibibytes(each.pid) for each in processes) / MEBIBYTE


def _kibibytes(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def processor(process: NetworkProcess) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
