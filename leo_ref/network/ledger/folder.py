"""The producer's key file and the state directory: made for their owner alone, and refused when others can enter.

The lock of a state directory is the kernel's: it is let go when the process ends, however that happens.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, ClassVar, Final

from attrs import field, frozen

from leo_ref.core.encoding import from_octets, to_octets
from leo_ref.core.keys import Keys, keys_of
from leo_ref.core.rejections import Rejection
from leo_ref.core.values import Exactly
from leo_ref.network.ledger.failure import Failure, LedgerFailure

LOCK: Final = "lock"
TOKEN: Final = "token"
OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
KEY_MOST: Final = 4096
TOKEN_MOST: Final = 256


@frozen(kw_only=True)
class KeyFile:
    """What a key file holds: canonical JSON."""

    kind: ClassVar[str] = "leo_key"
    version: ClassVar[int] = 1
    seed: Annotated[bytes, Exactly(32)] = field(repr=False)
    """From which all keys of the producer are derived."""


def new_key(place: Path) -> Keys:
    """Writes a new key that only its owner can read.

    Raises:
        LedgerFailure: KEY_EXISTS, for a key is never overwritten; KEY_UNREADABLE where it cannot be written.
    """
    seed = secrets.token_bytes(32)
    write_private(place, to_octets(KeyFile(seed=seed)))
    return keys_of(seed)


def write_private(place: Path, octets: bytes) -> None:
    """Writes a new file that only its owner can read.

    Raises:
        LedgerFailure: KEY_EXISTS, for a key is never overwritten; KEY_UNREADABLE where it cannot be written.
    """
    try:
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with open(handle, "wb") as file:
            file.write(octets)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as error:
        raise LedgerFailure(Failure.KEY_EXISTS, f"{place}.", "Choose another place.") from error
    except OSError as error:
        raise LedgerFailure(Failure.KEY_UNREADABLE, f"{place}: {error.strerror}.", "Choose another place.") from error


def read_key(place: Path) -> Keys:
    """The keys in a key file.

    Raises:
        LedgerFailure: KEY_UNREADABLE; KEY_EXPOSED where anybody but its owner may read it.
    """
    found = from_octets(KeyFile, read_private(place).strip())
    if isinstance(found, Rejection):
        raise LedgerFailure(Failure.KEY_UNREADABLE, f"{place}: {found}.", "Make one: leo ledger key FILE")
    return keys_of(found.seed)


def read_private(place: Path) -> bytes:
    """The first octets of a file that only its owner can read, as many as a key has at most.

    Raises:
        LedgerFailure: KEY_UNREADABLE; KEY_EXPOSED where anybody but its owner may read it.
    """
    try:
        handle = os.open(place, os.O_RDONLY | os.O_CLOEXEC)
        with open(handle, "rb") as file:
            if os.fstat(file.fileno()).st_mode & OTHERS:
                raise LedgerFailure(
                    Failure.KEY_EXPOSED, f"{place}.", f"If nobody has read it: chmod 600 {place}. Else make a new key."
                )
            return file.read(KEY_MOST)
    except OSError as error:
        raise LedgerFailure(
            Failure.KEY_UNREADABLE, f"{place}: {error.strerror}.", "Make one: leo ledger key FILE"
        ) from error


def made_folder(folder: Path) -> None:
    """Makes the state directory if it is not there, and sees that nobody else can enter.

    Raises:
        LedgerFailure: STATE_UNWRITABLE, STATE_EXPOSED.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        mode = folder.stat().st_mode
    except OSError as error:
        raise unwritable(folder, error) from error
    if mode & OTHERS:
        raise LedgerFailure(Failure.STATE_EXPOSED, f"{folder}.", f"chmod 700 {folder}")


def unwritable(folder: Path, error: OSError) -> LedgerFailure:
    """What a directory says that cannot be written."""
    return LedgerFailure(
        Failure.STATE_UNWRITABLE, f"{folder}: {error.strerror}.", "Give this user a directory of its own: --state"
    )


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Nobody else uses the state directory meanwhile.

    Raises:
        LedgerFailure: STATE_IN_USE, STATE_UNWRITABLE.
    """
    try:
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise unwritable(folder, error) from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise LedgerFailure(
                Failure.STATE_IN_USE, f"{folder}.", "Stop the other service, or give this one a directory of its own."
            ) from error
        yield
    finally:
        os.close(lock)


def token_of(folder: Path) -> str:
    """The token for what is no signed document: made once, kept in the state directory for its owner alone.

    Raises:
        LedgerFailure: STATE_UNWRITABLE, STATE_EXPOSED.
    """
    place = folder / TOKEN
    try:
        if not place.exists():
            fresh = folder / f".{TOKEN}"
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
            with open(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(32) + "\n")
                file.flush()
                os.fsync(file.fileno())
            fresh.rename(place)
        with place.open("rb") as read:
            if os.fstat(read.fileno()).st_mode & OTHERS:
                raise LedgerFailure(Failure.STATE_EXPOSED, f"{place}.", f"rm {place}, and a new one is made.")
            found = read.read(TOKEN_MOST).decode("ascii", "replace").strip()
    except OSError as error:
        raise unwritable(folder, error) from error
    if len(found) < 32:
        raise LedgerFailure(Failure.STATE_FORM, f"{place} holds no token.", f"rm {place}, and a new one is made.")
    return found
