"""JSON as the protocol has it: UTF-8, no key twice, integers only. What else a reader might forgive is refused."""

from __future__ import annotations

import json
from typing import Any, Final, TypeAlias

Json: TypeAlias = Any  # what a JSON reader gives; the schemas say what is in it

SHOWN: Final = 160
"""Characters of what was said that are shown."""


class NotStrict(Exception):
    """These octets are no such JSON; the text says why."""


def strict(octets: bytes) -> Json:
    """The value of these octets.

    Raises:
        NotStrict: Why they are none.
    """
    try:
        return json.loads(
            octets.decode("utf-8"), object_pairs_hook=_object, parse_float=_integers_only, parse_constant=_integers_only
        )
    except UnicodeDecodeError as error:
        raise NotStrict(f"octet {error.start} is no UTF-8") from None
    except RecursionError:
        raise NotStrict("it is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise NotStrict(f"{error.msg} at character {error.pos}") from None
    except ValueError as error:  # of the two below, and of a number with thousands of digits
        raise NotStrict(str(error)[:SHOWN]) from None


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the key {shown(next(name for name in names if names.count(name) > 1))} is there twice")
    return made


def _integers_only(text: str) -> Json:
    raise ValueError(f"{text[:SHOWN]} is no integer")


def shown(value: Json) -> str:
    """A value in one line of ASCII that does no harm to a terminal, cut where it is long."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}... ({len(text)} characters)"


def printable(octets: bytes | bytearray) -> str:
    """What a program said, on one line: what is no printing ASCII is escaped."""
    cut = octets[:SHOWN]
    return repr(bytes(cut))[2:-1] + ("..." if len(octets) > SHOWN else "")
