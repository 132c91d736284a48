"""Vectors on the ledger (§4-§12) with real octets: a task from its posting to its end, a join, and each refusal.

Signatures and draws are real; quotes and certificates are those of ``leo_ref.evidence``, in software.
"""

from __future__ import annotations

from typing import Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.encoding import JsonValue, to_octets
from leo_ref.evidence.log import Log, key_refused, keys_opened, prepared, result_made, wiped
from leo_ref.ledger import Genesis, apply, apply_block
from leo_ref.ledger.genesis import FirstNode
from leo_ref.parameters import Parameters
from leo_ref.state.evidence import Evidence, Phase
from leo_ref.state.job import Job, Part, Requirement, Task, Verdict
from leo_ref.state.ledger import State
from leo_ref.state.service import Offer, Service
from leo_ref.state.transaction import (
    Apply,
    Cancel,
    Confirm,
    JoinNode,
    Leave,
    OfferService,
    PostTask,
    Ready,
    ReleaseKey,
    RequestPayment,
    Transfer,
    WithdrawService,
)
from leo_ref.values import AMOUNT_MOST, CREDIT, LEO, JobId, ServiceId
from leo_ref.vectors.case import OK, Cases, Family
from leo_ref.vectors.cast import Machine, Person, seed
from leo_ref.vectors.story import Story, quick
from leo_ref.verifiers import SoftwareVerifiers

VERIFIERS: Final = SoftwareVerifiers()
ALICE: Final = Person("Alice")
BOB: Final = Person("Bob")
NODES: Final = tuple(Machine(f"node {number}") for number in range(1, 6))
HERS: Final = Machine("Alice's node", ALICE.account)
NEWCOMER: Final = Machine("newcomer")
OFFER: Final = Offer(code=seed("code"), image=seed("image"), price=3 * LEO, key_commitment=seed("service key"))
RESULT: Final = seed("result")


def start() -> Genesis:
    """Five nodes of one weight, one of Alice's; windows of one block."""
    balances = {node.account: 20 * LEO for node in (*NODES, HERS, NEWCOMER)}
    return Genesis(
        parameters=quick(Parameters()),
        balances=Map(balances | {ALICE.account: 50 * LEO, BOB.account: LEO}),
        nodes=Map({node.id: FirstNode(identity=node.identity, credit=100 * CREDIT) for node in (*NODES, HERS)}),
    )


def task(service: ServiceId, salt: int = 0) -> PostTask:
    """Alice's task; the salt decides who is drawn."""
    return PostTask(
        service=service,
        data=seed(f"data {salt}"),
        key_commitment=seed("task key"),
        requirement=Requirement(min_credit=100 * CREDIT),
        payment=10 * LEO,
        deposit=3 * LEO,
        tau=10,
    )


def drawn(state: State, name: JobId) -> list[Machine]:
    """The nodes that the job's current round draws, in the order of ``NODES``."""
    job = state.jobs[name]
    return [node for node in NODES if VERIFIERS.ticket(state, name, node.id, node.claim(name, job).proof)]


def salt_for(story: Story, service: ServiceId) -> int:
    """The least salt under which the first four nodes are drawn and the fifth is not."""
    for salt in range(1000):
        body = task(service, salt)
        sent = story.signed(ALICE, body)
        after = apply(story.parameters, VERIFIERS, story.state, sent)
        assert isinstance(after, State), after
        begun = evolve(story.block(), transactions=(*story.block().transactions, sent))
        ended = apply_block(story.parameters, VERIFIERS, story.beginning, begun)
        assert isinstance(ended, State), ended
        if drawn(ended, story.id_of(ALICE, body)) == list(NODES[:4]):
            return salt
    raise AssertionError("some salt draws the first four")


def market(story: Story) -> ServiceId:
    """Block 1: money, services, envelopes; the id of Bob's service."""
    pay = Transfer(to=BOB.account, amount=LEO)
    story.send("transfer", "LEO moves", ALICE, pay, "§4", "Market!Transfer")
    story.send("transfer-to-oneself", "nothing changes but the counter", BOB, pay, "§4", "Market!Transfer")
    action = "Market!Transfer"
    nothing = Transfer(to=BOB.account, amount=0)
    story.refuse("transfer-nothing", "a transfer that moves nothing", ALICE, nothing, "AMOUNT_ZERO", action)
    everything = Transfer(to=ALICE.account, amount=AMOUNT_MOST)
    story.refuse("transfer-too-much", "more than there is", BOB, everything, "BALANCE_TOO_LOW", action)
    good = story.signed(ALICE, pay)
    replayed = ALICE.transaction(good.counter - 1, pay)
    story.refuse_signed("replayed", "a replay dies on its counter", replayed, "COUNTER_WRONG")
    early = ALICE.transaction(good.counter + 1, pay)
    story.refuse_signed("counter-ahead", "counters leave no gap", early, "COUNTER_WRONG")
    forged = evolve(good, signature=bytes(64))
    story.refuse_signed("signature-zero", "no signature", forged, "SIGNATURE_INVALID")
    moved = evolve(good, sender=BOB.account)
    story.refuse_signed("signature-of-another", "Alice's signature under Bob's name", moved, "SIGNATURE_INVALID")
    changed = evolve(good, body=Transfer(to=BOB.account, amount=2 * LEO))
    story.refuse_signed("signature-of-another-amount", "the amount was changed", changed, "SIGNATURE_INVALID")

    offer = OfferService(offer=OFFER)
    service = ServiceId(story.id_of(BOB, offer))
    taken = story.state.services.set(service, Service(owner=ALICE.account, offer=OFFER, live=True))
    why = "the id is in use"
    story.refuse_in(
        "offer-taken", why, evolve(story.state, services=taken), BOB, offer, "ID_TAKEN", "Market!OfferService"
    )
    story.send("offer", "Bob offers his service", BOB, offer, "§6", "Market!OfferService")

    action = "Market!WithdrawService"
    unknown = WithdrawService(service=ServiceId("00" * 32))
    story.refuse("withdraw-unknown", "no such service", BOB, unknown, "NO_SUCH_SERVICE", action)
    withdraw = WithdrawService(service=service)
    story.refuse("withdraw-not-owned", "only its owner", ALICE, withdraw, "NOT_SERVICE_OWNER", action)
    gone = story.fork()
    gone.send("withdraw", "Bob takes it back", BOB, withdraw, "§6", action)
    gone.refuse("withdraw-twice", "it was withdrawn", BOB, withdraw, "SERVICE_NOT_LIVE", action)
    posted = "Market!PostTask"
    gone.refuse(
        "post-withdrawn", "nothing is done on a withdrawn service", ALICE, task(service), "SERVICE_NOT_LIVE", posted
    )

    for name, body, code in (
        ("post-unknown", task(ServiceId("00" * 32)), "NO_SUCH_SERVICE"),
        ("post-payment-too-low", evolve(task(service), payment=4 * LEO - 1), "PAYMENT_TOO_LOW"),
        ("post-deposit-too-low", evolve(task(service), deposit=3 * LEO - 1), "DEPOSIT_TOO_LOW"),
        ("post-too-expensive", evolve(task(service), payment=50 * LEO), "BALANCE_TOO_LOW"),
    ):
        story.refuse(name, "a task that cannot be posted", ALICE, body, code, posted)

    block = story.block()
    story.refuse_block("block-other-parent", "a fork", evolve(block, parent=bytes(32)), "WRONG_PARENT")
    story.refuse_block("block-other-height", "a height left out", evolve(block, height=2), "WRONG_HEIGHT")
    twice = evolve(block, transactions=(*block.transactions, block.transactions[0]))
    story.refuse_block("block-replay", "a refused transaction has no place in a block", twice, "NOT_APPLICABLE")
    story.end_block("block-market", "the first block")
    return service


def posting(story: Story, service: ServiceId) -> JobId:
    """Block 2: the task is posted; the id of the task."""
    body = task(service, salt_for(story, service))
    name = story.id_of(ALICE, body)
    story.send("post", "Alice posts her task", ALICE, body, "§6", "Market!PostTask")
    story.refuse(
        "apply-early",
        "the draw is not open",
        NODES[0],
        NODES[0].claim(name, story.job(name)),
        "WRONG_STAGE",
        "Selection!Apply",
    )
    story.fork().send(
        "cancel-posted", "Alice changes her mind at once", ALICE, Cancel(job=name), "§6", "Selection!Cancel"
    )
    story.end_block("block-posted", "the tick takes the snapshot and opens the draw", "§6")
    return name


def selection(story: Story, name: JobId) -> None:
    """Block 3: four nodes are drawn and apply, one is not and lies."""
    action = "Selection!Apply"
    first, second, third, fourth, fifth = NODES
    job = story.job(name)
    story.refuse(
        "apply-nowhere",
        "no such job",
        first,
        evolve(first.claim(name, job), job=JobId("00" * 32)),
        "NO_SUCH_JOB",
        action,
    )
    story.refuse("apply-party", "a node of the task owner's", HERS, HERS.claim(name, job), "NOT_ELIGIBLE", action)
    bare = evolve(first.claim(name, job), certificate=b"")
    story.refuse("apply-no-certificate", "a key that no TPM vouches for", first, bare, "KEY_NOT_CERTIFIED", action)
    borrowed = evolve(first.claim(name, job), certificate=second.claim(name, job).certificate)
    story.refuse(
        "apply-certificate-of-another", "another node's certificate", first, borrowed, "KEY_NOT_CERTIFIED", action
    )
    poor = story.fork()
    poor.send(
        "transfer-before-apply",
        "a node spends its deposit",
        first,
        Transfer(to=BOB.account, amount=20 * LEO),
        "§4",
        "Market!Transfer",
    )
    poor.refuse(
        "apply-without-deposit", "the deposit is not there", first, first.claim(name, job), "BALANCE_TOO_LOW", action
    )
    left = story.fork()
    left.send("leave", "a node leaves", first, Leave(), "§5", "Admission!Leave")
    left.refuse(
        "apply-after-leaving",
        "in the snapshot, but no longer active",
        first,
        first.claim(name, job),
        "NODE_NOT_ACTIVE",
        action,
    )
    left.refuse("leave-twice", "it is no node", first, Leave(), "NODE_NOT_LIVE", "Admission!Leave")

    story.send("apply", "a drawn node applies", first, first.claim(name, job), "§6", action)
    story.refuse("apply-twice", "one place a node", first, first.claim(name, job), "ALREADY_APPLIED", action)
    story.refuse("leave-busy", "nobody leaves an open job", first, Leave(), "NODE_BUSY", "Admission!Leave")
    stolen = evolve(second.claim(name, job), proof=first.claim(name, job).proof)
    lies = story.fork()
    lies.send("apply-stolen-proof", "another node's proof is a lie, and applied as one", second, stolen, "§6", action)
    lies.refuse("apply-after-lie", "who lied stays out", second, second.claim(name, job), "ALREADY_APPLIED", action)
    later = second.claim(name, evolve(job, round=2))
    story.refuse("apply-late", "a claim for another round is refused", second, later, "WRONG_ROUND", action)
    replay = story.fork()
    replayed = evolve(later, round=job.round)
    replay.send("apply-other-round", "another round's proof for this round is a lie", second, replayed, "§6", action)
    short = evolve(second.claim(name, job), proof=b"\0")
    replay.fork().send(
        "apply-no-proof",
        "octets that are no proof are a lie",
        third,
        evolve(third.claim(name, job), proof=short.proof),
        "§6",
        action,
    )
    story.send(
        "apply-not-drawn",
        "an honest proof without a vote is a claim that does not hold",
        fifth,
        fifth.claim(name, job),
        "§6",
        action,
    )
    story.refuse("cancel-not-owned", "only its owner", BOB, Cancel(job=name), "NOT_TASK_OWNER", "Selection!Cancel")
    story.fork().send("cancel-with-group", "the deposits go back", ALICE, Cancel(job=name), "§6", "Selection!Cancel")
    empty = story.fork()
    empty.end_block("block-next-round", "one member is no group: deposits back, a new seed", "§6")
    for node in (second, third, fourth):
        story.send(
            f"apply-{node.name.replace(' ', '-')}", "a drawn node applies", node, node.claim(name, job), "§6", action
        )
    story.end_block("block-elected", "the window closes: the executor is elected", "§7")


@frozen
class Scene:
    """The group of the task, as it was drawn."""

    name: JobId
    executor: Machine
    monitors: tuple[Machine, ...]
    """From the most votes to the fewest."""


def scene(story: Story, name: JobId) -> Scene:
    """Who executes and who monitors."""
    job = story.job(name)
    members = {node.id: node for node in NODES if node.id in job.group}
    executor = members.pop(next(node for node in members if node == job.executor))
    monitors = sorted(members.values(), key=lambda node: (-job.group[node.id].j, node.id))
    return Scene(name, executor, tuple(monitors))


def ready(story: Story, at: Scene) -> None:
    """Block 4: the statements of a quorum."""
    action = "Release!Ready"
    statements = tuple(monitor.statement(at.name, at.executor) for monitor in at.monitors)
    body = Ready(job=at.name, statements=statements)
    outsider = NODES[4]
    story.refuse("ready-not-executor", "a monitor posts them", at.monitors[0], body, "NOT_EXECUTOR", action)
    foreign = evolve(body, statements=(*statements, outsider.statement(at.name, at.executor)))
    story.refuse("ready-outsider", "a node outside the group", at.executor, foreign, "NOT_A_MONITOR", action)
    own = evolve(body, statements=(*statements, at.executor.statement(at.name, at.executor)))
    story.refuse("ready-own", "the executor vouches for itself", at.executor, own, "NOT_A_MONITOR", action)
    forged = evolve(body, statements=(*statements[1:], evolve(statements[0], quote=bytes(32))))
    story.refuse("ready-forged", "signed over another quote", at.executor, forged, "STATEMENT_FORGED", action)
    elsewhere = evolve(body, statements=(*statements[1:], at.monitors[0].statement(JobId("00" * 32), at.executor)))
    story.refuse("ready-other-job", "a statement of another job", at.executor, elsewhere, "STATEMENT_FORGED", action)
    story.refuse("ready-nobody", "no statement", at.executor, evolve(body, statements=()), "NO_QUORUM", action)
    repeated = evolve(body, statements=(statements[-1],) * 9)
    story.refuse("ready-one-nine-times", "a statement counts once", at.executor, repeated, "NO_QUORUM", action)
    story.refuse("cancel-late", "the group is closed", ALICE, Cancel(job=at.name), "WRONG_STAGE", "Selection!Cancel")
    unready = story.fork()
    unready.end_block("block-not-ready", "the executor missed the ready window", "§11")
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
    unready.end_block("block-settled-after-silence", "silence by whoever was heard decides", "§12")
    story.send("ready", "the statements of all monitors", at.executor, body, "§9", action)
    story.end_block("block-ready", "nothing is due", "§9")


def keys(story: Story, at: Scene) -> None:
    """Block 5: both keys."""
    action = "Release!ReleaseKey"
    hers = ReleaseKey(job=at.name, part=Part.TASK, key=b"her key, encrypted to the executor")
    his = ReleaseKey(job=at.name, part=Part.SERVICE, key=b"his key, encrypted to the executor")
    story.refuse("key-of-the-other", "Bob has no say in Alice's key", BOB, hers, "NOT_KEY_OWNER", action)
    story.fork().end_block("block-no-keys", "both keys missing: the task owner's fault", "§12")
    story.send("key-task", "Alice's key", ALICE, hers, "§9", action)
    story.refuse("key-twice", "a key is released once", ALICE, hers, "KEY_ALREADY_RELEASED", action)
    story.fork().end_block(
        "block-no-service-key", "Bob let the window pass: the service's fault, and it is withdrawn", "§12"
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


def logs(job: Job) -> dict[Phase, Log]:
    """What an honest executor measures."""
    assert isinstance(job.terms, Task), "a join has no job log"
    requirement = job.terms.requirement
    before = prepared(OFFER.image, requirement, OFFER.code, job.terms.data)
    running = (*before, keys_opened(job.keys))
    done = (*running, result_made(RESULT), wiped(requirement))
    return {Phase.BEFORE: before, Phase.DURING: running, Phase.AFTER: done}


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
    story.fork().end_block("block-not-run", "the executor missed the run window", "§11")
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
    guilty.end_block("block-executor-fault", "one proof of a fault settles it", "§12")
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
        blamed.end_block(f"block-bad-{part.value}-key", "the owner of the key is at fault", "§12")
    story.fork().end_block("block-undecided", "nobody confirmed", "§12")

    story.send("confirm-pass", "all three phases pass", monitor, passes, "§11", action)
    story.refuse("confirm-twice", "a monitor confirms once", monitor, passes, "ALREADY_CONFIRMED", action)
    for number, rest in enumerate(at.monitors[1:], 2):
        body = Confirm(job=at.name, verdict=Verdict.PASS, evidence=shown(story, at, rest))
        story.send(f"confirm-pass-{number}", "all three phases pass", rest, body, "§11", action)
    story.end_block("block-done", "PASS by quorum: the job is done and paid", "§12")
    story.end_block("block-after", "what is settled stays as it is", "§12")
    story.refuse("confirm-settled", "a job is settled once", monitor, passes, "WRONG_STAGE", action)


def task_story() -> Family:
    """From the genesis to the balances of §12."""
    cases = Cases("ledger/task")
    story = Story(cases, start())
    service = market(story)
    name = posting(story, service)
    selection(story, name)
    at = scene(story, name)
    ready(story, at)
    keys(story, at)
    confirmation(story, at)
    return cases.family("A task, from its posting to its settlement, and what is refused on the way.")


def join_story() -> Family:
    """A newcomer becomes a node."""
    cases = Cases("ledger/join")
    story = Story(cases, start())
    action = "Admission!Join"
    body = JoinNode(identity=NEWCOMER.identity)
    story.refuse("join-node", "it is a node", NODES[0], JoinNode(identity=NODES[0].identity), "NODE_IS_LIVE", action)
    cloned = JoinNode(identity=evolve(NEWCOMER.identity, endorsement_key=NODES[0].identity.endorsement_key))
    story.refuse("join-clone", "one TPM, one node", NEWCOMER, cloned, "EK_IN_USE", action)
    story.refuse(
        "join-without-deposit",
        "the deposit is not there",
        BOB,
        JoinNode(identity=evolve(NEWCOMER.identity, owner=BOB.account)),
        "BALANCE_TOO_LOW",
        action,
    )
    gone = story.fork()
    gone.send("leave", "a node leaves", HERS, Leave(), "§5", "Admission!Leave")
    swapped = JoinNode(identity=evolve(HERS.identity, endorsement_key=seed("another endorsement key")))
    gone.refuse("join-with-another-key", "who comes back comes with the same TPM", HERS, swapped, "EK_CHANGED", action)
    gone.send("join-again", "with the same TPM it may", HERS, JoinNode(identity=HERS.identity), "§5", action)
    story.refuse("leave-nobody", "it is no node", ALICE, Leave(), "NODE_NOT_LIVE", "Admission!Leave")
    story.end_block("block-empty", "a block without transactions")
    name = story.id_of(NEWCOMER, body)
    story.send("join", "a newcomer asks to become a node", NEWCOMER, body, "§5", action)
    story.refuse("join-twice", "it is joining already", NEWCOMER, body, "NODE_IS_LIVE", action)
    story.refuse("cancel-join", "a join is no task", NEWCOMER, Cancel(job=name), "NOT_A_TASK", "Selection!Cancel")
    story.end_block("block-joining", "the draw of attestors opens", "§5")
    job = story.job(name)
    own = NEWCOMER.claim(name, job)
    story.refuse(
        "apply-to-own-join", "a candidate does not attest itself", NEWCOMER, own, "NOT_ELIGIBLE", "Selection!Apply"
    )
    attestors = drawn(story.state, name)
    assert len(attestors) >= 2, "the group of a join"
    for number, node in enumerate(attestors, 1):
        claim: Apply = node.claim(name, job)
        story.send(f"apply-{number}", "a drawn node applies to attest", node, claim, "§5", "Selection!Apply")
    story.end_block("block-attestors", "the group stands: it confirms at once", "§5")
    job = story.job(name)
    refused = story.fork()
    for number, node in enumerate(attestors, 1):
        answer = NEWCOMER.answer(name, job, node, Phase.BEFORE, ())
        verdict = Confirm(job=name, verdict=Verdict.PASS, evidence=(answer,))
        story.send(
            f"confirm-{number}", "a fresh quote and an empty job log", node, verdict, "§5", "Confirmation!Confirm"
        )
    wrong = NEWCOMER.answer(name, job, attestors[0], Phase.BEFORE, (bytes(32),))
    verdict = Confirm(job=name, verdict=Verdict.FAIL, evidence=(wrong,))
    refused.send("confirm-fail", "a log that nobody asked for", attestors[0], verdict, "§5", "Confirmation!Confirm")
    refused.end_block("block-refused", "the deposit is shared by the paid attestors", "§5")
    story.end_block("block-admitted", "the newcomer is a node; its deposit is shared", "§5")
    return cases.family("A join, from its posting to the admission, and what is refused on the way.")


def genesis_cases() -> Cases:
    """Deployments that can begin, and those that cannot."""
    cases = Cases("ledger/genesis")
    sound = start()

    def beginning(name: str, why: str, given: Genesis, ends: str, clause: str = "") -> None:
        request: dict[str, JsonValue] = {"request": "genesis", "octets": to_octets(given).hex()}
        cases.add(name, why, request, ends, clause=clause)

    beginning("sound", "credit is scaled to the total", sound, OK, "§5")
    nobody = evolve(sound, nodes=Map(), balances=Map())
    beginning("nobody", "nobody is there yet", nobody, OK, "§5")
    weak = evolve(sound, nodes=sound.nodes.set(HERS.id, evolve(sound.nodes[HERS.id], credit=0)))
    beginning("node-without-credit", "it has to join", weak, OK, "§5")
    cloned = evolve(HERS.identity, endorsement_key=NODES[0].identity.endorsement_key)
    clone = sound.nodes.set(HERS.id, evolve(sound.nodes[HERS.id], identity=cloned))
    beginning("clone", "one TPM, one node", evolve(sound, nodes=clone), "EK_IN_USE")
    rich = evolve(sound, balances=sound.balances.set(ALICE.account, AMOUNT_MOST))
    beginning("too-much-money", "sums stay amounts", rich, "SUPPLY_TOO_LARGE")
    for name, parameters in (
        ("tau", evolve(sound.parameters, tau=0)),
        ("window", evolve(sound.parameters, run_window=0)),
        ("group", evolve(sound.parameters, min_group=1)),
        ("quorum", evolve(sound.parameters, quorum_numerator=2)),
    ):
        why = "no job would come to an end"
        beginning(f"senseless-{name}", why, evolve(sound, parameters=parameters), "PARAMETER_OUT_OF_RANGE")
    return cases


def families() -> list[Family]:
    """The files of this family."""
    return [genesis_cases().family("The first state."), task_story(), join_story()]
