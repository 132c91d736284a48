"""Attack 21: answers that are replayed, relabelled or made up, and accusations without a reason.

Before the attack every monitor and the executor have staked their deposits. Somebody who can say anything with the
answer to another question, or with octets that nobody signed, has another pay. What is no answer of the executor's to
the sender's own question is refused and blames nobody; what is one decides by itself who pays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve, frozen

from leo_ref.attestation.evidence.envelope import enveloped
from leo_ref.attestation.evidence.nonce import asking
from leo_ref.core.keys import Keys
from leo_ref.core.rejections import Code
from leo_ref.core.state.evidence import Evidence, Finding, Phase
from leo_ref.core.state.job import Outcome, Stage
from leo_ref.core.state.transaction import Accuse, Confirm, RequestPayment, Show
from leo_ref.core.values import JobId, NodeId
from leo_ref.rules import challenge, confirmation
from tests.attacks.chain import ALICE, FUNDS, HONEST, named
from tests.attacks.software import SoftwareChain, begun

PASS, FAIL = Finding.PASS, Finding.FAIL


def confirming() -> tuple[SoftwareChain, JobId]:
    """Payment is requested."""
    chain = begun()
    name = chain.task()
    chain.keyed(name)
    chain.request(name)
    return chain, name


@frozen
class Scene:
    """A task in its confirm window, and two of its monitors: one's own, and another."""

    chain: SoftwareChain
    name: JobId
    mine: Keys
    other: Keys

    def own(self, shows: Finding = FAIL) -> Evidence:
        """One's own answer."""
        return self.chain.evidence(self.name, Phase.DURING, self.mine, shows)

    def others(self) -> Evidence:
        """The other's answer."""
        return self.chain.evidence(self.name, Phase.DURING, self.other, PASS)

    def relabelled(self) -> Evidence:
        """The other's answer under one's own name."""
        return evolve(self.others(), monitor=NodeId(self.mine.name))

    def signed(self, who: Keys, piece: Evidence, **changes: Any) -> Evidence:
        """The evidence with other fields, and somebody's signature."""
        return enveloped(who.account, evolve(piece, **changes))

    def helped(self, **changes: Any) -> Evidence:
        """The executor helps: it signs the evidence with other fields."""
        return self.signed(self.chain.executor(self.name), self.own(), **changes)

    def proved(self, phase: Phase, **changes: Any) -> Evidence:
        """The executor helps: it answers to a proof for another question of the monitor's."""
        job = evolve(self.chain.state.jobs[self.name], **changes)
        proof = asking(self.mine.vrf, self.name, job, phase, NodeId(self.mine.name))
        log = self.chain.log(self.name, Phase.DURING)
        return self.chain.answered(self.name, Phase.DURING, self.mine, log, proof=proof)


FORGERIES: dict[str, tuple[Callable[[Scene], Evidence], Code]] = {
    "the other's answer": (Scene.others, Code.OTHER_QUESTION),
    "the other's, relabelled": (Scene.relabelled, Code.QUESTION_FORGED),
    "the other's, signed anew": (
        lambda scene: scene.signed(scene.chain.executor(scene.name), scene.relabelled()),
        Code.QUESTION_FORGED,
    ),
    "signed by the accuser": (lambda scene: scene.signed(scene.mine, scene.own()), Code.EVIDENCE_NOT_SIGNED),
    "signed by another monitor": (lambda scene: scene.signed(scene.other, scene.own()), Code.EVIDENCE_NOT_SIGNED),
    "signed by the owner": (lambda scene: scene.signed(ALICE, scene.own()), Code.EVIDENCE_NOT_SIGNED),
    "cut": (lambda scene: evolve(scene.own(PASS), log=scene.own(PASS).log[:-1]), Code.EVIDENCE_NOT_SIGNED),
    "unsigned": (lambda scene: evolve(scene.own(), signature=b""), Code.EVIDENCE_NOT_SIGNED),
    "a proof about before": (lambda scene: scene.proved(Phase.BEFORE), Code.QUESTION_FORGED),
    "a proof about after": (lambda scene: scene.proved(Phase.AFTER), Code.QUESTION_FORGED),
    "a beacon that was known": (lambda scene: scene.proved(Phase.DURING, beacon=bytes(64)), Code.QUESTION_FORGED),
    "no proof": (lambda scene: scene.helped(nonce_proof=b""), Code.QUESTION_FORGED),
    "another job": (lambda scene: scene.helped(job=JobId(named("another job").hex())), Code.OTHER_QUESTION),
    "another round": (lambda scene: scene.helped(round=2), Code.OTHER_QUESTION),
    "nobody asked": (lambda scene: scene.helped(monitor=None, nonce_proof=b""), Code.OTHER_QUESTION),
    "before": (lambda scene: scene.helped(phase=Phase.BEFORE), Code.OTHER_QUESTION),
    "after": (lambda scene: scene.helped(phase=Phase.AFTER), Code.OTHER_QUESTION),
}


@pytest.mark.parametrize("kind", FORGERIES)
def test_what_is_no_answer_to_the_sender_neither_confirms_nor_accuses(kind: str) -> None:
    make, ends = FORGERIES[kind]
    chain, name = confirming()
    mine, other = chain.monitors(name)[:2]
    evidence = make(Scene(chain, name, mine, other))
    assert chain.refusal(mine, Confirm(job=name, evidence=evidence)) is ends
    assert chain.refusal(mine, Accuse(job=name, evidence=evidence)) is ends
    job = chain.state.jobs[name]
    assert (job.proven, job.liars, job.provers, job.confirmed) == (None, frozenset(), frozenset(), frozenset())


def test_a_confirmation_is_not_copied() -> None:
    """What the first one showed is on the ledger for everybody, and pays nobody else."""
    chain, name = confirming()
    first, *others = chain.monitors(name)
    chain.confirm(name, first)
    chain.end_block()
    shown = Confirm(job=name, evidence=chain.evidence(name, Phase.DURING, first, PASS))
    for lazy in others:
        assert chain.refusal(lazy, shown) is Code.OTHER_QUESTION
        assert (
            chain.refusal(lazy, evolve(shown, evidence=Scene(chain, name, lazy, first).relabelled()))
            is Code.QUESTION_FORGED
        )


def test_who_accuses_with_what_passes_pays_alone() -> None:
    chain, name = confirming()
    liar, *monitors = chain.monitors(name)
    executor, deposit = chain.executor(name), chain.state.jobs[name].terms.deposit
    credit = chain.state.nodes[NodeId(liar.name)].credit
    chain.accuse(name, liar, shows=PASS)
    assert chain.state.nodes[NodeId(liar.name)].credit < credit
    for body in (Accuse, Confirm):
        again = chain.send(liar, body(job=name, evidence=chain.evidence(name, Phase.DURING, liar, PASS)))
        assert not isinstance(again, str)
        assert again.code is Code.HAS_LIED
    for monitor in monitors:
        chain.confirm(name, monitor)
    assert chain.until(name, Stage.SETTLED).outcome is Outcome.DONE
    assert chain.balance(liar) == FUNDS - deposit
    assert all(chain.balance(one) > FUNDS for one in (executor, *monitors))


def test_a_second_answer_that_fails_ends_the_job_behind_a_confirmation() -> None:
    """Each of two answers stands by itself: the confirmation was true, and so is the accusation."""
    chain, name = confirming()
    monitor = chain.monitors(name)[0]
    chain.confirm(name, monitor)
    chain.accuse(name, monitor, shows=FAIL)
    job = chain.until(name, Stage.SETTLED)
    assert job.outcome is Outcome.EXECUTOR_FAULT
    assert chain.balance(monitor) > FUNDS
    assert chain.balance(chain.executor(name)) == FUNDS - job.terms.deposit


def test_who_confirms_what_fails_pays_and_does_not_save_the_executor() -> None:
    chain, name = confirming()
    friend, *monitors = chain.monitors(name)
    failing = chain.evidence(name, Phase.DURING, friend, FAIL)
    chain.must(friend, Confirm(job=name, evidence=failing))
    for monitor in monitors:
        chain.confirm(name, monitor)
    job = chain.until(name, Stage.SETTLED)
    assert job.outcome is Outcome.EXECUTOR_FAULT
    assert chain.balance(friend) == chain.balance(chain.executor(name)) == FUNDS - job.terms.deposit
    assert chain.balance(ALICE) == FUNDS
    assert all(chain.balance(monitor) > FUNDS for monitor in monitors)


def test_what_was_shown_is_shown_for_one_job_one_round_and_one_phase() -> None:
    chain = begun()
    name = chain.task()
    chain.group(name)
    executor, monitors = chain.executor(name), chain.monitors(name)
    sound = chain.evidence(name, Phase.BEFORE, None, PASS)
    asked = asking(monitors[0].vrf, name, chain.state.jobs[name], Phase.BEFORE, NodeId(monitors[0].name))
    for changes in (
        {"round": 2},
        {"job": JobId(named("another job").hex())},
        {"phase": Phase.AFTER},
        {"monitor": NodeId(monitors[0].name), "nonce_proof": asked},
    ):
        shown = Show(job=name, evidence=enveloped(executor.account, evolve(sound, **changes)))
        assert chain.refusal(executor, shown) is Code.OTHER_QUESTION
    for unasked in (asked, b"\0"):
        shown = Show(job=name, evidence=enveloped(executor.account, evolve(sound, nonce_proof=unasked)))
        assert chain.refusal(executor, shown) is Code.QUESTION_FORGED
    assert chain.refusal(monitors[0], Show(job=name, evidence=sound)) is Code.NOT_EXECUTOR
    failing = chain.evidence(name, Phase.BEFORE, None, FAIL)
    stale = enveloped(executor.account, evolve(sound, quote=failing.quote + b" "))
    assert chain.refusal(executor, Show(job=name, evidence=stale)) is Code.EVIDENCE_FAILS


def test_payment_is_not_requested_with_what_was_made_for_another_question_or_result() -> None:
    chain = begun()
    name = chain.task()
    chain.group(name)
    before = chain.evidence(name, Phase.BEFORE, None, PASS)
    chain.ready(name)
    chain.released(name)
    chain.watched(name)
    executor = chain.executor(name)
    sound = chain.requesting(name)

    def refusal(**changes: Any) -> Code:
        piece = enveloped(executor.account, evolve(sound.evidence, **changes))
        return chain.refusal(executor, RequestPayment(job=name, result=sound.result, evidence=piece))

    assert refusal(quote=before.quote) is Code.EVIDENCE_FAILS
    assert refusal(log=before.log) is Code.EVIDENCE_FAILS
    assert chain.refusal(executor, evolve(sound, result=named("another result"))) is Code.EVIDENCE_FAILS
    assert chain.refusal(executor, evolve(sound, evidence=before)) is Code.OTHER_QUESTION
    assert isinstance(chain.send(executor, sound), str)


# --- with a check taken out -------------------------------------------------------------------------------------------


def test_where_questions_are_not_compared_a_monitor_confirms_with_the_answer_of_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(confirmation, "no_answer", lambda *_: None)
    monkeypatch.setattr(confirmation, "fails", lambda *_: None)
    chain, name = confirming()
    first, lazy = chain.monitors(name)[:2]
    chain.must(lazy, Confirm(job=name, evidence=chain.evidence(name, Phase.DURING, first, PASS)))
    assert NodeId(lazy.name) in chain.state.jobs[name].confirmed


def test_where_signatures_are_not_asked_for_an_honest_executor_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(challenge, "no_answer", lambda *_: None)
    chain, name = confirming()
    liar = chain.monitors(name)[0]
    executor = chain.executor(name)
    made_up = evolve(chain.evidence(name, Phase.DURING, liar, FAIL), signature=b"")
    chain.must(liar, Accuse(job=name, evidence=made_up))
    job = chain.until(name, Stage.SETTLED)
    assert job.outcome is Outcome.EXECUTOR_FAULT
    assert chain.balance(executor) == FUNDS - job.terms.deposit


def test_where_lies_cost_nothing_everybody_accuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(challenge, "lied", lambda *arguments: arguments[1])
    chain, name = confirming()
    liar = chain.monitors(name)[0]
    chain.accuse(name, liar, shows=PASS)
    for monitor in chain.monitors(name):
        chain.confirm(name, monitor)
    chain.until(name, Stage.SETTLED)
    assert chain.balance(liar) > FUNDS
    assert all(chain.balance(one) >= FUNDS for one in HONEST)
