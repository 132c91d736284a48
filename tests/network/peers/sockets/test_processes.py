"""Parties in processes of their own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.network.peers.makers import keys

ROOT = Path(__file__).parents[4]
RULES = "leo-rules-1"


@contextmanager
def process(number: int, *bootstrap: str, rules: str = RULES) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A party, killed in the end without a word, and where it listens."""
    command = [sys.executable, "-m", "tests.network.peers.sockets.process", str(number), rules, *bootstrap]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as started:
        try:
            yield lines(started, 1)[0], started
        finally:
            started.kill()


def lines(party: subprocess.Popen[str], count: int) -> list[str]:
    """The next lines that it prints."""
    assert party.stdout is not None
    return [party.stdout.readline().strip() for _ in range(count)]


def tell(party: subprocess.Popen[str], account: str) -> None:
    assert party.stdin is not None
    party.stdin.write(account + "\n")
    party.stdin.flush()


def test_processes_speak_and_one_that_was_killed_is_found_again() -> None:
    with process(1) as (address, ann), process(2, address) as (_, ben):
        with process(3, address) as (_, cat):
            tell(ben, keys(3).name)
            assert sorted(lines(cat, 2)) == [f"{keys(2).name} Payload", f"{keys(2).name} ResultRequest"]
            tell(cat, keys(1).name)
            assert sorted(lines(ann, 2)) == [f"{keys(3).name} Payload", f"{keys(3).name} ResultRequest"]
        with process(3, address) as (_, cat):
            tell(ann, keys(3).name)
            assert sorted(lines(cat, 2)) == [f"{keys(1).name} Payload", f"{keys(1).name} ResultRequest"]


def test_processes_of_different_rules_refuse_each_other_and_without_others_there_is_a_named_failure() -> None:
    with process(1) as (address, _), process(2, address, rules="leo-rules-2") as (_, ben):
        assert lines(ben, 1) == ["NOBODY_REACHED other-rules"]
    with process(2, "/ip4/127.0.0.1/tcp/9") as (_, ben):
        (said,) = lines(ben, 1)
        assert said.startswith("NOBODY_REACHED ")
        assert "127.0.0.1" in said
