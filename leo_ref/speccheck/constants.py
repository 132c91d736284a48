"""What a model fixes: the record ``Constants`` that its MC module defines and TLC prints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import asdict, frozen

from leo_ref.core.parameters import Parameters
from leo_ref.speccheck.tlc import values
from leo_ref.speccheck.tlc.values import Value


def mapping(value: Value) -> dict[Any, Any]:  # the keys' and values' types are the model's own
    """A TLA+ function as a dict; its order is that of the sorted keys, sets before their own elements."""
    if not isinstance(value, tuple):
        raise TypeError("a function of TLA+")
    return dict(sorted(value[1], key=lambda pair: str(pair[0])))


def sequence(value: Value) -> list[Any]:
    """A TLA+ sequence as a list."""
    pairs = mapping(value)
    return [pairs[index] for index in range(1, len(pairs) + 1)]


def plain(value: Value) -> Any:
    """Records as dicts, all the way down; sets and atoms stay as they are."""
    return {key: plain(inner) for key, inner in mapping(value).items()} if isinstance(value, tuple) else value


@frozen(kw_only=True)
class Constants:
    """A model's constants, by the names of the specification."""

    parameters: Parameters
    ids: tuple[str, ...]
    owners: frozenset[str]
    node_owner: Mapping[str, str]
    node_ek: Mapping[str, str]
    services: Mapping[str, Mapping[str, Any]]
    tasks: Mapping[str, Mapping[str, Any]]
    joins: Mapping[str, str]
    draw: Mapping[str, Mapping[int, Mapping[str, Mapping[str, int]]]]
    actions: Mapping[str, tuple[tuple[Value, ...], ...]]
    """For each action the values of each of its arguments, sorted."""
    more: Mapping[str, Value]
    """What only this model has."""


KNOWN = ("Params", "Ids", "Owners", "NodeOwner", "NodeEk", "Services", "Tasks", "Joins", "Draw", "Actions")


def read_constants(record: Value) -> Constants:
    """The constants in the record that TLC printed."""
    fields = mapping(record)
    return Constants(
        parameters=Parameters(**plain(fields["Params"])),
        ids=tuple(sequence(fields["Ids"])),
        owners=fields["Owners"],
        node_owner=mapping(fields["NodeOwner"]),
        node_ek=mapping(fields["NodeEk"]),
        services=plain(fields["Services"]),
        tasks=plain(fields["Tasks"]),
        joins=mapping(fields["Joins"]),
        draw=plain(fields["Draw"]),
        actions={
            name: tuple(tuple(sorted(domain, key=in_order)) for domain in sequence(domains))
            for name, domains in mapping(fields["Actions"]).items()
        },
        more={name: value for name, value in fields.items() if name not in KNOWN},
    )


def constants_value(constants: Constants) -> Value:
    """The record that the constants were read from; undoes :func:`read_constants`."""
    return values.record(
        {
            "Params": values.record(asdict(constants.parameters)),
            "Ids": values.sequence(constants.ids),
            "Owners": constants.owners,
            "NodeOwner": _nested(constants.node_owner),
            "NodeEk": _nested(constants.node_ek),
            "Services": _nested(constants.services),
            "Tasks": _nested(constants.tasks),
            "Joins": _nested(constants.joins),
            "Draw": _nested(constants.draw),
            "Actions": values.record(
                {
                    name: values.sequence(frozenset(domain) for domain in domains)
                    for name, domains in constants.actions.items()
                }
            ),
            **constants.more,
        }
    )


def _nested(value: Any) -> Value:  # Any: dicts of dicts of any depth, as `plain` made them
    if isinstance(value, Mapping):
        return values.function((key, _nested(inner)) for key, inner in value.items())
    atom: Value = value
    return atom


def in_order(value: Value) -> tuple[int, str]:
    """A total order of argument values: small sets first, then by text."""
    return (len(value), str(sorted(map(str, value)))) if isinstance(value, frozenset) else (0, str(value))
