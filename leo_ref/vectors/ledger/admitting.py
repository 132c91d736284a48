"""Vectors on how a join ends (§5): credentials made again, votes, proofs, lies, and who else holds the key."""

from __future__ import annotations

from typing import Final

from attrs import evolve

from leo_ref.core.encoding import JsonValue, encode
from leo_ref.core.state.credential import Credential
from leo_ref.core.state.job import Job, Stage
from leo_ref.core.state.node import Status
from leo_ref.core.state.transaction import AnswerCredential, ChallengeCandidate, ConfirmCandidate
from leo_ref.core.values import JobId, NodeId
from leo_ref.vectors.ledger.deployment import BOB, HERS, NEWCOMER, NODES, VERIFIERS
from leo_ref.vectors.ledger.refusing import NOWHERE
from leo_ref.vectors.ledger.telling import whole_task
from leo_ref.vectors.participants import Operator, Person, seed
from leo_ref.vectors.story import Story

CONFIRM: Final = "Enrolment!ConfirmCandidate"
OF_JOINS: Final = (Stage.POSTED, Stage.APPLY, Stage.ENROL, Stage.CONFIRM, Stage.SETTLED)


def own(story: Story, name: JobId, attestor: Operator) -> ConfirmCandidate:
    """What the attestor's credential was made of."""
    return attestor.confirms(VERIFIERS.challenge(story.state, name, attestor.id))


def confirmed(story: Story, name: JobId, attestors: list[Operator]) -> None:
    """The confirm window of a join: what is refused in it, what is a lie, each way in which it ends."""
    first = attestors[0]
    refusals(story, name, attestors)
    lies(story, name, attestors)
    endings(story, name, attestors)
    for number, node in enumerate(attestors, 1):
        body = own(story, name, node)
        story.send(f"confirm-{number}", "made again, and answered rightly", node, body, "§5", CONFIRM)
        if number == 1:
            story.refuse("confirm-twice", "once each", node, body, "ALREADY_CONFIRMED", CONFIRM)
            held(story, name)
    without_credit(story, name)
    settled = own(story, name, first)
    story.close(name, "block-admitted", "the newcomer is a node; its deposit is shared", "§5")
    story.refuse("confirm-settled", "the join is settled", first, settled, "WRONG_STAGE", CONFIRM)


def without_credit(story: Story, name: JobId) -> None:
    """Where a newcomer begins with nothing, it is a node all the same."""
    last = story.fork()
    last.move_to("last-of-the-join", evolve(story.state, height=story.job(name).deadline - 1))
    request: dict[str, JsonValue] = {
        "request": "block",
        "deployment": {"$changed": {"$shared": "deployment"}, "by": {"parameters": {"join_credit": "0"}}},
        "state": {"$shared": last.name},
        "octets": {"$octets": encode(last.block())},
    }
    why = "only who was active before the tick is suspended by it"
    story.cases.add("block-admitted-without-credit", why, request, clause="§13", action="Block!Tick")


def with_credential(story: Story, name: JobId, attestor: NodeId, given: Credential | None) -> Job:
    """The join in which the attestor posted another credential, or none."""
    job = story.job(name)
    if given is None:
        return evolve(job, credentials=job.credentials.delete(attestor), answers=job.answers.delete(attestor))
    return evolve(job, credentials=job.credentials.set(attestor, given))


def elsewhere(
    story: Story, name: JobId, label: str, who: Person, body: ChallengeCandidate | AnswerCredential | ConfirmCandidate
) -> None:
    """The body about no job, about a task, and about the join in other stages."""
    action, at = f"Enrolment!{type(body).__name__}", whole_task().at
    own = Stage.CONFIRM if isinstance(body, ConfirmCandidate) else Stage.ENROL
    story.refuse(f"{label}-nowhere", "no such job", who, evolve(body, job=NOWHERE), "NO_SUCH_JOB", action)
    for stage in (Stage.READY, Stage.CONFIRM):
        there = story.state.with_job(at.name, whole_task().states[stage].jobs[at.name])
        given, why = evolve(body, job=at.name), "a task has no candidate, in whatever stage"
        story.refuse_in(f"{label}-of-a-task-in-{stage.value}", why, there, who, given, "NOT_A_JOIN", action)
    for stage in OF_JOINS:
        if stage is own:
            continue
        there = story.state.with_job(name, evolve(story.job(name), stage=stage))
        in_it = f"{label}-in-{stage.value}"
        story.refuse_in(in_it, "it belongs to another stage", there, who, body, "WRONG_STAGE", action)
        story.refuse_in(f"{in_it}-by-another", "the stage before the sender", there, BOB, body, "WRONG_STAGE", action)


def refusals(story: Story, name: JobId, attestors: list[Operator]) -> None:
    """Confirmations that are refused."""
    first, body = attestors[0], own(story, name, attestors[0])
    elsewhere(story, name, "confirm", first, body)
    stranger = next(node for node in (*NODES, HERS) if node not in attestors)
    for label, who in (("stranger", stranger), ("candidate", NEWCOMER), ("owner", BOB)):
        story.refuse(f"confirm-by-{label}", "not an attestor of this join", who, body, "NOT_A_MONITOR", CONFIRM)
    there = story.state.with_job(name, with_credential(story, name, first.id, None))
    story.refuse_in("confirm-without", "it has not challenged", there, first, body, "NO_CREDENTIAL", CONFIRM)


def lies(story: Story, name: JobId, attestors: list[Operator]) -> None:
    """What does not make the posted credential again, whatever was answered."""
    first, second = attestors[0], attestors[1]
    body = own(story, name, first)
    opening, posted = body.opening, story.job(name).credentials
    for label, why, changes in (
        ("other-seed", "another seed", {"seed": seed("another seed")}),
        ("other-randomness", "other randomness", {"randomness": own(story, name, second).opening.randomness}),
        ("short-randomness", "randomness of another width", {"randomness": opening.randomness[1:]}),
        ("zero", "no scalar of the curve", {"randomness": bytes(32)}),
    ):
        given = evolve(body, opening=evolve(opening, **changes))
        lied = story.fork()
        lied.send(f"confirm-{label}", f"a lie: {why}", first, given, "§5", CONFIRM)
        if label == "other-seed":
            why = "who lied in a join does not confirm in it again"
            lied.refuse("confirm-after-lie", why, first, body, "HAS_LIED", CONFIRM)
    for label, why, credential in (
        ("junk", "nothing makes it", Credential(blob=b"junk", secret=b"")),
        ("blob", "one octet is another", flipped(posted[first.id])),
        ("copied", "another attestor's credential", posted[second.id]),
    ):
        moved = story.fork()
        moved.move_to(f"posted-{label}", story.state.with_job(name, with_credential(story, name, first.id, credential)))
        moved.send(f"confirm-{label}", f"a lie: {why}", first, body, "§5", CONFIRM)


def flipped(credential: Credential) -> Credential:
    """The last bit of the secret is another one."""
    return evolve(credential, blob=credential.blob[:-1] + bytes([credential.blob[-1] ^ 1]))


def endings(story: Story, name: JobId, attestors: list[Operator]) -> None:
    """How a join ends otherwise than well."""
    first, *rest = attestors
    job = story.job(name)
    for label, why, answers in (
        ("wrong", "what was answered is not what is in it", job.answers.set(first.id, seed("a guess"))),
        ("missing", "a TPM with both keys would have answered", job.answers.delete(first.id)),
    ):
        proven = story.fork()
        proven.move_to(f"answered-{label}", story.state.with_job(name, evolve(job, answers=answers)))
        proven.send(f"proof-{label}", f"a proof: {why}", first, own(proven, name, first), "§5", CONFIRM)
        proven.refuse(
            f"proof-{label}-twice", "once each", first, own(proven, name, first), "ALREADY_CONFIRMED", CONFIRM
        )
        why = "who had not opened its credential yet is paid as well"
        proven.fork().end_block(f"block-proof-{label}-early", why, "§12")
        for number, node in enumerate(rest, 2):
            body = own(proven, name, node)
            proven.send(f"beside-proof-{label}-{number}", "answered rightly to this one", node, body, "§5", CONFIRM)
        proven.end_block(f"block-proof-{label}", "a proof outweighs all votes; all who challenged share", "§5")
    nobody = story.fork()
    nobody.close(
        name, "block-undecided", "nobody confirmed: the deposit goes back but for the fee, and all were absent", "§5"
    )
    fewest = min(attestors, key=lambda node: job.group[node.id].j)
    few = story.fork()
    few.send("confirm-fewest", "half of the votes, or fewer", fewest, own(few, name, fewest), "§5", CONFIRM)
    few.close(name, "block-few", "no quorum: undecided", "§5")


def held(story: Story, name: JobId) -> None:
    """The same with all votes, where another node holds the endorsement key by now."""
    key = story.state.nodes[NEWCOMER.id].endorsement
    for status in (Status.ACTIVE, Status.SUSPENDED, Status.JOINING, Status.LEFT):
        twin = evolve(story.state.nodes[HERS.id], endorsement=key, status=status)
        if status is not Status.ACTIVE:
            twin = evolve(twin, credit=0)
        other, job = story.fork(), story.job(name)
        everybody = evolve(job, confirmed=frozenset(job.group), deadline=story.beginning.height + 1)
        state = evolve(story.beginning, nodes=story.beginning.nodes.set(HERS.id, twin)).with_job(name, everybody)
        other.move_to(f"twin-{status.value}", state)
        why = "a duplicate" if status in (Status.ACTIVE, Status.SUSPENDED) else "it does not hold the key"
        other.end_block(f"block-twin-{status.value}", f"another node has the same: {why}", "§5")
