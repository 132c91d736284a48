"""Which wire form a type has; the forms of classes and their unions.

A class is looked into when it is first met, not when a field mentions it, so classes may refer to themselves.
Types that have no form are a mistake of this project, not of a message: they raise ``TypeError``.
"""

from __future__ import annotations

import types
from enum import Enum
from functools import cache  # purity: a memo of class shapes, keyed by the few classes of the protocol
from typing import Annotated, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

import attrs
from attrs import AttrsInstance, frozen
from immutables import Map

from leo_ref.core.encoding.canonical import NUMBER_MOST, JsonValue
from leo_ref.core.encoding.containers import MapForm, OptionalForm, SequenceForm, SetForm, TruthOrForm
from leo_ref.core.encoding.refusal import Refused, member, printable
from leo_ref.core.encoding.scalars import (
    ChoiceForm,
    DecimalForm,
    Decoder,
    Form,
    NameForm,
    NumberForm,
    OctetsForm,
    TextForm,
    TruthForm,
)
from leo_ref.core.rejections import Code
from leo_ref.core.values import AtMost, Decimal, Elements, Exactly, Name, Number

T = TypeVar("T")


def form_of(annotation: object) -> Form:
    """The form of a type as :mod:`leo_ref.core.encoding.codec` lists them."""
    if isinstance(annotation, NewType):
        return form_of(annotation.__supertype__)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _annotated(arguments[0], arguments[1:])
    if origin in (Union, types.UnionType):
        return _union(arguments)
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return SequenceForm(form_of(arguments[0]))
    if origin is frozenset:
        return SetForm(form_of(arguments[0]))
    if origin is Map:
        return MapForm(_key(form_of(arguments[0])), form_of(arguments[1]))
    if annotation is bool:
        return TruthForm()
    if annotation is str:
        return TextForm()
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return ChoiceForm(annotation)
    if isinstance(annotation, type) and attrs.has(annotation):
        return ClassForm(annotation)
    raise TypeError(f"no wire form for {annotation!r}")


def _annotated(plain: object, notes: tuple[object, ...]) -> Form:
    """The form that the last wire note asks for, so that an alias can be narrowed by annotating it again."""
    for note in reversed(notes):
        if plain is bytes and isinstance(note, Exactly):
            return OctetsForm(note.octets, note.octets)
        if plain is bytes and isinstance(note, AtMost):
            return OctetsForm(0, note.octets)
        if plain is str and isinstance(note, Name):
            return NameForm(note.octets)
        if get_origin(plain) is tuple and isinstance(note, Elements):
            return SequenceForm(form_of(get_args(plain)[0]), note.most)
        if plain is int and isinstance(note, Decimal):
            return DecimalForm(note.most)
        if plain is int and isinstance(note, Number):
            return NumberForm(note.most)
    return form_of(plain)


def _key(form: Form) -> Form:
    """The form of a map's key: numbers become decimal text, other keys are text already."""
    if isinstance(form, NumberForm):
        return DecimalForm(form.most)
    if isinstance(form, TextForm | DecimalForm | OctetsForm | NameForm | ChoiceForm):
        return form
    raise TypeError(f"no key of an object: {form!r}")


def _union(arguments: tuple[object, ...]) -> Form:
    """``Optional``, a truth value or one other type, or classes told apart by ``kind``; these also optional."""
    present = [argument for argument in arguments if argument is not types.NoneType]
    if len(present) == 1:
        return OptionalForm(form_of(present[0]))
    if len(present) == len(arguments) == 2 and arguments[0] is bool:
        return TruthOrForm(form_of(arguments[1]))
    variants: dict[str, ClassForm] = {}
    for argument in present:
        form = form_of(argument)
        kind = _kind(form.cls) if isinstance(form, ClassForm) else None
        if not isinstance(form, ClassForm) or kind is None or kind in variants:
            raise TypeError(f"a union needs classes of different kinds: {arguments!r}")
        variants[kind] = form
    union = UnionForm(Map(variants))
    return union if len(present) == len(arguments) else OptionalForm(union)


@frozen
class Shape:
    """What a class looks like on the wire: its tags, ``None`` where it has none, and the forms of its fields."""

    kind: str | None
    version: int | None
    fields: tuple[tuple[str, Form], ...]
    names: frozenset[str]
    """Of all members, tags included."""


@cache
def shape_of(cls: type[AttrsInstance]) -> Shape:
    """The shape of a class, worked out once. Its constructor must accept whatever fits the types of its fields."""
    hints = get_type_hints(cls, include_extras=True)
    fields: list[tuple[str, Form]] = []
    for field in attrs.fields(cls):
        if field.alias != field.name or not field.init or field.validator or field.converter:
            raise TypeError(f"{cls.__name__}.{field.name} is more than a name and a type")
        fields.append((field.name, form_of(hints[field.name])))
    if hasattr(cls, "__attrs_post_init__"):
        raise TypeError(f"{cls.__name__} does more than to hold its fields")
    version = _tag(cls, "version")
    if isinstance(version, bool) or not isinstance(version, int | None):
        raise TypeError(f"{cls.__name__}.version is no integer")
    kind = _kind(cls)
    tags = [name for name, tag in (("kind", kind), ("version", version)) if tag is not None]
    return Shape(kind, version, tuple(fields), frozenset((*tags, *(name for name, _ in fields))))


def _tag(cls: type[AttrsInstance], name: str) -> object:
    """The class variable ``name``, or ``None`` where there is none or a field of that name."""
    return None if name in attrs.fields_dict(cls) else getattr(cls, name, None)


def _kind(cls: type[AttrsInstance]) -> str | None:
    kind = _tag(cls, "kind")
    if not isinstance(kind, str | None):
        raise TypeError(f"{cls.__name__}.kind is no text")
    return kind


@frozen
class ClassForm:
    """An attrs class as an object of its tags and fields."""

    cls: type[AttrsInstance]

    def encode(self, value: object) -> JsonValue:
        """The tags, then the fields."""
        assert type(value) is self.cls, "an instance of the class"
        shape = shape_of(self.cls)
        members: dict[str, JsonValue] = {}
        if shape.kind is not None:
            members["kind"] = shape.kind
        if shape.version is not None:
            members["version"] = shape.version
        for name, form in shape.fields:
            members[name] = form.encode(getattr(value, name))
        return members

    def decode(self, value: JsonValue) -> object:
        """Refuses, in this order: WRONG_TYPE, a wrong kind, a wrong version, unknown fields, then field by field."""
        given, shape = _object(value), shape_of(self.cls)
        if shape.kind is not None:
            _known_kind(given, (shape.kind,))
        if shape.version is not None:
            version = _member(given, "version", NumberForm(NUMBER_MOST))
            if version != shape.version:
                raise Refused(Code.UNKNOWN_VERSION, given=version)
        if not given.keys() <= shape.names:
            raise Refused(Code.UNKNOWN_FIELD).within(member(min(given.keys() - shape.names)))
        decoded, name = dict[str, object](), ""
        try:
            for name, form in shape.fields:
                if name not in given:
                    raise Refused(Code.MISSING_FIELD)
                decoded[name] = form.decode(given[name])
        except Refused as refused:
            raise refused.within(member(name)) from None
        return self.cls(**decoded)


@frozen
class UnionForm:
    """One of several classes; ``kind`` says which."""

    variants: Map[str, ClassForm]

    def encode(self, value: object) -> JsonValue:
        """What the form of the value's own class says."""
        for form in self.variants.values():
            if type(value) is form.cls:
                return form.encode(value)
        raise AssertionError("an instance of one of the classes")

    def decode(self, value: JsonValue) -> object:
        """Refuses WRONG_TYPE, UNKNOWN_VARIANT and what the form of the named class refuses."""
        kind = _known_kind(_object(value), tuple(self.variants))
        return self.variants[kind].decode(value)


def _object(value: JsonValue) -> dict[str, JsonValue]:
    if not isinstance(value, dict):
        raise Refused(Code.WRONG_TYPE, expected="object")
    return value


def _member(given: dict[str, JsonValue], name: str, form: Decoder[T]) -> T:
    """The decoded member ``name`` of ``given``."""
    try:
        if name not in given:
            raise Refused(Code.MISSING_FIELD)
        return form.decode(given[name])
    except Refused as refused:
        raise refused.within(member(name)) from None


def _known_kind(given: dict[str, JsonValue], kinds: tuple[str, ...]) -> str:
    """The member ``kind``, which is one of ``kinds``."""
    kind = _member(given, "kind", TextForm())
    if kind not in kinds:
        raise Refused(Code.UNKNOWN_VARIANT, given=printable(kind)).within(member("kind"))
    return kind
