"""Which deep models are finished: a file of JSON lines, so that a run that was stopped goes on where it was."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Final

from leo_ref.speccheck.failure import Failure, TieFailure
from leo_ref.speccheck.manifest import ManifestEntry
from leo_ref.speccheck.report import ModelReport
from leo_ref.speccheck.tlc.java import Jar
from leo_ref.speccheck.tlc.locations import specification

_PACKAGE: Final = Path(__file__).resolve().parents[2]
_COUNTS: Final = ("distinct", "depth", "edges", "refusals")
_TIMES: Final = ("tlc_seconds", "reference_seconds")


def basis(jar: Jar) -> str:
    """A digest of all that a verdict rests on: the specification, the reference and the TLC.

    A verdict on another one is none.
    """
    whole = sha256(str(jar).encode())
    folders = (specification(), ("*.tla", "*.cfg")), (_PACKAGE, ("*.py",))
    for folder, patterns in folders:
        for path in sorted(path for pattern in patterns for path in folder.rglob(pattern)):
            whole.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return whole.hexdigest()


class FinishedModels:
    """What is finished on one basis. A line that breaks off, as a kill may leave it, counts as not written."""

    def __init__(self, path: Path, basis: str) -> None:
        """Reads the file, if it is there.

        Raises:
            TieFailure: STATE_NOT_WRITTEN: it is there and cannot be read.
        """
        self._path = path
        self._basis = basis
        self._known: dict[str, dict[str, object]] = {}
        try:
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
        except OSError as error:
            raise self._failure(error) from error
        for line in lines:
            found = _read(line)
            if found.get("basis") == basis:
                self._known[str(found["model"])] = found

    def report(self, entry: ManifestEntry) -> ModelReport | None:
        """What the check of a model came to; nothing if it is not finished."""
        found = self._known.get(entry.name)
        if found is None:
            return None
        return ModelReport(entry=entry, earlier=True, **{name: found[name] for name in (*_COUNTS, *_TIMES)})  # type: ignore[arg-type]  # `_read` looked

    def add(self, report: ModelReport) -> None:
        """Writes down that a model is finished.

        Raises:
            TieFailure: STATE_NOT_WRITTEN.
        """
        values = {name: getattr(report, name) for name in _COUNTS}
        times = {name: round(getattr(report, name), 1) for name in _TIMES}
        line = json.dumps({"model": report.entry.name, "basis": self._basis, **values, **times})
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"\n{line}\n")  # after a line that breaks off this one begins anew
        except OSError as error:
            raise self._failure(error) from error

    def _failure(self, error: OSError) -> TieFailure:
        return TieFailure(
            Failure.STATE_NOT_WRITTEN, f"{self._path}: {error.strerror}.", "Name another file by --state."
        )


def _read(line: str) -> dict[str, object]:
    """What a line says; nothing if it is no whole one."""
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    if not isinstance(found, dict) or not isinstance(found.get("model"), str):
        return {}
    counted = all(type(found.get(name)) is int for name in _COUNTS)
    timed = all(isinstance(found.get(name), int | float) for name in _TIMES)
    return found if counted and timed else {}
