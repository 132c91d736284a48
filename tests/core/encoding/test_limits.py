"""How long octets may be follows from their type: what carries long octet strings has room for their digits."""

from __future__ import annotations

from typing import Annotated, ClassVar

import pytest
from attrs import frozen

from leo_ref.core.encoding import LENGTH_LIMIT, from_octets, to_octets
from leo_ref.core.encoding.forms import form_of
from leo_ref.core.encoding.limits import length_limit, value_limit
from leo_ref.core.parameters import RESULT_MOST
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.imprint import PAYLOAD_MOST
from leo_ref.core.state.transaction import GiveResult, Transaction
from leo_ref.core.values import AccountId, AtMost, JobId, NodeId
from leo_ref.ledger import Block, Genesis
from leo_ref.parties.message import Announcement, AnswerMessage, Message, OfferOrder, Payload, ResultDelivery, TaskOrder
from leo_ref.sealing.payload import PLAINTEXT_MOST
from tests.core.encoding.samples import EveryForm

CARRIED = LENGTH_LIMIT + 2 * PAYLOAD_MOST


@frozen
class Small:
    kind: ClassVar[str] = "small"
    octets: Annotated[bytes, AtMost(LENGTH_LIMIT // 2)]


@frozen
class Large:
    kind: ClassVar[str] = "large"
    octets: Annotated[bytes, AtMost(LENGTH_LIMIT // 2 + 1)]


@frozen
class TwoLarge:
    kind: ClassVar[str] = "two"
    one: Annotated[bytes, AtMost(LENGTH_LIMIT)]
    other: Annotated[bytes, AtMost(2 * LENGTH_LIMIT)]


@frozen
class Listed:
    kind: ClassVar[str] = "listed"
    many: tuple[Annotated[bytes, AtMost(LENGTH_LIMIT)], ...]


@frozen
class Bounded:
    kind: ClassVar[str] = "bounded"
    octets_most: ClassVar[int] = 100
    values_most: ClassVar[int] = 7
    words: tuple[str, ...]


@frozen
class Roomy:
    kind: ClassVar[str] = "roomy"
    values_most: ClassVar[int] = 9
    words: tuple[str, ...]


@pytest.mark.parametrize(
    ("kind", "limit"),
    [
        (Bounded, 100),
        (Bounded | Small, LENGTH_LIMIT),
        (Small, LENGTH_LIMIT),
        (Large, 2 * LENGTH_LIMIT + 2),
        (TwoLarge, 7 * LENGTH_LIMIT),
        (Listed, LENGTH_LIMIT),
        (Small | None, LENGTH_LIMIT),
        (Small | Large, 2 * LENGTH_LIMIT + 2),
        (Small | TwoLarge | None, 7 * LENGTH_LIMIT),
        (tuple[Large, ...], LENGTH_LIMIT),
        (str, LENGTH_LIMIT),
        (EveryForm, LENGTH_LIMIT),
        (Transaction, 2**21 + 2**16),
        *((kind, LENGTH_LIMIT) for kind in (Block, Genesis, Announcement, AnswerMessage)),
        *((kind, CARRIED) for kind in (Payload, ResultDelivery, Message)),
        *((kind, LENGTH_LIMIT + 2 * PLAINTEXT_MOST) for kind in (OfferOrder, TaskOrder)),
    ],
)
def test_the_limit_follows_from_the_type(kind: object, limit: int) -> None:
    assert length_limit(form_of(kind)) == limit


def of_length(length: int, kind: str) -> bytes:
    """The canonical octets of an unfinished text in a class of this kind."""
    head, tail = b'{"kind":"' + kind.encode() + b'","octets":"', b'"}'
    return head + b"0" * (length - len(head) - len(tail)) + tail


def test_a_limit_is_the_last_length_that_is_read() -> None:
    limit = 2 * LENGTH_LIMIT + 2
    at, above = from_octets(Large, of_length(limit, "large")), from_octets(Large, of_length(limit + 1, "large"))
    assert isinstance(at, Rejection)
    assert at.code is Code.WRONG_LENGTH
    assert above == reject(Code.TOO_LONG, limit=limit, length=limit + 1)


@pytest.mark.parametrize("cls", [Small | Large, Small | Large | None])
def test_a_small_kind_has_no_room_beside_a_large_one(cls: type[Small | Large]) -> None:
    octets = of_length(LENGTH_LIMIT + 2, "small")
    assert from_octets(cls, octets) == reject(Code.TOO_LONG, limit=LENGTH_LIMIT, length=len(octets))
    for kind in ("nothing", "Large"):
        octets = of_length(LENGTH_LIMIT + 2, kind)
        assert from_octets(cls, octets) == reject(Code.TOO_LONG, limit=LENGTH_LIMIT, length=len(octets))
    large = Large(bytes(LENGTH_LIMIT // 2 + 1))
    assert from_octets(cls, to_octets(large)) == large


@pytest.mark.parametrize("length", [3 * 2**20, PAYLOAD_MOST])
def test_payloads_travel(length: int) -> None:
    octets = bytes(range(256)) * (length // 256)
    for message in (Payload(octets=octets), ResultDelivery(job=JobId("0c" * 32), sealed=octets)):
        sent = to_octets(message)
        assert len(sent) > LENGTH_LIMIT
        assert from_octets(Message, sent) == from_octets(type(message), sent) == message


def test_one_octet_more_than_a_payload_is_refused() -> None:
    octets = b'{"kind":"payload","octets":"' + b"00" * (PAYLOAD_MOST + 1) + b'"}'
    refused = reject(Code.WRONG_LENGTH, path="$.octets", expected=PAYLOAD_MOST, length=PAYLOAD_MOST + 1)
    assert from_octets(Message, octets) == from_octets(Payload, octets) == refused


def test_a_message_without_a_payload_keeps_its_limit() -> None:
    message = Announcement(job=JobId("0c" * 32), node=NodeId("0d" * 32), proof=b"")
    octets = to_octets(message).replace(b'"proof":""', b'"proof":"' + b"00" * (LENGTH_LIMIT // 2) + b'"')
    assert from_octets(Message, octets) == reject(Code.TOO_LONG, limit=LENGTH_LIMIT, length=len(octets))


@pytest.mark.parametrize(
    ("kind", "most"), [(Bounded, 7), (Small, None), (Bounded | Roomy, 9), (Bounded | Small, None), (str, None)]
)
def test_the_number_of_values_is_bounded_by_the_roomiest_of_several_types(kind: type, most: int | None) -> None:
    assert value_limit(form_of(kind)) == most


@pytest.mark.parametrize(
    ("words", "count"),
    [((), 3), (("",), 3), (("a", "b", "c", "d", "e"), 7), (("a,{[", "b"), 7), (("a,{[", "b", ""), 8)],
)
def test_commas_and_opening_brackets_are_counted_wherever_they_stand(words: tuple[str, ...], count: int) -> None:
    bounded = Bounded(words=words)
    octets = to_octets(bounded)
    assert from_octets(Bounded, octets) == (
        bounded if count <= 7 else reject(Code.TOO_MANY_VALUES, limit=7, count=count)
    )


def test_the_longest_transaction_has_room_for_the_longest_result() -> None:
    longest = Transaction(
        sender=AccountId("0a" * 32),
        counter=2**53 - 1,
        body=GiveResult(job=JobId("0b" * 32), result=bytes(RESULT_MOST)),
        signature=bytes(64),
    )
    octets = to_octets(longest)
    assert from_octets(Transaction, octets) == longest
    assert length_limit(form_of(Transaction)) - 2**16 < len(octets)
