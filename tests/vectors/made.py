"""The vectors of the checkout, and the same made anew without TLC: the models' constants are in their files."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from leo_ref.speccheck.constants import Constants, read_constants
from leo_ref.speccheck.tlc.itf import from_json
from leo_ref.vectors.build import build
from leo_ref.vectors.graph import explored
from leo_ref.vectors.models import choice_of, model_file
from leo_ref.vectors.text import text_of

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "conformance" / "vectors"
MODELS = ("MCElection", "MCSelection")
"""Small ones."""


def file(path: str) -> Any:  # the schemas say what is in it
    """A file of the checkout."""
    return json.loads((VECTORS / path).read_text(encoding="utf-8"))


def model(name: str) -> tuple[str, str, Constants]:
    """What a model's file was made from."""
    found = file(f"models/{name}.json")
    return name, found["about"], read_constants(from_json(found["constants"]))


def small() -> dict[str, bytes]:
    """Everything that is made quickly."""
    return build((model(name) for name in MODELS), whole=False)


@cache
def complete(name: str) -> Any:  # the schemas say what is in it
    """The file of a model, with every edge and refusal."""
    _, about, constants = model(name)
    graph = explored(name, constants)
    return json.loads(text_of(model_file(graph, about, choice_of(graph, whole=True))))


if __name__ == "__main__":
    digests = {path: sha256(octets).hexdigest() for path, octets in small().items()}
    print(json.dumps(digests))  # noqa: T201  # read by a test that runs this module under another hash seed
