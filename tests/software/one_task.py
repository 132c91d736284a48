"""One task in its confirm window with an executor and a monitor, and honest answers to take apart."""

from __future__ import annotations

from hashlib import sha256

from immutables import Map

from leo_ref.attestation.evidence import log
from leo_ref.attestation.evidence.container import wanted
from leo_ref.attestation.evidence.envelope import enveloped
from leo_ref.attestation.evidence.log import Log
from leo_ref.attestation.evidence.nonce import asking, question
from leo_ref.attestation.evidence.wipe import wanted_wipe
from leo_ref.core.keys import Keys, keys_of
from leo_ref.core.state.evidence import Evidence, Phase
from leo_ref.core.state.imprint import Imprint
from leo_ref.core.state.job import EncryptionKeys, Job, Join, Part, Place, Requirement, Stage, Task
from leo_ref.core.state.ledger import Account, State
from leo_ref.core.state.node import Node, Status
from leo_ref.core.state.service import Offer, Service
from leo_ref.core.values import AccountId, JobId, NodeId, ServiceId
from leo_ref.draw import vrf
from leo_ref.draw.keys import secret
from leo_ref.parties.keys import identity
from leo_ref.software.machine import SoftwareMachine
from leo_ref.software.quote import quoted


def named(what: str) -> bytes:
    return sha256(what.encode()).digest()


def imprint(what: str) -> Imprint:
    return Imprint(length=16 + len(what), root=named(what))


def software(keys: Keys) -> SoftwareMachine:
    return SoftwareMachine(keys=keys, program=lambda code, _data: code)


EXECUTOR, MONITOR, OTHER = (keys_of(named(who)) for who in ("executor", "monitor", "other monitor"))
JOB, ANOTHER_JOB = JobId(named("job").hex()), JobId(named("another job").hex())
SERVICE = ServiceId(named("service").hex())
OFFER = Offer(
    least_tau=0,
    least_result_limit=0,
    least_time_limit=0,
    code=imprint("code"),
    image=named("image"),
    price=3,
    key_commitment=named("code key"),
)
TASK = Task(
    run_window=32,
    result_limit=2**20,
    hold=0,
    owner=AccountId("alice"),
    service=SERVICE,
    data=imprint("some data"),
    key_commitment=named("data key"),
    result_key=b"",
    requirement=Requirement(min_credit=0),
    payment=10,
    deposit=3,
    tau=10,
    service_owner=AccountId("bob"),
    price=3,
)


def keys_for(keys: Keys) -> EncryptionKeys:
    """The encryption keys that a node names."""
    return EncryptionKeys(task=f"task {keys.name}".encode(), service=f"service {keys.name}".encode())


PLACES = Map(
    {
        NodeId(keys.name): Place(j=1, beta=bytes(64), encryption_keys=keys_for(keys))
        for keys in (EXECUTOR, MONITOR, OTHER)
    }
)
TASK_JOB = Job(
    terms=TASK,
    stage=Stage.CONFIRM,
    round=2,
    escrow=19,
    group=PLACES,
    executor=NodeId(EXECUTOR.name),
    beacon=bytes(range(64)),
    keys=Map({Part.TASK: b"sealed data key", Part.SERVICE: b"sealed code key"}),
    requested=named("result"),
)
JOIN_JOB = Job(
    terms=Join(candidate=NodeId(EXECUTOR.name), deposit=10, tau=10),
    stage=Stage.ENROL,
    round=1,
    beacon=bytes(range(1, 65)),
    escrow=30,
    group=PLACES.delete(NodeId(EXECUTOR.name)),
)
STATE = State(
    height=9,
    block_hash=bytes(32),
    beacon=bytes(64),
    accounts=Map({AccountId("alice"): Account(5)}),
    nodes=Map(
        {
            NodeId(keys.name): Node(
                identity=identity(keys, software(keys), keys.name),
                endorsement=named(keys.name),
                status=Status.ACTIVE,
                credit=100,
                since=0,
            )
            for keys in (EXECUTOR, MONITOR, OTHER)
        }
    ),
    services=Map({SERVICE: Service(bond=0, owner=AccountId("bob"), offer=OFFER, live=True)}),
    jobs=Map({JOB: TASK_JOB, ANOTHER_JOB: TASK_JOB}),
)

BEFORE: Log = log.prepared(OFFER.image, wanted(TASK.requirement), OFFER.code, TASK.data)
DURING: Log = (*BEFORE, log.keys_opened(TASK_JOB.keys))
AFTER: Log = (*DURING, log.result_made(named("result")), log.wiped(wanted_wipe(TASK.requirement)))
LOGS = Map({Phase.BEFORE: BEFORE, Phase.DURING: DURING, Phase.AFTER: AFTER})
CLOCKS = Map({Phase.BEFORE: 5, Phase.DURING: 6, Phase.AFTER: 9})


def asked(phase: Phase, job: Job, name: JobId, monitor: Keys | None, asker: Keys | None) -> tuple[bytes, bytes]:
    """Proof and nonce of a question; a monitor asks, or nobody."""
    if monitor is None or asker is None:
        assert job.subject is not None
        return b"", question(job.beacon, name, job.round, phase, job.subject)
    proof = asking(asker.vrf, name, job, phase, NodeId(monitor.name))
    about = question(job.beacon, name, job.round, phase, NodeId(monitor.name))
    beta = vrf.verify(secret(asker.vrf).public_key, about, proof)
    assert isinstance(beta, bytes)
    return proof, beta


def answer(
    phase: Phase,
    *,
    job: Job = TASK_JOB,
    name: JobId = JOB,
    monitor: Keys | None = MONITOR,
    asked_by: Keys | None = None,
    signer: Keys = EXECUTOR,
    attestation: Keys = EXECUTOR,
    log: Log | None = None,
    quoted_log: Log | None = None,
    nonce: bytes | None = None,
    resets: int = 0,
    clock: int | None = None,
) -> Evidence:
    """An honest answer, but for what is named."""
    proof, beta = asked(phase, job, name, monitor, asked_by or monitor)
    events = LOGS[phase] if log is None else log
    quote = quoted(
        attestation.attestation,
        beta if nonce is None else nonce,
        events if quoted_log is None else quoted_log,
        resets,
        CLOCKS[phase] if clock is None else clock,
    )
    evidence = Evidence(
        job=name,
        round=job.round,
        phase=phase,
        monitor=None if monitor is None else NodeId(monitor.name),
        nonce_proof=proof,
        quote=quote,
        log=events,
        signature=b"",
    )
    return enveloped(signer.account, evidence)


def resigned(evidence: Evidence) -> Evidence:
    """The same, signed by the executor as it now is."""
    return enveloped(EXECUTOR.account, evidence)
