"""Vectors on a task whose group stands: ready, keys, execution, confirmation, settlement (§9-§12)."""

from __future__ import annotations

from attrs import evolve

from leo_ref.evidence.log import Log, key_refused, keys_opened, result_made, wiped
from leo_ref.evidence.wipe import wanted_wipe
from leo_ref.sealing.transport import seal_to
from leo_ref.state.evidence import Evidence, Phase
from leo_ref.state.job import Job, Part, Task, Verdict
from leo_ref.state.transaction import Confirm, Ready, ReleaseKey, RequestPayment
from leo_ref.values import JobId
from leo_ref.vectors.cast import Machine, seed
from leo_ref.vectors.ledger.deployment import ALICE, BOB, NODES, RESULT
from leo_ref.vectors.ledger.scene import Scene
from leo_ref.vectors.ledger.trusting import before, stated
from leo_ref.vectors.story import Story


def ready(story: Story, at: Scene) -> None:
    """Block 4: the statements of a quorum."""
    action = "Release!Ready"
    statements = tuple(stated(story, at, monitor) for monitor in at.monitors)
    body = Ready(job=at.name, statements=statements)
    outsider = NODES[4]
    story.refuse("ready-not-executor", "a monitor posts them", at.monitors[0], body, "NOT_EXECUTOR", action)
    foreign = evolve(body, statements=(*statements[1:], outsider.statement(at.name, at.executor)))
    story.refuse("ready-outsider", "a node outside the group", at.executor, foreign, "NOT_A_MONITOR", action)
    many = evolve(body, statements=(*statements, outsider.statement(at.name, at.executor)))
    why = "one more than there are monitors, before anybody asks whose they are"
    story.refuse("ready-too-many", why, at.executor, many, "TOO_MANY_STATEMENTS", action)
    borrowed = "who posts them, before how many they are"
    story.refuse("ready-too-many-of-monitor", borrowed, at.monitors[0], many, "NOT_EXECUTOR", action)
    own = evolve(body, statements=(*statements[1:], at.executor.statement(at.name, at.executor)))
    story.refuse("ready-own", "the executor vouches for itself", at.executor, own, "NOT_A_MONITOR", action)
    forged = evolve(body, statements=(*statements[1:], evolve(statements[0], quote=bytes(32))))
    story.refuse("ready-forged", "signed over another quote", at.executor, forged, "STATEMENT_FORGED", action)
    elsewhere = evolve(body, statements=(*statements[1:], at.monitors[0].statement(JobId("00" * 32), at.executor)))
    story.refuse("ready-other-job", "a statement of another job", at.executor, elsewhere, "STATEMENT_FORGED", action)
    story.refuse("ready-nobody", "no statement", at.executor, evolve(body, statements=()), "NO_QUORUM", action)
    repeated = evolve(body, statements=(statements[-1],) * len(statements))
    story.refuse("ready-one-three-times", "a statement counts once", at.executor, repeated, "NO_QUORUM", action)
    both = evolve(body, statements=(evolve(statements[0], quote=bytes(32)), foreign.statements[-1]))
    why = "all signers before the first signature"
    story.refuse("ready-forged-and-outsider", why, at.executor, both, "NOT_A_MONITOR", action)
    alone = evolve(body, statements=forged.statements[-1:])
    story.refuse("ready-forged-alone", "signatures before weights", at.executor, alone, "STATEMENT_FORGED", action)
    early(story, at)
    unready = story.fork()
    unready.close(at.name, "block-not-ready", "the executor missed the ready window", "§11")
    unready.send(
        "confirm-not-ready", "silence is the verdict", at.monitors[0], silent(at), "§11", "Confirmation!Confirm"
    )
    bad = Confirm(job=at.name, verdict=Verdict.BAD_TASK_KEY, evidence=())
    unready.refuse(
        "confirm-bad-key-unreleased",
        "no key was released",
        at.monitors[1],
        bad,
        "VERDICT_NOT_POSSIBLE",
        "Confirmation!Confirm",
    )
    passed = Confirm(job=at.name, verdict=Verdict.PASS, evidence=())
    unready.refuse(
        "confirm-pass-unrequested",
        "no payment was requested",
        at.monitors[1],
        passed,
        "VERDICT_NOT_POSSIBLE",
        "Confirmation!Confirm",
    )
    why = "one verdict each, whatever the second says"
    unready.refuse("confirm-twice-bad-key", why, at.monitors[0], bad, "ALREADY_CONFIRMED", "Confirmation!Confirm")
    piece = at.executor.answer(at.name, story.job(at.name), at.monitors[1], Phase.BEFORE, before(story.job(at.name)))
    much = evolve(bad, evidence=(piece,) * 4)
    why = "what the verdict says, before how much it shows"
    unready.refuse(
        "confirm-bad-key-four-pieces", why, at.monitors[1], much, "VERDICT_NOT_POSSIBLE", "Confirmation!Confirm"
    )
    unready.close(at.name, "block-settled-after-silence", "silence by whoever was heard decides", "§12")
    story.send("ready", "the statements of all monitors", at.executor, body, "§9", action)
    story.end_block("block-ready", "nothing is due", "§9")


def early(story: Story, at: Scene) -> None:
    """What does not belong into this stage, from those who never may: the stage is asked for first."""
    key, request = released(at, Part.TASK), RequestPayment(job=at.name, result=RESULT)
    for name, who, body, action in (
        ("key-early-of-the-other", BOB, key, "Release!ReleaseKey"),
        ("request-early-by-monitor", at.monitors[0], request, "Release!RequestPayment"),
        ("confirm-early-by-outsider", NODES[4], silent(at), "Confirmation!Confirm"),
    ):
        story.refuse(name, "the stage before the sender", who, body, "WRONG_STAGE", action)


def keys(story: Story, at: Scene) -> None:
    """Block 5: both keys."""
    action = "Release!ReleaseKey"
    hers, his = (released(at, part) for part in Part)
    late = Ready(job=at.name, statements=())
    story.refuse(
        "ready-late-by-monitor", "the stage before the sender", at.monitors[0], late, "WRONG_STAGE", "Release!Ready"
    )
    story.refuse("key-of-the-other", "Bob has no say in Alice's key", BOB, hers, "NOT_KEY_OWNER", action)
    story.fork().close(at.name, "block-no-keys", "both keys missing: the task owner's fault", "§12")
    short = evolve(hers, key=hers.key[:-1])
    story.refuse("key-short", "no key of 32 octets was sealed in it", ALICE, short, "RELEASED_KEY_LENGTH", action)
    story.refuse("key-long", "one octet more", ALICE, evolve(hers, key=hers.key + b"\0"), "RELEASED_KEY_LENGTH", action)
    story.refuse("key-short-of-the-other", "of Alice's, sent by Bob", BOB, short, "NOT_KEY_OWNER", action)
    story.send("key-task", "Alice's key", ALICE, hers, "§9", action)
    story.refuse("key-twice", "a key is released once", ALICE, hers, "KEY_ALREADY_RELEASED", action)
    story.refuse("key-twice-of-the-other", "whose it is, first", BOB, hers, "NOT_KEY_OWNER", action)
    story.refuse("key-twice-short", "it is there already", ALICE, short, "KEY_ALREADY_RELEASED", action)
    story.fork().close(
        at.name, "block-no-service-key", "Bob let the window pass: the service's fault, and it is withdrawn", "§12"
    )
    story.refuse(
        "request-early",
        "the job does not run",
        at.executor,
        RequestPayment(job=at.name, result=RESULT),
        "WRONG_STAGE",
        "Release!RequestPayment",
    )
    story.send("key-service", "Bob's key: the job runs", BOB, his, "§9", action)
    story.end_block("block-keys", "nothing is due", "§9")


def released(at: Scene, part: Part) -> ReleaseKey:
    """A key of an owner's, sealed to the executor's key for it."""
    carried = seal_to(at.executor.encryption_keys.of(part), seed(f"key of the {part.value}"), seed("seed of a box"))
    assert carried is not None, "it is a key that receives"
    return ReleaseKey(job=at.name, part=part, key=carried)


def logs(job: Job) -> dict[Phase, Log]:
    """What an honest executor measures."""
    assert isinstance(job.terms, Task), "a join has no job log"
    requirement = job.terms.requirement
    first = before(job)
    running = (*first, keys_opened(job.keys))
    done = (*running, result_made(RESULT), wiped(wanted_wipe(requirement)))
    return {Phase.BEFORE: first, Phase.DURING: running, Phase.AFTER: done}


def shown(story: Story, at: Scene, monitor: Machine) -> tuple[Evidence, ...]:
    """An honest executor's answers to a monitor in all phases."""
    job = story.job(at.name)
    return tuple(at.executor.answer(at.name, job, monitor, phase, log) for phase, log in logs(job).items())


def silent(at: Scene) -> Confirm:
    """The verdict without evidence."""
    return Confirm(job=at.name, verdict=Verdict.SILENT, evidence=())


def confirmation(story: Story, at: Scene) -> None:
    """Blocks 6 and 7: payment is requested, the monitors confirm, the job is settled."""
    request = RequestPayment(job=at.name, result=RESULT)
    story.refuse(
        "request-not-executor",
        "a monitor asks for payment",
        at.monitors[0],
        request,
        "NOT_EXECUTOR",
        "Release!RequestPayment",
    )
    story.fork().close(at.name, "block-not-run", "the executor missed the run window of the task", "§11")
    story.send("request", "the executor asks for payment", at.executor, request, "§10", "Release!RequestPayment")
    story.end_block("block-requested", "nothing is due", "§10")

    action = "Confirmation!Confirm"
    monitor, other = at.monitors[0], at.monitors[1]
    pieces = shown(story, at, monitor)
    passes = Confirm(job=at.name, verdict=Verdict.PASS, evidence=pieces)
    story.refuse("confirm-outsider", "not a monitor", NODES[4], passes, "NOT_A_MONITOR", action)
    story.refuse("confirm-executor", "the executor confirms itself", at.executor, passes, "NOT_A_MONITOR", action)
    story.refuse(
        "confirm-silent-with-evidence",
        "silence comes with nothing",
        monitor,
        evolve(passes, verdict=Verdict.SILENT),
        "EVIDENCE_WITH_SILENCE",
        action,
    )
    more = evolve(passes, evidence=(*pieces, pieces[-1]))
    story.refuse("confirm-four-pieces", "a phase has one answer", monitor, more, "TOO_MUCH_EVIDENCE", action)
    silent_more = evolve(more, verdict=Verdict.SILENT)
    why = "silence comes with nothing, however much it is"
    story.refuse("confirm-silent-with-four-pieces", why, monitor, silent_more, "EVIDENCE_WITH_SILENCE", action)
    story.fork().send("confirm-pass-copied", "another monitor's evidence: a lie", other, passes, "§11", action)
    story.fork().send(
        "confirm-pass-incomplete",
        "a phase is missing: a lie",
        monitor,
        evolve(passes, evidence=pieces[:2]),
        "§11",
        action,
    )
    story.fork().send(
        "confirm-pass-unordered",
        "the phases in another order: a lie",
        monitor,
        evolve(passes, evidence=pieces[::-1]),
        "§11",
        action,
    )
    unsigned = (*pieces[:2], evolve(pieces[2], signature=bytes(64)))
    story.fork().send(
        "confirm-pass-unsigned",
        "what the executor did not sign is no evidence: a lie",
        monitor,
        evolve(passes, evidence=unsigned),
        "§11",
        action,
    )
    story.fork().send(
        "confirm-fail-on-passing",
        "the evidence says otherwise: a lie",
        monitor,
        evolve(passes, verdict=Verdict.FAIL),
        "§11",
        action,
    )
    story.fork().send(
        "confirm-fail-on-nothing",
        "FAIL needs evidence: a lie",
        monitor,
        Confirm(job=at.name, verdict=Verdict.FAIL, evidence=()),
        "§11",
        action,
    )
    job = story.job(at.name)
    tampered = at.executor.answer(at.name, job, monitor, Phase.DURING, (*logs(job)[Phase.DURING], bytes(32)))
    fails = Confirm(job=at.name, verdict=Verdict.FAIL, evidence=(tampered,))
    guilty = story.fork()
    guilty.send("confirm-fail", "the log has an event that the task does not allow", monitor, fails, "§11", action)
    guilty.close(at.name, "block-executor-fault", "one proof of a fault settles it", "§12")
    for part, verdict in ((Part.TASK, Verdict.BAD_TASK_KEY), (Part.SERVICE, Verdict.BAD_SERVICE_KEY)):
        refusal = (*logs(job)[Phase.BEFORE], key_refused(job.keys, part))
        wrong = at.executor.answer(at.name, job, monitor, Phase.DURING, refusal)
        blamed = story.fork()
        body = Confirm(job=at.name, verdict=verdict, evidence=(wrong,))
        blamed.send(
            f"confirm-bad-{part.value}-key",
            "the job log records that the key did not open",
            monitor,
            body,
            "§11",
            action,
        )
        blamed.close(at.name, f"block-bad-{part.value}-key", "the owner of the key is at fault", "§12")
    story.fork().close(at.name, "block-undecided", "nobody confirmed", "§12")

    story.send("confirm-pass", "all three phases pass", monitor, passes, "§11", action)
    story.refuse("confirm-twice", "a monitor confirms once", monitor, passes, "ALREADY_CONFIRMED", action)
    for number, rest in enumerate(at.monitors[1:], 2):
        body = Confirm(job=at.name, verdict=Verdict.PASS, evidence=shown(story, at, rest))
        story.send(f"confirm-pass-{number}", "all three phases pass", rest, body, "§11", action)
    story.close(at.name, "block-done", "PASS by quorum: the job is done and paid", "§12")
    story.end_block("block-after", "what is settled stays as it is", "§12")
    story.refuse("confirm-settled", "a job is settled once", monitor, passes, "WRONG_STAGE", action)
