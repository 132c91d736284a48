"""Where containers are made: a daemon, and the image that jobs run from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from attrs import field, frozen
from docker.errors import DockerException
from requests.exceptions import RequestException

from leo_ref.adapters.debian.apt import Say
from leo_ref.adapters.docker import creation, loading
from leo_ref.adapters.docker.daemon import Daemon, any_daemon
from leo_ref.adapters.docker.image import Image, make_image
from leo_ref.adapters.docker.sandbox import Sandbox
from leo_ref.attestation.evidence.container import Configuration, wanted
from leo_ref.core.state.job import Requirement


@frozen
class Workshop:
    """A daemon, and an image that is loaded for each job, since it is removed after it."""

    daemon: Daemon
    image: Image
    open: list[Sandbox] = field(factory=list)
    """All that were made here and may still be there."""
    copies: list[str] = field(factory=list)
    """Digests of images that were made from the workshop's own."""

    def make(self, requirement: Requirement, image: str, how: Configuration | None = None) -> Sandbox:
        """A container that waits for its job.

        Args:
            requirement: The task's.
            image: Its digest, as ``sha256:`` and 64 digits.
            how: Another configuration than the task's, as only a dishonest executor takes.

        Raises:
            ImageFailure: those of :func:`leo_ref.adapters.docker.loading.load`.
            DockerFailure: those of :func:`leo_ref.adapters.docker.creation.create_as`.
        """
        self.load()
        made = creation.create_as(self.daemon, image, requirement, how or wanted(requirement))
        self.open.append(made)
        return made

    def load(self) -> None:
        """Gives the daemon the image; it is removed after each job that asks for it."""
        loading.load(self.daemon.client, self.image)

    def relabelled(self) -> str:
        """The digest of a copy of the image with another label, as only a dishonest executor makes it."""
        self.load()
        api = self.daemon.client.api
        container = api.create_container(self.image.name)["Id"]
        try:
            self.copies.append(str(api.commit(container, changes=["LABEL leo.copy=yes"])["Id"]))
        finally:
            api.remove_container(container)
        return self.copies[-1]


@contextmanager
def workshop(cache: Path, report: Say) -> Iterator[Workshop]:
    """A workshop at the user's own daemon, or at a private one; no container of it outlives the context.

    Raises:
        DockerFailure: those of :func:`leo_ref.adapters.docker.daemon.any_daemon`.
        ImageFailure: those of :func:`leo_ref.adapters.docker.image.make_image`.
    """
    image = make_image(cache, report)
    with any_daemon() as daemon:
        shop = Workshop(daemon, image)
        kept = {found["Id"] for found in daemon.client.api.images(all=True)}
        try:
            yield shop
        finally:
            for made in shop.open:
                made.discard()
            for name in {*shop.copies, image.name} - kept:
                with suppress(DockerException, RequestException):  # gone already, or the daemon is
                    daemon.client.api.remove_image(name, force=True)
