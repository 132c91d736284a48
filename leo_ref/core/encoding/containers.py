"""The wire forms of values that hold others: optional, truth value or another, sequence, set and map."""

from __future__ import annotations

from attrs import frozen
from immutables import Map

from leo_ref.core.encoding.canonical import JsonValue, canonical
from leo_ref.core.encoding.refusal import Refused, element, member
from leo_ref.core.encoding.scalars import Form
from leo_ref.core.rejections import Code


def _elements(form: Form, value: JsonValue) -> list[object]:
    """Each element of an array, decoded."""
    if not isinstance(value, list | tuple):
        raise Refused(Code.WRONG_TYPE, expected="array")
    decoded: list[object] = []
    for index, item in enumerate(value):
        try:
            decoded.append(form.decode(item))
        except Refused as refused:
            raise refused.within(element(index)) from None
    return decoded


@frozen
class OptionalForm:
    """A value, or ``null`` for none. The field itself is always there."""

    form: Form

    def encode(self, value: object) -> JsonValue:
        """``null`` for ``None``, else what the form inside says."""
        return None if value is None else self.form.encode(value)

    def decode(self, value: JsonValue) -> object:
        """Refuses what the form inside refuses."""
        return None if value is None else self.form.decode(value)


@frozen
class TruthOrForm:
    """``true`` or ``false``, or a value of another form, whose JSON is never one of these."""

    form: Form

    def encode(self, value: object) -> JsonValue:
        """A truth value itself, else what the form inside says."""
        return value if isinstance(value, bool) else self.form.encode(value)

    def decode(self, value: JsonValue) -> object:
        """Refuses what the form inside refuses."""
        return value if isinstance(value, bool) else self.form.decode(value)


@frozen
class SequenceForm:
    """A tuple as an array, of at most so many elements; None for any number."""

    form: Form
    most: int | None = None

    def encode(self, value: object) -> JsonValue:
        """The elements in their order."""
        assert isinstance(value, tuple), "a tuple"
        return [self.form.encode(item) for item in value]

    def decode(self, value: JsonValue) -> tuple[object, ...]:
        """Refuses WRONG_TYPE, WRONG_LENGTH and what the elements' form refuses."""
        if isinstance(value, list | tuple) and self.most is not None and len(value) > self.most:
            raise Refused(Code.WRONG_LENGTH, expected=self.most, length=len(value))
        return tuple(_elements(self.form, value))


@frozen
class SetForm:
    """A frozenset as an array whose elements' canonical octets strictly increase, so that a set has one form."""

    form: Form

    def encode(self, value: object) -> JsonValue:
        """The elements in the order of their canonical octets."""
        assert isinstance(value, frozenset), "a frozenset"
        return sorted((self.form.encode(item) for item in value), key=canonical)

    def decode(self, value: JsonValue) -> frozenset[object]:
        """Refuses WRONG_TYPE, NOT_SORTED and what the elements' form refuses."""
        decoded = _elements(self.form, value)
        assert isinstance(value, list | tuple)
        octets = [canonical(item) for item in value]
        for index in range(1, len(octets)):
            if octets[index - 1] >= octets[index]:
                raise Refused(Code.NOT_SORTED).within(element(index))
        return frozenset(decoded)


@frozen
class MapForm:
    """A map as an object; ``key`` is a form whose JSON is text. RFC 8785 sorts the members."""

    key: Form
    value: Form

    def encode(self, value: object) -> JsonValue:
        """One member for each key, in code point order rather than in that of the hashes."""
        assert isinstance(value, Map), "a map"
        members: dict[str, JsonValue] = {}
        for key, item in value.items():
            name = self.key.encode(key)
            assert isinstance(name, str), "keys are text"
            members[name] = self.value.encode(item)
        return dict(sorted(members.items()))

    def decode(self, value: JsonValue) -> Map[object, object]:
        """Refuses WRONG_TYPE and what the forms of key and value refuse."""
        if not isinstance(value, dict):
            raise Refused(Code.WRONG_TYPE, expected="object")
        decoded: list[tuple[object, object]] = []
        for name, item in value.items():
            try:
                decoded.append((self.key.decode(name), self.value.decode(item)))
            except Refused as refused:
                raise refused.within(member(name)) from None
        return Map(decoded)
