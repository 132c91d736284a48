"""Who may say what, and whom a greeting is believed."""

from __future__ import annotations

import pytest
import trio
from attrs import AttrsInstance, evolve
from hypothesis import given
from hypothesis import strategies as st

from leo_ref.attestation.evidence.envelope import enveloped
from leo_ref.core.encoding import canonical, encode, from_octets, to_octets
from leo_ref.core.rejections import Rejection
from leo_ref.core.signature import public_key
from leo_ref.core.state.evidence import Evidence, Phase
from leo_ref.core.state.imprint import Imprint
from leo_ref.core.values import NodeId
from leo_ref.network.peers.address import PeerAddress, address_or_none
from leo_ref.network.peers.contact import connection_key, contact_of
from leo_ref.network.peers.frame import (
    Contacts,
    ContactsWanted,
    DirectMessage,
    Frame,
    PayloadHeld,
    PayloadOffer,
    Told,
)
from leo_ref.network.peers.greeting import (
    RULES_MOST,
    Agreement,
    Farewell,
    Greeting,
    Reason,
    Welcome,
    greeting_of,
    handshake_of,
    refusal,
)
from leo_ref.network.peers.negotiation import VERSION_LINE, HungUp, agreed_to, asked_for, line
from leo_ref.network.peers.sender import gossip_of, may_tell
from leo_ref.parties.message import AnswerMessage, ChallengeMessage, JoinOrder, Payload, ResultDelivery
from tests.network.peers.makers import AGREEMENT, JOB, announcement, keys, request

ANN, BEN, CAT = keys(1), keys(2), keys(3)


def answer() -> AnswerMessage:
    """Ann's, to Ben."""
    evidence = Evidence(
        job=JOB,
        round=1,
        phase=Phase.DURING,
        monitor=NodeId(BEN.name),
        nonce_proof=b"",
        quote=b"",
        log=(),
        signature=b"",
    )
    return AnswerMessage(evidence=enveloped(ANN.account, evidence))


def challenge() -> ChallengeMessage:
    return ChallengeMessage(job=JOB, round=1, phase=Phase.DURING, monitor=NodeId(ANN.name), proof=b"")


def test_what_names_an_account_comes_from_it_alone() -> None:
    messages: tuple[Told, ...] = (request(ANN), announcement(ANN), challenge(), answer())
    for message in messages:
        assert may_tell(ANN.name, BEN.name, message), message
        assert not may_tell(CAT.name, BEN.name, message), message
    assert not may_tell(ANN.name, CAT.name, answer()), "an answer goes to the monitor that asked"
    altered = AnswerMessage(evidence=evolve(answer().evidence, round=2))
    assert not may_tell(ANN.name, BEN.name, altered)


def test_a_result_comes_from_whoever_holds_it() -> None:
    assert may_tell(CAT.name, BEN.name, ResultDelivery(job=JOB, sealed=b"1"))


def test_orders_blocks_and_whole_payloads_are_no_frames() -> None:
    for message in (JoinOrder(owner=ANN.name), Payload(octets=bytes(16))):
        octets = canonical({"kind": "direct", "message": encode(message)})
        assert isinstance(from_octets(Frame, octets), Rejection)
    told = DirectMessage(message=request(ANN))
    assert from_octets(Frame, to_octets(told)) == told


def greeting(agreement: Agreement = AGREEMENT) -> Greeting:
    return greeting_of(agreement, contact_of(ANN, agreement.genesis, ("/ip4/192.0.2.1/tcp/1",), 1))


PROVEN = public_key(connection_key(ANN))


def test_whom_both_sides_agree_with_is_let_in() -> None:
    assert refusal(AGREEMENT, BEN.name, greeting(), PROVEN) is None
    assert refusal(AGREEMENT, BEN.name, greeting(), PROVEN, ANN.name) is None
    assert PROVEN.hex() != ANN.name, "the key of a connection is not that of the account"


def test_each_refusal_has_its_name() -> None:
    other = evolve(AGREEMENT, genesis=bytes(32))
    assert refusal(AGREEMENT, BEN.name, greeting(other), PROVEN) is Reason.OTHER_GENESIS
    other = evolve(AGREEMENT, rules="leo-rules-2")
    assert refusal(AGREEMENT, BEN.name, greeting(other), PROVEN) is Reason.OTHER_RULES
    assert refusal(AGREEMENT, BEN.name, greeting(), bytes(32)) is Reason.NOT_THAT_ACCOUNT
    forged = evolve(greeting(), contact=evolve(greeting().contact, account=CAT.name))
    assert refusal(AGREEMENT, BEN.name, forged, PROVEN) is Reason.NOT_THAT_ACCOUNT
    assert refusal(AGREEMENT, ANN.name, greeting(), PROVEN) is Reason.SAME_ACCOUNT
    assert refusal(AGREEMENT, BEN.name, greeting(), PROVEN, CAT.name) is Reason.NOT_EXPECTED
    nowhere = greeting_of(AGREEMENT, contact_of(ANN, AGREEMENT.genesis, ("nowhere",), 1))
    assert refusal(AGREEMENT, BEN.name, nowhere, PROVEN) is Reason.NO_GREETING


def test_a_greeting_of_another_version_is_refused_by_name() -> None:
    value = encode(greeting())
    assert isinstance(value, dict)
    assert handshake_of(canonical(value)) == greeting()
    assert handshake_of(canonical({**value, "version": 2, "more": True})) is Reason.OTHER_VERSION
    assert handshake_of(canonical({**value, "more": True})) is Reason.NO_GREETING
    assert handshake_of(to_octets(Welcome())) == Welcome()
    for reason in Reason:
        assert handshake_of(to_octets(Farewell(reason=reason))) == Farewell(reason=reason)


@given(st.binary(max_size=200))
def test_any_octets_are_a_handshake_or_a_reason(octets: bytes) -> None:
    assert isinstance(handshake_of(octets), Greeting | Welcome | Farewell | Reason)


def test_rules_with_long_names_still_differ_within_their_bound() -> None:
    assert len(greeting(evolve(AGREEMENT, rules="x" * 1000)).rules) == RULES_MOST


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_none(text: str) -> None:
    found = address_or_none(text)
    assert found is None or str(found) == text


def test_addresses() -> None:
    peer = "12D3KooWPoWW3V3eLfMoDtSW9jqwKywxdqNNqfEaSTk37NpU1yqF"
    assert address_or_none("/ip4/192.0.2.1/tcp/4001") == PeerAddress("ip4", "192.0.2.1", 4001)
    assert address_or_none(f"/dns4/host.example/tcp/1/p2p/{peer}") == PeerAddress("dns4", "host.example", 1, peer)
    assert address_or_none("/ip6/2001:db8::1/tcp/0") == PeerAddress("ip6", "2001:db8::1", 0)
    for text in (
        "/ip4/192.0.2.1/tcp/65536",
        "/ip4/192.0.2.1/tcp/01",
        "/ip4/192.0.2.256/tcp/1",
        "/ip4/::1/tcp/1",
        "/ip6/192.0.2.1/tcp/1",
        "/dns4/a:b/tcp/1",
        "/ip4/192.0.2.1/udp/1",
        "/ip4/192.0.2.1/tcp/1/ws",
        "/dns4/" + "a" * 129 + "/tcp/1",
        "192.0.2.1:4001",
    ):
        assert address_or_none(text) is None, text


IMPRINT = Imprint(length=100, root=bytes(32))
FRAMES: list[AttrsInstance] = [
    *(DirectMessage(message=each) for each in (request(ANN), announcement(ANN), challenge(), answer())),
    gossip_of(ANN, announcement(ANN), 1),
    PayloadOffer(imprint=IMPRINT),
    PayloadHeld(imprint=IMPRINT),
    ContactsWanted(),
    Contacts(contacts=(greeting().contact,)),
]


@given(st.sampled_from(FRAMES), st.data())
def test_octets_that_were_altered_are_another_frame_or_refused(frame: AttrsInstance, data: st.DataObject) -> None:
    octets = bytearray(to_octets(frame))
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(octets))] * 2)))
    octets[start : min(end, start + 8)] = data.draw(st.binary(max_size=8))
    found = from_octets(Frame, bytes(octets))
    assert isinstance(found, Rejection) or to_octets(found) == octets
    assert from_octets(Frame, to_octets(frame)) == frame


class Script:
    """Octets that somebody sends, and what is said to it."""

    def __init__(self, octets: bytes) -> None:
        self.left = octets
        self.said = b""

    async def read_exactly(self, count: int) -> bytes:
        """As much as there is, and it ends there."""
        if count > len(self.left):
            raise HungUp
        found, self.left = self.left[:count], self.left[count:]
        return found

    async def write(self, octets: bytes) -> None:
        """Noted."""
        self.said += octets


VERSION = line(VERSION_LINE)


def test_protocols_are_agreed_on_as_multistream_select_has_it() -> None:
    stream = Script(VERSION + line("/other") + line("/one"))
    assert trio.run(agreed_to, stream, ["/one", "/two"]) == "/one"
    assert stream.said == VERSION + line("na") + line("/one")
    asking = Script(VERSION + line("/one"))
    trio.run(asked_for, asking, "/one")
    assert asking.said == VERSION + line("/one")


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        line("/multistream/2.0.0"),
        VERSION + line("/other") * 8 + line("/one"),
        VERSION + b"\x00" + line("/one"),
        VERSION + b"\x80\x01" + b"x" * 127 + b"\n" + line("/one"),
        VERSION + b"\x05/one!" + line("/one"),
        VERSION + b"\x03\xff\xff\n" + line("/one"),
    ],
)
def test_what_is_no_negotiation_ends_it(octets: bytes) -> None:
    with pytest.raises(HungUp):
        trio.run(agreed_to, Script(octets), ["/one"])


@pytest.mark.parametrize("octets", [VERSION + line("na"), line("/multistream/2.0.0") + line("/one"), VERSION])
def test_a_protocol_that_is_not_spoken_ends_it(octets: bytes) -> None:
    with pytest.raises(HungUp):
        trio.run(asked_for, Script(octets), "/one")
