"""What is left of a container: looked for in the daemon, among the processes, in the mounts and in the file system."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import frozen
from docker.errors import ImageNotFound

from leo_ref.adapters.docker.daemon import Daemon
from leo_ref.adapters.docker.failure import DockerFailure, Failure
from leo_ref.attestation.evidence.wipe import WipeReport


@frozen
class Traces:
    """Where traces of a container would be, told by the daemon while it was there."""

    container: str
    image: str
    volumes: tuple[str, ...]
    root: str
    """The folder in which the daemon keeps everything."""
    files: tuple[str, ...]
    """The container's own folders in it."""

    @classmethod
    def of(cls, inspected: dict[str, Any], root: str) -> Traces:
        """Those of a container, from what the daemon says of it."""
        layers = (inspected.get("GraphDriver") or {}).get("Data") or {}
        files = {os.path.join(root, "containers", inspected["Id"])}
        # The lower layers are the image's.
        files |= {os.path.dirname(path) for name, path in layers.items() if name != "LowerDir" and path}
        files |= {
            inspected[name]
            for name in ("LogPath", "HostsPath", "HostnamePath", "ResolvConfPath")
            if inspected.get(name)
        }
        volumes = [mount for mount in inspected.get("Mounts") or () if mount.get("Type") == "volume"]
        files |= {mount["Source"] for mount in volumes}
        names = tuple(sorted(mount["Name"] for mount in volumes))
        return cls(inspected["Id"], inspected["Image"], names, root, tuple(sorted(files)))

    def left(self, daemon: Daemon, *, image: bool) -> WipeReport:
        """What is there now; ``image``: whether the image is looked for, too.

        Raises:
            DockerFailure: TRACES_UNSEEN where this user may not look.
        """
        client = daemon.client
        containers = client.containers.list(all=True, ignore_removed=True)
        volumes = {volume.name for volume in client.volumes.list()}
        try:
            os.listdir(self.root)
            files = tuple(path for path in self.files if os.path.lexists(path))
            mounts = Path("/proc", str(daemon.process), "mountinfo").read_text()
        except OSError as error:
            raise DockerFailure(
                Failure.TRACES_UNSEEN, f"{error}.", "Run this as root, on the machine on which the daemon runs."
            ) from error
        return WipeReport(
            containers=tuple(each.id for each in containers if each.id == self.container),
            volumes=tuple(name for name in self.volumes if name in volumes),
            images=self._images(daemon) if image else None,
            processes=tuple(sorted(_processes(self.container))),
            mounts=tuple(sorted(line.split()[4] for line in mounts.splitlines() if self._mounted(line))),
            files=files,
        )

    def _images(self, daemon: Daemon) -> tuple[str, ...]:
        try:
            return (str(daemon.client.images.get(self.image).id),)
        except ImageNotFound:
            return ()

    def _mounted(self, line: str) -> bool:
        return any(place in line for place in (self.container, *self.files))


def _processes(container: str) -> Iterator[str]:
    """Those that a control group named after the container holds."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                groups = (folder / "cgroup").read_text()
            except OSError:  # it has just ended
                continue
            if container in groups:
                yield folder.name
