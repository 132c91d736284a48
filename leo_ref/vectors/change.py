"""A JSON value told by what is other in it than in one before."""

from __future__ import annotations

from typing import Final

from leo_ref.core.encoding import JsonValue

WHOLE: Final = "$whole"
"""Marks an object that stands as it is, where otherwise its members would be put into the one before."""


def change(old: JsonValue, new: JsonValue) -> JsonValue:
    """What :func:`changed` makes ``new`` of ``old`` with."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return new
    if not old.keys() <= new.keys():
        return {WHOLE: new}
    return {
        name: change(old[name], value) if name in old else value
        for name, value in new.items()
        if name not in old or old[name] != value
    }


def changed(old: JsonValue, by: JsonValue) -> JsonValue:
    """The value after a change: members of objects are replaced or added, everything else is replaced whole."""
    match by:
        case {"$whole": whole}:
            return whole
        case dict() if isinstance(old, dict):
            return {**old, **{name: changed(old.get(name), value) for name, value in by.items()}}
        case _:
            return by
