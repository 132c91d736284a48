"""What can be offered and posted: sealed payloads whose length one may have."""

from __future__ import annotations

import pytest
from attrs import evolve
from immutables import Map

from leo_ref.parameters import Parameters
from leo_ref.rejections import Code, Rejection
from leo_ref.rules.market import offer_service, post_task
from leo_ref.sealing.imprint import Imprint
from leo_ref.state.job import Requirement
from leo_ref.state.ledger import Account, State
from leo_ref.state.service import Offer
from leo_ref.state.transaction import OfferService, PostTask
from leo_ref.values import LEO, AccountId, JobId, ServiceId

ALICE, BOB = AccountId("alice"), AccountId("bob")
SERVICE, TASK = ServiceId("service"), JobId("task")
CODE, DATA = Imprint(length=3000, root=b"c" * 32), Imprint(length=200_000, root=b"d" * 32)
OFFER = OfferService(offer=Offer(code=CODE, image=bytes(32), price=3 * LEO, key_commitment=bytes(32)))
STATE = State(height=1, block_hash=bytes(32), accounts=Map({ALICE: Account(50 * LEO), BOB: Account(LEO)}), nodes=Map())
POST = PostTask(
    service=SERVICE,
    data=DATA,
    key_commitment=bytes(32),
    result_key=b"",
    requirement=Requirement(min_credit=0),
    payment=10 * LEO,
    deposit=8 * LEO,
    tau=12,
)

LENGTHS = {
    0: Code.PAYLOAD_LENGTH,
    15: Code.PAYLOAD_LENGTH,
    16: None,
    65552: None,
    65553: Code.PAYLOAD_LAST_CHUNK,
    65567: Code.PAYLOAD_LAST_CHUNK,
    65568: None,
    255 * 65552 + 15: Code.PAYLOAD_LAST_CHUNK,
    255 * 65552 + 16: None,
    2**24: None,
    2**24 + 1: Code.PAYLOAD_LENGTH,
    256 * 65552 + 1: Code.PAYLOAD_LENGTH,
}


def offered(code: Imprint = CODE, state: State = STATE) -> State | Rejection:
    return offer_service(state, BOB, SERVICE, OfferService(offer=evolve(OFFER.offer, code=code)))


def posted(data: Imprint, state: State) -> State | Rejection:
    return post_task(Parameters(), state, ALICE, TASK, evolve(POST, data=data))


def market() -> State:
    """Bob's service is there."""
    state = offered()
    assert isinstance(state, State), state
    return state


def code(after: State | Rejection) -> Code | None:
    return after.code if isinstance(after, Rejection) else None


@pytest.mark.parametrize("length", LENGTHS)
def test_code_and_data_are_payloads(length: int) -> None:
    imprint = Imprint(length=length, root=bytes(32))
    assert code(offered(imprint)) is LENGTHS[length]
    assert code(posted(imprint, market())) is LENGTHS[length]


def test_an_id_in_use_comes_first_and_the_service_after() -> None:
    short = Imprint(length=15, root=bytes(32))
    assert code(offered(short, market())) is Code.ID_TAKEN
    done = posted(DATA, market())
    assert isinstance(done, State), done
    assert code(posted(short, done)) is Code.ID_TAKEN
    assert code(posted(short, STATE)) is Code.PAYLOAD_LENGTH
    assert code(posted(Imprint(length=65553, root=bytes(32)), STATE)) is Code.PAYLOAD_LAST_CHUNK
    assert code(posted(DATA, STATE)) is Code.NO_SUCH_SERVICE


def test_the_ledger_keeps_length_and_root() -> None:
    after = posted(DATA, market())
    assert isinstance(after, State), after
    assert after.services[SERVICE].offer.code == CODE
    assert getattr(after.jobs[TASK].terms, "data", None) == DATA
