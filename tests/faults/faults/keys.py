"""Faults of keys, of executing, and of joining and leaving."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import evolve
from immutables import Map

from leo_ref.core.rejections import Rejection
from leo_ref.core.state.job import Job, Outcome, Part, Task
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import ReleaseKey
from leo_ref.core.values import AccountId, JobId, NodeId
from leo_ref.rules import admission, enrolment, release
from leo_ref.rules.verifiers import Verifiers
from tests.faults.faults.fault import ADMISSION, COURSE, DISPUTE, RELEASE, RESULT, TICK, After, fault

sound_join_ends_as = enrolment.join_ends_as
sound_leave = admission.leave
sound_release_key = release.release_key


def the_service_is_blamed(job: Job) -> Outcome:
    del job
    return Outcome.SERVICE_FAULT


def other_owner(part: Part) -> Outcome:
    return Outcome.SERVICE_FAULT if part is Part.TASK else Outcome.OWNER_FAULT


def key_by_anyone(verifiers: Verifiers, state: State, sender: AccountId, body: ReleaseKey) -> After:
    job = state.jobs.get(body.job)
    owner = release.key_owner(job.terms, body.part) if job and isinstance(job.terms, Task) else sender
    return sound_release_key(verifiers, state, owner, body)


def anyone_executes(job: Job, sender: AccountId) -> None:
    del job, sender


def approvals_not_counted(job: Job, nodes: Iterable[NodeId]) -> bool:
    del job, nodes
    return True


def leave_at_any_time(state: State, sender: AccountId) -> After:
    after = sound_leave(evolve(state, jobs=Map()), sender)
    return after if isinstance(after, Rejection) else evolve(after, jobs=state.jobs)


def many_nodes_of_one_key(state: State, height: int) -> frozenset[JobId]:
    del state, height
    return frozenset()


def proof_outvoted(height: int, job: Job) -> Outcome | None:
    return sound_join_ends_as(height, evolve(job, proven=None))


FAULTS: Final = (
    fault(
        "keys without a quorum",
        "keys go to whoever asks",
        COURSE,
        "is_quorum",
        approvals_not_counted,
        "course",
        "keys_need_what_was_shown_and_approved in course",
    ),
    fault(
        "the service is blamed",
        "whoever is silent, the service pays",
        COURSE,
        "missing_key_outcome",
        the_service_is_blamed,
        "end",
        "blame_needs_a_proof in end",
    ),
    fault("the other owner is blamed", "whose key it was", DISPUTE, "owner_fault", other_owner, "end"),
    fault("keys by anyone", "keys go to whoever asks", RELEASE, "release_key", key_by_anyone, "course"),
    fault("anyone executes", "anyone may claim to be executor", RESULT, "as_executor", anyone_executes, "course"),
    fault(
        "leaving a job",
        "a member leaves with its job open",
        ADMISSION,
        "leave",
        leave_at_any_time,
        "course",
        "nobody_leaves_an_open_job in course",
    ),
    fault(
        "many nodes of one key",
        "credit is split over many nodes",
        TICK,
        "held_by_others",
        many_nodes_of_one_key,
        "joins",
        "one_key_one_node in joins",
    ),
    fault(
        "proof outvoted",
        "a majority admits whom it likes",
        TICK,
        "join_ends_as",
        proof_outvoted,
        "joins",
        "done_needs_a_quorum in joins",
    ),
)
