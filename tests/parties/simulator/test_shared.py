"""What parties of one run share is what each would have worked out by itself."""

from __future__ import annotations

from attrs import evolve

from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.state.ledger import State
from leo_ref.core.values import AccountId, NodeId
from leo_ref.ledger import apply_block
from leo_ref.parties.producer import block_on
from leo_ref.parties.simulator.shared import MOST, Shared
from tests.ledger.participants import PRODUCERS, VERIFIERS, ParticipantVerifiers, deployment, first_state
from tests.ledger.play import SMALL

ONE = deployment(SMALL, 1)
FIRST = first_state(SMALL, 40, {"n1": 30, "n2": 30})


class Blind(ParticipantVerifiers):
    """Takes no signature for one."""

    def signed(self, signer: AccountId | NodeId, message: bytes, signature: bytes) -> bool:
        """Whoever asks."""
        return False


def test_the_same_question_has_the_same_state_as_its_answer() -> None:
    shared, state, answers = Shared(), FIRST, list[State]()
    for _ in range(MOST + 2):
        block = block_on(ONE, PRODUCERS[0], state, ())
        after = shared(ONE, VERIFIERS, state, block)
        assert isinstance(after, State)
        assert after == apply_block(ONE, VERIFIERS, state, block)
        assert shared(ONE, VERIFIERS, state, evolve(block)) is after
        answers.append(after)
        state = after
    assert len(shared.outcomes) == MOST
    assert len({id(answer) for answer in answers}) == len(answers)


def test_another_question_is_worked_out() -> None:
    shared, block = Shared(), block_on(ONE, PRODUCERS[0], FIRST, ())
    assert isinstance(shared(ONE, VERIFIERS, FIRST, block), State)
    forged = shared(ONE, VERIFIERS, FIRST, evolve(block, signature=bytes(64)))
    assert isinstance(forged, Rejection)
    assert forged.code is Code.BLOCK_FORGED
    later = shared(ONE, VERIFIERS, evolve(FIRST, block_hash=bytes(32)), block)
    assert isinstance(later, Rejection)
    assert later.code is Code.WRONG_PARENT
    two = shared(deployment(SMALL, 2), VERIFIERS, FIRST, block)
    assert isinstance(two, Rejection)
    assert two.code is Code.WRONG_PRODUCER
    blind = shared(ONE, Blind(), FIRST, block)
    assert isinstance(blind, Rejection)
    assert blind.code is Code.BLOCK_FORGED
