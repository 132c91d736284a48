"""The actions of ``Attestation.tla``: honest parties use the reference's rules, the others do as they like.

NOT_HONEST, NOT_YET and ALREADY_ALTERED are the environment's refusals, as in the specification: they say what an
honest party does not do, and which duties synchrony gives time for. They are no codes of the protocol.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from attrs import evolve

from leo_ref.rejections import Code, Rejection
from leo_ref.rules import attestation as rules
from leo_ref.rules.committee import is_quorum, monitors
from leo_ref.rules.release import key_owner
from leo_ref.state.evidence import Conclusion, Finding, Phase
from leo_ref.state.job import Job, Part, Stage, Task, Verdict
from leo_ref.state.transaction import Confirm, Ready, ReleaseKey, RequestPayment
from leo_ref.tie.actions.ledger import statements
from leo_ref.tie.concretion import named
from leo_ref.tie.model import Act, Model, Step
from leo_ref.tie.symbolic import NOT_SIGNED, piece
from leo_ref.tie.world import World
from leo_ref.values import NodeId

NOT_HONEST: Final = "NOT_HONEST"
NOT_YET: Final = "NOT_YET"
WITH_GROUP: Final = (Stage.READY, Stage.KEYS, Stage.RUN, Stage.CONFIRM)
RIGHT: Final = b"right"


def honest(world: World, account: str | None) -> bool:
    """Whether the account follows the protocol."""
    return account not in world.byzantine


def honest_monitors(world: World, job: Job) -> list[NodeId]:
    """The monitors that follow the protocol."""
    return [node for node in monitors(job) if honest(world, node)]


def answered(world: World, job: Job, phase: Phase) -> bool:
    """Whether every honest monitor has its answer in this phase."""
    return all(phase in world.dossiers[node].findings for node in honest_monitors(world, job))


def keys_are_right(job: Job) -> bool:
    """Whether every released key opens its payload."""
    return all(key == RIGHT for key in job.keys.values())


def alter(model: Model) -> Act:
    """``Alter``."""

    def act(world: World) -> Step:
        job = model.attested_job(world)
        if job is None:
            return Code.NO_SUCH_JOB.name
        if job.stage not in WITH_GROUP:
            return Code.WRONG_STAGE.name
        if world.altered:
            return "ALREADY_ALTERED"
        return NOT_HONEST if honest(world, job.executor) else evolve(world, altered=True)

    return act


def shows(model: Model, world: World, job: Job, phase: Phase, how: str) -> str:
    """What the executor's answer shows, as the value of a finding; ``garbage`` is not signed."""
    if how == "garbage":
        return NOT_SIGNED.decode()
    if how == "stale":
        return Finding.FAIL.value if model.constants.more["NonceChecked"] else Finding.PASS.value
    if world.altered:
        return Finding.FAIL.value
    if phase is not Phase.BEFORE and job.keys.get(Part.TASK, RIGHT) != RIGHT:
        return Finding.BAD_TASK_KEY.value
    if phase is not Phase.BEFORE and job.keys.get(Part.SERVICE, RIGHT) != RIGHT:
        return Finding.BAD_SERVICE_KEY.value
    return Finding.PASS.value


def answer(model: Model, monitor: str, phase: str, how: str) -> Act:
    """``Answer``: the monitor receives it by its own rule."""
    asked, name = Phase(phase), NodeId(monitor)

    def act(world: World) -> Step:
        job = model.attested_job(world)
        if job is None:
            return Code.NO_SUCH_JOB.name
        evidence = piece(model.attested, asked, monitor, shows(model, world, job, asked, how))
        dossier = rules.receive(model.verifiers, world.ledger, model.attested, name, world.dossiers[name], evidence)
        if isinstance(dossier, Rejection):
            return dossier.code.name
        if how == "stale" and honest(world, job.executor):
            return NOT_HONEST
        return evolve(world, dossiers=world.dossiers.set(name, dossier))

    return act


def sign_ready(model: Model, monitor: str) -> Act:
    """``SignReady``: an honest monitor by its rule; another one signs what it has not seen."""
    name = NodeId(monitor)

    def act(world: World) -> Step:
        refusal = rules.sign_ready(
            world.ledger, model.attested, name, world.dossiers[name], signed=name in world.statement
        )
        if refusal is not None and (refusal.code is not Code.NOT_CONTENT or honest(world, name)):
            return refusal.code.name
        return evolve(world, statement=world.statement | {name})

    return act


def post_ready(model: Model) -> Act:
    """``PostReady``: the executor posts all statements that it holds."""

    def act(world: World) -> Step:
        job = model.attested_job(world)
        if job is None:
            return Code.NO_SUCH_JOB.name
        body = Ready(job=model.attested, statements=statements(frozenset(world.statement)))
        after = model.send(world, str(job.executor), "", body)
        if isinstance(after, str) or not honest(world, job.executor):
            return after
        content = world.statement.issuperset(honest_monitors(world, job))
        return after if content and answered(world, job, Phase.BEFORE) else NOT_YET

    return act


def give_key(model: Model, part: str, key: str) -> Act:
    """``GiveKey``: an honest owner releases the right key."""
    body = ReleaseKey(job=model.attested, part=Part(part), key=key.encode())
    task = model.constants.tasks[model.attested]
    owner = task["owner"] if part == Part.TASK.value else model.constants.services[task["service"]]["owner"]

    def act(world: World) -> Step:
        after = model.send(world, owner, "", body)
        wrong = not isinstance(after, str) and honest(world, owner) and body.key != RIGHT
        return NOT_HONEST if wrong else after

    return act


def claim_payment(model: Model) -> Act:
    """``ClaimPayment``: an honest executor when the job ran and was watched while it ran."""
    body = RequestPayment(job=model.attested, result=named("result"))

    def act(world: World) -> Step:
        job = model.attested_job(world)
        if job is None:
            return Code.NO_SUCH_JOB.name
        after = model.send(world, str(job.executor), "", body)
        if isinstance(after, str) or not honest(world, job.executor):
            return after
        if not keys_are_right(job):
            return NOT_HONEST
        return after if answered(world, job, Phase.DURING) else NOT_YET

    return act


def give_verdict(model: Model, monitor: str, verdict: str, own: bool) -> Act:
    """``GiveVerdict``: on the monitor's own evidence or on none; an honest one says what its evidence shows."""
    name, said = NodeId(monitor), Verdict(verdict)

    def act(world: World) -> Step:
        job = model.attested_job(world)
        if job is None:
            return Code.NO_SUCH_JOB.name
        dossier = world.dossiers[name]
        conclusion = rules.conclude(job, dossier.findings)
        evidence = dossier.pieces if own and conclusion is not Conclusion.NONE else ()
        after = model.send(world, monitor, "", Confirm(job=model.attested, verdict=said, evidence=evidence))
        if isinstance(after, str) or not honest(world, name):
            return after
        if said is not rules.VERDICTS[conclusion] or not own:
            return NOT_HONEST
        owed = model.constants.more["Synchronous"] and honest(world, job.executor)
        awaited = Phase.AFTER not in dossier.findings and rules.phase_is_open(job, Phase.AFTER)
        waits = rules.may_still_hear(world.ledger, job, dossier) or (owed and awaited)
        return NOT_YET if said is Verdict.SILENT and waits else after

    return act


def duties_done(world: World, job: Job) -> bool:
    """Whether honest parties have done what the job's stage asks of them (``DutiesDone``)."""
    by_executor = honest(world, job.executor)
    watchers = honest_monitors(world, job)
    match job.stage:
        case Stage.READY:
            signed = all(
                node in world.statement
                for node in watchers
                if world.dossiers[node].findings.get(Phase.BEFORE) is Finding.PASS
            )
            posted = not is_quorum(job, world.statement)
            return signed and (not by_executor or (posted and answered(world, job, Phase.BEFORE)))
        case Stage.KEYS:
            assert isinstance(job.terms, Task)
            return all(not honest(world, key_owner(job.terms, part)) for part in Part if part not in job.keys)
        case Stage.RUN:
            return not by_executor or (answered(world, job, Phase.DURING) and not keys_are_right(job))
        case Stage.CONFIRM:
            return all(node in job.verdicts for node in watchers)
        case _:
            return True


def pass_time(model: Model) -> Act:
    """``PassTime``: a block ends; under synchrony no window closes over an undone duty."""

    def act(world: World) -> Step:
        after = model.end_block(world)
        job = model.attested_job(world)
        if isinstance(after, str) or job is None or not model.constants.more["Synchronous"]:
            return after
        last_block = world.ledger.height + 1 >= job.deadline
        return NOT_YET if last_block and not duties_done(world, job) else after

    return act


MAKERS: Final[Mapping[str, Callable[..., Act]]] = {
    "Alter": alter,
    "Answer": answer,
    "SignReady": sign_ready,
    "PostReady": post_ready,
    "GiveKey": give_key,
    "ClaimPayment": claim_payment,
    "GiveVerdict": give_verdict,
}
