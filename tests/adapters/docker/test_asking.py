"""A daemon that ends while it is asked something is one named failure, whatever the libraries raise."""

from __future__ import annotations

from http.client import IncompleteRead

import pytest
import requests
from docker.errors import DockerException, StreamParseError
from urllib3.exceptions import ProtocolError

from leo_ref.adapters.docker.asking import asking
from leo_ref.adapters.docker.failure import DockerFailure, Failure

RAISED = (
    ProtocolError("Connection broken"),
    IncompleteRead(b""),
    requests.ConnectionError("refused"),
    requests.JSONDecodeError("cut", "{", 1),
    StreamParseError(ValueError("cut")),
    DockerException("gone"),
    ConnectionResetError(104, "reset"),
)


@pytest.mark.parametrize("raised", RAISED, ids=lambda raised: type(raised).__name__)
def test_what_a_lost_daemon_makes_the_libraries_raise_is_one_failure(raised: Exception) -> None:
    with pytest.raises(DockerFailure) as caught, asking("tell what became of it"):
        raise raised
    assert caught.value.name is Failure.DAEMON_LOST
