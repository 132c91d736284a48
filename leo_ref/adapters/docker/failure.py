"""What can go wrong with containers: one enum of names, one exception."""

from __future__ import annotations

from enum import Enum, unique

from leo_ref.core.failures import NamedFailure


@unique
class Failure(Enum):
    """Why a container could not be used; the value says it in one sentence and is shown to people."""

    DOCKER_MISSING = "There is no Docker daemon to start."
    DAEMON_MISSING = "No Docker daemon answers."
    DAEMON_FORBIDDEN = "This user may not use or start a Docker daemon."
    DAEMON_REMOTE = "The Docker daemon is not on this machine."
    DAEMON_TOO_OLD = "The Docker daemon is too old."
    DAEMON_DIED = "The Docker daemon ended before it could be used."
    DAEMON_LOST = "The Docker daemon does not answer any more."
    TIME_LIMIT = "The Docker daemon or the container did not answer within its time limit."
    IMAGE_MISSING = "The daemon has no image with this digest."
    IMAGE_UNFIT = "Jobs cannot run in this image."
    REFUSED = "The Docker daemon refused what it was asked."
    NOT_AS_ASKED = "The Docker daemon runs the container in another way than it was asked to."
    PAYLOAD_TOO_LONG = "Code or data is too long."
    TRACES_UNSEEN = "Whether traces are left cannot be seen."


class DockerFailure(NamedFailure):
    """Containers could not be used."""

    name: Failure


def lost(what: str) -> DockerFailure:
    """The failure where a daemon or a container that should be there is not."""
    return DockerFailure(Failure.DAEMON_LOST, what, "See whether the daemon runs, then run the job again.")
