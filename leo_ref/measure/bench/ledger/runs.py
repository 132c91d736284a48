"""The costliest transactions of a task whose group stands, applied and refused; evidence is that of a TPM."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from leo_ref.core.parameters import RESULT_MOST
from leo_ref.core.state.evidence import Phase
from leo_ref.core.state.job import Part, Stage, Task
from leo_ref.core.state.transaction import Accuse, Answer, Approve, AskResult, Confirm, GiveResult, RequestPayment, Show
from leo_ref.measure.bench.ledger import machine
from leo_ref.measure.bench.ledger.cost import CostlyWork
from leo_ref.measure.bench.ledger.places import at, beginning, longest_pieces
from leo_ref.measure.bench.ledger.sending import applied, work
from leo_ref.sealing.result import result_digest
from leo_ref.vectors.ledger.deployment import ALICE


def showing() -> Iterator[CostlyWork]:
    """Quotes of a TPM, with the log of its boot."""
    for what, opens in (("the longest boot", True), ("a key that opens elsewhere", False)):
        state = machine.with_tpm(beginning(Stage.READY), opens=opens)
        body = Show(job=at().name, evidence=machine.evidence(state, Phase.BEFORE))
        yield work(what, state, at().executor, body, machine.verifiers())


def approvals() -> Iterator[CostlyWork]:
    """Approvals."""
    state, body = beginning(Stage.APPROVE), Approve(job=at().name)
    yield work("a monitor's", state, at().monitors[0], body)
    yield work("the executor's", state, at().executor, body)


def keys() -> Iterator[CostlyWork]:
    """Released keys."""
    state = beginning(Stage.KEYS)
    body = at().release(state.jobs[at().name], Part.TASK)
    yield work("a sealed key", state, ALICE, body)
    yield work("as long as may be", state, ALICE, evolve(body, key=bytes(1024)))


def disputes() -> Iterator[CostlyWork]:
    """Chunks of the longest payload."""
    state, name = beginning(Stage.RUN), at().name
    for what, piece, terms in longest_pieces(state):
        there = state.with_job(name, evolve(state.jobs[name], terms=terms))
        yield work(what, there, at().executor, at().dispute(Part.TASK, piece))


def questions() -> Iterator[CostlyWork]:
    """Challenges; answers of a TPM, which are appraised against what was shown."""
    name, (monitor, *_) = at().name, at().monitors
    plain = beginning(Stage.RUN)
    body = at().challenge(plain.jobs[name], monitor)
    yield work("a proof", plain, monitor, body)
    yield work(
        "a proof that does not hold", plain, monitor, evolve(body, proof=bytes([body.proof[0] ^ 1]) + body.proof[1:])
    )
    state = machine.with_tpm(plain)
    state = applied(work("", state, monitor, at().challenge(state.jobs[name], monitor), machine.verifiers()))
    for what, more in (("passes", ()), ("fails", machine.STRAY)):
        piece = machine.evidence(state, Phase.DURING, monitor, more=more)
        yield work(
            f"an answer that {what}", state, at().executor, Answer(job=name, evidence=piece), machine.verifiers()
        )
        yield work(f"an answer that {what}", state, monitor, Accuse(job=name, evidence=piece), machine.verifiers())
    unsigned = evolve(piece, signature=bytes(64))
    yield work("an answer that nobody signed", state, monitor, Accuse(job=name, evidence=unsigned), machine.verifiers())


def results() -> Iterator[CostlyWork]:
    """Requests and confirmations with evidence of a TPM, and the longest result."""
    name, (monitor, *_) = at().name, at().monitors
    watched = beginning(Stage.RUN)
    state = machine.with_tpm(evolve(watched, height=watched.jobs[name].deadline - 1))
    job = evolve(state.jobs[name], requested=result_digest(at().result))
    for what, more in (("passes", ()), ("fails", machine.STRAY)):
        piece = machine.evidence(state, Phase.AFTER, more=more, job=job)
        body = RequestPayment(job=name, result=result_digest(at().result), evidence=piece)
        yield work(f"evidence that {what}", state, at().executor, body, machine.verifiers())
    state = machine.with_tpm(beginning(Stage.CONFIRM))
    yield work("a question", state, monitor, AskResult(job=name))
    yield work("the executor's", state, at().executor, AskResult(job=name))
    longest = bytes(RESULT_MOST)
    asked = applied(work("", state, monitor, AskResult(job=name)))
    job = asked.jobs[name]
    assert isinstance(job.terms, Task), "it is a task"
    terms = evolve(job.terms, result_limit=RESULT_MOST)
    asked = asked.with_job(name, evolve(job, terms=terms, requested=result_digest(longest)))
    yield work("a result as long as may be", asked, at().executor, GiveResult(job=name, result=longest))
    yield work("another of that length", asked, at().executor, GiveResult(job=name, result=b"?" + longest[1:]))
    for what, more in (("passes", ()), ("fails: a lie", machine.STRAY)):
        piece = machine.evidence(state, Phase.DURING, monitor, more=more)
        yield work(f"an answer that {what}", state, monitor, Confirm(job=name, evidence=piece), machine.verifiers())
    unsigned = evolve(piece, signature=bytes(64))
    yield work(
        "an answer that nobody signed", state, monitor, Confirm(job=name, evidence=unsigned), machine.verifiers()
    )
