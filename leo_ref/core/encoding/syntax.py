"""Where a text stops being JSON (§2, RFC 8259): the offset that NOT_JSON carries.

Libraries of JSON agree on what is JSON and differ in where they say it ends, even from one version to the next, so the
place has a definition of its own. A text is read token by token: a mark of ``[ ] { } : ,``, a string, the longest
number, or one of ``true``, ``false`` and ``null``, with blanks between them. Then the place is

* where the first token begins that cannot stand where it stands, or where the first character is that begins none;
* within a string: its first raw control, or the backslash of its first escape that JSON does not know; of a string that
  the text ends in, the opening quotation mark;
* the end of the text, where that comes too early.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import Final

_BLANKS: Final = re.compile(r"[ \t\n\r]*+")
_ATOM: Final = re.compile(r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?|true|false|null")
_CHARACTERS: Final = re.compile(r'(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+')


class _Expected(Enum):
    """What may stand at a place of a text."""

    VALUE = auto()
    VALUE_OR_END = auto()
    """Of an array, which has just begun."""
    KEY = auto()
    KEY_OR_END = auto()
    """Of an object, which has just begun."""
    COLON = auto()
    COMMA_OR_END = auto()
    NOTHING = auto()


def fault_of(text: str) -> int | None:
    """Characters before the place where ``text`` stops being one JSON value; ``None`` if it is one.

    Time in proportion to the text, whatever is open in it.
    """
    place, expected, opened = 0, _Expected.VALUE, ""
    while True:
        blanks = _BLANKS.match(text, place)
        assert blanks is not None, "a place in the text"
        place = blanks.end()
        if place == len(text):
            return None if expected is _Expected.NOTHING else place
        token = text[place]
        if token == '"' and expected in (_Expected.KEY, _Expected.KEY_OR_END):
            place, wrong = _string(text, place)
            if wrong:
                return place
            expected = _Expected.COLON
        elif token == ":" and expected is _Expected.COLON:
            place, expected = place + 1, _Expected.VALUE
        elif token == "," and expected is _Expected.COMMA_OR_END:
            place, expected = place + 1, _Expected.KEY if opened[-1] == "{" else _Expected.VALUE
        elif _closes(token, opened, expected):
            place, opened = place + 1, opened[:-1]
            expected = _after_value(opened)
        elif expected not in (_Expected.VALUE, _Expected.VALUE_OR_END):
            return place
        elif token in ("[", "{"):
            place, opened = place + 1, opened + token
            expected = _Expected.VALUE_OR_END if token == "[" else _Expected.KEY_OR_END
        elif token == '"':
            place, wrong = _string(text, place)
            if wrong:
                return place
            expected = _after_value(opened)
        else:
            atom = _ATOM.match(text, place)
            if atom is None:
                return place
            place, expected = atom.end(), _after_value(opened)


def _closes(token: str, opened: str, expected: _Expected) -> bool:
    """Whether ``token`` ends the array or the object that was opened last, here."""
    match token:
        case "]":
            return opened[-1:] == "[" and expected in (_Expected.VALUE_OR_END, _Expected.COMMA_OR_END)
        case "}":
            return opened[-1:] == "{" and expected in (_Expected.KEY_OR_END, _Expected.COMMA_OR_END)
        case _:
            return False


def _after_value(opened: str) -> _Expected:
    return _Expected.COMMA_OR_END if opened else _Expected.NOTHING


def _string(text: str, start: int) -> tuple[int, bool]:
    """Where the string that begins at ``start`` ends, and false; or where it is wrong, and true."""
    characters = _CHARACTERS.match(text, start + 1)
    assert characters is not None, "a place in the text"
    end = characters.end()
    if end == len(text):
        return start, True
    return (end + 1, False) if text[end] == '"' else (end, True)
