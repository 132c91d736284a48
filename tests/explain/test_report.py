"""The example has a node of every kind, and each is answered with its reason."""

from __future__ import annotations

import pytest
from attrs import evolve

from leo_ref.core.rejections import Code
from leo_ref.core.state.job import Outcome, Stage
from leo_ref.draw.keys import secret
from leo_ref.draw.ticket import alpha
from leo_ref.draw.vrf import prove
from leo_ref.explain import Claim, Situation, read_claims, report
from leo_ref.explain.example import JOB
from leo_ref.explain.report import ClaimResult, DrawReport
from leo_ref.explain.words import ending, rows
from leo_ref.rules.selection import group_stands
from tests.explain.files import example_file, labelled, octets, situation

FILE = example_file()

OBSTACLES = {
    "suspended": Code.NOT_IN_SNAPSHOT,
    "too poor": Code.CREDIT_TOO_LOW,
    "busy elsewhere": Code.NODE_BUSY,
    "key too new": Code.KEY_TOO_NEW,
    "Alice's own": Code.NODE_OF_PARTY,
}
ANSWERS = {
    "drawn, by its seed": (ClaimResult.PLACE, None),
    "drawn too": (ClaimResult.PLACE, None),
    "drawn, by its proof": (ClaimResult.PLACE, None),
    "not drawn": (ClaimResult.NOT_DRAWN, Code.NOT_DRAWN),
    "claims without votes": (ClaimResult.LIE, Code.NOT_DRAWN),
    "proof of round 2": (ClaimResult.LIE, Code.VRF_CHALLENGE_MISMATCH),
    **{label: (ClaimResult.REFUSED, code) for label, code in OBSTACLES.items()},
}


def test_the_example_has_every_kind_and_each_its_reason() -> None:
    found = report(situation(FILE))
    labels = found.situation.labels
    assert {labels[node.node]: node.obstacle.code for node in found.nodes if node.obstacle} == OBSTACLES
    weightless = {labels[node.node] for node in found.nodes if node.weight == 0}
    assert weightless == {"suspended"}, "who may not serve weighs all the same"
    assert {
        labels[answer.claim.node]: (answer.result, answer.reason.code if answer.reason else None)
        for answer in found.answers
    } == ANSWERS
    assert found.closed.stage is Stage.READY
    claims = [answer.claim.node for answer in found.answers]
    assert claims == sorted(claims), "they are taken by node id"
    assert labelled(FILE, "claims nothing") in found.drawn.snapshot
    assert labelled(FILE, "claims nothing") not in claims


def test_numbers_of_each_obstacle_are_said() -> None:
    said = {row.label: row.says for row in rows(report(situation(FILE)))}
    for label, number in (
        ("suspended", "SUSPENDED"),
        ("too poor", "4 of 5"),
        ("key too new", "98 + 2 > 99"),
        ("Alice's own", FILE["task"]["owner"][:8]),
    ):
        assert said[label].startswith(f"{OBSTACLES[label].name} (§6): ")
        assert number in said[label]


def with_tickets(*tickets: object) -> DrawReport:
    found = read_claims(situation(FILE), octets(list(tickets)))
    assert isinstance(found, Situation)
    return report(found)


def test_tickets_come_after_the_snapshot_and_in_their_order() -> None:
    drawn, late = labelled(FILE, "drawn too"), labelled(FILE, "proof of round 2")
    found = with_tickets(
        {"node": drawn, "seed": FILE["nodes"][drawn]["seed"]},
        {"node": late, "proof": "00"},
        {"node": "ab" * 32, "proof": "00"},
    )
    again, lied, unknown = found.answers[-3:]
    assert [answer.reason and answer.reason.code for answer in (again, lied, unknown)] == [
        Code.ALREADY_APPLIED,
        Code.ALREADY_APPLIED,
        Code.NOT_IN_SNAPSHOT,
    ]
    assert any("no such node" in row.says for row in rows(found))
    assert found.drawn.group == report(situation(FILE)).drawn.group


def test_a_key_in_a_ticket_proves_like_the_key_in_the_snapshot() -> None:
    file, name = example_file(), labelled(FILE, "drawn too")
    own = file["nodes"][name].pop("seed")
    file["nodes"][name]["vrf_key"] = secret(bytes.fromhex(own)).public_key.hex()
    bare = situation(file)
    assert name not in report(bare).drawn.group
    found = read_claims(bare, octets([{"node": name, "seed": own}]))
    assert isinstance(found, Situation)
    assert report(found).drawn.group == report(situation(FILE)).drawn.group


def test_values_are_there_only_for_whom_they_are_asked() -> None:
    name = labelled(FILE, "drawn too")
    assert not any(answer.proving or answer.checking for answer in report(situation(FILE)).answers)
    for answer in report(situation(FILE), [name]).answers:
        assert bool(answer.proving) == bool(answer.checking) == (answer.claim.node == name)


def test_a_wrong_proof_stands_beside_the_right_one_where_the_seed_is_there() -> None:
    file, name = example_file(), labelled(FILE, "drawn too")
    own = secret(bytes.fromhex(file["nodes"][name]["seed"]))
    message = alpha(bytes.fromhex(file["beacon"]), JOB, 1, name)
    file["nodes"][name]["proof"] = prove(own, b"something else").hex()
    (answer,) = [answer for answer in report(situation(file), [name]).answers if answer.claim.node == name]
    assert answer.result is ClaimResult.LIE
    right = {value.name: value.shown for value in answer.proving}
    wrong = {value.name: value.shown for value in answer.checking}
    assert right["proof"] == prove(own, message).hex()
    assert wrong["h"] == right["h"]
    assert wrong["gamma"] != right["gamma"]
    assert isinstance(answer.claim, Claim)


@pytest.mark.parametrize(
    ("round_number", "end", "words"),
    [
        (1, (Stage.APPLY, None), "round 2 opens when the window closes, with the beacon of the block at height 106"),
        (2, (Stage.APPLY, None), "round 3 opens when the window closes, with the beacon of the block at height 106"),
        (5, (Stage.SETTLED, Outcome.UNFILLED), "UNFILLED"),
    ],
)
def test_a_group_too_small_has_another_round_until_the_last(
    round_number: int, end: tuple[Stage, Outcome | None], words: str
) -> None:
    file = {**example_file(), "round": round_number}
    file["parameters"]["min_group"] = 20
    found = report(situation(file))
    assert (found.closed.stage, found.closed.outcome) == end
    assert words in ending(found)[0]


def test_in_a_join_all_members_are_monitors() -> None:
    file = example_file()
    del file["task"]
    file["join"] = {"tau": 10, "candidate": labelled(file, "drawn too")}
    found = report(situation(file))
    assert found.closed.stage is Stage.ENROL
    assert found.closed.executor is None
    assert found.monitors == found.members
    assert not any("Executor" in sentence for sentence in ending(found))
    assert "of its monitors, which must be more than 3/4 of tau = 10" in ending(found)[0]
    assert labelled(file, "drawn too") not in found.members
    assert not [node for node in found.nodes if node.node == labelled(file, "too poor") and node.obstacle]


def test_a_group_with_too_few_votes_has_another_round() -> None:
    file = example_file()
    found = report(situation(file))
    votes = sum(found.drawn.group[name].j for name in found.members[1:])
    for tau, stands in ((2 * votes - 1, True), (2 * votes, False)):
        terms = evolve(found.drawn.terms, tau=tau)
        assert group_stands(found.situation.params, evolve(found.drawn, terms=terms)) is stands
    assert f"J = {votes} of its monitors, which must be more than 1/2 of tau = 10" in ending(found)[0]
