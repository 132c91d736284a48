"""Attack 14: blocks that do not read back, lists without an end, settled jobs that keep what nobody needs."""

from __future__ import annotations

from attrs import evolve

from leo_ref.encoding import LENGTH_LIMIT, from_octets, to_octets
from leo_ref.ledger import Block, apply_block
from leo_ref.ledger.block import TRANSACTIONS_MOST
from leo_ref.rejections import Code, reject
from leo_ref.roles.producer import block_on
from leo_ref.rules.verifiers import Verifiers
from leo_ref.state.evidence import Evidence, Phase
from leo_ref.state.job import Job, Stage, Verdict
from leo_ref.state.ledger import State
from leo_ref.state.transaction import Confirm, Ready, Transaction, Transfer
from leo_ref.values import AccountId, JobId, NodeId
from tests.ledger.moves import monitors_of, statement
from tests.ledger.people import PERSON, PRODUCERS, VERIFIERS, PeopleVerifiers, account, answer, signed
from tests.ledger.play import SMALL, Dice, Game, choose_move


def flood(count: int) -> tuple[Transaction, ...]:
    """So many payments of a unit each."""
    return tuple(signed("carol", number, Transfer(to=account("alice"), amount=1)) for number in range(count))


def put(game: Game, transactions: tuple[Transaction, ...], verifiers: Verifiers = VERIFIERS) -> object:
    """What becomes of a block with these transactions, which its producer made."""
    block = block_on(game.deployment, PRODUCERS[0], game.start, transactions)
    return apply_block(game.deployment, verifiers, game.start, block)


def waiting(job: Job) -> list[NodeId]:
    """Monitors of whom nothing is recorded."""
    return [node for node in monitors_of(job) if node not in job.verdicts]


def game_with(stage: Stage) -> tuple[Game, JobId, Job]:
    """A game at the beginning of a block in which a task is in this stage, and a monitor has not confirmed it."""
    for seed in range(40):
        dice, game = Dice(seed), Game(SMALL, 40)
        for _ in range(12):
            for _ in range(14):
                game.move(choose_move(dice, game))
            game.end_block()
            for name, job in sorted(game.state.jobs.items()):
                if job.stage is stage and job.executor is not None and waiting(job):
                    return game, name, job
    raise AssertionError(stage)


class Counting(PeopleVerifiers):
    """Counts what it is asked about signatures and evidence."""

    asked = 0

    def signed(self, signer: AccountId | NodeId, message: bytes, signature: bytes) -> bool:
        Counting.asked += 1
        return super().signed(signer, message, signature)


def test_a_block_holds_so_many_transactions_and_no_more() -> None:
    game = Game(SMALL, TRANSACTIONS_MOST + 1)
    assert isinstance(put(game, flood(TRANSACTIONS_MOST)), State)
    refused = put(game, flood(TRANSACTIONS_MOST + 1))
    assert refused == reject(Code.TOO_MANY_TRANSACTIONS, transactions=TRANSACTIONS_MOST + 1, most=TRANSACTIONS_MOST)


def fat(count: int) -> tuple[Transaction, ...]:
    """Verdicts with evidence as long as it may be."""
    game, name, _ = game_with(Stage.CONFIRM)
    piece: Evidence = evolve(answer(game.state, name, NodeId("00" * 32), Phase.BEFORE, "pass"), quote=bytes(4096))
    body = Confirm(job=name, verdict=Verdict.FAIL, evidence=(piece,) * 3)
    return tuple(signed("carol", number, body) for number in range(count))


def test_a_block_is_as_long_as_is_read_and_no_longer() -> None:
    game = Game(SMALL, 0)
    one = len(to_octets(fat(1)[0])) + 1
    empty = len(to_octets(block_on(game.deployment, PRODUCERS[0], game.start, ())))
    fits = (LENGTH_LIMIT - empty) // one
    longer = block_on(game.deployment, PRODUCERS[0], game.start, fat(fits + 1))
    length = len(to_octets(longer))
    assert length > LENGTH_LIMIT
    too_long = reject(Code.TOO_LONG, limit=LENGTH_LIMIT, length=length)
    assert from_octets(Block, to_octets(longer)) == too_long
    assert apply_block(game.deployment, VERIFIERS, game.start, longer) == too_long
    block = block_on(game.deployment, PRODUCERS[0], game.start, fat(fits))
    assert from_octets(Block, to_octets(block)) == block
    refused = apply_block(game.deployment, VERIFIERS, game.start, block)
    assert refused == reject(Code.NOT_APPLICABLE, index=0, refusal="NO_SUCH_JOB")


def test_a_refused_ready_costs_no_signature() -> None:
    game, name, job = game_with(Stage.READY)
    monitor, executor = monitors_of(job)[0], PERSON[str(job.executor)]
    forged = evolve(statement(name, job, monitor, PERSON[monitor]), signature=bytes(64))
    body = Ready(job=name, statements=(forged,) * 1000)
    Counting.asked = 0
    refused = put(game, (signed(executor, game.counter(executor), body),), Counting())
    assert refused == reject(Code.NOT_APPLICABLE, index=0, refusal="TOO_MANY_STATEMENTS")
    assert Counting.asked == 2, "the producer's and the sender's"


def test_a_verdict_with_a_heap_of_evidence_costs_no_appraisal() -> None:
    game, name, job = game_with(Stage.CONFIRM)
    monitor = waiting(job)[0]
    piece = answer(game.state, name, monitor, Phase.BEFORE, "fail")
    body = Confirm(job=name, verdict=Verdict.FAIL, evidence=(piece,) * 4)
    Counting.asked = 0
    refused = put(game, (signed(PERSON[monitor], game.counter(PERSON[monitor]), body),), Counting())
    assert refused == reject(Code.NOT_APPLICABLE, index=0, refusal="TOO_MUCH_EVIDENCE")
    assert Counting.asked == 2, "the producer's and the sender's"


def test_a_settled_job_keeps_terms_group_outcome_and_payouts() -> None:
    game, name, _ = game_with(Stage.SETTLED)
    job = game.state.jobs[name]
    assert job.group
    left = (job.deadline, job.beacon, job.escrow, job.snapshot, job.liars, job.ready, job.keys, job.requested)
    assert not any(left)
    assert not job.verdicts
    assert sum(job.payouts.values()) > 0
