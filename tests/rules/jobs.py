"""Jobs as they stand before they are settled: every closed group, and every record the ledger can hold of it."""

from __future__ import annotations

from hashlib import sha512
from typing import Final

from attrs import evolve
from hypothesis import strategies as st
from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.state.credential import Credential
from leo_ref.core.state.imprint import Imprint
from leo_ref.core.state.job import NO_ENCRYPTION_KEYS, Job, Join, Outcome, Part, Place, Requirement, Stage, Task
from leo_ref.core.values import AccountId, NodeId, ServiceId

NAMES: Final = tuple(NodeId(f"n{index}") for index in range(1, 9))

parameters = st.builds(
    lambda join_fee, more, **others: Parameters(
        join_fee=join_fee, join_deposit=3 * join_fee + more, rounds=3, **others
    ),
    join_fee=st.integers(1, 4),
    more=st.integers(0, 9),
    gas_fee=st.integers(0, 5),
    vote_pay=st.integers(0, 3),
    min_group=st.integers(2, 4),
    executor_reward=st.integers(0, 5),
    monitor_reward=st.integers(0, 5),
)


@st.composite
def places(draw: st.DrawFn, least: int) -> Map[NodeId, Place]:
    nodes = draw(st.lists(st.sampled_from(NAMES), min_size=least, max_size=len(NAMES), unique=True))
    betas = [sha512(bytes([draw(st.integers(0, 3))])).digest() for _ in nodes]
    votes = [draw(st.integers(1, 4) | st.integers(9, 11)) for _ in nodes]
    return Map(
        {
            node: Place(j=j, beta=beta, encryption_keys=NO_ENCRYPTION_KEYS)
            for node, j, beta in zip(nodes, votes, betas, strict=True)
        }
    )


def tasks(params: Parameters) -> st.SearchStrategy[Task]:
    """Tasks with payments, deposits and holds as posting takes them; now and then one account both asks and serves."""
    return st.builds(
        lambda price, tau, more, deposit, same: Task(
            run_window=32,
            result_limit=2**20,
            owner=AccountId("alice"),
            service=ServiceId("s1"),
            data=Imprint(length=16, root=bytes(32)),
            key_commitment=bytes(32),
            result_key=b"",
            requirement=Requirement(min_credit=0),
            payment=params.gas_fee + price + tau * params.vote_pay + more,
            deposit=min(
                params.gas_fee + price + (tau * params.vote_pay + more + 1) // 2 + deposit,
                params.gas_fee + price + tau * params.vote_pay + more,
            ),
            tau=tau,
            service_owner=AccountId("alice" if same else "bob"),
            price=price,
            hold=params.gas_fee + tau * params.vote_pay,
        ),
        st.integers(0, 9),
        st.integers(1, 20),
        st.integers(0, 9),
        st.integers(0, 9),
        st.booleans(),
    )


@st.composite
def closed_tasks(draw: st.DrawFn, params: Parameters) -> Job:
    """A task after its draw, at the last tick of a stage, with anything that may have been recorded."""
    task = draw(tasks(params))
    group = draw(places(params.min_group))
    executor = draw(st.sampled_from(sorted(group)))
    watchers = st.frozensets(st.sampled_from(sorted(set(group) - {executor})))
    stages = (Stage.READY, Stage.APPROVE, Stage.KEYS, Stage.RUN, Stage.CONFIRM)
    job = Job(
        terms=task,
        stage=draw(st.sampled_from(stages)),
        posted=1,
        round=1,
        deadline=20,
        escrow=task.payment + task.hold + len(group) * task.deposit,
        group=group,
        executor=executor,
        snapshot=Map(dict.fromkeys(group, 1)),
    )
    if job.stage is not Stage.READY:
        job = evolve(job, approved=draw(watchers))
    if job.stage is Stage.KEYS:
        job = evolve(job, keys=Map(dict.fromkeys(draw(st.frozensets(st.sampled_from(list(Part)), max_size=1)), b"")))
    if job.stage in (Stage.RUN, Stage.CONFIRM):
        liars, answered = draw(watchers), draw(watchers)
        job = evolve(
            job,
            keys=Map(dict.fromkeys(Part, b"")),
            challenged=Map(dict.fromkeys(answered | draw(watchers), 20)),
            answered=answered,
            liars=liars,
            provers=draw(watchers) - liars,
        )
        blames = (Outcome.EXECUTOR_FAULT, Outcome.OWNER_FAULT, Outcome.SERVICE_FAULT)
        proofs = st.sampled_from(blames) if job.stage is Stage.RUN else st.just(Outcome.EXECUTOR_FAULT)
        job = evolve(job, proven=draw(st.none() | proofs))
    if job.stage is Stage.CONFIRM:
        asked = draw(watchers)
        job = evolve(
            job,
            requested=bytes(32),
            asked=Map(dict.fromkeys(asked, 20)),
            given=bool(asked) and draw(st.booleans()),
            confirmed=draw(watchers) - job.liars,
        )
    return job


@st.composite
def closed_joins(draw: st.DrawFn, params: Parameters) -> Job:
    """A join at the last tick of ENROL or CONFIRM, or at one with a proof; its group came in any round."""
    group = draw(places(max(1, params.min_group - 1)))
    terms = Join(candidate=NodeId("c1"), deposit=params.join_deposit, tau=params.tau)
    job = Job(
        terms=terms,
        stage=draw(st.sampled_from((Stage.ENROL, Stage.CONFIRM))),
        posted=1,
        round=draw(st.integers(1, params.rounds)),
        deadline=20,
        escrow=params.join_deposit * (1 + len(group)),
        group=group,
        snapshot=Map(dict.fromkeys(group, 1)),
    )
    asked = draw(st.frozensets(st.sampled_from(sorted(group))))
    credential = Credential(blob=b"", secret=b"")
    job = evolve(job, credentials=Map(dict.fromkeys(asked, credential)))
    if job.stage is Stage.ENROL or not asked:
        return job
    ways = draw(st.dictionaries(st.sampled_from(sorted(asked)), st.sampled_from(("confirmed", "proved", "lied"))))
    said = {way: frozenset(node for node in ways if ways[node] == way) for way in ways.values()}
    proved = said.get("proved", frozenset())
    return evolve(
        job,
        confirmed=said.get("confirmed", frozenset()),
        provers=proved,
        liars=said.get("lied", frozenset()),
        proven=Outcome.REFUSED if proved else None,
    )
