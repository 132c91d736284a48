"""One vector: a request, the answer that it must get, and why it is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import frozen

from leo_ref.encoding import JsonValue
from leo_ref.oracle import Answer, Session, answer
from leo_ref.rejections import CODES
from leo_ref.vectors.transcript import twin

OK: Final = "OK"


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


@frozen(kw_only=True)
class Family:
    """Vectors of one file."""

    name: str
    """The path of the file below the folder of the vectors, without ``.json``."""
    about: str
    shared: dict[str, JsonValue]
    """Values that requests and answers mention as ``{"$shared": name}``."""
    cases: tuple[Case, ...]

    def faults(self) -> Iterator[tuple[str, str]]:
        """Each fault of a transcript with each vector that has it."""
        for case in self.cases:
            match case.answer:
                case {"ok": {"fault": str(fault)}}:
                    yield fault, case.id

    def codes(self) -> Iterator[tuple[str, str]]:
        """Each code with each vector that reaches it."""
        for case in self.cases:
            code = code_of(case.answer)
            if code != OK:
                yield code, case.id


class Cases:
    """Vectors as they are written down; each is put to the reference at once, and must end as its author says."""

    def __init__(self, prefix: str) -> None:
        """No vectors yet; ``prefix`` begins their ids."""
        self.prefix = prefix
        self.shared: dict[str, JsonValue] = {}
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
    ) -> Answer:
        """A vector that ends with ``OK``, where it matters giving ``gives``, or with a code, whose clause is known.

        With ``share_as`` what it gives is put among the shared values under that name.
        """
        asked = expanded(request, self.shared)
        _, said = answer(Session(), asked)
        assert code_of(said) == ends, (name, said, ends)
        assert gives is None or said == {"ok": gives}, (name, said, gives)
        kept = said
        if share_as:
            self.shared[share_as] = said["ok"]
            kept = {"ok": {"$shared": share_as}}
        identity = f"{self.prefix}/{name}"
        assert identity not in self._found, identity
        clause = clause or CODES[ends].clause
        self._found[identity] = Case(id=identity, clause=clause, action=action, why=why, request=request, answer=kept)
        return said

    def family(self, about: str) -> Family:
        """The file of these vectors, in the order in which they were added."""
        return Family(name=self.prefix, about=about, shared=self.shared, cases=tuple(self._found.values()))


def repeated(octets: bytes, times: int) -> JsonValue:
    """Octets in hexadecimal that are too many to write down."""
    return {"$repeat": octets.hex(), "times": times}


def joined(start: bytes, part: bytes, times: int, end: bytes) -> JsonValue:
    """Octets in hexadecimal of which only those in the midst are too many to write down."""
    return {"$joined": [start.hex(), repeated(part, times), end.hex()]}


def expanded(value: JsonValue, shared: dict[str, JsonValue]) -> JsonValue:
    """The value with all that it mentions put in: ``$shared``, ``$repeat``, ... (conformance/README.md)."""
    match value:
        case {"$shared": str(name)}:
            return expanded(shared[name], shared)
        case {"$repeat": str(octets), "times": int(times)}:
            return octets * times
        case {"$joined": list(parts)}:
            return "".join(str(expanded(part, shared)) for part in parts)
        case {"$transcript": str(path), "entries": list(splices), "octets": list(patches)}:
            return twin(path, _all(splices, shared), _all(patches, shared)).hex()
        case dict():
            return {key: expanded(inner, shared) for key, inner in value.items()}
        case list():
            return _all(value, shared)
        case _:
            return value


def _all(values: list[JsonValue], shared: dict[str, JsonValue]) -> list[JsonValue]:
    return [expanded(value, shared) for value in values]


def code_of(said: Answer) -> str:
    """``OK``, or the code of a refusal."""
    refusal = said.get("refused")
    if isinstance(refusal, dict):
        return str(refusal["code"])
    assert "ok" in said, said
    return OK
