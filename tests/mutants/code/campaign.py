"""The mutants of the core put to the vectors, the small models and the tests."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from multiprocessing import get_context

from tests.faults.models import MODELS, sound
from tests.mutants.code.attempt import attempt
from tests.mutants.code.mutant import CodeMutant, mutants
from tests.mutants.code.reach import reaches
from tests.mutants.results import Results, Try, Verdict
from tests.vectors.made import ROOT

CHECK = "core"


def text_of_reference() -> str:
    """A digest of all that an answer may depend on: the reference, its tests and its vectors."""
    digest = sha256()
    for folder, kind in (("leo_ref", "py"), ("tests", "py"), ("conformance/vectors", "json")):
        for path in sorted((ROOT / folder).rglob(f"*.{kind}")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _attempt(arguments: tuple[str, int, bool]) -> tuple[str, Verdict, str]:
    key, seconds, tests = arguments
    (mutant,) = [one for one in mutants() if one.key == key]
    return (key, *attempt(mutant, reaches()[mutant.statement], seconds, tests=tests))


def run(
    chosen: list[CodeMutant],
    trying: list[CodeMutant],
    results: Results,
    seconds: int,
    workers: int,
    tell: Callable[[str], None],
    *,
    tests: bool,
) -> dict[str, Try]:
    """What is known of the chosen ones, by key, when those that are to be tried and were not yet have been tried."""
    text = text_of_reference()
    check = CHECK if tests else f"{CHECK} without tests"
    found = {one.key: known for one in chosen if (known := results.get(one.key, check, text)) is not None}
    waiting = [one.key for one in trying if one.key not in found]
    if not waiting:
        return found
    tell("the sound graphs, and what executes which statement")
    for name in MODELS:
        sound(name)
    reaches()
    with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
        for key, verdict, detail in pool.map(_attempt, [(key, seconds, tests) for key in waiting]):
            found[key] = Try(mutant=key, check=check, text=text, verdict=verdict, detail=detail)
            results.add(found[key])
            tell(f"{len(found)} of {len(chosen)}: {verdict.value} {key}")
    return found
