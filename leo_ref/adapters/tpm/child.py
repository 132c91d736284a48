"""A child process that does not outlive this one, however this one ends."""

from __future__ import annotations

import os
import subprocess
import time
from _thread import start_new_thread
from queue import SimpleQueue
from typing import Final

GIVE_UP: Final = 5.0
"""Seconds that an interrupted start waits for the child that may be just starting, to end it."""


class _Order:
    """A child to be started by the thread that starts them all."""

    def __init__(self, command: tuple[str, ...], output: int) -> None:
        self.command = command
        self.output = output
        self.made: list[subprocess.Popen[bytes] | Exception] = []
        self.done = SimpleQueue[None]()
        self.given_up = False

    def end(self) -> None:
        """Ends the child, if there is one; may be called by both threads."""
        for process in self.made:
            if not isinstance(process, Exception):
                process.kill()
                process.wait()


_SPAWNERS: Final[dict[int, SimpleQueue[_Order]]] = {}


def spawned(command: tuple[str, ...], output: int) -> subprocess.Popen[bytes]:
    """Starts a child that is killed when this process ends; ``output`` is a descriptor for all it says.

    The kernel sends it when the *thread* ends that started the child, so one thread that lives as long as this process
    starts them all. A session of its own keeps interrupts of the terminal away: the context ends it.

    No executor: an interrupt in the midst of its ``submit`` may leave a thread that nobody tells to end, but for which
    the interpreter waits. Queues and a thread without an object are left in order by interrupts.
    """
    orders = _SPAWNERS.get(os.getpid())
    if orders is None:  # also after a fork, which takes no threads along
        orders = _SPAWNERS[os.getpid()] = SimpleQueue()
        start_new_thread(_spawn_all, (orders,))
    order = _Order(("setpriv", "--pdeathsig", "KILL", *command), output)
    try:
        orders.put(order)
        order.done.get()
        made = order.made[0]
        if isinstance(made, Exception):
            raise made
    except BaseException:  # if it is an interrupt, the other thread may be just starting the child
        order.given_up = True
        end = time.monotonic() + GIVE_UP
        while not order.made and time.monotonic() < end:
            time.sleep(0.001)
        order.end()
        raise
    return made


def _spawn_all(orders: SimpleQueue[_Order]) -> None:
    while True:
        order = orders.get()
        try:
            order.made.append(
                subprocess.Popen(
                    order.command,
                    stdin=subprocess.DEVNULL,
                    stdout=order.output,
                    stderr=order.output,
                    start_new_session=True,
                )
            )
        except Exception as error:
            order.made.append(error)
        if order.given_up:
            order.end()
        order.done.put(None)
