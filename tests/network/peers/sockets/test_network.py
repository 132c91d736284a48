"""Honest parties on real sockets: they find one another, and what one sends comes to the other once."""

from __future__ import annotations

import sys

import pytest
import trio
from attrs import evolve

from leo_ref.core.encoding import to_octets
from leo_ref.core.state.imprint import SEALED_CHUNK
from leo_ref.core.values import JobId
from leo_ref.network.peers.contact import contact_of
from leo_ref.network.peers.counted import PeerCount
from leo_ref.network.peers.failure import Failure, PeersFailure
from leo_ref.network.peers.frame import Contacts, ContactsWanted, PayloadHeld, PayloadOffer
from leo_ref.network.peers.greeting import Agreement
from leo_ref.network.peers.library import need_library
from leo_ref.network.peers.link import CHUNKS
from leo_ref.network.peers.mdns import places_in, service_type
from leo_ref.network.peers.negotiation import agreed_to
from leo_ref.network.peers.network import PeerNetwork, open_peers
from leo_ref.network.peers.payloads import HELD
from leo_ref.network.peers.settings import Settings
from leo_ref.network.peers.store import Holding
from leo_ref.parties.message import LEDGER, JoinOrder, Message, Payload, ResultDelivery, Sent
from leo_ref.sealing.imprint import imprint_of, paths_of
from tests.network.peers.makers import AGREEMENT, JOB, announcement, keys, request
from tests.network.peers.sockets.raw import ENOUGH, HERE, MANY, party, raw, until

ANN, BEN, CAT = keys(1), keys(2), keys(3)


async def received(network: PeerNetwork) -> tuple[str, Message]:
    with trio.fail_after(ENOUGH):
        return await network.received.receive()


def waits(network: PeerNetwork) -> bool:
    """Whether more has come than was taken."""
    return network.received.statistics().current_buffer_used > 0


def test_three_find_one_another_by_one_and_speak() -> None:
    async def play() -> None:
        async with party(1) as ann, party(2, *ann.addresses) as ben, party(3, *ann.addresses) as cat:
            await ben.reached(2, ENOUGH, [CAT.name])
            assert set(ben.peers()) == {ANN.name, CAT.name}
            for number in range(20):
                ben.send(Sent(CAT.name, evolve(request(BEN), job=JobId(f"{number:064x}"))))
            for number in range(20):
                sender, message = await received(cat)
                assert sender == BEN.name
                assert message == evolve(request(BEN), job=JobId(f"{number:064x}"))
            assert not waits(cat)
            assert not waits(ann)

    trio.run(play)


def test_what_is_sent_before_anybody_is_there_comes_later() -> None:
    async def play() -> None:
        async with party(1) as ann:
            ann.send(Sent(BEN.name, request(ANN)))
            ann.send(Sent(BEN.name, request(ANN)))
            async with party(2, *ann.addresses) as ben:
                assert await received(ben) == (ANN.name, request(ANN))
                await trio.sleep(0.1)
                assert not waits(ben), "what waits already is not kept twice"

    trio.run(play)


def test_what_waits_too_long_is_lost_and_counted() -> None:
    async def play() -> None:
        async with party(1, limits=evolve(MANY, waiting_messages=2)) as ann:
            for number in range(5):
                ann.send(Sent(BEN.name, evolve(request(ANN), job=JobId(f"{number:064x}"))))
            assert ann.counters[PeerCount.LOST_UNREACHED] == 3
            for message in (JoinOrder(owner=ANN.name), ResultDelivery(job=JOB, sealed=bytes(2**22))):
                ann.send(Sent(BEN.name, message))
            ann.send(Sent(ANN.name, request(ANN)))
            ann.send(Sent(BEN.name, announcement(BEN)))
            ann.send(Sent(LEDGER, JoinOrder(owner=ANN.name)))
            assert ann.counters[PeerCount.LOST_UNFIT] == 5

    trio.run(play)


def test_what_nobody_takes_in_time_is_counted_and_others_are_asked_for_its_account() -> None:
    async def play() -> None:
        async with party(1, limits=evolve(MANY, waiting_seconds=3)) as ann, raw(ann, 66) as eve:
            ann.send(Sent(BEN.name, request(ANN)))
            while not isinstance(await eve.hear(), ContactsWanted):
                pass
            await until(lambda: ann.counters[PeerCount.LOST_UNREACHED] == 1)

    trio.run(play)


def test_who_is_told_of_by_others_is_dialled() -> None:
    async def play() -> None:
        async with party(2) as ben, party(1) as ann, raw(ann, 66) as eve:
            ben.send(Sent(ANN.name, request(BEN)))
            await eve.say(to_octets(Contacts(contacts=(ben.contact,))))
            assert await received(ann) == (BEN.name, request(BEN))

    trio.run(play)


def test_the_contact_of_somebody_elsewhere_ends_with_a_trouble() -> None:
    async def play() -> None:
        async with party(2) as ben, party(1) as ann, raw(ann, 66) as eve:
            nowhere = contact_of(CAT, AGREEMENT.genesis, (ben.addresses[0].rpartition("/p2p/")[0],), 1)
            await eve.say(to_octets(Contacts(contacts=(nowhere,))))
            await until(lambda: any(each.what == "not-expected" for each in ann.troubles()))
            assert CAT.name not in ann.peers()

    trio.run(play)


def test_a_long_result_comes() -> None:
    result = ResultDelivery(job=JOB, sealed=bytes(range(256)) * 2**12)

    async def play() -> None:
        async with party(1) as ann, party(2, *ann.addresses) as ben:
            ben.send(Sent(ANN.name, result))
            assert await received(ann) == (BEN.name, result)

    trio.run(play)


def test_an_announcement_goes_through_those_between_and_comes_once() -> None:
    few = evolve(MANY, degree=0)

    async def play() -> None:
        async with (
            party(1, limits=few) as ann,
            party(2, *ann.addresses, limits=few) as ben,
            party(3, *ben.addresses, limits=few) as cat,
        ):
            await ben.reached(2, ENOUGH)
            await ann.reached(1, ENOUGH)
            assert ann.peers() == (BEN.name,)
            for node in (BEN, CAT):
                ann.send(Sent(node.name, announcement(ANN)))
            assert ann.counters[PeerCount.SENT] == 1, "once for both"
            for network in (ben, cat):
                assert await received(network) == (ANN.name, announcement(ANN))
            ann.send(Sent(CAT.name, announcement(ANN, 1)))
            for network in (ben, cat):
                assert await received(network) == (ANN.name, announcement(ANN, 1))
            assert not waits(ben)
            assert not waits(cat)
            assert not waits(ann)

    trio.run(play)


def test_a_payload_is_fetched_once_and_then_not_offered_again() -> None:
    payload = Payload(octets=bytes(range(256)) * 1024)

    async def play() -> None:
        async with party(1) as ann, party(2, *ann.addresses) as ben:
            ann.send(Sent(BEN.name, payload))
            assert await received(ben) == (ANN.name, payload)
            await until(lambda: ann.counters[PeerCount.CHUNKS_SERVED] == 4)
            await until(lambda: (BEN.name, imprint_of(payload.octets)) in ann._hearing.holders)
            before = ann.counters[PeerCount.SENT]
            ann.send(Sent(BEN.name, payload))
            assert ann.counters[PeerCount.SENT] == before
            assert not waits(ben)
            ann.send(Sent(BEN.name, Payload(octets=b"1")))
            assert ann.counters[PeerCount.LOST_UNFIT] == 1

    trio.run(play)


def test_a_payload_that_came_is_not_fetched_again_even_if_it_is_held_no_more() -> None:
    first, second = bytes(range(100)), bytes(100)

    async def play() -> None:
        async with party(1, limits=evolve(MANY, held_octets=100)) as ann, party(2, *ann.addresses) as ben:
            for octets in (first, second):
                ben.send(Sent(ANN.name, Payload(octets=octets)))
                assert await received(ann) == (BEN.name, Payload(octets=octets))
            async with raw(ann, 66) as eve:
                await eve.say(to_octets(PayloadOffer(imprint=imprint_of(first))))
                while not isinstance(await eve.hear(), PayloadHeld):
                    pass
            assert ann.counters[PeerCount.PAYLOADS_FETCHED] == 2

    trio.run(play)


def test_after_a_cut_the_rest_comes_from_somebody_else() -> None:
    octets = bytes(range(256)) * 1024
    imprint, holding = imprint_of(octets), Holding(octets=octets, paths=paths_of(octets))

    async def play() -> None:
        async with party(1) as ann:
            async with raw(ann, 66) as eve:
                await eve.say(to_octets(PayloadOffer(imprint=imprint)))
                stream = await eve.channel.accept()
                await agreed_to(stream, [CHUNKS])
                await stream.write(HELD + holding.shown(0) + holding.shown(1) + holding.shown(2)[:SEALED_CHUNK])
                await until(lambda: ann.counters[PeerCount.CHUNKS_FETCHED] == 2)
            async with party(2, *ann.addresses) as ben:
                ben.send(Sent(ANN.name, Payload(octets=octets)))
                sender, message = await received(ann)
                assert message == Payload(octets=octets)
                assert sender == keys(66).name, "whose offer it was"
                assert ben.counters[PeerCount.CHUNKS_SERVED] == 2
                assert ann.counters[PeerCount.CHUNKS_FETCHED] == 4

    trio.run(play)


def test_who_has_a_payload_from_others_serves_it() -> None:
    octets = bytes(range(256)) * 1024

    async def play() -> None:
        async with party(1) as ann, party(2, *ann.addresses) as ben:
            ann.send(Sent(BEN.name, Payload(octets=octets)))
            await received(ben)
            async with raw(ben, 66) as eve:
                await eve.say(to_octets(PayloadOffer(imprint=imprint_of(octets))))
                while not isinstance(await eve.hear(), PayloadHeld):
                    pass
                ben.send(Sent(CAT.name, Payload(octets=octets)))
                async with party(3, *ben.addresses) as cat:
                    assert await received(cat) == (BEN.name, Payload(octets=octets))

    trio.run(play)


@pytest.mark.parametrize(
    ("agreement", "reason"),
    [
        (evolve(AGREEMENT, rules="leo-rules-2"), "other-rules"),
        (evolve(AGREEMENT, genesis=bytes(32)), "other-genesis"),
    ],
)
def test_two_that_do_not_agree_refuse_each_other_by_name(agreement: Agreement, reason: str) -> None:
    async def play() -> None:
        async with party(1) as ann, party(2, *ann.addresses, agreement=agreement) as ben:
            await until(lambda: ann.troubles() and ben.troubles())
            (ours, theirs) = (ann.troubles()[-1], ben.troubles()[-1])
            assert (ours.what, ours.by_us, ours.where) == (reason, True, BEN.name)
            assert (theirs.what, theirs.by_us) == (reason, False)
            assert ann.peers() == ben.peers() == ()
            with pytest.raises(PeersFailure) as failed:
                await ben.reached(1, 0.1)
            assert failed.value.name is Failure.NOBODY_REACHED
            assert f"{reason} (says the other side)" in failed.value.what

    trio.run(play)


def test_somebody_else_than_the_one_expected_is_refused() -> None:
    async def play() -> None:
        async with party(1) as ann, party(3) as cat:
            address = ann.addresses[0].rpartition("/")[0] + "/" + cat.addresses[0].rpartition("/")[2]
            async with party(2, address) as ben:
                await until(ben.troubles)
                assert ben.troubles()[-1].what == "not-expected"
                assert ben.peers() == ()

    trio.run(play)


def test_a_party_that_dials_itself_does_so_once() -> None:
    async def play() -> None:
        async with party(1) as ann:
            ann.lead(ann.addresses[0])
            await until(ann.troubles)
            dialled = ann.counters[PeerCount.DIALLED]
            ann.lead(ann.addresses[0])
            await trio.sleep(1.2)
            assert ann.counters[PeerCount.DIALLED] == dialled == 1
            assert {each.what for each in ann.troubles()} == {"same-account"}

    trio.run(play)


def test_who_ends_every_connection_is_not_dialled_at_once_again() -> None:
    async def play() -> None:
        async with party(1) as ann:
            async with party(2) as ben, party(3, *ann.addresses) as cat:
                await cat.reached(1, ENOUGH)
                ann.lead(ben.addresses[0])
                await ann.reached(2, ENOUGH)
                for _ in range(3):
                    for link in ann._switch.links.get(BEN.name, ()):
                        link.scope.cancel()
                    await trio.sleep(0.1)
            assert ann.counters[PeerCount.DIALLED] <= 3

    trio.run(play)


def test_who_comes_back_is_found_again() -> None:
    async def play() -> None:
        async with party(2) as ben:
            port = ben.addresses[0].split("/")[4]
            async with party(1, *ben.addresses) as ann:
                await ann.reached(1, ENOUGH)
            await until(lambda: not ben.peers())
            async with party(1, *ben.addresses) as ann:
                await ann.reached(1, ENOUGH)
                ann.send(Sent(BEN.name, request(ANN)))
                assert await received(ben) == (ANN.name, request(ANN))
            assert port in ben.addresses[0]

    trio.run(play)


def test_nobody_there_has_a_name_and_a_remedy() -> None:
    async def play() -> None:
        async with party(1, "/ip4/127.0.0.1/tcp/9") as ann:
            await until(ann.troubles)
            with pytest.raises(PeersFailure) as failed:
                await ann.reached(2, 0.1, [BEN.name])
            assert failed.value.name is Failure.NOBODY_REACHED
            assert "/ip4/127.0.0.1/tcp/9: " in failed.value.what
            assert BEN.name in failed.value.what
            assert "firewall" in failed.value.remedy

    trio.run(play)


def fails(settings: Settings) -> PeersFailure:
    async def play() -> PeersFailure:
        with pytest.raises(PeersFailure) as failed:
            async with open_peers(ANN, AGREEMENT, settings):
                pass
        return failed.value

    return trio.run(play)


def test_addresses_that_cannot_be_used_are_named() -> None:
    assert fails(Settings(listen=("192.0.2.1:4001",))).name is Failure.ADDRESS_INVALID
    assert fails(Settings(listen=(HERE,), bootstrap=("nobody",))).name is Failure.ADDRESS_INVALID
    assert fails(Settings(listen=(HERE,), announced=("nowhere",))).name is Failure.ADDRESS_INVALID
    assert fails(Settings(listen=("/ip4/192.0.2.77/tcp/0",))).name is Failure.ADDRESS_UNUSABLE

    async def play() -> None:
        async with party(1) as ann:
            taken = ann.addresses[0].rpartition("/p2p/")[0]
            with pytest.raises(PeersFailure) as failed:
                async with party(2, listen=taken):
                    pass
            assert failed.value.name is Failure.ADDRESS_TAKEN

    trio.run(play)


def test_what_the_block_raises_comes_out_as_it_is() -> None:
    async def play() -> None:
        with pytest.raises(ZeroDivisionError):
            async with party(1):
                raise ZeroDivisionError

    trio.run(play)


def test_without_the_library_there_is_one_named_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    need_library()
    monkeypatch.delitem(sys.modules, "leo_ref.network.peers.channel")
    monkeypatch.setitem(sys.modules, "libp2p.crypto.ed25519", None)
    with pytest.raises(PeersFailure) as failed:
        need_library()
    assert failed.value.name is Failure.LIBRARY_MISSING
    assert "libgmp-dev" in failed.value.remedy


def test_on_the_local_network_parties_of_one_deployment_are_found_or_it_is_said_why_not() -> None:
    async def play() -> None:
        settings = Settings(listen=("/ip4/0.0.0.0/tcp/0",), mdns=True, limits=MANY)
        async with open_peers(ANN, AGREEMENT, settings) as ann, open_peers(BEN, AGREEMENT, settings) as ben:
            await until(lambda: ben.peers() == (ANN.name,) or any(each.where == "mdns" for each in ann.troubles()))

    trio.run(play)


def test_records_on_the_local_network() -> None:
    assert service_type(bytes(32)) != service_type(bytes([1]) * 32)
    assert [str(each) for each in places_in({b"dnsaddr": b"/ip4/192.0.2.1/tcp/1", b"x": b"/ip4/192.0.2.2/tcp/1"})] == [
        "/ip4/192.0.2.1/tcp/1"
    ]
    assert places_in({b"dnsaddr": b"\xff", b"dnsaddr2": None, b"dnsaddr3": b"/ip4/192.0.2.1/tcp/0"}) == []
    assert len(places_in({f"dnsaddr{n}".encode(): b"/ip4/192.0.2.1/tcp/1" for n in range(100)})) == 4
