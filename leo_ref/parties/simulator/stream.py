"""Chance from a seed: SHA-256 over a counter."""

from __future__ import annotations

from hashlib import sha256

from attrs import frozen


@frozen
class RandomStream:
    """A stream of numbers; taking one gives the stream after it."""

    seed: bytes
    taken: int = 0

    def below(self, bound: int) -> tuple[int, RandomStream]:
        """A number 0 <= n < ``bound``. With 256 bits the bias of the remainder is far below anything to be seen."""
        octets = sha256(self.seed + self.taken.to_bytes(8, "big")).digest()
        return int.from_bytes(octets, "big") % bound, RandomStream(self.seed, self.taken + 1)
