"""Jobs as they stand before they are settled: every closed group, and every record the ledger can hold of it."""

from __future__ import annotations

from hashlib import sha512
from typing import Final

from attrs import evolve
from hypothesis import strategies as st
from immutables import Map

from leo_ref.parameters import Parameters
from leo_ref.rules.confirmation import verdict_is_possible
from leo_ref.sealing.imprint import Imprint
from leo_ref.state.job import (
    NO_ENCRYPTION_KEYS,
    Heard,
    Job,
    Join,
    Part,
    Place,
    Requirement,
    Stage,
    Task,
    Verdict,
)
from leo_ref.values import AccountId, NodeId, ServiceId

NAMES: Final = tuple(NodeId(f"n{index}") for index in range(1, 9))

parameters = st.builds(
    Parameters,
    gas_fee=st.integers(0, 5),
    vote_pay=st.integers(0, 3),
    min_group=st.integers(2, 4),
    join_deposit=st.integers(0, 9),
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
    """A task whose keys or confirm window closes, with anything that may have been recorded."""
    task = draw(tasks(params))
    group = draw(places(params.min_group))
    executor = draw(st.sampled_from(sorted(group)))
    watchers = sorted(set(group) - {executor})
    job = Job(
        terms=task,
        stage=Stage.CONFIRM,
        posted=1,
        round=1,
        escrow=task.payment + task.hold + len(group) * task.deposit,
        group=group,
        executor=executor,
        snapshot=Map(dict.fromkeys(group, 1)),
    )
    how = draw(st.sampled_from(["not ready", "no key", "task key", "service key", "no request", "requested"]))
    if how != "not ready":
        job = evolve(job, ready=draw(st.frozensets(st.sampled_from(watchers), min_size=1)))
    if how in ("no key", "task key", "service key"):
        keys = {"no key": [], "task key": [Part.TASK], "service key": [Part.SERVICE]}[how]
        return evolve(job, stage=Stage.KEYS, keys=Map(dict.fromkeys(keys, b"")))
    if how != "not ready":
        job = evolve(job, keys=Map(dict.fromkeys(Part, b"")))
    if how == "requested":
        job = evolve(job, requested=bytes(32))
    return evolve(job, verdicts=draw(records(job, watchers)))


@st.composite
def closed_joins(draw: st.DrawFn, params: Parameters) -> Job:
    """A join whose confirm window closes."""
    group = draw(places(max(1, params.min_group - 1)))
    terms = Join(candidate=NodeId("c1"), deposit=params.join_deposit, tau=params.tau)
    job = Job(
        terms=terms,
        stage=Stage.CONFIRM,
        posted=1,
        round=1,
        escrow=params.join_deposit * (1 + len(group)),
        group=group,
        snapshot=Map(dict.fromkeys(group, 1)),
    )
    return evolve(job, verdicts=draw(records(job, sorted(group))))


@st.composite
def records(draw: st.DrawFn, job: Job, watchers: list[NodeId]) -> Map[NodeId, Heard]:
    """What the monitors were recorded with; some are absent."""
    possible = [Heard.LIE, *[Heard(said.value) for said in Verdict if verdict_is_possible(job, said)]]
    heard = draw(st.dictionaries(st.sampled_from(watchers), st.sampled_from(possible)))
    return Map(heard)
