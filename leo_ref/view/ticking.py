"""What the tick of a block did, in words: read off the states before and after the block."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from immutables import Map

from leo_ref.core.state.job import Job, Stage
from leo_ref.core.state.ledger import State
from leo_ref.core.values import JobId
from leo_ref.rules.committee import monitors, weight
from leo_ref.view.saying import LogLine, line

OPENS: Final[Map[Stage, str]] = Map(
    {
        Stage.ENROL: "Attestors challenge the candidate.",
        Stage.READY: "The executor is to show its machine.",
        Stage.APPROVE: "The machine was shown; monitors approve it.",
        Stage.KEYS: "A quorum approved; the owners release their keys.",
        Stage.RUN: "Both keys are released; the job runs, and is watched.",
        Stage.CONFIRM: "Those who watched confirm.",
    }
)
"""What a stage begins with."""


def ticked(before: State, after: State) -> Iterator[LogLine]:
    """What changed that no transaction says of itself."""
    for name in sorted(after.jobs):
        job, earlier = after.jobs[name], before.jobs.get(name)
        if earlier is not None and earlier is not job:
            yield from _of_job(name, earlier, job)
    for node in sorted(after.nodes):
        known, status = before.nodes.get(node), after.nodes[node].status
        if known is not None and known.status is not status:
            yield line(f"is {status.value} now; it was {known.status.value}", node)
    for service in sorted(after.services):
        offered = before.services.get(service)
        if offered is not None and offered.live and not after.services[service].live:
            yield line("offers the service no longer", offered.owner)


def _of_job(name: JobId, before: Job, job: Job) -> Iterator[LogLine]:
    for node in sorted(job.liars - before.liars):
        yield line("lied, and loses credit for it", node, job=name)
    for node in sorted(job.provers - before.provers):
        yield line("shows a proof that holds", node, job=name)
    if job.round > before.round and job.outcome is None:
        yield line(f"Round {job.round} of the draw opens: {len(job.snapshot)} nodes weigh in it.", job=name)
    if job.stage is before.stage:
        return
    if before.stage is Stage.APPLY and job.outcome is None:
        votes = weight(job, monitors(job))
        yield line(f"The group stands: {len(job.group)} members; J of those who watch is {votes}.", job=name)
    if job.executor is not None and before.executor is None:
        yield line("is the executor: highest j, then lowest random value", job.executor, job=name)
    if job.stage in OPENS:
        yield line(OPENS[job.stage], job=name)
    if job.outcome is not None:
        yield line(f"The job ends: {job.outcome.value}.", job=name)
