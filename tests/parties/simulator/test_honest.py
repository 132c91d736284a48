"""With honest parties and delays below half a block every task is done, whatever the order things arrive in."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from leo_ref.core.state.evidence import Finding
from leo_ref.core.state.job import Outcome
from leo_ref.core.values import LEO, NodeId
from leo_ref.parties.node import Node
from leo_ref.parties.simulator.plan import Plan
from leo_ref.parties.simulator.simulation import Frame
from leo_ref.parties.task_owner import TaskOwner
from leo_ref.sealing.program_result import WELL, ProgramResult
from leo_ref.software.machine import SoftwareMachine
from tests.parties.simulator.deployment import (
    ALICES,
    BOB,
    BOND,
    EVERYBODY,
    FUNDS,
    NODES,
    at_its_end,
    deployment,
    run,
    the_task,
    total,
)

salts = st.integers(1, 10**6)


def plans(most_delay: int = 49) -> st.SearchStrategy[Plan]:
    return st.builds(
        lambda seed, low, spread, duplicate: Plan(
            seed=seed, delay=(low, min(most_delay, low + spread)), duplicate=duplicate
        ),
        st.binary(max_size=4),
        st.integers(0, most_delay),
        st.integers(0, most_delay),
        st.sampled_from([0, 100, 400]),
    )


def nodes_of(frame: Frame) -> dict[str, Node]:
    return {name: party for name, party in frame.parties.items() if isinstance(party, Node)}


@settings(max_examples=25)
@given(plans(), st.integers(3, 6))
def test_the_outcome_is_done_and_alice_has_her_result(plan: Plan, nodes: int) -> None:
    frames = run(deployment(nodes=nodes), plan, 30)
    job, end = the_task(frames), frames[-1]
    assert job.outcome is Outcome.DONE
    assert len(job.group) == nodes
    whole = at_its_end(frames)
    assert whole.confirmed == whole.approved == frozenset(job.group) - {job.executor}
    assert not whole.asked
    alice = end.parties[ALICES[0].name]
    assert isinstance(alice, TaskOwner)
    assert alice.result == ProgramResult(WELL, b"reverse: 0 atad")
    share = 3 * LEO // (nodes - 1)
    expected = {ALICES[0].name: -10 * LEO, BOB.name: 3 * LEO, str(job.executor): 3 * LEO}
    for keys in NODES[:nodes]:
        assert end.state.balance(keys.name) - FUNDS == expected.get(keys.name, share)
    (service,) = end.state.services.values()
    assert service.bond == BOND
    for name, bond in ((ALICES[0].name, 0), (BOB.name, BOND)):
        assert end.state.balance(name) + bond - FUNDS == expected[name]


@settings(max_examples=15)
@given(plans(), st.sampled_from([8, 15, EVERYBODY]), st.integers(1, 2), salts)
def test_every_block_conserves_leo_and_credit(plan: Plan, tau: int, tasks: int, salt: int) -> None:
    start = deployment(nodes=6, tau=tau, tasks=tasks, salt=salt)
    for frame in run(start, plan):
        assert total(frame.state) == total(start.state)
        assert all(account.balance >= 0 for account in frame.state.accounts.values())
        assert sum(node.credit for node in frame.state.nodes.values()) <= start.deployment.parameters.total_credit
        assert all(job.escrow == 0 for job in frame.state.jobs.values() if not job.open)


@settings(max_examples=15)
@given(plans(), st.sampled_from([2, 8, EVERYBODY]), salts)
def test_all_members_elect_the_same_executor_and_all_parties_see_the_same_ledger(
    plan: Plan, tau: int, salt: int
) -> None:
    frames = run(deployment(nodes=6, tau=tau, salt=salt), plan)
    end = frames[-1]
    for node in nodes_of(end).values():
        assert node.chain.state == end.state
        for name, job in end.state.jobs.items():
            elected = node.work[name].member.view.executor
            assert elected == (job.executor if NodeId(node.keys.name) in job.group else None)
            assert node.work[name].member.view.heard == frozenset(job.group) - {NodeId(node.keys.name)}


@settings(max_examples=10)
@given(plans())
def test_members_hear_of_one_another_and_monitors_hold_what_they_confirm(plan: Plan) -> None:
    frames = run(deployment(nodes=4), plan, 30)
    end, job = frames[-1], the_task(frames)
    (name,) = end.state.jobs
    for node in nodes_of(end).values():
        me, work = NodeId(node.keys.name), node.work[name]
        assert work.member.view.heard == frozenset(job.group) - {me}
        if me != job.executor:
            assert work.monitor.finding is Finding.PASS
            assert work.monitor.sealed


def test_what_monitors_and_messages_carry_is_sealed() -> None:
    frames = run(deployment(), Plan(seed=b"sealed"), 30)
    for node in nodes_of(frames[-1]).values():
        secret = [b"reverse", b"data 0", b"0 atad"]
        held = [*node.payloads.values(), *(work.monitor.sealed for work in node.work.values())]
        assert held
        assert not any(word in octets for word in secret for octets in held)
        assert isinstance(node.machine, SoftwareMachine)
        assert not node.machine.jobs
