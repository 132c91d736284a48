"""Kills at random moments: the demo itself, its container daemon, one of its TPMs. Afterwards a rerun works.

``./leo dev kills --times 50 --seed 1`` prints each kill with its seed, so that one can be repeated.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from attrs import frozen

from leo_ref.transcript.fault import Fault
from leo_ref.transcript.report import ReplayReport
from leo_ref.transcript.verify import verify
from tests.adapters.deployment.running import Left, leo, processes, short_folder

TARGETS: Final = ("demo", "interrupt", "terminate", "dockerd", "swtpm")
SIGNALS: Final = {"demo": signal.SIGKILL, "interrupt": signal.SIGINT, "terminate": signal.SIGTERM}

LIMIT: Final = 300.0
"""Seconds until a run has ended, killed or not."""

SOON: Final = 30.0
"""Seconds in which the kernel has ended what belonged to a killed process."""

LATEST: Final = 12.0
"""Seconds until the kill; what is over by then is not killed, and says so."""

NAMED: Final = (0, 1, 130, 143, -signal.SIGKILL)
"""Exit codes: well, a failure with its name, interrupted, terminated, killed. Not among them: a fault of ours (70)."""


@frozen(kw_only=True)
class Kill:
    """One kill, and what came of it."""

    target: str
    after: float
    """Seconds after the start."""
    code: int
    said: str
    """The last line of standard error."""
    clean: bool
    """Whether no process and no mount was left; folders are swept by the next run."""
    whole: bool
    """Whether the transcript is whole as far as it goes."""

    @property
    def is_well(self) -> bool:
        """Whether it ended as it should."""
        return self.code in NAMED and self.clean and self.whole


def killed(number: int, base: Path) -> Kill:
    """One kill; ``number`` is its seed."""
    chance = random.Random(number)
    target, after = chance.choice(TARGETS), chance.uniform(0.3, LATEST)
    transcript = base / "transcript"
    process = leo("demo", "--out", str(base / "out"), "--record", str(transcript), base=base)
    end = time.monotonic() + after
    while time.monotonic() < end and process.poll() is None:
        time.sleep(0.01)
    if target in SIGNALS:
        process.send_signal(SIGNALS[target])
    else:
        there = processes(base, target)
        if there:
            os.kill(chance.choice(there), signal.SIGKILL)
    _, errors = process.communicate(timeout=LIMIT)
    whole = not transcript.exists() or is_whole(transcript)
    return Kill(
        target=target,
        after=after,
        code=process.returncode,
        said=errors.decode().strip().rpartition("\n")[2][:100],
        clean=is_gone(base),
        whole=whole,
    )


def is_gone(base: Path) -> bool:
    """Whether processes and mounts are gone soon."""
    end = time.monotonic() + SOON
    while Left.now(base).processes or Left.now(base).mounts:
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def is_whole(transcript: Path) -> bool:
    """Whether all lines hold that were written to their ends."""
    lines = [line for line in transcript.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]
    found = verify(lines)
    return isinstance(found, ReplayReport) or found.fault is Fault.ENDS_EARLY


def run(times: int, seed: int) -> Sequence[Kill]:
    """So many kills, one after the other, and an honest run at the end."""
    base = short_folder()
    try:
        kills = []
        for number in range(seed, seed + times):
            kill = killed(number, base)
            kills.append(kill)
            how = f"{kill.target} after {kill.after:.1f} s: {kill.code} {kill.said!r}"
            print(f"seed {number}: {how} {'ok' if kill.is_well else 'WRONG'}", flush=True)
        process = leo("demo", "--json", "--out", str(base / "out"), base=base)
        process.communicate(timeout=LIMIT)
        left = Left.now(base)
        print(f"afterwards: {process.returncode}, left: {left if not left.is_clean else 'nothing'}", flush=True)
        assert process.returncode == 0, "a rerun works"
        assert left.is_clean, left
        return kills
    finally:
        shutil.rmtree(base)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    kills = run(options.times, options.seed)
    wrong = [kill for kill in kills if not kill.is_well]
    print(f"{len(kills)} kills, {len(wrong)} wrong")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
