"""The sealed result (§10): the result under a fresh key, that key for the task owner alone."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Final

from attrs import frozen

from leo_ref.encoding import digest, from_octets, to_octets
from leo_ref.rejections import Rejection
from leo_ref.sealing.payload import opened, seal
from leo_ref.sealing.transport import account_public_key, account_secret, open_sealed, seal_to
from leo_ref.values import AccountId, AtMost

RESULT_DOMAIN: Final = "leo/sealed-result"


@frozen(kw_only=True)
class SealedResult:
    """What monitors hold and cannot read."""

    kind: ClassVar[str] = "sealed_result"
    key: Annotated[bytes, AtMost(1024)]
    payload: Annotated[bytes, AtMost(2**24)]


@frozen
class Result:
    """What came of a job that ran."""

    ended: str
    """:data:`WELL`, or how the program ended without a result."""
    output: bytes

    @property
    def is_well(self) -> bool:
        """Whether the program did its work."""
        return self.ended == WELL


WELL: Final = "RESULT"


def framed(result: Result) -> bytes:
    """A result as it is sealed: how it ended, a line feed, the output."""
    return result.ended.encode() + b"\n" + result.output


def unframed(octets: bytes) -> Result | None:
    """The result in what was sealed; None where it is none."""
    ended, mark, output = octets.partition(b"\n")
    known = re.fullmatch(rb"[A-Z_]{1,32}", ended)
    return Result(known[0].decode(), output) if known and mark else None


def sealed_result(owner: AccountId, result: bytes, key: bytes, ephemeral: bytes) -> bytes:
    """The canonical octets of the result, sealed for the account ``owner`` under a ``key`` used for nothing else.

    Where the account's name is no usable key, nobody can open the result; that is the owner's own doing.
    """
    receiver = account_public_key(bytes.fromhex(owner))
    carried = None if receiver is None else seal_to(receiver, key, ephemeral)
    return to_octets(SealedResult(key=carried or b"", payload=seal(key, result)))


def result_digest(sealed: bytes) -> bytes:
    """What the payment request and the job log name, 32 octets."""
    return digest(RESULT_DOMAIN, sealed.hex())


def opened_result(account_seed: bytes, sealed: bytes) -> bytes | None:
    """The result, for the account that it was sealed for; else None."""
    found = from_octets(SealedResult, sealed)
    if isinstance(found, Rejection):
        return None
    key = open_sealed(account_secret(account_seed), found.key)
    return None if key is None else opened(key, found.payload)
