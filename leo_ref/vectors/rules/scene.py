"""Jobs as they stand when they are decided: who is in the group, and what each of them did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from attrs import evolve
from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.state.credential import Credential
from leo_ref.core.state.evidence import Evidence, Phase
from leo_ref.core.state.imprint import Imprint
from leo_ref.core.state.job import NO_ENCRYPTION_KEYS, Job, Join, Part, Place, Requirement, Stage, Task
from leo_ref.core.values import CREDIT as UNIT
from leo_ref.core.values import LEO, AccountId, JobId, NodeId, ServiceId

ALICE: Final = AccountId("0a" * 32)
BOB: Final = AccountId("0b" * 32)
PARAMETERS: Final = evolve(
    Parameters(),
    join_fee=13 * LEO // 10,
    executor_reward=2 * UNIT,
    executor_penalty=5 * UNIT,
    monitor_reward=3 * UNIT,
    monitor_penalty=7 * UNIT,
    absence_penalty=UNIT,
)
"""No two rewards or penalties are alike, nor are the fees of a task and of a round of a join."""
DEADLINE: Final = 9
NOTHING: Final[Mapping[str, int]] = {}
SHOWN: Final = Evidence(
    job=JobId("00" * 32),
    round=1,
    phase=Phase.BEFORE,
    monitor=None,
    nonce_proof=b"",
    quote=b"",
    log=(),
    signature=b"",
)
"""What was shown; that it was, is all that counts here."""


def node(number: int) -> NodeId:
    """A node with a name that sorts by its number."""
    return NodeId(f"{number:064x}")


def each(amount: int, *numbers: int) -> dict[str, int]:
    """The same amount for each of these nodes."""
    return {node(number): amount for number in numbers}


def place(j: int, beta: int = 0) -> Place:
    """A member with these votes."""
    return Place(j=j, beta=beta.to_bytes(64, "big"), encryption_keys=NO_ENCRYPTION_KEYS)


def task(payment: int = 10 * LEO, price: int = 23 * LEO // 10, deposit: int = 8 * LEO, tau: int = 12) -> Task:
    """Alice's task on Bob's service; no two of its amounts are alike."""
    return Task(
        run_window=32,
        result_limit=2**20,
        owner=ALICE,
        service=ServiceId("0d" * 32),
        data=Imprint(length=16, root=bytes(32)),
        key_commitment=bytes(32),
        result_key=b"",
        requirement=Requirement(min_credit=0),
        payment=payment,
        deposit=deposit,
        tau=tau,
        service_owner=BOB,
        price=price,
        hold=LEO + tau * LEO // 10,
    )


def candidate() -> Join:
    """The join of node 100."""
    return Join(candidate=node(100), deposit=PARAMETERS.join_deposit, tau=10)


def nodes(*numbers: int) -> frozenset[NodeId]:
    """These nodes."""
    return frozenset(map(node, numbers))


def due(when: int, *numbers: int) -> Map[NodeId, int]:
    """Questions of these nodes, due at this height."""
    return Map(dict.fromkeys(map(node, numbers), when))


def closing(votes: tuple[int, ...], stage: Stage, keys: Iterable[Part] = Part, **fields: Any) -> Job:
    """A task whose window closes: node 0 executes, node n has ``votes[n - 1]`` votes. Any: each of its field's type."""
    job = Job(
        terms=task(),
        stage=stage,
        round=1,
        deadline=DEADLINE,
        escrow=0,
        group=Map({node(number): place(j) for number, j in enumerate((99, *votes))}),
        executor=node(0),
        keys=Map(dict.fromkeys(keys, b"key")),
        requested=bytes(32) if stage is Stage.CONFIRM else None,
    )
    return evolve(job, **fields)


def enrolling(votes: tuple[int, ...], stage: Stage, asked: Iterable[int] = (1, 2, 3), **fields: Any) -> Job:
    """A join whose window closes: node n has ``votes[n - 1]`` votes, those ``asked`` challenged and were answered.

    Its group came in the second round.
    """
    job = Job(
        terms=candidate(),
        stage=stage,
        round=2,
        deadline=DEADLINE,
        escrow=0,
        group=Map({node(number): place(j) for number, j in enumerate(votes, 1)}),
        shown=SHOWN if stage is Stage.CONFIRM else None,
        credentials=Map({node(number): Credential(blob=b"", secret=b"") for number in asked}),
        answers=Map({node(number): bytes(32) for number in asked}),
    )
    return evolve(job, **fields)


def unfilled() -> Job:
    """A job whose last round found nobody."""
    return Job(terms=task(), stage=Stage.APPLY, round=3, deadline=9, escrow=0)


def unattested(*votes: int) -> Job:
    """A join whose last round found too few."""
    group = Map({node(number): place(j) for number, j in enumerate(votes, 1)})
    return Job(terms=candidate(), stage=Stage.APPLY, round=5, deadline=9, escrow=0, group=group)
