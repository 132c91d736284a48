"""A model as the reference plays it: its constants, its parameters, and who is who."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from attrs import evolve, frozen
from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.job import Job
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Body
from leo_ref.core.values import AccountId, JobId, NodeId
from leo_ref.ledger import execute, tick
from leo_ref.rules.election import View
from leo_ref.rules.verifiers import Verifiers
from leo_ref.speccheck import concretion
from leo_ref.speccheck.constants import Constants, mapping
from leo_ref.speccheck.sharing import LedgerStep, remembered
from leo_ref.speccheck.symbolic import Symbolic
from leo_ref.speccheck.world import World

Step: TypeAlias = World | str
"""The world after an action, or the code with which it is refused."""
Act: TypeAlias = Callable[[World], Step]
"""A ground action."""


@frozen
class Model:
    """What the ground actions of a model share."""

    constants: Constants
    verifiers: Verifiers
    parameters: Parameters
    """The parameters of §3 in this model."""
    subject: JobId | None
    """The job whose members are looked at, in a model with elections."""
    attested: JobId
    """The task that is looked at, in a model with attestation; else empty."""
    joined: JobId
    """The join that is looked at, in a model of a candidacy; else empty."""

    def attested_job(self, world: World) -> Job | None:
        """That task, if it was posted."""
        return world.ledger.jobs.get(self.attested)

    @property
    def shares(self) -> bool:
        """Whether worlds with the same ledger may differ in something else."""
        return self.subject is not None or bool(self.attested or self.joined)

    def sending(self, sender: str, name: str, body: Callable[[State], Body]) -> Act:
        """The action of sending a transaction, without its envelope; its body follows from the ledger."""
        account = AccountId(sender)

        def step(ledger: State) -> LedgerStep:
            return self._executed(ledger, account, name, body(ledger))

        return self._acting(step)

    def sent(self, world: World, sender: str, body: Body) -> Step:
        """The world after a transaction of a party, without its envelope; it creates nothing that has a name."""
        after = self._executed(world.ledger, AccountId(sender), "", body)
        return after if isinstance(after, str) else world.with_ledger(after, self.subject)

    def _executed(self, ledger: State, account: AccountId, name: str, body: Body) -> LedgerStep:
        after = execute(self.parameters, self.verifiers, ledger, account, name, body)
        return after.code.name if isinstance(after, Rejection) else after

    def ending(self) -> Act:
        """The action of ending a block: the tick, as long as the model lets blocks end."""

        def step(ledger: State) -> LedgerStep:
            return self._ticked(ledger) if self.may_tick(ledger) else "BOUND"

        return self._acting(step)

    def ended(self, world: World) -> World:
        """The world after the next block, whether the model lets it end or not."""
        return world.with_ledger(self._ticked(world.ledger), self.subject)

    def _ticked(self, ledger: State) -> State:
        height = ledger.height + 1
        return tick(self.parameters, ledger, concretion.hash_at(height), concretion.beacon_at(height))

    def _acting(self, step: Callable[[State], LedgerStep]) -> Act:
        once = remembered(step) if self.shares else step

        def act(world: World) -> Step:
            after = once(world.ledger)
            return after if isinstance(after, str) else world.with_ledger(after, self.subject)

        return act

    def may_tick(self, ledger: State) -> bool:
        """The model's bound: blocks end while a job is in one of these stages, up to this height."""
        most, stages = self.constants.more["MaxHeight"], self.constants.more["Ticking"]
        if not (isinstance(most, int) and isinstance(stages, frozenset)):
            raise TypeError("MaxHeight is a number, Ticking a set")
        jobs = ledger.jobs
        names = (*self.constants.tasks, *self.constants.joins)
        found = (jobs[JobId(name)].stage.value if name in jobs else "NONE" for name in names)
        return ledger.height < most and any(stage in stages for stage in found)

    def done(self, world: World) -> Step:
        """Nothing happens any more."""
        return "NOT_DONE" if self.may_tick(world.ledger) else world

    def initial(self) -> list[World]:
        """The worlds that the model starts in."""
        starts = self.constants.more["Start"]
        nodes = [NodeId(name) for name in self.constants.ids]
        coalitions = self.constants.more.get("Adversaries", frozenset({frozenset()}))
        if not (isinstance(starts, frozenset) and isinstance(coalitions, frozenset)):
            raise TypeError("Start and Adversaries are sets")
        adversaries = [frozenset(map(str, names)) for names in coalitions if isinstance(names, frozenset)]
        world = World(
            ledger=concretion.state(self.constants, mapping(next(iter(starts)))),
            views=Map({node: View() for node in nodes}) if self.subject else Map(),
        )
        return [
            evolve(world, ledger=concretion.state(self.constants, mapping(start)), byzantine=coalition)
            for start in sorted(starts, key=str)
            for coalition in sorted(adversaries, key=sorted)
        ]


def model_of(constants: Constants) -> Model:
    """The model with these constants, over symbols."""
    subject = constants.more.get("Subject")
    return Model(
        constants,
        Symbolic(constants),
        parameters=constants.parameters,
        subject=None if subject is None else JobId(str(subject)),
        attested=JobId(str(constants.more.get("Attested", ""))),
        joined=JobId(str(constants.more.get("Joined", ""))),
    )
