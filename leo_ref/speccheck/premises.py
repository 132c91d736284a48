"""No property holds for want of anything to judge: what each is about must be reached in a model.

``premises.json`` beside the models names, for each property, a model that checks it and a situation in which it has
something to say, as an expression of that model; it may speak of a step, with primes. TLC looks for all of them while
it explores the model, which costs no run of its own.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Final

from attrs import frozen

from leo_ref.core.encoding import decode
from leo_ref.core.rejections import Rejection
from leo_ref.speccheck.failure import Failure, TieFailure
from leo_ref.speccheck.tlc.locations import specification
from leo_ref.speccheck.tlc.model import ModelFiles
from leo_ref.speccheck.tlc.result import TlcResult

PREMISES: Final = "premises.json"
_REACHED: Final = "reached "


@frozen(kw_only=True)
class Premise:
    """A situation in which a property says something."""

    property: str
    """An invariant or a property that the model checks."""
    model: str
    """The configuration in whose states and steps the situation must be met."""
    premise: str
    """The situation, in TLA+."""


@frozen(kw_only=True)
class Premises:
    """All of them."""

    kind: ClassVar[str] = "premises"
    version: ClassVar[int] = 1
    premises: tuple[Premise, ...]


def read_premises(path: Path | None = None) -> tuple[Premise, ...]:
    """The premises beside the models.

    Raises:
        TieFailure: PREMISES_WRONG.
    """
    place = specification() / "models" / PREMISES if path is None else path
    try:
        read = decode(Premises, json.loads(place.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise TieFailure(Failure.PREMISES_WRONG, f"{place}: {error}.", "Restore it, or correct its JSON.") from error
    if isinstance(read, Rejection):
        raise TieFailure(Failure.PREMISES_WRONG, f"{place}: {read}", "Correct that entry.")
    return read.premises


def watching(files: ModelFiles, premises: Sequence[Premise], folder: Path) -> ModelFiles:
    """The model, in which TLC tells each of the premises when it is first met; states and steps stay as they are."""
    if not premises:
        return files
    name = f"W{files.name}"
    lines = [
        f"---- MODULE {name} ----",
        f"\\* Generated from {files.name}; not to be edited.",
        f"EXTENDS {files.name}, TLC, Sequences",
        "",
        "WMet(number, premise) ==",
        f'  TLCGet(number) \\/ ~premise \\/ (TLCSet(number, TRUE) /\\ PrintT("{_REACHED}" \\o ToString(number)))',
        "WWatched ==",
        *(f"  /\\ WMet({number}, {premise.premise})" for number, premise in enumerate(premises, 1)),
        f"ASSUME \\A number \\in 1..{len(premises)} : TLCSet(number, FALSE)",
        "====",
        "",
    ]
    watched = ModelFiles(folder / f"{name}.tla", folder / f"{name}.cfg", (files.module.parent, *files.libraries))
    watched.module.write_text("\n".join(lines), encoding="utf-8")
    config = files.config.read_text(encoding="utf-8")
    watched.config.write_text(f"{config}\nACTION_CONSTRAINT WWatched\n", encoding="utf-8")
    return watched


def unreached(premises: Sequence[Premise], result: TlcResult) -> list[Premise]:
    """Those of the premises that TLC did not meet."""
    met = {value for value in result.printed if isinstance(value, str)}
    return [premise for number, premise in enumerate(premises, 1) if f"{_REACHED}{number}" not in met]
