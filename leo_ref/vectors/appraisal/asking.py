"""The requests of these vectors. What many have in common stands once in their file, among the shared values."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from attrs import evolve, frozen

from leo_ref.attestation.appraisal.answer import Answer
from leo_ref.attestation.appraisal.policy import Policy
from leo_ref.core.encoding import JsonValue, canonical, encode
from leo_ref.vectors.appraisal.recorded import KEYS, EnrolledKey, Recorded, of_run
from leo_ref.vectors.appraisal.scene import MONITORS, POLICIES, WORKS, NamedQuestion
from leo_ref.vectors.case import OK, Cases

LONG: Final = 128
"""Digits of a text that is worth sharing."""


@frozen(kw_only=True)
class Try:
    """An answer to be appraised."""

    policy: Policy
    key: EnrolledKey
    asked: NamedQuestion
    answer: Answer
    published: tuple[bytes, ...] = ()
    history: tuple[tuple[NamedQuestion, Answer], ...] = ()

    def quoting(self, **changes: Any) -> Try:  # Any: each of its field's type
        """The same with other fields of the quote."""
        return evolve(self, answer=evolve(self.answer, quote=evolve(self.answer.quote, **changes)))

    def telling(self, log: tuple[bytes, ...]) -> Try:
        """The same with another job log in the envelope."""
        return evolve(self, answer=evolve(self.answer, log=log))


def recorded(run: str, place: int = 0, monitor: int = 0, *, alone: bool = True) -> Try:
    """An answer of a run as it was recorded, with the answers before it unless it is to stand alone."""
    answers = of_run(run, monitor)
    return _of(answers[place], () if alone else answers[:place])


def _of(one: Recorded, earlier: tuple[Recorded, ...]) -> Try:
    logs = [octets for each in (*earlier, one) for octets in each.published]
    return Try(
        policy=POLICIES[one.policy],
        key=KEYS[one.machine],
        asked=one.asked,
        answer=one.answer,
        published=tuple(dict.fromkeys(logs)),
        history=tuple((each.asked, each.answer) for each in earlier),
    )


def after(last: Try, *earlier: Try) -> Try:
    """The last answer, with the others before it."""
    logs = [octets for each in (*earlier, last) for octets in each.published]
    history = tuple((each.asked, each.answer) for each in earlier)
    return evolve(last, history=history, published=tuple(dict.fromkeys(logs)))


class Trials:
    """Cases whose requests are all ``appraise``."""

    def __init__(self, prefix: str) -> None:
        """None yet."""
        self.cases = Cases(prefix)
        self.tries: dict[str, Try] = {}

    def add(self, name: str, why: str, tried: Try, ends: str = OK) -> None:
        """An answer that ends so."""
        self.tries[name] = tried
        clause = "§8" if ends == OK else ""
        self.cases.add(name, why, self.request(tried), ends, clause=clause, action="Attestation!Answer")

    def request(self, tried: Try) -> dict[str, JsonValue]:
        """The request, with its common parts shared."""
        exchanges: list[JsonValue] = [
            {"question": self._question(asked), "answer": self._answer(answer)} for asked, answer in tried.history
        ]
        return {
            "request": "appraise",
            "policy": self.shared("policy", encode(tried.policy)),
            "public": self.text(tried.key.public.hex()),
            "qualified_parent": tried.key.qualified_parent.hex(),
            "history": exchanges,
            "question": self._question(tried.asked),
            "answer": self._answer(tried.answer),
            "logs": [self.text(octets.hex()) for octets in tried.published],
        }

    def _question(self, asked: NamedQuestion) -> JsonValue:
        return self.shared("question", question(asked))

    def _answer(self, answer: Answer) -> JsonValue:
        encoded = encode(answer)
        assert isinstance(encoded, dict)
        quote = encoded["quote"]
        assert isinstance(quote, dict)
        quote = {name: self.text(value) for name, value in quote.items()}
        return {"quote": quote, "log": self.shared("log", encoded["log"])}

    def text(self, value: JsonValue) -> JsonValue:
        """A text, shared if it is long."""
        return self.shared("octets", value) if isinstance(value, str) and len(value) >= LONG else value

    def shared(self, what: str, value: JsonValue) -> JsonValue:
        """A value that stands once in the file."""
        name = f"{what}-{sha256(canonical(value)).hexdigest()[:8]}"
        assert self.cases.shared.setdefault(name, value) == value, name
        return {"$shared": name}


def question(asked: NamedQuestion) -> dict[str, JsonValue]:
    """A question with the job logs that are allowed, as JSON."""
    work = WORKS[asked.work]
    allowed: Mapping[tuple[bytes, ...], str] = {
        log: finding.value for log, finding in work.allowed(asked.phase).items()
    }
    return {
        "nonce": asked.nonce.hex(),
        "job": work.name,
        "round": asked.round,
        "phase": asked.phase.value,
        "monitor": MONITORS[asked.monitor],
        "logs": [{"log": [entry.hex() for entry in log], "finding": allowed[log]} for log in sorted(allowed)],
    }
