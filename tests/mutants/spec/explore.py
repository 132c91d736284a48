"""What TLC says of many mutants in one model: which check kills each, and whether the survivors' states are as many."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from attrs import define, frozen

from leo_ref.speccheck.manifest import ManifestEntry
from leo_ref.speccheck.tlc.failure import Failure, TlcFailure
from leo_ref.speccheck.tlc.java import Jar
from leo_ref.speccheck.tlc.messages import Message
from leo_ref.speccheck.tlc.result import Progress, TlcOutcome
from leo_ref.speccheck.tlc.run import run
from leo_ref.speccheck.tlc.tree import Module
from tests.mutants.results import Verdict
from tests.mutants.spec.batch import VARIABLE, write
from tests.mutants.spec.mutant import Mutant

HEAP: Final = 2048
_SAID: Final = re.compile(r'<<"(killed|reached|exceeded|ended)", (\d+)(?:, "(\w+)")?>>')
_MUTANT: Final = re.compile(rf"\b{VARIABLE} = (\d+)")
MORE: Final = "more states"
FEWER: Final = "fewer states"
DEADLOCK: Final = "deadlock"


@frozen
class Found:
    """What came of a mutant in a model."""

    verdict: Verdict
    detail: str = ""


@define
class _Heard:
    """What TLC said in one run."""

    killed: dict[int, str]
    reached: set[int]
    exceeded: set[int]
    at: int | None = None
    """The mutant whose state TLC looked at last, if it said so."""

    def take(self, message: Message) -> None:
        for kind, number, name in _SAID.findall(message.text):
            match kind:
                case "killed":
                    self.killed.setdefault(int(number), name)
                case "reached":
                    self.reached.add(int(number))
                case _:
                    self.exceeded.add(int(number))
        seen = _MUTANT.findall(message.text)
        if seen:
            self.at = int(seen[-1])


class Explorer:
    """Explores models with mutants in them."""

    def __init__(self, modules: Mapping[str, Module], jar: Jar, time_limit: float, tell: Callable[[str], None]) -> None:
        """``time_limit`` is for one start of TLC, in seconds; ``tell`` is called with what is going on."""
        self.modules = modules
        self.jar = jar
        self.time_limit = time_limit
        self.tell = tell

    def reached(self, entry: ManifestEntry, mutants: list[Mutant]) -> list[Mutant]:
        """Those that make a difference to a value somewhere in the model; without the others it is the same model."""
        numbered = dict(enumerate(mutants, start=1))
        heard = _Heard({}, set(), set())
        self.tell(f"{entry.name}: which of {len(mutants)} mutants it reaches")
        with TemporaryDirectory(prefix="leo-mutants-") as name:
            files = write(entry, self.modules, numbered, Path(name), limit=10**6, probing=True)
            result = run(files, jar=self.jar, heap=HEAP, time_limit=self.time_limit, on_message=heard.take)
        if result.outcome is not TlcOutcome.OK or heard.killed or result.distinct != entry.distinct:
            raise TlcFailure(
                Failure.EVALUATION_FAILED,
                f"{entry.name} itself is at fault: {result.outcome.value} {result.violated}{heard.killed}",
                f"Let ./leo check {entry.name} pass first.",
            )
        return [mutant for number, mutant in numbered.items() if number in heard.reached]

    def explore(self, entry: ManifestEntry, mutants: list[Mutant], found: Callable[[Mutant, Found], None]) -> None:
        """Calls ``found`` once for each mutant, as soon as it is known what came of it."""
        waiting = [mutants]
        while waiting:
            batch = waiting.pop()
            if batch:
                rest = self._once(entry, batch, found)
                waiting += reversed(rest)

    def _once(
        self, entry: ManifestEntry, batch: list[Mutant], found: Callable[[Mutant, Found], None]
    ) -> list[list[Mutant]]:
        """One start of TLC; gives the batches that are to be explored anew."""
        numbered = dict(enumerate(batch, start=1))
        heard = _Heard({}, set(), set())
        self.tell(f"{entry.name}: {len(batch)} mutants")
        guilty: Found | None = None
        with TemporaryDirectory(prefix="leo-mutants-") as name:
            files = write(entry, self.modules, numbered, Path(name), limit=entry.distinct or 100_000)
            try:
                result = run(
                    files,
                    jar=self.jar,
                    heap=HEAP,
                    time_limit=self.time_limit,
                    on_message=heard.take,
                    on_progress=lambda at: self.tell(_progress(entry, at)),
                )
                if result.outcome is TlcOutcome.DEADLOCK:
                    guilty = Found(Verdict.KILLED, DEADLOCK)
                    heard.at = int(str(result.counterexample[-1].state[VARIABLE]))
                else:
                    assert result.outcome is TlcOutcome.OK, (entry.name, result.outcome, result.violated)
            except TlcFailure as failure:
                guilty = guilt(failure)
        left = []
        for number, mutant in numbered.items():
            if number in heard.killed:
                found(mutant, Found(Verdict.KILLED, heard.killed[number]))
            elif guilty is None:
                found(mutant, Found(Verdict.SURVIVED, _counted(entry, number, heard)))
            else:
                left.append(number)
        if 0 in heard.killed or (heard.at == 0 and guilty is not None):
            raise TlcFailure(
                Failure.EVALUATION_FAILED,
                f"{entry.name} itself is at fault: {heard.killed.get(0, guilty)}",
                f"Let ./leo check {entry.name} pass first.",
            )
        return self._again(numbered, left, guilty, heard, found)

    def _again(
        self,
        numbered: Mapping[int, Mutant],
        left: list[int],
        guilty: Found | None,
        heard: _Heard,
        found: Callable[[Mutant, Found], None],
    ) -> list[list[Mutant]]:
        """Those of which nothing is known yet, without the one that TLC stopped at if that is known, else halved."""
        if guilty is None or not left:
            return []
        known = heard.at if guilty.verdict is not Verdict.UNKNOWN and guilty.verdict is not Verdict.STILLBORN else None
        if known not in left and len(left) == 1:
            known = left[0]
        if known in left:
            found(numbered[known], guilty)
            return [[numbered[number] for number in left if number != known]]
        middle = len(left) // 2
        return [[numbered[number] for number in half] for half in (left[:middle], left[middle:])]


def _progress(entry: ManifestEntry, at: Progress) -> str:
    return f"{entry.name}: {at.distinct:,} states of all mutants, {at.queue:,} waiting, {at.seconds:.0f} s"


def guilt(failure: TlcFailure) -> Found:
    """What it means for the mutant at fault that TLC gave no verdict; failures of the machine go on up."""
    match failure.name:
        case Failure.TIME_LIMIT:
            return Found(Verdict.UNKNOWN, "time limit")
        case Failure.OUT_OF_MEMORY:
            return Found(Verdict.UNKNOWN, "memory")
        case Failure.SPEC_DOES_NOT_PARSE | Failure.CFG_WRONG:
            return Found(Verdict.STILLBORN)
        case Failure.EVALUATION_FAILED | Failure.STACK_OVERFLOW | Failure.TLC_FAILED:
            return Found(Verdict.ERROR)
    raise failure


def _counted(entry: ManifestEntry, number: int, heard: _Heard) -> str:
    if entry.distinct is None:
        return ""
    if number in heard.exceeded:
        return MORE
    return "" if number in heard.reached else FEWER
