"""A join before three attestors, played on the rules: what every test of joins begins with."""

from __future__ import annotations

from typing import Final

from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.state.credential import Credential, Opening
from leo_ref.core.state.evidence import Phase
from leo_ref.core.state.job import NO_ENCRYPTION_KEYS, Job, Join, Place, Stage
from leo_ref.core.state.ledger import Account, State
from leo_ref.core.state.node import Identity, Node, Status
from leo_ref.core.state.transaction import AnswerCredential, Body, ChallengeCandidate, ConfirmCandidate, Show
from leo_ref.core.values import AccountId, NodeId
from leo_ref.ledger import execute, tick
from tests.course.scene import JOB
from tests.course.symbols import PASS, RIGHT, Symbols, evidence

PARAMS: Final = Parameters(
    join_deposit=23,
    join_fee=4,
    monitor_reward=2,
    monitor_penalty=5,
    absence_penalty=3,
    enrol_window=3,
    confirm_window=6,
)
CANDIDATE: Final = NodeId("c")
FEE: Final = 4
"""Of the one round of the draw."""
SHARE: Final = (23 - FEE) // 3
ATTESTORS: Final = {"m1": 3, "m2": 2, "m3": 4}
"""None is a quorum alone, any two are."""


def who(name: str, endorsement: bytes | None = None) -> Identity:
    return Identity(
        owner=AccountId(name),
        endorsement_key=name.encode() if endorsement is None else endorsement,
        attestation_key=b"",
        vrf_key=bytes(32),
    )


def there(name: str, status: Status, endorsement: bytes | None = None) -> Node:
    identity = who(name, endorsement)
    credit = PARAMS.total_credit // len(ATTESTORS) if status is Status.ACTIVE else 0
    return Node(identity=identity, endorsement=identity.endorsement_key, status=status, credit=credit, since=0)


def ledger(**nodes: Node) -> State:
    everybody = {NodeId(name): node for name, node in nodes.items()}
    return State(
        height=0,
        block_hash=bytes(32),
        beacon=b"",
        accounts=Map({AccountId(name): Account(PARAMS.join_deposit) for name in (*nodes, CANDIDATE, "d")}),
        nodes=Map(everybody),
    )


def members() -> dict[str, Node]:
    return {name: there(name, Status.ACTIVE) for name in ATTESTORS}


def enrolling(candidate: str = CANDIDATE, endorsement: bytes | None = None) -> State:
    """The ledger after the tick that closed a join's group."""
    keys = NO_ENCRYPTION_KEYS
    group = {NodeId(node): Place(j=j, beta=bytes(64), encryption_keys=keys) for node, j in ATTESTORS.items()}
    job = Job(
        terms=Join(candidate=NodeId(candidate), deposit=PARAMS.join_deposit, tau=4),
        stage=Stage.ENROL,
        round=1,
        deadline=PARAMS.enrol_window + PARAMS.answer_window,
        escrow=PARAMS.join_deposit * (1 + len(group)),
        group=Map(group),
    )
    nodes = {**members(), candidate: there(candidate, Status.JOINING, endorsement)}
    return ledger(**nodes).with_job(JOB, job)


class Play:
    """A ledger to which transactions are sent."""

    def __init__(self, state: State) -> None:
        self.state = state

    @property
    def job(self) -> Job:
        return self.state.jobs[JOB]

    def refused(self, sender: str, body: Body, name: str = "") -> Code | None:
        """The code with which a transaction is refused; None where it applied."""
        after = execute(PARAMS, Symbols(), self.state, AccountId(sender), name, body)
        if isinstance(after, Rejection):
            return after.code
        self.state = after
        return None

    def send(self, sender: str, *bodies: Body) -> None:
        for body in bodies:
            assert self.refused(sender, body) is None

    def end_blocks(self, count: int = 1) -> None:
        for _ in range(count):
            self.state = tick(PARAMS, self.state, bytes(32), bytes([self.state.height + 1]))

    def end_stage(self) -> None:
        """Blocks until the join stands elsewhere."""
        stage = self.job.stage
        while self.job.stage is stage:
            self.end_blocks()


def challenged(attestor: str, *, junk: bool = False) -> ChallengeCandidate:
    return ChallengeCandidate(job=JOB, credential=Credential(blob=b"junk" if junk else attestor.encode(), secret=b""))


def answered(attestor: str, answer: bytes = RIGHT) -> AnswerCredential:
    return AnswerCredential(job=JOB, attestor=NodeId(attestor), answer=answer)


def opened(attestor: str) -> ConfirmCandidate:
    return ConfirmCandidate(job=JOB, opening=Opening(seed=attestor.encode(), randomness=b""))


def shown(quote: bytes = PASS, signer: str = CANDIDATE) -> Show:
    return Show(job=JOB, evidence=evidence(signer, Phase.BEFORE, None, quote))


def enrolled(*asking: str, answer: bytes | None = RIGHT) -> Play:
    """A join in CONFIRM: these attestors asked, and were answered so."""
    play = Play(enrolling())
    for attestor in asking:
        play.send(attestor, challenged(attestor))
        if answer is not None:
            play.send(CANDIDATE, answered(attestor, answer))
    play.send(CANDIDATE, shown())
    play.end_stage()
    return play


def balance(state: State, name: str) -> int:
    return state.balance(AccountId(name))
