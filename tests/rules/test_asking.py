"""Asking to join, and publishing a log (§5): who may, and in which order others are refused."""

from __future__ import annotations

import pytest
from attrs import evolve

from leo_ref.core.rejections import Code
from leo_ref.core.state.job import Outcome
from leo_ref.core.state.ledger import Account
from leo_ref.core.state.node import LIVE, Status
from leo_ref.core.state.transaction import JoinNode, Leave, PublishLog
from leo_ref.core.values import AccountId, JobId, NodeId
from tests.course.scene import JOB
from tests.course.symbols import WRONG
from tests.rules.joins import CANDIDATE, PARAMS, Play, balance, enrolling, ledger, members, there, who


def test_who_may_ask_and_in_which_order_it_is_refused() -> None:
    """Each flaw at a time, mended from the first check to the last."""
    state = ledger(**members()).with_job(JOB, enrolling().jobs[JOB])
    live = there("c", Status.SUSPENDED, b"old")
    poor = state.accounts.set(AccountId("c"), Account(PARAMS.join_deposit - 1))
    play = Play(evolve(state, accounts=poor, nodes=state.nodes.set(CANDIDATE, live)))
    body = JoinNode(identity=who("c", WRONG))
    assert play.refused("c", body, JOB) is Code.ID_TAKEN
    assert play.refused("c", body, "new") is Code.NODE_IS_LIVE
    play.state = evolve(play.state, nodes=play.state.nodes.set(CANDIDATE, evolve(live, status=Status.LEFT)))
    assert play.refused("c", body, "new") is Code.BALANCE_TOO_LOW
    play.state = evolve(play.state, accounts=state.accounts)
    assert play.refused("c", body, "new") is Code.IDENTITY_FAILS
    assert play.refused("c", JoinNode(identity=who("c", b"m1")), "new") is Code.EK_CHANGED
    play.state = evolve(play.state, nodes=play.state.nodes.delete(CANDIDATE))
    assert play.refused("c", JoinNode(identity=who("c", b"m1")), "new") is Code.EK_IN_USE
    assert play.refused("c", JoinNode(identity=who("c")), "new") is None
    assert balance(play.state, "c") == 0
    assert play.state.nodes[CANDIDATE].status is Status.JOINING
    assert play.state.jobs[JobId("new")].escrow == PARAMS.join_deposit


@pytest.mark.parametrize("status", list(Status))
def test_only_who_left_joins_again(status: Status) -> None:
    play = Play(ledger(c=there("c", status)))
    refused = play.refused("c", JoinNode(identity=who("c")), JOB)
    assert refused is (Code.NODE_IS_LIVE if status in LIVE else None)


@pytest.mark.parametrize("status", list(Status))
def test_naming_anothers_key_blocks_nobody(status: Status) -> None:
    """An endorsement key is held by who was admitted, and by nobody who merely names it (attack 16)."""
    play = Play(ledger(v=there("v", status, b"victim's")))
    refused = play.refused("c", JoinNode(identity=who("c", b"victim's")), JOB)
    assert refused is (Code.EK_IN_USE if status in (Status.ACTIVE, Status.SUSPENDED) else None)


def test_a_log_is_published_while_nobody_is_served() -> None:
    play = Play(enrolling())
    assert play.refused("nobody", PublishLog(log=b"log")) is Code.NODE_NOT_LIVE
    assert play.refused("m1", PublishLog(log=b"log")) is Code.NODE_BUSY
    play.send(CANDIDATE, PublishLog(log=b"first"), PublishLog(log=b"second"))
    assert play.state.nodes[CANDIDATE].log == b"second"
    play.end_stage()
    assert play.job.outcome is Outcome.REFUSED
    assert play.state.nodes[CANDIDATE].log == b""
    assert play.refused(CANDIDATE, PublishLog(log=b"log")) is Code.NODE_NOT_LIVE
    play.send("m1", PublishLog(log=b"log"), Leave())
    gone = play.state.nodes[NodeId("m1")]
    assert (gone.status, gone.credit, gone.log) == (Status.LEFT, 0, b"")
