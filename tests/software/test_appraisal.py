"""One flaw, one name: each way to spoil an answer fails exactly its own check."""

from __future__ import annotations

import pytest
from attrs import evolve

from leo_ref.attestation.evidence import log
from leo_ref.attestation.evidence.container import wanted
from leo_ref.attestation.evidence.nonce import question
from leo_ref.core.encoding import to_octets
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.evidence import Evidence, Finding, Phase
from leo_ref.core.state.job import Network
from leo_ref.core.values import NodeId
from leo_ref.draw import vrf
from leo_ref.draw.keys import secret
from leo_ref.software.appraisal import Flaw, SoftwareAppraisal, SoftwareSeen, appraise
from leo_ref.software.job import policy
from leo_ref.software.quote import SignedQuote, read
from tests.software.one_task import (
    AFTER,
    BEFORE,
    DURING,
    JOB,
    MONITOR,
    OFFER,
    OTHER,
    STATE,
    TASK,
    TASK_JOB,
    answer,
    imprint,
    named,
    resigned,
)


def readable(evidence: Evidence) -> SignedQuote:
    found = read(evidence.quote)
    assert not isinstance(found, Rejection)
    return found


def shown(evidence: Evidence, *history: Evidence) -> SoftwareAppraisal:
    about = question(TASK_JOB.beacon, JOB, TASK_JOB.round, evidence.phase, NodeId(MONITOR.name))
    nonce = vrf.verify(secret(MONITOR.vrf).public_key, about, evidence.nonce_proof)
    assert isinstance(nonce, bytes)
    seen = tuple(SoftwareSeen(readable(earlier).quote, earlier.log) for earlier in history)
    return appraise(policy(STATE, TASK_JOB, evidence.phase), nonce, seen, evidence)


HONEST = answer(Phase.DURING)
EARLIER = answer(Phase.BEFORE)
CONFIGURATION = wanted(TASK.requirement)
OTHER_IMAGE = log.prepared(named("another image"), CONFIGURATION, OFFER.code, TASK.data)
OTHER_CODE = log.prepared(OFFER.image, CONFIGURATION, imprint("other code"), TASK.data)
OTHER_DATA = log.prepared(OFFER.image, CONFIGURATION, OFFER.code, imprint("other data"))
NETWORKED = log.prepared(OFFER.image, wanted(evolve(TASK.requirement, network=Network.FULL)), OFFER.code, TASK.data)


def with_signature_of_another_quote() -> Evidence:
    quote = evolve(readable(HONEST), signature=readable(EARLIER).signature)
    return resigned(evolve(HONEST, quote=to_octets(quote)))


SPOILED = {
    "cut off": (resigned(evolve(HONEST, quote=HONEST.quote[:-1])), Flaw.QUOTE_MALFORMED),
    "empty": (resigned(evolve(HONEST, quote=b"")), Flaw.QUOTE_MALFORMED),
    "not canonical": (resigned(evolve(HONEST, quote=b" " + HONEST.quote)), Flaw.QUOTE_MALFORMED),
    "another machine's quote": (answer(Phase.DURING, attestation=OTHER), Flaw.WRONG_ATTESTATION_KEY),
    "another quote's signature": (with_signature_of_another_quote(), Flaw.QUOTE_NOT_SIGNED),
    "stale": (answer(Phase.DURING, nonce=bytes(64)), Flaw.WRONG_NONCE),
    "a log that was not measured": (answer(Phase.DURING, quoted_log=BEFORE), Flaw.LOG_NOT_QUOTED),
    "started anew": (answer(Phase.DURING, resets=1), Flaw.REBOOTED),
    "clock back": (answer(Phase.DURING, clock=4), Flaw.CLOCK_NOT_FORWARD),
    "clock standing": (answer(Phase.DURING, clock=5), Flaw.CLOCK_NOT_FORWARD),
}

UNEXPECTED = {
    "another image": OTHER_IMAGE,
    "other code": OTHER_CODE,
    "other data": OTHER_DATA,
    "a network": NETWORKED,
    "another order": (BEFORE[1], BEFORE[0], *BEFORE[2:]),
    "nothing": (),
    "too little": BEFORE[:-1],
    "too much": (*BEFORE, BEFORE[0]),
    "a later phase": DURING,
}


def test_an_honest_answer_has_no_flaw() -> None:
    found = shown(HONEST, EARLIER)
    assert (found.finding, found.flaws) == (Finding.PASS, ())
    assert shown(answer(Phase.AFTER), EARLIER, HONEST).flaws == ()


@pytest.mark.parametrize(("evidence", "flaw"), SPOILED.values(), ids=list(SPOILED))
def test_each_flaw_has_its_name(evidence: Evidence, flaw: Flaw) -> None:
    found = shown(evidence, EARLIER)
    assert (found.finding, found.flaws) == (Finding.FAIL, (flaw,))


@pytest.mark.parametrize("log", UNEXPECTED.values(), ids=list(UNEXPECTED))
def test_only_what_the_task_allows_may_be_measured(log: tuple[bytes, ...]) -> None:
    found = shown(answer(Phase.BEFORE, log=log))
    assert (found.finding, found.flaws) == (Finding.FAIL, (Flaw.LOG_UNEXPECTED,))


def test_a_log_that_does_not_go_on_from_the_last_one_was_rewritten() -> None:
    other = answer(Phase.BEFORE, log=OTHER_IMAGE)
    assert shown(HONEST, other).flaws == (Flaw.LOG_REWRITTEN,)
    longer = answer(Phase.DURING, log=AFTER, clock=6)
    assert Flaw.LOG_REWRITTEN in shown(answer(Phase.AFTER, log=DURING), longer).flaws


def test_every_flaw_is_reached() -> None:
    reached = {flaw for _, flaw in SPOILED.values()} | {Flaw.LOG_UNEXPECTED, Flaw.LOG_REWRITTEN}
    assert reached == set(Flaw)


def test_the_register_tells_the_order_of_events() -> None:
    a, b = named("a"), named("b")
    assert len({log.extended(events) for events in ((), (a,), (b,), (a, b), (b, a), (a, a))}) == 6
    assert log.extended(()) == bytes(32)
