"""What came of one vector."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from conformance.engine.comparing import difference
from conformance.engine.conversation import Implementation
from conformance.engine.metadata import DISPUTED, SHOULD
from conformance.engine.program import NoAnswer
from conformance.engine.questions import Question
from conformance.engine.strict import Json, printable, shown


class Verdict(Enum):
    """How a vector ended. The words are those of a file of results."""

    PASSED = "passed"
    DIFFERENT = "different"
    """The answer is another one."""
    NO_ANSWER = "no_answer"
    UNSUPPORTED = "unsupported"
    """The implementation said that it does not do this, in a level that it declared."""
    EXPECTED = "expected"
    """It is not passed, and the file of expected failures has it."""
    UNEXPECTED = "unexpected"
    """It is passed, and the file of expected failures has it."""
    WARNED = "warned"
    """It is not passed, and only says what an implementation should do."""
    DISPUTED = "disputed"
    """It is not passed, and whether it is right is in dispute."""
    NOT_ASKED = "not_asked"
    """The implementation did not declare what it needs, or the vector stands no more."""

    @property
    def warns(self) -> bool:
        """Whether such a vector is told, and fails no run."""
        return self in (Verdict.WARNED, Verdict.DISPUTED)

    @property
    def fails(self) -> bool:
        """Whether a run with such a vector fails."""
        return self in (Verdict.DIFFERENT, Verdict.NO_ANSWER, Verdict.UNSUPPORTED, Verdict.UNEXPECTED)


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A vector with its verdict, and what people want to know of it."""

    id: str
    clause: str
    verdict: Verdict
    why: str = ""
    """Why the vector is there."""
    reason: str = ""
    """What the implementation said, or the member that differs."""
    expected: str = ""
    came: str = ""

    @property
    def level(self) -> str:
        """The level that the vector belongs to."""
        return self.id.partition("/")[0]


def put(
    asked: Implementation,
    setting: Json,
    questions: Sequence[Question],
    *,
    values: bool,
    expected: Mapping[str, str] | None = None,
) -> Iterator[Judged]:
    """Ask all of them, those on a model after it is set up; what came of each, in their order."""
    open_ones: list[Question] = []
    for question in questions:
        standing = question.standing
        reason = asked.hello.lacks(question.request) if standing.is_asked else standing.told
        if reason is None:
            open_ones.append(question)
        else:
            yield Judged(id=question.id, clause=question.clause, verdict=Verdict.NOT_ASKED, reason=reason)
    if not open_ones:
        return
    if setting is not None:
        (said,) = asked.ask([setting])
        ready = Question(f"models/{setting['model']}", "", "the model is set up", setting, {"ok": setting["model"]})
        found = judged(ready, said, values)
        if found.verdict is not Verdict.PASSED:
            reason = f"its model was not set up: {found.reason}"
            for question in open_ones:
                failed = _failed(question, found.verdict, reason, found.expected, found.came)
                yield _weighed(question, _against(failed, expected))
            return
    for question, said in zip(open_ones, asked.ask([question.request for question in open_ones]), strict=True):
        yield _weighed(question, _against(judged(question, said, values), expected))


def judged(question: Question, said: Json | NoAnswer, values: bool) -> Judged:
    """What came of one question."""
    if isinstance(said, NoAnswer):
        return _failed(question, Verdict.NO_ANSWER, str(said))
    if "unsupported" in said:
        return _failed(question, Verdict.UNSUPPORTED, printable(said["unsupported"].encode("utf-8", "replace")))
    if "error" in said:
        reason = f"the request is called wrong: {shown(said['error'])}"
        return _failed(question, Verdict.DIFFERENT, reason, shown(question.answer), shown(said))
    found = difference(question.answer, said, values=values, is_path=bool(question.actions))
    if found is None:
        return Judged(id=question.id, clause=question.clause, verdict=Verdict.PASSED)
    return _failed(question, Verdict.DIFFERENT, _place(question, found.member), found.expected, found.came)


def _place(question: Question, member: str) -> str:
    """The member, and of a path which action it is the answer to."""
    number = re.match(r"ok\[(\d+)\]", member)
    if not question.actions or number is None:
        return member
    turn = int(number[1])
    return f"after action {turn + 1} of {len(question.actions)}, {question.actions[turn]}: {member}"


def _failed(question: Question, verdict: Verdict, reason: str, expected: str = "", came: str = "") -> Judged:
    return Judged(
        id=question.id,
        clause=question.clause,
        verdict=verdict,
        why=question.why,
        reason=reason,
        expected=expected,
        came=came,
    )


def _weighed(question: Question, found: Judged) -> Judged:
    """A failure that is only a warning, by the vector's severity and status."""
    if not found.verdict.fails or found.verdict is Verdict.UNEXPECTED:
        return found
    if question.standing.status == DISPUTED:
        return replace(found, verdict=Verdict.DISPUTED, why=f"{found.why}; {question.standing.told}")
    return replace(found, verdict=Verdict.WARNED) if question.standing.severity == SHOULD else found


def _against(found: Judged, expected: Mapping[str, str] | None) -> Judged:
    """What the file of expected failures makes of it."""
    reason = (expected or {}).get(found.id)
    if reason is None:
        return found
    if found.verdict is Verdict.PASSED:
        return Judged(
            id=found.id,
            clause=found.clause,
            verdict=Verdict.UNEXPECTED,
            why="it is among the expected failures",
            reason=f"it passes, though {reason}",
        )
    return Judged(id=found.id, clause=found.clause, verdict=Verdict.EXPECTED, reason=reason)
