"""The vectors on disk: written whole, or held against what there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from leo_ref.speccheck.constants import Constants
from leo_ref.speccheck.manifest import read_manifest
from leo_ref.speccheck.printed import constants_of
from leo_ref.speccheck.tlc import java
from leo_ref.vectors.build import build
from leo_ref.vectors.transcript import ENDING, FOLDER

PATTERNS: Final = ("**/*.json", f"{FOLDER}*{ENDING}")


def made(*, whole: bool, report: Callable[[str], None]) -> dict[str, bytes]:
    """All files, made anew.

    Raises:
        TlcFailure: TLC, which knows the models' constants, could not be run.
        TieFailure: The manifest of the models cannot be read.
    """
    return build(_models(report), whole=whole)


def _models(report: Callable[[str], None]) -> Iterator[tuple[str, str, Constants]]:
    jar = java.find()
    for entry in read_manifest().models:
        if entry.compared:
            report(entry.name)
            yield entry.name, entry.purpose, constants_of(entry, jar)


def differences(folder: Path, files: Mapping[str, bytes]) -> dict[str, str]:
    """For each path that is not as it should be: ``missing``, ``changed`` or ``not made``."""
    there = {path.relative_to(folder).as_posix() for pattern in PATTERNS for path in folder.glob(pattern)}
    found = dict.fromkeys(sorted(there - files.keys()), "not made")
    for path, octets in files.items():
        if path not in there:
            found[path] = "missing"
        elif (folder / path).read_bytes() != octets:
            found[path] = "changed"
    return found


def write(folder: Path, files: Mapping[str, bytes]) -> dict[str, str]:
    """Bring the folder to exactly these files; what changed, as in :func:`differences`."""
    found = differences(folder, files)
    for path, how in found.items():
        place = folder / path
        if how == "not made":
            place.unlink()
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(files[path])
    return found
