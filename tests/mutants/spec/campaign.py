"""The mutants of the specification put to the checks of the models, the smallest model first.

``properties``
    Each model's invariants, properties of steps and freedom from deadlock, with nothing to compare.
``everything``
    Also: as many states as the manifest says, the whole graph of the model with its refusals, and that each model that
    must fail still does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from functools import cached_property
from hashlib import sha256
from typing import Final

from leo_ref.speccheck.manifest import Expected, ManifestEntry, read_manifest
from leo_ref.speccheck.tlc.java import Jar
from leo_ref.speccheck.tlc.locations import specification
from leo_ref.speccheck.tlc.tree import Module, read_modules
from tests.mutants.results import Results, Try, Verdict
from tests.mutants.spec.batch import unbatchable
from tests.mutants.spec.explore import FEWER, MORE, Explorer, Found
from tests.mutants.spec.graphs import graphs
from tests.mutants.spec.mutant import Mutant, mutants
from tests.mutants.spec.rules import Use, extended, files_of, rules, use_of

BATCH: Final = 40
"""Mutants in one start of TLC."""
UNREACHED: Final = "not reached"
DEAD: Final = (Verdict.KILLED, Verdict.ERROR)


class Kind(Enum):
    """The ways to notice a mutant."""

    PROPERTIES = "properties"
    GRAPH = "graph"
    MUST_FAIL = "must fail"


class Standing(Enum):
    """What is known of a mutant."""

    BY_PROPERTIES = "killed by properties alone"
    BY_COMPARISON = "killed by the comparison"
    SURVIVED = "survived"
    STILLBORN = "stillborn"
    OPEN = "not finished"


class Campaign:
    """All mutants, all checks, and what is known."""

    def __init__(self, jar: Jar, results: Results) -> None:
        """Reads the specification."""
        self.jar = jar
        self.results = results
        self.entries = [one for one in read_manifest().models if not unbatchable(one, self.modules)]
        self.left_out = {one.name: why for one in read_manifest().models if (why := unbatchable(one, self.modules))}
        self.uses: dict[str, Use] = {entry.name: use_of(entry) for entry in self.entries}
        self.texts = {
            entry.name: sha256(repr(sorted(files_of(entry).items())).encode()).hexdigest()[:16]
            for entry in self.entries
        }

    @cached_property
    def modules(self) -> dict[str, Module]:
        """Every module of the specification."""
        folder = specification()
        texts = {path.stem: extended(path.read_text(encoding="utf-8")) for path in folder.glob("*.tla")}
        roots = sorted(set(texts) - {name for names in texts.values() for name in names})
        return {name: module for root in roots for name, module in read_modules(root, folder, self.jar).items()}

    @cached_property
    def mutants(self) -> list[Mutant]:
        """All mutants, in the order of the modules."""
        return mutants(self.modules, rules(self.modules, self.uses.values()))

    def checks(self, kind: Kind) -> list[ManifestEntry]:
        """The models of one way to notice, smallest first; those that are compared are before the others."""
        match kind:
            case Kind.PROPERTIES:
                found = [one for one in self.entries if one.result is Expected.OK]
            case Kind.GRAPH:
                found = [one for one in self.entries if one.compared]
            case Kind.MUST_FAIL:
                found = [one for one in self.entries if one.result is not Expected.OK]
        return sorted(found, key=lambda entry: (not entry.compared, entry.distinct or 0))

    def touches(self, mutant: Mutant, entry: ManifestEntry) -> bool:
        """Whether the model uses the definition that is mutated."""
        use = self.uses[entry.name]
        return mutant.module in use.modules and mutant.definition in use.steps | use.claims

    def tried(self, mutant: Mutant, kind: Kind, entry: ManifestEntry) -> Try | None:
        """What came of a check, if it was made on these texts."""
        return self.results.get(mutant.key, f"{kind.value}: {entry.name}", self.texts[entry.name])

    def tries(self, mutant: Mutant, kind: Kind) -> Iterator[Try | None]:
        """All checks of a kind that a mutant needs, with what came of them."""
        for entry in self.checks(kind):
            if self.needs(mutant, kind, entry):
                yield self.tried(mutant, kind, entry)

    def needs(self, mutant: Mutant, kind: Kind, entry: ManifestEntry) -> bool:
        """Whether a check may notice a mutant; the graph of a model that it does not reach is the model's own."""
        known = self.tried(mutant, Kind.PROPERTIES, entry)
        is_same = kind is Kind.GRAPH and known is not None and known.detail == UNREACHED
        return self.touches(mutant, entry) and not is_same

    def standing(self, mutant: Mutant) -> Standing:
        """What is known of a mutant."""
        by_properties = list(self.tries(mutant, Kind.PROPERTIES))
        made = [one for one in by_properties if one is not None]
        if any(one.verdict is Verdict.STILLBORN for one in made):
            return Standing.STILLBORN
        if any(one.verdict in DEAD for one in made):
            return Standing.BY_PROPERTIES
        if len(made) < len(by_properties) or any(one.verdict is Verdict.UNKNOWN for one in made):
            return Standing.OPEN
        if any(one.detail in (MORE, FEWER) for one in made):
            return Standing.BY_COMPARISON
        others = [*self.tries(mutant, Kind.GRAPH), *self.tries(mutant, Kind.MUST_FAIL)]
        if any(one is not None and one.verdict in DEAD for one in others):
            return Standing.BY_COMPARISON
        return Standing.OPEN if None in others else Standing.SURVIVED

    def killers(self, mutant: Mutant) -> list[str]:
        """What noticed a mutant."""
        found = [one for kind in Kind for one in self.tries(mutant, kind) if one is not None]
        return [
            f"{one.check}: {one.detail or one.verdict.value}"
            for one in found
            if one.verdict in DEAD or one.detail in (MORE, FEWER)
        ]

    def passes_properties(self, mutant: Mutant) -> bool:
        """Whether all properties were asked, and none noticed."""
        made = list(self.tries(mutant, Kind.PROPERTIES))
        return all(one is not None and one.verdict is Verdict.SURVIVED for one in made)

    def run(
        self, chosen: list[Mutant], time_limit: float, workers: int, tell: Callable[[str], None], *, everything: bool
    ) -> None:
        """Makes the checks that are still to be made, so many at once."""
        explorer = Explorer(self.modules, self.jar, time_limit, tell)
        kinds = Kind if everything else (Kind.PROPERTIES,)
        for kind in kinds:
            for entry in self.checks(kind):
                waiting = self._waiting(chosen, kind, entry)
                if kind is Kind.PROPERTIES and waiting:
                    waiting = self._reached(explorer, entry, waiting)
                batches = list(_batches(waiting))
                with ThreadPoolExecutor(workers) as pool:
                    done = [pool.submit(self._try, explorer, kind, entry, batch) for batch in batches]
                    for one in done:
                        one.result()

    def _reached(self, explorer: Explorer, entry: ManifestEntry, waiting: list[Mutant]) -> list[Mutant]:
        """Those that change anything in the model; of the others it is noted that they do not."""
        reached = explorer.reached(entry, waiting)
        note = self._note(Kind.PROPERTIES, entry)
        for mutant in waiting:
            if mutant not in reached:
                note(mutant, Found(Verdict.SURVIVED, UNREACHED))
        return reached

    def _try(self, explorer: Explorer, kind: Kind, entry: ManifestEntry, batch: list[Mutant]) -> None:
        note = self._note(kind, entry)
        match kind:
            case Kind.PROPERTIES:
                explorer.explore(entry, batch, note)
            case Kind.GRAPH:
                explorer.tell(f"graph of {entry.name}: {len(batch)} mutants")
                found = graphs(entry, self.modules, batch, self.jar, explorer.time_limit)
                for mutant, one in zip(batch, found, strict=True):
                    note(mutant, one)
            case Kind.MUST_FAIL:

                def turned(mutant: Mutant, found: Found) -> None:
                    """That it still fails is as it should be."""
                    missing = found.verdict is Verdict.SURVIVED
                    note(mutant, Found(Verdict.KILLED, "does not fail") if missing else Found(Verdict.SURVIVED))

                explorer.explore(entry, batch, turned)

    def _waiting(self, chosen: list[Mutant], kind: Kind, entry: ManifestEntry) -> list[Mutant]:
        return [
            mutant
            for mutant in chosen
            if self.needs(mutant, kind, entry)
            and self.tried(mutant, kind, entry) is None
            and self.standing(mutant) is Standing.OPEN
        ]

    def _note(self, kind: Kind, entry: ManifestEntry) -> Callable[[Mutant, Found], None]:
        def note(mutant: Mutant, found: Found) -> None:
            check, text = f"{kind.value}: {entry.name}", self.texts[entry.name]
            self.results.add(Try(mutant=mutant.key, check=check, text=text, verdict=found.verdict, detail=found.detail))

        return note


def _batches(waiting: list[Mutant]) -> Iterator[list[Mutant]]:
    for at in range(0, len(waiting), BATCH):
        yield waiting[at : at + BATCH]
