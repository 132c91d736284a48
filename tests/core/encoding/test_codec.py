"""§2: what decodes encodes to the same octets; what differs in one place is refused with that place's path."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st
from immutables import Map

from leo_ref.core.encoding import JsonValue, canonical, decode, encode, from_octets, parse, to_octets
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.values import AMOUNT_MOST, COUNT_MOST, HEIGHT_MOST, AccountId, Amount, Count, NodeId
from tests.core.encoding.samples import EVERY_FORM, Colour, EveryForm, Move, Stop, Tree, json_values, zoos

Place = tuple[str | int, ...]


def fresh() -> dict[str, JsonValue]:
    """The JSON of ``EVERY_FORM``, free to be changed."""
    value = parse(to_octets(EVERY_FORM))
    assert isinstance(value, dict)
    return value


def places(value: JsonValue, place: Place = ()) -> Iterator[tuple[Place, JsonValue]]:
    """Every part of ``value``, itself first, and where it is."""
    yield place, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from places(item, (*place, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from places(item, (*place, index))


def replaced(value: JsonValue, place: Place, item: JsonValue) -> JsonValue:
    """``value`` with ``item`` at ``place``."""
    if not place:
        return item
    step, *rest = place
    if isinstance(value, dict):
        return {key: replaced(held, tuple(rest), item) if key == step else held for key, held in value.items()}
    assert isinstance(value, list)
    return [replaced(held, tuple(rest), item) if index == step else held for index, held in enumerate(value)]


def put(place: Place, item: JsonValue) -> JsonValue:
    """The JSON of ``EVERY_FORM`` with ``item`` at ``place``."""
    return replaced(fresh(), place, item)


def path_of(place: Place) -> str:
    """The JSONPath of a place."""
    steps = [
        f"[{step}]" if isinstance(step, int) else f".{step}" if re.fullmatch("[A-Za-z_]\\w*", step) else f'["{step}"]'
        for step in place
    ]
    return "".join(["$", *steps])


def json_kind(value: JsonValue) -> str:
    """Which of the six kinds of JSON value."""
    for name, kind in [("boolean", bool), ("number", int), ("string", str), ("array", list), ("object", dict)]:
        if isinstance(value, kind):
            return name
    return "null"


PLACES = list(places(fresh()))
NULLABLE = {("maybe_amount",), ("maybe_move",)}
MAPS = [("flag_or_sides",), ("by_colour",), ("by_count",), ("by_digest",), ("by_name",), ("by_text",)]
ALSO_TRUTH = {("flag_or_sides",)}
KINDS: list[JsonValue] = [None, True, 5, "5", [5], {"5": 5}]


@given(zoos)
def test_round_trip(zoo: EveryForm) -> None:
    octets = to_octets(zoo)
    assert from_octets(EveryForm, octets) == zoo
    assert octets == canonical(encode(zoo))
    assert decode(EveryForm, encode(zoo)) == zoo


def test_wire_forms() -> None:
    value = fresh()
    assert isinstance(value["by_count"], dict)
    assert value["kind"] == "zoo"
    assert value["version"] == 1
    assert value["amount"] == str(2**128 - 1)
    assert value["height"] == str(2**64 - 1)
    assert value["count"] == 2**53 - 1
    assert value["digest"] == "ff" * 32
    assert value["account"] == "0a" * 32
    assert value["colours"] == ["green", "red"]
    assert value["numbers"] == [10, 9], "sets are in the order of their octets, not of their numbers"
    assert value["maybe_move"] is None
    assert value["move"] == {"kind": "move", "amount": "3", "to": "0d" * 32}
    assert value["by_colour"] == {"red": True}
    assert list(value["by_count"]) == ["10", "9"]
    assert value["texts"] == ["A", "\n"], "as above: the escape of a line feed sorts after a letter"
    assert value["by_digest"] == {"01" * 32: "7"}


def test_members_do_not_stand_in_the_order_of_their_hashes() -> None:
    @frozen
    class Holder:
        members: Map[Count, bool]

    counts = range(7, 13)
    value = encode(Holder(Map(dict.fromkeys(counts, True))))
    assert isinstance(value, dict)
    assert isinstance(value["members"], dict)
    assert list(value["members"]) == sorted(map(str, counts))


def test_every_place_refuses_every_other_kind() -> None:
    for place, held in PLACES:
        for item in KINDS:
            if json_kind(item) == json_kind(held) or (place in NULLABLE and item is None):
                continue
            if place == ("maybe_move",) and isinstance(item, dict):
                continue
            if place in ALSO_TRUTH and isinstance(item, bool):
                continue
            refused = decode(EveryForm, put(place, item))
            assert isinstance(refused, Rejection), (place, item)
            assert (refused.code, refused.values[0]) == (Code.WRONG_TYPE, path_of(place)), (place, item)


def test_every_member_is_needed_and_no_other_known() -> None:
    for place, held in PLACES:
        if not isinstance(held, dict) or place in MAPS:
            continue
        more = {**held, "zzz": 0, "zz zz": 0, "zzzz": 0}
        unknown = decode(EveryForm, put(place, more))
        assert unknown == reject(Code.UNKNOWN_FIELD, path=path_of((*place, "zz zz"))), "the first by code point"
        for name in held:
            fewer = {key: item for key, item in held.items() if key != name}
            missing = decode(EveryForm, put(place, fewer))
            assert missing == reject(Code.MISSING_FIELD, path=path_of((*place, name))), (place, name)


@given(st.sampled_from(PLACES), json_values)
def test_a_change_is_refused_or_kept_to_the_octet(where: tuple[Place, JsonValue], item: JsonValue) -> None:
    place, _ = where
    octets = canonical(put(place, item))
    decoded = from_octets(EveryForm, octets)
    assert isinstance(decoded, Rejection) or to_octets(decoded) == octets


@given(st.integers(0, len(to_octets(EVERY_FORM)) - 1), st.integers(0, 255))
def test_an_octet_changed_is_refused_or_kept(offset: int, octet: int) -> None:
    octets = bytearray(to_octets(EVERY_FORM))
    octets[offset] = octet
    decoded = from_octets(EveryForm, bytes(octets))
    assert isinstance(decoded, Rejection) or to_octets(decoded) == octets


def test_cut_anywhere() -> None:
    octets = to_octets(EVERY_FORM)
    for length in range(len(octets)):
        refused = from_octets(EveryForm, octets[:length])
        assert isinstance(refused, Rejection)
        assert refused.code in (Code.NOT_JSON, Code.NOT_UTF8)


def test_a_member_twice() -> None:
    for name, item in fresh().items():
        member = json.dumps(name).encode() + b":" + canonical(item)
        octets = to_octets(EVERY_FORM)
        assert octets.count(member) >= 1
        refused = from_octets(EveryForm, octets.replace(member, member + b"," + member, 1))
        assert isinstance(refused, Rejection)
        assert refused.code is Code.DUPLICATE_KEY


@pytest.mark.parametrize(
    "digits", ["", "00", "01", "+1", "-1", "-0", "1e3", "1.0", " 1", "1 ", "1\n", "0x1", "1_0", "١", "1١"]
)
@pytest.mark.parametrize("place", [("amount",), ("height",), ("credit",), ("maybe_amount",), ("move", "amount")])
def test_decimal_text_is_digits_without_a_leading_zero(place: Place, digits: str) -> None:
    assert decode(EveryForm, put(place, digits)) == reject(Code.NOT_DECIMAL, path=path_of(place))


@pytest.mark.parametrize(
    ("name", "most", "digits"),
    [
        ("amount", AMOUNT_MOST, str(2**128)),
        ("credit", AMOUNT_MOST, "9" * 39),
        ("height", HEIGHT_MOST, str(2**64)),
        ("height", HEIGHT_MOST, "9" * 10**5),
        ("count", COUNT_MOST, 2**53),
        ("count", COUNT_MOST, -1),
        ("percent", 100, 101),
    ],
)
def test_numbers_end_at_their_range(name: str, most: int, digits: JsonValue) -> None:
    assert decode(EveryForm, put((name,), digits)) == reject(Code.OUT_OF_RANGE, path=f"$.{name}", low=0, high=most)


@pytest.mark.parametrize("digits", ["AB", "aB", "0", "0g", "0x", " 0a", "0a\n", "é0", "٠٠"])
@pytest.mark.parametrize("name", ["account", "digest", "job", "octets", "pair", "service"])
def test_hexadecimal_is_lower_case_and_even(name: str, digits: str) -> None:
    padded = digits + "00" * 31
    assert decode(EveryForm, put((name,), padded)) == reject(Code.NOT_LOWER_HEX, path=f"$.{name}")


@pytest.mark.parametrize(
    ("name", "expected", "lengths"),
    [
        ("account", 32, [0, 31, 33]),
        ("digest", 32, [0, 31, 33]),
        ("service", 32, [0, 31, 33]),
        ("pair", 2, [0, 1, 3]),
        ("octets", 8, [9]),
    ],
)
def test_octets_have_the_length_of_their_field(name: str, expected: int, lengths: list[int]) -> None:
    for length in lengths:
        refused = reject(Code.WRONG_LENGTH, path=f"$.{name}", expected=expected, length=length)
        assert decode(EveryForm, put((name,), "ab" * length)) == refused


@pytest.mark.parametrize(
    ("name", "key", "code"),
    [
        ("by_name", "n1", Code.NOT_LOWER_HEX),
        ("by_name", "0b", Code.WRONG_LENGTH),
        ("by_digest", "FF" * 32, Code.NOT_LOWER_HEX),
        ("by_count", "09", Code.NOT_DECIMAL),
        ("by_count", str(2**53), Code.OUT_OF_RANGE),
        ("by_colour", "blue", Code.UNKNOWN_VARIANT),
    ],
)
def test_keys_have_the_form_of_their_type(name: str, key: str, code: Code) -> None:
    value = fresh()[name]
    assert isinstance(value, dict)
    refused = decode(EveryForm, put((name,), dict.fromkeys([key], next(iter(value.values())))))
    assert isinstance(refused, Rejection)
    assert (refused.code, refused.values[0]) == (code, path_of((name, key)))


@pytest.mark.parametrize(
    ("name", "items", "index"),
    [
        ("numbers", [9, 10], 1),
        ("numbers", [1, 9, 9], 2),
        ("colours", ["red", "green"], 1),
        ("colours", ["red", "red"], 1),
        ("moves", [{"kind": "stop"}, {"kind": "stop"}], 1),
    ],
)
def test_sets_are_sorted_without_repetition(name: str, items: JsonValue, index: int) -> None:
    assert decode(EveryForm, put((name,), items)) == reject(Code.NOT_SORTED, path=f"$.{name}[{index}]")


@pytest.mark.parametrize(
    ("place", "given"),
    [
        (("kind",), "move"),
        (("move", "kind"), "jump"),
        (("maybe_move",), {"kind": "jump"}),
        (("moves", 1, "kind"), "Stop"),
        (("colour",), "RED"),
        (("colour",), "red "),
    ],
)
def test_names_are_known(place: Place, given: JsonValue) -> None:
    refused = decode(EveryForm, put(place, given))
    name = given["kind"] if isinstance(given, dict) else given
    assert isinstance(name, str)
    path = path_of((*place, "kind") if isinstance(given, dict) else place)
    assert refused == reject(Code.UNKNOWN_VARIANT, path=path, given=name)


@pytest.mark.parametrize("version", [0, 2, 2**53 - 1])
def test_another_version_is_named_before_its_fields_are_looked_at(version: int) -> None:
    value: dict[str, JsonValue] = {"kind": "zoo", "version": version, "new": None}
    assert decode(EveryForm, value) == reject(Code.UNKNOWN_VERSION, given=version)


def test_lone_surrogates_are_no_text() -> None:
    refused = decode(EveryForm, put(("text",), "\ud800"))
    assert refused == reject(Code.WRONG_TYPE, path="$.text", expected="string of Unicode characters")
    assert decode(EveryForm, put(("colour",), "\ud800")) == reject(
        Code.UNKNOWN_VARIANT, path="$.colour", given="\\ud800"
    )


def test_types_other_than_classes_decode() -> None:
    move = Move(1, AccountId("0a" * 32))
    assert decode(Move | Stop, encode(move)) == move
    assert decode(Move | Stop | None, None) is None
    assert decode(tuple[Count, ...], [1, 2]) == (1, 2)
    assert decode(Map[NodeId, Amount], {"0b" * 32: "5"}) == Map({"0b" * 32: 5})
    assert decode(Colour, "red") is Colour.RED
    assert decode(Amount, "01") == reject(Code.NOT_DECIMAL, path="$")


def test_short_names_encode_and_do_not_decode() -> None:
    value = encode(Move(1, AccountId("a1")))
    assert value == {"kind": "move", "amount": "1", "to": "a1"}
    assert decode(Move, value) == reject(Code.WRONG_LENGTH, path="$.to", expected=32, length=1)


@pytest.mark.parametrize("tree", [Tree("a", (Tree("b", ()), Tree("c", (Tree("d", ()),))))])
def test_classes_may_refer_to_themselves(tree: Tree) -> None:
    assert from_octets(Tree, to_octets(tree)) == tree
