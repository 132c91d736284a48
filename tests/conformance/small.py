"""A few vectors in a folder of their own, which are read at once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from tests.vectors.made import VECTORS

FILES: Final = (
    "questions/moments.json",
    "questions/nonces.json",
    "rules/elect.json",
    "rules/quorum.json",
    "models/MCElection.json",
)


def small_folder(folder: Path) -> Path:
    """The vectors of :data:`FILES`, with an index of their own."""
    index = json.loads((VECTORS / "index.json").read_text(encoding="utf-8"))
    index["files"] = [entry for entry in index["files"] if entry["path"] in FILES]
    index["transcripts"] = []
    metadata = json.loads((VECTORS / "metadata.json").read_text(encoding="utf-8"))
    metadata["files"] = {path: metadata["files"][path] for path in FILES}
    kept = {path.removesuffix(".json") for path in FILES}
    metadata["vectors"] = {name: said for name, said in metadata["vectors"].items() if name.rpartition("/")[0] in kept}
    metadata["statuses"] = {}
    (folder / "metadata.json").parent.mkdir(parents=True, exist_ok=True)
    (folder / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
    index["metadata"]["sha256"] = sha256((folder / "metadata.json").read_bytes()).hexdigest()
    for level in index["levels"]:
        level["files"] = [path for path in level["files"] if path in FILES]
    for path in FILES:
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(VECTORS / path, place)
    (folder / "index.json").write_text(json.dumps(index), encoding="utf-8")
    return folder


def add_model(folder: Path, name: str, other: str) -> None:
    """The same model once more, under another name."""
    file = json.loads((folder / f"models/{name}.json").read_text(encoding="utf-8"))
    path = folder / f"models/{other}.json"
    path.write_text(json.dumps(file | {"model": other}), encoding="utf-8")

    def listed(index: Any) -> None:
        (entry,) = (entry for entry in index["files"] if entry["path"] == f"models/{name}.json")
        digest = sha256(path.read_bytes()).hexdigest()
        index["files"].append(entry | {"path": f"models/{other}.json", "sha256": digest})
        for level in index["levels"]:
            if level["name"] == "models":
                level["files"].append(f"models/{other}.json")

    def described(metadata: Any) -> None:
        metadata["files"][f"models/{other}.json"] = metadata["files"][f"models/{name}.json"]

    edit(folder / "index.json", listed)
    edit(folder / "metadata.json", described)


def edit(path: Path, change: Callable[[Any], object]) -> None:
    """Change a file and its digest in the index, so that only what it says is wrong."""
    file = json.loads(path.read_text(encoding="utf-8"))
    change(file)
    path.write_text(json.dumps(file), encoding="utf-8")
    if path.name == "index.json":
        return
    index = (path.parent if path.name == "metadata.json" else path.parents[1]) / "index.json"
    listed = json.loads(index.read_text(encoding="utf-8"))
    for entry in (*listed["files"], listed["metadata"]):
        if path.match(entry["path"]):
            entry["sha256"] = sha256(path.read_bytes()).hexdigest()
    index.write_text(json.dumps(listed), encoding="utf-8")
