"""Reading the vectors: every file is what the index says, of a known version, and as its schema has it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from conformance.engine.metadata import Metadata
from conformance.engine.releases.archive import Archive
from conformance.engine.schemas import VectorError, fault
from conformance.engine.strict import Json

FOLDER = Path(__file__).parents[1] / "vectors"
INDEX = "index.json"
VERSION = 1


@dataclass(frozen=True)
class Vectors:
    """All files, by their paths."""

    cases: Mapping[str, Json]
    models: Mapping[str, Json]
    transcripts: Mapping[str, bytes]
    """As they are on disk, compressed."""
    levels: Mapping[str, str]
    """What each is about, in the order in which they are best begun."""
    metadata: Metadata
    digest: str
    """The SHA-256 of the index, which has those of all files: what names these vectors."""

    def model_names(self) -> list[str]:
        """The models of the level ``models``."""
        return sorted(file["model"] for file in self.models.values())


class Place(Protocol):
    """Where files of vectors are."""

    def paths(self) -> set[str]:
        """Those of all files that are there."""

    def octets(self, path: str) -> bytes:
        """What is in a file; an OSError if it cannot be read."""

    def told(self, path: str) -> str:
        """A file's name, for people."""


class Folder:
    """Vectors in a folder, as ``leo vectors`` makes it."""

    def __init__(self, folder: Path) -> None:
        """Nothing is read yet."""
        self._folder = folder

    def paths(self) -> set[str]:
        """Of what is JSON, or lines of it, compressed or not."""
        return {path.relative_to(self._folder).as_posix() for path in self._folder.glob("**/*.json*")}

    def octets(self, path: str) -> bytes:
        """What is in a file."""
        return (self._folder / path).read_bytes()

    def told(self, path: str) -> str:
        """With its folder."""
        return str(self._folder / path)


def place_of(at: Path) -> Place:
    """A folder, or an archive, which is checked; raises :class:`VectorError`."""
    return Archive(at) if at.is_file() else Folder(at)


def read(at: Path) -> Vectors:
    """The vectors in a folder, an archive, or a file of cases such as ``leo fuzz`` writes, which ends in ``.json``.

    Raises:
        VectorError: a file is missing, cut, changed, too many, of another version, or not as its schema has it; or
            the archive is none, or is not what its manifest says.
    """
    if at.is_file() and at.suffix == ".json":
        return _read_file(at)
    place = place_of(at)
    found = _octets(place, INDEX)
    index = _parsed(place, INDEX, found, "index")
    listed = {entry["path"]: entry["sha256"] for entry in index["files"]}
    runs = {entry["path"]: entry["sha256"] for entry in index["transcripts"]}
    about = index["metadata"]["path"]
    for path in sorted(place.paths() - listed.keys() - runs.keys() - {INDEX, about}):
        raise _bad(place, path, f"is not in {INDEX}")
    files = {
        path: _parsed(place, path, _checked(place, path, digest), _schema(path)) for path, digest in listed.items()
    }
    metadata = _parsed(place, about, _checked(place, about, index["metadata"]["sha256"]), "metadata")
    for path in files:
        if path not in metadata["files"]:
            raise _bad(place, about, f"says nothing of {path}")
    return Vectors(
        cases={path: file for path, file in files.items() if file["kind"] == "cases"},
        models={path: file for path, file in files.items() if file["kind"] == "model"},
        transcripts={path: _checked(place, path, digest) for path, digest in runs.items()},
        levels={level["name"]: level["about"] for level in index["levels"]},
        metadata=Metadata(metadata),
        digest=sha256(found).hexdigest(),
    )


def _read_file(path: Path) -> Vectors:
    """The vectors of one file of cases; their levels are those of :data:`FOLDER`."""
    place, ours = Folder(path.parent), Folder(FOLDER)
    octets = _octets(place, path.name)
    file = _parsed(place, path.name, octets, "cases")
    levels = {level["name"]: level["about"] for level in _parsed(ours, INDEX, _octets(ours, INDEX), "index")["levels"]}
    if file["family"].partition("/")[0] not in levels:
        raise _bad(place, path.name, f"is of the level {file['family']}, and there are {', '.join(levels)}")
    name = f"{file['family']}.json"
    return Vectors(
        cases={name: file},
        models={},
        transcripts={},
        levels=levels,
        metadata=Metadata({"files": {name: {}}, "vectors": {}, "statuses": {}}),
        digest=sha256(octets).hexdigest(),
    )


def _schema(path: str) -> str:
    return "model" if path.startswith("models/") else "cases"


def _checked(place: Place, path: str, digest: str) -> bytes:
    octets = _octets(place, path)
    if sha256(octets).hexdigest() != digest:
        raise _bad(place, path, f"was cut or changed: its SHA-256 is not the one in {INDEX}")
    return octets


def _octets(place: Place, path: str) -> bytes:
    try:
        return place.octets(path)
    except OSError as error:
        raise _bad(place, path, f"cannot be read: {error.strerror}") from None


def _parsed(place: Place, path: str, octets: bytes, schema: str) -> Json:
    try:
        file = json.loads(octets)
    except (ValueError, RecursionError) as error:
        raise _bad(place, path, f"is not JSON: {error}") from None
    if isinstance(file, dict) and file.get("version", VERSION) != VERSION:
        raise _bad(place, path, f"has the version {file['version']!r}, and only {VERSION} is known")
    flaw = fault(schema, file)
    if flaw is not None:
        raise _bad(place, path, f"is not as schema/{schema}.schema.json has it, {flaw}")
    return file


def _bad(place: Place, path: str, what: str) -> VectorError:
    remedy = "make the vectors again with ./leo vectors, or take them from a release"
    return VectorError(f"{place.told(path)} {what}; {remedy}")
