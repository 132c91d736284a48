"""What happens between a draw and its outcome, in plain words: the machine shown, keys, the run, the result."""

from __future__ import annotations

from collections.abc import Iterator

from leo_ref.core.state.job import Job
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Accuse, Confirm, DisputeKey
from leo_ref.core.values import JobId
from leo_ref.demo.finding import bad_key, failed_check
from leo_ref.demo.participants import Participants
from leo_ref.demo.phrases import OWNERS, short
from leo_ref.demo.step import Step
from leo_ref.demo.words import Words
from leo_ref.ledger import Block
from leo_ref.rules.committee import monitors, weight
from leo_ref.rules.verifiers import Verifiers


def steps_of_keys(actors: Participants, words: Words, before: Job, job: Job) -> Iterator[Step]:
    """The machine shown, approved, and the keys."""
    if job.shown is not None and before.shown is None:
        yield Step(
            f"{actors.called(str(job.executor)).capitalize()} shows its machine to everybody, before any key moves",
            f"{words.shown}; the ledger appraised it, and refuses what fails",
        )
    if len(job.approved) > len(before.approved):
        yield Step(
            f"{len(job.approved)} monitors approve what was shown (J {weight(job, job.approved)} of "
            f"{weight(job, monitors(job))})",
            "their signatures; each appraised the same octets",
        )
    released = " and ".join(owner for part, owner in OWNERS.items() if part in job.keys and part not in before.keys)
    if released:
        yield Step(f"{released} let the key go to the executor", words.transport)


def steps_of_run(actors: Participants, words: Words, before: Job, job: Job) -> Iterator[Step]:
    """Questions and answers on the ledger, the result, confirmations."""
    executor = actors.called(str(job.executor))
    for node in sorted(set(job.challenged) - set(before.challenged)):
        yield Step(
            f"{actors.called(node).capitalize()} heard nothing, and asks {executor} on the ledger",
            f"the VRF proof of its question; the answer is due at height {job.challenged[node]}",
        )
    if job.answered - before.answered:
        yield Step(
            f"{executor.capitalize()} answers {len(job.answered - before.answered)} of them",
            "it answers on the ledger, which appraised each answer",
        )
    if job.requested is not None and before.requested is None:
        yield Step(
            f"The job ran, every monitor that asked was answered, all traces are gone; the sealed result is "
            f"{short(job.requested)}",
            words.execution,
        )
    if set(job.asked) - set(before.asked):
        yield Step(
            f"{len(job.asked)} monitors do not hold the result, and ask for it on the ledger",
            f"their signatures; it is due at height {min(job.asked.values())}",
        )
    if job.given and not before.given:
        yield Step(
            f"{executor.capitalize()} gives the sealed result to everybody; who had to ask earns nothing",
            "it is on the ledger, with the digest that payment was requested for",
        )
    if job.confirmed - before.confirmed:
        yield Step(
            f"{len(job.confirmed)} monitors confirm: they saw the job run, and hold the result "
            f"(J {weight(job, job.confirmed)} of {weight(job, monitors(job))})",
            "each shows its own answer to `during`, to a nonce of its own VRF; the ledger appraised it again",
        )


def steps_of_proofs(
    actors: Participants, verifiers: Verifiers, before: State, name: JobId, job: Job, block: Block
) -> Iterator[Step]:
    """Proofs in a block, each with the check by which it holds; ``job`` is the task at the end of it."""
    for each in block.transactions:
        match each.body:
            case Accuse() | Confirm() if each.body.job == name:
                check = failed_check(verifiers, before, name, job, each.body.evidence)
                if check is not None:
                    yield Step(
                        f"{actors.called(each.sender).capitalize()} proves the fault of the machine of "
                        f"{actors.called(str(job.executor))}",
                        f"an answer that the executor signed, and that fails at the check {check}",
                    )
            case DisputeKey() if each.body.job == name:
                yield Step(
                    f"{actors.called(each.sender).capitalize()} opens {OWNERS[each.body.part]}'s key before everybody",
                    f"the RSA preimage of what was released, which nobody can make up: {bad_key(job, each.body)}",
                )
            case _:
                pass


def steps_of_lies(actors: Participants, before: Job, job: Job) -> Iterator[Step]:
    """Forged claims, and what its own evidence contradicts."""
    for node in sorted(job.liars - before.liars):
        who = actors.called(node).capitalize()
        if node in job.group:
            yield Step(
                f"{who} lies: it loses credit now, and its deposit at the end",
                "its own evidence, appraised by the ledger, shows something else than it says",
            )
        else:
            yield Step(
                f"{who} claims a place that it did not win, and loses credit for it",
                "the ledger verified the VRF proof itself: it gives no votes in this draw",
            )
