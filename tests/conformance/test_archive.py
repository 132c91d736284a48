"""An archive of the vectors: the same octets everywhere, run from, and refused by name where it is not what it says."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

import pytest

from conformance.engine.releases import archive as archives
from conformance.engine.releases.archive import Archive, archive
from conformance.engine.schemas import VectorError, fault
from tests.conformance.table import PASSED, WRONG, kit
from tests.vectors.made import ROOT

EMPTY = {"kind": "changes", "version": 1, "releases": []}


def leo(*arguments: str, folder: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """``leo vectors``."""
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from leo_ref.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", start, "vectors", *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log without a release."""
    path = tmp_path_factory.mktemp("log") / "changes.json"
    path.write_text(json.dumps(EMPTY), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def packed(vectors: Path, log: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive, not compressed."""
    path = tmp_path_factory.mktemp("packed") / "few.tar"
    done = leo("archive", str(path), "--vectors", str(vectors), "--log", str(log))
    assert done.returncode == PASSED, done.stderr
    return path


def test_it_is_the_same_octets_elsewhere_and_under_another_hash_seed(vectors: Path, log: Path, tmp_path: Path) -> None:
    made = []
    for number, seed in enumerate(("1", "2")):
        folder = tmp_path / str(number)
        folder.mkdir(mode=0o700 + number)
        copy = folder / "vectors"
        for path in sorted(vectors.glob("**/*.json"), reverse=bool(number)):
            place = copy / path.relative_to(vectors)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())
            place.chmod(0o600 + number)
            os.utime(place, (number, number))
        arguments = ("archive", "few.tar.gz", "--vectors", "vectors", "--log", str(log))
        zone = {"TZ": ("UTC", "Asia/Tokyo")[number], "LC_ALL": ("C", "C.UTF-8")[number]}
        done = leo(*arguments, folder=folder, PYTHONHASHSEED=seed, **zone)
        assert done.returncode == PASSED, done.stderr
        made.append((folder / "few.tar.gz").read_bytes())
    assert made[0] == made[1]


def test_it_says_what_is_in_it(packed: Path, vectors: Path) -> None:
    index = sha256((vectors / "index.json").read_bytes()).hexdigest()
    with tarfile.open(packed) as tar:
        names = tar.getnames()
        top = f"leo-vectors-0.0.0+{index[:8]}"
        inside = {name: tar.extractfile(name).read() for name in names}  # type: ignore[union-attr]  # all plain files
    manifest = json.loads(inside[f"{top}/manifest.json"])
    assert fault("manifest", manifest) is None
    assert names == [f"{top}/{path}" for path in ("manifest.json", *(one["path"] for one in manifest["files"]))]
    for one in manifest["files"]:
        octets = inside[f"{top}/{one['path']}"]
        assert (one["size"], one["sha256"]) == (len(octets), sha256(octets).hexdigest())
    assert manifest["vectors"] == index
    changes = json.loads(inside[f"{top}/changes.json"])
    assert fault("changes", changes) is None
    assert changes["releases"][-1]["version"] == manifest["release"]
    assert "alone" in changes["releases"][-1]["added"]["rules/elect"]
    assert json.loads(inside[f"{top}/schema/cases.schema.json"])["title"]


@pytest.mark.parametrize("ending", [".tar", ".tar.gz"])
def test_the_kit_runs_from_it(packed: Path, vectors: Path, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"few{ending}"
    path.write_bytes(gzip.compress(packed.read_bytes()) if ending == ".tar.gz" else packed.read_bytes())
    done = kit(path, "--json", "-", "--level", "rules")
    assert done.returncode == PASSED, done.stderr
    found = json.loads(done.stdout)
    assert found["vectors"]["sha256"] == sha256((vectors / "index.json").read_bytes()).hexdigest()
    assert not [*tmp_path.glob("*/")], "nothing is unpacked"


def test_another_ending_is_refused(tmp_path: Path) -> None:
    done = leo("archive", str(tmp_path / "few.zip"))
    assert done.returncode == WRONG
    assert ".tar.gz" in done.stderr
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("option", ["--check", "--all", "--json"])
def test_options_of_making_do_not_go_with_a_command(tmp_path: Path, option: str) -> None:
    done = leo(option, "archive", str(tmp_path / "few.tar"))
    assert (done.returncode, "do not go with a command" in done.stderr) == (WRONG, True)


def test_a_place_that_cannot_be_written_is_named(vectors: Path, log: Path, tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "few.tar"
    done = leo("archive", str(path), "--vectors", str(vectors), "--log", str(log))
    assert (done.returncode, done.stderr) == (WRONG, f"leo: file-unusable: {path}: No such file or directory\n")


Change: TypeAlias = Callable[[str, tarfile.TarInfo, bytes], "tuple[tarfile.TarInfo, bytes] | None"]


def changed(packed: Path, change: Change) -> bytes:
    """The archive with its members changed, one by one; None leaves one out."""
    made = io.BytesIO()
    with tarfile.open(packed) as old, tarfile.open(fileobj=made, mode="w", format=tarfile.USTAR_FORMAT) as new:
        for member in old:
            inside = old.extractfile(member)
            assert inside is not None
            found = change(member.name.partition("/")[2], member, inside.read())
            if found is not None:
                found[0].size = len(found[1])
                new.addfile(found[0], io.BytesIO(found[1]))
    return made.getvalue()


def renamed(name: str) -> Callable[[Path], bytes]:
    """One member has another name."""

    def change(path: str, member: tarfile.TarInfo, octets: bytes) -> tuple[tarfile.TarInfo, bytes]:
        top = member.name.partition("/")[0]
        if path == "vectors/rules/elect.json":
            member.name = name.replace("TOP", top)
        return member, octets

    return lambda packed: changed(packed, change)


def kind(tar_type: bytes) -> Callable[[Path], bytes]:
    """One member is no plain file."""

    def change(path: str, member: tarfile.TarInfo, octets: bytes) -> tuple[tarfile.TarInfo, bytes]:
        if path == "vectors/rules/elect.json":
            member.type, member.linkname, octets = tar_type, "/etc/passwd", b""
        return member, octets

    return lambda packed: changed(packed, change)


def one(wanted: str, made: Callable[[bytes], bytes | None]) -> Callable[[Path], bytes]:
    """One file is another, or left out."""

    def change(path: str, member: tarfile.TarInfo, octets: bytes) -> tuple[tarfile.TarInfo, bytes] | None:
        found = made(octets) if path == wanted else octets
        return None if found is None else (member, found)

    return lambda packed: changed(packed, change)


def twice(packed: Path) -> bytes:
    octets = changed(packed, lambda _path, member, inside: (member, inside))
    made = io.BytesIO(octets)
    with tarfile.open(fileobj=made, mode="a", format=tarfile.USTAR_FORMAT) as tar:
        member = tar.getmembers()[-1]
        tar.addfile(member, io.BytesIO(bytes(member.size)))
    return made.getvalue()


def extra(packed: Path) -> bytes:
    made = io.BytesIO(packed.read_bytes())
    with tarfile.open(fileobj=made, mode="a", format=tarfile.USTAR_FORMAT) as tar:
        top = tar.getnames()[0].partition("/")[0]
        member = tarfile.TarInfo(f"{top}/vectors/rules/more.json")
        tar.addfile(member, io.BytesIO())
    return made.getvalue()


def owned(packed: Path) -> bytes:
    def change(_path: str, member: tarfile.TarInfo, octets: bytes) -> tuple[tarfile.TarInfo, bytes]:
        member.mtime = 1
        return member, octets

    return changed(packed, change)


def manifest(**members: object) -> Callable[[bytes], bytes]:
    return lambda octets: json.dumps(json.loads(octets) | members).encode()


def longer_by(count: int) -> Callable[[bytes], bytes]:
    def change(octets: bytes) -> bytes:
        said = json.loads(octets)
        said["files"][0]["size"] += count
        return json.dumps(said).encode()

    return change


ELECT = "vectors/rules/elect.json"
REFUSED: dict[str, tuple[str, Callable[[Path], bytes]]] = {
    "not an archive": ("unreadable", lambda _packed: b"hello " * 200),
    "empty": ("unreadable", lambda _packed: b""),
    "cut": ("unreadable", lambda packed: packed.read_bytes()[:5000]),
    "cut between two blocks": ("unreadable", lambda packed: packed.read_bytes()[: 20 * tarfile.BLOCKSIZE]),
    "cut before the end": ("unreadable", lambda packed: packed.read_bytes().rstrip(b"\0")),
    "cut, compressed": ("unreadable", lambda packed: gzip.compress(packed.read_bytes())[:-9]),
    "compressed badly": ("unreadable", lambda packed: gzip.compress(packed.read_bytes())[:50] + bytes(50)),
    "something behind": ("form", lambda packed: gzip.compress(packed.read_bytes()) + b"more"),
    "something behind the end": ("form", lambda packed: packed.read_bytes() + bytes(512)),
    "a bomb": ("size", lambda _packed: gzip.compress(bytes(1 << 21), 1)),
    "up": ("path", renamed("TOP/../../etc/passwd")),
    "up at once": ("path", renamed("../elect.json")),
    "absolute": ("path", renamed("/etc/passwd")),
    "back-slashes": ("path", renamed("TOP/..\\..\\elect.json")),
    "a symbolic link": ("form", kind(tarfile.SYMTYPE)),
    "a hard link": ("form", kind(tarfile.LNKTYPE)),
    "a device": ("form", kind(tarfile.CHRTYPE)),
    "a folder": ("form", kind(tarfile.DIRTYPE)),
    "twice": ("form", twice),
    "another time": ("form", owned),
    "one more": ("extra", extra),
    "one fewer": ("missing", one(ELECT, lambda _octets: None)),
    "a changed file": ("hash", one(ELECT, lambda octets: octets.replace(b"elect", b"erect", 1))),
    "a longer file": ("size", one(ELECT, lambda octets: octets + b"\n")),
    "another size": ("size", one("manifest.json", longer_by(1))),
    "no manifest": ("manifest", one("manifest.json", lambda _octets: None)),
    "a manifest that is none": ("manifest", one("manifest.json", lambda _octets: b"[]")),
    "a manifest with a member twice": (
        "manifest",
        one("manifest.json", lambda octets: octets.replace(b'"kind"', b'"kind": "manifest", "kind"')),
    ),
    "a manifest of other vectors": ("manifest", one("manifest.json", manifest(vectors="0" * 64))),
    "a manifest of another version": ("manifest", one("manifest.json", manifest(version=2))),
    "a manifest of another release": ("form", one("manifest.json", manifest(release="9.9.9"))),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_what_it_says_is_refused(
    packed: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    called, make = REFUSED[name]
    monkeypatch.setattr(archives, "OCTETS_MOST", 1 << 20)
    path = tmp_path / "bad.tar"
    path.write_bytes(make(packed))
    with pytest.raises(VectorError, match=rf"^archive-{called}: "):
        Archive(path)


def test_the_kit_says_so_in_one_line(packed: Path, tmp_path: Path) -> None:
    path = tmp_path / "bad.tar"
    path.write_bytes(renamed("TOP/../elect.json")(packed))
    done = kit(path)
    assert done.returncode == WRONG
    assert done.stderr.startswith("leo: archive-path: ")
    assert done.stderr.count("\n") == 1


def test_vectors_in_an_archive_are_judged_as_in_a_folder(packed: Path, tmp_path: Path) -> None:
    found = Archive(packed)
    files = {"changes.json": json.dumps(EMPTY).encode()} | {
        f"vectors/{path}": found.octets(path) for path in found.paths()
    }
    files["vectors/rules/elect.json"] += b"\n"
    path = tmp_path / "bad.tar"
    path.write_bytes(archive(files, "1.0.0", compressed=False))
    done = kit(path)
    assert done.returncode == WRONG
    assert "was cut or changed: its SHA-256 is not the one in index.json" in done.stderr
