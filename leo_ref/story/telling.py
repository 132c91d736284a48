"""What happened, in plain words, and by what it was proved: read off two states of the ledger in a row."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from leo_ref.rules.committee import monitors, weight
from leo_ref.state.job import Heard, Job, Outcome, Part, Stage, Task
from leo_ref.state.ledger import State
from leo_ref.story.cast import Cast
from leo_ref.values import CREDIT, LEO, NodeId


@frozen
class Step:
    """One thing that happened, and what proves it to whom."""

    what: str
    proof: str


def leo(units: int) -> str:
    """An amount in LEO, to the unit."""
    whole, rest = divmod(abs(units), LEO)
    return f"{'-' if units < 0 else ''}{whole}.{rest:08d} LEO"


def credits_of(units: int) -> str:
    """A credit, to the unit."""
    return f"{units // CREDIT}.{units % CREDIT:06d} credits"


def short(octets: bytes) -> str:
    """The first digits of a digest."""
    return f"{octets.hex()[:12]}…"


def told(actors: Cast, before: State, after: State) -> Iterator[Step]:
    """The steps that lead from one state to the next."""
    for service in sorted(name for name in after.services if name not in before.services):
        offer = after.services[service].offer
        yield Step(
            f"Bob offers a service at {leo(offer.price)}. Its code is sealed; the digest is {short(offer.code)}",
            "Bob's Ed25519 signature; digest and commitment tie him to this code and its key",
        )
    for name in sorted(after.jobs):
        job, earlier = after.jobs[name], before.jobs.get(name)
        if not isinstance(job.terms, Task):
            yield from told_of_join(actors, after, earlier, job, job.terms.candidate)
        elif earlier is None:
            yield posted(after, job, job.terms)
        else:
            yield from told_of_draw(actors, earlier, job)
            yield from told_of_work(earlier, job)
            yield from told_of_end(actors, earlier, job)


def members(actors: Cast, job: Job) -> str:
    """The group with its votes, in the order of the story's names."""
    named = sorted(((actors.called(node), place.j) for node, place in job.group.items()), key=lambda pair: pair[0])
    return ", ".join(f"{who} (j = {votes})" for who, votes in sorted(named, key=lambda pair: len(pair[0])))


def told_of_join(actors: Cast, state: State, before: Job | None, job: Job, candidate: NodeId) -> Iterator[Step]:
    """What happened to the newcomer's join."""
    if before is None:
        yield Step(
            f"A new machine asks to become a node, with a deposit of {leo(job.terms.deposit)}. "
            f"{len(job.snapshot)} nodes may be drawn to look at it",
            "its Ed25519 signature; its attestation key is registered by name (SOFTWARE: there is no TPM)",
        )
    elif before.stage is Stage.APPLY and job.stage is Stage.CONFIRM:
        yield Step(
            f"{len(job.group)} attestors were drawn: {members(actors, job)}",
            "the VRF proof of each (RFC 9381) over the hash of the block with the join, checked by the ledger",
        )
    elif before.outcome is None and job.outcome is not None:
        yield Step(
            f"The join ends: {job.outcome.value}. The newcomer has {credits_of(state.nodes[candidate].credit)}; "
            f"{len(job.verdicts)} attestors confirmed",
            "signed verdicts, each with a SOFTWARE quote that answers the attestor's own VRF nonce",
        )


def posted(state: State, job: Job, task: Task) -> Step:
    """Alice's task is on the ledger."""
    return Step(
        f"Alice posts a picture, sealed, for {leo(task.payment)}: minimum credit "
        f"{credits_of(task.requirement.min_credit)}, no network, wipe. {len(job.snapshot)} of {len(state.nodes)} "
        "nodes may be drawn",
        f"Alice's signature; the payment is in escrow; the seed of the draw is this block's hash, {short(job.seed)}, "
        "which nobody knew when she signed",
    )


def told_of_draw(actors: Cast, before: Job, job: Job) -> Iterator[Step]:
    """Rounds, group and election."""
    if job.round > before.round:
        yield Step(
            f"Too few nodes were drawn; round {job.round} opens", f"its seed is a new block's hash, {short(job.seed)}"
        )
    if job.stage is Stage.READY and before.stage is Stage.APPLY:
        yield Step(
            f"{len(job.group)} nodes were drawn: {members(actors, job)}",
            "the VRF proof of each over block hash, task and round; the ledger computed each j in exact arithmetic",
        )
        yield Step(
            f"{actors.called(str(job.executor)).capitalize()} is the executor, the other {len(monitors(job))} monitor",
            "highest j, then lowest random value: every member elects from the same closed group",
        )


def told_of_work(before: Job, job: Job) -> Iterator[Step]:
    """Readiness, keys, the run."""
    if job.ready and not before.ready:
        yield Step(
            f"{len(job.ready)} monitors found the executor as the task wants it, before any key moved "
            f"(J {weight(job, job.ready)} of {weight(job, monitors(job))})",
            "their signed statements over executor, encryption key and quote; the quotes are SOFTWARE evidence",
        )
    owners = {Part.TASK: "Alice", Part.SERVICE: "Bob"}
    released = " and ".join(owner for part, owner in owners.items() if part in job.keys and part not in before.keys)
    if released:
        yield Step(
            f"{released} looked at draw, election and statements, and let the key go to the executor",
            "every proof checked once more by each owner; the key is sealed to the executor's X25519 key "
            "(SOFTWARE: in the real thing an RSA key that only the measured TPM opens)",
        )
    if job.requested is not None and before.requested is None:
        yield Step(
            f"The job ran, every monitor looked in meanwhile, all traces are gone; the sealed result is "
            f"{short(job.requested)}",
            "the job log: image, container, code, data, keys, result, wipe (SOFTWARE, and no container yet: the "
            "picture was turned grey by integer arithmetic in this process)",
        )


def told_of_end(actors: Cast, before: Job, job: Job) -> Iterator[Step]:
    """Verdicts and outcome."""
    said = sorted(node for node in job.verdicts if node not in before.verdicts)
    if said:
        verdicts = ", ".join(sorted({job.verdicts[node].value for node in said}))
        yield Step(
            f"{len(said)} monitors confirm: {verdicts}",
            "each verdict carries the answers to three nonces of the monitor's own VRF (before, during, after); the "
            "ledger appraised them again",
        )
    if job.outcome is None or before.outcome is not None:
        return
    if job.outcome is Outcome.DONE:
        passed = weight(job, [node for node, heard in job.verdicts.items() if heard is Heard.PASS])
        yield Step(
            f"The task is DONE. {leo(before.escrow)} leave escrow: Bob, {actors.called(str(job.executor))} and "
            f"{len(monitors(job))} monitors are paid",
            f"a quorum: J {passed} of {weight(job, monitors(job))} said PASS",
        )
    else:
        yield Step(f"The task ends: {job.outcome.value}", "the rules of §11; §12 says who pays")
