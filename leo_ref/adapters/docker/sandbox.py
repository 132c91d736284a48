"""One job's container (§10): made and idle before any key moves, gone when its wipe report is read.

Plaintext goes in and comes out through the container's standard input and output, which the daemon carries in memory.
The container has no file system that it could write to but one in memory, no log is kept, and it removes itself with
all that is in it when this process ends, however it ends: it sees the end of its input then.

Code is a Python program, or a zip archive with a ``__main__.py``. It reads the data from standard input and writes the
result to standard output; docs/execution.md says what else it may do.
"""

from __future__ import annotations

import resource
import time
from contextlib import closing, suppress
from enum import Enum
from typing import Any, Final

from attrs import frozen
from docker.errors import APIError, NotFound

from leo_ref.adapters.docker.asking import asking
from leo_ref.adapters.docker.configuration import applied
from leo_ref.adapters.docker.daemon import Daemon
from leo_ref.adapters.docker.failure import DockerFailure, Failure
from leo_ref.adapters.docker.stream import Ended, Late, Stream
from leo_ref.adapters.docker.supervisor import ENDS
from leo_ref.adapters.docker.traces import Traces
from leo_ref.attestation.evidence.container import PAYLOAD_MOST, Configuration
from leo_ref.attestation.evidence.wipe import WipeReport
from leo_ref.core.state.job import Requirement

TRANSFER_LIMIT: Final = 60.0
"""Seconds for handing in code and data, and for handing out the result."""

GRACE: Final = 5.0
"""Seconds that the container has beyond the program's time, to end the program and say so."""

REMOVAL_LIMIT: Final = 30.0

CONFLICT: Final = 409
"""The status of what cannot be done now."""


class ProgramEnd(Enum):
    """How a program ended."""

    RESULT = "It ended well and wrote a result."
    FAILED = "It ended with an error."
    TIME_LIMIT = "It did not end within its time."
    MEMORY_LIMIT = "It needed more memory than it may have."
    OUTPUT_TOO_LONG = "It wrote a longer result than it may."


@frozen
class Ran:
    """What came out of a container. The program chose all of it, ``end`` included; the limits hold whatever it is."""

    end: ProgramEnd
    output: bytes
    """Empty but for RESULT."""
    peak_memory: int | None
    """Octets, files in memory included; None where the daemon does not tell or the container is gone."""
    cpu_time: int | None
    """Nanoseconds."""


class Sandbox:
    """A container for one job; see :mod:`leo_ref.adapters.docker.creation`. To be wiped, whatever happens."""

    def __init__(self, daemon: Daemon, requirement: Requirement, container: str, image: str) -> None:
        self.container = container
        self.image = image
        self._daemon = daemon
        self._requirement = requirement
        self._stream: Stream | None = None
        self._since = int(time.time())
        self._end = 0.0
        self.traces: Traces | None = None

    def configuration(self) -> Configuration:
        """How the daemon runs the container.

        Raises:
            DockerFailure: DAEMON_LOST, TIME_LIMIT, REFUSED.
        """
        with asking(f"tell about container {self.container}"):
            api = self._daemon.client.api
            return applied(api.inspect_container(self.container), api.inspect_image(self.image))

    def run(self) -> None:
        """Starts the container, in which nothing runs yet but the supervisor."""
        with asking(f"start container {self.container}"):
            api = self._daemon.client.api
            api.start(self.container)
            self.traces = Traces.of(api.inspect_container(self.container), api.info()["DockerRootDir"])

    def attach(self) -> None:
        """Connects to the container's input and output."""
        with asking(f"attach to container {self.container}"):
            streams = {"stdin": 1, "stdout": 1, "stream": 1}
            try:
                connection = self._daemon.client.api.attach_socket(self.container, params=streams)
            except AttributeError as error:  # the library looks for a socket in an answer that has ended
                raise ConnectionError("it ended the connection") from error
            self._stream = Stream(connection)

    def start(self, code: bytes, data: bytes) -> None:
        """Hands in both plaintexts, upon which the program begins; does not wait for it.

        From now on this process leaves no memory behind when it crashes.

        Raises:
            DockerFailure: PAYLOAD_TOO_LONG, TIME_LIMIT.
        """
        assert self._stream is not None, "it is attached"
        for name, payload in (("code", code), ("data", data)):
            if len(payload) > PAYLOAD_MOST:
                what = f"The {name} has {len(payload)} octets, of at most {PAYLOAD_MOST}."
                raise DockerFailure(Failure.PAYLOAD_TOO_LONG, what, "Post a task with less.")
        no_core_dumps()
        end = time.monotonic() + TRANSFER_LIMIT
        lengths = len(code).to_bytes(8, "big") + len(data).to_bytes(8, "big")
        try:
            for part in (lengths, code, data):
                self._stream.write(part, end)
        except Late as late:
            raise self._late("take code and data") from late
        except Ended:  # too much for its memory: finish() says so
            pass
        self._end = time.monotonic() + self._requirement.time_limit + GRACE

    def finish(self) -> Ran:
        """Waits until the program has ended, at most its time and a little more. Then the container idles again.

        Raises:
            DockerFailure: DAEMON_LOST, REFUSED, TIME_LIMIT of the daemon's.
        """
        assert self._stream is not None, "it is attached"
        try:
            how, length = self._header()
            output = self._stream.read(length, time.monotonic() + TRANSFER_LIMIT)
        except Late:  # the supervisor should have said so before
            ran = self._ran(ProgramEnd.TIME_LIMIT)
            with asking(f"end container {self.container}"):
                self._kill()
            return ran
        except Ended:
            return self._ran(ProgramEnd.MEMORY_LIMIT if self._was_killed_for_memory() else ProgramEnd.FAILED)
        return self._ran(how, output)

    def _header(self) -> tuple[ProgramEnd, int]:
        assert self._stream is not None, "it is attached"
        header = self._stream.read(9, self._end)
        length = int.from_bytes(header[1:], "big")
        if header[0] >= len(ENDS) or length >= PAYLOAD_MOST:
            return ProgramEnd.FAILED, 0
        how = ProgramEnd[ENDS[header[0]]]
        return how, length if how is ProgramEnd.RESULT else 0

    def _ran(self, how: ProgramEnd, output: bytes = b"") -> Ran:
        with asking(f"tell what container {self.container} used"):
            try:
                stats = self._daemon.client.api.stats(self.container, stream=False, one_shot=True)
            except NotFound:
                stats = {}
        memory = (stats.get("memory_stats") or {}).get("max_usage")
        cpu = ((stats.get("cpu_stats") or {}).get("cpu_usage") or {}).get("total_usage")
        return Ran(how, output, memory or None, cpu or None)

    def _was_killed_for_memory(self) -> bool:
        """Whether the kernel ended the container itself for its memory, as the daemon remembers."""
        with asking(f"tell what became of container {self.container}"):
            events = self._daemon.client.api.events(
                since=self._since,
                until=int(time.time()) + 1,
                filters={"container": self.container, "event": "oom"},
                decode=True,
            )
            with closing(events):
                return any(True for _ in events)

    def _kill(self) -> None:
        with suppress(NotFound):
            try:
                self._daemon.client.api.remove_container(self.container, force=True, v=True)
            except APIError as error:
                if error.status_code != CONFLICT:  # it is being removed
                    raise

    def wipe(self) -> WipeReport:
        """Removes the container and all that is in it, the image where the task asks for it; says what is still there.

        May be called again, and without having waited for the program.

        Raises:
            DockerFailure: DAEMON_LOST, REFUSED, TIME_LIMIT; TRACES_UNSEEN where this user may not look.
        """
        if self._stream is not None:
            self._stream.close()
        api = self._daemon.client.api
        with asking(f"remove container {self.container}"):
            self._kill()
            end = time.monotonic() + REMOVAL_LIMIT
            while _is_there(api, self.container) and time.monotonic() < end:
                time.sleep(0.005)
        if self._requirement.wipe:
            with asking(f"remove image {self.image}"), suppress(NotFound):
                try:
                    api.remove_image(self.image, force=True)
                except APIError as error:
                    if error.status_code != CONFLICT:  # another job's: the report says that it is left
                        raise
        return self.left()

    def left(self) -> WipeReport:
        """What there is of the job now.

        Raises:
            DockerFailure: DAEMON_LOST, REFUSED; TRACES_UNSEEN where this user may not look.
        """
        assert self.traces is not None, "it was started"
        with asking("tell what is left"):
            return self.traces.left(self._daemon, image=self._requirement.wipe)

    def discard(self) -> None:
        """Removes the container where nothing was handed in and nobody asks for a report."""
        if self._stream is not None:
            self._stream.close()
        with suppress(DockerFailure), asking(f"remove container {self.container}"):
            self._kill()

    def _late(self, what: str) -> DockerFailure:
        return DockerFailure(
            Failure.TIME_LIMIT, f"Container {self.container} was to {what}.", "See whether the machine is overloaded."
        )


def no_core_dumps() -> None:
    """This process writes no memory to disk when it crashes, now or later."""
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most))


def _is_there(api: Any, container: str) -> bool:  # Any: the library has no types
    try:
        api.inspect_container(container)
    except NotFound:
        return False
    return True
