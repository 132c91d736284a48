"""The sealed result (§10): the result under a fresh key, and that key for the task owner alone."""

from __future__ import annotations

from typing import Final

from leo_ref.core.encoding import digest_of_octets
from leo_ref.core.state.imprint import PAYLOAD_MOST
from leo_ref.core.values import JobId
from leo_ref.sealing.context import ResultContext
from leo_ref.sealing.payload import opened, seal, sealed_length
from leo_ref.sealing.transport import open_sealed, seal_to

RESULT_DOMAIN: Final = "leo/sealed-result"

LENGTH: Final = 2
"""Octets of the carried key's length."""
RESULT_MOST: Final = 2**24 - 2**13
"""Octets of the longest result: with what sealing adds, it is no longer than a payload may be."""


def sealed_result(receiver: bytes, job: JobId, result: bytes, key: bytes, seed: bytes) -> bytes:
    """The sealed result: the length of the carried key (2 octets, big-endian), the carried key, the payload.

    ``receiver`` is the task's ``result_key``. Where it is no key that can receive, nothing is carried and nobody can
    open the result; that is the owner's own doing. ``key`` and ``seed`` are 32 octets each, used for nothing else.
    """
    assert len(result) <= RESULT_MOST, len(result)
    carried = seal_to(receiver, key, seed) or b""
    return len(carried).to_bytes(LENGTH, "big") + carried + seal(key, ResultContext(job=job), result)


def result_digest(sealed: bytes) -> bytes:
    """What the payment request and the job log name, 32 octets."""
    return digest_of_octets(RESULT_DOMAIN, sealed)


def opened_result(secret: bytes, job: JobId, sealed: bytes) -> bytes | None:
    """The result of this job, for the holder of the ``secret`` that belongs to ``result_key``; else None."""
    if not LENGTH <= len(sealed) <= PAYLOAD_MOST:
        return None
    start = LENGTH + int.from_bytes(sealed[:LENGTH], "big")
    key = open_sealed(secret, sealed[LENGTH:start])
    return None if key is None else opened(key, ResultContext(job=job), sealed[start:])


assert LENGTH + 256 + sealed_length(RESULT_MOST) <= PAYLOAD_MOST, "the longest result can be carried"
