"""Canonical octets, digests and strict decoding (§2).

Start at :func:`from_octets` and :func:`to_octets`; the classes they read and write are plain attrs classes whose
field types come from :mod:`leo_ref.core.values`.
"""

from leo_ref.core.encoding.canonical import NUMBER_MOST, JsonValue, canonical, digest, digest_of_octets
from leo_ref.core.encoding.codec import decode, encode, from_octets, to_octets
from leo_ref.core.encoding.parsing import DEPTH_LIMIT, LENGTH_LIMIT, parse, read

__all__ = [
    "DEPTH_LIMIT",
    "LENGTH_LIMIT",
    "NUMBER_MOST",
    "JsonValue",
    "canonical",
    "decode",
    "digest",
    "digest_of_octets",
    "encode",
    "from_octets",
    "parse",
    "read",
    "to_octets",
]
