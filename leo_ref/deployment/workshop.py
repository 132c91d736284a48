"""Where containers are made: one daemon, and the images that its jobs run from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from attrs import frozen

from leo_ref.docker import sandbox
from leo_ref.docker.sandbox import Sandbox
from leo_ref.state.job import Requirement


@frozen
class Workshop:
    """A daemon, and the archives of images by their digest; an image is loaded for a job and removed after it."""

    client: Any  # the library has no types
    archives: dict[bytes, Path]

    def open(self, image: bytes, requirement: Requirement) -> Sandbox:
        """A container that waits for its job.

        Raises:
            DockerFailure: those of loading an image and of making a container.
        """
        if image in self.archives:
            load(self.client, self.archives[image])
        return sandbox.create(self.client, f"sha256:{image.hex()}", requirement)
