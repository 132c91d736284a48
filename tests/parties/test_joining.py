"""What attestors and candidates of a join post (§5): the same after a crash, once to each, and nothing out of place."""

from __future__ import annotations

import pytest
from attrs import evolve, field, frozen
from immutables import Map

from leo_ref.attestation.identity.challenge import answer_of, recomputed
from leo_ref.core.keys import Keys
from leo_ref.core.parameters import Parameters
from leo_ref.core.state.credential import Credential
from leo_ref.core.state.job import Job, Stage
from leo_ref.core.state.transaction import AnswerCredential, ChallengeCandidate, ConfirmCandidate, Show
from leo_ref.core.values import Digest, NodeId
from leo_ref.ledger import Deployment
from leo_ref.parties import attestor, candidate
from leo_ref.parties.candidate import Candidate
from leo_ref.parties.chain import Chain
from leo_ref.parties.position import Position
from leo_ref.software.endorsement import activated
from leo_ref.software.machine import SoftwareMachine
from leo_ref.software.verifiers import SoftwareVerifiers
from tests.ledger.participants import deployment
from tests.software.one_task import ANOTHER_JOB, EXECUTOR, JOB, JOIN_JOB, MONITOR, OTHER, STATE, software

VERIFIERS = SoftwareVerifiers()
DEPLOYMENT: Deployment = deployment(Parameters())
OPEN: Job = evolve(JOIN_JOB, deadline=STATE.height + 8)
ME, SUBJECT = NodeId(MONITOR.name), NodeId(EXECUTOR.name)


def position(keys: Keys = MONITOR, job: Job = OPEN) -> Position:
    """A party's place in the join, and in the same join under another name."""
    state = evolve(STATE, jobs=Map({JOB: job, ANOTHER_JOB: job}))
    return Position(keys, Chain(deployment=DEPLOYMENT, verifiers=VERIFIERS, state=state), JOB)


def challenged() -> Job:
    """The join with the attestor's credential."""
    body = attestor.body(position())
    assert isinstance(body, ChallengeCandidate)
    return evolve(OPEN, credentials=Map({ME: body.credential}))


def test_an_attestor_makes_one_credential_and_tells_later_what_it_was_made_of() -> None:
    job = challenged()
    assert attestor.body(position()) == attestor.body(position())
    assert attestor.body(position(job=job)) is None
    sent = attestor.body(position(job=evolve(job, stage=Stage.CONFIRM)))
    assert isinstance(sent, ConfirmCandidate)
    about = VERIFIERS.challenge(position(job=job).chain.state, JOB, ME)
    secret = recomputed(about, job.credentials[ME], sent.opening)
    assert isinstance(secret, bytes)
    assert secret == activated(EXECUTOR.endorsement, software(EXECUTOR).attestation_key, job.credentials[ME])
    assert VERIFIERS.right_answer(position(job=job).chain.state, JOB, ME, sent.opening) == answer_of(about, secret)


def test_openings_of_other_joins_and_of_others_are_others() -> None:
    state = position().chain.state
    here, there = (VERIFIERS.challenge(state, name, ME) for name in (JOB, ANOTHER_JOB))
    openings = [attestor.opening(position(), about) for about in (here, there)]
    openings.append(attestor.opening(position(OTHER), here))
    assert len({opening.seed for opening in openings}) == len({opening.randomness for opening in openings}) == 3


def test_an_attestor_says_nothing_too_late_twice_or_without_a_credential() -> None:
    late = evolve(OPEN, deadline=STATE.height + DEPLOYMENT.parameters.answer_window)
    assert attestor.body(position(job=late)) is None
    confirming = evolve(challenged(), stage=Stage.CONFIRM)
    mine = frozenset({ME})
    for job in (evolve(confirming, confirmed=mine), evolve(confirming, provers=mine), evolve(confirming, liars=mine)):
        assert attestor.body(position(job=job)) is None
    assert attestor.body(position(job=evolve(OPEN, stage=Stage.CONFIRM))) is None
    assert attestor.body(position(EXECUTOR)) is None


def test_a_candidate_shows_itself_and_answers_each_credential_once() -> None:
    job = challenged()
    there = position(EXECUTOR, job)
    machine, own = candidate.worked(there, software(EXECUTOR), Candidate())
    bodies = list(candidate.bodies(there, own))
    assert [type(body) for body in bodies] == [Show, AnswerCredential]
    _, again = candidate.worked(there, machine, own)
    assert again == own
    (answer,) = (body.answer for body in bodies if isinstance(body, AnswerCredential))
    (shown,) = (body.evidence for body in bodies if isinstance(body, Show))
    done = evolve(job, shown=shown, answers=Map({ME: answer}))
    assert list(candidate.bodies(position(EXECUTOR, done), own)) == []


@pytest.mark.parametrize("who", [MONITOR, OTHER])
def test_nobody_else_works_as_the_candidate(who: Keys) -> None:
    there = position(who, challenged())
    assert candidate.worked(there, software(who), Candidate())[1] == Candidate()
    assert list(candidate.bodies(there, Candidate())) == []


def test_a_credential_that_its_machine_does_not_open_is_not_answered() -> None:
    """Whoever posted it has made it for other keys, or of nothing."""
    job = challenged()
    cut = evolve(job.credentials[ME], blob=job.credentials[ME].blob[:-1])
    there = position(EXECUTOR, evolve(job, credentials=Map({ME: cut})))
    _, own = candidate.worked(there, software(EXECUTOR), Candidate())
    assert own.answers == Map()
    assert [type(body) for body in candidate.bodies(there, own)] == [Show]


@frozen(kw_only=True)
class Forgetful(SoftwareMachine):
    """Its TPM refuses what it is asked first."""

    asked: list[Credential] = field(factory=list)

    def activated(self, credential: Credential) -> Digest | None:
        """What it finds, the second time."""
        self.asked.append(credential)
        return super().activated(credential) if len(self.asked) > 1 else None


def test_a_tpm_that_refused_is_asked_again_as_long_as_enrolment_lasts() -> None:
    job = challenged()
    machine = Forgetful(keys=EXECUTOR, program=lambda code, _data: code)
    over = position(EXECUTOR, evolve(job, stage=Stage.CONFIRM))
    _, own = candidate.worked(position(EXECUTOR, job), machine, Candidate())
    assert [type(body) for body in candidate.bodies(position(EXECUTOR, job), own)] == [Show]
    assert candidate.worked(over, machine, own)[1] == own
    assert len(machine.asked) == 1, "nobody waits for it any more"
    _, own = candidate.worked(position(EXECUTOR, job), machine, own)
    assert [type(body) for body in candidate.bodies(position(EXECUTOR, job), own)] == [Show, AnswerCredential]
    candidate.worked(position(EXECUTOR, job), machine, own)
    assert len(machine.asked) == 2, "it has answered for good"
