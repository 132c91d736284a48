"""Attestors confirm a candidate (§5): admitted, refused, undecided, and one key for one node."""

from __future__ import annotations

import pytest
from attrs import evolve
from immutables import Map

from leo_ref.core.rejections import Code
from leo_ref.core.state.credential import Credential
from leo_ref.core.state.job import Join, Outcome, Stage
from leo_ref.core.state.ledger import State
from leo_ref.core.state.node import Status
from leo_ref.core.values import JobId, NodeId
from leo_ref.ledger import tick
from tests.course.scene import JOB
from tests.course.symbols import RIGHT, WRONG
from tests.rules.joins import (
    ATTESTORS,
    CANDIDATE,
    FEE,
    PARAMS,
    SHARE,
    Play,
    answered,
    balance,
    challenged,
    enrolled,
    enrolling,
    opened,
    shown,
    there,
)


def test_who_confirms_and_in_which_order_it_is_refused() -> None:
    play = enrolled("m1", "m2")
    assert play.refused(CANDIDATE, opened("m1")) is Code.NOT_A_MONITOR
    assert play.refused("m3", opened("m3")) is Code.NO_CREDENTIAL
    play.send("m1", opened("m1"))
    assert play.refused("m1", opened("m1")) is Code.ALREADY_CONFIRMED
    play.send("m2", opened("m1"))
    assert play.refused("m2", opened("m2")) is Code.HAS_LIED


def test_admitted_by_a_quorum() -> None:
    play = enrolled("m1", "m2", "m3")
    play.send("m1", opened("m1"))
    play.send("m2", opened("m2"))
    play.end_blocks(PARAMS.confirm_window - 1)
    assert play.job.stage is Stage.CONFIRM
    play.end_blocks()
    assert play.job.outcome is Outcome.ADMITTED
    candidate = play.state.nodes[CANDIDATE]
    assert candidate.status is Status.ACTIVE
    assert candidate.credit > 0
    got = [balance(play.state, node) - 2 * PARAMS.join_deposit for node in ("m1", "m2", "m3")]
    assert got == [SHARE, SHARE, 0]
    assert play.state.burned == PARAMS.join_deposit - 2 * SHARE


def test_no_quorum_is_undecided() -> None:
    play = enrolled("m1", "m2", "m3")
    play.send("m3", opened("m3"))
    play.end_stage()
    assert play.job.outcome is Outcome.UNDECIDED
    assert balance(play.state, CANDIDATE) == 2 * PARAMS.join_deposit - FEE
    assert play.state.nodes[CANDIDATE].status is Status.LEFT
    assert play.state.burned == FEE


@pytest.mark.parametrize("answer", [WRONG, None])
def test_one_attestor_proves_that_a_tpm_is_not_there(answer: bytes | None) -> None:
    """A fake TPM: whatever the others say, one credential that holds and was not answered refuses it."""
    play = enrolled("m2", answer=answer)
    play.send("m2", opened("m2"))
    play.end_blocks()
    assert play.job.outcome is Outcome.REFUSED
    assert balance(play.state, "m2") == 2 * PARAMS.join_deposit + SHARE
    assert balance(play.state, "m1") == 2 * PARAMS.join_deposit, "it had not challenged"
    assert play.state.nodes[CANDIDATE].status is Status.LEFT
    assert play.state.nodes[NodeId("m1")].credit == play.state.nodes[NodeId("m3")].credit, "nobody is absent"


@pytest.mark.parametrize("answer", [RIGHT, WRONG, None])
def test_a_credential_that_is_made_otherwise_is_its_makers_lie(answer: bytes | None) -> None:
    play = Play(enrolling())
    play.send("m1", challenged("m1", junk=True))
    if answer is not None:
        play.send(CANDIDATE, answered("m1", answer))
    play.send(CANDIDATE, shown())
    play.end_stage()
    before = play.state.nodes[NodeId("m1")].credit
    play.send("m1", opened("m1"))
    assert play.state.nodes[NodeId("m1")].credit == before - before // 10
    play.end_stage()
    assert play.job.outcome is Outcome.UNDECIDED
    assert balance(play.state, "m1") == PARAMS.join_deposit
    assert play.state.burned == PARAMS.join_deposit + FEE


def test_who_challenged_is_paid_whoever_proves_before_it_speaks() -> None:
    play = enrolled("m1", "m2", "m3", answer=WRONG)
    play.send("m2", opened("m2"))
    play.end_blocks()
    assert play.job.outcome is Outcome.REFUSED
    assert all(balance(play.state, node) == 2 * PARAMS.join_deposit + SHARE for node in ATTESTORS)
    earned = [play.state.nodes[NodeId(node)].credit for node in ATTESTORS]
    assert max(earned) - min(earned) <= 1, "all earn alike"


def test_a_copied_credential_is_the_copyists_lie() -> None:
    play = Play(enrolling())
    play.send("m1", challenged("m1"))
    play.send("m2", challenged("m1"))
    play.send(CANDIDATE, answered("m1"), answered("m2"), shown())
    play.end_stage()
    play.send("m1", opened("m1"))
    play.send("m2", opened("m1"))
    assert play.job.liars == {"m2"}
    assert play.job.confirmed == {"m1"}


def confirmed(state: State) -> State:
    """With a join that will be admitted."""
    job = evolve(
        state.jobs[JOB],
        stage=Stage.CONFIRM,
        deadline=state.height + 1,
        credentials=Map({NodeId(node): Credential(blob=b"", secret=b"") for node in ATTESTORS}),
        confirmed=frozenset(map(NodeId, ATTESTORS)),
    )
    return state.with_job(JOB, job)


@pytest.mark.parametrize("status", [Status.ACTIVE, Status.SUSPENDED, Status.LEFT, Status.JOINING])
def test_a_key_that_is_held_already_admits_nobody(status: Status) -> None:
    state = confirmed(enrolling(endorsement=b"shared"))
    holder = evolve(there("d", Status.LEFT, b"shared"), status=status)
    play = Play(evolve(state, nodes=state.nodes.set(NodeId("d"), holder)))
    play.end_blocks()
    held = status in (Status.ACTIVE, Status.SUSPENDED)
    assert play.job.outcome is (Outcome.DUPLICATE if held else Outcome.ADMITTED)
    assert play.state.nodes[CANDIDATE].status is (Status.LEFT if held else Status.ACTIVE)
    assert all(balance(play.state, node) == 2 * PARAMS.join_deposit + SHARE for node in ATTESTORS)
    assert balance(play.state, CANDIDATE) == PARAMS.join_deposit


@pytest.mark.parametrize("first", ["a", "z"])
def test_of_two_candidates_with_one_key_the_lower_id_has_it(first: str) -> None:
    """Whatever the ids of their jobs; the others' attestors are paid as well."""
    state = confirmed(enrolling(candidate="n", endorsement=b"shared"))
    second = evolve(state.jobs[JOB], terms=Join(candidate=NodeId(first), deposit=PARAMS.join_deposit, tau=4))
    twin = there(first, Status.JOINING, b"shared")
    both = evolve(state, nodes=state.nodes.set(NodeId(first), twin)).with_job(JobId(f"{first} too"), second)
    after = tick(PARAMS, both, bytes(32), b"")
    outcomes = {job.terms.candidate: job.outcome for job in after.jobs.values() if isinstance(job.terms, Join)}
    assert outcomes[NodeId(min(first, "n"))] is Outcome.ADMITTED
    assert outcomes[NodeId(max(first, "n"))] is Outcome.DUPLICATE
    paid = dict.fromkeys(ATTESTORS, PARAMS.join_deposit + SHARE)
    assert [dict(job.payouts) for job in after.jobs.values()] == [paid, paid]
