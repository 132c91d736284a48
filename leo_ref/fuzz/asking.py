"""The reference is asked: questions with their answers, and what kind of question each of them is."""

from __future__ import annotations

import json
from typing import Final

from attrs import frozen

from leo_ref.core.rejections import CODES
from leo_ref.fuzz.sound import is_sound
from leo_ref.fuzz.tree import Json, number_of
from leo_ref.oracle import Session, answer

REASONS: Final = ("why", "refusal")
"""Values of a refusal that are the code of another one."""

SHORT: Final = 24
"""Characters of a result that is told apart from other results."""
MANY: Final = 10
"""From here on numbers of as many bits are one kind of result."""
VOTES: Final = 300
"""Votes that a draw may expect here: exact thresholds of large draws take other programs seconds."""


@frozen
class Posed:
    """A request, and what the reference answers."""

    request: Json
    answer: Json

    @property
    def end(self) -> str:
        """How the answer ends: the code of a refusal and the one inside it, or ``ok``, with the result if it is short.

        Of a block that ends: how the jobs ended that end with it.
        """
        end = end_of(self.answer)
        return f"{end} {'+'.join(ended)}" if end == "ok" and (ended := _ended(self.request, self.answer)) else end

    @property
    def codes(self) -> list[str]:
        """Every code in the answer, those of a path included."""
        said = self.answer.get("ok")
        each = said if self.request["request"] == "path" and isinstance(said, list) else [self.answer]
        return [code for one in each for code in _codes(one)]

    @property
    def topic(self) -> str:
        """What is asked: the request, and of an action or a document its kind."""
        return topic_of(self.request)


def end_of(answer: Json) -> str:
    """As in :class:`Posed`."""
    codes = _codes(answer)
    if codes:
        return "/".join(codes)
    match answer.get("ok"):
        case bool() | None as result:
            return f"ok {json.dumps(result)}"
        case int() as number:
            return f"ok {number}" if number < MANY else f"ok with {number.bit_length()} bits"
        case str() as text if len(text) <= SHORT:
            return f"ok {text}"
        case _:
            return "ok"


def topic_of(request: Json) -> str:
    """As in :class:`Posed`."""
    name = request["request"]
    kind = request.get("action") or request.get("type") or request.get("kind") or request.get("suite") or ""
    if name == "transaction":
        kind = _kind_of(request.get("octets", ""))
    return f"{name} {kind}".strip() if isinstance(kind, str) else str(name)


def _ended(request: Json, answer: Json) -> list[str]:
    """The outcomes of the jobs that end in a block, or in the tick of a model."""
    name = {"block": "jobs", "step": "job"}.get(request["request"])
    if name is None or name not in request["state"]:
        return []
    before, after = (_outcomes(state[name]) for state in (request["state"], answer["ok"]))
    return sorted(outcome for job, outcome in after.items() if before.get(job) != outcome)


def _outcomes(jobs: Json) -> dict[str, str]:
    return {name: job["outcome"] for name, job in jobs.items() if job["outcome"] not in (None, "NONE")}


def _kind_of(octets: Json) -> str:
    """The kind of a transaction's body, as far as its octets are one."""
    try:
        return str(json.loads(bytes.fromhex(octets))["body"]["kind"])
    except (ValueError, KeyError, TypeError):
        return ""


def _codes(answer: Json) -> list[str]:
    refusal = answer.get("refused")
    if refusal is None:
        return []
    values = refusal.get("values", {})
    return [refusal["code"], *(str(values[name]) for name in REASONS if name in values)]


class Asking:
    """The reference, with what was set up so far."""

    def __init__(self) -> None:
        """Nothing is set up."""
        self._session = Session()

    def ask(self, request: Json) -> Posed | None:
        """The question with its answer; None where it is none that the protocol answers.

        That is a request at fault, or a refusal by which a model only limits itself.
        """
        if _is_costly(request) or not is_sound(request):
            return None
        self._session, said = answer(self._session, request)
        if "error" in said:
            return None
        asked = Posed(request, said)
        return asked if all(code in CODES for code in asked.codes) else None


def _is_costly(request: Json) -> bool:
    """Whether a draw expects so many votes that its thresholds take long."""
    numbers = [number_of(request.get(name)) for name in ("weight", "total", "tau")]
    if None in numbers:
        return False
    weight, total, tau = (number or 0 for number in numbers)
    return weight * tau > VOTES * total and tau < total
