"""Whether a released key, opened before everybody, is at fault (§9). Nothing here is secret any more.

Software only: a box to an X25519 key has no preimage. Its opening is the secret of that key, which was made for one
sender and one job, behind it zeros up to the length of an opening.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.imprint import Imprint
from leo_ref.core.values import Digest
from leo_ref.sealing.context import Context
from leo_ref.sealing.imprint import no_chunk
from leo_ref.sealing.opening import judge_opening, shown
from leo_ref.sealing.payload import KEY_LENGTH, chunk_opens, commitment
from leo_ref.sealing.transport import PUBLIC_KEY_LENGTH, RSA_BITS, open_sealed, public_key, receiving_key


@frozen(kw_only=True)
class Promise:
    """What a key was committed to open."""

    committed: Digest
    imprint: Imprint
    context: Context


def not_opened(receiver: bytes, ciphertext: bytes, opening: bytes) -> Rejection | None:
    """Why ``opening`` is not that of what was sealed to ``receiver``; None where it is.

    Rejections: RELEASED_KEY_RECEIVER where the receiver is no RSA key, those of :func:`judge_opening`.
    """
    if len(receiver) == PUBLIC_KEY_LENGTH:
        right = opening == boxed_opening(_secret(opening)) and public_key(_secret(opening)) == receiver
        return None if right else reject(Code.OPENING_OTHER)
    key = receiving_key(receiver)
    return reject(Code.RELEASED_KEY_RECEIVER) if key is None else judge_opening(key, ciphertext, opening)


def boxed_opening(secret: bytes) -> bytes:
    """What opens a box to the X25519 key of this secret, shown to everybody."""
    return secret.ljust(RSA_BITS // 8, b"\0")


def committed_key(receiver: bytes, ciphertext: bytes, opening: bytes, committed: bytes) -> bytes | None:
    """The key in an opening that was judged; None where it is not the one committed to, which is its owner's fault."""
    if len(receiver) == PUBLIC_KEY_LENGTH:
        key: bytes | Rejection | None = open_sealed(_secret(opening), ciphertext)
    else:
        receiving = receiving_key(receiver)
        assert receiving is not None, "the opening was judged"
        key = shown(receiving, ciphertext, opening)
    if key is None or isinstance(key, Rejection) or len(key) != KEY_LENGTH or commitment(key) != committed:
        return None
    return key


def not_at_fault(key: bytes, promise: Promise, index: int, chunk: bytes, path: Sequence[bytes]) -> Rejection | None:
    """Why a chunk does not show that the key committed to does not open its payload; None where it does.

    Rejections: those of :func:`no_chunk`, KEY_OPENS.
    """
    refusal = no_chunk(promise.imprint, index, chunk, path)
    if refusal is not None:
        return refusal
    last = index == promise.imprint.chunks - 1
    opens = chunk_opens(key, promise.context, index, chunk, last=last)
    return reject(Code.KEY_OPENS) if opens else None


def _secret(opening: bytes) -> bytes:
    return opening[:PUBLIC_KEY_LENGTH]
