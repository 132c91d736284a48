"""What is wrong with a file: where, by which clause, and what stands there.

The file is read with the strict decoding of messages (§2); only its layout is free, and fields with a default may be
left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final, TypeVar

from attrs import field, frozen

from leo_ref.core.encoding import JsonValue, decode, read
from leo_ref.core.encoding.refusal import element, member
from leo_ref.core.rejections import Rejection

if TYPE_CHECKING:
    from typing_extensions import TypeForm

T = TypeVar("T")

LONGEST: Final = 80
"""Characters of a value that are shown."""


@frozen
class Malformed(Exception):
    """Why a snapshot file cannot be read. Functions of the API return it; only :mod:`leo_ref.explain` raises it."""

    path: str
    """Where in the file, as in RFC 9535; ``$`` is the whole file."""
    clause: str
    """The clause that the file does not keep to, such as ``§6``, or the page that says it."""
    what: str
    """What is wrong there, in one sentence."""
    value: str = field(default="")
    """What stands there, as JSON in ASCII; empty where nothing does, where it is the whole file, or a secret."""

    def __str__(self) -> str:
        found = f"; found {self.value}" if self.value else ""
        return f"at {self.path}: {self.what} ({self.clause}){found}"


def read_text(octets: bytes) -> JsonValue:
    """The JSON value of a file; raises :class:`Malformed`."""
    value = read(octets)
    if not isinstance(value, Rejection):
        return value
    where = dict(zip(value.code.carries, value.values, strict=True)).get("offset")
    if not isinstance(where, int):
        raise _malformed(value, None)
    before = octets[:where]
    line, column = before.count(b"\n") + 1, where - (before.rfind(b"\n") + 1) + 1
    raise Malformed("$", value.code.clause, f"{value.code.name}: {value.code.__doc__} Line {line}, octet {column}")


def decoded(cls: TypeForm[T], whole: JsonValue, given: JsonValue) -> T:
    """The instance of ``cls`` that a file is, as ``given`` and with its defaults; raises :class:`Malformed`."""
    instance = decode(cls, whole)
    if isinstance(instance, Rejection):
        raise _malformed(instance, given)
    return instance


def filled(value: JsonValue, defaults: Mapping[str, JsonValue]) -> JsonValue:
    """An object with the defaults of the members that it lacks; anything else as it is."""
    return {**defaults, **value} if isinstance(value, dict) else value


def _malformed(rejection: Rejection, given: JsonValue) -> Malformed:
    """A refusal of the decoder, with the value that stands where it points."""
    code = rejection.code
    carried = dict(zip(code.carries, rejection.values, strict=True))
    path = str(carried.pop("path", "$"))
    said = ", ".join(f"{name}={value!r}" for name, value in carried.items())
    what = f"{code.name}: {code.__doc__}" + (f" [{said}]" if said else "")
    if path == "$" or path.endswith(".seed"):
        return Malformed(path, code.clause, what)
    return Malformed(path, code.clause, what, "".join(shown(value) for value in _at(given, path.removeprefix("$"))))


def shown(value: JsonValue) -> str:
    """A value as JSON in ASCII, cut where it is long."""
    text = json.dumps(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + "..."


def _at(value: JsonValue, path: str) -> Iterator[JsonValue]:
    """The value to which ``path`` leads, if there is one."""
    if path == "":
        yield value
    for step, inner in _steps(value):
        if path.startswith(step):
            yield from _at(inner, path[len(step) :])


def _steps(value: JsonValue) -> list[tuple[str, JsonValue]]:
    if isinstance(value, dict):
        return [(member(name), inner) for name, inner in value.items()]
    if isinstance(value, list):
        return [(element(index), inner) for index, inner in enumerate(value)]
    return []
