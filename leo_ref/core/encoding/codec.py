"""Between the protocol's attrs classes and JSON, led by nothing but the types of their fields (§2).

A frozen attrs class is an object whose members are its fields, none left out and none added. A class may have two
more members, both class variables: ``kind: ClassVar[str]``, which tells the classes of a union apart, and
``version: ClassVar[int]`` for a document that outlives this reference. ``octets_most`` and
``values_most``, class variables as well, are no members: they bound what is read (:mod:`leo_ref.core.encoding.limits`).

The types that fields may have::

    Amount, Credit, Height  decimal text          bool                    true, false
    Count                   number                Optional[T]             T or null
    AccountId, NodeId, ...  lower-case hex        tuple[T, ...]           array
    Annotated[bytes, ...]   lower-case hex        frozenset[T]            sorted array
    str                     text                  immutables.Map[K, V]    object
    an Enum of texts        one of the texts      classes, unions of them object
    any other Enum          one of its names      bool | T                true, false or T
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from attrs import AttrsInstance

from leo_ref.core.encoding.canonical import JsonValue, canonical
from leo_ref.core.encoding.forms import ClassForm, form_of
from leo_ref.core.encoding.limits import length_limit, limit_of, value_limit
from leo_ref.core.encoding.parsing import parse
from leo_ref.core.encoding.refusal import Refused
from leo_ref.core.rejections import Code, Rejection, reject

if TYPE_CHECKING:
    from typing_extensions import TypeForm

T = TypeVar("T")


def encode(instance: AttrsInstance) -> JsonValue:
    """The JSON value of a record (§2): amounts and heights as decimal text, octets as lower-case hexadecimal."""
    return ClassForm(type(instance)).encode(instance)


def decode(cls: TypeForm[T], value: JsonValue) -> T | Rejection:
    """The instance of ``cls``, a class or any type that a field may have, whose JSON value is ``value`` (§2).

    Rejections: every code of §2 that carries a path, and UNKNOWN_VERSION. No value that :func:`parse` gives raises.
    """
    try:
        # The form was built from the type itself, so what it decodes has that type.
        return cast(T, form_of(cls).decode(value))
    except Refused as refused:
        return refused.rejection()


def to_octets(instance: AttrsInstance) -> bytes:
    """The canonical octets of a record (§2): its JSON value in the form of RFC 8785."""
    return canonical(encode(instance))


def from_octets(cls: TypeForm[T], octets: bytes) -> T | Rejection:
    """The only instance of ``cls`` with these canonical octets (§2, RFC 8785).

    Rejections: TOO_LONG, TOO_MANY_VALUES, NOT_UTF8, TOO_DEEP, NOT_JSON, DUPLICATE_KEY, NOT_INTEGER, OUT_OF_RANGE,
    NOT_CANONICAL for the octets; TOO_LONG again, where ``cls`` is a union and the class that the octets name has a
    lower limit; then those of :func:`decode`.
    """
    form = form_of(cls)
    value = parse(octets, length_limit(form), value_limit(form))
    if isinstance(value, Rejection):
        return value
    limit = limit_of(form, value)
    if len(octets) > limit:
        return reject(Code.TOO_LONG, limit=limit, length=len(octets))
    return decode(cls, value)
