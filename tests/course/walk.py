"""Every play of a scene, on the rules themselves: any order within a block, honest parties up to one block late.

A play is a path of transactions, messages and ticks from the closing of the group to the tick that settles. Positions
that several plays come through are walked once, and the plays through them counted.

What honest parties owe after a block is sent at its tick, and is in the next block or in the one after it. Off the
ledger an executor's answer or the result comes to an honest monitor, or does not come: the network is the adversary's.
What comes between two ticks is told at the second.

Transactions of a block whose order is the same to everybody are played in one order: that of ``ORDER``. Proofs follow
them, in every order.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from itertools import product
from random import Random
from typing import Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.core.rejections import Rejection
from leo_ref.core.state.evidence import Finding
from leo_ref.core.state.job import Job, Stage, Task
from leo_ref.core.state.ledger import State
from leo_ref.core.values import AccountId, NodeId
from leo_ref.ledger import execute, tick
from leo_ref.rules.challenge import watched_until
from tests.course.moves import Move, duties, keys_right, liberties
from tests.course.paths import Paths
from tests.course.scene import EXECUTOR, JOB, Scene, opening
from tests.course.symbols import Symbols

sys.setrecursionlimit(20_000)

VERIFIERS: Final = Symbols()
ORDER: Final = (
    "show",
    "approve",
    "release_key",
    "challenge",
    "answer",
    "request_payment",
    "ask_result",
    "give_result",
)
"""Kinds of transactions; what a later one needs of an earlier one in the same block it finds."""

NOTHING_SEEN: Final[Map[NodeId, Finding]] = Map()


@frozen(kw_only=True)
class Position:
    """Where a play stands."""

    state: State
    seen: Map[NodeId, Finding] = NOTHING_SEEN
    """What the first signed answer showed an honest monitor, off the ledger."""
    holds: frozenset[NodeId] = frozenset()
    """Honest monitors that the result has come to."""
    flying: tuple[tuple[Move, bool], ...] = ()
    """What honest parties sent and no block holds yet, and whether it is late already."""
    last: tuple[int, str, str] = (0, "", "")
    """The place in the order of the block's last transaction."""

    @property
    def job(self) -> Job:
        """The task."""
        return self.state.jobs[JOB]


Judge = Callable[[Scene, Position, Job], None]
"""Called with the position before the tick that settles, and the task after it; raises where a property fails."""


class Walk(Paths[Position]):
    """All plays of one scene."""

    def __init__(self, scene: Scene, judge: Judge) -> None:
        """A walk that has not begun."""
        super().__init__()
        self.scene, self.judge = scene, judge

    def plays(self) -> int:
        """The number of plays; each was judged."""
        return self._from(self._start())

    def one(self, dice: Random) -> None:
        """One play, each step of it chosen by chance; every end that it could have had on its way is judged."""
        self.path.clear()
        assert self._ends(self._start(), dice), "every play ends"

    def _ends(self, position: Position, dice: Random) -> bool:
        """Whether a play goes on from here; not where what is late no longer fits into the order of the block."""
        steps = list(self._steps(position))
        dice.shuffle(steps)
        for name, after in steps:
            self.path.append(name)
            if after is None or self._ends(after, dice):
                return True
            self.path.pop()
        return False

    def _start(self) -> Position:
        start = Position(state=opening(self.scene))
        return evolve(start, flying=self._sent(start, ()))

    def _key(self, position: Position) -> object:
        """All of a position that its future depends on: heights count from where it stands."""
        job, height = position.job, position.state.height
        running = job.stage is Stage.RUN
        return (
            job.stage,
            job.deadline - height,
            job.shown is None,
            job.approved,
            job.keys,
            frozenset((node, due - height if running else 0) for node, due in job.challenged.items()),
            job.answered,
            job.requested is None,
            frozenset((node, 0 if job.given else due - height) for node, due in job.asked.items()),
            job.given,
            job.confirmed,
            job.provers,
            job.proven,
            job.liars,
            position.seen,
            None if job.given else position.holds,
            frozenset((move.sender, move.name, late) for move, late in position.flying),
            position.last,
        )

    def _steps(self, position: Position) -> Iterator[tuple[str, Position | None]]:
        """Every next position; None where the task has ended, after it was judged."""
        overdue = False
        for index, (move, late) in enumerate(position.flying):
            applied = self._applied(position, move)
            if applied is not None:
                overdue |= late
                rest = position.flying[:index] + position.flying[index + 1 :]
                if applied.last > position.last or applied.last[0] == len(ORDER):
                    yield f"{move.sender}: {move.name}", evolve(applied, flying=rest)
        for move in liberties(self.scene, position.job):
            if self._place(move) > position.last or self._place(move)[0] == len(ORDER):
                applied = self._applied(position, move)
                if applied is not None:
                    yield f"{move.sender}: {move.name}", applied
        if not overdue:
            yield from self._ticked(position)

    def _place(self, move: Move) -> tuple[int, str, str]:
        kind = move.body.kind
        return (ORDER.index(kind), move.sender, move.name) if kind in ORDER else (len(ORDER), "", "")

    def _applied(self, position: Position, move: Move) -> Position | None:
        """The position after a transaction; None where it is refused or changes nothing."""
        sender = AccountId(move.sender)
        after = execute(self.scene.params, VERIFIERS, position.state, sender, "", move.body)
        if isinstance(after, Rejection) or after.jobs[JOB] == position.job:
            return None
        return evolve(position, state=after, last=self._place(move))

    def _heard(self, position: Position) -> Iterator[tuple[str, Position]]:
        """Every way in which answers and results may reach honest monitors before the tick."""
        job, params = position.job, self.scene.params
        assert isinstance(job.terms, Task)
        honest = self.scene.honest(EXECUTOR)
        watched = position.state.height < watched_until(params, job, job.terms)
        first = position.state.height == job.deadline - params.confirm_window
        results = job.requested and not job.given and (job.stage is Stage.RUN or first)
        choices: list[list[tuple[str, NodeId, Finding | None]]] = []
        for node in self.scene.monitors:
            if not self.scene.honest(node):
                continue
            if job.stage is Stage.RUN and watched and node not in position.seen and node not in job.answered:
                options: list[tuple[str, NodeId, Finding | None]] = [("", node, None)]
                if keys_right(job) or not honest:
                    options.append(("sees pass", node, Finding.PASS))
                if not honest:
                    options.append(("sees fail", node, Finding.FAIL))
                choices.append(options)
            if results and node not in position.holds:
                choices.append([("", node, None), ("holds the result", node, None)])
        for chosen in product(*choices):
            seen, holds = position.seen, position.holds
            for what, node, finding in chosen:
                if finding is not None:
                    seen = seen.set(node, finding)
                elif what:
                    holds |= {node}
            text = ", ".join(f"{node} {what}" for what, node, _ in chosen if what)
            yield text, evolve(position, seen=seen, holds=holds)

    def _ticked(self, position: Position) -> Iterator[tuple[str, Position | None]]:
        after = tick(self.scene.params, position.state, bytes(32), b"")
        name = f"-- block {after.height} --"
        if after.jobs[JOB].stage is Stage.SETTLED:
            self.judge(self.scene, position, after.jobs[JOB])
            yield name, None
            return
        ready = evolve(position, state=after)
        still = tuple(move for move, late in position.flying if not late and self._applied(ready, move) is not None)
        for text, heard in self._heard(position):
            moved = evolve(heard, state=after, last=(0, "", ""))
            yield f"{name} {text}", evolve(moved, flying=self._sent(moved, still))

    def _sent(self, position: Position, still: tuple[Move, ...]) -> tuple[tuple[Move, bool], ...]:
        """What is on its way after a tick: what is late, then what is owed now and not on its way."""
        flying = [(move, True) for move in still]
        late = {(move.sender, move.name) for move in still}
        seen = dict(position.seen)
        owed = duties(self.scene, position.state.height, position.job, seen, position.holds)
        flying.extend((move, False) for move in owed if (move.sender, move.name) not in late)
        return tuple(flying)
