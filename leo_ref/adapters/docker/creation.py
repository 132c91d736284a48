"""Making the container of a job (§10), and holding what the daemon applied against what the task wants."""

from __future__ import annotations

import re
import secrets
import time
from contextlib import suppress
from typing import Final

from attrs import fields
from docker.errors import APIError, ImageNotFound

from leo_ref.adapters.docker.asking import asking
from leo_ref.adapters.docker.configuration import asked
from leo_ref.adapters.docker.daemon import Daemon
from leo_ref.adapters.docker.failure import DockerFailure, Failure
from leo_ref.adapters.docker.sandbox import Sandbox
from leo_ref.attestation.evidence.container import Configuration, wanted
from leo_ref.core.state.job import Requirement

PREFIX: Final = "leo-job-"
"""How the names of containers begin."""

DIGEST: Final = re.compile("sha256:[0-9a-f]{64}")

FORSAKEN: Final = 600
"""Seconds after which a container that was made and never started has nobody any more who will start it."""


def create(daemon: Daemon, image: str, requirement: Requirement) -> Sandbox:
    """A container for a task, started and idle, in which nothing of the task is yet.

    Args:
        daemon: Where.
        image: Its digest, as ``sha256:`` and 64 digits.
        requirement: The task's.

    Raises:
        DockerFailure: IMAGE_MISSING, IMAGE_UNFIT, REFUSED, DAEMON_LOST, TIME_LIMIT; NOT_AS_ASKED where the daemon
            applies another configuration than the task's, so that no monitor would be content.
    """
    configuration = wanted(requirement)
    sandbox = create_as(daemon, image, requirement, configuration)
    try:
        found = sandbox.configuration()
        if found != configuration:
            names = [each.name for each in fields(Configuration)]
            differences = [
                f"{name} is {getattr(found, name)!r} instead of {getattr(configuration, name)!r}"
                for name in names
                if getattr(found, name) != getattr(configuration, name)
            ]
            remedy = "Use a daemon and a kernel with these features: docs/execution.md lists what is needed."
            raise DockerFailure(Failure.NOT_AS_ASKED, "; ".join(differences), remedy)
    except BaseException:
        sandbox.discard()
        raise
    return sandbox


def create_as(daemon: Daemon, image: str, requirement: Requirement, configuration: Configuration) -> Sandbox:
    """As :func:`create`, in any configuration, which only a dishonest executor has a use for.

    Raises:
        DockerFailure: those of :func:`create` but NOT_AS_ASKED.
    """
    api = daemon.client.api
    if not DIGEST.fullmatch(image):
        raise DockerFailure(Failure.IMAGE_MISSING, f"{image!r} is no digest.", "Name it by sha256: and 64 digits.")
    sweep(daemon)
    with asking(f"tell about image {image}"):
        try:
            inspected = api.inspect_image(image)
        except ImageNotFound as error:
            raise DockerFailure(Failure.IMAGE_MISSING, f"{image}.", "Load or pull it, then try again.") from error
    if (inspected.get("Config") or {}).get("Volumes"):
        what = f"{image} declares volumes, which the daemon keeps on disk."
        raise DockerFailure(Failure.IMAGE_UNFIT, what, "Build it without VOLUME.")
    with asking("make a container"):
        name = PREFIX + secrets.token_hex(8)
        container = api.create_container_from_config(asked(configuration, image), name=name)["Id"]
    sandbox = Sandbox(daemon, requirement, container, image)
    try:
        sandbox.attach()
        sandbox.run()
    except BaseException:
        sandbox.discard()
        raise
    return sandbox


def sweep(daemon: Daemon) -> None:
    """Removes containers that were made and never started, whose makers were killed in between; they hold nothing."""
    with asking("list containers"):
        for found in daemon.client.api.containers(all=True, filters={"name": f"^/{PREFIX}", "status": "created"}):
            if found["Created"] < time.time() - FORSAKEN:
                with suppress(APIError):  # somebody else removes it, too
                    daemon.client.api.remove_container(found["Id"], force=True, v=True)
