"""What people may send: what the protocol wants of them next, lies that carry their own proof, and anything at all.

A move is a sender and a body. Who chooses among moves is left open: hypothesis, or a seeded generator.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Final, Protocol, TypeAlias, TypeVar

from attrs import evolve

from leo_ref.core.parameters import Parameters
from leo_ref.core.state.credential import Credential, Opening
from leo_ref.core.state.evidence import Evidence, Phase
from leo_ref.core.state.imprint import Imprint
from leo_ref.core.state.job import EncryptionKeys, Job, Join, Part, Requirement, Stage, Task
from leo_ref.core.state.ledger import State
from leo_ref.core.state.node import Status
from leo_ref.core.state.service import Offer
from leo_ref.core.state.transaction import (
    Accuse,
    Answer,
    AnswerCredential,
    Apply,
    Approve,
    AskResult,
    Body,
    Certificates,
    Challenge,
    ChallengeCandidate,
    Confirm,
    ConfirmCandidate,
    DisputeKey,
    GiveResult,
    JoinNode,
    Leave,
    OfferService,
    PostTask,
    PublishLog,
    ReleaseKey,
    RequestPayment,
    Show,
    Transfer,
    WithdrawService,
)
from leo_ref.core.values import AMOUNT_MOST, AccountId, JobId, NodeId, ServiceId
from leo_ref.rules.challenge import open_challenges
from leo_ref.sealing.result import result_digest
from tests.ledger.participants import (
    CANDIDATES,
    EVERYBODY,
    MEMBERS,
    PERSON,
    VERIFIERS,
    ZED,
    account,
    answer,
    answer_to,
    beta_of,
    certificate_of,
    identity,
    node,
    seed_of,
)

T = TypeVar("T")

Move: TypeAlias = tuple[str, Body]
"""The sender's name and what it sends."""

NOBODY: Final = "00" * 32
"""A well-formed id of nothing."""


class Chooser(Protocol):
    """Who decides."""

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""

    def number(self, least: int, most: int) -> int:
        """An integer in the range, both ends included."""


def named(what: str) -> bytes:
    """A digest of something with a name."""
    return sha256(what.encode()).digest()


RUN_WINDOW: Final = 32
"""Blocks that a run must have at least for a program of a minute, with the defaults."""


def bonds(params: Parameters) -> list[int]:
    """Bonds for a task or two at a time, and one too low."""
    least = params.gas_fee + params.min_tau * params.vote_pay
    most = params.gas_fee + params.max_tau * params.vote_pay
    return [most, 2 * most, least + most, max(0, least - 1)]


def offer(price: int) -> Offer:
    return Offer(
        least_tau=0,
        least_result_limit=0,
        least_time_limit=0,
        code=Imprint(length=17, root=named("code")),
        image=named("image"),
        price=price,
        key_commitment=named("service key"),
    )


def post(choose: Chooser, params: Parameters, state: State, service: ServiceId) -> PostTask:
    """A task for the service that is worth its price and its votes, now and then to the unit."""
    price = state.services[service].offer.price if service in state.services else 1
    total = params.total_credit
    tau = choose.pick([params.tau, params.tau, params.min_tau, params.max_tau, params.max_tau + 1])
    pay = tau * params.vote_pay + choose.pick([0, 1, 7, price])
    least = params.gas_fee + price + pay - pay // 2
    payment = params.gas_fee + price + pay
    return PostTask(
        result_limit=2**20,
        service=service,
        data=Imprint(length=18, root=named("data")),
        key_commitment=named("task key"),
        result_key=b"",
        requirement=Requirement(min_credit=choose.pick([0, 1, total // 10])),
        payment=min(AMOUNT_MOST, payment),
        deposit=min(AMOUNT_MOST, choose.pick([least, least, min(payment, least + 1), payment + 1])),
        tau=tau,
        run_window=choose.pick([RUN_WINDOW, RUN_WINDOW, RUN_WINDOW - 1]),
    )


def claim(state: State, name: JobId, claimant: NodeId, proof: bytes) -> Apply:
    """A claim for the round that runs."""
    keys = EncryptionKeys(task=named(f"task key of {claimant}"), service=named(f"service key of {claimant}"))
    certificates = Certificates(
        task=certificate_of(claimant, keys.task), service=certificate_of(claimant, keys.service)
    )
    return Apply(job=name, round=state.jobs[name].round, proof=proof, encryption_keys=keys, certificates=certificates)


RESULT: Final = b"the sealed result"

RIGHT, WRONG = b"sealed", b"wrong"
"""Keys as they are released; of the second one the opening shows that it is none."""


def opening_of(key: bytes) -> bytes:
    """FAKE: a key opens to itself, filled up with zeros."""
    return key.rjust(256, b"\0")


def monitors_of(job: Job) -> list[NodeId]:
    return sorted(member for member in job.group if member != job.executor)


def credential(seed: bytes) -> Credential:
    """A credential made of a seed."""
    return Credential(blob=seed, secret=b"")


def opened(seed: bytes) -> Opening:
    """What an attestor publishes."""
    return Opening(seed=seed, randomness=b"")


def offering(choose: Chooser, params: Parameters) -> OfferService:
    """A service at a price and with a bond of these."""
    return OfferService(offer=offer(choose.pick([0, 1, 3])), bond=choose.pick(bonds(params)))


def useful(choose: Chooser, params: Parameters, state: State) -> list[Move]:
    """What would bring something forward, in an order that no hash decides."""
    moves: list[Move] = []
    live = sorted(name for name, service in state.services.items() if service.live)
    if len(live) < 2:
        moves.append((choose.pick(["bob", ZED]), offering(choose, params)))
    working = sum(job.open for job in state.jobs.values())
    if live and choose.number(0, 19) == 0:
        withdrawn = choose.pick(live)
        moves.append((PERSON[state.services[withdrawn].owner], WithdrawService(service=withdrawn)))
    if live and working < 2:
        moves.append((choose.pick(["alice", "alice", ZED]), post(choose, params, state, choose.pick(live))))
        moves.append(("carol", post(choose, params, state, choose.pick(live))))
    person = choose.pick((*CANDIDATES, *MEMBERS))
    known = state.nodes.get(node(person))
    if working < 3 and (known is None or known.status is Status.LEFT):
        moves.append((person, JoinNode(identity=identity(person))))
    if known is not None and known.status is Status.SUSPENDED:
        moves.append((person, Leave()))
    for name in sorted(state.jobs):
        moves += next_steps(choose, state, name)
    return moves


def next_steps(choose: Chooser, state: State, name: JobId) -> list[Move]:
    """What members and owners of one job do next."""
    job = state.jobs[name]
    moves: list[Move] = []
    if job.stage is Stage.APPLY:
        for member in sorted(set(job.snapshot) - set(job.group) - job.liars):
            proof = beta_of(state, name, member)
            active = state.nodes[member].status is Status.ACTIVE and not state.busy(member)
            if active and VERIFIERS.ticket(state, name, member, proof):
                moves += [(PERSON[member], claim(state, name, member, proof))] * 2
    if isinstance(job.terms, Join):
        return moves + of_candidate(choose, state, name, job) + of_attestors(name, job)
    return moves + of_executor(choose, state, name, job) + of_owners(choose, name, job) + of_monitors(state, name, job)


def of_candidate(choose: Chooser, state: State, name: JobId, job: Job) -> list[Move]:
    """What the candidate of a join does next; of one join in four it opens nothing, and guesses."""
    if job.stage is not Stage.ENROL or job.subject is None:
        return []
    bodies: list[Body] = []
    if job.shown is None:
        bodies += [Show(job=name, evidence=answer(state, name, None, Phase.BEFORE, "pass"))] * 2
    for attestor in sorted(set(job.credentials) - set(job.answers)):
        right = answer_to(attestor) if int(name[0], 16) % 4 else choose.pick([answer_to(attestor), named("a guess")])
        bodies += [AnswerCredential(job=name, attestor=attestor, answer=right)] * 2
    return [(PERSON[job.subject], body) for body in bodies]


def of_attestors(name: JobId, job: Job) -> list[Move]:
    """What the attestors of a join do next."""
    moves: list[Move] = []
    for attestor in monitors_of(job):
        seed, spoken = seed_of(attestor), job.confirmed | job.provers | job.liars
        if job.stage is Stage.ENROL and attestor not in job.credentials:
            moves += [(PERSON[attestor], ChallengeCandidate(job=name, credential=credential(seed)))] * 3
        elif job.stage is Stage.CONFIRM and attestor in job.credentials and attestor not in spoken:
            moves += [(PERSON[attestor], ConfirmCandidate(job=name, opening=opened(seed)))] * 3
    return moves


def of_executor(choose: Chooser, state: State, name: JobId, job: Job) -> list[Move]:
    """What the executor of a task does next."""
    bodies: list[Body] = []
    if job.stage is Stage.READY:
        bodies = [Show(job=name, evidence=answer(state, name, None, Phase.BEFORE, "pass"))] * 4
    elif job.stage is Stage.RUN:
        asked = answer(state, name, None, Phase.AFTER, "pass")
        bodies = [RequestPayment(job=name, result=result_digest(RESULT), evidence=asked)] * 4
        bodies += [
            Answer(job=name, evidence=answer(state, name, node, Phase.DURING, "pass")) for node in open_challenges(job)
        ] * 4
        bad = [part for part, key in sorted(job.keys.items(), key=lambda each: each[0].value) if key == WRONG]
        if bad:
            part = choose.pick(bad)
            bodies.append(DisputeKey(job=name, part=part, opening=opening_of(WRONG), piece=None))
    elif job.stage is Stage.CONFIRM and job.asked and not job.given:
        bodies = [GiveResult(job=name, result=RESULT)] * 4
    return [(PERSON[str(job.executor)], body) for body in bodies]


def of_owners(choose: Chooser, name: JobId, job: Job) -> list[Move]:
    """The keys of a task that are missing; now and then a wrong one."""
    assert isinstance(job.terms, Task), "only tasks have keys"
    moves: list[Move] = []
    for part, owner in ((Part.TASK, job.terms.owner), (Part.SERVICE, job.terms.service_owner)):
        if job.stage is Stage.KEYS and part not in job.keys:
            key = choose.pick([RIGHT, RIGHT, RIGHT, WRONG])
            moves += [(PERSON[owner], ReleaseKey(job=name, part=part, key=key))] * 2
    return moves


def of_monitors(state: State, name: JobId, job: Job) -> list[Move]:
    """What the monitors of a task do next; of one task in four the evidence fails, and they accuse."""
    moves: list[Move] = []
    if job.executor is None:
        return moves
    for monitor in monitors_of(job):
        bodies: list[Body] = []
        shows = {shown: answer(state, name, monitor, Phase.DURING, shown) for shown in ("pass", "fail")}
        if job.stage in (Stage.APPROVE, Stage.KEYS) and monitor not in job.approved:
            bodies = [Approve(job=name)] * 2
        elif job.stage is Stage.RUN and monitor not in job.challenged:
            bodies = [Challenge(job=name, proof=bytes.fromhex(monitor))]
        elif job.stage is Stage.CONFIRM and monitor not in job.confirmed:
            bodies = [*[Confirm(job=name, evidence=shows["pass"])] * 4, AskResult(job=name)]
        if job.stage in (Stage.RUN, Stage.CONFIRM) and int(name[0], 16) % 4 == 0:
            bodies.append(Accuse(job=name, evidence=shows["fail"]))
        moves += [(PERSON[monitor], body) for body in bodies]
    return moves


def lies(choose: Chooser, state: State) -> list[Move]:
    """Claims, accusations and confirmations that octets contradict: applied, paid for, without effect."""
    moves: list[Move] = []
    for name in sorted(state.jobs):
        job = state.jobs[name]
        if job.stage is Stage.APPLY:
            for member in sorted(set(job.snapshot) - set(job.group) - job.liars):
                forged = choose.pick([b"", bytes(64), bytes(1024), job.beacon + job.beacon])
                moves.append((PERSON[member], claim(state, name, member, forged)))
        for monitor in monitors_of(job):
            if isinstance(job.terms, Join) and job.stage is Stage.CONFIRM:
                moves.append((PERSON[monitor], ConfirmCandidate(job=name, opening=opened(named("another seed")))))
            elif isinstance(job.terms, Task) and job.stage in (Stage.RUN, Stage.CONFIRM):
                passing = answer(state, name, monitor, Phase.DURING, "pass")
                moves.append((PERSON[monitor], Accuse(job=name, evidence=passing)))
                if job.stage is Stage.CONFIRM:
                    failing = answer(state, name, monitor, Phase.DURING, "fail")
                    moves.append((PERSON[monitor], Confirm(job=name, evidence=failing)))
    return moves


def unsigned(name: JobId, monitor: NodeId | None, phase: Phase) -> Evidence:
    """Evidence of nobody."""
    return Evidence(
        job=name, round=0, phase=phase, monitor=monitor, nonce_proof=b"", quote=b"pass", log=(), signature=b""
    )


def anything(choose: Chooser, params: Parameters, state: State) -> Move:
    """Anything from anybody about anything: mostly nonsense, well signed."""
    sender = choose.pick(EVERYBODY)
    name = JobId(choose.pick([*sorted(state.jobs), NOBODY]))
    service = ServiceId(choose.pick([*sorted(state.services), NOBODY]))
    job = state.jobs.get(name)
    balance = state.balance(account(sender))
    amount = choose.pick([0, 1, balance, balance + 1, AMOUNT_MOST, choose.number(0, AMOUNT_MOST)])
    somebody = node(choose.pick(EVERYBODY))
    attested = job is not None and (job.executor is not None or isinstance(job.terms, Join))
    shown, phase = choose.pick(["pass", "fail"]), choose.pick(list(Phase))
    by_whom = choose.pick([somebody, None])
    piece = answer(state, name, by_whom, phase, shown) if attested else unsigned(name, by_whom, phase)
    key = choose.pick([RIGHT, WRONG, b""])
    bodies: list[Body] = [
        Transfer(to=AccountId(choose.pick([account(choose.pick(EVERYBODY)), NOBODY])), amount=amount),
        OfferService(offer=offer(amount), bond=choose.pick([amount, choose.pick(bonds(params))])),
        WithdrawService(service=service),
        post(choose, params, state, service),
        PostTask(
            service=service,
            data=Imprint(length=16, root=bytes(32)),
            key_commitment=bytes(32),
            result_key=b"",
            requirement=Requirement(min_credit=amount),
            payment=amount,
            deposit=choose.pick([0, amount]),
            tau=choose.pick([0, 1, 2**53 - 1]),
            run_window=choose.pick([0, RUN_WINDOW, 2**53 - 1]),
            result_limit=choose.pick([0, 2**20, 2**53 - 1]),
        ),
        JoinNode(identity=identity(sender)),
        JoinNode(identity=identity(choose.pick(EVERYBODY))),
        JoinNode(identity=evolve(identity(sender), endorsement_key=b"")),
        Leave(),
        PublishLog(log=choose.pick([b"", b"a log"])),
        Apply(
            job=name,
            round=choose.pick([0, 1, 2]),
            proof=b"",
            encryption_keys=EncryptionKeys(task=b"", service=choose.pick([b"", b"key"])),
            certificates=Certificates(task=b"", service=b""),
        ),
        Show(job=name, evidence=piece),
        Approve(job=name),
        ReleaseKey(job=name, part=choose.pick(list(Part)), key=key),
        DisputeKey(job=name, part=choose.pick(list(Part)), opening=opening_of(key), piece=None),
        Challenge(job=name, proof=choose.pick([b"", bytes.fromhex(account(sender))])),
        Answer(job=name, evidence=piece),
        Accuse(job=name, evidence=piece),
        RequestPayment(job=name, result=choose.pick([result_digest(RESULT), named("other")]), evidence=piece),
        AskResult(job=name),
        GiveResult(job=name, result=choose.pick([RESULT, b"other"])),
        Confirm(job=name, evidence=piece),
        ChallengeCandidate(job=name, credential=credential(choose.pick([b"junk", seed_of(somebody)]))),
        AnswerCredential(job=name, attestor=somebody, answer=choose.pick([answer_to(somebody), named("a guess")])),
        ConfirmCandidate(job=name, opening=opened(choose.pick([named("a guess"), seed_of(node(sender))]))),
    ]
    return sender, choose.pick(bodies)
