"""The demo on real parts, timed and recorded; then the same work without it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Final

from attrs import frozen

from leo_ref.adapters.deployment.machine import RealMachine
from leo_ref.adapters.deployment.parts import real_parts
from leo_ref.adapters.docker.image import Image
from leo_ref.core.state.job import Outcome
from leo_ref.demo.participants import Participants
from leo_ref.demo.play import End, frames_of, play
from leo_ref.demo.setup import Setup, begin
from leo_ref.measure.bench.demo import containers, cryptography, tpms
from leo_ref.measure.bench.demo.floor import Floor
from leo_ref.measure.bench.demo.memory import family, proportional
from leo_ref.measure.bench.demo.operations import ALL
from leo_ref.measure.bench.demo.recording import Calls, recording

WHOLE_TARGET: Final = 2.0

Say = Callable[[str], None]


@frozen(kw_only=True)
class DemoMemory:
    """At the end of the story, all parts still there; octets, in which shared pages count once."""

    own: int
    tpms: int
    daemon: int


@frozen(kw_only=True)
class PlayedDemo:
    """A demo from its beginning to its end, when nothing of it is left. Times in seconds."""

    nodes: int
    setting_up: float
    """TPMs, daemon, image, enrolment."""
    playing: float
    tidying: float
    calls: Calls
    memory: DemoMemory
    is_done: bool
    """Whether Alice has her picture, and all balances are those of §12."""

    @property
    def seconds(self) -> float:
        """All of it."""
        return self.setting_up + self.playing + self.tidying


@frozen(kw_only=True)
class Whole:
    """A demo beside its floors."""

    played: PlayedDemo
    floors: tuple[Floor, ...]

    @property
    def ratio(self) -> float:
        """How much longer it takes than the sum of its floors."""
        return self.played.seconds / sum(floor.seconds for floor in self.floors)


def played(actors: Participants, data: bytes, cache: Path, say: Say) -> PlayedDemo:
    """The story without faults.

    Args:
        actors: Everybody's software keys.
        data: Alice's picture.
        cache: Where the container's image is kept, and was made before.
        say: Is told what begins.

    Raises:
        TpmFailure, DockerFailure, ImageFailure: those of :func:`leo_ref.adapters.deployment.parts.real_parts`.
    """
    with recording(ALL) as calls:
        began = perf_counter()
        with real_parts(actors, data, None, cache, say) as setup:
            set_up = perf_counter()
            say("playing the story")
            end = _end(actors, setup)
            ended = perf_counter()
            memory = _memory(setup, calls)
            tidying = perf_counter()
        tidied = perf_counter()
    done = end.job.outcome is Outcome.DONE and end.result is not None and end.result.is_well and end.adds_up
    return PlayedDemo(
        nodes=len(actors.nodes),
        setting_up=set_up - began,
        playing=ended - set_up,
        tidying=tidied - tidying,
        calls=calls,
        memory=memory,
        is_done=done,
    )


def _end(actors: Participants, setup: Setup) -> End:
    start = begin(actors, setup)
    for part in play(actors, setup, start, frames_of(actors, setup, start)):
        if isinstance(part, End):
            return part
    raise AssertionError("a play has an end")


def _memory(setup: Setup, calls: Calls) -> DemoMemory:
    switched_on = {call.arguments[0].pid for call in calls["TPM started"]}
    machine = next(iter(setup.machines.values()))
    assert isinstance(machine, RealMachine), "the parts are real"
    return DemoMemory(
        own=proportional([os.getpid()]),
        tpms=proportional(switched_on),
        daemon=proportional(family(machine.workshop.daemon.process)),
    )


def whole(demo: PlayedDemo, image: Image, say: Say) -> Whole:
    """A demo that has just been played, beside its floors, done right after it.

    Raises:
        TpmFailure, DockerFailure, ImageFailure: those of each step.
    """
    say("the same operations of TPMs, barely")
    floors = list(tpms.floors(demo.calls))
    say("an empty container's life")
    floors += containers.floors(image)
    say("the same cryptography, barely")
    floors += cryptography.floors(demo.calls)
    return Whole(played=demo, floors=tuple(floors))
