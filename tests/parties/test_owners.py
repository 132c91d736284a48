"""The owners: what they let go, when, and what they take for a result."""

from __future__ import annotations

import pytest
from attrs import evolve
from immutables import Map

from leo_ref.core.keys import Keys, derived
from leo_ref.core.parameters import Parameters
from leo_ref.core.state.job import EncryptionKeys, Job, Outcome, Part, Place, Stage, Task
from leo_ref.core.state.service import Service
from leo_ref.core.state.transaction import ReleaseKey, Transaction
from leo_ref.core.values import NodeId
from leo_ref.parties.chain import Chain
from leo_ref.parties.message import LEDGER, OfferOrder, Outbox, Payload, ResultDelivery, TaskOrder, Wake
from leo_ref.parties.position import Position
from leo_ref.parties.producer import block_on
from leo_ref.parties.service_owner import ServiceOwner
from leo_ref.parties.task_owner import TaskOwner
from leo_ref.sealing.program_result import WELL, ProgramResult, framed
from leo_ref.sealing.result import opened_result, result_digest, sealed_result
from leo_ref.sealing.transport import open_sealed, public_key
from leo_ref.software.verifiers import SoftwareVerifiers
from tests.ledger.participants import PRODUCERS, deployment
from tests.software.one_task import EXECUTOR, JOB, MONITOR, OTHER, SERVICE, STATE, TASK, TASK_JOB

ALICE = OTHER
"""One of the bench's key rings; that it is also a node's does not matter here."""


def secret_of(keys: Keys, part: Part) -> bytes:
    """Of the encryption key for one owner."""
    return derived(keys.encryption, part.value)


def keys_for(keys: Keys) -> EncryptionKeys:
    task, service = (public_key(secret_of(keys, part)) for part in Part)
    return EncryptionKeys(task=task, service=service)


NONE = EncryptionKeys(task=b"none", service=keys_for(EXECUTOR).service)

GROUP = Map(
    {
        NodeId(keys.name): Place(j=votes, beta=bytes(64), encryption_keys=keys_for(keys))
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
    approved=frozenset({NodeId(MONITOR.name), NodeId(OTHER.name)}),
)


def position(job: Job) -> Position:
    state = evolve(STATE, jobs=Map({JOB: job}))
    return Position(ALICE, Chain(deployment=deployment(Parameters()), verifiers=SoftwareVerifiers(), state=state), JOB)


ORDER = TaskOrder(service=SERVICE, data=b"data", requirement=TASK.requirement, payment=10, deposit=3, tau=10)


def alice_at(job: Job) -> TaskOwner:
    """Alice with her order on the ledger, and a job as it stands there."""
    alice = TaskOwner(keys=ALICE, chain=position(job).chain).ordered(ORDER)
    assert isinstance(job.terms, Task)
    assert alice.sealed_payload is not None
    job = evolve(job, terms=evolve(job.terms, data=alice.sealed_payload.imprint))
    return evolve(alice, chain=position(job).chain)


def released(outbox: Outbox) -> list[ReleaseKey]:
    posted = [item.message for item in outbox if item.to == LEDGER]
    return [sent.body for sent in posted if isinstance(sent, Transaction) and isinstance(sent.body, ReleaseKey)]


def test_the_key_goes_to_the_executor_alone() -> None:
    alice, outbox = alice_at(KEYS_JOB).step(Wake())
    (release,) = released(outbox)
    assert alice.sealed_payload is not None
    assert release.part is Part.TASK
    assert open_sealed(secret_of(EXECUTOR, Part.TASK), release.key) == alice.sealed_payload.key
    assert open_sealed(secret_of(EXECUTOR, Part.SERVICE), release.key) is None
    assert open_sealed(secret_of(MONITOR, Part.TASK), release.key) is None


def test_a_key_that_was_lost_on_the_way_is_sent_again_whenever_time_passes() -> None:
    """The same transaction, with the same counter: whichever arrives, the ledger has it once."""
    alice, outbox = alice_at(KEYS_JOB).step(Wake())
    _, again = alice.step(Wake())
    assert again == outbox
    assert released(again)


NOT_DUE = {
    "too early": evolve(KEYS_JOB, stage=Stage.READY),
    "too late": evolve(KEYS_JOB, stage=Stage.RUN),
    "released already": evolve(KEYS_JOB, keys=Map({Part.TASK: b"key"})),
    "not the owner's": evolve(KEYS_JOB, terms=evolve(TASK, owner=MONITOR.name)),
    "an encryption key that is none": evolve(
        KEYS_JOB, group=GROUP.set(NodeId(EXECUTOR.name), Place(j=3, beta=bytes(64), encryption_keys=NONE))
    ),
}


@pytest.mark.parametrize("job", NOT_DUE.values(), ids=list(NOT_DUE))
def test_a_key_stays_where_it_is_while_anything_is_amiss(job: Job) -> None:
    _, outbox = alice_at(job).step(Wake())
    assert not released(outbox)


def after_a_block(owner: TaskOwner) -> TaskOwner:
    """The owner, to whom a block says what the ledger holds."""
    block = block_on(owner.chain.deployment, PRODUCERS[0], owner.chain.state, ())
    return evolve(owner, chain=evolve(owner.chain, newest=block)).followed()


RESULT = ProgramResult(WELL, b"the result")
SEALED = sealed_result(public_key(ALICE.encryption), JOB, framed(RESULT), derived(bytes(32), "key"), bytes(32))
FORGED = sealed_result(public_key(ALICE.encryption), JOB, b"another result", derived(bytes(32), "key"), bytes(32))


def test_a_sealed_result_is_for_its_owner() -> None:
    assert opened_result(ALICE.encryption, JOB, SEALED) == framed(RESULT)
    assert opened_result(MONITOR.encryption, JOB, SEALED) is None
    assert opened_result(ALICE.encryption, JOB, SEALED[:-1]) is None
    assert opened_result(ALICE.encryption, JOB, b"") is None


def test_alice_takes_no_result_but_the_one_that_was_confirmed() -> None:
    asking = evolve(KEYS_JOB, stage=Stage.CONFIRM, requested=result_digest(SEALED))
    alice = after_a_block(alice_at(asking))
    done = evolve(KEYS_JOB, stage=Stage.SETTLED, outcome=Outcome.DONE)
    alice = after_a_block(evolve(alice, chain=alice_at(done).chain))
    for wrong in (FORGED, b"", SEALED[:-1]):
        after, sent = alice.step(ResultDelivery(job=JOB, sealed=wrong))
        assert (after.result, sent) == (None, ())
    after, _ = alice.step(ResultDelivery(job=JOB, sealed=SEALED))
    assert after.result == RESULT


def test_bob_gives_his_code_to_every_node_while_one_may_be_drawn() -> None:
    order = OfferOrder(code=b"code", image=bytes(32), price=3, bond=2)
    bob = ServiceOwner(keys=ALICE, chain=position(KEYS_JOB).chain).ordered(order)
    assert bob.sealed_payload is not None
    payload = Payload(octets=bob.sealed_payload.octets)
    state = evolve(
        bob.chain.state, services=Map({SERVICE: Service(bond=0, owner=ALICE.name, offer=bob.offer(), live=True)})
    )
    given = {}
    for stage in Stage:
        jobs = Map({JOB: evolve(KEYS_JOB, stage=stage)})
        _, outbox = evolve(bob, chain=evolve(bob.chain, state=evolve(state, jobs=jobs))).step(Wake())
        given[stage] = [item.to for item in outbox if item.message == payload]
    assert given == {stage: sorted(STATE.nodes) if stage in (Stage.POSTED, Stage.APPLY) else [] for stage in Stage}
