"""An archive of the vectors: a tar file whose octets follow from its files alone, and which is checked before use.

It has one folder, ``leo-vectors-<version>``: first ``manifest.json`` with size and SHA-256 of every other file, then
these, sorted. All files belong to nobody, and are of the first second of 1970. Nothing is ever unpacked on disk.
"""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zlib
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final, NoReturn

from conformance.engine.schemas import VectorError, fault
from conformance.engine.strict import Json, NotStrict, shown, strict

MANIFEST: Final = "manifest.json"
VECTORS: Final = "vectors/"
ROOT: Final = "leo-vectors-"
GZIP: Final = b"\x1f\x8b"
END: Final = bytes(2 * tarfile.BLOCKSIZE)
OCTETS_MOST: Final = 1 << 29
"""Of an archive that is not compressed, and of one that is."""


class Archive:
    """An archive that is what its manifest says, as a place of vectors."""

    def __init__(self, path: Path) -> None:
        """Reads and checks it.

        Raises:
            VectorError: its text begins with what is wrong: archive-unreadable, -size, -form, -path, -manifest,
                -missing, -extra, -hash.
        """
        self._path = path
        self._files = _checked(path)
        self.manifest = json.loads(self._files[MANIFEST])

    def paths(self) -> set[str]:
        """Of the files of vectors."""
        return {path.removeprefix(VECTORS) for path in self._files if path.startswith(VECTORS)}

    def octets(self, path: str) -> bytes:
        """What is in a file of vectors."""
        try:
            return self._files[VECTORS + path]
        except KeyError:
            raise FileNotFoundError(2, "it is not in the archive") from None

    def told(self, path: str) -> str:
        """With the archive's name."""
        return f"{self._path}: {VECTORS}{path}"

    def changes(self) -> Json:
        """The change log that is in it."""
        return json.loads(self._files["changes.json"])


def archive(files: Mapping[str, bytes], release: str, *, compressed: bool) -> bytes:
    """The octets of an archive of these files, by their paths in it; a manifest is put before them."""
    listed = [
        {"path": path, "size": len(octets), "sha256": sha256(octets).hexdigest()}
        for path, octets in sorted(files.items())
    ]
    manifest = {
        "kind": "manifest",
        "version": 1,
        "release": release,
        "license": "Apache-2.0",
        "vectors": sha256(files[f"{VECTORS}index.json"]).hexdigest(),
        "files": listed,
    }
    octets = _packed({MANIFEST: json.dumps(manifest, indent=1).encode() + b"\n", **files}, release)
    if not compressed:
        return octets
    made = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=made, mtime=0) as file:
        file.write(octets)
    return made.getvalue()


def _packed(files: Mapping[str, bytes], release: str) -> bytes:
    """The one tar file that has these files."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path in (MANIFEST, *sorted(files.keys() - {MANIFEST})):
            member = tarfile.TarInfo(f"{ROOT}{release}/{path}")
            member.size = len(files[path])
            tar.addfile(member, io.BytesIO(files[path]))
    return made.getvalue()


def _checked(path: Path) -> dict[str, bytes]:
    """The files of an archive, once all of it is as it must be."""
    octets = _plain(path)
    found = _members(path, octets)
    top = next(iter(found), "").partition("/")[0]
    files = {name.removeprefix(f"{top}/"): inside for name, inside in found.items()}
    if MANIFEST not in files:
        _refuse(path, "manifest", f"it has no {MANIFEST}")
    try:
        manifest = strict(files[MANIFEST])
    except NotStrict as error:
        _refuse(path, "manifest", f"its manifest is not JSON: {error}")
    flaw = fault("manifest", manifest)
    if flaw is not None:
        _refuse(path, "manifest", f"its manifest is not as schema/manifest.schema.json has it, {flaw}")
    listed = {entry["path"]: entry for entry in manifest["files"]}
    for name in sorted(files.keys() - listed.keys() - {MANIFEST}):
        _refuse(path, "extra", f"{name} is not in its manifest")
    for name, entry in listed.items():
        if name not in files:
            _refuse(path, "missing", f"{name} is in its manifest, and not in it")
        if len(files[name]) != entry["size"]:
            _refuse(path, "size", f"{name} has {len(files[name])} octets, and by its manifest {entry['size']}")
        if sha256(files[name]).hexdigest() != entry["sha256"]:
            _refuse(path, "hash", f"the SHA-256 of {name} is not the one in its manifest")
    if listed.get(f"{VECTORS}index.json", {}).get("sha256") != manifest["vectors"]:
        _refuse(path, "manifest", "the digest of its vectors is not that of their index")
    if _packed(files, manifest["release"]) != octets:
        _refuse(path, "form", "it is not packed as ./leo vectors archive packs these files")
    return files


def _plain(path: Path) -> bytes:
    """The tar file, of which no more is ever in memory than may be."""
    try:
        with path.open("rb") as file:
            octets = file.read(OCTETS_MOST + 1)
    except OSError as error:
        _refuse(path, "unreadable", str(error.strerror))
    if octets.startswith(GZIP):
        reader = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        try:
            octets = reader.decompress(octets, OCTETS_MOST + 1)
        except zlib.error as error:
            _refuse(path, "unreadable", str(error))
        if len(octets) <= OCTETS_MOST and not reader.eof:
            _refuse(path, "unreadable", "it was cut")
        if reader.unused_data:
            _refuse(path, "form", "something follows it")
    if len(octets) > OCTETS_MOST:
        _refuse(path, "size", f"it has more than {OCTETS_MOST} octets")
    return octets


def _members(path: Path, octets: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    if len(octets) % tarfile.BLOCKSIZE or not octets.endswith(END):
        _refuse(path, "unreadable", "it does not end as a tar file does, so it is none or was cut")
    try:
        with tarfile.open(fileobj=io.BytesIO(octets), mode="r:") as tar:
            for member in tar:
                name = member.name
                if not member.isreg() or member.issparse():
                    _refuse(path, "form", f"{shown(name)} is no plain file")
                top, _, rest = name.partition("/")
                steps = rest.split("/")
                if not top.startswith(ROOT) or any(step in ("", ".", "..") for step in steps) or "\\" in name:
                    _refuse(path, "path", f"{shown(name)} is not below {ROOT}<version>")
                if name in found:
                    _refuse(path, "form", f"{shown(name)} is there twice")
                inside = tar.extractfile(member)
                assert inside is not None, "it is a plain file"
                found[name] = inside.read()
                if len(found[name]) != member.size:
                    _refuse(path, "unreadable", f"{shown(name)} was cut")
    except (tarfile.TarError, ValueError, OverflowError, EOFError, OSError) as error:
        _refuse(path, "unreadable", f"it is no tar file: {error}")
    return found


def _refuse(path: Path, name: str, why: str) -> NoReturn:
    raise VectorError(f"archive-{name}: {path} cannot be used: {why}")
