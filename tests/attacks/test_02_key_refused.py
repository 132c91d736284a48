"""Attack 2: the executor's operating system says that a right key does not open.

Before the attack Alice has released the key that she committed to, and her payment is in escrow. Where monitors believe
what the machine measured about a key, the executor names hers, and she pays for work that nobody did. A key is at fault
only by its opening and a chunk of the payload, which anybody checks again: all that the executor can say of a right key
is refused, and in the end it pays itself.
"""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from leo_ref.attestation.evidence.log import event
from leo_ref.core.rejections import Code
from leo_ref.core.state.evidence import Phase
from leo_ref.core.state.job import Outcome, Part, Stage
from leo_ref.core.state.transaction import Accuse, Piece
from leo_ref.core.values import LEO, JobId
from leo_ref.sealing.imprint import chunk_of, imprint_of
from leo_ref.software.verifiers import SoftwareVerifiers
from tests.attacks.chain import ALICE, BOB, FUNDS, HONEST, named
from tests.attacks.software import (
    OWNER,
    PRICE,
    RSA,
    SoftwareChain,
    begun,
    opening,
    sealed_to,
)

AT_FAULT = {Part.TASK: Outcome.OWNER_FAULT, Part.SERVICE: Outcome.SERVICE_FAULT}


def running() -> tuple[SoftwareChain, JobId]:
    """Both right keys are on the ledger."""
    chain = begun()
    name = chain.task()
    chain.keyed(name)
    return chain, name


def piece_of(payload: bytes, index: int) -> Piece:
    """A chunk in its place."""
    chunk, path = chunk_of(payload, index)
    return Piece(index=index, chunk=chunk, path=path)


@pytest.mark.parametrize("part", Part)
def test_no_chunk_of_the_payload_shows_a_right_key_at_fault(part: Part) -> None:
    chain, name = running()
    executor, payload = chain.executor(name), chain.payload[part]
    pieces = [piece_of(payload, index) for index in range(imprint_of(payload).chunks)]
    assert chain.refusal(executor, chain.disputed(name, part)) is Code.KEY_NOT_AT_FAULT
    for piece in pieces:
        assert chain.refusal(executor, chain.disputed(name, part, piece=piece)) is Code.KEY_NOT_AT_FAULT
    first, other = pieces[0], piece_of(chain.payload[Part.SERVICE if part is Part.TASK else Part.TASK], 0)
    for forged in (
        evolve(first, chunk=bytes([first.chunk[0] ^ 1]) + first.chunk[1:]),
        evolve(first, chunk=first.chunk[:-1]),
        evolve(first, index=len(pieces)),
        evolve(first, path=(*first.path, named("a hash"))),
        evolve(pieces[-1], index=len(pieces) - 2) if len(pieces) > 1 else other,
        other,
    ):
        assert chain.refusal(executor, chain.disputed(name, part, piece=forged)) is Code.KEY_NOT_AT_FAULT


@pytest.mark.parametrize("part", Part)
def test_nothing_but_the_preimage_is_an_opening(part: Part) -> None:
    chain, name = running()
    executor, modulus = chain.executor(name), RSA[part].public_key().public_numbers().n
    right = opening(part, chain.state.jobs[name].keys[part])
    another = opening(part, sealed_to(part, named("another key")))
    negative = modulus - int.from_bytes(right, "big")
    for forged in (another, bytes(256), bytes(255) + b"\1", negative.to_bytes(256, "big"), right[::-1]):
        assert chain.refusal(executor, chain.disputed(name, part, forged)) in (Code.OPENING_OTHER, Code.OPENING_RANGE)
    over = (int.from_bytes(right, "big") + modulus) % 2**2048
    assert chain.refusal(executor, chain.disputed(name, part, over.to_bytes(256, "big"))) in (
        Code.OPENING_RANGE,
        Code.OPENING_OTHER,
    )
    for stranger in (ALICE, BOB, chain.monitors(name)[0]):
        assert chain.refusal(stranger, chain.disputed(name, part)) is Code.NOT_EXECUTOR


def test_what_the_machine_measures_about_a_key_blames_the_machine() -> None:
    """The answer that says so is signed and fails: any one monitor ends the job with it."""
    chain, name = running()
    monitor, executor = chain.monitors(name)[0], chain.executor(name)
    refused = (*chain.log(name, Phase.BEFORE), event("key refused", "task"))
    said = chain.answered(name, Phase.DURING, monitor, refused)
    chain.must(monitor, Accuse(job=name, evidence=said))
    job = chain.until(name, Stage.SETTLED)
    assert job.outcome is Outcome.EXECUTOR_FAULT
    assert chain.balance(ALICE) == FUNDS
    assert chain.balance(BOB) == FUNDS - 20 * LEO + PRICE
    assert chain.balance(executor) == FUNDS - job.terms.deposit
    assert all(chain.balance(one) >= FUNDS for one in HONEST if one is not executor)


def test_an_executor_that_says_nothing_pays_for_its_silence() -> None:
    chain, name = running()
    executor = chain.executor(name)
    job = chain.until(name, Stage.SETTLED)
    assert job.outcome is Outcome.EXECUTOR_FAULT
    assert (chain.balance(ALICE), chain.balance(executor)) == (FUNDS, FUNDS - job.terms.deposit)


@pytest.mark.parametrize("part", Part)
@pytest.mark.parametrize("bad", ["another key", "no padding", "a payload that it does not open"])
def test_a_key_at_fault_is_proven_and_costs_the_executor_nothing(part: Part, bad: str) -> None:
    chain = begun()
    other = SoftwareChain(chain.params, dict.fromkeys(HONEST, 1))
    other.task()
    foreign = bytes([other.payload[part][0] ^ 1]) + other.payload[part][1:]
    name = chain.task(in_payload={part: foreign} if bad.startswith("a payload") else None)
    carried = {"another key": sealed_to(part, named("another")), "no padding": (2**2000 + 7).to_bytes(256, "big")}
    chain.keyed(name, **({part.value: carried[bad]} if bad in carried else {}))
    executor = chain.executor(name)
    piece = None if bad in carried else piece_of(foreign, 0)
    chain.must(executor, chain.disputed(name, part, piece=piece))
    assert chain.until(name, Stage.SETTLED).outcome is AT_FAULT[part]
    assert all(chain.balance(one) >= FUNDS for one in HONEST)
    innocent = BOB if OWNER[part] is ALICE else ALICE
    assert chain.balance(innocent) >= (FUNDS if innocent is ALICE else FUNDS - 20 * LEO)


def test_where_an_opening_alone_is_enough_the_owner_of_a_right_key_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    def content(*_: Any) -> None:
        """Every key is at fault."""

    monkeypatch.setattr(SoftwareVerifiers, "exoneration", content)
    chain, name = running()
    executor = chain.executor(name)
    chain.must(executor, chain.disputed(name, Part.TASK))
    job = chain.until(name, Stage.SETTLED)
    assert job.outcome is Outcome.OWNER_FAULT
    assert chain.balance(ALICE) < FUNDS
    assert chain.balance(executor) > FUNDS


def test_where_anything_is_an_opening_the_owner_of_a_right_key_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    def content(*_: Any) -> None:
        """Every opening is one."""

    monkeypatch.setattr(SoftwareVerifiers, "not_opened", content)
    chain, name = running()
    chain.must(chain.executor(name), chain.disputed(name, Part.TASK, sealed_to(Part.TASK, named("another"))))
    assert chain.until(name, Stage.SETTLED).outcome is Outcome.OWNER_FAULT
    assert chain.balance(ALICE) < FUNDS


def test_a_right_key_that_was_disputed_in_vain_is_paid_for_as_ever() -> None:
    """The job goes on: refused transactions leave no trace."""
    chain, name = running()
    executor = chain.executor(name)
    assert chain.refusal(executor, chain.disputed(name, Part.TASK)) is Code.KEY_NOT_AT_FAULT
    chain.request(name)
    assert chain.refusal(executor, chain.disputed(name, Part.TASK)) is Code.WRONG_STAGE
    for monitor in chain.monitors(name):
        chain.confirm(name, monitor)
    assert chain.until(name, Stage.SETTLED).outcome is Outcome.DONE
    assert chain.balance(executor) > FUNDS


def test_a_dispute_behind_the_request_for_payment_is_the_same_dispute() -> None:
    """In one block: a right key stays right, and the job goes on to be confirmed."""
    chain, name = running()
    chain.watched(name)
    executor = chain.executor(name)
    chain.must(executor, chain.requesting(name))
    sent = chain.send(executor, chain.disputed(name, Part.TASK))
    assert not isinstance(sent, str)
    assert sent.code is Code.KEY_NOT_AT_FAULT
    assert chain.until(name, Stage.CONFIRM).stage is Stage.CONFIRM
