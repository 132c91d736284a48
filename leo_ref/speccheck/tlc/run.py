"""Run TLC on a model and read its verdict; leaves no process and no file behind but the dump it was asked for."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from leo_ref.speccheck.tlc.diagnosis import diagnose
from leo_ref.speccheck.tlc.failure import Failure, TlcFailure
from leo_ref.speccheck.tlc.java import Jar
from leo_ref.speccheck.tlc.messages import Message, messages
from leo_ref.speccheck.tlc.model import ModelFiles
from leo_ref.speccheck.tlc.output import Output
from leo_ref.speccheck.tlc.result import Progress, TlcOutcome, TlcResult
from leo_ref.speccheck.tlc.stop import Stop

HEAP: Final = 1024
"""MiB that Java may take unless told otherwise."""

CHECKPOINT: Final = 5
"""Minutes between two checkpoints, where they are asked for."""

TIME_LIMIT: Final = 600.0
"""Seconds that TLC may take unless told otherwise: with too small a heap it thrashes for very long before it fails."""


_EXIT_CODES: Final[dict[TlcOutcome | None, tuple[int, ...]]] = {
    None: (),
    TlcOutcome.OK: (0,),
    TlcOutcome.ASSUMPTION: (10,),
    TlcOutcome.DEADLOCK: (11,),
    TlcOutcome.INVARIANT: (12,),
    TlcOutcome.ACTION_PROPERTY: (12, 13),
    TlcOutcome.LIVENESS: (13,),
}
"""The codes with which TLC ends after a verdict; any other one means that it died on the way."""


def run(
    model: ModelFiles,
    *,
    jar: Jar,
    dump: Path | None = None,
    workers: int = 1,
    heap: int = HEAP,
    time_limit: float = TIME_LIMIT,
    check_deadlock: bool = True,
    brief: bool = False,
    checkpoints: Path | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    on_message: Callable[[Message], None] | None = None,
    stop: Stop | None = None,
) -> TlcResult:
    """TLC's verdict on `model`.

    Args:
        model: The module and its configuration.
        jar: The TLC to run, from :func:`leo_ref.speccheck.tlc.java.find`.
        dump: Where the state graph is written with the actions' labels, if the verdict is OK.
        workers: TLC's threads; with one, the dump is the same octets every time.
        heap: MiB that Java may take.
        time_limit: Seconds after which TLC is stopped.
        check_deadlock: Whether a state without successor is an error.
        brief: Whether the run is one of seconds: Java then compiles soon instead of well, which halves the work.
        checkpoints: A folder in which TLC leaves checkpoints, and from the last of which it goes on if there is one;
            not with a dump, of which it would write the end alone.
        on_progress: Called with each progress report of TLC, in the caller's thread.
        on_message: Called with each message as it comes, also in runs that end without a verdict.
        stop: By which another thread may end the run.

    Raises:
        TlcFailure: TLC could not be run, or gave no verdict.
    """
    assert dump is None or checkpoints is None, "a dump cannot be gone on with"
    model.check()
    started = time.monotonic()
    recovered = None if checkpoints is None else last_checkpoint(checkpoints)
    output = Output(on_progress, lambda: time.monotonic() - started, recovered=recovered is not None)
    with tempfile.TemporaryDirectory(prefix="leo-tlc-") as name:
        # TLC finds a configuration only beside its module, and Java may leave reports in the working folder: both
        # files are copied to a folder of this run's own; what the module extends is found through the library path.
        folder = Path(name)
        _copy(model, folder)
        graph = folder / "graph.dot"
        command = _command(model, jar, folder, graph if dump is not None else None, workers, heap, check_deadlock)
        command += _keeping(folder, checkpoints, recovered)
        if brief:
            command.insert(1, "-XX:TieredStopAtLevel=1")
        with _group(command, folder, time_limit) as (process, late), _stoppable(process, stop):
            assert process.stdout is not None
            for message in messages(process.stdout):
                output.add(message)
                if on_message is not None:
                    on_message(message)
            exit_code = process.wait()
        if late.is_set():
            raise TlcFailure(
                Failure.TIME_LIMIT,
                f"TLC was stopped after {time_limit:g} s.",
                "Give it more time or a larger heap, or make the model smaller.",
            )
        if exit_code not in _EXIT_CODES[output.outcome]:
            raise diagnose(output.said, exit_code)
        result = output.result(time.monotonic() - started)
        if dump is not None and result.outcome is TlcOutcome.OK:
            _keep(graph, dump)
    return result


def last_checkpoint(folder: Path) -> Path | None:
    """The folder of the last checkpoint that TLC finished below this folder; nothing if there is none."""
    found = [queue.parent for queue in folder.glob("*/queue.chkpt")]
    return max(found, key=lambda run: (run / "queue.chkpt").stat().st_mtime, default=None)


def _copy(model: ModelFiles, folder: Path) -> None:
    try:
        shutil.copyfile(model.module, folder / f"{model.name}.tla")
        shutil.copyfile(model.config, folder / f"{model.name}.cfg")
    except OSError as error:
        raise TlcFailure(
            Failure.DISK_FULL, f"{model.name} cannot be copied to {folder}: {error}", "Let TMPDIR name a larger disk."
        ) from error


def _command(
    model: ModelFiles, jar: Jar, folder: Path, dump: Path | None, workers: int, heap: int, check_deadlock: bool
) -> list[str]:
    libraries = os.pathsep.join(str(library.absolute()) for library in (model.module.parent, *model.libraries))
    return [
        str(jar.java),
        f"-Xmx{heap}m",
        "-XX:+UseParallelGC",
        "-XX:-UsePerfData",  # else Java writes a file to /tmp, which stays there if it is killed
        "-Dfile.encoding=UTF-8",
        "-Dstdout.encoding=UTF-8",
        f"-Djava.io.tmpdir={folder}",
        f"-DTLA-Library={libraries}",
        *("-cp", str(jar.path), "tlc2.TLC", "-tool"),
        *("-fp", "0", "-workers", str(workers)),
        *jar.options,
        *(() if check_deadlock else ("-deadlock",)),
        *(() if dump is None else ("-dump", "dot,actionlabels", str(dump))),
        *("-config", f"{model.name}.cfg", f"{model.name}.tla"),
    ]


def _keeping(folder: Path, checkpoints: Path | None, recovered: Path | None) -> list[str]:
    """The options that say where TLC keeps what does not fit into memory, and where it goes on."""
    if checkpoints is None:
        return ["-metadir", str(folder / "states")]
    resumed = [] if recovered is None else ["-recover", str(recovered)]
    return ["-metadir", str(checkpoints), "-checkpoint", str(CHECKPOINT), *resumed]


@contextmanager
def _group(
    command: list[str], folder: Path, time_limit: float
) -> Iterator[tuple[subprocess.Popen[str], threading.Event]]:
    """The command in a process group of its own, which is gone when the block is left in whatever way.

    The event is set if the group was stopped because of the time limit.
    """
    late = threading.Event()
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            # The locale says how Java writes the names of files, whatever -D says.
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
    except OSError as error:
        raise TlcFailure(
            Failure.JAVA_MISSING, f"{command[0]} cannot be started: {error}", "Let JAVA_HOME name a working Java."
        ) from error

    def stop() -> None:
        late.set()
        _kill(process)

    timer = threading.Timer(time_limit, stop)
    timer.daemon = True
    try:
        timer.start()
        yield process, late
    finally:
        timer.cancel()
        timer.join()
        _kill(process)
        if process.stdout is not None:
            process.stdout.close()
        process.wait()


@contextmanager
def _stoppable(process: subprocess.Popen[str], stop: Stop | None) -> Iterator[None]:
    """While the block lasts, the other thread may end the process."""
    if stop is None:
        yield
        return
    with stop.ending(lambda: _kill(process)):
        yield


def _kill(process: subprocess.Popen[str]) -> None:
    with suppress(ProcessLookupError, PermissionError):  # raised when nobody is left in the group
        os.killpg(process.pid, signal.SIGKILL)  # the group's number is its first process's


def _keep(graph: Path, dump: Path) -> None:
    try:
        shutil.move(graph, dump)
    except OSError as error:
        raise TlcFailure(
            Failure.DISK_FULL,
            f"The state graph cannot be written to {dump}: {error}",
            "Name another file, or free space.",
        ) from error
