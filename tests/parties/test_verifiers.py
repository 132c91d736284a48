"""The verifiers of real octets: a signature or a proof holds for exactly what it was made for."""

from __future__ import annotations

import pytest
from attrs import evolve
from immutables import Map

from leo_ref.core.keys import keys_of
from leo_ref.core.signature import sign
from leo_ref.core.state.job import Part, Stage
from leo_ref.core.values import JobId, NodeId
from leo_ref.draw import vrf
from leo_ref.draw.keys import secret
from leo_ref.draw.ticket import alpha
from leo_ref.parties.keys import identity
from leo_ref.software.certificate import certificate
from leo_ref.software.verifiers import SoftwareVerifiers
from tests.software.one_task import ANOTHER_JOB, EXECUTOR, JOB, MONITOR, OTHER, STATE, TASK, TASK_JOB, named, software

VERIFIERS = SoftwareVerifiers()
BEACON = named("the beacon of the block that opened the round")
DRAWN = evolve(
    TASK_JOB,
    terms=evolve(TASK, tau=200),
    stage=Stage.APPLY,
    round=2,
    beacon=BEACON,
    snapshot=Map({NodeId(keys.name): 100 for keys in (EXECUTOR, MONITOR)}),
)
LEDGER = evolve(STATE, jobs=Map({JOB: DRAWN, ANOTHER_JOB: DRAWN}))
ME = NodeId(MONITOR.name)


def proof(beacon: bytes = BEACON, job: JobId = JOB, round_number: int = 2, node: NodeId = ME) -> bytes:
    return vrf.prove(secret(MONITOR.vrf), alpha(beacon, job, round_number, node))


def test_a_proof_wins_what_the_exact_draw_gives() -> None:
    won = VERIFIERS.ticket(LEDGER, JOB, ME, proof())
    assert won is not None
    assert won.j == 100  # tau is the total weight, so every unit wins
    rare = evolve(DRAWN, terms=evolve(TASK, tau=1))
    lost = [VERIFIERS.ticket(evolve(LEDGER, jobs=Map({JOB: evolve(rare, round=r)})), JOB, ME, proof(round_number=r))
            for r in range(20)]  # fmt: skip
    assert None in lost


@pytest.mark.parametrize(
    "stale",
    [
        proof(beacon=named("another block")),
        proof(job=ANOTHER_JOB),
        proof(round_number=1),
        proof(node=NodeId(EXECUTOR.name)),
        b"",
        bytes(80),
    ],
    ids=["another beacon", "another job", "another round", "another node", "nothing", "zeros"],
)
def test_a_proof_of_anything_else_wins_nothing(stale: bytes) -> None:
    assert VERIFIERS.ticket(LEDGER, JOB, ME, stale) is None


def test_a_proof_wins_for_its_own_node_and_only_from_within_the_snapshot() -> None:
    assert VERIFIERS.ticket(LEDGER, JOB, NodeId(EXECUTOR.name), proof()) is None
    outside = NodeId(OTHER.name)
    assert VERIFIERS.ticket(LEDGER, JOB, outside, vrf.prove(secret(OTHER.vrf), alpha(BEACON, JOB, 2, outside))) is None


def test_a_signature_holds_for_its_signer_and_message() -> None:
    signature = sign(MONITOR.account, b"message")
    assert VERIFIERS.signed(ME, b"message", signature)
    assert not VERIFIERS.signed(ME, b"another", signature)
    assert not VERIFIERS.signed(NodeId(OTHER.name), b"message", signature)
    for broken in (b"", signature[:-1], signature + b"\0", bytes(64)):
        assert not VERIFIERS.signed(ME, b"message", broken)
    assert not VERIFIERS.signed(NodeId("00" * 32), b"message", signature)


def test_a_certificate_ties_one_key_to_one_node() -> None:
    key, other = named("key"), named("other key")
    vouched = certificate(MONITOR.account, ME, key)
    assert VERIFIERS.certified(STATE, ME, key, vouched)
    assert not VERIFIERS.certified(STATE, ME, other, vouched)
    assert not VERIFIERS.certified(STATE, NodeId(OTHER.name), key, vouched)
    assert not VERIFIERS.certified(STATE, ME, key, certificate(OTHER.account, ME, key))
    assert not VERIFIERS.certified(evolve(STATE, nodes=STATE.nodes.delete(ME)), ME, key, vouched)


def test_a_key_to_which_nothing_can_be_sealed_is_not_certified() -> None:
    for key in (b"", bytes(32), named("key") + b"\0"):
        assert not VERIFIERS.certified(STATE, ME, key, certificate(MONITOR.account, ME, key))


def test_all_keys_of_a_party_differ_and_follow_from_its_seed() -> None:
    keys = keys_of(named("somebody"))
    assert keys == keys_of(named("somebody"))
    assert len({keys.account, keys.vrf, keys.attestation, keys.encryption, keys.secret}) == 5
    assert identity(keys, software(keys), keys.name) != identity(
        keys, software(keys_of(named("somebody else"))), keys.name
    )


def test_a_machine_has_other_keys_for_each_job_and_each_owner() -> None:
    machine = software(keys_of(named("somebody")))
    jobs = [JobId(named(name).hex()) for name in ("a job", "another job")]
    given = [machine.vouched(ME, 0, job, ())[1].encryption_keys for job in jobs]
    assert len({keys.of(part) for keys in given for part in Part}) == 4
    assert given[0] == machine.vouched(ME, 0, jobs[0], ())[1].encryption_keys
