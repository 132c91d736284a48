"""A ledger on which a task is played to any end, in signed transactions and whole blocks."""

from __future__ import annotations

from typing import Final

from leo_ref.ledger import apply_block
from leo_ref.parameters import Parameters
from leo_ref.rejections import Code, Rejection
from leo_ref.roles.producer import block_on
from leo_ref.sealing.imprint import imprint_of
from leo_ref.state.job import Job, Part, Requirement, Stage, Verdict
from leo_ref.state.transaction import (
    Body,
    Confirm,
    OfferService,
    PostTask,
    Ready,
    ReleaseKey,
    RequestPayment,
)
from leo_ref.values import LEO, JobId, NodeId, ServiceId
from tests.ledger.moves import claim, monitors_of, named, offer, statement, verdicts_for
from tests.ledger.people import PERSON, PRODUCERS, VERIFIERS, account, beta_of, signed
from tests.ledger.play import Game

EVERYBODY: Final = 70
"""All credit; a task with so many votes draws every node."""

PARAMS: Final = Parameters(total_credit=EVERYBODY, rounds=1, join_credit=1)
FUNDS: Final = 1000 * LEO


class Table:
    """A game with the amounts and windows of §3, seven nodes, and Bob's service where ``bond`` is above zero."""

    def __init__(self, price: int = 3 * LEO, bond: int = 0, owner: str = "bob") -> None:
        self.game = Game(PARAMS, FUNDS)
        for _ in range(PARAMS.lookback):
            self.game.end_block()
        self.service = ServiceId("00" * 32)
        if bond:
            self.service = ServiceId(self.send(owner, OfferService(offer=offer(price), bond=bond)))
            self.game.end_block()

    def send(self, person: str, body: Body) -> str:
        """Send what applies; the id of what it creates."""
        transaction = signed(person, self.game.counter(person), body)
        sent = self.game.send(transaction)
        assert not isinstance(sent, Rejection), sent
        made = {*self.game.state.jobs, *self.game.state.services} - {*self.game.start.jobs, *self.game.start.services}
        return max(made, default="")

    def refusal(self, person: str, body: Body) -> Code:
        """Why a block that holds this transaction alone is refused, and with it the transaction."""
        game = self.game
        assert not game.transactions, "at the beginning of a block"
        sent = signed(person, game.counter(person), body)
        block = block_on(game.deployment, PRODUCERS[0], game.start, (sent,))
        whole = apply_block(game.deployment, VERIFIERS, game.start, block)
        assert isinstance(whole, Rejection), "the block is taken"
        assert whole.code is Code.NOT_APPLICABLE
        return Code[str(whole.values[1])]

    def balance(self, person: str) -> int:
        """Base units of LEO."""
        return self.game.state.balance(account(person))

    def blocks(self, number: int) -> None:
        """So many empty blocks."""
        for _ in range(number):
            self.game.end_block()

    def until(self, name: JobId, stage: Stage) -> Job:
        """Empty blocks until the job is in the stage."""
        for _ in range(200):
            if self.game.state.jobs[name].stage is stage:
                break
            self.game.end_block()
        return self.game.state.jobs[name]

    def post(self, person: str, body: PostTask) -> JobId:
        """Post the task; its block ends."""
        name = JobId(self.send(person, body))
        self.game.end_block()
        return name

    def group(self, name: JobId) -> Job:
        """Everybody who may applies, until the group stands; the executor is ready, with all statements."""
        for member in sorted(self.until(name, Stage.APPLY).snapshot):
            proof = beta_of(self.game.state, name, member)
            sent = claim(self.game.state, name, member, proof)
            self.game.move((PERSON[member], sent))
        return self.until(name, Stage.READY)

    def ready(self, name: JobId) -> Job:
        """All statements are on the ledger."""
        job = self.until(name, Stage.READY)
        statements = tuple(statement(name, job, monitor, PERSON[monitor]) for monitor in monitors_of(job))
        self.send(PERSON[str(job.executor)], Ready(job=name, statements=statements))
        return self.until(name, Stage.KEYS)

    def key(self, name: JobId, person: str, part: Part) -> None:
        """One key is on the ledger."""
        self.send(person, ReleaseKey(job=name, part=part, key=b"sealed"))

    def request(self, name: JobId) -> Job:
        """The executor asks for payment."""
        job = self.until(name, Stage.RUN)
        self.send(PERSON[str(job.executor)], RequestPayment(job=name, result=named("result")))
        return self.until(name, Stage.CONFIRM)

    def confirm(self, name: JobId, monitor: NodeId, verdict: Verdict) -> None:
        """The verdict, with evidence that bears it out."""
        evidence = dict(verdicts_for(self.game.state, name, monitor))[verdict]
        self.send(PERSON[monitor], Confirm(job=name, verdict=verdict, evidence=evidence))


def posting(service: ServiceId, payment: int, deposit: int, tau: int = 10, time_limit: int = 60) -> PostTask:
    """A task for everybody; every limit but the time is the default."""
    return PostTask(
        service=service,
        data=imprint_of(b"data"),
        key_commitment=named("task key"),
        result_key=b"",
        requirement=Requirement(min_credit=0, time_limit=time_limit),
        payment=payment,
        deposit=deposit,
        tau=tau,
    )


def least(price: int, tau: int) -> tuple[int, int]:
    """The least payment and deposit of a task, by the letter of §6."""
    pay = tau * PARAMS.vote_pay
    return PARAMS.gas_fee + price + pay, PARAMS.gas_fee + price + (pay + 1) // 2
