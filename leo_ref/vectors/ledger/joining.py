"""Vectors on a join (§5)."""

from __future__ import annotations

from attrs import evolve
from immutables import Map

from leo_ref.state.job import NO_ENCRYPTION_KEYS, Job, Join, Place, Stage
from leo_ref.state.ledger import Account
from leo_ref.state.node import Status
from leo_ref.state.transaction import Apply, JoinNode, Leave
from leo_ref.values import JobId
from leo_ref.vectors.case import Cases, Family
from leo_ref.vectors.cast import seed
from leo_ref.vectors.ledger.deployment import ALICE, BOB, HERS, NEWCOMER, NODES, drawn, start
from leo_ref.vectors.ledger.vouching import vouched
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
    in_two_ways(story)
    gone = story.fork()
    gone.send("leave", "a node leaves", HERS, Leave(), "§5", "Admission!Leave")
    swapped = JoinNode(identity=evolve(HERS.identity, endorsement_key=seed("another endorsement key")))
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
    story.close(name, "block-attestors", "the group stands: it confirms at once", "§5")
    vouched(story, name, attestors)
    return cases.family("A join, from its posting to the admission, and what is refused on the way.")


def in_two_ways(story: Story) -> None:
    """Joins and a leaving that two checks refuse: the first is the answer."""
    state, node = story.state, NODES[0]
    hers = JoinNode(identity=evolve(node.identity, endorsement_key=NODES[1].identity.endorsement_key))
    out = {
        status: evolve(state, nodes=state.nodes.set(node.id, evolve(state.nodes[node.id], status=status)))
        for status in (Status.SUSPENDED, Status.LEFT)
    }
    place = Map({node.id: Place(j=1, beta=bytes(64), encryption_keys=NO_ENCRYPTION_KEYS)})
    serving = Job(terms=Join(candidate=NODES[2].id, deposit=1, tau=1), stage=Stage.CONFIRM, escrow=0, group=place)
    broke = evolve(state, accounts=state.accounts.set(NEWCOMER.account, Account(0)))
    cloned = JoinNode(identity=evolve(NEWCOMER.identity, endorsement_key=node.identity.endorsement_key))
    same, busy = JoinNode(identity=node.identity), JobId(seed("a job").hex())
    taken = state.with_job(story.id_of(node, same), evolve(serving, stage=Stage.SETTLED))
    action, leaving = "Admission!Join", "Admission!Leave"
    for name, why, given, who, body, code, of in (
        ("join-taken-and-live", "the id before the node", taken, node, same, "ID_TAKEN", action),
        ("join-live-and-busy", "live, and busy", state.with_job(busy, serving), node, same, "NODE_IS_LIVE", action),
        (
            "join-busy-and-changed",
            "suspended and busy, with another endorsement key",
            out[Status.SUSPENDED].with_job(busy, serving),
            node,
            hers,
            "NODE_BUSY",
            action,
        ),
        ("join-changed-to-one-in-use", "its own key first", out[Status.LEFT], node, hers, "EK_CHANGED", action),
        ("join-clone-without-deposit", "the machine before the money", broke, NEWCOMER, cloned, "EK_IN_USE", action),
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
