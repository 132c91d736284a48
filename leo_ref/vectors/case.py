"""One vector: a request, the answer that it must get, and why it is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import frozen

from leo_ref.core.encoding import JsonValue, canonical
from leo_ref.core.rejections import CODES
from leo_ref.oracle import Answer, Session, answer
from leo_ref.vectors.change import change, changed
from leo_ref.vectors.metadata import Severity, Source
from leo_ref.vectors.patch import patched
from leo_ref.vectors.transcript import forged

OK: Final = "OK"
REASONS: Final = ("refusal", "why")
"""Values of a refusal that are the code of another one."""


@frozen(kw_only=True)
class Case:
    """A vector. Its id is permanent: it is never given to another one."""

    id: str
    clause: str
    """The clause of the protocol that decides."""
    action: str
    """The action of the specification, such as ``Market!Transfer``; empty where the specification abstracts from it."""
    why: str
    request: dict[str, JsonValue]
    answer: Answer
    source: Source | None = None
    """Where it comes from, if from elsewhere than the others of its file."""


@frozen(kw_only=True)
class Family:
    """Vectors of one file."""

    name: str
    """The path of the file below the folder of the vectors, without ``.json``."""
    about: str
    shared: dict[str, JsonValue]
    """Values that requests and answers mention as ``{"$shared": name}``."""
    cases: tuple[Case, ...]
    source: Source = Source.AUTHOR
    """Where its vectors come from, but those that say otherwise."""
    severity: Severity = Severity.MUST

    def exceptions(self) -> Iterator[tuple[str, Source]]:
        """The vectors that come from elsewhere than the others."""
        for case in self.cases:
            if case.source not in (None, self.source):
                yield case.id, case.source

    def faults(self) -> Iterator[tuple[str, str]]:
        """Each fault of a transcript with each vector that has it."""
        for case in self.cases:
            match case.answer:
                case {"ok": {"fault": str(fault)}}:
                    yield fault, case.id

    def codes(self) -> Iterator[tuple[str, str]]:
        """Each code with each vector that reaches it, be it as the reason of another refusal."""
        for case in self.cases:
            for code in codes_of(case.answer):
                yield code, case.id


class Cases:
    """Vectors as they are written down; each is put to the reference at once, and must end as its author says."""

    def __init__(self, prefix: str) -> None:
        """No vectors yet; ``prefix`` begins their ids."""
        self.prefix = prefix
        self.shared: dict[str, JsonValue] = {}
        self._known: dict[str, JsonValue] = {}
        self._session = Session()
        self._found: dict[str, Case] = {}

    def add(
        self,
        name: str,
        why: str,
        request: dict[str, JsonValue],
        ends: str = OK,
        *,
        gives: JsonValue = None,
        share_as: str = "",
        clause: str = "",
        action: str = "",
        source: Source | None = None,
    ) -> Answer:
        """A vector that ends with ``OK``, where it matters giving ``gives``, or with a code, whose clause is known.

        With ``share_as`` what it gives is put among the shared values under that name.
        """
        asked = expanded(request, self.shared, self._known)
        self._session, said = answer(self._session, asked)
        assert code_of(said) == ends, (name, said, ends)
        assert gives is None or said == {"ok": gives}, (name, said, gives)
        kept = said
        if "ok" in said and isinstance(before := request.get("state"), dict):
            assert isinstance(asked, dict), "a request is an object"
            kept = {"ok": {"$changed": before, "by": change(asked["state"], said["ok"])}}
        if share_as:
            self.share(share_as, kept["ok"])
            self._known[share_as] = said["ok"]
            kept = {"ok": {"$shared": share_as}}
        identity = f"{self.prefix}/{name}"
        assert identity not in self._found, identity
        clause = clause or CODES[ends].clause
        self._found[identity] = Case(
            id=identity, clause=clause, action=action, why=why, request=request, answer=kept, source=source
        )
        return said

    def share(self, name: str, value: JsonValue) -> None:
        """Something that requests and answers mention by its name, which nothing else has."""
        assert self.shared.setdefault(name, value) == value, name

    def whole(self, value: JsonValue) -> JsonValue:
        """The value with all that it mentions put in."""
        return expanded(value, self.shared, self._known)

    def family(self, about: str, source: Source = Source.AUTHOR, severity: Severity = Severity.MUST) -> Family:
        """The file of these vectors, in the order in which they were added."""
        return Family(
            name=self.prefix,
            about=about,
            shared=self.shared,
            cases=tuple(self._found.values()),
            source=source,
            severity=severity,
        )


def repeated(octets: bytes, times: int) -> JsonValue:
    """Octets in hexadecimal that are too many to write down."""
    return {"$repeat": octets.hex(), "times": times}


def joined(start: bytes, part: bytes, times: int, end: bytes) -> JsonValue:
    """Octets in hexadecimal of which only those in the midst are too many to write down."""
    return {"$joined": [start.hex(), repeated(part, times), end.hex()]}


def expanded(value: JsonValue, shared: dict[str, JsonValue], known: dict[str, JsonValue] | None = None) -> JsonValue:
    """The value with all that it mentions put in: ``$shared``, ``$repeat``, ... (conformance/README.md).

    ``known`` keeps what shared names stand for.
    """
    known = {} if known is None else known
    match value:
        case {"$shared": str(name)}:
            if name not in known:
                known[name] = expanded(shared[name], shared, known)
            return known[name]
        case {"$repeat": str(octets), "times": int(times)}:
            return octets * times
        case {"$joined": list(parts)}:
            return "".join(str(expanded(part, shared, known)) for part in parts)
        case {"$octets": said}:
            return canonical(expanded(said, shared, known)).hex()
        case {"$patched": base, "at": int(at), "drop": int(drop), "put": str(put)}:
            return patched(str(expanded(base, shared, known)), at, drop, put)
        case {"$changed": before, "by": by}:
            return changed(expanded(before, shared, known), expanded(by, shared, known))
        case {"$transcript": str(path), "entries": list(splices), "octets": list(patches)}:
            return forged(path, _all(splices, shared, known), _all(patches, shared, known)).hex()
        case dict():
            return {key: expanded(inner, shared, known) for key, inner in value.items()}
        case list():
            return _all(value, shared, known)
        case _:
            return value


def _all(values: list[JsonValue], shared: dict[str, JsonValue], known: dict[str, JsonValue]) -> list[JsonValue]:
    return [expanded(value, shared, known) for value in values]


def code_of(said: Answer) -> str:
    """``OK``, or the code of a refusal."""
    refusal = said.get("refused")
    if isinstance(refusal, dict):
        return str(refusal["code"])
    assert "ok" in said, said
    return OK


def codes_of(said: Answer) -> Iterator[str]:
    """The code of a refusal, then the one that it carries as its reason, if any."""
    match said.get("refused"):
        case {"code": str(code), "values": dict(values)}:
            yield code
            for name in REASONS:
                if name in values:
                    yield str(values[name])
