"""Honest tasks with the default parameters, delays up to a block and a fifth of all messages lost (§14)."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from click.testing import CliRunner

from leo_ref.cli.entry import leo
from leo_ref.core.state.job import Outcome
from leo_ref.parties.simulator.trial import DEPOSIT, INTERVAL, Weather, company, frames_of, trial, unfilled

NODES = 5
BAD = Weather(delay=INTERVAL, loss=200)
HOPELESS = Weather(delay=450, loss=400)


@pytest.mark.parametrize("first", range(0, 50, 10))
def test_every_honest_task_is_done_or_not_filled_and_costs_the_prices_alone(first: int) -> None:
    found = {number: trial(f"bad network {number}", NODES, BAD) for number in range(first, first + 10)}
    assert {number: each for number, each in found.items() if not each.is_well} == {}
    assert any(each.outcome is Outcome.DONE for each in found.values())


def test_a_task_of_the_same_seed_goes_the_same_way() -> None:
    assert trial("again", 3, BAD) == trial("again", 3, BAD)
    assert len({trial(f"again {number}", 3, BAD) for number in range(4)}) > 1


def test_who_is_left_with_less_is_named() -> None:
    """Where messages take more than four blocks windows close on honest parties, and the trial says so."""
    found = trial("hopeless/1", NODES, HOPELESS)
    assert found.outcome is Outcome.EXECUTOR_FAULT
    ((who, lost),) = found.losses
    assert who.startswith("node ")
    assert lost == DEPOSIT
    assert not found.is_well


def test_fewer_nodes_are_unfilled_more_often() -> None:
    few, more, many = (unfilled(nodes) for nodes in (3, 5, 12))
    assert Fraction(1) > few > more > many > 0


def test_the_command_tells_outcomes_and_losses() -> None:
    words = "simulate --stories 2 --nodes 4 --delay 30 --loss 50 --processes 1 --json"
    result = CliRunner().invoke(leo, words.split())
    assert result.exit_code == 0, result.output
    printed = json.loads(result.stdout)
    assert printed["ok"]
    assert sum(printed["outcomes"].values()) == printed["stories"] == 2
    assert (printed["nodes"], printed["delay"], printed["loss"], printed["losses"]) == (4, 30, 50, [])
    assert 0 < printed["unfilled"]["computed"] < 1


def test_the_command_fails_where_somebody_honest_lost_something() -> None:
    words = "simulate --stories 1 --nodes 5 --delay 450 --loss 400 --processes 1 --seed hopeless"
    result = CliRunner().invoke(leo, words.split())
    assert result.exit_code == 1
    assert "story 1: EXECUTOR_FAULT; node " in result.output
    assert "Somebody honest lost something." in result.output


def test_everybody_in_a_trial_is_somebody_else() -> None:
    everybody = company("one", NODES)
    names = {keys.name for keys in (everybody.producer, everybody.alice, everybody.bob, *everybody.nodes)}
    assert len(names) == NODES + 3
    assert names.isdisjoint({keys.name for keys in company("two", NODES).nodes})
    assert next(iter(frames_of("one", NODES, BAD))).state.height == 1
