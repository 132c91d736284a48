"""When a producer makes a block, and when it passes a turn (§4): decided from what it knows and the time, nothing else.

Times are seconds of a clock that never goes back. A turn that brings no block in time is passed by each producer by
itself; more than half of them make the next turn's block possible. A block whose turn this producer passed waits until
it is known whether the turn behind brings one (:func:`is_held`). So as long as messages arrive within ``patience``, no
two blocks of a height are accepted.
"""

from __future__ import annotations

from typing import Final, TypeAlias

from attrs import evolve, frozen
from immutables import Map

from leo_ref.core.values import AccountId
from leo_ref.ledger import Block, Deployment
from leo_ref.ledger.block import NO_PASSES, TURN_MOST, Passes

Statements: TypeAlias = Map[int, Passes]
"""Passes by turn."""

NO_STATEMENTS: Final[Statements] = Map()
NO_TURN: Final = -1


@frozen(kw_only=True)
class Timing:
    """How long things take, in seconds."""

    interval: float
    """Between a block and the next; 0: blocks are made only when asked, and no turn is passed."""
    patience: float
    """How long after its time a block is waited for."""


@frozen(kw_only=True)
class Watched:
    """What a producer knows of the next height."""

    height: int
    """The next one."""
    parent: bytes
    since: float
    """When the newest block came."""
    turned: float
    """When the turn that is due became so."""
    statements: Statements = NO_STATEMENTS
    own: int = NO_TURN
    """The highest turn that this producer passed."""


@frozen
class Make:
    """Make the block of this turn now."""

    turn: int
    passes: Passes


@frozen
class PassTurn:
    """Pass this turn now."""

    turn: int


@frozen
class Sleep:
    """Do nothing before this time; None: before something comes."""

    until: float | None


Decision: TypeAlias = Make | PassTurn | Sleep


def watched(height: int, parent: bytes, now: float) -> Watched:
    """What is known when a block has just come; ``height`` is that of the next."""
    return Watched(height=height, parent=parent, since=now, turned=now)


def due_turn(deployment: Deployment, watch: Watched) -> int:
    """The turn whose block may come now: one more than the highest that more than half of the producers passed."""
    passed = [turn for turn, passes in watch.statements.items() if deployment.passes(len(passes))]
    return max(passed) + 1 if passed else 0


def is_near(deployment: Deployment, watch: Watched, turn: int) -> bool:
    """Whether a statement about this turn can be of use soon; all others would only fill the memory."""
    due = due_turn(deployment, watch)
    return due - 1 <= turn <= min(due + len(deployment.producers), TURN_MOST - 1)


def stated(
    deployment: Deployment, watch: Watched, producer: AccountId, turn: int, signature: bytes, now: float
) -> Watched:
    """With a producer's statement, whose signature was checked."""
    passes = watch.statements.get(turn, NO_PASSES).set(producer, signature)
    after = evolve(watch, statements=watch.statements.set(turn, passes))
    turned = watch.turned if due_turn(deployment, after) == due_turn(deployment, watch) else now
    return evolve(after, turned=turned)


def decide(
    deployment: Deployment, me: AccountId, watch: Watched, timing: Timing, now: float, *, at_once: bool = False
) -> Decision:
    """What the producer ``me`` does now; ``at_once`` asks for a block before its time."""
    turn = due_turn(deployment, watch)
    is_mine = deployment.producer(watch.height, turn).account == me
    if is_mine and watch.own < turn and at_once:
        return Make(turn, watch.statements.get(turn - 1, NO_PASSES))
    if timing.interval == 0:
        return Sleep(None)
    due = watch.since + timing.interval if turn == 0 else watch.turned
    if is_mine and watch.own < turn:
        return Make(turn, watch.statements.get(turn - 1, NO_PASSES)) if now >= due else Sleep(due)
    if watch.own >= turn or turn == TURN_MOST:
        return Sleep(None)
    late = due + timing.patience
    return PassTurn(turn) if now >= late else Sleep(late)


def is_held(deployment: Deployment, me: AccountId | None, watch: Watched, block: Block) -> bool:
    """Whether ``me`` passed the turn of a block that comes late, and may not accept it at once.

    Only the producer of the turn behind can make another block of this height. So it accepts the late one at once, if
    it has made none, and everybody else waits for what it did.
    """
    is_passed = block.height == watch.height and block.turn <= watch.own
    return is_passed and deployment.producer(watch.height, watch.own + 1).account != me
