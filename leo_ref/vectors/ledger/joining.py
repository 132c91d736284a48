"""Vectors on a join (§5)."""

from __future__ import annotations

from typing import Final

from attrs import evolve
from immutables import Map

from leo_ref.core.state.job import NO_ENCRYPTION_KEYS, Job, Join, Place, Stage
from leo_ref.core.state.ledger import Account
from leo_ref.core.state.node import LOG_MOST, Status
from leo_ref.core.state.transaction import Apply, JoinNode, Leave, PublishLog
from leo_ref.core.values import JobId
from leo_ref.vectors.case import Cases, Family
from leo_ref.vectors.ledger.deployment import ALICE, BOB, HERS, NEWCOMER, NODES, drawn, start
from leo_ref.vectors.ledger.enrolling import enrolled
from leo_ref.vectors.participants import Operator, seed
from leo_ref.vectors.story import Story

ANOTHER: Final = Operator("another machine")
"""Whose endorsement key nobody holds."""


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
    of_nobody(story)
    in_two_ways(story)
    publishing(story)
    gone = story.fork()
    gone.send("leave", "a node leaves", HERS, Leave(), "§5", "Admission!Leave")
    swapped = JoinNode(identity=evolve(HERS.identity, endorsement_key=ANOTHER.identity.endorsement_key))
    gone.refuse("join-with-another-key", "who comes back comes with the same TPM", HERS, swapped, "EK_CHANGED", action)
    gone.send("join-again", "with the same TPM it may", HERS, JoinNode(identity=HERS.identity), "§5", action)
    gone.end_block("block-came-back", "the others have its credit, and it waits to be drawn for", "§5")
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
    story.close(name, "block-attestors", "the group stands: its attestors challenge", "§5")
    enrolled(story, name, attestors)
    return cases.family("A join, from its posting to the admission, and what is refused on the way.")


def of_nobody(story: Story) -> None:
    """Identities that fail a check, each by one."""
    sound, action = NEWCOMER.identity, "Admission!Join"
    for name, why, changes in (
        ("certificate", "software has none", {"certificates": (b"0",)}),
        ("short-key", "an attestation key of Ed25519 has 32 octets", {"attestation_key": bytes(31)}),
        ("no-endorsement", "no public area", {"endorsement_key": b""}),
        ("endorsement-cut", "a prefix is no key", {"endorsement_key": sound.endorsement_key[:-1]}),
        ("endorsement-digest", "the digest of a key is none", {"endorsement_key": seed("an endorsement key")}),
    ):
        body = JoinNode(identity=evolve(sound, **changes))
        story.refuse(f"join-{name}", why, NEWCOMER, body, "IDENTITY_FAILS", action)


def publishing(story: Story) -> None:
    """Logs of boots, and who may not publish one."""
    action, log = "", PublishLog(log=b"a log")
    node, fork = NODES[0], story.fork()
    fork.refuse("log-of-nobody", "it is no node", ALICE, log, "NODE_NOT_LIVE", action)
    state = fork.state.with_job(JobId(seed("a job").hex()), served_by(node))
    fork.refuse_in("log-while-busy", "evidence may rest on the last one", state, node, log, "NODE_BUSY", action)
    left = evolve(state, nodes=state.nodes.set(node.id, evolve(state.nodes[node.id], status=Status.LEFT)))
    fork.refuse_in("log-left-and-busy", "whether it is a node, first", left, node, log, "NODE_NOT_LIVE", action)
    fork.send("log", "the log of its boot", HERS, log, "§5", action)
    block = fork.fork()
    block.end_block("block-log", "a node published the log of its boot", "§5")
    fork.send("log-again", "in the place of the last one", HERS, PublishLog(log=b""), "§5", action)
    fork.send("log-longest", "2^16 octets", HERS, PublishLog(log=bytes(LOG_MOST)), "§5", action)
    fork.send("leave-with-log", "its log goes with it", HERS, Leave(), "§5", "Admission!Leave")


def served_by(node: Operator) -> Job:
    """A join that the node attests."""
    place = Map({node.id: Place(j=1, beta=bytes(64), encryption_keys=NO_ENCRYPTION_KEYS)})
    return Job(terms=Join(candidate=NODES[2].id, deposit=1, tau=1), stage=Stage.CONFIRM, escrow=0, group=place)


def in_two_ways(story: Story) -> None:
    """Joins and a leaving that two checks refuse: the first is the answer."""
    state, node = story.state, NODES[0]
    hers = JoinNode(identity=evolve(node.identity, endorsement_key=NODES[1].identity.endorsement_key))
    out = {
        status: evolve(state, nodes=state.nodes.set(node.id, evolve(state.nodes[node.id], status=status)))
        for status in (Status.SUSPENDED, Status.LEFT)
    }
    serving = served_by(node)
    broke = evolve(state, accounts=state.accounts.set(NEWCOMER.account, Account(0)))
    penniless = evolve(state, accounts=state.accounts.set(node.account, Account(0)))
    cloned = JoinNode(identity=evolve(NEWCOMER.identity, endorsement_key=node.identity.endorsement_key))
    nobody = JoinNode(identity=evolve(NEWCOMER.identity, endorsement_key=b""))
    changed = JoinNode(identity=evolve(hers.identity, attestation_key=b""))
    same, busy = JoinNode(identity=node.identity), JobId(seed("a job").hex())
    taken = state.with_job(story.id_of(node, same), evolve(serving, stage=Stage.SETTLED))
    action, leaving = "Admission!Join", "Admission!Leave"
    for name, why, given, who, body, code, of in (
        ("join-taken-and-live", "the id before the node", taken, node, same, "ID_TAKEN", action),
        ("join-live-and-broke", "live, without the deposit", penniless, node, same, "NODE_IS_LIVE", action),
        (
            "join-suspended-and-changed",
            "suspended, with another endorsement key",
            out[Status.SUSPENDED],
            node,
            hers,
            "NODE_IS_LIVE",
            action,
        ),
        (
            "join-nobody-without-deposit",
            "the money before the machine",
            broke,
            NEWCOMER,
            nobody,
            "BALANCE_TOO_LOW",
            action,
        ),
        (
            "join-nobody-changed",
            "who it is, before whose key it was",
            out[Status.LEFT],
            node,
            changed,
            "IDENTITY_FAILS",
            action,
        ),
        ("join-changed-to-one-in-use", "its own key first", out[Status.LEFT], node, hers, "EK_CHANGED", action),
        (
            "join-clone-without-deposit",
            "the money before the machine",
            broke,
            NEWCOMER,
            cloned,
            "BALANCE_TOO_LOW",
            action,
        ),
        (
            "leave-left-and-busy",
            "whether it is a node, first",
            out[Status.LEFT].with_job(busy, serving),
            node,
            Leave(),
            "NODE_NOT_LIVE",
            leaving,
        ),
    ):
        story.refuse_in(name, why, given, who, body, code, of)
