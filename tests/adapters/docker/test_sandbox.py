"""A job's container: what it hands in and out, and how a program may end."""

from __future__ import annotations

import io
import zipfile

import pytest
from attrs import evolve

from leo_ref.adapters.docker.creation import create
from leo_ref.adapters.docker.daemon import Daemon
from leo_ref.adapters.docker.failure import DockerFailure, Failure
from leo_ref.adapters.docker.sandbox import ProgramEnd
from leo_ref.attestation.evidence.container import PAYLOAD_MOST, wanted
from leo_ref.attestation.evidence.wipe import wanted_wipe
from leo_ref.core.state.job import Requirement
from tests.adapters.docker.running import REQUIREMENT, attempted, ran, sandbox

REVERSE = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read()[::-1])"
IDLE = "import time; time.sleep(600)"
NO_IMAGE = "sha256:" + "0" * 64


@pytest.mark.parametrize("size", [0, 1, 2**16 + 1, 3 * 2**20])
def test_data_goes_in_and_the_result_comes_out(daemon: Daemon, image: str, size: int) -> None:
    data = bytes(index * 7 % 251 for index in range(size))
    found = ran(daemon, image, REVERSE, data)
    assert found.end is ProgramEnd.RESULT
    assert found.output == data[::-1]
    assert found.peak_memory is None or size < found.peak_memory <= REQUIREMENT.memory_limit
    assert found.cpu_time is not None
    assert found.cpu_time > 0


def test_the_code_may_be_an_archive_of_modules(daemon: Daemon, image: str) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("__main__.py", "from part import said\nprint(said, end='')")
        archive.writestr("part.py", "said = 'two modules'")
    with sandbox(daemon, image) as box:
        box.start(file.getvalue(), b"")
        assert box.finish().output == b"two modules"


def test_input_and_output_can_be_gone_through_again_like_files(daemon: Daemon, image: str) -> None:
    code = (
        "import sys; i, o = sys.stdin.buffer, sys.stdout.buffer\n"
        "assert i.read() == b'abc'; i.seek(0); o.write(b'????'); o.seek(1); o.write(i.read())"
    )
    assert ran(daemon, image, code, b"abc").output == b"?abc"


@pytest.mark.parametrize(
    "code",
    ["raise SystemExit(1)", "raise SystemExit(77)", "no python", "import os; os.kill(os.getpid(), 9)", "print(1); 1/0"],
)
def test_a_program_that_fails_gives_nothing_else_away(daemon: Daemon, image: str, code: str) -> None:
    found = ran(daemon, image, code, b"secret")
    assert (found.end, found.output) == (ProgramEnd.FAILED, b"")


def test_the_container_idles_before_and_stays_after(daemon: Daemon, image: str) -> None:
    with sandbox(daemon, image) as box:
        before = box.configuration()
        box.start(REVERSE.encode(), b"abc")
        during = box.configuration()
        assert box.finish().output == b"cba"
        assert before == during == box.configuration() == wanted(REQUIREMENT)
        assert daemon.client.api.inspect_container(box.container)["State"]["Running"]


def test_everything_is_gone_after_the_wipe(daemon: Daemon, image: str) -> None:
    requirement = evolve(REQUIREMENT, wipe=True)
    box = create(daemon, image, requirement)
    box.start(REVERSE.encode(), b"abc")
    box.finish()
    assert box.wipe() == wanted_wipe(requirement) == box.wipe()
    assert not daemon.client.containers.list(all=True, ignore_removed=True)
    assert not daemon.client.images.list(all=True)


def test_a_wipe_ends_a_program_that_still_runs(daemon: Daemon, image: str) -> None:
    box = create(daemon, image, REQUIREMENT)
    box.start(IDLE.encode(), b"")
    assert box.wipe() == wanted_wipe(REQUIREMENT)


def test_the_report_tells_what_is_left(daemon: Daemon, image: str) -> None:
    """The looking itself: asked for while everything is there, it finds everything."""
    with sandbox(daemon, image) as box:
        box.start(IDLE.encode(), b"")
        assert box.traces is not None
        found = box.traces.left(daemon, image=True)
        assert found.containers == (box.container,)
        assert found.images == (image,)
        assert len(found.processes) >= 1
        assert any(mount.endswith("/merged") for mount in found.mounts)
        assert any(box.container in path for path in found.files)


def test_an_image_that_another_container_uses_is_told_as_left(daemon: Daemon, image: str) -> None:
    requirement = evolve(REQUIREMENT, wipe=True)
    with sandbox(daemon, image):
        box = create(daemon, image, requirement)
        assert box.wipe() == evolve(wanted_wipe(requirement), images=(image,))


def test_jobs_side_by_side_do_not_mix(daemon: Daemon, image: str) -> None:
    boxes = [create(daemon, image, REQUIREMENT) for _ in range(4)]
    try:
        for number, box in enumerate(boxes):
            box.start(REVERSE.encode(), f"{number}:job".encode())
        assert [box.finish().output for box in boxes] == [f"boj:{number}".encode() for number in range(4)]
    finally:
        for box in boxes:
            box.discard()


def test_what_the_program_finds_around_it(daemon: Daemon, image: str) -> None:
    body = "return [os.getuid(), os.getgid(), os.getcwd(), sorted(os.environ), os.getgroups(), socket.gethostname()]"
    uid, gid, folder, names, groups, host = attempted(daemon, image, body)
    assert (uid, gid, folder, groups, host) == (65534, 65534, "/tmp", [65534], "leo")
    assert set(names) <= {"HOME", "HOSTNAME", "LANG", "PATH"}


def test_too_long_payloads_are_refused_before_they_are_handed_in(daemon: Daemon, image: str) -> None:
    with sandbox(daemon, image) as box:
        with pytest.raises(DockerFailure) as failed:
            box.start(b"", bytes(PAYLOAD_MOST + 1))
        assert failed.value.name is Failure.PAYLOAD_TOO_LONG


def test_data_beyond_the_memory_ends_in_its_name(daemon: Daemon, image: str) -> None:
    small = evolve(REQUIREMENT, memory_limit=2**25)
    assert ran(daemon, image, REVERSE, bytes(PAYLOAD_MOST), small).end is ProgramEnd.MEMORY_LIMIT


@pytest.mark.parametrize("name", [NO_IMAGE, "no image", "", "../x"])
def test_images_that_are_not_there(daemon: Daemon, name: str) -> None:
    with pytest.raises(DockerFailure) as failed:
        create(daemon, name, REQUIREMENT)
    assert failed.value.name is Failure.IMAGE_MISSING


def test_an_image_is_taken_by_its_digest_only(daemon: Daemon, image: str) -> None:
    daemon.client.images.get(image).tag("leo-test", "by-name")
    try:
        with pytest.raises(DockerFailure) as failed:
            create(daemon, "leo-test:by-name", REQUIREMENT)
        assert failed.value.name is Failure.IMAGE_MISSING
    finally:
        daemon.client.images.remove("leo-test:by-name", noprune=True, force=True)  # containers may be ending


def test_images_with_volumes_are_refused(daemon: Daemon, image: str) -> None:
    made = daemon.client.api.create_container(image, "x")["Id"]
    daemon.client.api.commit(made, repository="leo-test", tag="volume", changes=["VOLUME /kept"])
    daemon.client.api.remove_container(made)
    volume = daemon.client.images.get("leo-test:volume")
    try:
        with pytest.raises(DockerFailure) as failed:
            create(daemon, volume.id, REQUIREMENT)
        assert failed.value.name is Failure.IMAGE_UNFIT
    finally:
        daemon.client.images.remove(volume.id, force=True, noprune=True)


def test_too_little_memory_is_refused_by_name_and_leaves_nothing(daemon: Daemon, image: str) -> None:
    with pytest.raises(DockerFailure) as failed:
        create(daemon, image, Requirement(min_credit=0, memory_limit=1))
    assert failed.value.name is Failure.REFUSED
    assert not daemon.client.containers.list(all=True, ignore_removed=True)
