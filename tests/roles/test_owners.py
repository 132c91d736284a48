"""The owners: what they let go, when, and what they take for a result."""

from __future__ import annotations

import pytest
from attrs import evolve
from immutables import Map

from leo_ref.parameters import Parameters
from leo_ref.roles.chain import Chain
from leo_ref.roles.keys import derived
from leo_ref.roles.message import KeyRequest, OfferOrder, Payload, ResultDelivery, TaskOrder
from leo_ref.roles.release import key_release
from leo_ref.roles.seat import Seat
from leo_ref.roles.service_owner import ServiceOwner
from leo_ref.roles.task_owner import TaskOwner
from leo_ref.sealing.payload import payload_digest
from leo_ref.sealing.result import opened_result, result_digest, sealed_result
from leo_ref.sealing.transport import open_sealed, public_key
from leo_ref.state.job import Job, Outcome, Part, Place, Stage
from leo_ref.state.service import Service
from leo_ref.values import NodeId
from leo_ref.verifiers import SoftwareVerifiers
from tests.evidence.bench import EXECUTOR, JOB, MONITOR, OTHER, SERVICE, STATE, TASK, TASK_JOB

ALICE = OTHER
"""One of the bench's key rings; that it is also a node's does not matter here."""

GROUP = Map(
    {
        NodeId(keys.name): Place(j=votes, beta=bytes(64), encryption_key=public_key(keys.encryption))
        for keys, votes in ((EXECUTOR, 3), (MONITOR, 2), (OTHER, 2))
    }
)
KEYS_JOB = evolve(
    TASK_JOB,
    terms=evolve(TASK, owner=ALICE.name),
    stage=Stage.KEYS,
    group=GROUP,
    keys=Map(),
    requested=None,
    ready=frozenset({NodeId(MONITOR.name), NodeId(OTHER.name)}),
)


ASKED = KeyRequest(job=JOB, evidence=(), statements=())


def seat(job: Job) -> Seat:
    state = evolve(STATE, jobs=Map({JOB: job}))
    return Seat(ALICE, Chain(params=Parameters(), verifiers=SoftwareVerifiers(), state=state), JOB)


def test_the_key_goes_to_the_elected_executor_alone() -> None:
    release = key_release(seat(KEYS_JOB), Part.TASK, b"data key", ASKED)
    assert release is not None
    assert open_sealed(EXECUTOR.encryption, release.key) == b"data key"
    assert open_sealed(MONITOR.encryption, release.key) is None


NOT_DUE = {
    "too early": evolve(KEYS_JOB, stage=Stage.READY),
    "too late": evolve(KEYS_JOB, stage=Stage.RUN),
    "released already": evolve(KEYS_JOB, keys=Map({Part.TASK: b"key"})),
    "no quorum is ready": evolve(KEYS_JOB, ready=frozenset({NodeId(MONITOR.name)})),
    "another executor than the elected one": evolve(KEYS_JOB, executor=NodeId(MONITOR.name)),
    "not the owner's": evolve(KEYS_JOB, terms=evolve(TASK, owner=MONITOR.name)),
    "an encryption key that is none": evolve(
        KEYS_JOB, group=GROUP.set(NodeId(EXECUTOR.name), Place(j=3, beta=bytes(64), encryption_key=b"none"))
    ),
}


@pytest.mark.parametrize("job", NOT_DUE.values(), ids=list(NOT_DUE))
def test_a_key_stays_where_it_is_while_anything_is_amiss(job: Job) -> None:
    assert key_release(seat(job), Part.TASK, b"data key", ASKED) is None


SEALED = sealed_result(public_key(ALICE.encryption), JOB, b"the result", derived(bytes(32), "key"), bytes(32))
FORGED = sealed_result(public_key(ALICE.encryption), JOB, b"another result", derived(bytes(32), "key"), bytes(32))


def test_a_sealed_result_is_for_its_owner() -> None:
    assert opened_result(ALICE.encryption, JOB, SEALED) == b"the result"
    assert opened_result(MONITOR.encryption, JOB, SEALED) is None
    assert opened_result(ALICE.encryption, JOB, SEALED[:-1]) is None
    assert opened_result(ALICE.encryption, JOB, b"") is None


def test_alice_takes_no_result_but_the_one_that_was_confirmed() -> None:
    order = TaskOrder(service=SERVICE, data=b"data", requirement=TASK.requirement, payment=10, deposit=3, tau=10)
    alice = TaskOwner(keys=ALICE, chain=seat(KEYS_JOB).chain, order=order)
    terms = evolve(TASK, owner=ALICE.name, data=payload_digest(alice.sealed))
    done = evolve(KEYS_JOB, terms=terms, stage=Stage.SETTLED, outcome=Outcome.DONE, requested=result_digest(SEALED))
    alice = evolve(alice, chain=seat(done).chain)
    for wrong in (FORGED, b"", SEALED[:-1]):
        after, sent = alice.step(ResultDelivery(job=JOB, sealed=wrong))
        assert (after.result, sent) == (None, ())
    after, _ = alice.step(ResultDelivery(job=JOB, sealed=SEALED))
    assert after.result == b"the result"


def test_bob_gives_his_code_to_every_node_while_one_may_be_drawn() -> None:
    order = OfferOrder(code=b"code", image=bytes(32), price=3)
    bob = ServiceOwner(keys=ALICE, chain=seat(KEYS_JOB).chain, order=order)
    state = evolve(bob.chain.state, services=Map({SERVICE: Service(owner=ALICE.name, offer=bob.offer(), live=True)}))
    given = {}
    for stage in Stage:
        jobs = Map({JOB: evolve(KEYS_JOB, stage=stage)})
        outbox = evolve(bob, chain=evolve(bob.chain, state=evolve(state, jobs=jobs))).after_block()
        given[stage] = [item.to for item in outbox if item.message == Payload(octets=bob.sealed)]
    assert given == {stage: sorted(STATE.nodes) if stage in (Stage.POSTED, Stage.APPLY) else [] for stage in Stage}
