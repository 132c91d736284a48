"""Decoders of documents: each type that has canonical octets."""

from __future__ import annotations

from typing import Any

from attrs import AttrsInstance

from leo_ref.core.encoding import from_octets, to_octets
from tests.fuzz.judging import DECODING, Decoder, value


def documents(*instances: AttrsInstance) -> tuple[bytes, ...]:
    """Their octets."""
    return tuple(to_octets(instance) for instance in instances)


def document(kind: Any, *instances: bytes) -> Decoder:  # a type form, which mypy has no name for
    """The decoder of a type that has canonical octets."""
    accepted = value(object, codes=DECODING, back=to_octets)
    return Decoder(lambda octets: from_octets(kind, octets), accepted, instances)
