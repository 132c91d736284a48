"""A party that is stopped at any moment goes on as if nothing had been: its journal makes it again."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import define, evolve, field
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from immutables import Map

from leo_ref.attestation.machine import Machine
from leo_ref.core.state.job import Outcome
from leo_ref.core.values import JobId
from leo_ref.network.party.following import Following, changed, followed
from leo_ref.network.party.journal import Journal, journal
from leo_ref.network.party.machine import JournaledMachine
from leo_ref.parties.message import Message, Outbox, Party, Wake
from leo_ref.parties.node import Node
from leo_ref.parties.simulator.plan import Plan
from leo_ref.parties.simulator.simulation import Start
from tests.parties.simulator.deployment import at_its_end, deployment, run

GENESIS = bytes(range(32))
BLOCKS = 34
PLAN = Plan(seed=b"journals", duplicate=100, drop=30)


@define
class Lasting:
    """A machine that is not the process: it stays as it is when its node is stopped, and never answers twice alike."""

    inner: Machine
    calls: int = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def _called(self, name: str, *arguments: object) -> tuple[Lasting, Any]:
        self.calls += 1
        self.inner, answer = getattr(self.inner, name)(*arguments)
        return self, answer

    def vouched(self, *arguments: object) -> tuple[Lasting, Any]:
        return self._called("vouched", *arguments)

    def prepared(self, *arguments: object) -> tuple[Lasting, Any]:
        return self._called("prepared", *arguments)

    def shown(self, *arguments: object) -> tuple[Lasting, Any]:
        return self._called("shown", *arguments)

    def opened(self, *arguments: object) -> tuple[Lasting, Any]:
        return self._called("opened", *arguments)

    def finished(self, *arguments: object) -> tuple[Lasting, Any]:
        return self._called("finished", *arguments)

    def dismissed(self, job: JobId) -> Lasting:
        self.inner = self.inner.dismissed(job)
        return self


@define
class Stopped:
    """A party that is stopped before some of its messages, and made again from its journal."""

    begins: Party
    folder: Path
    stops: Callable[[], bool]
    lasting: Lasting | None = None
    kept: list[int] = field(factory=list)
    now: tuple[Any, Following] | None = None

    def step(self, message: Message | Wake) -> tuple[Party, Outbox]:
        if self.now is None or self.stops():
            self._begin_again()
        assert self.now is not None
        return self, self.now[1].hear(message)

    @property
    def party(self) -> Party:
        assert self.now is not None
        return self.now[1].party

    def _begin_again(self) -> None:
        before = None if self.now is None else self.party
        if self.now is not None:
            self.now[0].__exit__(None, None, None)
        opened = journal(self.folder, "party", GENESIS, "1")
        self.now = opened, following(self.begins, opened.__enter__(), self.lasting)
        assert before is None or same(before, self.party)


def following(party: Party, kept: Journal, lasting: Lasting | None) -> Following:
    if lasting is None:
        return followed(party, kept)
    assert isinstance(party, Node)
    machine = JournaledMachine(inner=lasting, journal=kept)
    return followed(evolve(party, machine=machine), kept, machine)


def same(before: Party, after: Party) -> bool:
    """All is equal but the machine of a node, where its answers are kept."""
    if isinstance(before, Node) and isinstance(before.machine, JournaledMachine):
        assert isinstance(after, Node)
        after = evolve(after, machine=before.machine)
    return not changed(before, after) or _ledgers_alike(before, after)


def _ledgers_alike(before: Any, after: Any) -> bool:
    alike = before.chain.state == after.chain.state and before.chain.waiting == after.chain.waiting
    return alike and not changed(before, evolve(after, chain=before.chain))


def stopped(start: Start, folder: Path, seed: int, often: int, *, lasting: bool) -> Start:
    chance = random.Random(seed)

    def party(name: str, one: Party) -> Party:
        place = folder / name[:8]
        place.mkdir()
        machine = Lasting(one.machine) if lasting and isinstance(one, Node) else None
        return Stopped(one, place, lambda: chance.randrange(often) == 0, machine)

    return evolve(start, parties=Map({name: party(name, one) for name, one in start.parties.items()}))


@pytest.mark.parametrize("lasting", [False, True], ids=["machines that are values", "machines that last"])
@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_a_run_with_stops_is_the_run_without(
    lasting: bool, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    start = deployment()
    whole = run(start, PLAN, BLOCKS)
    broken = run(stopped(start, tmp_path_factory.mktemp("stopped"), seed, 40, lasting=lasting), PLAN, BLOCKS)
    assert at_its_end(broken).outcome is Outcome.DONE
    assert [frame.events for frame in whole] == [frame.events for frame in broken]
    assert whole[-1].state == broken[-1].state
