"""A secret does not show in the text of what holds it, in none of the ways in which Python writes octets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, Final

import attrs
import pytest

from leo_ref.core.keys import keys_of
from leo_ref.core.state.node import Status
from leo_ref.core.values import NodeId
from leo_ref.draw.keys import secret
from leo_ref.explain.claims import ClaimLine
from leo_ref.explain.situation import Claim
from leo_ref.explain.snapshot import SnapshotNode
from leo_ref.network.ledger.folder import KeyFile
from leo_ref.parties.sealed_payload import SealedPayload
from leo_ref.sealing.imprint import imprint_of
from leo_ref.software.machine import Running


def octets(name: str) -> bytes:
    """32 octets that stand nowhere else, some of which repr escapes and some not."""
    return sha256(name.encode("ascii")).digest()


def ways(value: object) -> list[str]:
    """The texts in which a secret shows."""
    match value:
        case bytes():
            return [value.hex(), value.hex().upper(), repr(value)[2:-1], str(list(value))[1:-1]]
        case int():
            return [str(value), f"{value:x}", f"{value:X}"]
        case str():
            return [value]
        case tuple():
            return [way for part in value for way in ways(part)]
        case _:
            raise TypeError(type(value).__name__)


def shows(text: str, value: object) -> bool:
    """Whether any of them is in the text."""
    return any(way in text for way in ways(value))


NODE: Final = NodeId("0a" * 32)
HOLDERS: Final[Mapping[str, tuple[Callable[[], Any], tuple[str, ...]]]] = {
    "draw.keys.Secret": (lambda: secret(octets("seed")), ("scalar", "prefix")),
    "core.keys.Keys": (
        lambda: keys_of(octets("seed")),
        ("account", "vrf", "attestation", "endorsement", "encryption", "secret"),
    ),
    "parties.sealed_payload.SealedPayload": (
        lambda: SealedPayload(key=octets("key"), octets=octets("plain"), imprint=imprint_of(b"sealed")),
        ("key", "octets"),
    ),
    "software.machine.Running": (lambda: Running(log=(), plain=(octets("code"), octets("data"))), ("plain",)),
    "network.ledger.folder.KeyFile": (lambda: KeyFile(seed=octets("seed")), ("seed",)),
    "explain.claims.ClaimLine": (lambda: ClaimLine(node=NODE, proof=None, seed=octets("seed")), ("seed",)),
    "explain.situation.Claim": (lambda: Claim(node=NODE, proof=None, seed=octets("seed")), ("seed",)),
    "explain.snapshot.SnapshotNode": (
        lambda: SnapshotNode(
            label="n",
            vrf_key=None,
            credit=1,
            since=2,
            status=Status.ACTIVE,
            owner=None,
            busy=False,
            lied=False,
            proof=None,
            seed=octets("seed"),
        ),
        ("seed",),
    ),
}
"""Who holds which secrets."""


@pytest.mark.parametrize(
    "value", [octets("secret"), bytes(range(32)), 2**250 + 12345, "a text", (octets("a"), octets("b"))]
)
def test_what_shows_is_seen(value: object) -> None:
    @attrs.frozen
    class Shown:
        field: object

    @attrs.frozen
    class Hidden:
        field: object = attrs.field(repr=False)

    assert shows(repr(Shown(value)), value)
    assert not shows(repr(Hidden(value)), value)


@pytest.mark.parametrize("name", HOLDERS)
def test_a_secret_is_in_no_text(name: str) -> None:
    made, fields = HOLDERS[name]
    holder = made()
    assert {one.name for one in attrs.fields(type(holder)) if not one.repr} == set(fields)
    for field in fields:
        value = getattr(holder, field)
        assert value
        for text in (repr(holder), str(holder), f"{holder}", repr((holder,))):
            assert not shows(text, value), field
