"""Vectors on a join (§5)."""

from __future__ import annotations

from attrs import evolve

from leo_ref.state.evidence import Phase
from leo_ref.state.job import Verdict
from leo_ref.state.transaction import Apply, Confirm, JoinNode, Leave
from leo_ref.vectors.case import Cases, Family
from leo_ref.vectors.cast import seed
from leo_ref.vectors.ledger.deployment import ALICE, BOB, HERS, NEWCOMER, NODES, drawn, start
from leo_ref.vectors.story import Story


def join_story() -> Family:
    """A newcomer becomes a node."""
    cases = Cases("ledger/join")
    story = Story(cases, start())
    action = "Admission!Join"
    body = JoinNode(identity=NEWCOMER.identity)
    story.refuse("join-node", "it is a node", NODES[0], JoinNode(identity=NODES[0].identity), "NODE_IS_LIVE", action)
    cloned = JoinNode(identity=evolve(NEWCOMER.identity, endorsement_key=NODES[0].identity.endorsement_key))
    story.refuse("join-clone", "one TPM, one node", NEWCOMER, cloned, "EK_IN_USE", action)
    story.refuse(
        "join-without-deposit",
        "the deposit is not there",
        BOB,
        JoinNode(identity=evolve(NEWCOMER.identity, owner=BOB.account)),
        "BALANCE_TOO_LOW",
        action,
    )
    gone = story.fork()
    gone.send("leave", "a node leaves", HERS, Leave(), "§5", "Admission!Leave")
    swapped = JoinNode(identity=evolve(HERS.identity, endorsement_key=seed("another endorsement key")))
    gone.refuse("join-with-another-key", "who comes back comes with the same TPM", HERS, swapped, "EK_CHANGED", action)
    gone.send("join-again", "with the same TPM it may", HERS, JoinNode(identity=HERS.identity), "§5", action)
    story.refuse("leave-nobody", "it is no node", ALICE, Leave(), "NODE_NOT_LIVE", "Admission!Leave")
    story.end_block("block-empty", "a block without transactions")
    name = story.id_of(NEWCOMER, body)
    story.send("join", "a newcomer asks to become a node", NEWCOMER, body, "§5", action)
    story.refuse("join-twice", "it is joining already", NEWCOMER, body, "NODE_IS_LIVE", action)
    story.end_block("block-joining", "the draw waits", "§5")
    story.end_block("block-opened", "the draw of attestors opens", "§5")
    job = story.job(name)
    own = NEWCOMER.claim(name, job)
    story.refuse(
        "apply-to-own-join", "a candidate does not attest itself", NEWCOMER, own, "NOT_IN_SNAPSHOT", "Selection!Apply"
    )
    attestors = drawn(story.state, name)
    assert len(attestors) >= 2, "the group of a join"
    for number, node in enumerate(attestors, 1):
        claim: Apply = node.claim(name, job)
        story.send(f"apply-{number}", "a drawn node applies to attest", node, claim, "§5", "Selection!Apply")
    story.close(name, "block-attestors", "the group stands: it confirms at once", "§5")
    job = story.job(name)
    refused = story.fork()
    for number, node in enumerate(attestors, 1):
        answer = NEWCOMER.answer(name, job, node, Phase.BEFORE, ())
        verdict = Confirm(job=name, verdict=Verdict.PASS, evidence=(answer,))
        story.send(
            f"confirm-{number}", "a fresh quote and an empty job log", node, verdict, "§5", "Confirmation!Confirm"
        )
    wrong = NEWCOMER.answer(name, job, attestors[0], Phase.BEFORE, (bytes(32),))
    verdict = Confirm(job=name, verdict=Verdict.FAIL, evidence=(wrong,))
    refused.send("confirm-fail", "a log that nobody asked for", attestors[0], verdict, "§5", "Confirmation!Confirm")
    refused.close(name, "block-refused", "the deposit is shared by the paid attestors", "§5")
    story.close(name, "block-admitted", "the newcomer is a node; its deposit is shared", "§5")
    return cases.family("A join, from its posting to the admission, and what is refused on the way.")
