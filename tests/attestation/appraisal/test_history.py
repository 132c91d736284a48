"""An answer after others: one machine, one boot, one job, going forward."""

from __future__ import annotations

from itertools import combinations

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from immutables import Map

from leo_ref.attestation.appraisal.answer import published, question_digest
from leo_ref.attestation.appraisal.appraise import AppraisalQuestion, appraise, appraise_all
from leo_ref.attestation.appraisal.history import Seen, continues
from leo_ref.attestation.appraisal.judge import Judge
from leo_ref.attestation.appraisal.logs import Booted
from leo_ref.attestation.appraisal.quoted import Quoted
from leo_ref.core.rejections import Code
from leo_ref.core.state.evidence import Finding, Phase
from leo_ref.core.values import JobId, NodeId
from leo_ref.tcg.attest import Clock
from leo_ref.vectors.appraisal.asking import Try, after, recorded
from leo_ref.vectors.appraisal.forge import KEY, forged
from leo_ref.vectors.appraisal.scene import JOIN, POLICIES, TASK, NamedQuestion

few = st.integers(0, 2)
logs = st.lists(st.sampled_from([b"a", b"b"]), max_size=3).map(tuple)
seen = st.builds(
    Seen,
    quoted=st.builds(
        Quoted,
        extra=st.sampled_from([b"1", b"2", b"3"]),
        clock=st.builds(Clock, few, few, few, st.booleans()),
        firmware=few,
        values=st.just(Map()),
    ),
    booted=st.builds(Booted, events=logs.map(lambda log: tuple((0, one) for one in log)), entries=logs),
    start=st.sampled_from([b"s", b"t"]),
    log=logs,
    register=st.just(b""),
    boot=st.sampled_from([b"x", b"y"]).map(lambda value: Map({7: value})),
)


def begins(whole: tuple[object, ...], part: tuple[object, ...]) -> bool:
    return len(part) <= len(whole) and all(a == b for a, b in zip(whole, part, strict=False))


def goes_on(now: Seen, then: Seen) -> bool:
    """What clause 8 says in words."""
    return (
        (now.quoted.clock.resets, now.quoted.clock.restarts) == (then.quoted.clock.resets, then.quoted.clock.restarts)
        and now.quoted.firmware == then.quoted.firmware
        and now.quoted.clock.milliseconds > then.quoted.clock.milliseconds
        and now.quoted.extra != then.quoted.extra
        and now.start == then.start
        and begins(now.booted.events, then.booted.events)
        and now.boot == then.boot
        and begins(now.booted.entries, then.booted.entries)
        and begins(now.log, then.log)
    )


@settings(max_examples=600)
@given(now=seen, then=seen, same=st.lists(st.integers(0, 7), max_size=8))
def test_an_answer_follows_exactly_if_it_goes_on(now: Seen, then: Seen, same: list[int]) -> None:
    """Arbitrary pairs hardly ever agree, so some of their parts are made equal."""
    quoted = now.quoted
    for part in same:
        match part:
            case 0:
                quoted = evolve(quoted, firmware=then.quoted.firmware)
            case 1:
                quoted = evolve(quoted, clock=evolve(quoted.clock, resets=then.quoted.clock.resets))
            case 2:
                quoted = evolve(quoted, clock=evolve(quoted.clock, restarts=then.quoted.clock.restarts))
            case 3:
                quoted = evolve(quoted, clock=evolve(quoted.clock, milliseconds=then.quoted.clock.milliseconds + 1))
            case 4:
                now = evolve(now, start=then.start)
            case 5:
                now = evolve(now, log=(*then.log, *now.log))
            case 6:
                now = evolve(now, boot=then.boot)
            case _:
                now = evolve(now, booted=then.booted)
    now = evolve(now, quoted=quoted)
    refusal = continues(now, then, Judge())
    assert (refusal is None) == goes_on(now, then)
    assert continues(now, now, Judge()) is not None


@st.composite
def following(draw: st.DrawFn, then: Seen) -> Seen:
    """What may follow."""
    clock = evolve(then.quoted.clock, milliseconds=then.quoted.clock.milliseconds + draw(st.integers(1, 9)))
    extra = draw(st.sampled_from([one for one in (b"1", b"2", b"3") if one != then.quoted.extra]))
    entries = (*then.booted.entries, *draw(logs))
    return evolve(
        then,
        quoted=evolve(then.quoted, clock=clock, extra=extra),
        booted=evolve(then.booted, entries=entries),
        log=(*then.log, *draw(logs)),
    )


@given(one=seen, data=st.data())
def test_going_on_is_transitive_but_for_the_question(one: Seen, data: st.DataObject) -> None:
    """So whoever compares with the last answer only misses a question asked twice, and nothing else."""
    two = data.draw(following(one))
    three = data.draw(following(two))
    assert continues(two, one, Judge()) is None
    assert continues(three, two, Judge()) is None
    refusal = continues(three, one, Judge())
    assert (refusal is None) == (three.quoted.extra != one.quoted.extra)
    assert refusal is None or refusal.code is Code.HISTORY_QUESTION


def chain() -> tuple[Try, ...]:
    return tuple(recorded("ecc, kernel list", place) for place in range(3))


def test_a_longer_history_never_helps() -> None:
    others = [
        *chain(),
        *(forged(NamedQuestion(phase=phase), "kernel list") for phase in Phase),
        recorded("power, at first"),
        recorded("power, after sleep"),
    ]
    for last in chain():
        for count in range(3):
            for earlier in combinations(others, count):
                fewer, more = after(last, *earlier[:-1]), after(last, *earlier)
                if finding(more) is Finding.PASS:
                    assert finding(fewer) is Finding.PASS


def finding(tried: Try) -> Finding:
    exchanges = [(asked.question, answer) for asked, answer in (*tried.history, (tried.asked, tried.answer))]
    found = appraise_all(tried.policy, tried.key.enrolled, exchanges, published(*tried.published))
    return found[-1].finding


def test_answers_in_turn_are_each_appraised_with_those_before() -> None:
    tries = chain()
    logs = published(*(octets for tried in tries for octets in tried.published))
    key, policy = tries[0].key.enrolled, tries[0].policy
    history: list[Seen] = []
    one_by_one = []
    for tried in tries:
        found = appraise(policy, key, tried.asked.question, tried.answer, logs, history)
        assert found.seen is not None
        history.append(found.seen)
        one_by_one.append(found)
    together = appraise_all(policy, key, [(tried.asked.question, tried.answer) for tried in tries], logs)
    assert list(together) == one_by_one


def test_an_answer_that_failed_is_no_history() -> None:
    broken = forged(NamedQuestion(), "references", clock=Clock(9999, 7, 7, True)).telling(())
    good = forged(NamedQuestion(phase=Phase.DURING), "references")
    assert finding(after(good, broken)) is Finding.PASS
    exchanges = [(broken.asked.question, broken.answer), (good.asked.question, good.answer)]
    found = appraise_all(POLICIES["references"], KEY.enrolled, exchanges, published())
    assert [one.finding for one in found] == [Finding.FAIL, Finding.PASS]


nodes = st.sampled_from([NodeId("0a" * 32), NodeId("0b" * 32)])
asked = st.tuples(
    st.binary(max_size=64),
    st.sampled_from([JobId("0a" * 32), TASK.name, JOIN.name]),
    few,
    st.sampled_from(Phase),
    nodes,
)


@given(one=asked, two=asked)
def test_questions_differ_where_anything_in_them_does(
    one: tuple[bytes, JobId, int, Phase, NodeId], two: tuple[bytes, JobId, int, Phase, NodeId]
) -> None:
    assert (question_digest(*one) == question_digest(*two)) == (one == two)
    assert len(question_digest(*one)) == 32


@given(extra=st.binary(max_size=64))
def test_a_quote_answers_its_own_question_only(extra: bytes) -> None:
    base = recorded("ecc, references")
    question = AppraisalQuestion(extra=extra, logs=base.asked.question.logs)
    found = appraise(base.policy, base.key.enrolled, question, base.answer, published(), ())
    assert (found.finding is Finding.PASS) == (extra == base.asked.extra)
