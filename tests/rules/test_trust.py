"""What an owner sees before it gives its key away: each thing amiss has its code, and nothing else passes."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve, frozen
from immutables import Map

from leo_ref.evidence.quote import quote_digest
from leo_ref.evidence.signature import sign
from leo_ref.parameters import Parameters
from leo_ref.rejections import Code, Rejection, reject
from leo_ref.roles.keys import Keys
from leo_ref.rules.release import statement_digest
from leo_ref.rules.trust import may_release
from leo_ref.state.evidence import Evidence, Phase
from leo_ref.state.job import Part, Place, Stage
from leo_ref.state.transaction import Statement
from leo_ref.values import AccountId, JobId, NodeId
from leo_ref.verifiers import SoftwareVerifiers
from tests.evidence.bench import (
    ANOTHER_JOB,
    BEFORE,
    EXECUTOR,
    JOB,
    JOIN_JOB,
    MONITOR,
    OTHER,
    STATE,
    TASK,
    TASK_JOB,
    answer,
    resigned,
)

ALICE, BOB = AccountId("alice"), AccountId("bob")
KEY = b"encryption key"
VOTES = {EXECUTOR: 3, MONITOR: 2, OTHER: 1}
DUE = evolve(
    TASK_JOB,
    stage=Stage.KEYS,
    group=Map({NodeId(keys.name): Place(j=j, beta=bytes(64), encryption_key=KEY) for keys, j in VOTES.items()}),
    keys=Map(),
    requested=None,
    ready=frozenset({NodeId(MONITOR.name), NodeId(OTHER.name)}),
)


def shows(monitor: Keys = MONITOR, **changes: Any) -> Evidence:
    return answer(Phase.BEFORE, job=DUE, monitor=monitor, **changes)


def says(piece: Evidence, monitor: Keys = MONITOR, *, key: bytes = KEY, job: JobId = JOB) -> Statement:
    """The ready statement of a monitor that saw this piece."""
    quote = quote_digest(piece.quote)
    signature = sign(monitor.account, statement_digest(job, NodeId(EXECUTOR.name), key, quote))
    return Statement(monitor=NodeId(monitor.name), quote=quote, signature=signature)


SHOWN = (shows(), shows(OTHER))
SAID = (says(SHOWN[0]), says(SHOWN[1], OTHER))


@frozen
class Tied(SoftwareVerifiers):
    """FAKE: the key opens in another state than is shown."""

    def opens_as_shown(self, encryption_key: bytes, piece: Evidence) -> Rejection | None:
        assert encryption_key == KEY
        return reject(Code.DECRYPTION_KEY_SIZE)


def refusal(
    *,
    job: Any = DUE,
    name: JobId = JOB,
    sender: AccountId = ALICE,
    part: Part = Part.TASK,
    said: tuple[Statement, ...] = SAID,
    shown: tuple[Evidence, ...] = SHOWN,
    verifiers: SoftwareVerifiers = SoftwareVerifiers(),  # noqa: B008  frozen and without state
) -> Code | None:
    state = evolve(STATE, jobs=Map({JOB: job}))
    found = may_release(Parameters(), verifiers, state, name, sender, part, said, shown)
    return None if found is None else found.code


def test_each_owner_gives_its_key_when_all_is_in_order() -> None:
    assert refusal() is None
    assert refusal(sender=BOB, part=Part.SERVICE) is None
    assert refusal(job=evolve(DUE, keys=Map({Part.SERVICE: b"key"}))) is None


def test_a_quorum_is_enough_and_a_piece_shown_twice_is_one() -> None:
    assert refusal(said=SAID[:1], shown=SHOWN[:1]) is None
    assert refusal(shown=SHOWN[:1]) is None
    assert refusal(shown=(SHOWN[0], SHOWN[0])) is None
    assert refusal(shown=(SHOWN[1], SHOWN[1])) is Code.SHOWN_TOO_FEW


FAILS = shows(log=BEFORE[:2])
LATE = evolve(answer(Phase.DURING, job=DUE), phase=Phase.DURING)
OF_ANOTHER = evolve(SHOWN[0], monitor=NodeId(OTHER.name))
AMISS: dict[str, tuple[Code, dict[str, Any]]] = {
    "no such job": (Code.NO_SUCH_JOB, {"name": ANOTHER_JOB}),
    "a join": (Code.NOT_A_TASK, {"job": evolve(JOIN_JOB, stage=Stage.KEYS)}),
    "too early": (Code.WRONG_STAGE, {"job": evolve(DUE, stage=Stage.READY)}),
    "too late": (Code.WRONG_STAGE, {"job": evolve(DUE, stage=Stage.RUN)}),
    "the other's key": (Code.NOT_KEY_OWNER, {"part": Part.SERVICE}),
    "released already": (Code.KEY_ALREADY_RELEASED, {"job": evolve(DUE, keys=Map({Part.TASK: b"key"}))}),
    "another executor": (Code.NOT_ELECTED, {"job": evolve(DUE, executor=NodeId(MONITOR.name))}),
    "the executor for itself": (Code.NOT_A_MONITOR, {"said": (says(SHOWN[0], EXECUTOR),)}),
    "a forged statement": (Code.STATEMENT_FORGED, {"said": (SAID[0], evolve(SAID[1], signature=bytes(64)))}),
    "a statement on another key": (Code.STATEMENT_FORGED, {"said": (says(SHOWN[0], key=b"other"),)}),
    "a statement on another job": (Code.STATEMENT_FORGED, {"said": (says(SHOWN[0], job=ANOTHER_JOB),)}),
    "statements of too few": (Code.NO_QUORUM, {"said": SAID[1:], "shown": SHOWN[1:]}),
    "no statements": (Code.NO_QUORUM, {"said": ()}),
    "a late statement": (Code.STATEMENT_NOT_RECORDED, {"job": evolve(DUE, ready=frozenset({NodeId(MONITOR.name)}))}),
    "nothing shown": (Code.SHOWN_TOO_FEW, {"shown": ()}),
    "too few shown": (Code.SHOWN_TOO_FEW, {"shown": SHOWN[1:]}),
    "another phase": (Code.SHOWN_OTHER_QUESTION, {"shown": (LATE,)}),
    "another round": (Code.SHOWN_OTHER_QUESTION, {"shown": (resigned(evolve(SHOWN[0], round=1)),)}),
    "another job": (Code.SHOWN_OTHER_QUESTION, {"shown": (resigned(evolve(SHOWN[0], job=ANOTHER_JOB)),)}),
    "no statement": (Code.SHOWN_WITHOUT_STATEMENT, {"said": SAID[:1]}),
    "another quote": (Code.SHOWN_OTHER_QUOTE, {"shown": (shows(clock=6),)}),
    "of another monitor": (Code.SHOWN_OTHER_QUOTE, {"shown": (resigned(OF_ANOTHER),)}),
    "not signed": (Code.SHOWN_NO_ANSWER, {"shown": (evolve(SHOWN[0], signature=bytes(64)),)}),
    "another's question": (Code.SHOWN_NO_ANSWER, {"shown": (resigned(evolve(SHOWN[0], nonce_proof=bytes(80))),)}),
    "evidence that fails": (Code.SHOWN_FAILS, {"said": (says(FAILS), SAID[1]), "shown": (FAILS, SHOWN[1])}),
    "a failure beside a quorum": (
        Code.SHOWN_FAILS,
        {
            "said": (SAID[0], says(shows(OTHER, resets=0, log=BEFORE[:1]), OTHER)),
            "shown": (SHOWN[0], shows(OTHER, log=BEFORE[:1])),
        },
    ),
    "a key of another state": (Code.DECRYPTION_KEY_SIZE, {"verifiers": Tied()}),
}


@pytest.mark.parametrize(("code", "amiss"), AMISS.values(), ids=list(AMISS))
def test_a_key_stays_while_anything_is_amiss(code: Code, amiss: dict[str, Any]) -> None:
    assert refusal(**amiss) is code


def test_the_service_owner_has_no_say_over_the_task_s_key() -> None:
    assert refusal(sender=BOB) is Code.NOT_KEY_OWNER
    assert TASK.service_owner == BOB
