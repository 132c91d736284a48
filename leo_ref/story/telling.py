"""What happened, in plain words, and by what it was proved: read off two states of the ledger in a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from attrs import frozen

from leo_ref.ledger import Block
from leo_ref.rejections import Code, Rejection
from leo_ref.rules.committee import monitors, weight
from leo_ref.rules.verifiers import Verifiers
from leo_ref.sealing.imprint import payload_digest
from leo_ref.state import job as jobs
from leo_ref.state.evidence import Phase
from leo_ref.state.job import Heard, Job, Outcome, Part, Task
from leo_ref.state.ledger import State
from leo_ref.state.transaction import Confirm
from leo_ref.story.cast import Cast
from leo_ref.story.finding import failed_checks
from leo_ref.story.stage import Stage
from leo_ref.story.words import REAL, SOFTWARE, Words
from leo_ref.transcript.entry import Software
from leo_ref.values import CREDIT, LEO, JobId, NodeId

OWNERS: Final[Mapping[Part, str]] = {Part.TASK: "Alice", Part.SERVICE: "Bob"}


DOUBTS: Final = frozenset(
    {
        Code.NOT_ELECTED,
        Code.SHOWN_OTHER_QUESTION,
        Code.SHOWN_WITHOUT_STATEMENT,
        Code.SHOWN_NO_ANSWER,
        Code.SHOWN_FAILS,
        Code.DECRYPTION_KEY_POLICY,
    }
)
"""Why an owner keeps its key though it is due."""


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


def told(actors: Cast, stage: Stage, before: State, after: State, block: Block) -> Iterator[Step]:
    """The steps that lead from one state to the next, by a block."""
    words = SOFTWARE if isinstance(stage.evidence, Software) else REAL
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
            yield from told_of_join(actors, words, after, earlier, job, job.terms.candidate)
        elif earlier is None:
            yield posted(job, job.terms)
        else:
            yield from told_of_lies(actors, earlier, job)
            yield from told_of_draw(actors, after, earlier, job)
            yield from told_of_work(words, earlier, job)
            yield from told_of_verdicts(actors, stage.verifiers, before, name, earlier, block)
            yield from told_of_end(actors, earlier, job)


def members(actors: Cast, job: Job) -> str:
    """The group with its votes, in the order of the story's names."""
    named = sorted(((actors.called(node), place.j) for node, place in job.group.items()), key=lambda pair: pair[0])
    return ", ".join(f"{who} (j = {votes})" for who, votes in sorted(named, key=lambda pair: len(pair[0])))


def told_of_join(
    actors: Cast, words: Words, state: State, before: Job | None, job: Job, candidate: NodeId
) -> Iterator[Step]:
    """What happened to the newcomer's join."""
    if before is None:
        yield Step(
            f"A new machine asks to become a node, with a deposit of {leo(job.terms.deposit)}",
            f"its Ed25519 signature; {words.keys}",
        )
    elif before.stage is jobs.Stage.POSTED and job.stage is jobs.Stage.APPLY:
        yield Step(f"The draw for its attestors opens: {len(job.snapshot)} nodes may be drawn", opens(job))
    elif before.stage is jobs.Stage.APPLY and job.stage is jobs.Stage.CONFIRM:
        yield Step(
            f"{len(job.group)} attestors were drawn: {members(actors, job)}",
            "the VRF proof of each (RFC 9381) over the beacon of the block that opened the draw, checked by the ledger",
        )
    elif before.outcome is None and job.outcome is not None:
        yield Step(
            f"The join ends: {job.outcome.value}. The newcomer has {credits_of(state.nodes[candidate].credit)}; "
            f"{len(job.verdicts)} attestors confirmed",
            f"signed verdicts; {words.quotes}",
        )


def posted(job: Job, task: Task) -> Step:
    """Alice's task is on the ledger."""
    return Step(
        f"Alice posts a picture, sealed, for {leo(task.payment)}: minimum credit "
        f"{credits_of(task.requirement.min_credit)}, no network, wipe",
        f"Alice's signature; the payment is in escrow; the draw opens with the block at height {job.deadline}, whose "
        "beacon only its producer knows beforehand; the story has all keys, and chose Alice's limit on the result so "
        "that ten are drawn",
    )


def opens(job: Job) -> str:
    """What a round is drawn with."""
    return f"the beacon of this block, {short(job.beacon)}, which its producer proved by its VRF key"


def told_of_draw(actors: Cast, state: State, before: Job, job: Job) -> Iterator[Step]:
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


def told_of_work(words: Words, before: Job, job: Job) -> Iterator[Step]:
    """Readiness, keys, the run."""
    if job.ready and not before.ready:
        yield Step(
            f"{len(job.ready)} monitors found the executor as the task wants it, before any key moved "
            f"(J {weight(job, job.ready)} of {weight(job, monitors(job))})",
            f"their signed statements over executor, encryption key and quote; {words.quotes}",
        )
    released = " and ".join(owner for part, owner in OWNERS.items() if part in job.keys and part not in before.keys)
    if released:
        yield Step(
            f"{released} looked at draw, election and statements, and let the key go to the executor",
            f"every proof checked once more by each owner; {words.transport}",
        )
    if job.requested is not None and before.requested is None:
        yield Step(
            f"The job ran, every monitor looked in meanwhile, all traces are gone; the sealed result is "
            f"{short(job.requested)}",
            words.execution,
        )


def told_of_doubt(owner: str, doubted: Rejection) -> Step:
    """An owner was shown something that did not convince it."""
    return Step(
        f"{owner} is asked for the key, and does not give it on what is shown",
        f"the owner's own look at the evidence: {doubted.code.name}",
    )


def told_of_lies(actors: Cast, before: Job, job: Job) -> Iterator[Step]:
    """Forged claims and false verdicts."""
    for node in sorted(job.liars - before.liars):
        yield Step(
            f"{actors.called(node).capitalize()} claims a place that it did not win, and loses credit for it",
            "the ledger verified the VRF proof itself: it gives no votes in this draw",
        )
    for node in sorted(
        node for node, said in job.verdicts.items() if said is Heard.LIE and node not in before.verdicts
    ):
        yield Step(
            f"{actors.called(node).capitalize()} lies: it loses credit now, and its deposit at the end",
            "its own evidence, appraised again by the ledger, shows something else than its verdict says",
        )


def told_of_verdicts(
    actors: Cast, verifiers: Verifiers, state: State, name: JobId, job: Job, block: Block
) -> Iterator[Step]:
    """What monitors said in a block, and by which check; ``state`` and ``job`` are those before it."""
    posted = [(NodeId(each.sender), each.body) for each in block.transactions if isinstance(each.body, Confirm)]
    said = [(node, body) for node, body in posted if body.job == name]
    if not said:
        return
    verdicts = ", ".join(sorted({body.verdict.value for _, body in said}))
    reasons: dict[tuple[Phase, str], list[str]] = {}
    for node, body in said:
        for reason in failed_checks(verifiers, state, name, job, node, body.evidence):
            reasons.setdefault(reason, []).append(actors.called(node))
    yield Step(
        f"{len(said)} monitors confirm: {verdicts}",
        "each verdict carries the answers to nonces of the monitor's own VRF, as far as answers came; the ledger "
        "appraised them again",
    )
    for (phase, check), found in reasons.items():
        yield Step(
            f"{len(found)} of them found the machine of {actors.called(str(job.executor))} at fault ({phase.value})",
            f"the check {check}",
        )


def told_of_end(actors: Cast, before: Job, job: Job) -> Iterator[Step]:
    """The outcome."""
    if job.outcome is None or before.outcome is not None:
        return
    executor = actors.called(str(job.executor))
    passed = weight(job, [node for node, heard in job.verdicts.items() if heard is Heard.PASS])
    silent = weight(job, [node for node, heard in job.verdicts.items() if heard is Heard.SILENT])
    everybody = weight(job, monitors(job))
    missing = [owner for part, owner in OWNERS.items() if part not in job.keys]
    match job.outcome:
        case Outcome.DONE:
            what = (
                f"{leo(before.escrow)} leave escrow: Bob, {executor} and the monitors that passed it are paid",
                f"a quorum: J {passed} of {everybody} said PASS",
            )
        case Outcome.EXECUTOR_FAULT:
            by_silence = f"a quorum: J {silent} of {everybody} heard nothing"
            fails = any(heard is Heard.FAIL for heard in job.verdicts.values())
            what = (
                f"The fault is {executor}'s: its deposit pays for the task, and Alice has her money back",
                "evidence that it signed itself, which fails" if fails else by_silence,
            )
        case Outcome.OWNER_FAULT:
            what = ("The fault is Alice's: those who worked are paid by her", _blames("Alice", missing))
        case Outcome.SERVICE_FAULT:
            what = ("The fault is Bob's: his service is withdrawn, Alice has her money back", _blames("Bob", missing))
        case _:
            what = ("Nobody can be blamed for sure", "the rules of §11")
    yield Step(f"The task ends: {job.outcome.value}. {what[0]}", what[1])


def _blames(owner: str, missing: list[str]) -> str:
    if owner in missing:
        return f"the ledger itself: the window closed without {owner}'s key"
    return f"the job log of passing evidence, which says that {owner}'s key did not open its payload"
