"""Three ways to make up octets for one decoder, in a process of its own with bounded memory.

``python -m tests.fuzz.engines ENGINE TARGET CASES SECONDS SEED MEBIBYTES`` prints one JSON object: the count, or
``{"finding": ..., "octets": ...}``. :mod:`tests.fuzz.run` starts it and reads that. 0 CASES or SECONDS are no limit.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from types import FrameType
from typing import Final, NoReturn

import click
from attrs import field, frozen

PATIENCE: Final = 20
"""Seconds after which one case is taken for one that never ends."""

ENGINES: Final = ("random", "hypothesis", "atheris")


@frozen
class Limits:
    """When to stop; 0 where this does not count."""

    cases: int
    seconds: int
    seed: str


@frozen
class Count:
    """What has happened so far."""

    outcomes: Counter[str] = field(factory=Counter)
    started: float = field(factory=time.monotonic)
    slowest: list[float] = field(factory=lambda: [0.0])

    @property
    def cases(self) -> int:
        return self.outcomes.total()

    def is_over(self, limits: Limits) -> bool:
        late = limits.seconds > 0 and time.monotonic() - self.started >= limits.seconds
        return late or 0 < limits.cases <= self.cases


class Overdue(Exception):
    """A case has not ended in ``PATIENCE`` seconds."""


def _overdue(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise Overdue(f"not done after {PATIENCE} seconds")


def counted(target: str) -> tuple[Callable[[bytes], None], tuple[bytes, ...], Count]:
    """A function that gives octets to the decoder and counts what comes of it, its samples, and the count."""
    from tests.fuzz.decoders import DECODERS
    from tests.fuzz.judging import outcome_of

    decoder, count = DECODERS[target], Count()

    def once(octets: bytes) -> None:
        signal.alarm(PATIENCE)
        before = time.perf_counter()
        try:
            outcome = outcome_of(decoder, octets)
        except BaseException as error:
            found = {"finding": repr(error)[:1000], "octets": octets.hex()}
            click.echo(json.dumps(found))
            sys.stdout.flush()
            raise
        signal.alarm(0)
        count.slowest[0] = max(count.slowest[0], time.perf_counter() - before)
        count.outcomes[outcome] += 1

    return once, decoder.samples, count


def with_random(target: str, limits: Limits) -> Count:
    """Mutations by a seeded generator: the fastest, and repeatable."""
    from tests.fuzz.mutation import mutated

    once, samples, count = counted(target)
    random = Random(f"{limits.seed}/{target}")
    for octets in samples:
        once(octets)
    while not count.is_over(limits):
        once(mutated(random, samples))
    return count


def with_hypothesis(target: str, limits: Limits) -> Count:
    """The same mutations, and any octets, chosen by Hypothesis, which shrinks what it finds."""
    from hypothesis import HealthCheck, Phase, given, seed, settings
    from hypothesis import strategies as st

    from tests.fuzz.mutation import mutated

    once, samples, count = counted(target)
    octets = st.binary(max_size=200) | st.randoms().map(lambda random: mutated(random, samples))
    rounds = 0
    while not count.is_over(limits):

        @seed(f"{limits.seed}/{rounds}")
        @settings(
            max_examples=min(limits.cases - count.cases, 20_000) if limits.cases else 2_000,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )
        @given(octets)
        def some(one: bytes) -> None:
            once(one)

        some()
        rounds += 1
    return count


def with_atheris(target: str, limits: Limits) -> NoReturn:
    """libFuzzer, guided by which lines of ``leo_ref`` are reached; it ends the process and says its own numbers."""
    atheris = importlib.import_module("atheris")  # not a dependency: whoever wants it installs it
    with atheris.instrument_imports(include=["leo_ref"]):
        once, samples, count = counted(target)
    del count
    with tempfile.TemporaryDirectory() as folder:
        for number, octets in enumerate(samples):
            Path(folder, str(number)).write_bytes(octets)
        options = [f"-runs={limits.cases or -1}", f"-max_total_time={limits.seconds}", "-max_len=20000"]
        number = sum(limits.seed.encode()) + 1
        options += [f"-seed={number}", "-print_final_stats=1", "-rss_limit_mb=0", f"-artifact_prefix={folder}/"]
        atheris.Setup([sys.argv[0], *options, folder], once)
        atheris.Fuzz()
    raise SystemExit("libFuzzer does not return")


@contextlib.contextmanager
def bounded(mebibytes: int) -> Iterator[None]:
    """Within, no more memory than this can be had."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (mebibytes << 20, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def main() -> None:
    engine, target, cases, seconds, seed, mebibytes = sys.argv[1:]
    signal.signal(signal.SIGALRM, _overdue)
    limits = Limits(int(cases), int(seconds), seed)
    with bounded(int(mebibytes)):
        if engine == "atheris":
            with_atheris(target, limits)
        count = (with_random if engine == "random" else with_hypothesis)(target, limits)
    took = time.monotonic() - count.started
    said = {"cases": count.cases, "seconds": took, "slowest": count.slowest[0], "outcomes": count.outcomes}
    click.echo(json.dumps(said))


if __name__ == "__main__":
    main()
