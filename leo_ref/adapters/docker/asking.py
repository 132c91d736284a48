"""Naming what goes wrong while the daemon is asked something."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from docker.errors import APIError, DockerException
from requests.exceptions import RequestException

from leo_ref.adapters.docker.failure import DockerFailure, Failure, lost


@contextmanager
def asking(what: str) -> Iterator[None]:
    """Names what goes wrong while the daemon is asked something.

    Raises:
        DockerFailure: DAEMON_LOST, REFUSED.
    """
    try:
        yield
    except APIError as error:
        said = f"It was to {what}, and said: {error.explanation or error}."
        raise DockerFailure(Failure.REFUSED, said, "See docs/execution.md for what the daemon needs.") from error
    except (DockerException, RequestException, OSError) as error:
        raise lost(f"It was to {what}: {error}.") from error
