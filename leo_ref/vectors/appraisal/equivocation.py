"""Two answers of one node to one question, and pairs that prove nothing."""

from __future__ import annotations

from typing import Final

from attrs import evolve

from leo_ref.encoding import JsonValue, canonical, encode, to_octets
from leo_ref.evidence.equivocation import Equivocation
from leo_ref.state.evidence import Evidence, Phase
from leo_ref.values import NodeId
from leo_ref.vectors.appraisal.phases import STRANGER, SUBJECT, Enveloped, course
from leo_ref.vectors.appraisal.scene import MONITORS, WORKS
from leo_ref.vectors.case import OK, Cases

BEFORE: Final[Enveloped] = course("ecc, references")[0]
REVISED: Final = BEFORE.changed(log=())
"""Another job log in the second answer."""


def equivocation_cases() -> Cases:
    """Proofs, then pairs that are none."""
    cases = Cases("appraisal/equivocation")
    first, second = BEFORE.evidence, REVISED.evidence

    def add(name: str, why: str, one: Evidence, other: Evidence, ends: str = OK, node: NodeId = SUBJECT) -> None:
        shown = Equivocation(node=node, first=one, second=other)
        request: dict[str, JsonValue] = {"request": "equivocation", "octets": to_octets(shown).hex()}
        cases.add(name, why, request, ends, clause="§8" if ends == OK else "")

    add("another-log", "two job logs", first, second)
    add("swapped", "in whatever order", second, first)
    add("another-quote", "two quotes", first, BEFORE.changed(quote=b"another").evidence)
    add("another-proof", "a node answers one challenge a question", first, BEFORE.changed(nonce_proof=b"").evidence)
    add("empty-quote", "what it says need not be evidence", BEFORE.changed(quote=b"").evidence, second)
    for field, other in (
        ("job", REVISED.changed(job=WORKS["next task"].name).evidence),
        ("round", REVISED.changed(round=2).evidence),
        ("phase", REVISED.changed(phase=Phase.AFTER).evidence),
        ("monitor", REVISED.changed(monitor=MONITORS[1]).evidence),
    ):
        add(f"another-{field}", "two questions have two answers", first, other, "EQUIVOCATION_OTHER_QUESTION")
    add("the-same", "one answer, shown twice", first, first, "EQUIVOCATION_SAME_ANSWER")
    resigned = evolve(first, signature=bytes(64))
    add("signed-twice", "a signature makes no other answer", first, resigned, "EQUIVOCATION_SAME_ANSWER")
    stranger = REVISED.signed_by(STRANGER).evidence
    add("second-of-another", "somebody else says otherwise", first, stranger, "EQUIVOCATION_NOT_SIGNED")
    add("first-of-another", "somebody else says otherwise", stranger, first, "EQUIVOCATION_NOT_SIGNED")
    add("unsigned", "anybody can write that", first, evolve(second, signature=b""), "EQUIVOCATION_NOT_SIGNED")
    add("changed-afterwards", "the signature is over another", first, evolve(first, log=()), "EQUIVOCATION_NOT_SIGNED")
    add("of-another-node", "another is accused", first, second, "EQUIVOCATION_NOT_SIGNED", node=MONITORS[0])
    far = evolve(first, round=2)
    add("order-question-answer", "the question comes first", first, far, "EQUIVOCATION_OTHER_QUESTION")
    nobody = evolve(first, signature=b"")
    add("order-answer-signature", "the answer comes first", nobody, nobody, "EQUIVOCATION_SAME_ANSWER")
    shown = encode(Equivocation(node=SUBJECT, first=first, second=second))
    assert isinstance(shown, dict)
    for name, why, value, ends in (
        ("one-answer", "the other is not there", {**shown, "second": None}, "WRONG_TYPE"),
        ("third-answer", "two are enough", {**shown, "third": shown["first"]}, "UNKNOWN_FIELD"),
        ("another-version", "which nobody knows", {**shown, "version": 2}, "UNKNOWN_VERSION"),
    ):
        cases.add(name, why, {"request": "equivocation", "octets": canonical(value).hex()}, ends)
    return cases
