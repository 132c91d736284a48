"""Processes that outlive the command that starts them, found again by their ids and times of start."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from attrs import asdict, frozen

from leo_ref.network.testnet.failure import Failure, TestnetFailure

MAIN: Final = "from leo_ref.cli import main; main()"
PATIENCE: Final = 5.0
"""Seconds until SIGKILL follows SIGTERM."""


@frozen(kw_only=True)
class NetworkProcess:
    """A process of the network."""

    name: str
    """Of its folder and its log."""
    pid: int
    started: int
    """In ticks since the machine started, as the kernel has it: an id is used again, with another start."""
    arguments: tuple[str, ...]
    """Of ``leo``: with these it is started again."""

    @property
    def is_alive(self) -> bool:
        """Whether it still runs."""
        return started_at(self.pid) == self.started


def started_at(pid: int) -> int | None:
    """When a process was started; None where none that runs has this id."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else int(fields[19])


def stop(processes: Iterable[NetworkProcess]) -> None:
    """Ends all that still run, whatever they do."""
    alive = [each for each in processes if each.is_alive]
    for each in alive:
        with suppress(ProcessLookupError):
            os.kill(each.pid, signal.SIGTERM)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and any(each.is_alive for each in alive):
        time.sleep(0.02)
    for each in alive:
        if each.is_alive:
            with suppress(ProcessLookupError):
                os.kill(each.pid, signal.SIGKILL)
    for each in alive:  # children of this process leave nothing behind
        with suppress(ChildProcessError):
            os.waitpid(each.pid, 0)


def written(place: Path, processes: Iterable[NetworkProcess], more: Mapping[str, str]) -> None:
    """Writes down what runs, whole or not at all."""
    fresh = place.with_suffix(".new")
    fresh.write_text(json.dumps({"version": 1, "processes": [asdict(each) for each in processes], **more}, indent=1))
    fresh.rename(place)


def read(place: Path) -> tuple[tuple[NetworkProcess, ...], dict[str, str]]:
    """What was written down.

    Raises:
        TestnetFailure: TESTNET_MISSING, TESTNET_FORM.
    """
    try:
        found = json.loads(place.read_text())
        processes = tuple(
            NetworkProcess(**{**each, "arguments": tuple(each["arguments"])}) for each in found.pop("processes")
        )
        if found.pop("version") != 1:
            raise ValueError("another version")
    except FileNotFoundError as error:
        raise TestnetFailure(Failure.TESTNET_MISSING, f"{place.parent}.", "leo testnet up") from error
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise TestnetFailure(Failure.TESTNET_FORM, f"{place}: {error}.", "Remove the folder.") from error
    return processes, {str(name): str(value) for name, value in found.items()}
