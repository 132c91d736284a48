"""The mutants of the core put to the vectors, to graphs, and to the tests; each goes on until something notices."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from enum import Enum
from hashlib import sha256
from multiprocessing import get_context
from typing import Final

from tests.faults.models import MODELS, sound
from tests.mutants.code import roles
from tests.mutants.code.attempt import attempt, by_roles, by_tests, by_vectors_and_graphs
from tests.mutants.code.mutant import CodeMutant, mutants
from tests.mutants.code.reach import reaches
from tests.mutants.results import Results, Try, Verdict
from tests.vectors.made import ROOT

TOOLS: Final = ROOT / "tests" / "mutants"


class CodeCheck(Enum):
    """The kinds of checks, in the order in which they are tried."""

    VECTORS = "vectors and small graphs"
    ROLES = "graphs of roles"
    TESTS = "tests"


def text_of_reference() -> str:
    """A digest of all that an answer may depend on: the reference, its vectors, and the tests but for these tools."""
    digest = sha256()
    for folder, kind in (("leo_ref", "py"), ("tests", "py"), ("conformance/vectors", "json")):
        for path in sorted((ROOT / folder).rglob(f"*.{kind}")):
            if not path.is_relative_to(TOOLS):
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _attempt(arguments: tuple[CodeCheck, str, int]) -> tuple[str, Verdict, str]:
    check, key, seconds = arguments
    (mutant,) = [one for one in mutants() if one.key == key]
    match check:
        case CodeCheck.VECTORS:
            noticing = by_vectors_and_graphs(reaches()[mutant.statement])
        case CodeCheck.ROLES:
            noticing = by_roles
        case CodeCheck.TESTS:
            noticing = by_tests
    return (key, *attempt(mutant, noticing, seconds))


class CodeCampaign:
    """The chosen mutants, and what is known of them."""

    def __init__(self, chosen: list[CodeMutant], results: Results, checks: list[CodeCheck]) -> None:
        """Of what the file knows, that counts which was found on the same texts."""
        self.chosen = chosen
        self.results = results
        self.checks = checks
        self.text = text_of_reference()

    def tried(self, mutant: CodeMutant) -> list[Try]:
        """What is known of a mutant, check by check."""
        known = (self.results.get(mutant.key, check.value, self.text) for check in self.checks)
        return [one for one in known if one is not None]

    def killer(self, mutant: CodeMutant) -> Try | None:
        """What noticed a mutant."""
        return next((one for one in self.tried(mutant) if one.verdict in (Verdict.KILLED, Verdict.ERROR)), None)

    def survived(self, mutant: CodeMutant) -> bool:
        """Whether all checks were made and none noticed."""
        tried = self.tried(mutant)
        return len(tried) == len(self.checks) and all(one.verdict is Verdict.SURVIVED for one in tried)

    def run(self, seconds: int, workers: int, tell: Callable[[str], None]) -> None:
        """Makes the checks that are still to be made."""
        for check in self.checks:
            alive = [one for one in self.chosen if self.killer(one) is None]
            waiting = [one for one in alive if self.results.get(one.key, check.value, self.text) is None]
            if waiting:
                tell(f"{check.value}: {len(waiting)} mutants")
                _prepare(check, waiting)
                with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
                    tries = pool.map(_attempt, [(check, one.key, seconds) for one in waiting])
                    for number, (key, verdict, detail) in enumerate(tries, start=1):
                        one = Try(mutant=key, check=check.value, text=self.text, verdict=verdict, detail=detail)
                        self.results.add(one)
                        tell(f"{number} of {len(waiting)}: {verdict.value} {key}")


def _prepare(check: CodeCheck, waiting: list[CodeMutant]) -> None:
    """Works out what is sound before anything is changed, so that every process has it."""
    match check:
        case CodeCheck.VECTORS:
            for name in MODELS:
                sound(name)
            reaches()
        case CodeCheck.ROLES:
            for name in {name for one in waiting for name in roles.ROLES.get(one.module, ())}:
                roles.sound(name)
        case CodeCheck.TESTS:
            pass
