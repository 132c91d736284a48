"""Two answers that one node signed to one question (§8): a proof that anybody can check, with nothing else at hand.

An honest node answers each question of a monitor once and keeps what it answered. Who finds a second answer beside the
first shows both. No outcome follows from that: a monitor takes the first answer that is signed, and a verdict rests on
it (§11). That the node was the executor of the job in that round, or its candidate, is for the ledger to say.
"""

from __future__ import annotations

from typing import ClassVar, Final

from attrs import frozen

from leo_ref.evidence.envelope import is_signed
from leo_ref.rejections import Code, Rejection, reject
from leo_ref.state.evidence import Evidence, evidence_digest
from leo_ref.values import NodeId

QUESTION: Final = ("job", "round", "phase", "monitor")
"""The fields of an answer that say which question it is to. The nonce follows from them and the monitor's VRF key."""


@frozen(kw_only=True)
class Equivocation:
    """What is shown. From :func:`proved` only, where it comes from outside."""

    kind: ClassVar[str] = "equivocation"
    version: ClassVar[int] = 1
    node: NodeId
    """Who is said to have signed both."""
    first: Evidence
    second: Evidence


def proved(shown: Equivocation) -> Equivocation | Rejection:
    """The same, if the node signed both answers, and they are to one question and differ.

    Two signatures over the same answer are no proof: whoever signs can make as many as it likes, and says one thing.
    Rejections, in this order: EQUIVOCATION_OTHER_QUESTION with the first field that differs,
    EQUIVOCATION_SAME_ANSWER, EQUIVOCATION_NOT_SIGNED with the first answer that is not signed.
    """
    for name in QUESTION:
        if getattr(shown.first, name) != getattr(shown.second, name):
            return reject(Code.EQUIVOCATION_OTHER_QUESTION, field=name)
    if evidence_digest(shown.first) == evidence_digest(shown.second):
        return reject(Code.EQUIVOCATION_SAME_ANSWER)
    for which, answer in (("first", shown.first), ("second", shown.second)):
        if not is_signed(answer, shown.node):
            return reject(Code.EQUIVOCATION_NOT_SIGNED, which=which)
    return shown
