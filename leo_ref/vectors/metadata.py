"""What is said of vectors beside what they ask: how binding they are, where they come from, whether they still stand.

It has a file of its own, ``metadata.json``, so that the files of the vectors stay as they are: what holds for a whole
file is said once, what holds for single vectors by their ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

from attrs import frozen

from leo_ref.core.encoding import JsonValue

METADATA: Final = "metadata.json"


class Severity(Enum):
    """What it means if an implementation fails a vector."""

    MUST = "must"
    """It is not conformant."""
    SHOULD = "should"
    """Others get along with it; the kit warns."""


class Source(Enum):
    """Where a vector comes from."""

    GRAPH = "graph"
    """A step of a model, or a path, from the graph on which TLC and the reference agree."""
    AUTHOR = "author"
    """Written by hand."""
    STANDARD = "standard"
    """An example that a standard has."""
    RECORDING = "recording"
    """Made of what a TPM, or a run on real parts, gave."""
    MUTATION = "mutation"
    """Something sound in which one place is another."""
    ATTACK = "attack"
    """What somebody would send who wants something false to pass."""


class VectorStatus(Enum):
    """Whether a vector still stands. One that is not listed is active."""

    DISPUTED = "disputed"
    """It may be wrong: it is asked and reported, and fails nobody."""
    WITHDRAWN = "withdrawn"
    """It was wrong, or what it is about is no more: it is not asked."""
    SUPERSEDED = "superseded"
    """Others are there in its place: it is not asked."""


@frozen(kw_only=True)
class Notice:
    """The status of a vector, and why."""

    status: VectorStatus
    reason: str
    by: tuple[str, ...] = ()
    """Ids of the vectors that are there in its place."""


STATUSES: Final[Mapping[str, Notice]] = {}
"""By id. An id that ends in ``/*`` stands for all below it that were released and are not there any more."""


@frozen
class Marked:
    """What is known of the vectors of one file."""

    source: Source
    severity: Severity
    exceptions: tuple[tuple[str, Source], ...] = ()
    """Ids of vectors that come from elsewhere."""


def metadata(files: Mapping[str, Marked], statuses: Mapping[str, Notice] = STATUSES) -> dict[str, JsonValue]:
    """The file, as ``conformance/schema/metadata.schema.json`` has it, of all files by their paths."""
    exceptions = {name: source for marked in files.values() for name, source in marked.exceptions}
    return {
        "kind": "metadata",
        "version": 1,
        "files": {
            path: {"severity": marked.severity.value, "source": marked.source.value} for path, marked in files.items()
        },
        "vectors": {name: {"source": source.value} for name, source in exceptions.items()},
        "statuses": {
            name: {
                "status": standing.status.value,
                "reason": standing.reason,
                **({"by": list(standing.by)} if standing.by else {}),
            }
            for name, standing in statuses.items()
        },
    }
