"""Short names for what a run is about, in the order of the long ones, so that ties fall alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen

from leo_ref.core.state.job import Join, Task
from leo_ref.core.state.transaction import Transfer
from leo_ref.core.values import JobId
from leo_ref.speccheck.trace.gather import Gathered


@frozen(kw_only=True)
class Names:
    """Short names by long ones."""

    nodes: Mapping[str, str]
    owners: Mapping[str, str]
    services: Mapping[str, str]
    tasks: Mapping[str, str]
    joins: Mapping[str, str]
    attested: JobId
    """The first task, in full: the one whose election and attestation are looked at."""

    @property
    def accounts(self) -> Mapping[str, str]:
        """Nodes and owners."""
        return {**self.nodes, **self.owners}

    @property
    def jobs(self) -> Mapping[str, str]:
        """Tasks and joins."""
        return {**self.tasks, **self.joins}


def numbered(letter: str, names: Iterable[str]) -> dict[str, str]:
    """The names with numbers, all of one width."""
    ordered = [*names]
    width = len(str(len(ordered)))
    return {name: f"{letter}{number:0{width}}" for number, name in enumerate(ordered, start=1)}


def names_of(gathered: Gathered) -> Names | None:
    """The names of a run; None where nobody posted a task."""
    end, opening = gathered.states[-1], gathered.opening
    assert opening is not None, "a run has an opening"
    posted: list[JobId] = []
    for state in gathered.states:
        posted += sorted(name for name in state.jobs if name not in posted)
    tasks = [name for name in posted if isinstance(end.jobs[name].terms, Task)]
    if not tasks:
        return None
    others = {*end.accounts, *opening.genesis.balances}
    for sent in (sent for block in gathered.sent.values() for sent in block):
        others |= {sent.transaction.sender}
        if isinstance(sent.transaction.body, Transfer):
            others |= {sent.transaction.body.to}
    others |= {node.identity.owner for node in end.nodes.values()}
    others |= {service.owner for service in end.services.values()}
    return Names(
        nodes=numbered("n", sorted(end.nodes)),
        owners=numbered("a", sorted({*map(str, others)} - {*map(str, end.nodes)})),
        services=numbered("s", sorted(end.services)),
        tasks=numbered("t", tasks),
        joins=numbered("j", [name for name in posted if isinstance(end.jobs[name].terms, Join)]),
        attested=tasks[0],
    )
