"""Mistakes of this project's own classes and callers are loud: no wire form, or a value outside its type."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import attrs
import pytest
from attrs import frozen
from immutables import Map

from leo_ref.core.encoding import decode, encode
from leo_ref.core.encoding.schema import schema
from leo_ref.core.rejections import Code, reject
from leo_ref.core.values import AMOUNT_MOST, AccountId, Count, Elements, Exactly
from tests.core.encoding.samples import EVERY_FORM, Colour, Move, Stop


@frozen
class Stopped:
    kind: ClassVar[str] = "stop"


@frozen
class Untold:
    count: Count


@frozen
class Checked:
    count: Count = attrs.field(validator=attrs.validators.ge(1))


@frozen
class Converted:
    count: Count = attrs.field(converter=int)


@frozen
class Renamed:
    _count: Count


@frozen
class Derived:
    count: Count = attrs.field(init=False, default=1)


@frozen
class Busy:
    count: Count

    def __attrs_post_init__(self) -> None:
        raise ValueError


@frozen
class Numbered:
    kind: ClassVar[int] = 1


@frozen
class Versioned:
    version: ClassVar[str] = "1"


@frozen
class Flagged:
    version: ClassVar[bool] = True


@pytest.mark.parametrize(
    "annotation",
    [
        int,
        bytes,
        float,
        object,
        list[Count],
        tuple[Count, Count],
        dict[str, Count],
        Annotated[int, "a note"],
        Annotated[str, Exactly(1)] | Annotated[int, Exactly(1)],
        Stop | Stopped,
        Stop | Untold,
        Stop | str,
        Map[bool, Count],
        Map[Stop, Count],
        Checked,
        Converted,
        Renamed,
        Derived,
        Busy,
        Numbered,
        Versioned,
        Flagged,
    ],
)
def test_types_without_a_form(annotation: Any) -> None:  # Any: these are no types that a caller could pass
    with pytest.raises(TypeError):
        decode(annotation, {})


@pytest.mark.parametrize(
    "change",
    [
        {"amount": -1},
        {"amount": AMOUNT_MOST + 1},
        {"amount": True},
        {"amount": "1"},
        {"count": True},
        {"count": 2**53},
        {"digest": b""},
        {"digest": "ff" * 32},
        {"octets": b"123456789"},
        {"flag": 1},
        {"text": b""},
        {"account": b""},
        {"colour": "red"},
        {"move": Stopped()},
        {"move": None},
        {"tree": Stop()},
        {"nested": [[1]]},
        {"numbers": {1}},
        {"by_name": {}},
        {"by_colour": Map({"red": True})},
        {"by_colour": Map({Colour.RED: 1})},
    ],
)
def test_encode_takes_only_what_decode_gives(change: dict[str, Any]) -> None:  # Any: values of the wrong type
    with pytest.raises(AssertionError):
        encode(attrs.evolve(EVERY_FORM, **change))


def test_a_field_may_be_called_kind() -> None:
    @frozen
    class Named:
        kind: str
        version: bool

    assert encode(Named("x", True)) == {"kind": "x", "version": True}
    assert decode(Named, {"kind": "x", "version": True}) == Named("x", True)


def test_a_class_keeps_its_tag_outside_a_union() -> None:
    assert encode(Stop()) == {"kind": "stop"}
    assert encode(Move(1, AccountId("a"))) == {"kind": "move", "amount": "1", "to": "a"}


@frozen
class Bounded:
    counts: Annotated[tuple[Count, ...], Elements(2)]


def test_an_array_has_no_more_elements_than_its_field() -> None:
    """Before any of them is looked at, and behind the question whether it is an array."""
    assert decode(Bounded, {"counts": [1, 2]}) == Bounded((1, 2))
    many = reject(Code.WRONG_LENGTH, path="$.counts", expected=2, length=3)
    assert decode(Bounded, {"counts": [1, 2, 3]}) == decode(Bounded, {"counts": ["x", 2, 3]}) == many
    assert decode(Bounded, {"counts": "abc"}) == reject(Code.WRONG_TYPE, path="$.counts", expected="array")
    described: Any = schema(Bounded)
    assert described["properties"]["counts"]["maxItems"] == 2
