"""Checks that are taken out of the reference, and the vectors that tell: what all tables of them have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fnmatch import fnmatchcase
from functools import cache
from importlib import import_module
from typing import Any, Protocol, TypeAlias

import pytest
from attrs import frozen

from leo_ref.oracle import Session, answer
from leo_ref.vectors.case import expanded
from tests.vectors.made import VECTORS, file

Patch: TypeAlias = tuple[str, str, Any]  # module, name in it, what replaces it: a function, a class or a number


class Removed(Protocol):
    """A check that an implementation lacks, and patterns of the ids of vectors."""

    @property
    def check(self) -> str: ...
    @property
    def where(self) -> str: ...
    @property
    def clause(self) -> str: ...
    @property
    def without(self) -> str: ...
    @property
    def accepts(self) -> Sequence[str]: ...
    @property
    def differs(self) -> Sequence[str]: ...


@frozen(kw_only=True)
class Known:
    """The vectors that a table may name."""

    places: tuple[str, ...]
    """Patterns of their files."""
    spelled: Callable[[str], Iterable[str]] = lambda pattern: (pattern,)
    """The patterns that a pattern stands for."""

    def vectors(self) -> dict[str, tuple[Any, Any]]:
        """Request and answer, by id."""
        return _vectors(self.places)

    def named(self, patterns: Iterable[str]) -> list[str]:
        """The ids that match, at least one for each pattern."""
        found: set[str] = set()
        for pattern in patterns:
            for each in self.spelled(pattern):
                matching = {identity for identity in self.vectors() if fnmatchcase(identity, each)}
                assert matching, f"no vector is called {each}"
                found |= matching
        return sorted(found)

    def said(self, identity: str) -> Any:  # an answer in JSON
        """What the reference, as it is now, answers."""
        return answer(Session(), self.vectors()[identity][0])[1]

    def wrong(self, identities: Iterable[str]) -> list[str]:
        """Those that are not answered as they should be."""
        return [identity for identity in identities if self.said(identity) != self.vectors()[identity][1]]

    def tell(self, removed: Removed) -> None:
        """That the vectors of an entry tell, its check being out of the reference."""
        accepts, differs = self.named(removed.accepts), self.named(removed.differs)
        assert accepts or differs
        for identity in accepts:
            assert "refused" in self.vectors()[identity][1], identity
            assert "ok" in self.said(identity), f"{identity} is not accepted: {self.said(identity)}"
        assert self.wrong(differs) == differs


@cache
def _vectors(places: tuple[str, ...]) -> dict[str, tuple[Any, Any]]:
    found = {}
    for path in sorted(path for place in places for path in VECTORS.glob(place)):
        family = file(path.relative_to(VECTORS).as_posix())
        for one in family["vectors"]:
            shared = family["shared"]
            found[one["id"]] = expanded(one["request"], shared), expanded(one["answer"], shared)
    return found


def patched(monkeypatch: pytest.MonkeyPatch, patches: Iterable[Patch]) -> None:
    """Puts what replaces a check in its place."""
    for module, name, replacement in patches:
        assert getattr(import_module(module), name) is not replacement
        monkeypatch.setattr(import_module(module), name, replacement)


def rendered(head: str, parts: Iterable[tuple[str, Iterable[Removed]]], foot: str) -> str:
    """The text of a document."""
    lines = [head]
    for title, entries in parts:
        lines.append(f"## {title}\n")
        lines.append("| check, function, clause | without it an implementation | accepts | answers otherwise |")
        lines.append("| --- | --- | --- | --- |")
        for entry in entries:
            about = f"{entry.check}<br>`{entry.where}`<br>{entry.clause}"
            lines.append(f"| {about} | {entry.without} | {_shown(entry.accepts)} | {_shown(entry.differs)} |")
        lines.append("")
    return "\n".join([*lines, foot])


def _shown(patterns: Iterable[str]) -> str:
    return "<br>".join(f"`{pattern}`" for pattern in patterns) or "-"
