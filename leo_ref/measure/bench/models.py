"""How fast the reference explores a model, beside TLC with one worker, measured in one run."""

from __future__ import annotations

import cProfile
import pstats
import time
from io import StringIO

from attrs import frozen

from leo_ref.speccheck.actions import ground_actions
from leo_ref.speccheck.check import HEAP
from leo_ref.speccheck.explore import explore
from leo_ref.speccheck.manifest import ManifestEntry
from leo_ref.speccheck.model import model_of
from leo_ref.speccheck.printed import constants_of
from leo_ref.speccheck.projection import Projection
from leo_ref.speccheck.tlc.java import Jar
from leo_ref.speccheck.tlc.run import run


@frozen(kw_only=True)
class MeasuredModel:
    """One model. Times in seconds."""

    entry: ManifestEntry
    states: int
    reference_seconds: float
    tlc_seconds: float
    """TLC's whole run, without dump, with the model's invariants."""
    start_seconds: float
    """Of that, what Java and TLC take before they explore: a run of the same model that takes no step."""

    @property
    def ratio(self) -> float:
        """Distinct states per second of the reference over TLC's, the start of TLC not counted."""
        return (self.tlc_seconds - self.start_seconds) / self.reference_seconds

    @property
    def ratio_with_start(self) -> float:
        """The same with the start of TLC counted."""
        return self.tlc_seconds / self.reference_seconds


def measure(entry: ManifestEntry, jar: Jar) -> MeasuredModel:
    """Both explorations of a model, one after the other, one thread each."""
    began = time.perf_counter()
    constants = constants_of(entry, jar)
    start_seconds = time.perf_counter() - began
    result = run(entry.files(), jar=jar, heap=HEAP)
    model = model_of(constants)
    grounds = ground_actions(model)
    began = time.perf_counter()
    graph, _ = explore(model, grounds, Projection(model))
    reference_seconds = time.perf_counter() - began
    assert len(graph.states) == result.distinct, "`leo check` says where they differ"
    return MeasuredModel(
        entry=entry,
        states=result.distinct,
        reference_seconds=reference_seconds,
        tlc_seconds=result.seconds,
        start_seconds=start_seconds,
    )


def profile(entry: ManifestEntry, jar: Jar, lines: int) -> str:
    """Where the reference's exploration of a model spends its time: the first functions by their own time."""
    model = model_of(constants_of(entry, jar))
    grounds = ground_actions(model)
    profiler = cProfile.Profile()
    profiler.runcall(explore, model, grounds, Projection(model))
    text = StringIO()
    pstats.Stats(profiler, stream=text).strip_dirs().sort_stats("tottime").print_stats(lines)
    return text.getvalue()
