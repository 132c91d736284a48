"""The first difference made smaller: parts of the question are taken away as long as the two answers differ alike."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Final

from conformance.engine.conversation import GaveUp, Implementation
from conformance.engine.fuzz.finding import Finding
from conformance.engine.judging import Verdict
from conformance.engine.program import NoAnswer
from conformance.engine.strict import Json
from leo_ref.fuzz.asking import Asking, Posed, end_of
from leo_ref.fuzz.shrink import smaller

TOGETHER: Final = 32
"""Smaller questions that are asked at once."""


def shrunk(found: Finding, asked: Implementation, deadline: float) -> Finding:
    """A finding of the same kind from which nothing more can be taken away by itself; ``deadline`` is monotonic.

    The program's answers decide, so a program that answers differently each time ends with what was found last.
    """
    asking = Asking()
    if found.setting is not None:
        asking.ask(found.setting)
    try:
        if found.setting is not None:
            asked.ask([found.setting])
        while time.monotonic() < deadline:
            less = next(_alike(found, asking, asked, deadline), None)
            if less is None:
                break
            found = less
    except GaveUp:
        pass
    return found


def _alike(found: Finding, asking: Asking, asked: Implementation, deadline: float) -> Iterator[Finding]:
    """Smaller findings of the kind."""
    sound = (one for request in smaller(found.asked.request) if (one := asking.ask(request)) is not None)
    together = 1 if found.judged.verdict is Verdict.NO_ANSWER else TOGETHER
    while time.monotonic() < deadline and (part := list(islice(sound, together))):
        yield from _of(found, part, asked.ask([one.request for one in part]))


def _of(found: Finding, part: list[Posed], answers: list[Json | NoAnswer]) -> Iterator[Finding]:
    for one, came in zip(part, answers, strict=True):
        less = replace(found, asked=one, came=came)
        if less.judged.verdict is found.judged.verdict and _kind(less) == _kind(found):
            yield less


def _kind(found: Finding) -> tuple[str, ...]:
    """How the two answers end; where both succeed, that is all that is compared."""
    came = "no answer" if isinstance(found.came, NoAnswer) else next(iter(found.came.keys() - {"id"}))
    end = end_of(found.came) if came == "refused" else came
    return found.asked.end.partition(" ")[0], end
