"""The requests of the vectors, whose octets are samples."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from leo_ref.core.encoding import JsonValue
from leo_ref.vectors.case import expanded
from tests.vectors.made import file


@cache
def requests() -> tuple[tuple[str, Callable[[], Any]], ...]:  # what is asked is JSON, as the vectors' schema has it
    """The kind of every request of the vectors that needs no model, with a function that gives the whole of it.

    Some mention much that is to be put in: whole transcripts, edited. Only those that are used are expanded.
    """
    found: list[tuple[str, Callable[[], Any]]] = []
    for entry in file("index.json")["files"]:
        if entry["path"].startswith("models/"):
            continue
        family = file(entry["path"])
        known: dict[str, JsonValue] = {}
        for vector in family["vectors"]:
            asked = vector["request"]
            found.append((asked["request"], partial(expanded, asked, family.get("shared", {}), known)))
    return tuple(found)


def sent(kind: str) -> tuple[bytes, ...]:
    """The octets in the requests of one kind, none twice."""
    octets = (bytes.fromhex(whole()["octets"]) for named, whole in requests() if named == kind)
    return tuple(dict.fromkeys(one for one in octets if len(one) < 20_000))
