"""Whether the ledger over symbols stands as the recorded one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leo_ref.core.state.job import Job
from leo_ref.core.state.ledger import State
from leo_ref.core.values import AccountId
from leo_ref.speccheck.trace.names import Names
from leo_ref.speccheck.trace.units import Units


def difference(recorded: State, played: State, names: Names, units: Units) -> str:
    """The first part in which they differ, for people; empty if there is none."""
    short = {long: long for long in names.accounts.values()}
    ours = seen(recorded, names.accounts, names.jobs, names.services)
    theirs = seen(played, short, {name: name for name in names.jobs.values()}, {s: s for s in names.services.values()})
    if units.leo == 1:
        ours["burned"], theirs["burned"] = recorded.burned, played.burned
        for name, of in names.accounts.items():
            ours[f"balance of {of}"] = recorded.balance(AccountId(name))
            theirs[f"balance of {of}"] = played.balance(AccountId(of))
        ours |= {f"payouts of {names.jobs[name]}": paid(job, names.accounts) for name, job in recorded.jobs.items()}
        theirs |= {f"payouts of {name}": paid(job, short) for name, job in played.jobs.items()}
    if units.credit == 1:
        ours |= {f"credit of {names.nodes[name]}": node.credit for name, node in recorded.nodes.items()}
        theirs |= {f"credit of {name}": node.credit for name, node in played.nodes.items()}
    unlike = [part for part in sorted({*ours, *theirs}) if ours.get(part) != theirs.get(part)]
    if not unlike:
        return ""
    return f"The {unlike[0]} is {ours.get(unlike[0])} on the ledger, {theirs.get(unlike[0])} over symbols."


def seen(
    state: State, accounts: Mapping[str, str], jobs: Mapping[str, str], services: Mapping[str, str]
) -> dict[str, Any]:
    """Everything but amounts."""
    found: dict[str, Any] = {"height": state.height}
    for name, node in state.nodes.items():
        found[f"status of {accounts[name]}"] = (node.status.value, node.since)
    for service, there in state.services.items():
        found[f"service {services[service]}"] = there.live
    for job_name, job in state.jobs.items():
        found[f"job {jobs[job_name]}"] = of_job(job, accounts)
    return found


def paid(job: Job, accounts: Mapping[str, str]) -> dict[str, int]:
    """What each account received of a job."""
    return {accounts[account]: amount for account, amount in job.payouts.items()}


def of_job(job: Job, accounts: Mapping[str, str]) -> dict[str, Any]:
    """A job without amounts, keys and results."""
    return {
        "stage": job.stage.value,
        "round": job.round,
        "deadline": job.deadline,
        "snapshot": sorted(accounts[node] for node in job.snapshot),
        "group": sorted((accounts[node], place.j) for node, place in job.group.items()),
        "executor": None if job.executor is None else accounts[job.executor],
        "liars": sorted(accounts[node] for node in job.liars),
        "shown": job.shown is not None,
        "approved": sorted(accounts[node] for node in job.approved),
        "keys": sorted(part.value for part in job.keys),
        "challenged": sorted((accounts[node], due) for node, due in job.challenged.items()),
        "answered": sorted(accounts[node] for node in job.answered),
        "requested": job.requested is not None,
        "asked": sorted((accounts[node], due) for node, due in job.asked.items()),
        "given": job.given,
        "confirmed": sorted(accounts[node] for node in job.confirmed),
        "provers": sorted(accounts[node] for node in job.provers),
        "proven": None if job.proven is None else job.proven.value,
        "credentials": sorted(accounts[node] for node in job.credentials),
        "answers": sorted(accounts[node] for node in job.answers),
        "outcome": None if job.outcome is None else job.outcome.value,
    }
