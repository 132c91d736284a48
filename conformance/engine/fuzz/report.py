"""What came of a run, for people and for programs."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from conformance.engine.fuzz.run import Fuzzed, FuzzPlan
from conformance.engine.strict import Json

WIDTH: Final = 118
NONE: Final = "no difference"


def lines(plan: FuzzPlan, ran: Fuzzed) -> Iterator[str]:
    """The difference, what was reached and what never came, the verdict."""
    yield from _finding(plan, ran)
    yield f"{ran.hello.name} {ran.hello.version} ({ran.hello.language}), seed {plan.seed}"
    for level, count in sorted(ran.asked.items()):
        yield f"  {level:<12} {count:>9,} questions"
    yield f"kinds of answers: {len(ran.reached.ends):,}; boundaries, both sides asked: {len(ran.reached.boundaries):,}"
    yield f"codes that came: {len(ran.reached.codes)}; the rarest: {', '.join(_rarest(ran.reached.codes))}"
    never = sorted(ran.known.codes - ran.reached.codes.keys())
    yield from _wrapped(f"codes of these levels that never came: {len(never)}", never)
    whole = ran.asked.total()
    if ran.stopped is not None:
        yield f"stopped: {ran.stopped}"
    verdict = "DIFFERENT" if ran.finding is not None else "STOPPED" if ran.stopped is not None else NONE.upper()
    yield f"{verdict}: {whole:,} questions in {ran.seconds:.0f} s, {whole / max(ran.seconds, 0.001):,.0f} a second"


def _finding(plan: FuzzPlan, ran: Fuzzed) -> Iterator[str]:
    if ran.finding is None:
        return
    one = ran.finding.judged
    yield f"{one.id} ({one.clause})"
    yield f"  {one.why}"
    yield f"  {one.reason}"
    if one.expected:
        yield f"    expected {one.expected}"
        yield f"    came     {one.came}"
    yield f"  the request has {ran.finding.length:,} characters, and had {ran.before:,}"
    values = "--values " if plan.values else ""
    yield f"  again: ./leo conformance {values}--vectors {shlex.quote(str(ran.file))} -- {shlex.join(plan.command)}"
    yield ""


def _rarest(counted: Counter[str]) -> list[str]:
    return [f"{name} {times}" for name, times in sorted(counted.items(), key=lambda one: (one[1], one[0]))[:8]]


def _wrapped(title: str, names: Sequence[str]) -> Iterator[str]:
    line = title
    for number, name in enumerate(names):
        part = (": " if number == 0 else ", ") + name
        if len(line) + len(part) > WIDTH:
            yield line + ","
            line, part = "  ", name
        line += part
    yield line


def document(plan: FuzzPlan, ran: Fuzzed) -> dict[str, Json]:
    """The same as JSON."""
    one = None if ran.finding is None else ran.finding.judged
    return {
        "ok": one is None and ran.stopped is None,
        "implementation": ran.hello.document(),
        "seed": plan.seed,
        "questions": dict(sorted(ran.asked.items())),
        "seconds": round(ran.seconds, 1),
        "ends": {f"{topic}: {end}": times for (topic, end), times in sorted(ran.reached.ends.items())},
        "codes": dict(sorted(ran.reached.codes.items())),
        "never": sorted(ran.known.codes - ran.reached.codes.keys()),
        "boundaries": dict(sorted(ran.reached.boundaries.items())),
        "stopped": ran.stopped,
        "difference": None
        if one is None
        else {
            "id": one.id,
            "clause": one.clause,
            "why": one.why,
            "verdict": one.verdict.value,
            "member": one.reason,
            "expected": one.expected,
            "came": one.came,
            "file": str(ran.file),
        },
    }
