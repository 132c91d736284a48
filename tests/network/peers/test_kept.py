"""What waits, whom to find where, which payload is fetched from whom, what is passed on."""

from __future__ import annotations

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from leo_ref.core.encoding import to_octets
from leo_ref.core.state.imprint import SEALED_CHUNK, Imprint
from leo_ref.core.values import AccountId
from leo_ref.network.peers.book import Book
from leo_ref.network.peers.bucket import Rate
from leo_ref.network.peers.contact import Contact, contact_of, is_signed
from leo_ref.network.peers.fetching import Fetch, Fetching, Verdict
from leo_ref.network.peers.frame import Gossip
from leo_ref.network.peers.limits import Limits
from leo_ref.network.peers.recent import Recent
from leo_ref.network.peers.rumours import STALE, Hearsay, Rumours
from leo_ref.network.peers.sender import gossip_of
from leo_ref.network.peers.store import Store
from leo_ref.network.peers.waiting import Waiting
from leo_ref.sealing.imprint import chunk_of, imprint_of, paths_of
from tests.network.peers.makers import AGREEMENT, announcement, keys

FEW = Limits(waiting_messages=3, waiting_octets=100, waiting_accounts=2, waiting_seconds=30)
ME, ANN, BEN, CAT = (AccountId(keys(number).name) for number in range(4))


@given(st.lists(st.tuples(st.integers(0, 20), st.binary(min_size=1, max_size=60)), max_size=30))
def test_what_waits_is_bounded_and_every_loss_is_counted(steps: list[tuple[int, bytes]]) -> None:
    waiting, now, given, lost = Waiting(FEW), 0.0, 0, 0
    kept: dict[bytes, float] = {}
    for passed, octets in steps:
        now += passed
        expired = waiting.expire(now)
        assert expired == sum(until <= now for until in kept.values())
        kept = {each: until for each, until in kept.items() if until > now}
        again = octets in kept
        gone = waiting.keep(ANN, octets, now)
        kept[octets] = now + FEW.waiting_seconds
        for each in list(kept)[:gone]:
            del kept[each]
        given, lost = given + (not again), lost + gone + expired
    left = waiting.taken(ANN)
    assert left == list(kept)
    assert len(left) <= FEW.waiting_messages
    assert sum(map(len, left)) <= FEW.waiting_octets
    assert len(left) + lost == given
    assert not waiting.taken(ANN)
    assert not waiting.accounts()


def test_messages_for_too_many_accounts_are_lost() -> None:
    waiting = Waiting(FEW)
    assert waiting.keep(ANN, b"1", 0) == waiting.keep(BEN, b"1", 0) == 0
    assert waiting.keep(CAT, b"1", 0) == 1
    assert waiting.accounts() == [ANN, BEN]


def contact(number: int, serial: int = 1, *addresses: str) -> Contact:
    return contact_of(keys(number), AGREEMENT.genesis, addresses, serial)


def test_the_newer_contact_holds_whatever_their_order() -> None:
    for serials in ((1, 2), (2, 1)):
        book = Book(ME, 10, 10)
        for serial in serials:
            book.enter(contact(1, serial), BEN)
        found = book.get(ANN)
        assert found is not None
        assert found.serial == 2
    assert not Book(ME, 10, 10).is_news(contact(0)), "nobody else tells of oneself"


def test_one_peer_fills_its_own_part_of_the_book_only() -> None:
    book = Book(ME, 6, 3)
    assert [book.enter(contact(number), ANN) for number in range(10, 15)] == [True, True, True, False, False]
    assert book.enter(contact(20), BEN)
    assert book.enter(contact(1), ANN), "it says who it is itself"
    assert book.enter(contact(2), BEN)
    assert len(book) == 6
    assert not book.enter(contact(30), CAT), "full: nobody is displaced for hearsay"
    assert book.enter(contact(3), CAT), "who connects is entered"
    assert book.get(AccountId(keys(10).name)) is None
    assert len(book) == 6
    assert book.enter(contact(40), ANN) is False
    book = Book(ME, 1, 3)
    book.enter(contact(10), ANN)
    assert not book.enter(contact(3), CAT, connected=[AccountId(keys(10).name)]), "who is connected stays"


def test_a_contact_holds_for_what_was_signed_alone() -> None:
    signed = contact(1, 7, "/ip4/192.0.2.1/tcp/4001")
    assert is_signed(signed)
    for forged in (
        evolve(signed, account=BEN),
        evolve(signed, addresses=("/ip4/192.0.2.2/tcp/4001",)),
        evolve(signed, genesis=bytes(32)),
        evolve(signed, peer=bytes(32)),
        evolve(signed, serial=8),
        evolve(signed, signature=bytes(64)),
    ):
        assert not is_signed(forged)
    assert signed.places()
    assert contact(1, 7, "/ip4/192.0.2.1/tcp/4001", "rubbish").places() is None
    assert contact(1, 7, "/ip4/192.0.2.1/tcp/0").places() is None


SIZES = st.sampled_from([16, 17, 1000, SEALED_CHUNK, SEALED_CHUNK + 16, 2 * SEALED_CHUNK, 3 * SEALED_CHUNK + 100])


@given(SIZES, st.data())
def test_a_payload_comes_whole_or_not_at_all(size: int, data: st.DataObject) -> None:
    octets = bytes(each % 251 for each in range(size))
    store = Store(2**27)
    imprint = store.imprint(octets)
    assert imprint == imprint_of(octets)
    holding = store.holding(imprint)
    assert holding is not None
    fetch = Fetch(imprint=imprint, offered_by=ANN)
    while not fetch.is_whole:
        index = len(fetch.chunks)
        shown = holding.shown(index)
        assert len(shown) == fetch.next_length()
        place = data.draw(st.integers(0, len(shown) - 1))
        wrong = bytearray(shown)
        wrong[place] ^= 1 << data.draw(st.integers(0, 7))
        assert not fetch.take(bytes(wrong))
        assert len(fetch.chunks) == index
        assert fetch.take(shown)
    assert b"".join(fetch.chunks) == octets


@given(SIZES)
def test_all_paths_at_once_are_those_of_each_chunk(size: int) -> None:
    octets = bytes(each % 253 for each in range(size))
    paths = paths_of(octets)
    assert list(paths) == [chunk_of(octets, index)[1] for index in range(len(paths))]
    assert len(paths) == imprint_of(octets).chunks


def test_what_cannot_be_a_payload_is_not_held_and_the_store_is_bounded() -> None:
    store = Store(100)
    assert store.imprint(bytes(15)) is None
    imprints = [store.imprint(bytes([number]) * 40) for number in range(3)]
    assert [each in store for each in imprints if each is not None] == [False, True, True]
    assert store.imprint(bytes([1]) * 40) == imprints[1]
    assert imprints[1] is not None
    assert store.holding(imprints[1]) is not None
    store.imprint(bytes([9]) * 40)
    assert [each in store for each in imprints if each is not None] == [False, True, False]


def imprint(number: int) -> Imprint:
    return Imprint(length=100, root=bytes([number]) * 32)


def test_offers() -> None:
    fetching = Fetching(Limits(fetching_per_peer=2, fetching=3))
    assert fetching.offered(imprint(0), ANN, held=True) is Verdict.HELD
    assert fetching.offered(evolve(imprint(0), length=3), ANN, held=False) is Verdict.NO_PAYLOAD
    for number in range(2):
        assert fetching.offered(imprint(number), ANN, held=False) is Verdict.NEW
        fetching.begin(imprint(number), ANN)
    assert fetching.offered(imprint(2), ANN, held=False) is Verdict.TOO_MUCH
    assert fetching.offered(imprint(0), BEN, held=False) is Verdict.FETCHED
    assert set(fetching.fetches[imprint(0)].sources) == {ANN, BEN}
    assert fetching.offered(imprint(2), BEN, held=False) is Verdict.NEW
    fetching.begin(imprint(2), BEN)
    assert fetching.offered(imprint(3), CAT, held=False) is Verdict.TOO_MUCH
    fetching.has(imprint(2), CAT)
    fetching.has(imprint(7), CAT)
    assert fetching.fetches[imprint(2)].source([CAT, ME]) == CAT
    fetching.end(imprint(0))
    assert fetching.offered(imprint(3), CAT, held=False) is Verdict.NEW


def test_the_source_is_whoever_was_cut_off_the_least() -> None:
    fetch = Fetch(imprint=imprint(0), offered_by=ANN, sources={ANN: 2, BEN: 1, CAT: 0})
    assert fetch.source([ANN, BEN, CAT]) == CAT
    assert fetch.source([ANN, BEN]) == BEN
    assert fetch.source([]) is None


def test_gossip_is_heard_once_and_is_its_accounts_own() -> None:
    rumours = Rumours(Rate(burst=3, per_second=0.001))

    def heard(gossip: Gossip) -> Hearsay:
        assert not rumours.is_known(to_octets(gossip))
        found = rumours.heard(gossip, to_octets(gossip), 0)
        assert rumours.is_known(to_octets(gossip)) == (found is not Hearsay.FALSE)
        return found

    gossip = gossip_of(keys(1), announcement(keys(1)), 100_000)
    assert heard(evolve(gossip, serial=100_001)) is Hearsay.FALSE
    assert heard(gossip) is Hearsay.NEW
    assert heard(evolve(gossip, announcement=announcement(keys(2)))) is Hearsay.FALSE
    assert heard(gossip_of(keys(1), announcement(keys(1)), 100_000 - STALE - 1)) is Hearsay.STALE
    assert heard(gossip_of(keys(1), announcement(keys(1)), 100_000 - STALE)) is Hearsay.NEW
    assert heard(gossip_of(keys(1), announcement(keys(1)), 100_005)) is Hearsay.NEW
    assert heard(gossip_of(keys(1), announcement(keys(1)), 100_006)) is Hearsay.TOO_MUCH
    assert heard(gossip_of(keys(2), announcement(keys(2)), 1)) is Hearsay.NEW, "others are not held back"


def test_the_oldest_is_forgotten_first() -> None:
    recent: Recent[int] = Recent(2)
    assert [recent.add(each) for each in (1, 2, 1, 3)] == [True, True, False, True]
    assert [each in recent for each in (1, 2, 3)] == [False, True, True]
    assert len(recent) == 2
