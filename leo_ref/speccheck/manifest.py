"""The manifest of the models: what each is for and what TLC must say of it."""

from __future__ import annotations

import json
from enum import Enum
from pathlib import Path
from typing import ClassVar, Final

from attrs import frozen

from leo_ref.core.encoding import decode
from leo_ref.core.rejections import Rejection
from leo_ref.core.values import Count
from leo_ref.speccheck.failure import Failure, TieFailure
from leo_ref.speccheck.tlc.locations import specification
from leo_ref.speccheck.tlc.model import ModelFiles

MANIFEST: Final = "manifest.json"
DEEP: Final = "deep"
"""The folder, beside the models, of those that are for `leo check --deep`; it has a manifest of its own."""


class Expected(Enum):
    """TLC's verdict on a model."""

    OK = "OK"
    INVARIANT = "INVARIANT"
    ACTION_PROPERTY = "ACTION_PROPERTY"
    LIVENESS = "LIVENESS"


@frozen(kw_only=True)
class ManifestEntry:
    """One model. Counts are given where the model is explored to its end."""

    name: str
    """The name of its configuration, ``<name>.cfg``."""
    module: str
    """The module that the configuration is for."""
    purpose: str
    result: Expected
    violates: str | None
    """The invariant or property that must be violated; None where the result is OK.

    Of a violated temporal property TLC tells no name: it is the only one of its configuration.
    """
    distinct: Count | None
    """Distinct states, where the result is OK."""
    depth: Count | None
    """States on the longest of all shortest paths."""
    compared: bool
    """Whether the whole graph is compared with the reference's."""

    def files(self) -> ModelFiles:
        """The model's files."""
        models = specification() / "models"
        deep = models / DEEP
        libraries = (deep, models, specification())
        folder = deep if (deep / f"{self.name}.cfg").is_file() else models
        return ModelFiles(folder / f"{self.module}.tla", folder / f"{self.name}.cfg", libraries)


@frozen(kw_only=True)
class Manifest:
    """All models, in the order in which they are run."""

    kind: ClassVar[str] = "manifest"
    version: ClassVar[int] = 1
    models: tuple[ManifestEntry, ...]


def read_manifest(path: Path | None = None) -> Manifest:
    """The manifest beside the models.

    Raises:
        TieFailure: MANIFEST_MISSING, MANIFEST_WRONG.
    """
    place = specification() / "models" / MANIFEST if path is None else path
    try:
        value = json.loads(place.read_text(encoding="utf-8"))
    except OSError as error:
        raise TieFailure(Failure.MANIFEST_MISSING, f"{place}: {error.strerror}.", "Restore it.") from error
    except ValueError as error:
        raise TieFailure(Failure.MANIFEST_WRONG, f"{place}: {error}.", "Restore it, or correct its JSON.") from error
    manifest = decode(Manifest, value)
    if isinstance(manifest, Rejection):
        raise TieFailure(Failure.MANIFEST_WRONG, f"{place}: {manifest}", "Correct that entry.")
    return manifest


def deep_manifest() -> Manifest:
    """The manifest of the deep models; raises as :func:`read_manifest` does."""
    return read_manifest(specification() / "models" / DEEP / MANIFEST)


def chosen(manifest: Manifest, names: tuple[str, ...]) -> list[ManifestEntry]:
    """The models with these names, all where there are none.

    Raises:
        TieFailure: MODEL_UNKNOWN.
    """
    known = {entry.name: entry for entry in manifest.models}
    for name in names:
        if name not in known:
            raise TieFailure(Failure.MODEL_UNKNOWN, f"{name} is none of {', '.join(known)}.", "Name one of them.")
    return [entry for entry in manifest.models if not names or entry.name in names]
