"""A node's machine that is killed at every point between two steps of a job, each once, until the job is done.

``python -m tests.adapters.deployment.lives FOLDER SOCKET`` prints the points, in the order of the kills, and what came
of the job, as JSON. Each life is a process of its own with the same state directory, as with ``leo node serve``.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from leo_ref.network.party.answer import MachineAnswer
from leo_ref.network.party.journal import Journal, journal
from leo_ref.network.party.machine import JournaledMachine
from leo_ref.parties.message import Wake
from tests.adapters.deployment.one_job import DATA, JOB, NODE, PROGRAM, RESULT, OneJob, machine_in

KILLS = "kills"
EXPOSED = "exposed"
END = "end"
ENDLESS = 60
"""More lives than there are points."""


def exposed(folder: Path) -> list[Path]:
    """Files that hold a plaintext of the job, and those that others may read."""
    files = [place for place in folder.rglob("*") if place.is_file()]
    plain = [place for place in files if any(text in place.read_bytes() for text in (DATA, RESULT.output, PROGRAM))]
    return plain + [place for place in folder.iterdir() if place.is_dir() and place.stat().st_mode & 0o077]


class Killing:
    """Kills this process at the first point that none was killed at."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.before = place.read_text().splitlines() if place.exists() else []
        self.seen = dict[str, int]()

    def __call__(self, point: str) -> None:
        self.seen[point] = self.seen.get(point, 0) + 1
        name = f"{point} {self.seen[point]}"
        if name in self.before or point.startswith("running"):
            return
        with self.place.open("a") as file:
            file.write(f"{name}\n")
        with (self.place.parent / EXPOSED).open("a") as file:
            file.writelines(f"{name}: {place}\n" for place in exposed(self.place.parent))
        os.kill(os.getpid(), signal.SIGKILL)


class KeptOnlyThen(Journal):
    """A journal before whose commits the process may be killed."""

    killing: Callable[[str], None] = print

    def answered(self, answer: MachineAnswer) -> None:
        self.killing(f"{answer.kind} answered")
        super().answered(answer)


def life(folder: Path, daemon: str) -> None:
    """One process of the node, from its start to the end of the job."""
    killing = Killing(folder / KILLS)
    with journal(folder, NODE.name, bytes(32), "1") as plain, machine_in(folder, daemon) as inner:
        kept = KeptOnlyThen(plain.place, plain.connection)
        kept.killing = killing
        machine = JournaledMachine(inner, kept, deque(each for _, answers in kept.heard() for each in answers))
        inner.passes = killing
        image = inner.image.id

        def step(act: Callable[[], OneJob]) -> OneJob:
            kept.begin(Wake())
            found = act()
            kept.keep()
            return found

        job = step(lambda: OneJob.on(folder, image, machine))
        job = step(job.worked)
        assert job.executor.shown is not None, "what was shown passes"
        job = step(job.released().worked)
        assert job.executor.running, "the run began"
        job = step(job.challenged)
        assert len(job.executor.answers) == 1, "the answer passes"
        if not machine.known:
            killing("in RUN")
        job = job.watched()
        while job.executor.running:
            job = step(job.worked)
            time.sleep(0.02)
        result, pays, running = job.result, job.pays(), inner.is_running
        machine.dismissed(JOB)
        (folder / END).write_text(json.dumps({"ended": result and result.ended, "pays": pays, "running": running}))


def main() -> None:
    """Lives, until one has come to the end."""
    folder, daemon = Path(sys.argv[1]), sys.argv[2]
    for _ in range(ENDLESS):
        child = os.fork()
        if child == 0:
            life(folder, daemon)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            break
    kills, found = ((folder / name).read_text().splitlines() for name in (KILLS, EXPOSED))
    sys.stdout.write(json.dumps({"kills": kills, "exposed": found, **json.loads((folder / END).read_text())}))


if __name__ == "__main__":
    main()
