"""Vectors on who may claim a place (§6): each condition at its edge, and what is wrong in two ways."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from attrs import evolve
from immutables import Map

from leo_ref.core.state.job import NO_ENCRYPTION_KEYS, Job, Place, Stage, Task
from leo_ref.core.state.ledger import Account, State
from leo_ref.core.state.node import Status
from leo_ref.core.state.transaction import Apply
from leo_ref.core.values import CREDIT, JobId, ServiceId
from leo_ref.vectors.case import Cases, Family
from leo_ref.vectors.ledger.deployment import ALICE, NODES, start, task
from leo_ref.vectors.ledger.lookback import IN_TIME, LOOKBACK, beginning, post
from leo_ref.vectors.participants import seed
from leo_ref.vectors.story import Story

ACTION: Final = "Selection!Apply"
OTHER: Final = JobId(seed("another job").hex())

Change = Callable[[State, JobId], State]


def suspended(state: State, job: JobId) -> State:
    """The node has been suspended."""
    del job
    return _node(state, status=Status.SUSPENDED)


def poor(state: State, job: JobId) -> State:
    """The node has a unit less than the task asks for."""
    del job
    return _node(state, credit=task(ServiceId("")).requirement.min_credit - 1)


def new(state: State, job: JobId) -> State:
    """The node's key came a block too late."""
    return _node(state, since=state.jobs[job].posted - LOOKBACK + 1)


def hers(state: State, job: JobId) -> State:
    """The node answers to Alice."""
    del job
    return _node(state, identity=evolve(state.nodes[IN_TIME.id].identity, owner=ALICE.account))


def own(state: State, job: JobId) -> State:
    """The node has posted the task itself."""
    task = state.jobs[job]
    answering = _node(state, identity=evolve(state.nodes[IN_TIME.id].identity, owner=NODES[0].account))
    assert isinstance(task.terms, Task), "it is a task"
    return answering.with_job(job, evolve(task, terms=evolve(task.terms, owner=IN_TIME.account)))


def busy(state: State, job: JobId) -> State:
    """The node has a place in another job."""
    place = Place(j=1, beta=bytes(64), encryption_keys=NO_ENCRYPTION_KEYS)
    serving = evolve(state.jobs[job], stage=Stage.RUN, group=Map({IN_TIME.id: place}), executor=IN_TIME.id)
    return state.with_job(OTHER, serving)


def broke(state: State, job: JobId) -> State:
    """The node has a unit less than the deposit."""
    account = Account(state.jobs[job].terms.deposit - 1, state.accounts[IN_TIME.account].counter)
    return evolve(state, accounts=state.accounts.set(IN_TIME.account, account))


def lied(state: State, job: JobId) -> State:
    """The node lied in an earlier round."""
    return state.with_job(job, evolve(state.jobs[job], liars=frozenset({IN_TIME.id})))


def left_out(state: State, job: JobId) -> State:
    """The node was not active when the round opened."""
    return state.with_job(job, evolve(state.jobs[job], snapshot=state.jobs[job].snapshot.delete(IN_TIME.id)))


IN_ORDER: Final[tuple[tuple[str, Change, str], ...]] = (
    ("left-out", left_out, "NOT_IN_SNAPSHOT"),
    ("lied", lied, "ALREADY_APPLIED"),
    ("suspended", suspended, "NODE_NOT_ACTIVE"),
    ("poor", poor, "CREDIT_TOO_LOW"),
    ("new", new, "KEY_TOO_NEW"),
    ("hers", hers, "NODE_OF_PARTY"),
    ("busy", busy, "NODE_BUSY"),
    ("broke", broke, "BALANCE_TOO_LOW"),
)
"""What keeps a node out, in the order in which it is asked."""


def _node(state: State, **changes: Any) -> State:  # fields of a node
    changed = evolve(state.nodes[IN_TIME.id], **changes)
    return evolve(state, nodes=state.nodes.set(IN_TIME.id, changed))


def condition_story() -> Family:
    """One drawn node in many states."""
    cases = Cases("ledger/conditions")
    story = Story(cases, evolve(start(), parameters=evolve(start().parameters, lookback=LOOKBACK)))
    story.move_to("beginning", beginning(story.state))
    name = post(story, "task", "the draw opens", [IN_TIME])
    job: Job = story.job(name)
    claim: Apply = IN_TIME.claim(name, job)
    story.fork().send("apply", "nothing is in the way", IN_TIME, claim, "§6", ACTION)
    bare = evolve(claim, certificates=evolve(claim.certificates, task=b""))
    for number, (what, change, code) in enumerate(IN_ORDER):
        state = change(story.state, name)
        story.refuse_in(f"apply-{what}", "one thing is in the way", state, IN_TIME, claim, code, ACTION)
        forged = evolve(claim, proof=b"")
        story.refuse_in(f"apply-{what}-forged", "it is refused, and no lie", state, IN_TIME, forged, code, ACTION)
        if number + 1 < len(IN_ORDER):
            following, more, _ = IN_ORDER[number + 1]
            why = "two things are in the way, and the first is named"
            state = more(state, name)
            story.refuse_in(f"apply-{what}-and-{following}", why, state, IN_TIME, claim, code, ACTION)
    why = "a party, whomever it answers to"
    story.refuse_in("apply-own", why, own(story.state, name), IN_TIME, claim, "NODE_OF_PARTY", ACTION)
    both = evolve(claim, encryption_keys=evolve(claim.encryption_keys, service=claim.encryption_keys.task))
    why = "the deposit is asked for before the keys"
    state = broke(story.state, name)
    story.refuse_in("apply-broke-and-key-for-both", why, state, IN_TIME, both, "BALANCE_TOO_LOW", ACTION)
    story.refuse("apply-key-for-both", "each owner has a key of its own", IN_TIME, both, "KEY_FOR_BOTH", ACTION)
    uncertified = evolve(both, certificates=bare.certificates)
    why = "that the keys are two is asked before the certificates"
    story.refuse("apply-key-for-both-and-no-certificate", why, IN_TIME, uncertified, "KEY_FOR_BOTH", ACTION)
    story.refuse("apply-no-certificate", "no TPM vouches for a key", IN_TIME, bare, "KEY_NOT_CERTIFIED", ACTION)
    why = "a claim without its certificate is refused, and no lie"
    forged = evolve(bare, proof=b"")
    story.refuse("apply-no-certificate-forged", why, IN_TIME, forged, "KEY_NOT_CERTIFIED", ACTION)
    late = evolve(claim, round=job.round + 1)
    why = "the round is asked for first"
    state = left_out(story.state, name)
    story.refuse_in("apply-left-out-and-late", why, state, IN_TIME, late, "WRONG_ROUND", ACTION)
    rich = _node(story.state, credit=70 * 10**6 * 10)
    lie = evolve(claim, proof=NODES[0].claim(name, job).proof)
    poorer = story.fork()
    poorer.move_to("poorer", _node(story.state, credit=110 * CREDIT))
    poorer.send("lie", "a lie costs its penalty, which is more than a tenth", IN_TIME, lie, "§6", ACTION)
    wealthy = story.fork()
    wealthy.move_to("wealthy", rich)
    wealthy.send("lie-of-the-rich", "a lie costs a tenth of much credit", IN_TIME, lie, "§6", ACTION)
    return cases.family("Who may claim a place: each condition, and the order in which they are asked.")
