"""What happened, in plain words, and by what it was proved: read off two states of the ledger in a row."""

from __future__ import annotations

from collections.abc import Iterator

from leo_ref.attestation.appraisal.kinds import Software
from leo_ref.core.state import job as jobs
from leo_ref.core.state.job import Job, Task
from leo_ref.core.state.ledger import State
from leo_ref.core.values import NodeId
from leo_ref.demo.ending import steps_of_end
from leo_ref.demo.participants import Participants
from leo_ref.demo.phrases import credits_of, leo, short
from leo_ref.demo.setup import Setup
from leo_ref.demo.step import Step
from leo_ref.demo.words import REAL, SOFTWARE, Words
from leo_ref.demo.working import steps_of_keys, steps_of_lies, steps_of_proofs, steps_of_run
from leo_ref.ledger import Block
from leo_ref.rules.committee import monitors
from leo_ref.rules.verifiers import Verifiers
from leo_ref.sealing.imprint import payload_digest


def steps_of(
    actors: Participants, setup: Setup, verifiers: Verifiers, before: State, after: State, block: Block
) -> Iterator[Step]:
    """The steps that lead from one state to the next, by a block."""
    words = SOFTWARE if isinstance(setup.evidence, Software) else REAL
    for service in sorted(name for name in after.services if name not in before.services):
        offer = after.services[service].offer
        yield Step(
            f"Bob offers a service at {leo(offer.price)}. Its code is sealed; the digest is "
            f"{short(payload_digest(offer.code))}",
            "Bob's Ed25519 signature; digest and commitment tie him to this code and its key",
        )
    for name in sorted(after.jobs):
        job, earlier = after.jobs[name], before.jobs.get(name)
        if not isinstance(job.terms, Task):
            yield from steps_of_join(actors, words, after, earlier, job, job.terms.candidate)
        elif earlier is None:
            yield posted(setup, job, job.terms) if job.terms.owner == actors.alice.name else lured(job, job.terms)
        elif job.terms.owner != actors.alice.name:
            yield from steps_of_decoy(earlier, job)
        else:
            yield from steps_of_draw(actors, after, earlier, job)
            yield from steps_of_keys(actors, words, earlier, job)
            yield from steps_of_run(actors, words, earlier, job)
            yield from steps_of_proofs(actors, verifiers, before, name, job, block)
            yield from steps_of_lies(actors, earlier, job)
            yield from steps_of_end(actors, earlier, job)


def members(actors: Participants, job: Job) -> str:
    """The group with its votes, in the order of the story's names."""
    named = sorted(((actors.called(node), place.j) for node, place in job.group.items()), key=lambda pair: pair[0])
    return ", ".join(f"{who} (j = {votes})" for who, votes in sorted(named, key=lambda pair: len(pair[0])))


def steps_of_join(
    actors: Participants, words: Words, state: State, before: Job | None, job: Job, candidate: NodeId
) -> Iterator[Step]:
    """What happened to the newcomer's join."""
    if before is None:
        yield Step(
            f"A new machine asks to become a node, with a deposit of {leo(job.terms.deposit)}",
            f"its Ed25519 signature; {words.keys}",
        )
        return
    for node in sorted(job.liars - before.liars):
        yield Step(
            f"{actors.called(node).capitalize()} lies: it loses credit now, and its deposit at the end",
            "what it opens makes another credential than the one that it posted",
        )
    for node in sorted(job.provers - before.provers):
        yield Step(
            f"{actors.called(node).capitalize()} opens its credential, and the newcomer did not",
            "the credential, made again by everybody; the newcomer gave another answer than its secret",
        )
    if before.stage is jobs.Stage.POSTED and job.stage is jobs.Stage.APPLY:
        yield Step(f"The draw for its attestors opens: {len(job.snapshot)} nodes may be drawn", opens(job))
    elif before.stage is jobs.Stage.APPLY and job.stage is jobs.Stage.ENROL:
        yield Step(
            f"{len(job.group)} attestors were drawn: {members(actors, job)}",
            "the VRF proof of each (RFC 9381) over the beacon of the block that opened the draw, checked by the ledger",
        )
    elif before.stage is jobs.Stage.ENROL and job.stage is jobs.Stage.CONFIRM:
        yield Step(
            f"{len(job.credentials)} attestors challenged the newcomer, which answered {len(job.answers)} of them",
            f"credentials for its endorsement key and the name of its attestation key; {words.quotes}",
        )
    elif before.outcome is None and job.outcome is not None:
        yield Step(
            f"The join ends: {job.outcome.value}. The newcomer has {credits_of(state.nodes[candidate].credit)}; "
            f"{len(before.confirmed)} attestors confirmed",
            "each credential, made again by everybody from the seed that its attestor published",
        )


def posted(setup: Setup, job: Job, task: Task) -> Step:
    """Alice's task is on the ledger."""
    chosen = "; the story has all keys, and chose Alice's limit on the result so that ten are drawn"
    return Step(
        f"Alice posts a picture, sealed, for {leo(task.payment)}: minimum credit "
        f"{credits_of(task.requirement.min_credit)}, no network, wipe",
        f"Alice's signature; the payment is in escrow; the draw opens with the block at height {job.deadline}, whose "
        f"beacon only its producer knows beforehand{chosen if setup.is_chosen else ''}",
    )


def lured(job: Job, task: Task) -> Step:
    """Another task is on the ledger, on the same service."""
    return Step(
        f"Mallory posts a task for {leo(task.payment)}, that is to keep the nodes busy",
        f"Mallory's signature; the draw opens with the block at height {job.deadline}",
    )


def steps_of_decoy(before: Job, job: Job) -> Iterator[Step]:
    """What became of the other task."""
    if job.executor is not None and before.executor is None:
        yield Step(
            f"{len(job.group)} nodes were drawn for Mallory's task, which keeps them busy",
            "their places on the ledger; they weigh in Alice's draw all the same, and Mallory's weigh no more",
        )
    if job.outcome is not None and before.outcome is None:
        yield Step(f"Mallory's task ends: {job.outcome.value}", "Mallory pays all who were drawn; they are free again")


def opens(job: Job) -> str:
    """What a round is drawn with."""
    return f"the beacon of this block, {short(job.beacon)}, which its producer proved by its VRF key"


def steps_of_draw(actors: Participants, state: State, before: Job, job: Job) -> Iterator[Step]:
    """Rounds, group and election."""
    if job.round > before.round:
        first = f"The draw opens: {len(job.snapshot)} of {len(state.nodes)} nodes weigh in it"
        yield Step(first if job.round == 1 else f"Too few nodes were drawn; round {job.round} opens", opens(job))
    if job.stage is jobs.Stage.READY and before.stage is jobs.Stage.APPLY:
        yield Step(
            f"{len(job.group)} nodes were drawn: {members(actors, job)}",
            "the VRF proof of each over beacon, task, round and node; the ledger computed each j in exact arithmetic",
        )
        yield Step(
            f"{actors.called(str(job.executor)).capitalize()} is the executor, the other {len(monitors(job))} monitor",
            "highest j, then lowest random value: every member elects from the same closed group",
        )
