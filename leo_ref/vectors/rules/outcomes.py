"""Vectors on how a job ends: what a tick finds first (§4), and the outcome of a join (§5)."""

from __future__ import annotations

from leo_ref.core.encoding import JsonValue, encode
from leo_ref.core.state.job import Job, Outcome, Part, Stage
from leo_ref.vectors.case import Cases
from leo_ref.vectors.rules.scene import DEADLINE, SHOWN, closing, due, enrolling, nodes


def outcome_cases() -> Cases:
    """What the tick finds first (§4), and the outcome of a join (§5)."""
    cases = Cases("rules/outcome")
    votes, ready, approve, keys, run, confirm = (1, 1, 2), *list(Stage)[3:8]
    fault, owner, service = Outcome.EXECUTOR_FAULT, Outcome.OWNER_FAULT, Outcome.SERVICE_FAULT
    before, at_last = DEADLINE - 1, DEADLINE
    for name, why, job, outcome in (
        ("not-shown", "nothing was shown", closing(votes, ready, ()), fault),
        ("shown", "it goes on", closing(votes, ready, (), shown=SHOWN), None),
        ("not-approved", "nobody approved", closing(votes, approve, ()), Outcome.UNDECIDED),
        ("half-approved", "half is no quorum", closing(votes, approve, (), approved=nodes(3)), Outcome.UNDECIDED),
        ("approved", "it goes on", closing(votes, approve, (), approved=nodes(1, 3)), None),
        ("no-keys", "both missing: the task owner's fault", closing(votes, keys, ()), owner),
        ("task-key-only", "the service's is missing", closing(votes, keys, (Part.TASK,)), service),
        ("service-key-only", "the task's is missing", closing(votes, keys, (Part.SERVICE,)), owner),
        ("both-keys", "it goes on", closing(votes, keys), None),
        ("run-over", "no payment was requested", closing(votes, run), fault),
        ("requested", "it goes on", closing(votes, run, requested=bytes(32)), None),
        ("proven-in-run", "a proof against the service", closing(votes, run, proven=service), service),
        ("proven-and-requested", "a proof first", closing(votes, run, proven=owner, requested=bytes(32)), owner),
        ("proven-and-due", "a proof first", closing(votes, run, proven=owner, challenged=due(at_last, 1)), owner),
        ("answer-due", "not answered", closing(votes, run, challenged=due(at_last, 1), requested=bytes(32)), fault),
        (
            "answered",
            "it goes on",
            closing(votes, run, challenged=due(before, 1), answered=nodes(1), requested=bytes(32)),
            None,
        ),
        (
            "one-of-two-answered",
            "the other was not",
            closing(votes, run, challenged=due(at_last, 1, 2), answered=nodes(1), requested=bytes(32)),
            fault,
        ),
        ("proven-and-confirmed", "a proof first", closing(votes, confirm, proven=fault, confirmed=nodes(1, 3)), fault),
        ("result-due", "not given", closing(votes, confirm, asked=due(at_last, 1), confirmed=nodes(2, 3)), fault),
        (
            "result-given",
            "given, and confirmed by a quorum",
            closing(votes, confirm, asked=due(before, 1), given=True, confirmed=nodes(1, 3)),
            Outcome.DONE,
        ),
        ("confirmed", "three of four votes", closing(votes, confirm, confirmed=nodes(1, 3)), Outcome.DONE),
        ("half-confirmed", "a tie pays nobody", closing(votes, confirm, confirmed=nodes(3)), Outcome.UNDECIDED),
        ("nobody-confirmed", "nor does silence", closing(votes, confirm), Outcome.UNDECIDED),
        (
            "liars-are-counted",
            "a liar's votes stay in the denominator",
            closing(votes, confirm, confirmed=nodes(3), liars=nodes(1, 2)),
            Outcome.UNDECIDED,
        ),
    ):
        gives: JsonValue = None if outcome is None else outcome.value
        said = cases.add(name, why, deciding(job), gives=gives, clause="§4", action="Course!EndsAs")
        assert said == {"ok": gives}, name
    enrol, refused = Stage.ENROL, Outcome.REFUSED
    for name, why, job, outcome in (
        ("join-nothing-shown", "whoever challenged", enrolling(votes, enrol), refused),
        ("join-shown", "it goes on", enrolling(votes, enrol, shown=SHOWN), None),
        ("join-shown-unasked", "whoever challenged", enrolling(votes, enrol, (), shown=SHOWN), None),
        ("join-confirmed", "three of four votes", enrolling(votes, confirm, confirmed=nodes(1, 3)), Outcome.ADMITTED),
        ("join-half", "a tie admits nobody", enrolling(votes, confirm, confirmed=nodes(3)), Outcome.UNDECIDED),
        ("join-nobody-confirmed", "nor does silence", enrolling(votes, confirm), Outcome.UNDECIDED),
        ("join-nobody-challenged", "nor does silence", enrolling(votes, confirm, ()), Outcome.UNDECIDED),
        (
            "join-proven",
            "a proof outweighs all votes",
            enrolling(votes, confirm, confirmed=nodes(2, 3), provers=nodes(1), proven=refused),
            refused,
        ),
        (
            "join-liars-are-counted",
            "a liar's votes stay in the denominator",
            enrolling(votes, confirm, confirmed=nodes(3), liars=nodes(1, 2)),
            Outcome.UNDECIDED,
        ),
    ):
        gives = None if outcome is None else outcome.value
        said = cases.add(name, why, deciding(job), gives=gives, clause="§5", action="Enrolment!JoinEndsAs")
        assert said == {"ok": gives}, name
    return cases


def deciding(job: Job) -> dict[str, JsonValue]:
    """The request for the outcome."""
    return {"request": "outcome", "job": encode(job)}
