"""What the vectors say of questions that nobody wrote: which codes each level has, and which clause a topic is of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import define, field

from leo_ref.core.rejections import CODES
from leo_ref.fuzz.asking import Posed, end_of
from leo_ref.fuzz.tree import Json


@define
class VectorSummary:
    """What was gathered from the vectors of some levels."""

    requests: dict[str, list[Json]] = field(factory=dict)
    """By level; those of models are left out: their states are made at random."""
    codes: set[str] = field(factory=set)
    """Codes that a vector of these levels reaches."""
    clauses: dict[str, str] = field(factory=dict)
    """By topic, of what succeeds."""

    def add(self, level: str, asked: Posed, clause: str) -> None:
        """A vector."""
        self.requests.setdefault(level, []).append(asked.request)
        self.codes.update(asked.codes)
        if "ok" in asked.answer:
            self.clauses.setdefault(asked.topic, clause)

    def add_actions(self, ends: Iterable[tuple[str, str, str]]) -> None:
        """Of a model: the name of an action, the code with which it is refused (else empty), and the clause."""
        for name, code, clause in ends:
            if code:
                self.codes.add(code)
            else:
                self.clauses.setdefault(f"step {name}", clause)

    def clause(self, asked: Posed, came: Mapping[str, Json]) -> str:
        """The clause that a difference is about: of the refusal expected, of the one that came, or of the topic."""
        for end in (end_of(asked.answer), end_of(came) if "refused" in came else ""):
            code = end.partition("/")[0]
            if code in CODES:
                return CODES[code].clause
        return self.clauses.get(asked.topic, "§4")
