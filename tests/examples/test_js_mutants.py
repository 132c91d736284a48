"""``leo mutants kit``: what the vectors make of one fault in the implementation in JavaScript."""

from __future__ import annotations

from attrs import evolve

from tests.mutants.equivalent import KIT
from tests.mutants.kit.campaign import KitCampaign, attempt
from tests.mutants.kit.mutant import KitMutant, mutants
from tests.mutants.results import Results, Verdict


def named(key: str) -> KitMutant:
    (found,) = [one for one in mutants() if one.key == key]
    return found


QUORUM = named(
    "rules/committee.js: return 2n * weight(job, nodes) > weight(job, monitors(job));"
    " -> return 2n * weight(job, nodes) >= weight(job, monitors(job));"
)


def test_a_mutant_is_killed_by_the_first_vector_that_is_not_passed() -> None:
    found = [*attempt(QUORUM, ("questions", "rules", "models"), 60, every=False)]
    assert found == [("questions", Verdict.SURVIVED, ""), ("rules", Verdict.KILLED, "rules/outcome/half-approved")]


def test_what_is_no_fault_survives() -> None:
    same = evolve(QUORUM, after=QUORUM.before)
    assert [*attempt(same, ("questions", "rules"), 60, every=False)] == [
        ("questions", Verdict.SURVIVED, ""),
        ("rules", Verdict.SURVIVED, ""),
    ]


def test_what_does_not_come_up_is_told() -> None:
    broken = evolve(QUORUM, after="return (")
    ((level, verdict, detail),) = attempt(broken, ("questions", "rules"), 60, every=False)
    assert (level, verdict) == ("questions", Verdict.ERROR)
    assert detail.startswith("it does not come up: ")


def test_the_campaign_asks_no_level_twice() -> None:
    campaign, told = KitCampaign([QUORUM], Results(None)), list[str]()
    campaign.run(60, 1, told.append, every=False)
    assert [one.check for one in campaign.killers(QUORUM)] == ["rules"]
    campaign.run(60, 1, told.append, every=False)
    assert len(told) == 1


def test_there_are_enough_and_each_has_a_name_of_its_own() -> None:
    keys = [one.key for one in mutants()]
    assert len(keys) == len(set(keys)) > 900
    assert set(KIT) < set(keys)
