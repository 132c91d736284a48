"""A document with one field of every type that the codec knows, and ways to draw instances of it."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, ClassVar

from attrs import frozen
from hypothesis import strategies as st
from immutables import Map

from leo_ref.core.encoding import NUMBER_MOST, JsonValue
from leo_ref.core.values import (
    AMOUNT_MOST,
    COUNT_MOST,
    HEIGHT_MOST,
    AccountId,
    Amount,
    AtMost,
    Count,
    Credit,
    Digest,
    Exactly,
    Height,
    JobId,
    NodeId,
    Number,
    ServiceId,
)


class Colour(Enum):
    RED = "red"
    GREEN = "green"


class Side(Enum):
    LEFT = 1
    RIGHT = 2


@frozen
class Move:
    kind: ClassVar[str] = "move"
    amount: Amount
    to: AccountId


@frozen
class Stop:
    kind: ClassVar[str] = "stop"


@frozen
class Tree:
    """Refers to itself."""

    label: str
    parts: tuple[Tree, ...]


@frozen
class EveryForm:
    kind: ClassVar[str] = "zoo"
    version: ClassVar[int] = 1
    values_most: ClassVar[int] = 200
    account: AccountId
    amount: Amount
    by_colour: Map[Colour, bool]
    by_count: Map[Count, Tree]
    by_digest: Map[Digest, Height]
    by_name: Map[NodeId, Credit]
    by_text: Map[str, tuple[Count, ...]]
    colour: Colour
    colours: frozenset[Colour]
    count: Count
    credit: Credit
    digest: Digest
    flag: bool
    flag_or_sides: bool | Map[Count, frozenset[Side]]
    height: Height
    job: JobId
    maybe_amount: Amount | None
    maybe_move: Move | Stop | None
    move: Move | Stop
    moves: frozenset[Move | Stop]
    nested: tuple[tuple[Count, ...], ...]
    numbers: frozenset[Count]
    octets: Annotated[bytes, AtMost(8)]
    pair: Annotated[bytes, Exactly(2)]
    percent: Annotated[Count, Number(100)]
    service: ServiceId
    text: str
    texts: frozenset[str]
    tree: Tree


text = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
names = st.binary(min_size=32, max_size=32).map(bytes.hex)
nodes = names.map(NodeId)
digests = st.binary(min_size=32, max_size=32)
amounts = st.integers(0, AMOUNT_MOST)
heights = st.integers(0, HEIGHT_MOST)
counts = st.integers(0, COUNT_MOST)
colours = st.sampled_from(Colour)
moves = st.builds(Move, amount=amounts, to=names.map(AccountId)) | st.builds(Stop)
trees: st.SearchStrategy[Tree] = st.recursive(
    st.builds(Tree, label=text, parts=st.just(())),
    lambda inner: st.builds(Tree, label=text, parts=st.lists(inner, max_size=2).map(tuple)),
    max_leaves=4,
)


def _few(keys: st.SearchStrategy[object], values: st.SearchStrategy[object]) -> st.SearchStrategy[Map[object, object]]:
    return st.dictionaries(keys, values, max_size=3).map(Map)


zoos = st.builds(
    EveryForm,
    account=names.map(AccountId),
    amount=amounts,
    by_colour=_few(colours, st.booleans()),
    by_count=_few(counts, trees),
    by_digest=_few(digests, heights),
    by_name=_few(nodes, amounts),
    by_text=_few(text, st.lists(counts, max_size=2).map(tuple)),
    colour=colours,
    colours=st.frozensets(colours),
    count=counts,
    credit=amounts,
    digest=digests,
    flag=st.booleans(),
    flag_or_sides=st.booleans() | _few(counts, st.frozensets(st.sampled_from(Side))),
    height=heights,
    job=names.map(JobId),
    maybe_amount=st.none() | amounts,
    maybe_move=st.none() | moves,
    move=moves,
    moves=st.frozensets(moves, max_size=3),
    nested=st.lists(st.lists(counts, max_size=2).map(tuple), max_size=2).map(tuple),
    numbers=st.frozensets(counts, max_size=4),
    octets=st.binary(max_size=8),
    pair=st.binary(min_size=2, max_size=2),
    percent=st.integers(0, 100),
    service=names.map(ServiceId),
    text=text,
    texts=st.frozensets(text, max_size=3),
    tree=trees,
)

EVERY_FORM = EveryForm(
    account=AccountId("0a" * 32),
    amount=AMOUNT_MOST,
    by_colour=Map({Colour.RED: True}),
    by_count=Map({9: Tree("nine", ()), 10: Tree("ten", (Tree("one", ()),))}),
    by_digest=Map({b"\x01" * 32: 7}),
    by_name=Map({NodeId("0b" * 32): 5}),
    by_text=Map({"a b": (1,)}),
    colour=Colour.GREEN,
    colours=frozenset(Colour),
    count=COUNT_MOST,
    credit=0,
    digest=b"\xff" * 32,
    flag=False,
    flag_or_sides=Map({2: frozenset(Side)}),
    height=HEIGHT_MOST,
    job=JobId("0c" * 32),
    maybe_amount=1,
    maybe_move=None,
    move=Move(3, AccountId("0d" * 32)),
    moves=frozenset({Stop(), Move(4, AccountId("0e" * 32))}),
    nested=((1, 2), ()),
    numbers=frozenset({9, 10}),
    octets=b"",
    pair=b"\x00\xab",
    percent=100,
    service=ServiceId("0f" * 32),
    texts=frozenset({"A", "\n"}),
    text='Zoë "\n\x00 😀',
    tree=Tree("", (Tree("x", ()),)),
)
"""An instance whose containers are filled, for tests that change one place at a time."""

json_values: st.SearchStrategy[JsonValue] = st.recursive(
    st.none() | st.booleans() | st.integers(-NUMBER_MOST, NUMBER_MOST) | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=12,
)

# Text that is nearly JSON: tokens in any order.
PIECES = (
    *("{", "}", "[", "]", ",", ":", '"', "\\", '"a"', '"a":', "true", "null", " ", "\n", "\0", "\ufeff", "é", "😀"),
    *("0", "-", "1", "9" * 20, ".5", "e3", "NaN", "-Infinity", "\\ud800", "\\u0061", '"\\ud800"'),
)
json_like = st.lists(st.sampled_from(PIECES), max_size=12).map(lambda parts: "".join(parts).encode())
