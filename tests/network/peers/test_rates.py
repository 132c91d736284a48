"""Token buckets, who is let in, when to try again, whom not to hear."""

from __future__ import annotations

from collections import Counter

from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from leo_ref.network.peers.attempts import MOST, Attempts, pause
from leo_ref.network.peers.bucket import REMEMBERED, Buckets, Rate, full, spared, taken
from leo_ref.network.peers.door import Door, displaced, has_room, neighbourhood
from leo_ref.network.peers.limits import Limits
from leo_ref.network.peers.repute import BAN_SECONDS, BANNED_AT, HALVED_AFTER, POINTS, UNBLAMED, Misdeed, blamed

RATE = Rate(burst=10, per_second=2)
STEPS = st.lists(st.tuples(st.floats(0, 5), st.floats(0.1, 10)), max_size=30)


@given(STEPS)
def test_never_more_than_the_burst_and_the_rate_is_spared(steps: list[tuple[float, float]]) -> None:
    bucket, now, had = full(RATE, 0.0), 0.0, 0.0
    for passed, amount in steps:
        now += passed
        left = spared(RATE, bucket, now, amount)
        if left is not None:
            bucket, had = left, had + amount
            assert bucket.left >= 0
    assert had <= RATE.burst + RATE.per_second * now + 1e-6


@given(STEPS)
def test_whoever_waits_as_told_has_no_more_than_burst_and_rate(steps: list[tuple[float, float]]) -> None:
    bucket, now, had = full(RATE, 0.0), 0.0, 0.0
    for passed, amount in steps:
        bucket, wait = taken(RATE, bucket, now + passed, amount)
        now, had = now + passed + wait, had + amount
        assert had <= RATE.burst + RATE.per_second * now + 1e-6


def test_a_bucket_is_full_again_and_never_fuller() -> None:
    bucket = spared(RATE, full(RATE, 0), 0, 10)
    assert bucket is not None
    assert spared(RATE, bucket, 1, 2.5) is None
    assert spared(RATE, bucket, 5, 10) is not None
    assert spared(RATE, bucket, 1000, 10.5) is None


def test_a_clock_that_goes_back_gives_nothing() -> None:
    bucket = spared(RATE, full(RATE, 100), 100, 10)
    assert bucket is not None
    assert spared(RATE, bucket, 0, 1) is None


def test_each_has_a_bucket_of_its_own_and_only_so_many_are_remembered() -> None:
    buckets: Buckets[int] = Buckets(Rate(burst=1, per_second=0.001))
    assert buckets.spare(0, 0)
    assert not buckets.spare(0, 0)
    assert all(buckets.spare(each, 0) for each in range(1, REMEMBERED + 1))
    assert buckets.spare(0, 0), "the oldest is forgotten"


LIMITS = Limits(
    inbound=10, per_address=4, handshakes=5, handshakes_per_address=3, openings=Rate(burst=1000, per_second=1)
)


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c", "d"]), st.sampled_from(["enter", "know", "leave"]))))
def test_the_door_lets_in_as_many_as_it_may(steps: list[tuple[str, str]]) -> None:
    door = Door(LIMITS)
    unknown, known = dict.fromkeys("abcd", 0), dict.fromkeys("abcd", 0)
    for address, what in steps:
        if what == "enter":
            may = (
                sum(unknown.values()) < LIMITS.handshakes
                and unknown[address] < LIMITS.handshakes_per_address
                and unknown[address] + known[address] < LIMITS.per_address
            )
            assert door.enters(address, 0.0) == may
            unknown[address] += may
        elif what == "know" and unknown[address]:
            door.known(address)
            unknown[address] -= 1
            known[address] += 1
        elif what == "leave" and known[address]:
            door.leaves(address)
            known[address] -= 1


@frozen
class Opened:
    """A connection of a stranger."""

    address: str | None
    heard: float


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c", "d", "e", None]), st.integers(0, 9))))
def test_who_comes_from_an_address_with_few_takes_the_place_of_one_from_the_address_with_most(
    comers: list[tuple[str | None, int]],
) -> None:
    inside: list[Opened] = []
    for address, heard in comers:
        counts = Counter(each.address for each in inside if each.address is not None)
        if address is not None and not has_room(address, inside, LIMITS):
            assert counts.total() == LIMITS.inbound
            assert max(counts.values()) <= counts[address] + 1
            continue
        inside.append(Opened(address, heard))
        gone = displaced(inside, LIMITS)
        if gone is not None:
            assert counts.total() == LIMITS.inbound
            most = max(counts.values())
            assert counts[gone.address or ""] == most > counts[address or ""] + 1
            assert gone.heard == min(each.heard for each in inside if each.address == gone.address)
            inside.remove(gone)
    counts = Counter(each.address for each in inside if each.address is not None)
    assert counts.total() <= LIMITS.inbound
    came = Counter(address for address, _ in comers if address is not None)
    fair = LIMITS.inbound // max(1, len(came))
    assert all(counts[address] >= min(fair, number) - 1 for address, number in came.items())


def test_who_was_dialled_has_its_place_beside_those_that_came() -> None:
    inside = [*(Opened("a", each) for each in range(LIMITS.inbound)), Opened(None, 0)]
    assert displaced(inside, LIMITS) is None
    assert displaced([*inside, Opened("b", 0)], LIMITS) is inside[0]


def test_who_opens_connections_too_fast_is_turned_away_and_others_are_not() -> None:
    door = Door(evolve(LIMITS, openings=Rate(burst=2, per_second=0.1)))
    for _ in range(2):
        assert door.enters("a", 0)
        door.known("a")
        door.leaves("a")
    assert not door.enters("a", 0)
    assert door.enters("b", 0)
    assert door.enters("a", 10)


def test_addresses_that_one_owner_has_by_the_billion_count_as_one() -> None:
    assert neighbourhood("2001:db8:1:2::1") == neighbourhood("2001:db8:1:2:ffff::2") == "2001:db8:1:2::/64"
    assert neighbourhood("2001:db8:1:3::1") != neighbourhood("2001:db8:1:2::1")
    assert neighbourhood("fe80::1%eth0") == "fe80::/64"
    assert neighbourhood("192.0.2.1") == "192.0.2.1"
    assert neighbourhood("no address") == "no address"


def test_after_each_failure_twice_as_late() -> None:
    assert [pause(failures) for failures in range(5)] == [0, 0.5, 1, 2, 4]
    assert pause(10_000) == MOST
    attempts = Attempts()
    assert attempts.is_due("a", 0)
    attempts.failed("a", 10)
    attempts.failed("a", 11)
    assert not attempts.is_due("a", 11.9)
    assert attempts.is_due("a", 12)
    assert attempts.is_due("b", 0)
    attempts.succeeded("a")
    assert attempts.is_due("a", 11)


@given(st.lists(st.sampled_from(Misdeed), min_size=1, max_size=10))
def test_misdeeds_add_up_to_a_ban(misdeeds: list[Misdeed]) -> None:
    repute, points = UNBLAMED, 0.0
    for misdeed in misdeeds:
        repute = blamed(repute, misdeed, 0.0)
        points += POINTS[misdeed]
        assert repute.is_banned(0.0) == (points >= BANNED_AT)
        if repute.is_banned(0.0):
            assert repute.is_banned(BAN_SECONDS - 1)
            assert not repute.is_banned(BAN_SECONDS)
            return


def test_points_are_forgotten_over_time() -> None:
    repute = blamed(UNBLAMED, Misdeed.GARBAGE, 0.0)
    assert blamed(repute, Misdeed.GARBAGE, 0.0).is_banned(0.0)
    assert not blamed(repute, Misdeed.GARBAGE, HALVED_AFTER).is_banned(HALVED_AFTER)
    assert max(POINTS.values()) >= BANNED_AT > min(POINTS.values())
    assert set(POINTS) == set(Misdeed)
