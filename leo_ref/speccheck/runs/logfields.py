"""Members of a line of a log, read strictly."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from typing import Any, Final, NoReturn

from attrs import frozen

from leo_ref.speccheck.runs.logfault import BadLog, LogFault

MOST: Final = 2**31 - 1
"""The largest integer of TLC."""
NAME: Final = re.compile(r"[0-9A-Za-z_]{1,128}", re.ASCII)


@frozen
class Reading:
    """A line that is being read."""

    line: int

    def refuse(self, fault: LogFault, detail: str) -> NoReturn:
        """Ends the reading."""
        raise BadLog(self.line, fault, detail)

    def parsed(self, octets: bytes) -> dict[str, Any]:
        """The object that the line is."""

        def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
            if len(dict(pairs)) != len(pairs):
                raise ValueError("a member is there twice")
            return dict(pairs)

        try:
            value = json.loads(octets, object_pairs_hook=once)
        except (ValueError, RecursionError) as error:
            self.refuse(LogFault.NOT_JSON, str(error)[:200])
        return self.mapping(value, "the line")

    def mapping(self, value: object, what: str) -> dict[str, Any]:
        """An object."""
        if not isinstance(value, dict):
            self.refuse(LogFault.WRONG_TYPE, f"{what} is {shown(value)} and no object.")
        return value

    def members(self, value: object, what: str, needed: Collection[str], more: Collection[str] = ()) -> dict[str, Any]:
        """An object with these members."""
        found = self.mapping(value, what)
        missing, unknown = sorted(set(needed) - set(found)), sorted(set(found) - {*needed, *more})
        if missing or unknown:
            said = f"lacks {missing[0]}" if missing else f"has {shown(unknown[0])}, which is not known"
            self.refuse(LogFault.WRONG_MEMBERS, f"{what} {said}.")
        return found

    def array(self, value: object, what: str) -> list[Any]:
        """An array."""
        if not isinstance(value, list):
            self.refuse(LogFault.WRONG_TYPE, f"{what} is {shown(value)} and no array.")
        return value

    def number(self, value: object, what: str, most: int = MOST) -> int:
        """A count or an amount."""
        if type(value) is not int:
            self.refuse(LogFault.WRONG_TYPE, f"{what} is {shown(value)} and no integer.")
        if not 0 <= value <= most:
            self.refuse(LogFault.OUT_OF_RANGE, f"{what} is {value}; it may be from 0 to {most}.")
        return value

    def truth(self, value: object, what: str) -> bool:
        """True or false."""
        if type(value) is not bool:
            self.refuse(LogFault.WRONG_TYPE, f"{what} is {shown(value)}, and neither true nor false.")
        return value

    def new_names(self, values: Iterable[object], what: str) -> None:
        """Names that the log gives: they become parts of names in TLA+."""
        for value in values:
            if not isinstance(value, str) or NAME.fullmatch(value) is None:
                self.refuse(LogFault.WRONG_TYPE, f"{what} is {shown(value)}; letters, digits and _ make a name.")

    def name(self, value: object, what: str, known: Iterable[object]) -> str:
        """One of several names."""
        if not isinstance(value, str):
            self.refuse(LogFault.WRONG_TYPE, f"{what} is {shown(value)} and no text.")
        if value not in known:
            self.refuse(LogFault.UNKNOWN_NAME, f"{what} is {shown(value)}.")
        return value


def shown(value: object) -> str:
    """A value, not too long."""
    text = json.dumps(value)
    return text if len(text) <= 60 else text[:60] + "…"
