"""The image of the real packages, in a real daemon: one digest, and Pillow works in it."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from leo_ref.adapters.debian.failure import PackageFailure
from leo_ref.adapters.docker.archive import LABEL
from leo_ref.adapters.docker.image import Image, kept_image, make_image
from leo_ref.adapters.docker.image_failure import Failure, ImageFailure
from leo_ref.cli.checkout import cache

if TYPE_CHECKING:
    from docker import DockerClient

ROOT = Path(__file__).parents[3]

GREY = """
import io, os, sys
from PIL import Image

assert os.getuid() == 65534
for kind in ("PNG", "JPEG", "TIFF", "WEBP", "GIF", "BMP"):
    file = io.BytesIO()
    Image.new("RGB", (9, 9), (200, 10, 3)).save(file, kind)
    assert Image.open(file).convert("L").getpixel((4, 4)) == 66, kind
picture = Image.open(io.BytesIO(bytes.fromhex(sys.argv[1]))).convert("L")
print(picture.size, list(picture.getdata()))
"""
"""Turns a picture grey, after trying every usual kind of file."""

PICTURE = b"P6 2 1 255\n" + bytes((255, 0, 0, 0, 0, 255))


def without(what: str) -> None:
    """The test cannot run here: never silently on a build server."""
    if os.environ.get("CI"):
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


@pytest.fixture
def image() -> Image:
    """The image that this checkout keeps, asked for anew: it may have been made again since the last test."""
    try:
        return make_image(cache("images"), print)
    except PackageFailure as failure:
        without(str(failure))
        raise


def listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as tried:
        return tried.connect_ex(str(path)) == 0


@pytest.fixture(scope="module")
def client() -> Iterator[DockerClient]:
    """A daemon of our own, without a network."""
    if shutil.which("dockerd") is None or os.geteuid() != 0 or importlib.util.find_spec("docker") is None:
        without("no dockerd that may be started; ./leo test installs it, as root")
    from docker import DockerClient

    with tempfile.TemporaryDirectory(prefix="leo-") as name:
        folder = Path(name)
        address = f"unix://{folder / 'socket'}"
        places = ("--data-root", str(folder / "data"), "--exec-root", str(folder / "exec"))
        alone = ("--bridge=none", "--iptables=false", "--ip6tables=false")
        # With mounts of its own: where / is not shared, a daemon leaves its data mounted, which could not be removed.
        own = ("unshare", "--mount", "dockerd", "--host", address, "--pidfile", str(folder / "pid"))
        command = (*own, *places, *alone)
        with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as daemon:
            try:
                while not listens(folder / "socket"):
                    assert daemon.poll() is None, (folder / "log").read_text()
                    time.sleep(0.05)
                found = DockerClient(base_url=address, timeout=60)
                yield found
                found.close()
            finally:
                daemon.terminate()


def test_made_again_by_another_process_it_is_the_same_octets(image: Image, tmp_path: Path) -> None:
    program = (
        "import os, sys, pathlib; from leo_ref.adapters.docker.image import make_image; os.umask(0o077);"
        "print(make_image(pathlib.Path(sys.argv[1]), lambda what: None).archive)"
    )
    other = {"PYTHONHASHSEED": "7", "TZ": "Asia/Kathmandu", "LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], env={**os.environ, **other}, capture_output=True, check=True
    )
    made = Path(done.stdout.decode().strip())
    if kept_image(tmp_path).packages != image.packages:  # there are newer ones since it was made
        image = make_image(cache("images"), print, again=True)
    assert made.name == image.archive.name
    assert made.read_bytes() == image.archive.read_bytes()


def test_the_image_is_small(image: Image) -> None:
    assert image.archive.stat().st_size < 60_000_000


def test_the_daemon_calls_it_by_its_id(image: Image, client: DockerClient) -> None:
    from leo_ref.adapters.docker.loading import load

    load(client, image)
    found = client.images.get(image.name)
    assert found.id == image.name
    assert tuple(found.labels[LABEL].split("\n")) == image.packages
    load(client, evolve(image, archive=Path("/nowhere")))  # it has it, so nothing is read


def test_pillow_turns_a_picture_grey_in_a_container(image: Image, client: DockerClient) -> None:
    from leo_ref.adapters.docker.loading import load

    load(client, image)
    asked = ["python3", "-c", GREY, PICTURE.hex()]
    limits = {"network_mode": "none", "read_only": True, "cap_drop": ["ALL"], "remove": True}
    assert client.containers.run(image.name, asked, **limits) == b"(2, 1) [76, 29]\n"


CHECK = """
import ctypes, json, os, stat, sys, sysconfig
dangling, mighty, broken = [], [], []
for folder, _, names in os.walk("/", followlinks=False):
    if folder.startswith(("/proc", "/sys", "/dev")):
        continue
    for name in names:
        path = os.path.join(folder, name)
        if not os.path.exists(path):
            dangling.append(path)
        elif os.stat(path).st_mode & (stat.S_ISUID | stat.S_ISGID | stat.S_IWOTH):
            mighty.append(path)
        elif ".so" in name and os.path.isfile(path) and not name.endswith((".py", ".pyc")):
            try:
                ctypes.CDLL(path, os.RTLD_LAZY)
            except OSError as error:
                broken.append(str(error))
print(json.dumps([dangling, mighty, broken]))
"""


def test_no_link_leads_nowhere_no_program_is_mighty_and_no_library_lacks_another(
    image: Image, client: DockerClient
) -> None:
    from leo_ref.adapters.docker.loading import load

    load(client, image)
    said = client.containers.run(image.name, ["python3", "-c", CHECK], network_mode="none", remove=True)
    dangling, mighty, broken = json.loads(said)
    assert mighty == []
    assert broken == []
    assert dangling == []


def test_an_image_that_was_changed_is_not_taken(image: Image, client: DockerClient, tmp_path: Path) -> None:
    from leo_ref.adapters.docker.loading import load

    octets = bytearray(image.archive.read_bytes())
    octets[len(octets) // 2] ^= 1
    (tmp_path / "changed").write_bytes(octets)
    with pytest.raises(ImageFailure) as caught:
        load(client, Image(tmp_path / "changed", bytes(32), ()))
    assert caught.value.name in {Failure.IMAGE_REFUSED, Failure.IMAGE_CHANGED}


def test_an_image_under_anothers_id_is_named(image: Image, client: DockerClient) -> None:
    from leo_ref.adapters.docker.loading import load

    with pytest.raises(ImageFailure) as caught:
        load(client, Image(image.archive, bytes(32), ()))
    assert caught.value.name is Failure.IMAGE_CHANGED
    assert image.name in caught.value.what


def test_without_a_network_no_image_is_pulled(client: DockerClient) -> None:
    from leo_ref.adapters.docker.loading import pull, reference

    wanted = reference(f"registry.invalid/python@sha256:{'ab' * 32}")
    with pytest.raises(ImageFailure) as caught:
        pull(client, wanted)
    assert caught.value.name is Failure.IMAGE_UNAVAILABLE
    assert str(wanted) in caught.value.what
