"""The honest parties of a join: candidate and attestors (``Candidacy!HonestStep``)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import evolve
from immutables import Map

from leo_ref.core.state.evidence import Phase
from leo_ref.core.state.job import Job, Join
from leo_ref.core.state.transaction import Body, ChallengeCandidate, ConfirmCandidate
from leo_ref.parties.candidate import Candidate
from leo_ref.parties.node import AT_FIRST
from leo_ref.rules.committee import monitors
from leo_ref.speccheck.actions import candidacy
from leo_ref.speccheck.actions.attestation import honest
from leo_ref.speccheck.concretion import credential
from leo_ref.speccheck.model import Act, Model
from leo_ref.speccheck.roles.place import node
from leo_ref.speccheck.roles.post import Post, post_of
from leo_ref.speccheck.symbolic import evidence, opening_of
from leo_ref.speccheck.world import World

MADE: Final = credential("made")


def allowed(model: Model, world: World, job: Job, join: Join) -> Iterator[tuple[Post, Act]]:
    """What the specification has for honest parties, whether it can be done now or not."""
    for each in monitors(job):
        if honest(world, each):
            yield Post(each, "challenge_candidate"), candidacy.give_credential(model, each, "made")
            yield Post(each, "confirm_candidate"), candidacy.give_opening(model, each, "true")
    if honest(world, join.candidate):
        yield Post(join.candidate, "show"), candidacy.give_sight(model)
        for each in monitors(job):
            yield Post(join.candidate, "answer_credential", each), candidacy.give_reply(model, each, "right")


def posted(model: Model, world: World, job: Job, join: Join) -> Iterator[tuple[Post, Body]]:
    """What the honest parties post now, with symbols for what they make and keep."""
    for each in monitors(job):
        if honest(world, each):
            for body in node(model, world, model.joined, each, AT_FIRST):
                yield post_of(each, body), _symbolic(body)
    if honest(world, join.candidate):
        # A TPM opens what was made for it, and nothing else.
        answers = Map({each: b"right" for each, given in job.credentials.items() if given == MADE})
        shown = evidence(model.joined, job.round, Phase.BEFORE, None, "pass")
        work = evolve(AT_FIRST, candidate=Candidate(shown=shown, answers=answers))
        for body in node(model, world, model.joined, join.candidate, work):
            yield post_of(join.candidate, body), body


def _symbolic(body: Body) -> Body:
    match body:
        case ChallengeCandidate():
            return evolve(body, credential=MADE)
        case ConfirmCandidate():
            return evolve(body, opening=opening_of("true"))
        case _:
            return body
