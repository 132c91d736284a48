"""Measurements that were never made, with ratios that are easy to see."""

from __future__ import annotations

from leo_ref.measure.bench.demo.floor import Floor
from leo_ref.measure.bench.demo.job import JobTime
from leo_ref.measure.bench.demo.measured import MeasuredDemo, Pass, Size
from leo_ref.measure.bench.demo.recording import Call
from leo_ref.measure.bench.demo.run import DemoMemory, PlayedDemo, Whole

MEMORY = DemoMemory(own=3 * 2**20, tpms=2 * 2**20, daemon=2**20)


def played(seconds: float) -> PlayedDemo:
    """A demo with two quotes."""
    return PlayedDemo(
        nodes=12,
        setting_up=seconds / 4,
        playing=seconds / 2,
        tidying=seconds / 4,
        calls={"quote": [Call((), 0.0, 0.25), Call((), 1.0, 1.25)]},
        memory=MEMORY,
        is_done=True,
    )


def job(to_result: float) -> JobTime:
    """A job beside a bare container that takes two seconds."""
    part = to_result / 4
    return JobTime(opening=part, waiting=part, rest=part, sealing=part, wiping=2.0, bare=2.0, bare_removing=1.0)


def measured(*passes: tuple[float, float]) -> MeasuredDemo:
    """Of each pass: seconds of a demo whose floors take two, and seconds to the result."""
    floors = (Floor("quote", 2, 1.5), Floor("daemon started", 1, 0.5))
    return MeasuredDemo(
        passes=tuple(
            Pass(whole=Whole(played=played(whole), floors=floors), small=job(8.0), large=job(to_result))
            for whole, to_result in passes
        ),
        sizes=(Size.of(played(8.0)),),
    )
