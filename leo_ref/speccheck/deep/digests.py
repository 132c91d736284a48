"""Digests of TLA+ values and of states."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Final

from leo_ref.speccheck.tlc.values import Value, pretty

SIZE: Final = 16
"""Octets of a digest."""

MOST: Final = 1 << 15
"""Values that are remembered before all of them are forgotten."""


class Digests:
    """Digests of values, with a memory: states share most of their values."""

    def __init__(self) -> None:
        """None is known yet."""
        self._known: dict[tuple[bool, Value], bytes] = {}

    def value(self, value: Value) -> bytes:
        """The digest of how the value is written in TLA+, which no other value is."""
        key = isinstance(value, bool), value  # TRUE and 1 are equal in Python
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= MOST:
                self._known.clear()
            found = self._known[key] = blake2b(pretty(value).encode(), digest_size=SIZE).digest()
        return found

    def state(self, values: Iterable[Value]) -> bytes:
        """The digest of a state, from its values in the order of the variables' names."""
        return state_digest(map(self.value, values))


def state_digest(digests: Iterable[bytes]) -> bytes:
    """The digest of a state, from those of its values in the order of the variables' names."""
    return blake2b(b"".join(digests), digest_size=SIZE).digest()
