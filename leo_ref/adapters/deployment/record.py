"""What a durable machine is about to measure, on disk before it is measured: SQLite, each commit synchronised.

A TPM cannot be asked for what it was extended with. So each event is written down before it goes to
the TPM, with the value of the register before the first of them. After a kill, the register tells how many of them were
measured, for no two of these values are alike. Keys that the TPM made are here too: wrapped, so that only it can use
them.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Any, Final

from attrs import define, frozen

from leo_ref.adapters.commits import one_commit
from leo_ref.adapters.deployment.failure import Failure, NodeMachineFailure
from leo_ref.adapters.deployment.tpm_machine import JobKeys
from leo_ref.attestation.appraisal.policy import BANK
from leo_ref.attestation.evidence.log import Log
from leo_ref.core.encoding import from_octets, to_octets
from leo_ref.core.rejections import Rejection
from leo_ref.core.values import JobId
from leo_ref.tcg.attest import Counters
from leo_ref.tcg.pcr import extended

FILE: Final = "machine.sqlite"
FORM: Final = 1
"""The form of the tables: SQLite's ``user_version``."""

TABLES: Final = """
CREATE TABLE keys (job TEXT PRIMARY KEY, octets BLOB NOT NULL);
CREATE TABLE jobs (job TEXT PRIMARY KEY, resets INTEGER NOT NULL, restarts INTEGER NOT NULL, start BLOB NOT NULL);
CREATE TABLE events (
    number INTEGER PRIMARY KEY, job TEXT NOT NULL REFERENCES jobs, step TEXT NOT NULL, event BLOB NOT NULL
);
"""

REMEDY: Final = "Restore the state directory from a copy, or begin with a new one: what was measured is not forgotten."


class MeasuredStep(Enum):
    """The steps of a job whose events are measured together."""

    PREPARED = "prepared"
    OPENED = "opened"
    RESULT = "result"
    WIPED = "wiped"


@frozen(kw_only=True)
class RecordedJob:
    """What a machine meant to measure for a job, and in which boot."""

    boot: Counters
    start: bytes
    """The job register before the first event."""
    events: tuple[tuple[MeasuredStep, bytes], ...] = ()

    @property
    def log(self) -> Log:
        """All events, measured or not."""
        return tuple(event for _, event in self.events)

    def has(self, step: MeasuredStep) -> bool:
        """Whether the events of a step are written down."""
        return any(found is step for found, _ in self.events)

    def measured(self, register: bytes) -> int | None:
        """How many events were measured, by what the job register holds; None where it holds anything else."""
        value = self.start
        if value == register:
            return 0
        for count, event in enumerate(self.log, start=1):
            value = extended(BANK, value, event)
            if value == register:
                return count
        return None


@define
class MachineRecord:
    """The record of one machine; nobody else has it open. Its methods block."""

    place: Path
    connection: sqlite3.Connection

    def keys(self, job: JobId) -> JobKeys | None:
        """The keys that were made for a job.

        Raises:
            NodeMachineFailure: RECORD_CORRUPT.
        """
        for (octets,) in self._read("SELECT octets FROM keys WHERE job = ?", job):
            found = from_octets(JobKeys, octets)
            if isinstance(found, Rejection):
                raise self._corrupt(f"keys of {job}: {found}")
            return found
        return None

    def keep_keys(self, job: JobId, keys: JobKeys) -> None:
        """The keys are on disk afterwards; those of other boots, which open nothing any more, are gone.

        Raises:
            NodeMachineFailure: DISK_FULL, RECORD_UNWRITABLE.
        """
        others = [
            (name,)
            for name, octets in self._read("SELECT job, octets FROM keys")
            if isinstance(found := from_octets(JobKeys, octets), Rejection) or found.counters != keys.counters
        ]
        with self._writing():
            self.connection.executemany("DELETE FROM keys WHERE job = ?", others)
            self.connection.execute("INSERT OR REPLACE INTO keys VALUES (?, ?)", (job, to_octets(keys)))

    def job(self, job: JobId) -> RecordedJob | None:
        """What was written down of a job.

        Raises:
            NodeMachineFailure: RECORD_CORRUPT.
        """
        for resets, restarts, start in self._read("SELECT resets, restarts, start FROM jobs WHERE job = ?", job):
            rows = self._read("SELECT step, event FROM events WHERE job = ? ORDER BY number", job)
            events = tuple((MeasuredStep(step), bytes(event)) for step, event in rows)
            return RecordedJob(boot=Counters(resets, restarts), start=bytes(start), events=events)
        return None

    def begun(self) -> set[JobId]:
        """The jobs whose program may have begun.

        Raises:
            NodeMachineFailure: RECORD_CORRUPT.
        """
        rows = self._read("SELECT job FROM events WHERE step = ?", MeasuredStep.OPENED.value)
        return {JobId(name) for (name,) in rows}

    def is_busy(self, boot: Counters) -> bool:
        """Whether a job of this boot has yet to measure something, so that the register is its own.

        Raises:
            NodeMachineFailure: RECORD_CORRUPT.
        """
        query = (
            "SELECT 1 FROM jobs WHERE resets = ? AND restarts = ?"
            " AND job NOT IN (SELECT job FROM events WHERE step = ?)"
        )
        return bool(self._read(query, boot.resets, boot.restarts, MeasuredStep.WIPED.value))

    def intend(self, job: JobId, begun: RecordedJob, step: MeasuredStep, events: Log) -> RecordedJob:
        """The events of a step are on disk afterwards, as what is to be measured next; gives back the job with them.

        Raises:
            NodeMachineFailure: DISK_FULL, RECORD_UNWRITABLE.
        """
        with self._writing():
            self.connection.execute(
                "INSERT OR IGNORE INTO jobs VALUES (?, ?, ?, ?)",
                (job, begun.boot.resets, begun.boot.restarts, begun.start),
            )
            self.connection.executemany(
                "INSERT INTO events (job, step, event) VALUES (?, ?, ?)",
                [(job, step.value, event) for event in events],
            )
        return RecordedJob(
            boot=begun.boot, start=begun.start, events=(*begun.events, *((step, event) for event in events))
        )

    def forget(self, job: JobId) -> None:
        """Nothing is left of a job afterwards.

        Raises:
            NodeMachineFailure: DISK_FULL, RECORD_UNWRITABLE.
        """
        with self._writing():
            for table in ("events", "jobs", "keys"):
                self.connection.execute(f"DELETE FROM {table} WHERE job = ?", (job,))

    def _read(self, query: str, *arguments: str | int) -> list[Any]:  # Any: rows, as the tables say
        try:
            return self.connection.execute(query, arguments).fetchall()
        except sqlite3.Error as error:
            raise failed(self.place, error) from error

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with one_commit(self.connection):
                yield
        except sqlite3.Error as error:
            raise failed(self.place, error) from error

    def _corrupt(self, what: str) -> NodeMachineFailure:
        return NodeMachineFailure(Failure.RECORD_CORRUPT, f"{self.place}, {what}.", REMEDY)


def failed(place: Path, error: OSError | sqlite3.Error) -> NodeMachineFailure:
    """What the database said, by its name."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return NodeMachineFailure(Failure.DISK_FULL, f"{place}.", "Make room, then start the node again.")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return NodeMachineFailure(Failure.RECORD_CORRUPT, f"{place}: {error}.", REMEDY)
    return NodeMachineFailure(Failure.RECORD_UNWRITABLE, f"{place}: {error}.", "Give this user a directory of its own.")


@contextmanager
def machine_record(folder: Path) -> Iterator[MachineRecord]:
    """The record in a state directory, made where there is none.

    Raises:
        NodeMachineFailure: RECORD_UNWRITABLE, RECORD_FORM, RECORD_CORRUPT, DISK_FULL.
    """
    place = folder / FILE
    try:
        os.close(os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))  # SQLite takes the mode that it finds
        connection = sqlite3.connect(place, isolation_level=None, check_same_thread=False)
    except (OSError, sqlite3.Error) as error:
        raise failed(place, error) from error
    try:
        found = MachineRecord(place, connection)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            (form,) = connection.execute("PRAGMA user_version").fetchone()
        except sqlite3.Error as error:
            raise failed(place, error) from error
        if form == 0:
            with found._writing():
                for statement in TABLES.split(";\n"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {FORM}")
        elif form != FORM:
            raise NodeMachineFailure(Failure.RECORD_FORM, f"{place} has the form {form}, and {FORM} is read.", REMEDY)
        yield found
    finally:
        connection.close()
