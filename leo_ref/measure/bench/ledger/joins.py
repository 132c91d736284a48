"""The costliest transactions of joins and of nodes that come and go, applied and refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import evolve

from leo_ref.attestation.identity.challenge import answer_of, secret_of
from leo_ref.core.state.evidence import Phase
from leo_ref.core.state.job import Job, Join, Stage
from leo_ref.core.state.ledger import State
from leo_ref.core.state.node import LOG_MOST, Node, Status
from leo_ref.core.state.transaction import AnswerCredential, JoinNode, Leave, PublishLog, Show
from leo_ref.core.values import JobId
from leo_ref.measure.bench.ledger import machine
from leo_ref.measure.bench.ledger.boot import BOOT_LOG
from leo_ref.measure.bench.ledger.cost import CostlyWork
from leo_ref.measure.bench.ledger.places import at, beginning
from leo_ref.measure.bench.ledger.sending import PARAMETERS, applied, work
from leo_ref.vectors.identity.credentials import endorsement_of
from leo_ref.vectors.ledger.deployment import HERS, NEWCOMER
from leo_ref.vectors.participants import seed

KINDS: Final = ("ek_p256", "ek_rsa", "ek_p384")
"""Recorded endorsement keys, one of each kind."""

NAME: Final = JobId(seed("a join").hex())


def membership() -> Iterator[CostlyWork]:
    """Who publishes a log, or leaves, is looked for in every job."""
    state, log = beginning(Stage.READY), PublishLog(log=bytes(LOG_MOST))
    for what, who in (("a node that is free", HERS), ("an executor", at().executor)):
        yield work(f"{what}, the longest log", state, who, log)
        yield work(what, state, who, Leave())


def joining() -> Iterator[CostlyWork]:
    """The longest chains; every node is asked whether it has the key."""
    state = beginning(Stage.READY)
    last, node = list(state.nodes.items())[-1]
    for kind in KINDS:
        body = JoinNode(identity=machine.identity(NEWCOMER, kind))
        yield work(f"the longest chain, {kind}", state, NEWCOMER, body, machine.verifiers())
        held = state.nodes.set(last, evolve(node, endorsement=endorsement_of(kind).digest))
        yield work(f"the key of the last node, {kind}", evolve(state, nodes=held), NEWCOMER, body, machine.verifiers())


def enrolment() -> Iterator[CostlyWork]:
    """Credentials, answers and openings for each kind of endorsement key, and what the candidate shows."""
    verifiers = machine.verifiers()
    attestor, other, _ = at().monitors
    for kind in KINDS:
        state = enrolling(kind)
        challenge = verifiers.challenge(state, NAME, attestor.id)
        asks = attestor.challenges(challenge)
        yield work(f"a credential, {kind}", state, attestor, asks, verifiers)
        state = applied(work("", state, attestor, asks, verifiers))
        yield work(f"a second credential, {kind}", state, attestor, asks, verifiers)
        answer = answer_of(challenge, secret_of(challenge, attestor.opens(challenge).seed))
        answers = AnswerCredential(job=NAME, attestor=attestor.id, answer=answer)
        yield work("an answer", state, NEWCOMER, answers, verifiers)
        state = applied(work("", state, NEWCOMER, answers, verifiers))
        yield work("a second answer", state, NEWCOMER, answers, verifiers)
        state = state.with_job(NAME, evolve(state.jobs[NAME], stage=Stage.CONFIRM))
        opens = attestor.confirms(challenge)
        yield work(f"made again, {kind}", state, attestor, opens, verifiers)
        lie = evolve(opens, opening=evolve(opens.opening, seed=bytes(32)))
        yield work(f"made otherwise: a lie, {kind}", state, attestor, lie, verifiers)
        yield work("no credential", state, other, opens, verifiers)


def candidates() -> Iterator[CostlyWork]:
    """What a candidate shows."""
    state = enrolling("ek_p256")
    for what, log in (("in a join", ()), ("in a join, with a job log", machine.STRAY)):
        piece = machine.shown(state, NAME, state.jobs[NAME], Phase.BEFORE, NEWCOMER, log)
        yield work(what, state, NEWCOMER, Show(job=NAME, evidence=piece), machine.verifiers())


def enrolling(kind: str) -> State:
    """The ledger while a candidate with a key of this kind is challenged by the task's group."""
    state = beginning(Stage.READY)
    node = Node(
        identity=machine.identity(NEWCOMER, kind),
        endorsement=endorsement_of(kind).digest,
        status=Status.JOINING,
        credit=0,
        since=state.height,
        log=BOOT_LOG,
    )
    there = state.jobs[at().name]
    terms = Join(candidate=NEWCOMER.id, deposit=PARAMETERS.join_deposit, tau=PARAMETERS.tau)
    deadline = state.height + PARAMETERS.enrol_window + PARAMETERS.answer_window
    job = Job(
        terms=terms,
        stage=Stage.ENROL,
        round=there.round,
        deadline=deadline,
        beacon=there.beacon,
        escrow=there.escrow,
        snapshot=there.snapshot,
        group=there.group,
    )
    return evolve(state, nodes=state.nodes.set(NEWCOMER.id, node)).with_job(NAME, job)
