"""A job: a task or a join, from its posting to its outcome (§5, §6)."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, ClassVar, Final, TypeAlias

from attrs import frozen
from immutables import Map

from leo_ref.core.state.credential import Credential
from leo_ref.core.state.evidence import Evidence
from leo_ref.core.state.imprint import Imprint
from leo_ref.core.values import AccountId, Amount, AtMost, Count, Credit, Digest, Exactly, Height, NodeId, ServiceId


class Stage(Enum):
    """Where a job stands; each open stage is named after its window."""

    POSTED = "POSTED"
    APPLY = "APPLY"
    ENROL = "ENROL"
    READY = "READY"
    APPROVE = "APPROVE"
    KEYS = "KEYS"
    RUN = "RUN"
    CONFIRM = "CONFIRM"
    SETTLED = "SETTLED"


class Outcome(Enum):
    """How a job ended."""

    UNFILLED = "UNFILLED"
    DONE = "DONE"
    EXECUTOR_FAULT = "EXECUTOR_FAULT"
    OWNER_FAULT = "OWNER_FAULT"
    SERVICE_FAULT = "SERVICE_FAULT"
    UNDECIDED = "UNDECIDED"
    ADMITTED = "ADMITTED"
    DUPLICATE = "DUPLICATE"
    REFUSED = "REFUSED"


class Part(Enum):
    """Which of the two keys."""

    TASK = "task"
    SERVICE = "service"


class Network(Enum):
    """What network the container has."""

    NONE = "none"
    FULL = "full"


@frozen(kw_only=True)
class Requirement:
    """What a task asks of its executor."""

    min_credit: Credit
    network: Network = Network.NONE
    wipe: bool = True
    time_limit: Count = 60
    """Seconds."""
    memory_limit: Count = 2**28
    """Octets."""


@frozen(kw_only=True)
class Task:
    """The terms of a task."""

    kind: ClassVar[str] = "task"
    owner: AccountId
    service: ServiceId
    data: Imprint
    key_commitment: Digest
    result_key: Annotated[bytes, AtMost(1024)]
    """To whom the key of the result is encrypted (§10): TPMT_PUBLIC of an RSA key of the owner's."""
    requirement: Requirement
    payment: Amount
    deposit: Amount
    tau: Count
    run_window: Count
    """Blocks that the run may last."""
    result_limit: Count
    """Octets that the sealed result may have."""
    service_owner: AccountId
    price: Amount
    """Owner and price of the service when the task was posted."""
    hold: Amount
    """What the task keeps of the service's bond until it is settled."""


@frozen(kw_only=True)
class Join:
    """The terms of a join: who wants to be a node."""

    kind: ClassVar[str] = "join"
    candidate: NodeId
    deposit: Amount
    tau: Count


Terms: TypeAlias = Task | Join


@frozen(kw_only=True)
class EncryptionKeys:
    """A node's keys for one job, one for each owner: what an opening shows of one tells nothing of the other (§9)."""

    task: Annotated[bytes, AtMost(1024)]
    service: Annotated[bytes, AtMost(1024)]

    def of(self, part: Part) -> bytes:
        """That to which the owner of this part seals."""
        return self.task if part is Part.TASK else self.service


@frozen(kw_only=True)
class Place:
    """A member's place in the group."""

    j: Count
    beta: Annotated[bytes, Exactly(64)]
    encryption_keys: EncryptionKeys


NO_ENCRYPTION_KEYS: Final = EncryptionKeys(task=b"", service=b"")
"""Of a place to whose holder nobody seals anything."""
NO_PLACES: Final[Map[NodeId, Place]] = Map()
NO_WEIGHTS: Final[Map[NodeId, int]] = Map()
NO_KEYS: Final[Map[Part, bytes]] = Map()
NO_CREDENTIALS: Final[Map[NodeId, Credential]] = Map()
NO_ANSWERS: Final[Map[NodeId, Digest]] = Map()
NO_QUESTIONS: Final[Map[NodeId, Height]] = Map()
NOBODY: Final[frozenset[NodeId]] = frozenset()
NO_PAYOUTS: Final[Map[AccountId, int]] = Map()


@frozen(kw_only=True)
class Job:
    """A job on the ledger. Once it is settled it keeps terms, group, outcome and payouts, and nothing else."""

    terms: Terms
    stage: Stage
    posted: Height = 0
    """Height of the block that holds the job."""
    round: Count = 0
    """1 to ``rounds`` once the draw has begun."""
    deadline: Height = 0
    """The window closes with the tick of the block at this height."""
    beacon: Annotated[bytes, AtMost(64)] = b""
    """The randomness of the block that opened the round, ENROL, READY or RUN, whichever came last."""
    escrow: Amount
    snapshot: Map[NodeId, Credit] = NO_WEIGHTS
    """Credit of all active nodes when the round opened: their weights in its draw."""
    group: Map[NodeId, Place] = NO_PLACES
    executor: NodeId | None = None
    """The elected executor, once the group of a task is closed."""
    liars: frozenset[NodeId] = NOBODY
    """Nodes caught with a forged claim, in any round; members that said what octets contradict."""
    shown: Evidence | None = None
    """What the executor showed before the keys, or the candidate; it passed."""
    approved: frozenset[NodeId] = NOBODY
    keys: Map[Part, Annotated[bytes, AtMost(1024)]] = NO_KEYS
    requested: Digest | None = None
    """Digest of the sealed result, once the executor has requested payment."""
    challenged: Map[NodeId, Height] = NO_QUESTIONS
    """Monitors that asked `during` on the ledger, and when the answer is due."""
    answered: frozenset[NodeId] = NOBODY
    """Those of them that were answered."""
    asked: Map[NodeId, Height] = NO_QUESTIONS
    """Monitors that asked for the result, and when it is due."""
    given: bool = False
    """Whether the result was put on the ledger."""
    confirmed: frozenset[NodeId] = NOBODY
    provers: frozenset[NodeId] = NOBODY
    """Monitors whose accusation holds; attestors whose credential was not answered rightly."""
    proven: Outcome | None = None
    """How the first proof ends the job, at the tick of its block."""
    credentials: Map[NodeId, Credential] = NO_CREDENTIALS
    """What the attestors of a join challenge its candidate with."""
    answers: Map[NodeId, Digest] = NO_ANSWERS
    """What the candidate answered to each."""
    outcome: Outcome | None = None
    payouts: Map[AccountId, Amount] = NO_PAYOUTS
    """What each account received when the job settled."""

    @property
    def subject(self) -> NodeId | None:
        """Who is looked at: the executor of a task, once there is one; the candidate of a join."""
        return self.executor if isinstance(self.terms, Task) else self.terms.candidate

    @property
    def open(self) -> bool:
        """Whether the job still runs."""
        return self.stage is not Stage.SETTLED
