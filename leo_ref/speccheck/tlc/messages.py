"""The stream that TLC writes with ``-tool``: messages with a number, and bare lines between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from attrs import frozen

BARE: Final = -1
"""The number given here to a line outside all messages: what a model prints, the parser's findings, Java's errors."""

_MARK: Final = re.compile(r"@!@!@(STARTMSG|ENDMSG) (\d+)(?::\d+)? @!@!@")


@frozen
class Message:
    """One message, or one bare line: the number of TLC's ``EC`` class, and the text without its last line's end."""

    number: int
    text: str


def messages(lines: Iterable[str]) -> Iterator[Message]:
    """The messages in `lines`, each when it ends; a message inside another one comes first and is cut out of it.

    A message that never ends, because TLC died, comes last with the text that it had.
    """
    open_messages: list[tuple[int, list[str]]] = []
    for line in lines:
        text = line.rstrip("\r\n")
        mark = _MARK.search(text)
        before = text if mark is None else text[: mark.start()]
        if mark is None or before.strip():
            if open_messages:
                open_messages[-1][1].append(before)
            else:
                yield Message(BARE, before)
        if mark is not None and mark[1] == "STARTMSG":
            open_messages.append((int(mark[2]), []))
        elif mark is not None and open_messages:
            yield _closed(open_messages.pop())
    while open_messages:
        yield _closed(open_messages.pop())


def _closed(opened: tuple[int, list[str]]) -> Message:
    number, lines = opened
    return Message(number, "\n".join(lines))
