"""Getting an image into a daemon: by loading one that was made here, or by pulling one that a registry has.

An image is named by its digest and by nothing else: a name or a tag can mean another image tomorrow.
"""

from __future__ import annotations

import re
from typing import Final

from attrs import frozen
from docker import DockerClient
from docker.errors import DockerException, ImageNotFound
from docker.models.images import Image as Found
from requests.exceptions import RequestException

from leo_ref.adapters.docker.image import Image
from leo_ref.adapters.docker.image_failure import Failure, ImageFailure

SAYS_NO: Final = (DockerException, RequestException)
"""What the library raises: the daemon's refusal, or the loss of the connection to it."""

REFERENCE: Final = re.compile(
    r"(?P<name>[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?::[0-9]+(?=/))?(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*)"
    r"@sha256:(?P<digest>[0-9a-f]{64})"
)
LONGEST: Final = 255
"""Characters of a name, by Docker's own rule."""


@frozen
class ImageReference:
    """An image of a registry, by digest."""

    name: str
    digest: bytes
    """Of its manifest, not its id; 32 octets."""

    def __str__(self) -> str:
        return f"{self.name}@sha256:{self.digest.hex()}"


def reference(text: str) -> ImageReference:
    """Reads ``name@sha256:`` and 64 digits, where the name may begin with a registry's host and port.

    Raises:
        ImageFailure: REFERENCE_WRONG; also for a name with a tag, which names nothing beside a digest.
    """
    found = REFERENCE.fullmatch(text)
    if found is None or len(found["name"]) > LONGEST:
        raise ImageFailure(
            Failure.REFERENCE_WRONG,
            f"{text[:LONGEST]!r} is not of the form name@sha256:64 hexadecimal digits.",
            "docker images --digests shows the digest of an image that was pulled; leave out the tag.",
        )
    return ImageReference(found["name"], bytes.fromhex(found["digest"]))


def load(client: DockerClient, image: Image) -> None:
    """Gives the daemon an image that was made here; nothing is sent where it has it.

    Raises:
        ImageFailure: IMAGE_REFUSED; IMAGE_CHANGED, where the daemon calls what it took by another digest.
    """
    try:
        if _has(client, image.name):
            return
        with image.archive.open("rb") as file:
            taken = [found.id for found in client.images.load(file)]
    except SAYS_NO as error:
        raise ImageFailure(
            Failure.IMAGE_REFUSED, f"It said: {error}", "Look at the daemon's log, and for space on its disk."
        ) from error
    if taken != [image.name]:
        raise ImageFailure(
            Failure.IMAGE_CHANGED,
            f"It was made as {image.name}, and the daemon has {', '.join(map(str, taken)) or 'nothing'}.",
            "leo image make --again; or, where the daemon keeps its images in containerd, switch that off "
            '("features": {"containerd-snapshotter": false} in its daemon.json).',
        )


def pull(client: DockerClient, wanted: ImageReference) -> bytes:
    """Has the daemon pull an image, whose digest it verifies; returns the image's id, 32 octets.

    Raises:
        ImageFailure: IMAGE_UNAVAILABLE.
    """
    try:
        found: Found = client.images.pull(str(wanted))
        return _octets(found)
    except SAYS_NO as error:
        raise ImageFailure(
            Failure.IMAGE_UNAVAILABLE,
            f"For {wanted} it said: {error}",
            "Look at the name, the digest and the network, or make an image here: leo image make",
        ) from error


def _has(client: DockerClient, name: str) -> bool:
    try:
        found: Found = client.images.get(name)
    except ImageNotFound:
        return False
    return bool(found.id == name)


def _octets(found: Found) -> bytes:
    return bytes.fromhex(str(found.id).removeprefix("sha256:"))
