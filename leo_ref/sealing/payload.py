"""A payload sealed with a key of its own (§9): code, data or result.

The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár, "Online Authenticated-Encryption and its Nonce-Reuse
Misuse-Resistance", 2015) over SecretBox, below a key that is made for the context. A chunk is authentic only in its
place, and the last one only as the last; so nothing of a payload can be left out, added, moved or taken from another.
"""

from __future__ import annotations

from collections.abc import Iterator
from hmac import digest as hmac_digest
from typing import Final

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from leo_ref.core.encoding import digest
from leo_ref.core.state.imprint import CHUNK, PAYLOAD_MOST, TAG
from leo_ref.sealing.context import Context, context_digest

KEY_LENGTH: Final = SecretBox.KEY_SIZE
PLAINTEXT_MOST: Final = PAYLOAD_MOST - TAG * -(-PAYLOAD_MOST // (CHUNK + TAG))
"""Octets of the longest plaintext: its sealed form is as long as a payload may be."""

COMMITMENT_DOMAIN: Final = "leo/key-commitment"

assert TAG == SecretBox.MACBYTES, "a chunk grows by the tag of its box"


def commitment(key: bytes) -> bytes:
    """What ties a key to its task or service (§6), 32 octets; keys have 32 octets of their own, so it hides them."""
    return digest(COMMITMENT_DOMAIN, key.hex())


def sealed_length(length: int) -> int:
    """How many octets a plaintext of ``length`` octets has once it is sealed."""
    return length + TAG * max(1, -(-length // CHUNK))


def seal(key: bytes, context: Context, plaintext: bytes) -> bytes:
    """The payload sealed: its chunks, each tag (16 octets) and ciphertext.

    The key (32 octets) seals this one payload and nothing else. ``plaintext`` has at most :data:`PLAINTEXT_MOST`
    octets, the sealed payload :func:`sealed_length`.
    """
    assert len(plaintext) <= PLAINTEXT_MOST, len(plaintext)
    box = _box(key, context)
    return b"".join(box.encrypt(chunk, nonce).ciphertext for nonce, chunk in _chunks(plaintext, CHUNK))


def unseal(key: bytes, context: Context, sealed: bytes, committed: bytes) -> bytes | None:
    """The plaintext, or None where ``key`` is not the one committed to or does not open the payload."""
    if len(key) != KEY_LENGTH or commitment(key) != committed:
        return None
    return opened(key, context, sealed)


def opened(key: bytes, context: Context, sealed: bytes) -> bytes | None:
    """The plaintext of a payload whose key nobody committed to, or None where the key does not open all of it.

    SecretBox alone does not commit to its key: somebody who knows two keys can make octets that both open. Where it
    matters which key it was, use :func:`unseal`.
    """
    if len(key) != KEY_LENGTH or len(sealed) > PAYLOAD_MOST:
        return None
    box = _box(key, context)
    try:
        plain = [box.decrypt(chunk, nonce) for nonce, chunk in _chunks(sealed, CHUNK + TAG)]
    except (CryptoError, ValueError):
        return None
    # An empty chunk is the whole of an empty payload and never the end of another: one plaintext, one sealed form.
    return None if len(plain) > 1 and not plain[-1] else b"".join(plain)


def chunk_opens(key: bytes, context: Context, index: int, chunk: bytes, *, last: bool) -> bool:
    """Whether the key opens the chunk with this index, from 0; an empty one opens only as the whole of a payload.

    ``key`` has 32 octets; ``last`` says that no chunk follows.
    """
    nonce = _nonce(index, last=last)
    try:
        plain = _box(key, context).decrypt(chunk, nonce)
    except (CryptoError, ValueError):
        return False
    return bool(plain) or index == 0


def _box(key: bytes, context: Context) -> SecretBox:
    """The box of one payload: its key is HMAC-SHA256 of the context, so no box of another context has it."""
    return SecretBox(hmac_digest(key, context_digest(context), "sha256"))


def _chunks(octets: bytes, size: int) -> Iterator[tuple[bytes, bytes]]:
    """The pieces of ``octets``, each with its nonce."""
    count = max(1, -(-len(octets) // size))
    for index in range(count):
        last = index == count - 1
        yield _nonce(index, last=last), octets[index * size : (index + 1) * size]


def _nonce(index: int, *, last: bool) -> bytes:
    """15 zero octets, the index in 8, then 1 for the last, else 0."""
    return index.to_bytes(SecretBox.NONCE_SIZE - 1, "big") + bytes([last])
