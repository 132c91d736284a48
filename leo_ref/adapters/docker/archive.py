"""An image as octets: its layer, its configuration, and the file that ``docker load`` takes.

The same tree gives the same octets, on whichever machine. The daemon calls an image by the SHA-256 of its
configuration, which holds the SHA-256 of the layer.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Iterable, Mapping
from typing import BinaryIO, Final

from leo_ref.adapters.docker.tree import TreeEntry

CREATED: Final = "1970-01-01T00:00:00Z"
"""When every image was made, and every file in it."""

USER: Final = "65534:65534"
ENVIRONMENT: Final = ("PATH=/usr/bin", "PYTHONUTF8=1", "PYTHONDONTWRITEBYTECODE=1")
LABEL: Final = "leo.packages"


def layer(tree: Mapping[str, TreeEntry]) -> bytes:
    """The tree as a tar file."""
    return _tar((_member(path, entry), entry.content) for path, entry in tree.items())


def configuration(layer: bytes, processor: str, packages: Iterable[str]) -> bytes:
    """What the image is and how it runs, as JSON.

    Args:
        layer: Of :func:`layer`.
        processor: As Docker names it, such as ``amd64``.
        packages: Name and version of each, for the image's label.
    """
    return _json(
        {
            "architecture": processor,
            "config": {
                "Cmd": ["python3"],
                "Env": list(ENVIRONMENT),
                "Labels": {LABEL: "\n".join(packages)},
                "User": USER,
                "WorkingDir": "/",
            },
            "created": CREATED,
            "history": [{"created": CREATED, "created_by": "leo image make"}],
            "os": "linux",
            "rootfs": {"type": "layers", "diff_ids": [f"sha256:{hashlib.sha256(layer).hexdigest()}"]},
        }
    )


def write(file: BinaryIO, layer: bytes, configuration: bytes) -> bytes:
    """Writes what ``docker load`` takes; returns the image's id, 32 octets."""
    found = hashlib.sha256(configuration)
    config_name, layer_name = f"{found.hexdigest()}.json", "layer.tar"
    manifest = _json([{"Config": config_name, "RepoTags": None, "Layers": [layer_name]}])
    files = {config_name: configuration, layer_name: layer, "manifest.json": manifest}
    file.write(_tar((_member(name, TreeEntry(0o644, content)), content) for name, content in files.items()))
    return found.digest()


def _tar(members: Iterable[tuple[tarfile.TarInfo, bytes]]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.USTAR_FORMAT, encoding="utf-8", errors="strict") as tar:
        for member, content in members:
            tar.addfile(member, io.BytesIO(content))
    return made.getvalue()


def _member(path: str, entry: TreeEntry) -> tarfile.TarInfo:
    """Owned by root, of the time 0, and by numbers alone."""
    member = tarfile.TarInfo(path)
    member.mode = entry.mode
    if entry.is_folder:
        member.type = tarfile.DIRTYPE
    elif entry.link is not None:
        member.type = tarfile.SYMTYPE
        member.linkname = entry.link
    else:
        member.size = len(entry.content)
    return member


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()
