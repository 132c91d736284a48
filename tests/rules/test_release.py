"""What the ledger sees of a released key: whose it is, and whether it has the form of one (§9)."""

from __future__ import annotations

import pytest
from attrs import evolve
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from immutables import Map

from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.state.job import EncryptionKeys, Part, Place, Stage
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import ReleaseKey
from leo_ref.core.values import AccountId, NodeId
from leo_ref.rules.release import release_key
from leo_ref.sealing.transport import public_key, seal_to
from leo_ref.software.verifiers import SoftwareVerifiers
from tests.software.one_task import EXECUTOR, JOB, MONITOR, STATE, TASK, TASK_JOB, named

PRIVATE = rsa.generate_private_key(public_exponent=65537, key_size=2048)
RSA = public_key(PRIVATE.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
BOX = public_key(named("a secret in software"))
OWNERS = {Part.TASK: TASK.owner, Part.SERVICE: TASK.service_owner}
KEY, SEED = named("a key"), named("a seed")


def answer(keys: EncryptionKeys, part: Part, key: bytes, sender: AccountId | None = None) -> State | Rejection:
    """What the ledger says to a released key; the executor and a monitor have other encryption keys."""
    other = EncryptionKeys(task=keys.service, service=keys.task)
    group = {EXECUTOR: keys, MONITOR: other}
    job = evolve(
        TASK_JOB,
        stage=Stage.KEYS,
        keys=Map(),
        group=Map({NodeId(one.name): Place(j=1, beta=bytes(64), encryption_keys=own) for one, own in group.items()}),
    )
    body = ReleaseKey(job=JOB, part=part, key=key)
    state = evolve(STATE, jobs=Map({JOB: job}))
    return release_key(SoftwareVerifiers(), state, sender or OWNERS[part], body)


def code_of(found: State | Rejection) -> Code | None:
    return found.code if isinstance(found, Rejection) else None


@pytest.mark.parametrize("part", Part)
def test_a_key_has_the_form_that_the_executor_s_key_for_its_owner_asks_for(part: Part) -> None:
    for_task = EncryptionKeys(task=RSA, service=BOX)
    for keys in (for_task, EncryptionKeys(task=BOX, service=RSA)):
        own, foreign = keys.of(part), (BOX if keys.of(part) is RSA else RSA)
        right, wrong = seal_to(own, KEY, SEED), seal_to(foreign, KEY, SEED)
        assert right is not None
        assert wrong is not None
        after = answer(keys, part, right)
        assert isinstance(after, State)
        assert after.jobs[JOB].keys == Map({part: right})
        assert code_of(answer(keys, part, wrong)) is Code.RELEASED_KEY_LENGTH
        assert code_of(answer(keys, part, wrong, AccountId("somebody"))) is Code.NOT_KEY_OWNER


def test_what_is_the_same_number_sealed_and_opened_is_no_key() -> None:
    keys = EncryptionKeys(task=RSA, service=BOX)
    for number in (0, 1, 2**2048 - 1):
        assert code_of(answer(keys, Part.TASK, number.to_bytes(256, "big"))) is Code.RELEASED_KEY_RANGE
    assert code_of(answer(keys, Part.TASK, (2).to_bytes(256, "big"))) is None
