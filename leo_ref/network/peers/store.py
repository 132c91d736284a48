"""The payloads that are held whole, to be fetched by others. No socket here."""

from __future__ import annotations

from attrs import frozen

from leo_ref.core.state.imprint import SEALED_CHUNK, Imprint
from leo_ref.sealing.imprint import imprint_of, no_payload, paths_of


@frozen(kw_only=True)
class Holding:
    """A payload with the path of each of its chunks."""

    octets: bytes
    paths: tuple[tuple[bytes, ...], ...]

    def shown(self, index: int) -> bytes:
        """The hashes of a chunk's path, then the chunk: both lengths follow from the imprint."""
        start = index * SEALED_CHUNK
        return b"".join((*self.paths[index], self.octets[start : start + SEALED_CHUNK]))


class Store:
    """At most so many octets of payloads; the one that was not asked for the longest goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: dict[Imprint, Holding] = {}
        self._imprints: dict[bytes, Imprint] = {}

    def imprint(self, octets: bytes) -> Imprint | None:
        """Hold the payload; its imprint, or None where no payload has these octets.

        A payload that is held already is not hashed again.
        """
        known = self._imprints.get(octets)
        if known is not None:
            return known
        imprint = imprint_of(octets)
        if no_payload(imprint) is not None:
            return None
        self.hold(imprint, octets)
        return imprint

    def hold(self, imprint: Imprint, octets: bytes) -> None:
        """Hold a payload of which this is the imprint."""
        self._held[imprint] = Holding(octets=octets, paths=paths_of(octets))
        self._imprints[octets] = imprint
        while len(self._held) > 1 and sum(each.length for each in self._held) > self._most:
            oldest = next(iter(self._held))
            del self._imprints[self._held.pop(oldest).octets]

    def holding(self, imprint: Imprint) -> Holding | None:
        """The payload, where it is held."""
        found = self._held.pop(imprint, None)
        if found is not None:
            self._held[imprint] = found
        return found

    def __contains__(self, imprint: Imprint) -> bool:
        return imprint in self._held
