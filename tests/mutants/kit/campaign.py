"""Mutants of the example put to the vectors, a level after the other, each until a vector notices."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from conformance.engine import reading
from conformance.engine.conversation import Conversation, GaveUp, Implementation
from conformance.engine.judging import Judged, put
from conformance.engine.judging import Verdict as Came
from conformance.engine.program import Bounds
from conformance.engine.questions import Piece, pieces, questions, setting
from tests.mutants.kit.mutant import EXAMPLE, KitMutant, put_in
from tests.mutants.results import Results, Try, Verdict

LEVELS: Final = ("questions", "encoding", "draw", "sealing", "rules", "ledger", "models")
"""Those of the example, cheapest first."""

ANSWER: Final = 30.0
"""Seconds for one line of answers."""


@cache
def vectors() -> reading.Vectors:
    """The vectors of the project."""
    return reading.read(reading.FOLDER)


def text_of_kit() -> str:
    """A digest of all that an answer depends on: the vectors, the kit, and the example."""
    digest = sha256(vectors().digest.encode())
    for folder, kind in (("conformance/engine", "py"), ("examples/js/src", "js")):
        for path in sorted((EXAMPLE.parents[1] / folder).rglob(f"*.{kind}")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def work(level: str) -> list[Piece]:
    """The pieces of a level: first the first of each file, then the second of each, so that much is met soon."""
    found = [piece for piece in pieces(vectors()) if piece.level == level]
    return sorted(found, key=lambda piece: (piece.first, piece.path))


def noticed(asked: Implementation, level: str) -> Judged | None:
    """The first vector of a level that is not passed; None if all are."""
    for piece in work(level):
        wanted = [*questions(vectors(), piece)]
        for judged in put(asked, setting(vectors(), piece), wanted, values=False):
            if judged.verdict.fails or judged.verdict is Came.WARNED:
                return judged
    return None


def attempt(
    mutant: KitMutant, levels: tuple[str, ...], seconds: int, *, every: bool
) -> Iterator[tuple[str, Verdict, str]]:
    """What came of each level: killed by which vector, or survived. Ends at the first that kills, unless ``every``."""
    with TemporaryDirectory(prefix="leo-kit-mutant-") as name:
        command = ("node", str(put_in(mutant, Path(name))))
        for level in levels:
            verdict, detail = _tried(command, level, seconds)
            yield level, verdict, detail
            if verdict is not Verdict.SURVIVED and not every:
                return


def _tried(command: tuple[str, ...], level: str, seconds: int) -> tuple[Verdict, str]:
    bounds = Bounds(seconds=min(ANSWER, seconds), in_a_row=1, deadline=time.monotonic() + seconds)
    try:
        asked = _conversation(command, bounds)
    except GaveUp as no:
        return Verdict.ERROR, f"it does not come up: {no}"
    try:
        judged = noticed(asked, level)
    except GaveUp as no:
        return (Verdict.UNKNOWN, str(no)) if time.monotonic() > bounds.deadline else (Verdict.KILLED, str(no))
    finally:
        asked.close()
    return (Verdict.SURVIVED, "") if judged is None else (Verdict.KILLED, judged.id)


def _conversation(command: tuple[str, ...], bounds: Bounds) -> Conversation:
    found = vectors()
    return Conversation(command, bounds, vectors=found.digest, levels=found.levels, models=found.model_names())


def _attempt(arguments: tuple[KitMutant, tuple[str, ...], int, bool]) -> tuple[str, list[tuple[str, Verdict, str]]]:
    mutant, levels, seconds, every = arguments
    return mutant.key, [*attempt(mutant, levels, seconds, every=every)]


class KitCampaign:
    """The chosen mutants, and what is known of them."""

    def __init__(self, chosen: list[KitMutant], results: Results) -> None:
        """Of what the file knows, that counts which was found on the same texts."""
        self.chosen = chosen
        self.results = results
        self.text = text_of_kit()

    def tried(self, mutant: KitMutant) -> list[Try]:
        """What is known of a mutant, level by level."""
        known = (self.results.get(mutant.key, level, self.text) for level in LEVELS)
        return [one for one in known if one is not None]

    def killers(self, mutant: KitMutant) -> list[Try]:
        """The levels that noticed a mutant."""
        return [one for one in self.tried(mutant) if one.verdict in (Verdict.KILLED, Verdict.ERROR)]

    def survived(self, mutant: KitMutant) -> bool:
        """Whether all levels were asked and none noticed."""
        tried = self.tried(mutant)
        return len(tried) == len(LEVELS) and all(one.verdict is Verdict.SURVIVED for one in tried)

    def run(self, seconds: int, workers: int, tell: Callable[[str], None], *, every: bool) -> None:
        """Asks what is still to be asked; ``every`` level, or each until one notices.

        Raises:
            GaveUp: The example itself does not come up.
        """
        _conversation(("node", str(EXAMPLE / "adapter.js")), Bounds()).close()
        waiting = []
        for one in self.chosen:
            known = {tried.check for tried in self.tried(one)}
            levels = tuple(level for level in LEVELS if level not in known)
            if levels and (every or not self.killers(one)):
                waiting.append((one, levels, seconds, every))
        with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
            for number, (key, tries) in enumerate(pool.map(_attempt, waiting), start=1):
                for level, verdict, detail in tries:
                    self.results.add(Try(mutant=key, check=level, text=self.text, verdict=verdict, detail=detail))
                tell(f"{number} of {len(waiting)}: {tries[-1][1].value} {key}")
