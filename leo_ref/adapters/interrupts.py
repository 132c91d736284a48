"""Interrupts while something is under way that must not be left in the middle.

A signal's handler runs wherever Python happens to be. While a command of a TPM is under way that may be in a callback
that code in C has called, and what a handler raises there is lost: Ctrl-C would do nothing. While a child process is
being started, it would leave a child that nobody knows. So for that time the signals that stop a program are only
remembered, and handled right after it.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

STOPPING: Final = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def held(give_up: Callable[[], None]) -> Iterator[None]:
    """Handles signals on the way out; ``give_up`` is called at once, so that nobody waits for what is under way.

    Only the main thread gets signals, so elsewhere there is nothing to do.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    caught: list[int] = []

    def remember(number: int, _frame: FrameType | None) -> None:
        caught.append(number)
        give_up()

    handlers = {number: signal.getsignal(number) for number in STOPPING}
    own = {number: handler for number, handler in handlers.items() if callable(handler)}
    try:
        for number in own:
            signal.signal(number, remember)
        yield
    finally:
        for number, handler in own.items():
            signal.signal(number, handler)
        for signalled in caught:
            own[signal.Signals(signalled)](signalled, None)
