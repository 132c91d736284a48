"""All of ``leo bench demo``: the demo over its floors, a job over a bare container, and more and more nodes."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from attrs import frozen

from leo_ref.adapters.docker.image import make_image
from leo_ref.demo.participants import DEFAULT_SEED, NODES, Participants, participants_of
from leo_ref.demo.picture import alices_picture
from leo_ref.measure.bench.demo.job import JOB_TARGET, JobTime, job, picture
from leo_ref.measure.bench.demo.run import WHOLE_TARGET, DemoMemory, PlayedDemo, Say, Whole, played, whole


@frozen(kw_only=True)
class Beside:
    """A ratio with its target; of several passes."""

    name: str
    ratios: tuple[float, ...]
    target: float | None
    """At most."""

    @property
    def found(self) -> float:
        """The median."""
        return median(self.ratios)

    @property
    def is_met(self) -> bool:
        """Whether the target, if there is one, is met."""
        return self.target is None or self.found <= self.target


@frozen(kw_only=True)
class Size:
    """A demo with so many nodes. Times in seconds."""

    nodes: int
    setting_up: float
    playing: float
    tidying: float
    memory: DemoMemory

    @property
    def seconds(self) -> float:
        """All of it."""
        return self.setting_up + self.playing + self.tidying

    @classmethod
    def of(cls, demo: PlayedDemo) -> Size:
        """Without what was recorded, which is large."""
        return cls(
            nodes=demo.nodes,
            setting_up=demo.setting_up,
            playing=demo.playing,
            tidying=demo.tidying,
            memory=demo.memory,
        )


@frozen(kw_only=True)
class Pass:
    """The demo twice, with the story's own picture and with a large one, and all that is under both."""

    whole: Whole
    small: JobTime
    large: JobTime


@frozen(kw_only=True)
class MeasuredDemo:
    """What came out."""

    passes: tuple[Pass, ...]
    sizes: tuple[Size, ...]

    @property
    def ratios(self) -> tuple[Beside, ...]:
        """What has targets, and what explains it."""
        large = [each.large for each in self.passes]
        return (
            Beside(
                name="the whole demo, over its floors",
                ratios=tuple(each.whole.ratio for each in self.passes),
                target=WHOLE_TARGET,
            ),
            Beside(
                name="last key to result, large picture, over a bare container",
                ratios=tuple(each.ratio for each in large),
                target=JOB_TARGET,
            ),
            Beside(
                name="the same, with removal in both",
                ratios=tuple(each.ratio_with_removal for each in large),
                target=None,
            ),
            Beside(
                name="last key to result, the story's picture",
                ratios=tuple(each.small.ratio for each in self.passes),
                target=None,
            ),
        )

    @property
    def is_met(self) -> bool:
        """Whether all targets are met."""
        return all(each.is_met for each in self.ratios)


def measure(passes: int, pixels: int, nodes: Sequence[int], cache: Path, say: Say) -> MeasuredDemo:
    """All of it.

    Args:
        passes: How often the ratios are measured, with as many nodes as the story has where nobody says more.
        pixels: Of the large picture.
        nodes: Sizes of networks, for time and memory.
        cache: Where the container's image is kept; it is made there first if it is not.
        say: Is told what begins.

    Raises:
        TpmFailure, DockerFailure, ImageFailure, PackageFailure: those of each step.
    """
    make_image(cache, say)
    sizes = []
    for size in sorted(set(nodes)):  # before the rest: they are to find the process as small as it was
        say(f"{size} nodes")
        sizes.append(Size.of(done(participants_of(DEFAULT_SEED, size), alices_picture(), cache, say)))
        gc.collect()
    found = []
    for number in range(passes):
        say(f"pass {number + 1} of {passes}")
        found.append(one_pass(pixels, cache, say))
    return MeasuredDemo(passes=tuple(found), sizes=tuple(sizes))


def one_pass(pixels: int, cache: Path, say: Say) -> Pass:
    """Both demos, each beside what is under it."""
    actors, image, small, large = (
        participants_of(DEFAULT_SEED, NODES),
        make_image(cache, say),
        alices_picture(),
        picture(pixels),
    )
    demo = done(actors, small, cache, say)
    beside, small_job = whole(demo, image, say), job(demo.calls, small, image, say)
    say("the demo with a large picture")
    large_job = job(done(actors, large, cache, say).calls, large, image, say)
    return Pass(whole=beside, small=small_job, large=large_job)


def done(actors: Participants, data: bytes, cache: Path, say: Say) -> PlayedDemo:
    """A demo that ended well: of another there is nothing to measure."""
    demo = played(actors, data, cache, say)
    assert demo.is_done, "nobody does anything wrong"
    return demo
