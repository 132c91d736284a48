"""Naming what goes wrong while the daemon is asked something."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from typing import Final

from docker.errors import APIError, DockerException, StreamParseError
from requests.exceptions import RequestException
from urllib3.exceptions import HTTPError

from leo_ref.adapters.docker.failure import DockerFailure, Failure, lost

LOST: Final = (DockerException, StreamParseError, RequestException, HTTPError, HTTPException, OSError)
"""What the library and those under it raise when a daemon ends. A stream of events raises what urllib3 does."""


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
    except LOST as error:
        raise lost(f"It was to {what}: {error}.") from error
