"""A report says of a draw what the whole ledger says of it: real keys, proofs, certificates, deposits and ticks."""

from __future__ import annotations

from typing import Any

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from immutables import Map

from leo_ref.core.keys import Keys, keys_of
from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.imprint import Imprint
from leo_ref.core.state.job import (
    NO_ENCRYPTION_KEYS,
    EncryptionKeys,
    Job,
    Join,
    Outcome,
    Place,
    Requirement,
    Stage,
    Task,
    Terms,
)
from leo_ref.core.state.ledger import Account, State
from leo_ref.core.state.node import Node, Status
from leo_ref.core.state.service import Offer, Service
from leo_ref.core.state.transaction import Apply, Certificates
from leo_ref.core.values import AccountId, JobId, NodeId, ServiceId
from leo_ref.draw.keys import secret
from leo_ref.draw.suite import Suite
from leo_ref.draw.ticket import alpha
from leo_ref.draw.vrf import prove
from leo_ref.explain import report
from leo_ref.explain.report import ClaimResult, DrawReport
from leo_ref.ledger.tick import tick
from leo_ref.parties.keys import identity
from leo_ref.rules.committee import is_quorum, monitors
from leo_ref.rules.selection import apply
from leo_ref.software.certificate import certificate
from leo_ref.software.verifiers import SoftwareVerifiers
from tests.explain.files import seed, situation
from tests.software.one_task import software

HEIGHT = 10
JOB, OTHER = JobId("aa" * 32), JobId("bb" * 32)
DEPOSIT = 7
SERVICE = ServiceId("cc" * 32)
OFFER = Offer(
    least_tau=0,
    least_result_limit=0,
    least_time_limit=0,
    code=Imprint(length=16, root=bytes(32)),
    image=bytes(32),
    price=1,
    key_commitment=bytes(32),
)
BLOCK = seed("the block that holds the job")
VOTERS = [keys_of(seed(f"node {number}")) for number in range(7)]
OWNERS = [keys_of(seed(owner)).name for owner in ("alice", "bob", "carol")]
CLAIMS = ("none", "seed", "honest", "forged", "another round", "another's", "short")


@st.composite
def nodes(draw: st.DrawFn) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for keys in VOTERS:
        owner = draw(st.sampled_from([keys.name, keys.name, *OWNERS]))
        found[keys.name] = Node(
            identity=identity(keys, software(keys), AccountId(owner)),
            endorsement=bytes.fromhex(keys.name),
            status=draw(st.sampled_from([Status.ACTIVE, Status.ACTIVE, Status.ACTIVE, *Status])),
            credit=draw(st.integers(0, 12)),
            since=draw(st.integers(HEIGHT - 4, HEIGHT)),
        )
    return found


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    if draw(st.booleans()):
        return Join(candidate=NodeId(VOTERS[0].name), deposit=DEPOSIT, tau=draw(st.integers(1, 30)))
    return Task(
        run_window=32,
        result_limit=2**20,
        hold=0,
        owner=OWNERS[0],
        service=SERVICE,
        data=Imprint(length=16, root=bytes(32)),
        key_commitment=bytes(32),
        result_key=b"",
        requirement=Requirement(min_credit=draw(st.integers(0, 3))),
        payment=9,
        deposit=DEPOSIT,
        tau=draw(st.integers(1, 30)),
        service_owner=OWNERS[1],
        price=1,
    )


TASK_KEY, SERVICE_KEY = bytes([1]) * 32, bytes([2]) * 32


def posted(members: dict[str, Node], wanted: Terms, busy: bool) -> State:
    """The ledger before the tick that opens the draw."""
    place = Place(j=1, beta=bytes(64), encryption_keys=NO_ENCRYPTION_KEYS)
    other = Job(
        terms=Join(candidate=NodeId(OWNERS[2]), deposit=0, tau=1),
        stage=Stage.CONFIRM,
        round=1,
        deadline=HEIGHT + 50,
        escrow=0,
        group=Map({NodeId(VOTERS[1].name): place}) if busy else Map(),
    )
    return State(
        height=HEIGHT - 1,
        block_hash=seed("its parent"),
        beacon=seed("a beacon"),
        accounts=Map({keys.name: Account(100) for keys in VOTERS}),
        nodes=Map({NodeId(name): node for name, node in members.items()}),
        services=Map({SERVICE: Service(bond=0, owner=OWNERS[1], offer=OFFER, live=True)}),
        jobs=Map({JOB: Job(terms=wanted, stage=Stage.POSTED, posted=HEIGHT, deadline=HEIGHT, escrow=0), OTHER: other}),
    )


def claimed(keys: Keys, how: str, state: State, suite: Suite) -> bytes:
    """The proof of a claim."""
    job, own = state.jobs[JOB], secret(keys.vrf)
    honest = prove(own, alpha(job.beacon, JOB, job.round, NodeId(keys.name)), suite)
    match how:
        case "forged":
            return honest[:-40] + bytes([honest[-40] ^ 1]) + honest[-39:]
        case "another round":
            return prove(own, alpha(job.beacon, JOB, job.round + 1, NodeId(keys.name)), suite)
        case "another's":
            return prove(secret(seed("somebody")), alpha(job.beacon, JOB, job.round, NodeId(keys.name)), suite)
        case "short":
            return honest[:79]
        case _:
            return honest


def file_of(params: Parameters, suite: Suite, state: State, claims: dict[str, dict[str, str]]) -> Any:  # JSON
    """The file of a ledger's state in the middle of a draw."""
    job = state.jobs[JOB]
    busy = {name for other, found in state.jobs.items() if other != JOB and found.open for name in found.group}
    stated = {
        "parameters": {
            "rounds": params.rounds,
            "min_group": params.min_group,
            "total_credit": str(params.total_credit),
        },
        "suite": suite.name,
        "height": str(job.deadline - params.apply_window),
        "posted": str(job.posted),
        "beacon": job.beacon.hex(),
        "job": JOB,
        "round": job.round,
        "nodes": {
            name: {
                "vrf_key": node.identity.vrf_key.hex(),
                "credit": str(node.credit),
                "since": str(node.since),
                "status": node.status.value,
                "owner": node.identity.owner,
                "busy": name in busy,
                "lied": name in job.liars,
                **claims.get(name, {}),
            }
            for name, node in state.nodes.items()
        },
    }
    if isinstance(job.terms, Task):
        stated["task"] = {
            "tau": job.terms.tau,
            "min_credit": str(job.terms.requirement.min_credit),
            "owner": job.terms.owner,
            "service_owner": job.terms.service_owner,
        }
    else:
        stated["join"] = {"tau": job.terms.tau, "candidate": job.terms.candidate}
    return stated


def same(said: DrawReport, job: Job, closed: Job) -> None:
    """The report and the ledger agree."""
    assert {node.node: node.weight for node in said.nodes if node.weight} == dict(job.snapshot)
    assert {name: (place.j, place.beta) for name, place in said.drawn.group.items()} == {
        name: (place.j, place.beta) for name, place in job.group.items()
    }
    assert said.drawn.liars == job.liars
    assert (said.closed.stage, said.closed.round, said.closed.outcome, said.closed.executor) == (
        closed.stage,
        closed.round,
        closed.outcome,
        closed.executor,
    )
    assert said.stands == (closed.stage in (Stage.READY, Stage.ENROL))
    if not said.stands:
        assert not said.monitors
        return
    assert sorted(said.monitors) == sorted(monitors(closed))
    assert sum(closed.group[name].j for name in said.monitors) == said.votes_of_monitors
    assert said.members[0] == closed.executor or closed.executor is None
    rest = said.votes_of_monitors - said.quorum
    for j, expected in ((said.quorum, True), (said.quorum - 1, False)):
        parts = {"n": j, "rest": rest + said.quorum - j}
        group = Map(
            {
                NodeId(n): Place(j=votes, beta=bytes(64), encryption_keys=NO_ENCRYPTION_KEYS)
                for n, votes in parts.items()
            }
        )
        assert is_quorum(evolve(closed, group=group, executor=None), [NodeId("n")]) == expected


@settings(max_examples=60, deadline=None)
@given(data=st.data(), suite=st.sampled_from(Suite), busy=st.booleans(), rounds=st.integers(1, 2))
def test_the_report_is_what_the_ledger_does(data: st.DataObject, suite: Suite, busy: bool, rounds: int) -> None:
    members = data.draw(nodes())
    total = sum(node.credit for node in members.values() if node.status is Status.ACTIVE)
    least = data.draw(st.integers(2, 4))
    params = Parameters(rounds=rounds, min_group=least, total_credit=max(1, total))
    state = tick(params, posted(members, data.draw(terms()), busy), seed("its hash"), BLOCK)
    verifiers = SoftwareVerifiers(suite)
    while state.jobs[JOB].stage is Stage.APPLY:
        job = state.jobs[JOB]
        claims: dict[str, dict[str, str]] = {}
        results: dict[str, ClaimResult] = {}
        after = state
        for keys in sorted(VOTERS, key=lambda keys: keys.name):
            how = data.draw(st.sampled_from(CLAIMS))
            if how == "none":
                continue
            proof = claimed(keys, how, state, suite)
            claims[keys.name] = {"seed": keys.vrf.hex()} if how == "seed" else {"proof": proof.hex()}
            body = Apply(
                job=JOB,
                round=job.round,
                proof=proof,
                encryption_keys=EncryptionKeys(task=TASK_KEY, service=SERVICE_KEY),
                certificates=Certificates(
                    task=certificate(keys.account, NodeId(keys.name), TASK_KEY),
                    service=certificate(keys.account, NodeId(keys.name), SERVICE_KEY),
                ),
            )
            then = apply(params, verifiers, after, keys.name, body)
            if isinstance(then, Rejection):
                results[keys.name] = ClaimResult.REFUSED
            elif NodeId(keys.name) in then.jobs[JOB].group:
                after, results[keys.name] = then, ClaimResult.PLACE
            elif how == "seed":  # who is not drawn and honest does not apply
                results[keys.name] = ClaimResult.NOT_DRAWN
            else:
                after, results[keys.name] = then, ClaimResult.LIE
        said = report(situation(file_of(params, suite, state, claims)))
        while after.jobs[JOB].stage is Stage.APPLY and after.jobs[JOB].round == job.round:
            drawn, after = after, tick(params, after, seed("hash"), seed(f"block {after.height + 1}"))
        same(said, drawn.jobs[JOB], after.jobs[JOB])
        for answer in said.answers:
            expected = results[answer.claim.node]
            assert answer.result is expected
            assert (answer.reason is None) == (expected is ClaimResult.PLACE)
        assert len(said.answers) == len(results)
        state = after
    assert state.jobs[JOB].outcome in (None, Outcome.UNFILLED)
