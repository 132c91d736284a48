"""The honest node that the draw's vectors lie about, and how requests about it are written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from leo_ref.core.encoding import JsonValue
from leo_ref.draw import vrf
from leo_ref.draw.keys import Secret, secret
from leo_ref.draw.suite import Suite
from leo_ref.vectors.case import repeated

SEED: Final = bytes(range(32))
OWN: Final[Secret] = secret(SEED)
KEY: Final = OWN.public_key
ALPHA: Final = b"a block, a job, a round"
OTHER_KEY: Final = secret(bytes(32)).public_key

WRITTEN_OUT: Final = 300
"""Octets of a message that a file shows; longer ones are of one octet."""


def messages() -> Iterator[bytes]:
    """Short messages, no two the same."""
    for number in range(100_000):
        yield b"message %d" % number
    raise AssertionError("one of them is as wanted")


def proof_in(suite: Suite) -> bytes:
    """The node's proof for ``ALPHA``."""
    return vrf.prove(OWN, ALPHA, suite)


def other(suite: Suite) -> Suite:
    """The other ciphersuite."""
    return Suite.ELL2 if suite is Suite.TAI else Suite.TAI


def named(suite: Suite, name: str) -> str:
    """A vector's name; the protocol's default suite goes without saying."""
    return name if suite is Suite.TAI else f"ell2-{name}"


def written(message: bytes) -> JsonValue:
    """A message in hexadecimal, or how often its one octet is repeated."""
    return message.hex() if len(message) <= WRITTEN_OUT else repeated(message[:1], len(message))


def proving(seed: bytes, message: bytes, suite: Suite, request: str = "vrf_prove") -> dict[str, JsonValue]:
    """The request to prove, or to show every value of the proving."""
    return {"request": request, "suite": suite.name, "seed": seed.hex(), "alpha": written(message)}


def verifying(key: bytes, message: bytes, proof: bytes, suite: Suite) -> dict[str, JsonValue]:
    """The request to verify."""
    return {
        "request": "vrf_verify",
        "suite": suite.name,
        "key": key.hex(),
        "alpha": written(message),
        "proof": proof.hex(),
    }
