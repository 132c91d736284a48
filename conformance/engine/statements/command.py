"""What the options ``--sign``, ``--statement``, ``--subject``, ``--verify`` and ``--key`` of the kit do."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.engine.ending import FAILED, wrong
from conformance.engine.statements.fault import StatementFault, refuse
from conformance.engine.strict import Json
from conformance.engine.writing import write

if TYPE_CHECKING:
    from securesystemslib.signer import CryptoSigner


class Signing:
    """A statement that is made once the run is over; key and subjects are looked at before it begins."""

    def __init__(self, key: Path, file: Path, subjects: tuple[Path, ...]) -> None:
        """Reads all of them; raises :class:`StatementFault`."""
        from conformance.engine.statements.envelope import signer_of
        from conformance.engine.statements.statement import subjects as read

        self._signer: CryptoSigner = signer_of(key)
        if file.exists():
            if not file.is_file():
                refuse("unwritable", f"{file} is there, and is no file")
            if any(file.samefile(other) for other in (key, *subjects) if other.exists()):
                refuse("unwritable", f"{file} is the key or what is tested")
        self._file = file
        self._paths = subjects
        self._subjects = read(subjects)

    def sign(self, results: Mapping[str, Json]) -> None:
        """Write the statement of a run; raises :class:`StatementFault`."""
        from conformance.engine.statements.envelope import signed
        from conformance.engine.statements.statement import statement, subjects

        payload = statement(results, self._subjects)
        if subjects(self._paths) != self._subjects:
            refuse("subject", "a file that was tested changed during the run")
        try:
            write(self._file, signed(payload, self._signer))
        except OSError as error:
            refuse("unwritable", f"{self._file} cannot be written: {error.strerror}")
        click.echo(f"signed: {self._file}, by {self._signer.public_key.keyid}", err=True)


def verify(file: Path, key: Path, subjects: tuple[Path, ...], vectors: Path | None, *, as_json: bool) -> None:
    """Tell what a statement says, once it is believed; exits where it is not."""
    from conformance.engine.reading import read
    from conformance.engine.schemas import VectorError
    from conformance.engine.statements.envelope import key_of, opened
    from conformance.engine.statements.statement import checked, lines
    from conformance.engine.statements.statement import subjects as read_subjects

    with named(FAILED):
        try:
            digest = None if vectors is None else read(vectors).digest
        except VectorError as bad:
            wrong(str(bad))
        payload = opened(file, key_of(key))
        found = checked(payload, read_subjects(subjects), digest)
    for line in [json.dumps(found)] if as_json else lines(found):
        click.echo(line)


@contextmanager
def named(exit_code: int) -> Iterator[None]:
    """A fault of a statement is one line and this exit code."""
    try:
        yield
    except StatementFault as fault:
        wrong(str(fault), exit_code)
