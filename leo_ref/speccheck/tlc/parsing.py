"""Read values and states as TLC prints them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from leo_ref.speccheck.tlc.failure import Failure, TlcFailure
from leo_ref.speccheck.tlc.values import Function, Value

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|<<|>>|\|->|:>|@@|\.\.|[\[\](){},]|-?\d+|[^\W\d]\w*|\S', re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_CONTROL: Final = {"n": "\n", "t": "\t", "r": "\r", "f": "\f"}
_CONJUNCT: Final = re.compile(r"^/\\ ", re.MULTILINE)


def parse(text: str) -> Value:
    """The value that TLC printed as `text`, over any number of lines.

    Raises:
        TlcFailure: VALUE_NOT_UNDERSTOOD.
    """
    tokens: list[str] = _TOKEN.findall(text)
    tokens += ("", "")  # so that one may look at the token after the next
    try:
        value, end = _value(tokens, 0)
        if end != len(tokens) - 2:
            raise ValueError(f"there is {tokens[end]!r} after its end")
    except (ValueError, RecursionError) as error:
        shown = text if len(text) <= 200 else text[:200] + " ..."
        raise TlcFailure(
            Failure.VALUE_NOT_UNDERSTOOD,
            f"{shown}\n{error}",
            "Let the model's variables hold only booleans, integers, texts, model values, finite sets and functions.",
        ) from error
    return value


def parse_state(text: str) -> dict[str, Value]:
    r"""The variables of a state as TLC prints it: ``/\ name = value`` for each, or only ``name = value`` for one."""
    state = {}
    for conjunct in _CONJUNCT.split(text):
        if conjunct.strip():
            name, _, value = conjunct.partition(" = ")
            state[name.strip()] = parse(value)
    return state


def _value(tokens: list[str], at: int) -> tuple[Value, int]:
    """The value whose first token is at `at`, and where the next token after it is."""
    token = tokens[at]
    if token == "<<":
        items, at = _items(tokens, at + 1, ">>")
        return ("fn", frozenset(enumerate(items, start=1))), at
    if token == "{":
        items, at = _items(tokens, at + 1, "}")
        return frozenset(items), at
    if token == "[":
        return _pairs(tokens, at + 1, "|->", ",", "]")
    if token == "(":
        return _pairs(tokens, at + 1, ":>", "@@", ")")
    if token and tokens[at + 1] == "..":
        return frozenset(range(int(token), int(tokens[at + 2]) + 1)), at + 3
    return _leaf(token), at + 1


@lru_cache(maxsize=1 << 14)
def _leaf(token: str) -> Value:
    """The value of one token; the same few names and numbers come again and again."""
    first = token[:1]
    if first == '"' and len(token) > 1:
        return _text(token)
    if first.isdigit() or (first == "-" and len(token) > 1):
        return int(token)
    if token == "TRUE":
        return True
    if token == "FALSE":
        return False
    if first.isalpha() or first == "_":
        return token
    raise ValueError(f"no value starts with {token!r}")


def _items(tokens: list[str], at: int, close: str) -> tuple[list[Value], int]:
    """Values parted by commas up to the token `close`."""
    items: list[Value] = []
    if tokens[at] == close:
        return items, at + 1
    while True:
        value, at = _value(tokens, at)
        items.append(value)
        if tokens[at] == close:
            return items, at + 1
        _expect(tokens, at, ",")
        at += 1


def _pairs(tokens: list[str], at: int, arrow: str, part: str, close: str) -> tuple[Function, int]:
    """Pairs ``key arrow value`` parted by `part` up to the token `close`."""
    pairs: list[tuple[Value, Value]] = []
    while True:
        key, at = _field(tokens, at) if arrow == "|->" else _value(tokens, at)
        _expect(tokens, at, arrow)
        value, at = _value(tokens, at + 1)
        pairs.append((key, value))
        if tokens[at] == close:
            return ("fn", frozenset(pairs)), at + 1
        _expect(tokens, at, part)
        at += 1


def _field(tokens: list[str], at: int) -> tuple[str, int]:
    """The name of a record's field: a text even where it looks like something else, as in ``[TRUE |-> 1]``."""
    name = tokens[at]
    if not (name[:1].isalpha() or name[:1] == "_"):
        raise ValueError(f"{name!r} is no name of a field")
    return name, at + 1


def _expect(tokens: list[str], at: int, token: str) -> None:
    if tokens[at] != token:
        raise ValueError(f"there is {tokens[at]!r} where {token!r} belongs")


def _text(token: str) -> str:
    """The text between the quotes, escapes undone in one pass."""
    if "\\" not in token:
        return token[1:-1]
    return _ESCAPE.sub(lambda escape: _CONTROL.get(escape[1], escape[1]), token[1:-1])
