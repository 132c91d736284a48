"""From the last key to the result, beside a bare container that runs the same program on the same picture."""

from __future__ import annotations

import io
from typing import Final

from attrs import frozen
from PIL import Image as Pictures

from leo_ref.adapters.docker.daemon import any_daemon
from leo_ref.adapters.docker.image import Image
from leo_ref.demo.bobs_program import PROGRAM
from leo_ref.demo.picture import alices_picture
from leo_ref.measure.bench.demo.containers import NOTHING, BareJob, bare_job, loaded
from leo_ref.measure.bench.demo.recording import Call, Calls
from leo_ref.measure.bench.demo.run import Say

JOB_TARGET: Final = 1.3
COMMAND: Final = ("python3", "-I", "-B", "-c", PROGRAM.decode())


@frozen(kw_only=True)
class JobTime:
    """Where the time goes; in seconds."""

    opening: float
    """The TPM opens both keys, which open the payloads; both are in the container."""
    waiting: float
    """Until every monitor has looked in and the watch is over; meanwhile the program runs."""
    rest: float
    """Until the program has ended, and its output is here."""
    sealing: float
    """Until the result is sealed."""
    wiping: float
    """Until container and image are removed, and all traces looked for."""
    bare: float
    """A bare container from its making until its output is here."""
    bare_removing: float

    @property
    def to_result(self) -> float:
        """From the last key to the sealed result."""
        return self.opening + self.waiting + self.rest + self.sealing

    @property
    def ratio(self) -> float:
        """How much longer than the bare container, both without what is removed afterwards."""
        return self.to_result / self.bare

    @property
    def ratio_with_removal(self) -> float:
        """The same with it: here container, image and the search for traces, there the container."""
        return (self.to_result + self.wiping) / (self.bare + self.bare_removing)


def picture(pixels: int) -> bytes:
    """Alice's picture, enlarged to about so many pixels; PNG."""
    small = Pictures.open(io.BytesIO(alices_picture()))
    factor = (pixels / (small.width * small.height)) ** 0.5
    octets = io.BytesIO()
    small.resize((round(small.width * factor), round(small.height * factor))).save(octets, "PNG")
    return octets.getvalue()


def job(calls: Calls, data: bytes, image: Image, say: Say) -> JobTime:
    """The job that was recorded, with ``data`` as its picture, beside the same in a bare container.

    Raises:
        DockerFailure, ImageFailure: those of a daemon and of loading.
    """
    say("the same program on the same picture in a bare container")
    with any_daemon() as daemon, loaded(daemon, image):
        bare_job(daemon, image, NOTHING, b"")  # the first container reads the image from disk, there and here
        return times(calls, bare_job(daemon, image, COMMAND, data))


def times(calls: Calls, bare: BareJob) -> JobTime:
    """What was recorded of one job."""
    opened, started, waited, wiped, finished = (
        _one(calls, name) for name in ("keys opened", "program started", "output waited for", "all wiped", "finished")
    )
    assert opened.began <= started.began <= opened.ended <= finished.began, "one after the other"
    # A result may be sealed anywhere else, too; the one of this job is sealed after its output is here.
    sealed = next(call for call in calls["result sealed"] if call.began >= waited.ended)
    return JobTime(
        opening=opened.ended - opened.began,
        waiting=finished.began - opened.ended,
        rest=waited.ended - finished.began,
        sealing=sealed.ended - waited.ended,
        wiping=wiped.ended - wiped.began,
        bare=bare.seconds,
        bare_removing=bare.removing,
    )


def _one(calls: Calls, name: str) -> Call:
    (call,) = calls[name]
    return call
