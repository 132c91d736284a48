"""The commands ``leo vectors archive``, ``leo vectors diff`` and ``leo vectors release``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import click

from conformance.engine.ending import ended, wrong
from conformance.engine.writing import write

if TYPE_CHECKING:
    from conformance.engine.reading import Vectors
    from conformance.engine.releases.changes import Pending
    from conformance.engine.releases.comparison import Side
    from conformance.engine.strict import Json

SHOWN: Final = 10
"""Ids of each kind that a difference tells."""

place = click.Path(exists=True, path_type=Path)
vectors_option = click.option("--vectors", type=place, help="A folder or archive of vectors instead of the kit's.")
log_option = click.option("--log", type=click.Path(dir_okay=False, path_type=Path), help="Another log of releases.")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
def commands() -> None:
    """Releases of the vectors (docs/conformance.md)."""


@commands.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@vectors_option
@log_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def archive(file: Path, vectors: Path | None, log: Path | None, as_json: bool) -> None:
    """Make an archive of the vectors, with manifest, schemas and change log; FILE ends with .tar or .tar.gz.

    Its octets follow from what is in it. If the vectors are not those of the last release, its version has the first
    digits of their digest behind it, and its change log what is otherwise.

    Exit codes: 0 it is made; 2 the command line, the vectors or the log is wrong.
    """
    from conformance.engine.releases import changes
    from conformance.engine.releases.archive import archive as archive_of

    if not file.name.endswith((".tar", ".tar.gz")):
        raise click.BadParameter(f"{file} ends neither with .tar nor with .tar.gz", param_hint="FILE")
    with _named():
        said, found, waiting = _pending(vectors, log)
        version = "0.0.0" if not said["releases"] else said["releases"][-1]["version"]
        if waiting:
            version += f"+{found.digest[:8]}"
            said = changes.appended(said, waiting.entry(version))
        made = archive_of(_files(vectors, changes.octets(said)), version, compressed=file.name.endswith(".gz"))
        write(file, made)
    _say(as_json, f"{file}: vectors {version}, {found.digest}", file=str(file), version=version, vectors=found.digest)


@commands.command()
@click.argument("version")
@vectors_option
@log_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def release(version: str, vectors: Path | None, log: Path | None, as_json: bool) -> None:
    """Note in the log of releases that the vectors as they are have this VERSION; for those who change the project.

    A vector that a release has may never be lost: it stays, or a status says why not.

    Exit codes: 0 it is noted; 2 the command line, the vectors or the log is wrong, or a vector was lost.
    """
    from conformance.engine.releases import changes
    from conformance.engine.schemas import VectorError

    with _named():
        said, found, waiting = _pending(vectors, log)
        if not changes.is_next(said, version):
            raise VectorError(f"version-wrong: {version} is not three numbers that are more than those of the last one")
        if not waiting:
            raise VectorError(f"nothing-changed: the vectors are those of {said['releases'][-1]['version']}")
        write(log or changes.LOG, changes.octets(changes.appended(said, waiting.entry(version))))
    counts = {kind: len(getattr(waiting, kind)) for kind in ("added", "changed", "withdrawn")}
    told = ", ".join(f"{count:,} {kind}" for kind, count in counts.items())
    _say(as_json, f"vectors {version}: {told}", version=version, vectors=found.digest, **counts)


@commands.command()
@click.argument("old", type=place)
@click.argument("new", type=place)
@click.option("--results", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Yours, of OLD.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def diff(old: Path, new: Path, results: Path | None, as_json: bool) -> None:
    """What changed from OLD vectors to NEW ones, each a folder or an archive, and what that means for your results.

    Exit codes: 0 it is told; 2 the command line or a file is wrong.
    """
    from conformance.engine.releases.comparison import compared, lines
    from conformance.engine.results import read_results

    with _named():
        mine = None if results is None else read_results(results)
        found = compared(_side(old), _side(new), mine)
    if as_json:
        click.echo(json.dumps(found))
    else:
        for line in lines(found, SHOWN):
            click.echo(line)


@contextmanager
def _named() -> Iterator[None]:
    """What is wrong with vectors, a log or results is one line."""
    from conformance.engine.releases.comparison import OtherResults
    from conformance.engine.results import BadResults
    from conformance.engine.schemas import VectorError

    try:
        yield
    except (VectorError, BadResults) as bad:
        wrong(str(bad))
    except OtherResults as other:
        wrong(f"results-other: the results do not fit: {other}")
    except OSError as error:
        wrong(f"file-unusable: {error.filename}: {error.strerror}")


def _side(at: Path) -> Side:
    from conformance.engine.reading import read
    from conformance.engine.releases.comparison import Side
    from conformance.engine.releases.contents import contents

    found = read(at)
    return Side(found, contents(found, _progress(str(at))))


def _pending(at: Path | None, log: Path | None) -> tuple[Json, Vectors, Pending]:
    """The log, the vectors, and what of them is in no release."""
    from conformance.engine.reading import FOLDER, read
    from conformance.engine.releases import changes
    from conformance.engine.releases.contents import contents
    from conformance.engine.schemas import VectorError

    found = read(at or FOLDER)
    entries = contents(found, _progress("vectors"))
    said = changes.read_log(log or changes.LOG)
    strange = found.metadata.fault({*found.cases, *found.models}, entries.keys())
    if strange is not None:
        raise VectorError(f"metadata-wrong: {strange}")
    return said, found, changes.pending(said, entries, found.metadata)


def _files(at: Path | None, log: bytes) -> dict[str, bytes]:
    """All that goes into an archive, by its path there."""
    from conformance.engine.reading import FOLDER, place_of
    from conformance.engine.releases.archive import VECTORS
    from conformance.engine.schemas import SCHEMAS

    folder = place_of(at or FOLDER)
    inside = {VECTORS + path: folder.octets(path) for path in folder.paths()}
    schemas = {f"schema/{path.name}": path.read_bytes() for path in SCHEMAS.glob("*.schema.json")}
    return {"changes.json": log, **schemas, **inside}


def _progress(what: str) -> Callable[[int, int], None]:
    """Four lines on standard error, where there is much to do."""

    def told(done: int, whole: int) -> None:
        if whole > 100 and done * 4 // whole > (done - 1) * 4 // whole:
            click.echo(f"{what}: {done * 100 // whole} %", err=True)

    return told


def _say(as_json: bool, text: str, **members: object) -> None:
    click.echo(json.dumps(members) if as_json else text)


def main() -> NoReturn:
    """Runs the command."""
    ended(commands, "leo vectors")
