"""What is played: one task with a closed group, its windows, and who of its parties does as they like."""

from __future__ import annotations

from itertools import chain, combinations
from typing import Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.state.imprint import Imprint
from leo_ref.core.state.job import NO_ENCRYPTION_KEYS, Job, Place, Requirement, Stage, Task
from leo_ref.core.state.ledger import Account, State
from leo_ref.core.state.node import Identity, Node, Status
from leo_ref.core.state.service import Offer, Service
from leo_ref.core.values import AccountId, JobId, NodeId, ServiceId

JOB: Final = JobId("job")
SERVICE: Final = ServiceId("service")
ALICE: Final = AccountId("alice")
BOB: Final = AccountId("bob")
EXECUTOR: Final = NodeId("x")
SEALED: Final = b"sealed result"

WIDE: Final = Parameters(
    gas_fee=3,
    vote_pay=2,
    answer_window=2,
    watch_window=3,
    ready_window=4,
    approve_window=5,
    keys_window=6,
    confirm_window=9,
    monitor_penalty=5,
    total_credit=100,
)
"""Windows of pairwise different lengths; a run lasts 8 blocks."""

TIGHT: Final = evolve(WIDE, ready_window=2, approve_window=2, keys_window=2, confirm_window=6)
"""The shortest windows in which honest parties still come through; a run lasts 7 blocks."""

VOTES: Final = {2: (3, 2), 3: (3, 2, 4)}
"""Votes of the monitors, by their number; of three none is a quorum alone."""


@frozen(kw_only=True)
class Scene:
    """One task at its group's closing."""

    params: Parameters
    monitors: tuple[NodeId, ...]
    byzantine: frozenset[str]
    run_window: int

    @property
    def parties(self) -> tuple[str, ...]:
        """Everybody, in a fixed order."""
        return ALICE, BOB, EXECUTOR, *self.monitors

    def honest(self, party: str) -> bool:
        """Whether a party follows the rules of :mod:`leo_ref.rules.duty`."""
        return party not in self.byzantine

    @property
    def last_height(self) -> int:
        """The height by which the task has ended, known when it is posted."""
        windows = (self.params.ready_window, self.params.approve_window, self.params.keys_window)
        return sum(windows) + self.run_window + self.params.confirm_window


def terms(params: Parameters, run_window: int) -> Task:
    """The terms with amounts that differ from one another."""
    return Task(
        owner=ALICE,
        service=SERVICE,
        data=Imprint(length=16, root=bytes(32)),
        key_commitment=bytes(32),
        result_key=b"",
        requirement=Requirement(min_credit=0),
        payment=38,
        deposit=29,
        tau=4,
        run_window=run_window,
        result_limit=len(SEALED),
        service_owner=BOB,
        price=7,
        hold=params.gas_fee + 4 * params.vote_pay,
    )


def opening(scene: Scene) -> State:
    """The ledger at height 0, whose tick closed the group."""
    votes = dict(zip((EXECUTOR, *scene.monitors), (5, *VOTES[len(scene.monitors)]), strict=True))
    task = terms(scene.params, scene.run_window)
    job = Job(
        terms=task,
        stage=Stage.READY,
        round=1,
        deadline=scene.params.ready_window,
        escrow=task.payment + task.hold + len(votes) * task.deposit,
        group=Map({node: Place(j=j, beta=bytes(64), encryption_keys=NO_ENCRYPTION_KEYS) for node, j in votes.items()}),
        executor=EXECUTOR,
    )
    identity = Identity(owner=AccountId("x"), endorsement_key=bytes(32), attestation_key=bytes(32), vrf_key=bytes(32))
    node = Node(identity=identity, endorsement=bytes(32), status=Status.ACTIVE, credit=100 // len(votes), since=0)
    offer = Offer(
        code=Imprint(length=16, root=bytes(32)),
        image=bytes(32),
        price=task.price,
        key_commitment=bytes(32),
        least_tau=0,
        least_result_limit=0,
        least_time_limit=0,
    )
    return State(
        height=0,
        block_hash=bytes(32),
        beacon=b"",
        accounts=Map({AccountId(party): Account() for party in scene.parties}),
        nodes=Map(dict.fromkeys(votes, node)),
        services=Map({SERVICE: Service(owner=BOB, offer=offer, live=True, bond=0)}),
        jobs=Map({JOB: job}),
    )


def scenes(params: Parameters, run_window: int, count: int) -> list[Scene]:
    """A scene for every set of parties that do as they like."""
    monitors = tuple(NodeId(f"m{index}") for index in range(1, count + 1))
    everybody = (ALICE, BOB, EXECUTOR, *monitors)
    sets = chain.from_iterable(combinations(everybody, size) for size in range(len(everybody) + 1))
    return [
        Scene(params=params, monitors=monitors, byzantine=frozenset(chosen), run_window=run_window) for chosen in sets
    ]
