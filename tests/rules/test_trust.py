"""What an owner sees before it gives its key away: each thing amiss has its code, and nothing else passes."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve, frozen
from immutables import Map

from leo_ref.rejections import Code, Rejection, reject
from leo_ref.roles.keys import Keys
from leo_ref.rules.trust import may_release
from leo_ref.state.evidence import Evidence, Phase
from leo_ref.state.job import EncryptionKeys, Part, Place, Stage
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
KEYS = EncryptionKeys(task=b"the task owner's", service=b"the service owner's")
VOTES = {EXECUTOR: 3, MONITOR: 2, OTHER: 1}
QUORUM = frozenset({NodeId(MONITOR.name)})
DUE = evolve(
    TASK_JOB,
    stage=Stage.KEYS,
    group=Map({NodeId(keys.name): Place(j=j, beta=bytes(64), encryption_keys=KEYS) for keys, j in VOTES.items()}),
    keys=Map(),
    requested=None,
    ready=frozenset({NodeId(MONITOR.name), NodeId(OTHER.name)}),
)


def shows(monitor: Keys = MONITOR, **changes: Any) -> Evidence:
    return answer(Phase.BEFORE, job=DUE, monitor=monitor, **changes)


SHOWN, OF_OTHER = shows(), shows(OTHER)


@frozen(kw_only=True)
class Tied(SoftwareVerifiers):
    """FAKE: the key for one owner opens in another state or boot than is shown."""

    part: Part

    def opens_as_shown(self, encryption_key: bytes, piece: Evidence) -> Rejection | None:
        return reject(Code.DECRYPTION_KEY_SIZE) if encryption_key == KEYS.of(self.part) else None


def refusal(
    *,
    job: Any = DUE,
    name: JobId = JOB,
    sender: AccountId = ALICE,
    part: Part = Part.TASK,
    shown: Evidence = SHOWN,
    verifiers: SoftwareVerifiers = SoftwareVerifiers(),  # noqa: B008  frozen and without state
) -> Code | None:
    state = evolve(STATE, jobs=Map({JOB: job}))
    found = may_release(verifiers, state, name, sender, part, shown)
    return None if found is None else found.code


def test_each_owner_gives_its_key_when_all_is_in_order() -> None:
    assert refusal() is None
    assert refusal(sender=BOB, part=Part.SERVICE) is None
    assert refusal(job=evolve(DUE, keys=Map({Part.SERVICE: b"key"}))) is None


def test_any_monitor_of_the_ready_statements_convinces_alone() -> None:
    assert refusal(shown=OF_OTHER) is None
    assert refusal(job=evolve(DUE, ready=QUORUM)) is None


AMISS: dict[str, tuple[Code, dict[str, Any]]] = {
    "no such job": (Code.NO_SUCH_JOB, {"name": ANOTHER_JOB}),
    "a join": (Code.NOT_A_TASK, {"job": evolve(JOIN_JOB, stage=Stage.KEYS)}),
    "too early": (Code.WRONG_STAGE, {"job": evolve(DUE, stage=Stage.READY)}),
    "too late": (Code.WRONG_STAGE, {"job": evolve(DUE, stage=Stage.RUN)}),
    "the other's key": (Code.NOT_KEY_OWNER, {"part": Part.SERVICE}),
    "released already": (Code.KEY_ALREADY_RELEASED, {"job": evolve(DUE, keys=Map({Part.TASK: b"key"}))}),
    "another executor": (Code.NOT_ELECTED, {"job": evolve(DUE, executor=NodeId(MONITOR.name))}),
    "statements of too few": (Code.NO_QUORUM, {"job": evolve(DUE, ready=frozenset({OF_OTHER.monitor}))}),
    "no statements": (Code.NO_QUORUM, {"job": evolve(DUE, ready=frozenset())}),
    "another phase": (Code.SHOWN_OTHER_QUESTION, {"shown": answer(Phase.DURING, job=DUE)}),
    "another round": (Code.SHOWN_OTHER_QUESTION, {"shown": resigned(evolve(SHOWN, round=1))}),
    "another job": (Code.SHOWN_OTHER_QUESTION, {"shown": resigned(evolve(SHOWN, job=ANOTHER_JOB))}),
    "no statement": (Code.SHOWN_WITHOUT_STATEMENT, {"job": evolve(DUE, ready=QUORUM), "shown": OF_OTHER}),
    "the executor for itself": (Code.SHOWN_WITHOUT_STATEMENT, {"shown": shows(EXECUTOR)}),
    "of another monitor": (Code.SHOWN_NO_ANSWER, {"shown": resigned(evolve(SHOWN, monitor=OF_OTHER.monitor))}),
    "not signed": (Code.SHOWN_NO_ANSWER, {"shown": evolve(SHOWN, signature=bytes(64))}),
    "signed by the monitor": (Code.SHOWN_NO_ANSWER, {"shown": shows(signer=MONITOR)}),
    "another's question": (Code.SHOWN_NO_ANSWER, {"shown": resigned(evolve(SHOWN, nonce_proof=bytes(80)))}),
    "evidence that fails": (Code.SHOWN_FAILS, {"shown": shows(log=BEFORE[:2])}),
    "a quote of another machine": (Code.SHOWN_FAILS, {"shown": shows(attestation=MONITOR)}),
    "a key of another state": (Code.DECRYPTION_KEY_SIZE, {"verifiers": Tied(part=Part.TASK)}),
    "a key of another state for Bob": (
        Code.DECRYPTION_KEY_SIZE,
        {"verifiers": Tied(part=Part.SERVICE), "sender": BOB, "part": Part.SERVICE},
    ),
}


@pytest.mark.parametrize(("code", "amiss"), AMISS.values(), ids=list(AMISS))
def test_a_key_stays_while_anything_is_amiss(code: Code, amiss: dict[str, Any]) -> None:
    assert refusal(**amiss) is code


def test_an_owner_looks_at_its_own_key_alone() -> None:
    assert refusal(verifiers=Tied(part=Part.SERVICE)) is None
    assert refusal(verifiers=Tied(part=Part.TASK), sender=BOB, part=Part.SERVICE) is None


def test_the_service_owner_has_no_say_over_the_task_s_key() -> None:
    assert refusal(sender=BOB) is Code.NOT_KEY_OWNER
    assert TASK.service_owner == BOB
