"""A state of the ledger as the variables of ``Ledger.tla``.

The abstraction forgets nothing that the rules can see: ``concretion`` reads the state back, and the check does so for
every state, so two states of the reference never look like one state of the specification.
"""

from __future__ import annotations

from typing import Any, Final

from leo_ref.core.state.job import Job
from leo_ref.core.state.ledger import State
from leo_ref.core.state.service import Service
from leo_ref.speccheck.constants import Constants
from leo_ref.speccheck.tlc.values import Value

EMPTY: Final[Value] = ("fn", frozenset())
MOST: Final = 1 << 16
"""Parts that are remembered before all of them are forgotten."""
LEDGER: Final = ("balance", "burned", "credit", "height", "job", "service", "since", "status")
"""The variables of the ledger, sorted."""


def function(pairs: dict[Any, Any]) -> Value:
    """A dict as a TLA+ function."""
    return "fn", frozenset(pairs.items())


NO_SERVICE: Final = function({"standing": "NONE", "bond": 0})


def service_value(service: Service) -> Value:
    """One service as a record of the specification."""
    return function({"standing": "LIVE" if service.live else "WITHDRAWN", "bond": service.bond})


NO_JOB: Final = function(
    {
        "stage": "NONE",
        "posted": 0,
        "round": 0,
        "deadline": 0,
        "escrow": 0,
        "snapshot": EMPTY,
        "group": frozenset(),
        "executor": "NONE",
        "liars": frozenset(),
        "shown": False,
        "approved": frozenset(),
        "keys": EMPTY,
        "challenged": EMPTY,
        "answered": frozenset(),
        "requested": False,
        "asked": EMPTY,
        "given": False,
        "confirmed": frozenset(),
        "provers": frozenset(),
        "proven": "NONE",
        "credentials": EMPTY,
        "answers": EMPTY,
        "outcome": "NONE",
        "payouts": EMPTY,
    }
)


def job_value(job: Job) -> Value:
    """One job as a record of the specification."""
    return function(
        {
            "stage": job.stage.value,
            "posted": job.posted,
            "round": job.round,
            "deadline": job.deadline,
            "escrow": job.escrow,
            "snapshot": function(dict(job.snapshot)),
            "group": frozenset(job.group),
            "executor": job.executor or "NONE",
            "liars": job.liars,
            "shown": job.shown is not None,
            "approved": job.approved,
            "keys": function({part.value: key.decode() for part, key in job.keys.items()}),
            "challenged": function(dict(job.challenged)),
            "answered": job.answered,
            "requested": job.requested is not None,
            "asked": function(dict(job.asked)),
            "given": job.given,
            "confirmed": job.confirmed,
            "provers": job.provers,
            "proven": job.proven.value if job.proven else "NONE",
            "credentials": function({node: made.blob.decode() for node, made in job.credentials.items()}),
            "answers": function({node: answer.decode() for node, answer in job.answers.items()}),
            "outcome": job.outcome.value if job.outcome else "NONE",
            "payouts": function(dict(job.payouts)),
        }
    )


class Abstraction:
    """The abstraction for one model, with a memory: states share most of their parts.

    Parts are remembered by identity and kept alive by the memory, so an identity is never used twice.
    """

    def __init__(self, constants: Constants) -> None:
        """An abstraction that has seen nothing yet."""
        self._constants = constants
        self._accounts = sorted([*constants.ids, *constants.owners])
        self._jobs = sorted([*constants.tasks, *constants.joins])
        self._seen: dict[int, tuple[object, Any]] = {}

    def ledger(self, state: State) -> tuple[Value, ...]:
        """The values of ``LEDGER``, in that order."""
        values: tuple[Value, ...] = self._once(state, self._whole)
        return values

    def _whole(self, state: State) -> tuple[Value, ...]:
        balance = self._once(state.accounts, self._balance)
        credit, since, status = self._once(state.nodes, self._nodes)
        job = self._once(state.jobs, self._job)
        service = self._once(state.services, self._service)
        return balance, state.burned, credit, state.height, job, service, since, status

    def _once(self, part: Any, make: Any) -> Any:
        seen = self._seen.get(id(part))
        if seen is None:
            if len(self._seen) >= MOST:
                self._seen.clear()
            seen = self._seen[id(part)] = (part, make(part))
        return seen[1]

    def _balance(self, accounts: Any) -> Value:
        return function({name: accounts[name].balance if name in accounts else 0 for name in self._accounts})

    def _nodes(self, nodes: Any) -> tuple[Value, Value, Value]:
        ids = self._constants.ids
        return (
            function({name: nodes[name].credit if name in nodes else 0 for name in ids}),
            function({name: nodes[name].since if name in nodes else 0 for name in ids}),
            function({name: nodes[name].status.value if name in nodes else "NONE" for name in ids}),
        )

    def _job(self, jobs: Any) -> Value:
        return function({name: self._once(jobs[name], job_value) if name in jobs else NO_JOB for name in self._jobs})

    def _service(self, services: Any) -> Value:
        return function(
            {
                name: service_value(services[name]) if name in services else NO_SERVICE
                for name in self._constants.services
            }
        )
