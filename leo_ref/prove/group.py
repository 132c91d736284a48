"""Groups of any size: one member stands for any number of members of which the ledger recorded the same.

What the settlement does with a member depends on what was recorded of it, and on nothing else of it: names are only
compared for equality, and a name here can be used for nothing else. So members with equal records are paid alike, and
one can stand for all. The settlement then runs as it is, but for what counts: its ``len`` says how many the members of
a collection stand for, and an amount that each of several receives is added to a sum as often.

On known numbers there is nothing of that: the members are all there, and the settlement is the unchanged function.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import chain, combinations
from types import FunctionType
from typing import Any, Final, NoReturn, cast

from attrs import frozen
from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.state.job import NO_ENCRYPTION_KEYS, Job, Outcome, Place
from leo_ref.core.values import AccountId, NodeId
from leo_ref.prove.inputs import Inputs
from leo_ref.prove.integer import Integer, is_known
from leo_ref.rules.settlement import Settlement

PLACE: Final = Place(j=1, beta=bytes(64), encryption_keys=NO_ENCRYPTION_KEYS)
"""No amount depends on what is in a place."""

Settling = Callable[[Parameters, Job, Outcome], Settlement]


class UnorderedName(str):
    """A name that can be compared for equality, and has no order."""

    __slots__ = ()

    def __lt__(self, other: object) -> NoReturn:
        raise TypeError("an amount depends on the order of names")

    __le__ = __gt__ = __ge__ = __lt__


@frozen
class Crowd:
    """Members with equal records."""

    records: frozenset[str]
    count: int
    names: tuple[NodeId, ...]
    """All of them; where the number is unknown, one that stands for all."""


@frozen
class Group:
    """A group, by the records of its members; the executor has none."""

    crowds: tuple[Crowd, ...]
    executor: NodeId | None

    def watching(self) -> int:
        """How many are not the executor."""
        return sum(crowd.count for crowd in self.crowds)

    def size(self) -> int:
        """How many there are."""
        return self.watching() + (self.executor is not None)

    def places(self) -> Map[NodeId, Place]:
        """What the ledger stores of it."""
        own = () if self.executor is None else (self.executor,)
        return Map(dict.fromkeys((*own, *chain.from_iterable(crowd.names for crowd in self.crowds)), PLACE))

    def recorded(self, record: str) -> frozenset[NodeId]:
        """The members that have the record."""
        return frozenset(chain.from_iterable(crowd.names for crowd in self.crowds if record in crowd.records))

    def times(self) -> dict[str, int]:
        """For how many each name stands."""
        return {crowd.names[0]: crowd.count for crowd in self.crowds if not is_known(crowd.count)}


def group(
    inputs: Inputs, records: Collection[str], kind: Callable[[frozenset[str]], str], executor: NodeId | None
) -> Group:
    """Any group: of any records together, any number of members.

    ``kind`` parts the records. How many members are of a kind is one number, and those with one choice of records are
    what the other choices leave of it: every group has such numbers, and sums over a kind are short.
    """
    chosen = [
        frozenset(held) for held in chain.from_iterable(combinations(records, size) for size in range(len(records) + 1))
    ]
    found = []
    for name in dict.fromkeys(map(kind, chosen)):
        count = inputs.unknown(f"count_{name}")
        *first, last = (held for held in chosen if kind(held) == name)
        for held in first:
            label = "_".join((name, *sorted(held)))
            some = inputs.unknown(f"count_of_{label}")
            count -= some
            found.append(crowd(held, some, label))
        inputs.assume(count >= 0)
        found.append(crowd(last, count, "_".join((name, *sorted(last)))))
    return Group(tuple(found), executor)


def crowd(records: Iterable[str], count: int, label: str) -> Crowd:
    """So many members with these records."""
    many = range(count) if is_known(count) else (0,)
    return Crowd(frozenset(records), count, tuple(cast("NodeId", UnorderedName(f"{label}-{place}")) for place in many))


@frozen(kw_only=True)
class Paid:
    """What came of a settlement."""

    each: Mapping[str, int]
    """What an account receives; of a crowd, each of its members."""
    total: int
    result: Settlement

    def to(self, name: str) -> int:
        """What the account receives."""
        return self.each.get(name, 0)


def settle(settling: Settling, group: Group, params: Parameters, job: Job, outcome: Outcome) -> Paid:
    """The job settled."""
    times = group.times()
    result = (counting(settling, times) if times else settling)(params, job, outcome)
    each: dict[str, int] = {}
    for account, amount in result.payouts:
        each[account] = each.get(account, 0) + one(amount)
    return Paid(each=each, total=sum(amount for _, amount in result.payouts), result=result)


def one(amount: object) -> int:
    """The amount, once."""
    return cast("int", Integer(amount.path, amount.value) if isinstance(amount, Each) else amount)


class Each(Integer):
    """An amount that each of several receives: in a sum it is there for all of them."""

    times: int

    def __radd__(self, other: object) -> Integer:
        return cast("Integer", cast("int", other) + one(self) * self.times)

    def __add__(self, other: object) -> Integer:
        raise TypeError("an amount of each of several is only added up")


def counting(settling: Settling, times: Mapping[str, int]) -> Settling:
    """The same function, and the functions of its module that it calls, where they count for how many a name stands."""
    space: dict[str, Any] = dict(settling.__globals__)
    for name, found in tuple(space.items()):
        if isinstance(found, FunctionType) and found.__globals__ is settling.__globals__:
            space[name] = FunctionType(found.__code__, space, name, found.__defaults__, found.__closure__)
            space[name].__kwdefaults__ = found.__kwdefaults__
    counts: dict[tuple[str, ...], int] = {}

    def count(names: Iterable[str]) -> int:
        all_names = tuple(names)
        if all_names not in counts:
            counts[all_names] = sum(times.get(name, 1) for name in all_names)
        return counts[all_names]

    space["len"] = count
    payouts = space["payouts"]

    def counted(params: Parameters, job: Job, outcome: Outcome) -> Iterator[tuple[AccountId, int]]:
        for account, amount in payouts(params, job, outcome):
            yield account, _each(amount, times[account]) if account in times else amount

    space["payouts"] = counted
    return cast("Settling", space[settling.__name__])


def _each(amount: int, times: int) -> int:
    whole = cast("Integer", times * 0 + amount)
    found = Each(whole.path, whole.value)
    found.times = times
    return cast("int", found)
