"""From a job and a block to votes."""

from __future__ import annotations

import hashlib
from itertools import product

from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.values import JobId, NodeId
from leo_ref.draw import vrf
from leo_ref.draw.keys import secret
from leo_ref.draw.sortition import sortition
from leo_ref.draw.suite import Suite
from leo_ref.draw.ticket import Ticket, alpha, ticket, verified

SEED = bytes(range(32))
KEY = secret(SEED).public_key
JOB = JobId("ab" * 32)
BEACON = bytes(range(100, 164))
NODE = NodeId("ef" * 32)


def test_alpha_octet_by_octet() -> None:
    text = '{"beacon":"' + BEACON.hex() + '","job":"' + "ab" * 32 + '","node":"' + "ef" * 32 + '","round":2}'
    assert alpha(BEACON, JOB, 2, NODE) == hashlib.sha256(b"leo/select\x00" + text.encode()).digest()


def test_alpha_differs_by_beacon_job_round_and_node() -> None:
    messages = [
        alpha(beacon, job, number, node)
        for beacon, job, number, node in product(
            (BEACON, bytes(32)), (JOB, JobId("cd" * 32)), (0, 1, 10), (NODE, NodeId(JOB), NodeId("cd" * 32))
        )
    ]
    assert len(set(messages)) == len(messages)


def test_a_won_draw_is_a_ticket() -> None:
    for suite in Suite:
        message = alpha(BEACON, JOB, 0, NODE)
        proof = vrf.prove(secret(SEED), message, suite)
        beta = vrf.verify(KEY, message, proof, suite)
        assert isinstance(beta, bytes)
        won = verified(KEY, message, proof, 500, 1000, 10, suite)
        assert won == Ticket(j=sortition(beta, 500, 1000, 10), beta=beta)
        assert isinstance(won, Ticket)
        assert won.j > 0


def test_a_lost_draw_is_none() -> None:
    lost = ticket(bytes(64), 10**30, 10**31, 10)
    assert lost == Rejection(Code.NOT_DRAWN, (str(10**30), str(10**31), "10"))


def test_a_false_proof_is_none_whatever_the_weight() -> None:
    proof = vrf.prove(secret(SEED), alpha(BEACON, JOB, 0, NODE))
    refused = verified(KEY, alpha(BEACON, JOB, 1, NODE), proof, 1000, 1000, 1000)
    assert isinstance(refused, Rejection)
    assert refused.code is Code.VRF_CHALLENGE_MISMATCH
