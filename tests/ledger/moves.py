"""What people may send: what the protocol wants of them next, lies that carry their own proof, and anything at all.

A move is a sender and a body. Who chooses among moves is left open: hypothesis, or a seeded generator.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Final, Protocol, TypeAlias, TypeVar

from leo_ref.parameters import Parameters
from leo_ref.rules.release import statement_digest
from leo_ref.sealing.imprint import Imprint
from leo_ref.state.evidence import Evidence, Phase
from leo_ref.state.job import EncryptionKeys, Job, Join, Part, Requirement, Stage, Task, Verdict
from leo_ref.state.ledger import State
from leo_ref.state.node import Status
from leo_ref.state.service import Offer
from leo_ref.state.transaction import (
    Apply,
    Body,
    Certificates,
    Confirm,
    JoinNode,
    Leave,
    OfferService,
    PostTask,
    Ready,
    ReleaseKey,
    RequestPayment,
    Statement,
    Transfer,
    WithdrawService,
)
from leo_ref.values import AMOUNT_MOST, AccountId, JobId, NodeId, ServiceId
from tests.ledger.people import (
    CANDIDATES,
    EVERYBODY,
    MEMBERS,
    PERSON,
    VERIFIERS,
    ZED,
    account,
    answer,
    beta_of,
    certificate_of,
    identity,
    node,
    signing_key,
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
    told = Certificates(task=certificate_of(claimant, keys.task), service=certificate_of(claimant, keys.service))
    return Apply(job=name, round=state.jobs[name].round, proof=proof, encryption_keys=keys, certificates=told)


def statement(name: JobId, job: Job, monitor: NodeId, signer: str) -> Statement:
    """A ready statement in the monitor's name, signed by ``signer``."""
    assert job.executor is not None, "only an elected executor is found ready"
    quote = named("quote")
    message = statement_digest(name, job.executor, job.group[job.executor].encryption_keys, quote)
    return Statement(monitor=monitor, quote=quote, signature=signing_key(signer).sign(message).signature)


def monitors_of(job: Job) -> list[NodeId]:
    return sorted(member for member in job.group if member != job.executor)


def phases_of(job: Job) -> list[Phase]:
    return [Phase.BEFORE] if isinstance(job.terms, Join) else list(Phase)


def verdicts_for(state: State, name: JobId, monitor: NodeId) -> list[tuple[Verdict, tuple[Evidence, ...]]]:
    """Every verdict that the monitor may give of the job, each with evidence that bears it out."""
    job = state.jobs[name]
    first = phases_of(job)[0]
    found: list[tuple[Verdict, tuple[Evidence, ...]]] = [
        (Verdict.SILENT, ()),
        (Verdict.FAIL, (answer(state, name, monitor, first, "fail"),)),
    ]
    if isinstance(job.terms, Join) or job.requested is not None:
        passing = tuple(answer(state, name, monitor, phase, "pass") for phase in phases_of(job))
        found += [(Verdict.PASS, passing)] * 4
    if len(job.keys) == len(Part):
        found.append((Verdict.BAD_TASK_KEY, (answer(state, name, monitor, Phase.DURING, "bad_task_key"),)))
        found.append((Verdict.BAD_SERVICE_KEY, (answer(state, name, monitor, Phase.DURING, "bad_service_key"),)))
    return found


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
    if working < 3 and (known is None or known.status in (Status.LEFT, Status.SUSPENDED)):
        moves.append((person, JoinNode(identity=identity(person))))
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
    if job.stage is Stage.READY:
        statements = tuple(statement(name, job, monitor, PERSON[monitor]) for monitor in monitors_of(job))
        moves += [(PERSON[str(job.executor)], Ready(job=name, statements=statements))] * 4
    if job.stage is Stage.KEYS:
        assert isinstance(job.terms, Task), "only tasks have keys"
        for part, owner in ((Part.TASK, job.terms.owner), (Part.SERVICE, job.terms.service_owner)):
            if part not in job.keys:
                moves += [(PERSON[owner], ReleaseKey(job=name, part=part, key=b"sealed"))] * 2
    if job.stage is Stage.RUN:
        moves += [(PERSON[str(job.executor)], RequestPayment(job=name, result=named("result")))] * 4
    if job.stage is Stage.CONFIRM:
        for monitor in monitors_of(job):
            if monitor not in job.verdicts:
                verdict, evidence = choose.pick(verdicts_for(state, name, monitor))
                moves += [(PERSON[monitor], Confirm(job=name, verdict=verdict, evidence=evidence))] * 2
    return moves


def lies(choose: Chooser, state: State) -> list[Move]:
    """Claims and verdicts that contradict their own proof: applied, paid for, without effect."""
    moves: list[Move] = []
    for name in sorted(state.jobs):
        job = state.jobs[name]
        if job.stage is Stage.APPLY:
            for member in sorted(set(job.snapshot) - set(job.group) - job.liars):
                forged = choose.pick([b"", bytes(64), bytes(1024), job.beacon + job.beacon])
                moves.append((PERSON[member], claim(state, name, member, forged)))
        if job.stage is Stage.CONFIRM:
            for monitor in monitors_of(job):
                passing = tuple(answer(state, name, monitor, phase, "pass") for phase in phases_of(job))
                others = tuple(answer(state, name, choose.pick(monitors_of(job)), phase, "fail") for phase in Phase)
                verdict = choose.pick([Verdict.FAIL, Verdict.PASS, Verdict.BAD_TASK_KEY])
                evidence = choose.pick([(), passing[:1], passing[:1] * 2, others])
                moves.append((PERSON[monitor], Confirm(job=name, verdict=verdict, evidence=evidence)))
    return moves


def anything(choose: Chooser, params: Parameters, state: State) -> Move:
    """Anything from anybody about anything: mostly nonsense, well signed."""
    sender = choose.pick(EVERYBODY)
    name = JobId(choose.pick([*sorted(state.jobs), NOBODY]))
    service = ServiceId(choose.pick([*sorted(state.services), NOBODY]))
    job = state.jobs.get(name)
    balance = state.balance(account(sender))
    amount = choose.pick([0, 1, balance, balance + 1, AMOUNT_MOST, choose.number(0, AMOUNT_MOST)])
    somebody = node(choose.pick(EVERYBODY))
    pieces: tuple[Evidence, ...] = ()
    statements: tuple[Statement, ...] = ()
    if job is not None and job.executor is not None:
        statements = (statement(name, job, somebody, choose.pick(EVERYBODY)),) * choose.number(0, 2)
    if job is not None and (job.executor is not None or isinstance(job.terms, Join)):
        shown = choose.pick(["pass", "fail", "bad_task_key"])
        pieces = (answer(state, name, somebody, choose.pick(list(Phase)), shown),) * choose.number(0, 2)
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
        Leave(),
        Apply(
            job=name,
            round=choose.pick([0, 1, 2]),
            proof=b"",
            encryption_keys=EncryptionKeys(task=b"", service=choose.pick([b"", b"key"])),
            certificates=Certificates(task=b"", service=b""),
        ),
        Ready(job=name, statements=statements),
        ReleaseKey(job=name, part=choose.pick(list(Part)), key=b""),
        RequestPayment(job=name, result=bytes(32)),
        Confirm(job=name, verdict=choose.pick(list(Verdict)), evidence=pieces),
    ]
    return sender, choose.pick(bodies)
