"""Every play of a join after its draw, on the rules: any order within a block, honest parties up to one block late.

A play is a path of transactions and ticks from the closing of the group to the tick that settles. Positions that
several plays come through are walked once, and the plays through them counted. Transactions of a block whose order is
the same to everybody are played in one order.

Attestors that do as they like post credentials that are made, junk or copied, and tell true seeds or false ones. A
candidate that does as it likes answers rightly, wrongly or not at all. Where it is a fake, its keys are not in one TPM:
then it finds nothing in the credential of an honest attestor.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations
from typing import Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.credential import Credential, Opening
from leo_ref.core.state.evidence import Phase
from leo_ref.core.state.job import NO_ENCRYPTION_KEYS, Job, Join, Outcome, Place, Stage
from leo_ref.core.state.ledger import Account, State
from leo_ref.core.state.node import Identity, Node, Status
from leo_ref.core.state.transaction import AnswerCredential, Body, ChallengeCandidate, ConfirmCandidate, Show
from leo_ref.core.values import AccountId, NodeId
from leo_ref.ledger import execute, tick
from leo_ref.rules.duty import Duty, attestor_duty, candidate_duties
from leo_ref.rules.settlement import settlement
from tests.course.judging import PropertyFails, demand
from tests.course.paths import Paths
from tests.course.scene import JOB
from tests.course.symbols import FAIL, PASS, RIGHT, WRONG, Symbols, evidence

CANDIDATE: Final = NodeId("c")
HOLDER: Final = NodeId("h")
"""Who may have the candidate's endorsement key."""
FAKE: Final = "fake"
"""Stands among the adversaries where the candidate's keys are not in one TPM."""
JUNK: Final = b"junk"
VERIFIERS: Final = Symbols()
VOTES: Final = {2: (3, 2), 3: (3, 2, 4)}
"""Votes of the attestors, by their number; of three none is a quorum alone."""
ORDER: Final = ("challenge_candidate", "answer_credential", "show", "confirm_candidate")
"""What a later kind needs of an earlier one in the same block it finds; nothing else depends on an order."""

TIGHT: Final = Parameters(
    enrol_window=2,
    answer_window=2,
    confirm_window=2,
    join_deposit=23,
    join_fee=5,
    monitor_reward=1,
    monitor_penalty=5,
    total_credit=100,
)
"""The shortest windows in which honest parties still come through."""
WIDE: Final = evolve(TIGHT, enrol_window=3, answer_window=2, confirm_window=4)
FEES: Final = 5
"""Of the one round that it took."""
DEPOSITS: Final = tuple(FEES + left for left in (0, 1, 2, 3, 7, 23))


@frozen
class Scene:
    """One join at its group's closing, and who does as they like."""

    params: Parameters
    attestors: tuple[NodeId, ...]
    byzantine: frozenset[str]
    held: bool = False
    """Whether another node holds the candidate's endorsement key."""

    def honest(self, party: str) -> bool:
        """Whether a party follows the rules of :mod:`leo_ref.rules.duty`."""
        return party not in self.byzantine


@frozen
class Move:
    """A transaction with its sender; the name is for people and tells moves apart."""

    sender: str
    name: str
    body: Body

    @property
    def place(self) -> tuple[int, str, str]:
        """Where it stands in its block."""
        return ORDER.index(self.body.kind), self.sender, self.name


@frozen
class Position:
    """Where a play stands."""

    state: State
    flying: tuple[tuple[Move, bool], ...] = ()
    """What honest parties sent and no block holds yet, and whether it is late already."""
    last: tuple[int, str, str] = (-1, "", "")
    """The place of the block's last transaction."""

    @property
    def job(self) -> Job:
        """The join."""
        return self.state.jobs[JOB]


def scenes(params: Parameters, count: int) -> list[Scene]:
    """A scene for every set of parties that do as they like, the candidate with its keys in one TPM or not."""
    attestors = tuple(NodeId(f"m{index}") for index in range(1, count + 1))
    sets = chain.from_iterable(combinations(attestors, size) for size in range(count + 1))
    minds = ((), (CANDIDATE,), (CANDIDATE, FAKE))
    return [Scene(params, attestors, frozenset((*chosen, *mind))) for chosen in sets for mind in minds]


def opening(scene: Scene) -> State:
    """The ledger at height 0, whose tick closed the group."""
    params, votes = scene.params, VOTES[len(scene.attestors)]
    place = Place(j=0, beta=bytes(64), encryption_keys=NO_ENCRYPTION_KEYS)
    group = {node: evolve(place, j=j) for node, j in zip(scene.attestors, votes, strict=True)}
    job = Job(
        terms=Join(candidate=CANDIDATE, deposit=params.join_deposit, tau=4),
        stage=Stage.ENROL,
        round=1,
        deadline=params.enrol_window + params.answer_window,
        escrow=params.join_deposit * (1 + len(votes)),
        group=Map(group),
    )
    identity = Identity(owner=AccountId("x"), endorsement_key=b"", attestation_key=b"", vrf_key=bytes(32))
    credit = params.total_credit // len(votes)
    node = Node(identity=identity, endorsement=b"", status=Status.ACTIVE, credit=credit, since=0)
    nodes = {name: evolve(node, endorsement=name.encode()) for name in scene.attestors}
    nodes[CANDIDATE] = evolve(node, endorsement=b"c", status=Status.JOINING, credit=0)
    if scene.held:
        nodes[HOLDER] = evolve(node, endorsement=b"c", status=Status.SUSPENDED, credit=0)
    return State(
        height=0,
        block_hash=bytes(32),
        beacon=b"",
        accounts=Map({AccountId(name): Account() for name in nodes}),
        nodes=Map(nodes),
        jobs=Map({JOB: job}),
    )


def challenged(node: str, blob: bytes) -> Move:
    """A credential; where it is made it is the name of its attestor."""
    body = ChallengeCandidate(job=JOB, credential=Credential(blob=blob, secret=b""))
    return Move(node, f"challenge {blob.decode()}", body)


def answered(attestor: NodeId, answer: bytes) -> Move:
    """An answer."""
    return Move(
        CANDIDATE,
        f"answer {attestor} {answer.decode()}",
        AnswerCredential(job=JOB, attestor=attestor, answer=answer),
    )


def shown(quote: bytes) -> Move:
    """What the candidate shows."""
    body = Show(job=JOB, evidence=evidence(CANDIDATE, Phase.BEFORE, None, quote))
    return Move(CANDIDATE, f"show {quote.decode()}", body)


def opened(node: str, seed: bytes) -> Move:
    """What an attestor tells."""
    body = ConfirmCandidate(job=JOB, opening=Opening(seed=seed, randomness=b""))
    return Move(node, f"confirm {seed.decode()}", body)


def duties(scene: Scene, height: int, job: Job) -> Iterator[Move]:
    """All that honest parties owe after the block at ``height``."""
    for node in scene.attestors:
        if scene.honest(node):
            duty = attestor_duty(scene.params, height, job, node)
            if duty is Duty.CHALLENGE_CANDIDATE:
                yield challenged(node, node.encode())
            if duty is Duty.CONFIRM_CANDIDATE:
                yield opened(node, node.encode())
    if scene.honest(CANDIDATE):
        for _, attestor in candidate_duties(job):
            if attestor is None:
                yield shown(PASS)
            elif job.credentials[attestor].blob == attestor.encode():
                yield answered(attestor, RIGHT)
            elif job.credentials[attestor].blob != JUNK:
                yield answered(attestor, WRONG)


def liberties(scene: Scene, job: Job) -> Iterator[Move]:
    """All that parties that do as they like may send now; the rules refuse what does not fit."""
    for node in scene.attestors:
        if scene.honest(node):
            continue
        if job.stage is Stage.ENROL:
            copies = {made.blob for other, made in job.credentials.items() if other != node}
            for blob in sorted({node.encode(), JUNK} | copies):
                yield challenged(node, blob)
        else:
            for seed in (node.encode(), JUNK):
                yield opened(node, seed)
    if not scene.honest(CANDIDATE) and job.stage is Stage.ENROL:
        yield shown(PASS)
        yield shown(FAIL)
        for attestor in sorted(job.credentials):
            yield answered(attestor, WRONG)
            if FAKE not in scene.byzantine or not scene.honest(attestor):
                yield answered(attestor, RIGHT)


class Walk(Paths[Position]):
    """All plays of one scene."""

    def __init__(self, scene: Scene) -> None:
        """A walk that has not begun."""
        super().__init__()
        self.scene = scene
        self.outcomes: set[Outcome] = set()

    def plays(self) -> int:
        """The number of plays; each was judged."""
        start = Position(opening(self.scene))
        return self._from(evolve(start, flying=self._sent(start, ())))

    def _key(self, position: Position) -> object:
        job = position.job
        return (
            job.stage,
            job.deadline - position.state.height,
            job.shown is None,
            job.credentials,
            job.answers,
            job.confirmed,
            job.provers,
            job.liars,
            frozenset((move.place, late) for move, late in position.flying),
            position.last,
        )

    def _steps(self, position: Position) -> Iterator[tuple[str, Position | None]]:
        overdue = False
        for index, (move, late) in enumerate(position.flying):
            applied = self._applied(position, move)
            if applied is not None:
                overdue |= late
                if move.place > position.last:
                    rest = position.flying[:index] + position.flying[index + 1 :]
                    yield f"{move.sender}: {move.name}", evolve(applied, flying=rest)
        for move in liberties(self.scene, position.job):
            applied = self._applied(position, move) if move.place > position.last else None
            if applied is not None:
                yield f"{move.sender}: {move.name}", applied
        if not overdue:
            yield self._ticked(position)

    def _applied(self, position: Position, move: Move) -> Position | None:
        after = execute(self.scene.params, VERIFIERS, position.state, AccountId(move.sender), "", move.body)
        return None if isinstance(after, Rejection) else evolve(position, state=after, last=move.place)

    def _ticked(self, position: Position) -> tuple[str, Position | None]:
        after = tick(self.scene.params, position.state, bytes(32), b"")
        name = f"-- block {after.height} --"
        if after.jobs[JOB].stage is Stage.SETTLED:
            judge(self.scene, position, after)
            outcome = after.jobs[JOB].outcome
            assert outcome is not None
            self.outcomes.add(outcome)
            return name, None
        ready = Position(after)
        still = tuple(move for move, late in position.flying if not late and self._applied(ready, move) is not None)
        return name, evolve(ready, flying=self._sent(ready, still))

    def _sent(self, position: Position, still: tuple[Move, ...]) -> tuple[tuple[Move, bool], ...]:
        """What is on its way after a tick: what is late, then what is owed now and not on its way."""
        late = {move.place for move in still}
        owed = duties(self.scene, position.state.height, position.job)
        return (*((move, True) for move in still), *((move, False) for move in owed if move.place not in late))


CONFIRMED: Final = (Outcome.ADMITTED, Outcome.DUPLICATE)


def judge(scene: Scene, position: Position, after: State) -> None:
    """What must hold of every play (§14), at the tick that settles, with every deposit."""
    job, outcome = position.job, after.jobs[JOB].outcome
    assert outcome is not None
    votes = {node: job.group[node].j for node in scene.attestors}
    trusty = [node for node in scene.attestors if scene.honest(node)]
    demand(not any(scene.honest(node) for node in job.liars), "an honest attestor is called a liar")
    if outcome is Outcome.REFUSED:
        demand(not scene.honest(CANDIDATE), "REFUSED falls on an honest candidate")
    demand(
        outcome is not (Outcome.ADMITTED if scene.held else Outcome.DUPLICATE), f"{outcome.value} of a key not held so"
    )
    if outcome in CONFIRMED:
        demand(not trusty or FAKE not in scene.byzantine, "a fake is admitted by an honest attestor")
        demand(2 * sum(votes[node] for node in job.confirmed) > sum(votes.values()), "ADMITTED without a quorum")
        demand(job.shown is not None, "ADMITTED, and nothing was shown")
    if scene.honest(CANDIDATE) and 2 * sum(votes[node] for node in trusty) > sum(votes.values()):
        demand(outcome in CONFIRMED, f"{outcome.value} among honest parties")
    last = scene.params.enrol_window + scene.params.answer_window + scene.params.confirm_window
    demand(after.height <= last, "the join lasts too long")
    for deposit in DEPOSITS:
        broken = money(scene, job, outcome, deposit)
        if broken:
            raise PropertyFails(f"{broken} with a deposit of {deposit}")


def money(scene: Scene, job: Job, outcome: Outcome, deposit: int) -> str:
    """§12, §14: LEO is conserved, nobody honest pays for others or works for nothing, nobody gains, draws cost."""
    terms = Join(candidate=CANDIDATE, deposit=deposit, tau=4)
    result = settlement(scene.params, evolve(job, terms=terms), outcome)
    received = dict.fromkeys((CANDIDATE, *scene.attestors), 0)
    for account, amount in result.payouts:
        received[NodeId(account)] += amount
    if sum(received.values()) + result.burned != deposit * (1 + len(scene.attestors)) or result.burned < 0:
        return "LEO is not conserved"
    if result.burned < FEES:
        return "a draw costs nothing"
    wage, lost = (deposit - FEES) // len(scene.attestors), {node for node, amount in result.lost if amount}
    earned = {node for node, amount in result.earned if amount}
    for node in scene.attestors:
        if received[node] > deposit + wage:
            return f"{node} gains"
        if scene.honest(node) and (received[node] < deposit or node in lost):
            return f"honest {node} loses"
        unpaid = received[node] < deposit + wage or node not in earned
        if scene.honest(node) and outcome is not Outcome.UNDECIDED and unpaid:
            return f"honest {node} works for nothing"
    if received[CANDIDATE] > deposit - FEES:
        return "the candidate gains"
    if scene.honest(CANDIDATE) and outcome not in CONFIRMED and received[CANDIDATE] < deposit - FEES:
        return "an honest candidate loses"
    return ""
