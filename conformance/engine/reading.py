"""Reading the vectors: every file is what the index says, of a known version, and as its schema has it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from jsonschema_rs import Draft202012Validator

from conformance.engine.strict import Json

FOLDER = Path(__file__).parents[1] / "vectors"
SCHEMAS = Path(__file__).parents[1] / "schema"
INDEX = "index.json"
VERSION = 1


class VectorError(Exception):
    """The vectors cannot be used; the text says which file, what is wrong and what to do, in one line."""


@dataclass(frozen=True)
class Vectors:
    """All files, by their paths."""

    cases: Mapping[str, Json]
    models: Mapping[str, Json]
    transcripts: Mapping[str, bytes]
    """As they are on disk, compressed."""
    levels: Mapping[str, str]
    """What each is about, in the order in which they are best begun."""
    digest: str
    """The SHA-256 of the index, which has those of all files: what names these vectors."""


@cache
def validator(name: str) -> Draft202012Validator:
    """The validator of ``schema/<name>.schema.json``."""
    return Draft202012Validator(json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")))


def read(folder: Path) -> Vectors:
    """The vectors in a folder.

    Raises:
        VectorError: a file is missing, cut, changed, too many, of another version, or not as its schema has it.
    """
    index = _parsed(folder / INDEX, _octets(folder / INDEX), "index")
    listed = {entry["path"]: entry["sha256"] for entry in index["files"]}
    runs = {entry["path"]: entry["sha256"] for entry in index["transcripts"]}
    there = {path.relative_to(folder).as_posix() for path in folder.glob("**/*.json*")} - {INDEX}
    for path in sorted(there - listed.keys() - runs.keys()):
        raise _bad(folder / path, f"is not in {INDEX}")
    files = {
        path: _parsed(folder / path, _checked(folder / path, digest), _schema(path)) for path, digest in listed.items()
    }
    return Vectors(
        cases={path: file for path, file in files.items() if file["kind"] == "cases"},
        models={path: file for path, file in files.items() if file["kind"] == "model"},
        transcripts={path: _checked(folder / path, digest) for path, digest in runs.items()},
        levels={level["name"]: level["about"] for level in index["levels"]},
        digest=sha256(_octets(folder / INDEX)).hexdigest(),
    )


def _schema(path: str) -> str:
    return "model" if path.startswith("models/") else "cases"


def _checked(path: Path, digest: str) -> bytes:
    octets = _octets(path)
    if sha256(octets).hexdigest() != digest:
        raise _bad(path, f"was cut or changed: its SHA-256 is not the one in {INDEX}")
    return octets


def _octets(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _bad(path, f"cannot be read: {error.strerror}") from None


def _parsed(path: Path, octets: bytes, schema: str) -> Json:
    try:
        file = json.loads(octets)
    except (ValueError, RecursionError) as error:
        raise _bad(path, f"is not JSON: {error}") from None
    if isinstance(file, dict) and file.get("version", VERSION) != VERSION:
        raise _bad(path, f"has the version {file['version']!r}, and only {VERSION} is known")
    flaw = fault(schema, file)
    if flaw is not None:
        raise _bad(path, f"is not as schema/{schema}.schema.json has it, {flaw}")
    return file


def fault(schema: str, value: Json) -> str | None:
    """Where and why a value is not as ``schema/<schema>.schema.json`` has it; None if it is."""
    try:
        wrong = next(validator(schema).iter_errors(value), None)
    except UnicodeEncodeError:
        return "as it has half of a surrogate pair, which is no text"
    if wrong is None:
        return None
    place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in wrong.instance_path)
    return f"at ${place}: {wrong.message[:120]}"


def _bad(path: Path, what: str) -> VectorError:
    return VectorError(f"{path} {what}; make the vectors again with ./leo vectors, or take them from a release")
