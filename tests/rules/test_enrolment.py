"""Joining (§5): who may ask, what attestors and candidate post, and how a join ends."""

from __future__ import annotations

from typing import Final

import pytest
from attrs import evolve
from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.state.credential import Credential, Opening
from leo_ref.core.state.evidence import Evidence, Phase
from leo_ref.core.state.job import NO_ENCRYPTION_KEYS, Job, Join, Outcome, Place, Stage
from leo_ref.core.state.ledger import Account, State
from leo_ref.core.state.node import LIVE, Identity, Node, Status
from leo_ref.core.state.transaction import (
    AnswerCredential,
    Body,
    ChallengeCandidate,
    ConfirmCandidate,
    JoinNode,
    Leave,
    PublishLog,
    Show,
)
from leo_ref.core.values import AccountId, JobId, NodeId
from leo_ref.ledger import execute, tick
from leo_ref.rules.duty import Duty, attestor_duty, candidate_duties
from tests.course.scene import JOB
from tests.course.symbols import FAIL, PASS, RIGHT, WRONG, Symbols, evidence

PARAMS: Final = Parameters(
    join_deposit=23,
    join_fee=4,
    monitor_reward=2,
    monitor_penalty=5,
    absence_penalty=3,
    enrol_window=3,
    confirm_window=6,
)
CANDIDATE: Final = NodeId("c")
FEE: Final = 4
"""Of the one round of the draw."""
SHARE: Final = (23 - FEE) // 3
ATTESTORS: Final = {"m1": 3, "m2": 2, "m3": 4}
"""None is a quorum alone, any two are."""


def who(name: str, endorsement: bytes | None = None) -> Identity:
    return Identity(
        owner=AccountId(name),
        endorsement_key=name.encode() if endorsement is None else endorsement,
        attestation_key=b"",
        vrf_key=bytes(32),
    )


def there(name: str, status: Status, endorsement: bytes | None = None) -> Node:
    identity = who(name, endorsement)
    credit = PARAMS.total_credit // len(ATTESTORS) if status is Status.ACTIVE else 0
    return Node(identity=identity, endorsement=identity.endorsement_key, status=status, credit=credit, since=0)


def ledger(**nodes: Node) -> State:
    everybody = {NodeId(name): node for name, node in nodes.items()}
    return State(
        height=0,
        block_hash=bytes(32),
        beacon=b"",
        accounts=Map({AccountId(name): Account(PARAMS.join_deposit) for name in (*nodes, CANDIDATE, "d")}),
        nodes=Map(everybody),
    )


def members() -> dict[str, Node]:
    return {name: there(name, Status.ACTIVE) for name in ATTESTORS}


def enrolling(candidate: str = CANDIDATE, endorsement: bytes | None = None) -> State:
    """The ledger after the tick that closed a join's group."""
    keys = NO_ENCRYPTION_KEYS
    group = {NodeId(node): Place(j=j, beta=bytes(64), encryption_keys=keys) for node, j in ATTESTORS.items()}
    job = Job(
        terms=Join(candidate=NodeId(candidate), deposit=PARAMS.join_deposit, tau=4),
        stage=Stage.ENROL,
        round=1,
        deadline=PARAMS.enrol_window + PARAMS.answer_window,
        escrow=PARAMS.join_deposit * (1 + len(group)),
        group=Map(group),
    )
    nodes = {**members(), candidate: there(candidate, Status.JOINING, endorsement)}
    return ledger(**nodes).with_job(JOB, job)


class Play:
    """A ledger to which transactions are sent."""

    def __init__(self, state: State) -> None:
        self.state = state

    @property
    def job(self) -> Job:
        return self.state.jobs[JOB]

    def refused(self, sender: str, body: Body, name: str = "") -> Code | None:
        """The code with which a transaction is refused; None where it applied."""
        after = execute(PARAMS, Symbols(), self.state, AccountId(sender), name, body)
        if isinstance(after, Rejection):
            return after.code
        self.state = after
        return None

    def send(self, sender: str, *bodies: Body) -> None:
        for body in bodies:
            assert self.refused(sender, body) is None

    def end_blocks(self, count: int = 1) -> None:
        for _ in range(count):
            self.state = tick(PARAMS, self.state, bytes(32), bytes([self.state.height + 1]))

    def end_stage(self) -> None:
        """Blocks until the join stands elsewhere."""
        stage = self.job.stage
        while self.job.stage is stage:
            self.end_blocks()


def challenged(attestor: str, *, junk: bool = False) -> ChallengeCandidate:
    return ChallengeCandidate(job=JOB, credential=Credential(blob=b"junk" if junk else attestor.encode(), secret=b""))


def answered(attestor: str, answer: bytes = RIGHT) -> AnswerCredential:
    return AnswerCredential(job=JOB, attestor=NodeId(attestor), answer=answer)


def opened(attestor: str) -> ConfirmCandidate:
    return ConfirmCandidate(job=JOB, opening=Opening(seed=attestor.encode(), randomness=b""))


def shown(quote: bytes = PASS, signer: str = CANDIDATE) -> Show:
    return Show(job=JOB, evidence=evidence(signer, Phase.BEFORE, None, quote))


def enrolled(*asking: str, answer: bytes | None = RIGHT) -> Play:
    """A join in CONFIRM: these attestors asked, and were answered so."""
    play = Play(enrolling())
    for attestor in asking:
        play.send(attestor, challenged(attestor))
        if answer is not None:
            play.send(CANDIDATE, answered(attestor, answer))
    play.send(CANDIDATE, shown())
    play.end_stage()
    return play


def balance(state: State, name: str) -> int:
    return state.balance(AccountId(name))


# --- asking to join -------------------------------------------------------------------------------------------------


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


# --- the log of a boot ----------------------------------------------------------------------------------------------


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


# --- ENROL ----------------------------------------------------------------------------------------------------------


def test_challenges_come_in_the_first_part_and_once() -> None:
    play = Play(enrolling())
    assert play.refused("m1", evolve(challenged("m1"), job=JobId("other"))) is Code.NO_SUCH_JOB
    assert play.refused(CANDIDATE, challenged("m1")) is Code.NOT_A_MONITOR
    play.send("m1", challenged("m1", junk=True))
    assert play.refused("m1", challenged("m1")) is Code.ALREADY_CHALLENGED
    play.end_blocks(PARAMS.enrol_window - 1)
    play.send("m2", challenged("m2"))
    play.end_blocks()
    assert play.refused("m3", challenged("m3")) is Code.CHALLENGES_OVER
    play.send(CANDIDATE, shown())
    play.end_stage()
    assert play.refused("m3", challenged("m3")) is Code.WRONG_STAGE


def test_answers_come_once_and_only_from_the_candidate() -> None:
    play = Play(enrolling())
    play.send("m1", challenged("m1"))
    assert play.refused("m1", answered("m1")) is Code.NOT_CANDIDATE
    assert play.refused(CANDIDATE, answered("m2")) is Code.NOT_CHALLENGED
    play.send(CANDIDATE, answered("m1", WRONG))
    assert play.refused(CANDIDATE, answered("m1")) is Code.NOT_CHALLENGED
    assert play.job.answers == Map({NodeId("m1"): WRONG})


def test_an_answer_counts_up_to_the_last_block() -> None:
    play = Play(enrolling())
    play.end_blocks(PARAMS.enrol_window - 1)
    play.send("m1", challenged("m1"))
    play.end_blocks(PARAMS.answer_window)
    play.send(CANDIDATE, answered("m1"), shown())
    play.end_blocks()
    assert play.job.stage is Stage.CONFIRM
    assert play.job.deadline == play.state.height + PARAMS.confirm_window


EVIDENCE: Final[dict[Code, Evidence]] = {
    Code.OTHER_QUESTION: evidence(CANDIDATE, Phase.BEFORE, NodeId("m1"), PASS),
    Code.QUESTION_FORGED: evidence(CANDIDATE, Phase.BEFORE, None, PASS, asks=b"m1"),
    Code.EVIDENCE_NOT_SIGNED: evidence("m1", Phase.BEFORE, None, PASS),
    Code.EVIDENCE_FAILS: evidence(CANDIDATE, Phase.BEFORE, None, FAIL),
}


@pytest.mark.parametrize("code", EVIDENCE)
def test_what_is_shown_must_pass(code: Code) -> None:
    play = Play(enrolling())
    assert play.refused(CANDIDATE, Show(job=JOB, evidence=EVIDENCE[code])) is code
    assert play.refused("m1", shown()) is Code.NOT_CANDIDATE
    play.send(CANDIDATE, shown())
    assert play.refused(CANDIDATE, shown()) is Code.ALREADY_SHOWN


def test_enrolment_lasts_to_its_end_and_nothing_shown_is_refused() -> None:
    play = Play(enrolling())
    play.send("m1", challenged("m1"))
    play.send(CANDIDATE, answered("m1"))
    play.end_blocks(PARAMS.enrol_window + PARAMS.answer_window - 1)
    assert play.job.stage is Stage.ENROL
    credit = play.state.nodes[NodeId("m2")].credit
    play.end_blocks()
    assert play.job.outcome is Outcome.REFUSED
    assert play.state.burned == PARAMS.join_deposit - SHARE
    got = [balance(play.state, node) - 2 * PARAMS.join_deposit for node in ATTESTORS]
    assert got == [SHARE, 0, 0], "who challenged has worked"
    assert play.state.nodes[NodeId("m1")].credit > credit > play.state.nodes[NodeId("m2")].credit


# --- CONFIRM --------------------------------------------------------------------------------------------------------


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


# --- one key, one node ----------------------------------------------------------------------------------------------


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


# --- duties ---------------------------------------------------------------------------------------------------------


def test_what_is_owed_when() -> None:
    play, m1 = Play(enrolling()), NodeId("m1")
    assert attestor_duty(PARAMS, 0, play.job, m1) is Duty.CHALLENGE_CANDIDATE
    assert attestor_duty(PARAMS, 0, play.job, CANDIDATE) is None
    assert attestor_duty(PARAMS, PARAMS.enrol_window, play.job, m1) is None
    assert list(candidate_duties(play.job)) == [(Duty.SHOW, None)]
    play.send("m1", challenged("m1"))
    assert attestor_duty(PARAMS, 0, play.job, m1) is None
    assert list(candidate_duties(play.job)) == [(Duty.SHOW, None), (Duty.ANSWER_CREDENTIAL, m1)]
    play.send(CANDIDATE, shown(), answered("m1"))
    assert list(candidate_duties(play.job)) == []
    play.end_stage()
    assert attestor_duty(PARAMS, play.state.height, play.job, m1) is Duty.CONFIRM_CANDIDATE
    assert attestor_duty(PARAMS, play.state.height, play.job, NodeId("m2")) is None
    play.send("m1", opened("m1"))
    assert attestor_duty(PARAMS, play.state.height, play.job, m1) is None
