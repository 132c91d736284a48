"""Attack 25: a candidate lets itself be refused, and its friends prove in the first block, so that the honest are late.

Whoever challenged has done its work: it is paid and earns credit, also where a proof ends the join before it opened its
credential. So friends take nothing from those whose transactions come a block late.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pytest
from attrs import evolve

from leo_ref.core.rejections import Code
from leo_ref.core.state.evidence import Finding, Phase
from leo_ref.core.state.job import Job, Outcome, Stage
from leo_ref.core.state.transaction import ConfirmCandidate, JoinNode, Show
from leo_ref.core.values import JobId, NodeId
from leo_ref.parties.attestor import opening
from leo_ref.rules import settlement
from tests.attacks.chain import EVERYBODY, FEW, HONEST, Chain, party, shown

CANDIDATE: Final = party("cartel's candidate")
FRIENDS, OTHERS = HONEST[:2], HONEST[2:]
QUICK: Final = evolve(
    FEW,
    tau=EVERYBODY,
    join_floor_numerator=0,
    monitor_reward=3,
    apply_window=2,
    enrol_window=2,
    answer_window=2,
    confirm_window=6,
)


def refused(*, shows: bool = True) -> tuple[Chain, JobId, dict[str, int]]:
    """A join that answers nothing; in the first block in which it may be, the friends prove it. Who has gained what."""
    chain = Chain(QUICK, dict.fromkeys(HONEST, 14), (CANDIDATE,))
    begun = {keys.name: chain.balance(keys) for keys in HONEST}
    name = JobId(chain.must(CANDIDATE, JoinNode(identity=shown(CANDIDATE))))
    chain.until(name, Stage.APPLY)
    assert chain.apply_all(name, HONEST) == list(HONEST)
    chain.until(name, Stage.ENROL)
    for keys in HONEST:
        chain.attest(name, keys)
    if shows:
        chain.must(CANDIDATE, Show(job=name, evidence=chain.evidence(name, Phase.BEFORE, None, Finding.PASS)))
        chain.until(name, Stage.CONFIRM)
        late = chain.verifiers.challenge(chain.state, name, NodeId(OTHERS[0].name))
        body = ConfirmCandidate(job=name, opening=opening(chain.position(name, OTHERS[0]), late))
        for keys in FRIENDS:
            chain.attest(name, keys)
        chain.end_block()
        assert chain.refusal(OTHERS[0], body) is Code.WRONG_STAGE
    else:
        chain.until(name, Stage.SETTLED)
    return chain, name, {keys.name: chain.balance(keys) - begun[keys.name] for keys in HONEST}


@pytest.mark.parametrize("shows", [True, False])
def test_whoever_challenged_is_paid(*, shows: bool) -> None:
    chain, name, gained = refused(shows=shows)
    assert chain.state.jobs[name].outcome is Outcome.REFUSED
    wage = (QUICK.join_deposit - QUICK.join_fee) // len(HONEST)
    assert set(gained.values()) == {wage}
    assert {chain.state.nodes[NodeId(keys.name)].credit for keys in HONEST} == {14}, "all earn alike"


def test_were_only_the_early_paid_the_others_would_work_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def early(job: Job, outcome: Outcome) -> Iterable[NodeId]:
        assert outcome is Outcome.REFUSED
        return job.confirmed | job.provers

    monkeypatch.setattr(settlement, "paid_monitors", early)
    chain, _, gained = refused()
    assert [gained[keys.name] for keys in OTHERS] == [0] * len(OTHERS)
    credit = {keys.name: chain.state.nodes[NodeId(keys.name)].credit for keys in HONEST}
    assert max(credit[keys.name] for keys in OTHERS) < min(credit[keys.name] for keys in FRIENDS)
