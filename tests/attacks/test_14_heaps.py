"""Attack 14: an account that has nothing fills blocks and the state, and what is refused costs time.

Before the attack the account has 0 LEO. Without bonds and bounds it puts thousands of services into the state for ever,
makes a block that is accepted and does not read back, and has every party look at a thousand signatures for nothing.
With them it has what it pays for, in one block as in many; what is too much is refused before anybody looks at it; and
a settled job keeps what it must.
"""

from __future__ import annotations

from attrs import evolve

from leo_ref.core.encoding import LENGTH_LIMIT, from_octets, to_octets
from leo_ref.core.rejections import Code, reject
from leo_ref.core.state.evidence import Evidence, Phase
from leo_ref.core.state.job import Part, Stage
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Accuse, OfferService, Transaction, Transfer, WithdrawService
from leo_ref.core.values import LEO, JobId, NodeId, ServiceId
from leo_ref.ledger import Block, apply_block
from leo_ref.ledger.block import TRANSACTIONS_MOST
from leo_ref.parties.keys import transaction
from leo_ref.parties.producer import block_on
from leo_ref.rules.verifiers import Verifiers
from tests.attacks.chain import (
    ALICE,
    BOB,
    CAROL,
    EVERYBODY,
    FEW,
    FUNDS,
    HONEST,
    PRODUCER,
    Chain,
    least,
    offering,
    posting,
)

PRICE = 3 * LEO


def chain_with(stage: Stage) -> tuple[Chain, JobId]:
    """A chain at the beginning of a block in which a task is in this stage."""
    chain = Chain(FEW, dict.fromkeys(HONEST, 1))
    service = chain.offer(BOB, PRICE, 8 * LEO)
    name = chain.posted(ALICE, posting(service, *least(FEW, PRICE, EVERYBODY), EVERYBODY))
    chain.group(name)
    if stage is not Stage.READY:
        chain.ready(name)
        chain.release(name, ALICE, Part.TASK)
        chain.release(name, BOB, Part.SERVICE)
        chain.request(name)
        chain.end_block()
    assert chain.until(name, stage).stage is stage
    return chain, name


def flood(count: int) -> tuple[Transaction, ...]:
    """So many payments of a unit each."""
    return tuple(transaction(CAROL, number, Transfer(to=ALICE.name, amount=1)) for number in range(count))


def put(chain: Chain, transactions: tuple[Transaction, ...], verifiers: Verifiers | None = None) -> object:
    """What becomes of a block with these transactions, which its producer made."""
    block = block_on(chain.deployment, PRODUCER, chain.start, transactions)
    return apply_block(chain.deployment, verifiers or chain.verifiers, chain.start, block)


def test_a_block_holds_so_many_transactions_and_no_more() -> None:
    chain = Chain(FEW, dict.fromkeys(HONEST, 1))
    assert isinstance(put(chain, flood(TRANSACTIONS_MOST)), State)
    refused = put(chain, flood(TRANSACTIONS_MOST + 1))
    assert refused == reject(Code.TOO_MANY_TRANSACTIONS, transactions=TRANSACTIONS_MOST + 1, most=TRANSACTIONS_MOST)


def fat(count: int) -> tuple[Transaction, ...]:
    """Accusations with evidence as long as it may be."""
    name = JobId("00" * 32)
    piece = Evidence(
        job=name,
        round=1,
        phase=Phase.DURING,
        monitor=NodeId("00" * 32),
        nonce_proof=b"",
        quote=bytes(4096),
        log=(),
        signature=b"",
    )
    body = Accuse(job=name, evidence=piece)
    return tuple(transaction(CAROL, number, body) for number in range(count))


def test_a_block_is_as_long_as_is_read_and_no_longer() -> None:
    chain = Chain(FEW, dict.fromkeys(HONEST, 1))
    one = len(to_octets(fat(1)[0])) + 1
    empty = len(to_octets(block_on(chain.deployment, PRODUCER, chain.start, ())))
    fits = (LENGTH_LIMIT - empty) // one
    longer = block_on(chain.deployment, PRODUCER, chain.start, fat(fits + 1))
    length = len(to_octets(longer))
    assert length > LENGTH_LIMIT
    too_long = reject(Code.TOO_LONG, limit=LENGTH_LIMIT, length=length)
    assert from_octets(Block, to_octets(longer)) == too_long
    assert apply_block(chain.deployment, chain.verifiers, chain.start, longer) == too_long
    block = block_on(chain.deployment, PRODUCER, chain.start, fat(fits))
    assert from_octets(Block, to_octets(block)) == block
    refused = apply_block(chain.deployment, chain.verifiers, chain.start, block)
    assert refused == reject(Code.NOT_APPLICABLE, index=0, refusal="NO_SUCH_JOB")


def test_a_settled_job_keeps_terms_group_outcome_and_payouts() -> None:
    chain, name = chain_with(Stage.SETTLED)
    job = chain.state.jobs[name]
    assert job.group
    left = (job.deadline, job.beacon, job.escrow, job.snapshot, job.liars, job.shown, job.approved, job.keys)
    assert not any(left)
    said = (job.requested, job.challenged, job.answered, job.asked, job.given, job.confirmed, job.provers, job.proven)
    assert not any((*said, job.credentials, job.answers))
    assert sum(job.payouts.values()) > 0


def test_who_has_nothing_offers_nothing() -> None:
    chain = Chain(FEW, dict.fromkeys(HONEST, 1))
    chain.must(CAROL, Transfer(to=BOB.name, amount=FUNDS))
    chain.end_block()
    free = OfferService(offer=offering(0), bond=0)
    assert chain.refusal(CAROL, free) is Code.BOND_TOO_LOW
    assert chain.refusal(CAROL, evolve(free, bond=2 * LEO)) is Code.BALANCE_TOO_LOW
    assert chain.refusal(BOB, evolve(free, bond=2 * LEO - 1)) is Code.BOND_TOO_LOW


def test_what_is_put_on_the_ledger_in_a_block_is_paid_for_in_it() -> None:
    """Withdrawing gives the bond back at the tick only: a block holds no more services than the balance pays for."""
    chain = Chain(FEW, dict.fromkeys(HONEST, 1))
    chain.must(CAROL, Transfer(to=BOB.name, amount=FUNDS - 5 * LEO))
    for price in (1, 2):
        name = chain.must(CAROL, OfferService(offer=offering(price), bond=2 * LEO))
        chain.must(CAROL, WithdrawService(service=ServiceId(name)))
    assert chain.balance(CAROL) == LEO
    chain.end_block()
    assert chain.balance(CAROL) == 5 * LEO
