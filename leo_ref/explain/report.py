"""Who may serve, what each claim comes to, and what becomes of the group (§6, §7).

Every verdict is that of the ledger's own rules: the claims are applied to the state one after the other, and the
window is closed. What the snapshot does not hold counts as good: deposits are paid, encryption keys are certified.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum
from typing import Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.job import EncryptionKeys, Job, Stage
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Apply, Certificates
from leo_ref.core.values import AccountId, NodeId
from leo_ref.draw import vrf
from leo_ref.draw.keys import secret
from leo_ref.draw.ticket import Ticket, alpha, verified
from leo_ref.explain.situation import Claim, Origin, Situation
from leo_ref.explain.values import Value, VoteWeights, checking, proving
from leo_ref.rules.committee import is_monitor, weight
from leo_ref.rules.selection import apply, close_draw, obstacle
from leo_ref.software.verifiers import SoftwareVerifiers


class ClaimResult(Enum):
    """What a claim comes to."""

    PLACE = "place"
    """The node is in the group."""
    NOT_DRAWN = "not drawn"
    """Proved here with no votes; the node knows it and claims nothing."""
    REFUSED = "refused"
    """The transaction is refused; nothing happens."""
    LIE = "lie"
    """The claim does not hold; `forged_claim_penalty` is lost at once."""


@frozen(kw_only=True)
class NodeStanding:
    """What a node weighs in the draw, and whether it may serve."""

    node: NodeId
    """64 hexadecimal digits."""
    weight: int
    """w, base units of credit; 0 where the node is not in the snapshot."""
    obstacle: Rejection | None
    """With what the ledger refuses its claim, whatever it drew; None where it may serve."""


@frozen(kw_only=True)
class ClaimAnswer:
    """What a claim comes to, and why."""

    claim: Claim
    """The node, and its proof or seed."""
    alpha: bytes
    """The message of the node's draw, 32 octets."""
    result: ClaimResult
    """PLACE, NOT_DRAWN, REFUSED or LIE."""
    j: int = 0
    """Votes; 0 without a place."""
    reason: Rejection | None = None
    """Why there is no place."""
    proving: tuple[Value, ...] = ()
    """The prover's values, secret ones among them. Empty unless asked for and the seed is known."""
    checking: tuple[Value, ...] = ()
    """The verifier's values. Empty unless asked for, and where the claim is refused before its proof is looked at."""


@frozen(kw_only=True)
class DrawReport:
    """The draw of one round, from its snapshot to its group."""

    situation: Situation
    """What the file says: parameters, state, job, claims."""
    nodes: tuple[NodeStanding, ...]
    """All nodes of the file, by node id."""
    answers: tuple[ClaimAnswer, ...]
    """All claims, in their order."""
    drawn: Job
    """The job before its window closes, with the group."""
    closed: Job
    """The job after it."""

    @property
    def total(self) -> int:
        """W: the weights of all nodes together, base units of credit."""
        return sum(self.drawn.snapshot.values())

    @property
    def members(self) -> list[NodeId]:
        """The group in the order of §7: its first is the executor of a task."""
        group = self.drawn.group
        return sorted(group, key=lambda name: (-group[name].j, group[name].beta, name))

    @property
    def monitors(self) -> list[NodeId]:
        """The monitors of a group that stands, in the order of §7; none where another round opens, or none is left."""
        return [name for name in self.members if is_monitor(self.closed, name)] if self.stands else []

    @property
    def stands(self) -> bool:
        """Whether the group is closed."""
        return self.closed.stage not in (Stage.APPLY, Stage.SETTLED)

    @property
    def quorum(self) -> int:
        """The least J of a quorum of the monitors."""
        return self.votes_of_monitors // 2 + 1

    @property
    def votes_of_monitors(self) -> int:
        """J of all monitors; in a join of all members."""
        return weight(self.closed, self.monitors)


KEYS: Final = EncryptionKeys(task=b"task", service=b"service")
CERTIFICATES: Final = Certificates(task=b"", service=b"")
"""A snapshot holds neither, so they are made up."""


@frozen
class DrawVerifiers(SoftwareVerifiers):
    """Real proofs; the certificates, which a snapshot does not hold, count as good."""

    def certified(self, state: State, node: NodeId, encryption_key: bytes, certificate: bytes) -> bool:
        """Yes."""
        del state, node, encryption_key, certificate
        return True


def report(situation: Situation, explained: Collection[NodeId] = ()) -> DrawReport:
    """The draw of a situation; with the values in between for the nodes that are ``explained``."""
    state, answers = situation.state, []
    for claim in situation.claims:
        state, answer = answered(situation, state, claim)
        answers.append(_explained(situation, answer) if claim.node in explained else answer)
    drawn = state.jobs[situation.name]
    return DrawReport(
        situation=situation,
        nodes=tuple(_standing(situation, name) for name in sorted(situation.state.nodes)),
        answers=tuple(answers),
        drawn=drawn,
        closed=close_draw(situation.params, drawn.deadline, b"", drawn) or _again(situation.params, drawn),
    )


def _again(params: Parameters, drawn: Job) -> Job:
    """The next round; its snapshot and beacon are those of a block that is not known here."""
    deadline = drawn.deadline + params.apply_window
    return evolve(drawn, round=drawn.round + 1, deadline=deadline, beacon=b"", snapshot=Map(), group=Map())


def answered(situation: Situation, state: State, claim: Claim) -> tuple[State, ClaimAnswer]:
    """The state after a claim, and what the claim came to."""
    message = alpha(situation.job.beacon, situation.name, situation.job.round, claim.node)
    proof = _proof(situation, claim, message)
    seen = _seen(situation, claim.node, message, proof)
    verifiers = DrawVerifiers(situation.suite)
    body = Apply(
        job=situation.name, round=situation.job.round, proof=proof, encryption_keys=KEYS, certificates=CERTIFICATES
    )
    after = apply(situation.params, verifiers, state, AccountId(claim.node), body)
    if isinstance(after, Rejection):
        return state, ClaimAnswer(claim=claim, alpha=message, result=ClaimResult.REFUSED, reason=after)
    if claim.origin is Origin.SEED and isinstance(seen, Rejection) and seen.code is Code.NOT_DRAWN:
        return state, ClaimAnswer(claim=claim, alpha=message, result=ClaimResult.NOT_DRAWN, reason=seen)
    place = after.jobs[situation.name].group.get(claim.node)
    if place is not None:
        return after, ClaimAnswer(claim=claim, alpha=message, result=ClaimResult.PLACE, j=place.j)
    assert isinstance(seen, Rejection), "a claim that holds gives a place"
    return after, ClaimAnswer(claim=claim, alpha=message, result=ClaimResult.LIE, reason=seen)


def _proof(situation: Situation, claim: Claim, message: bytes) -> bytes:
    """The proof that a claim is made with: the one given, or else the one that the seed makes."""
    if claim.proof is not None:
        return claim.proof
    assert claim.seed is not None, "a claim has a proof or a seed"
    return vrf.prove(secret(claim.seed), message, situation.suite)


def _weights(situation: Situation, name: NodeId) -> VoteWeights | None:
    """What a node's votes are counted with; None where it is not in the snapshot."""
    job = situation.job
    if name not in job.snapshot:
        return None
    return VoteWeights(job.snapshot[name], sum(job.snapshot.values()), job.terms.tau)


def _seen(situation: Situation, name: NodeId, message: bytes, proof: bytes) -> Ticket | Rejection | None:
    """What whoever verifies the proof sees; None where the node is not in the snapshot."""
    weights = _weights(situation, name)
    if weights is None:
        return None
    key = situation.state.nodes[name].identity.vrf_key
    return verified(key, message, proof, weights.weight, weights.total, weights.tau, situation.suite)


def _explained(situation: Situation, answer: ClaimAnswer) -> ClaimAnswer:
    """The answer with the values in between."""
    claim, suite, message = answer.claim, situation.suite, answer.alpha
    weights = _weights(situation, claim.node)
    if weights is not None:
        key = situation.state.nodes[claim.node].identity.vrf_key
        checked, _ = checking(suite, key, message, _proof(situation, claim, message), weights)
        answer = evolve(answer, checking=checked)
    return answer if claim.seed is None else evolve(answer, proving=proving(suite, claim.seed, message))


def _standing(situation: Situation, name: NodeId) -> NodeStanding:
    """The weight, and what a claim is answered before its proof is looked at."""
    weight = situation.job.snapshot.get(name, 0)
    if weight == 0:
        return NodeStanding(node=name, weight=0, obstacle=reject(Code.NOT_IN_SNAPSHOT, node=name))
    return NodeStanding(
        node=name, weight=weight, obstacle=obstacle(situation.params, situation.state, situation.job, name)
    )
