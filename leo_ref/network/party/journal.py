"""What a party heard and what its machine answered, on disk: SQLite, each commit synchronised before it returns.

A party is what it heard makes of it, so nothing else is kept. The journal judges nothing. Its methods block.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

from attrs import define, frozen

from leo_ref.adapters.commits import one_commit
from leo_ref.core.encoding import from_octets, to_octets
from leo_ref.core.rejections import Rejection
from leo_ref.core.values import AccountId
from leo_ref.network.party.answer import MachineAnswer
from leo_ref.network.party.failure import Failure, PartyFailure
from leo_ref.parties.message import Message, Payload, Wake

if TYPE_CHECKING:
    from typing_extensions import TypeForm

T = TypeVar("T")

FILE: Final = "journal.sqlite"
FORM: Final = 2
"""The form of the tables: SQLite's ``user_version``."""

TABLES: Final = """
CREATE TABLE owner (name TEXT NOT NULL, genesis BLOB NOT NULL, rules TEXT NOT NULL);
CREATE TABLE heard (
    number INTEGER PRIMARY KEY, time INTEGER NOT NULL, sender TEXT NOT NULL, kind TEXT NOT NULL, octets BLOB NOT NULL
);
CREATE TABLE answered (number INTEGER PRIMARY KEY, heard INTEGER NOT NULL REFERENCES heard, octets BLOB NOT NULL);
"""

"""``time``: when it was kept, in millionths of a second since 1970. No party acts on it; records of a network do."""

WAKE: Final = "wake"
PAYLOAD: Final = "payload"
MESSAGE: Final = "message"

Heard: TypeAlias = Message | Wake


@frozen(kw_only=True)
class KeptMessage:
    """What a party heard."""

    time: int
    """When it was kept, in millionths of a second since 1970."""
    sender: str
    heard: Heard


@frozen(kw_only=True)
class KeptJournal:
    """A journal as it was read."""

    owner: AccountId
    messages: tuple[KeptMessage, ...]


@define
class Journal:
    """The journal of one party; nobody else has it open."""

    place: Path
    connection: sqlite3.Connection
    pending: tuple[str, Heard] | None = None
    """Who sent what the party is hearing, and that, until it is on disk."""

    def begin(self, heard: Heard, sender: str = "") -> None:
        """The party is about to hear this; it is kept with the first answer of the machine, or by :meth:`keep`."""
        self.pending = sender, heard

    def keep(self) -> None:
        """What the party is hearing is on disk afterwards.

        Raises:
            PartyFailure: DISK_FULL, JOURNAL_UNWRITABLE.
        """
        with self._writing():
            self._keep()

    def answered(self, answer: MachineAnswer) -> None:
        """The machine's answer is on disk afterwards, with what the party is hearing.

        Raises:
            PartyFailure: those of :meth:`keep`.
        """
        with self._writing():
            self._keep()
            self.connection.execute(
                "INSERT INTO answered (heard, octets) SELECT max(number), ? FROM heard", (to_octets(answer),)
            )

    def heard(self) -> Iterator[tuple[Heard, tuple[MachineAnswer, ...]]]:
        """All that the party heard, each with what the machine answered meanwhile.

        Raises:
            PartyFailure: JOURNAL_CORRUPT.
        """
        answers = dict[int, list[MachineAnswer]]()
        for number, octets in self.connection.execute("SELECT heard, octets FROM answered ORDER BY number"):
            answers.setdefault(number, []).append(self._read(MachineAnswer, octets, number))
        for number, kept in enumerate(self.kept(), start=1):
            yield kept.heard, tuple(answers.get(number, ()))

    def kept(self) -> Iterator[KeptMessage]:
        """All that the party heard, with its sender and time.

        Raises:
            PartyFailure: JOURNAL_CORRUPT.
        """
        for number, when, sender, kind, octets in self.connection.execute(
            "SELECT number, time, sender, kind, octets FROM heard ORDER BY number"
        ):
            yield KeptMessage(time=when, sender=sender, heard=self._heard(number, kind, octets))

    def _keep(self) -> None:
        if self.pending is None:
            return
        sender, heard = self.pending
        match heard:
            case Wake():
                row = (WAKE, b"")
            case Payload(octets=octets):
                row = (PAYLOAD, octets)
            case message:
                row = (MESSAGE, to_octets(message))
        self.connection.execute(
            "INSERT INTO heard (time, sender, kind, octets) VALUES (?, ?, ?, ?)", (time.time_ns() // 1000, sender, *row)
        )
        self.pending = None

    def _heard(self, number: int, kind: str, octets: bytes) -> Heard:
        match kind:
            case "wake":
                return Wake()
            case "payload":
                return Payload(octets=octets)
            case _:
                return self._read(Message, octets, number)

    def _read(self, form: TypeForm[T], octets: bytes, number: int) -> T:
        found = from_octets(form, octets)
        if isinstance(found, Rejection):
            raise PartyFailure(Failure.JOURNAL_CORRUPT, f"{self.place}, message {number}: {found}.", REMEDY)
        return found

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction of the database, with the failures of the disk named."""
        try:
            with one_commit(self.connection):
                yield
        except sqlite3.Error as error:
            raise failed(self.place, error) from error


OWNER: Final = ("party", "genesis", "rules")
"""What the journal is of."""

REMEDY: Final = "Restore the state directory from a copy, or begin with new keys: what was answered must not be lost."


def failed(place: Path, error: sqlite3.Error) -> PartyFailure:
    """What the database said, by its name."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return PartyFailure(Failure.DISK_FULL, f"{place}.", "Make room, then start the party again.")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return PartyFailure(Failure.JOURNAL_CORRUPT, f"{place}: {error}.", REMEDY)
    return PartyFailure(Failure.JOURNAL_UNWRITABLE, f"{place}: {error}.", "Give this user a directory of its own.")


def read_journal(folder: Path) -> KeptJournal:
    """What the journal in a state directory has, also while its party is at work.

    Raises:
        PartyFailure: JOURNAL_UNWRITABLE, JOURNAL_FORM, JOURNAL_CORRUPT.
    """
    place = folder / FILE
    try:
        with closing(sqlite3.connect(f"{place.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            _check_form(place, *connection.execute("PRAGMA user_version").fetchone())
            (owner,) = connection.execute("SELECT name FROM owner").fetchone()
            return KeptJournal(owner=AccountId(owner), messages=tuple(Journal(place, connection).kept()))
    except sqlite3.Error as error:
        raise failed(place, error) from error


def _check_form(place: Path, form: int) -> None:
    if form != FORM:
        raise PartyFailure(Failure.JOURNAL_FORM, f"{place} has the form {form}, and {FORM} is read.", REMEDY)


@contextmanager
def journal(folder: Path, name: str, genesis: bytes, rules: str) -> Iterator[Journal]:
    """The journal in a state directory, made where there is none.

    Args:
        folder: The state directory.
        name: The party's account.
        genesis: The genesis hash, 32 octets.
        rules: The version of the rules.

    Raises:
        PartyFailure: JOURNAL_UNWRITABLE, JOURNAL_FORM, JOURNAL_OTHER, JOURNAL_CORRUPT, DISK_FULL.
    """
    place = folder / FILE
    try:
        connection = sqlite3.connect(place, isolation_level=None, check_same_thread=False)
    except sqlite3.Error as error:
        raise failed(place, error) from error
    try:
        found = Journal(place, connection)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            (form,) = connection.execute("PRAGMA user_version").fetchone()
            if form == 0:
                with found._writing():
                    for statement in TABLES.split(";\n"):
                        connection.execute(statement)
                    connection.execute("INSERT INTO owner VALUES (?, ?, ?)", (name, genesis, rules))
                    connection.execute(f"PRAGMA user_version = {FORM}")
            else:
                _check_form(place, form)
            owner = connection.execute("SELECT name, genesis, rules FROM owner").fetchone()
        except sqlite3.Error as error:
            raise failed(place, error) from error
        ours = zip(OWNER, owner, (name, genesis, rules), strict=True)
        differs = [what for what, kept, given in ours if kept != given]
        if differs:
            raise PartyFailure(
                Failure.JOURNAL_OTHER, f"{place} differs in: {', '.join(differs)}.", "Give each a directory of its own."
            )
        yield found
    finally:
        connection.close()
