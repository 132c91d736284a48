"""One transaction of every kind, whose octets mean nothing: decoding does not ask."""

from __future__ import annotations

from typing import Final

from leo_ref.core.state.credential import Credential, Opening
from leo_ref.core.state.evidence import Evidence, Phase
from leo_ref.core.state.imprint import Imprint
from leo_ref.core.state.job import EncryptionKeys, Part, Requirement
from leo_ref.core.state.node import Identity
from leo_ref.core.state.service import Offer
from leo_ref.core.state.transaction import (
    Accuse,
    Answer,
    AnswerCredential,
    Apply,
    Approve,
    AskResult,
    Body,
    Certificates,
    Challenge,
    ChallengeCandidate,
    Confirm,
    ConfirmCandidate,
    DisputeKey,
    GiveResult,
    JoinNode,
    Leave,
    OfferService,
    Piece,
    PostTask,
    PublishLog,
    ReleaseKey,
    RequestPayment,
    Show,
    Transfer,
    WithdrawService,
)
from leo_ref.core.values import AMOUNT_MOST, AccountId, JobId, NodeId, ServiceId

ALICE: Final = AccountId("0a" * 32)
BOB: Final = AccountId("0b" * 32)
JOB: Final = JobId("0c" * 32)
SERVICE: Final = ServiceId("0d" * 32)


def identity(byte: int) -> Identity:
    """An identity made of one octet, with so many certificates."""
    return Identity(
        owner=ALICE,
        certificates=(bytes([byte]),) * byte,
        endorsement_key=bytes([byte]) * 32,
        attestation_key=bytes(32),
        vrf_key=bytes([byte]) * 32,
    )


def evidence(monitor: NodeId | None = None) -> Evidence:
    """An answer to a monitor, or to the ledger."""
    return Evidence(
        job=JOB,
        round=1,
        phase=Phase.BEFORE if monitor is None else Phase.DURING,
        monitor=monitor,
        nonce_proof=b"" if monitor is None else bytes(80),
        quote=b"quote",
        log=(bytes(32), b"\xff" * 32),
        signature=bytes(64),
    )


def post() -> PostTask:
    """A task with every field of a requirement."""
    return PostTask(
        service=SERVICE,
        data=Imprint(length=16, root=bytes(32)),
        key_commitment=bytes(32),
        result_key=b"result key",
        requirement=Requirement(min_credit=100),
        payment=AMOUNT_MOST,
        deposit=0,
        tau=10,
        run_window=32,
        result_limit=2**20,
    )


def bodies() -> tuple[Body, ...]:
    """Of some kinds two, where a field may be left empty."""
    during, opening = evidence(NodeId(BOB)), bytes(256)
    offer = Offer(
        code=Imprint(length=16, root=bytes(32)),
        image=bytes(32),
        price=3,
        key_commitment=bytes(32),
        least_tau=9,
        least_result_limit=0,
        least_time_limit=1,
    )
    return (
        Transfer(to=BOB, amount=12),
        OfferService(offer=offer, bond=2),
        WithdrawService(service=SERVICE),
        post(),
        JoinNode(identity=identity(1)),
        Leave(),
        PublishLog(log=b"log"),
        Apply(
            job=JOB,
            round=1,
            proof=bytes(80),
            encryption_keys=EncryptionKeys(task=b"task", service=b"service"),
            certificates=Certificates(task=b"", service=b"certificate"),
        ),
        Show(job=JOB, evidence=evidence()),
        Approve(job=JOB),
        ReleaseKey(job=JOB, part=Part.TASK, key=b"key"),
        DisputeKey(job=JOB, part=Part.SERVICE, opening=opening, piece=None),
        DisputeKey(
            job=JOB, part=Part.TASK, opening=opening, piece=Piece(index=1, chunk=b"chunk", path=(bytes(32), b"\1" * 32))
        ),
        Challenge(job=JOB, proof=bytes(80)),
        Answer(job=JOB, evidence=during),
        Accuse(job=JOB, evidence=during),
        RequestPayment(job=JOB, result=bytes(32), evidence=evidence()),
        AskResult(job=JOB),
        GiveResult(job=JOB, result=b"sealed result"),
        Confirm(job=JOB, evidence=during),
        ChallengeCandidate(job=JOB, credential=Credential(blob=b"blob", secret=b"secret")),
        AnswerCredential(job=JOB, attestor=NodeId(BOB), answer=bytes(32)),
        ConfirmCandidate(job=JOB, opening=Opening(seed=bytes(32), randomness=b"randomness")),
    )
