"""A chain on which attacks are played: real signatures, real VRF proofs, whole blocks; what TPMs say is FAKE.

An answer of the executor's says in plain words what it shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.attestation.appraisal.kinds import Software
from leo_ref.attestation.evidence.envelope import enveloped
from leo_ref.attestation.evidence.nonce import asking
from leo_ref.attestation.identity.challenge import answer_from
from leo_ref.attestation.verifiers.party import PartyVerifiers
from leo_ref.core.keys import Keys, keys_of
from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.evidence import Evidence, Finding, Phase
from leo_ref.core.state.job import EncryptionKeys, Job, Part, Requirement, Stage, Task
from leo_ref.core.state.ledger import EMPTY, State
from leo_ref.core.state.node import Identity
from leo_ref.core.state.service import Offer
from leo_ref.core.state.transaction import (
    Accuse,
    AnswerCredential,
    Apply,
    Approve,
    Body,
    Certificates,
    Confirm,
    OfferService,
    PostTask,
    ReleaseKey,
    RequestPayment,
    Show,
    Transaction,
    signing_digest,
)
from leo_ref.core.values import LEO, JobId, NodeId, ServiceId
from leo_ref.draw import vrf
from leo_ref.draw.keys import secret
from leo_ref.draw.suite import Suite
from leo_ref.draw.ticket import alpha
from leo_ref.ledger import Genesis, apply, apply_block, genesis
from leo_ref.ledger.genesis import FirstNode
from leo_ref.parties import attestor as attestors
from leo_ref.parties import chain as roles
from leo_ref.parties.keys import identity, producer, transaction
from leo_ref.parties.position import Position
from leo_ref.parties.producer import block_on
from leo_ref.rules.challenge import watched_until
from leo_ref.sealing.imprint import imprint_of
from leo_ref.software.machine import SoftwareMachine
from leo_ref.software.verifiers import SoftwareVerifiers


def named(what: str) -> bytes:
    """32 octets for whatever has a name."""
    return sha256(what.encode()).digest()


def party(name: str) -> Keys:
    """A party and its secrets."""
    return keys_of(named(name))


def parties(kind: str, count: int) -> list[Keys]:
    """Several of a kind."""
    return [party(f"{kind} {number}") for number in range(count)]


ALICE: Final = party("Alice")
BOB: Final = party("Bob")
CAROL: Final = party("Carol")
HONEST: Final = tuple(parties("honest node", 5))
EVERYBODY: Final = 70
"""All credit of the few; a task with so many votes draws every node."""
FEW: Final = Parameters(total_credit=EVERYBODY, rounds=1, join_credit=1)
KEYS: Final = EncryptionKeys(task=b"task", service=b"service")
CERTIFICATES: Final = Certificates(task=b"", service=b"")
PRODUCER: Final = party("the producer")


FUNDS: Final = 1000 * LEO
"""What everybody begins with."""


@frozen
class AttackVerifiers(SoftwareVerifiers):
    """Real signatures and draws. FAKE: every key is certified and takes any key, and answers say what they show."""

    def certified(self, state: State, node: NodeId, encryption_key: bytes, certificate: bytes) -> bool:
        """FAKE."""
        return True

    def sealed_to(self, encryption_key: bytes, carried: bytes) -> Rejection | None:
        """FAKE."""
        return None

    def failure(self, state: State, name: JobId, job: Job, evidence: Evidence) -> Rejection | None:
        """FAKE."""
        passes = evidence.quote == Finding.PASS.value.encode()
        return None if passes else reject(Code.JOB_LOG_UNEXPECTED, events=0)


def shown(keys: Keys, vrf_key: bytes | None = None) -> Identity:
    """What a node shows when it joins; its VRF key is the one given. Its machine is of software."""
    mine = identity(keys, machine(keys), keys.name)
    return mine if vrf_key is None else evolve(mine, vrf_key=vrf_key)


def machine(keys: Keys) -> SoftwareMachine:
    """A party's machine, which runs nothing."""
    return SoftwareMachine(keys=keys, program=lambda code, _data: code)


class Chain:
    """A chain whose first nodes may be drawn; what is sent is applied at once and is in the next block."""

    verifiers: PartyVerifiers = AttackVerifiers()
    result: bytes = named("result")
    """Digest of the sealed result for which payment is requested."""

    def __init__(self, params: Parameters, credit: Mapping[Keys, int], others: Sequence[Keys] = ()) -> None:
        everybody = [ALICE, BOB, CAROL, *credit, *others]
        self.party: dict[str, Keys] = {keys.name: keys for keys in everybody}
        document = Genesis(
            parameters=params,
            suite=Suite.TAI,
            time=1_767_225_600,
            evidence=Software(),
            producers=(producer(PRODUCER),),
            balances=Map({keys.name: FUNDS for keys in everybody}),
            nodes=Map(
                {NodeId(keys.name): FirstNode(identity=shown(keys), credit=units) for keys, units in credit.items()}
            ),
        )
        begun = genesis(self.verifiers, document)
        assert isinstance(begun, State), begun
        self.params, self.deployment = params, document.deployment
        self.start = self.state = begun
        self.sent: list[Transaction] = []
        self.end_block(params.lookback)

    def signed(self, keys: Keys, body: Body) -> Transaction:
        """The next transaction of an account."""
        return transaction(keys, self.state.accounts.get(keys.name, EMPTY).counter, body)

    def send(self, keys: Keys, body: Body) -> str | Rejection:
        """The id of the transaction that was applied, or why it was not."""
        made = self.signed(keys, body)
        after = apply(self.params, self.verifiers, self.state, made)
        if isinstance(after, Rejection):
            return after
        self.state = after
        self.sent.append(made)
        return signing_digest(keys.name, made.counter, body).hex()

    def end_block(self, blocks: int = 1) -> None:
        """Finish the block, and empty ones after it."""
        for _ in range(blocks):
            block = block_on(self.deployment, PRODUCER, self.start, tuple(self.sent))
            after = apply_block(self.deployment, self.verifiers, self.start, block)
            assert isinstance(after, State), after
            self.start = self.state = after
            self.sent = []

    def must(self, keys: Keys, body: Body) -> str:
        """The id of the transaction, which is applied."""
        sent = self.send(keys, body)
        assert isinstance(sent, str), sent
        return sent

    def refusal(self, keys: Keys, body: Body) -> Code:
        """Why a block that holds this transaction alone is refused, and with it the transaction."""
        assert not self.sent, "at the beginning of a block"
        block = block_on(self.deployment, PRODUCER, self.start, (self.signed(keys, body),))
        whole = apply_block(self.deployment, self.verifiers, self.start, block)
        assert isinstance(whole, Rejection), "the block is taken"
        assert whole.code is Code.NOT_APPLICABLE
        return Code[str(whole.values[1])]

    def balance(self, keys: Keys) -> int:
        """Base units of LEO."""
        return self.state.balance(keys.name)

    def offer(self, keys: Keys, price: int, bond: int) -> ServiceId:
        """The service is on the ledger; its block ends."""
        name = self.must(keys, OfferService(offer=offering(price), bond=bond))
        self.end_block()
        return ServiceId(name)

    def posted(self, keys: Keys, body: PostTask) -> JobId:
        """The task is on the ledger; its block ends."""
        name = JobId(self.must(keys, body))
        self.end_block()
        return name

    def post(self, salt: str, *, tau: int, min_credit: int = 0) -> JobId:
        """Alice posts a task on a service of Bob's, with more pay than so many votes cost at least."""
        pay = 2 * max(3 * LEO, tau * self.params.vote_pay)
        hold = self.params.gas_fee + tau * self.params.vote_pay
        service = ServiceId(self.must(BOB, OfferService(offer=offering(3 * LEO, salt), bond=hold)))
        body = posting(service, pay + 4 * LEO, pay // 2 + 4 * LEO, tau, salt)
        return JobId(self.must(ALICE, evolve(body, requirement=evolve(body.requirement, min_credit=min_credit))))

    def proof(self, name: JobId, keys: Keys) -> bytes:
        """The node's proof in the current round, won or lost."""
        job = self.state.jobs[name]
        return vrf.prove(secret(keys.vrf), alpha(job.beacon, name, job.round, NodeId(keys.name)))

    def claim(self, name: JobId, proof: bytes, keys: Keys | None = None) -> Apply:
        """A claim in the current round, of the node with these keys."""
        job = self.state.jobs[name]
        return Apply(job=name, round=job.round, proof=proof, encryption_keys=KEYS, certificates=CERTIFICATES)

    def apply_all(self, name: JobId, nodes: Sequence[Keys]) -> list[Keys]:
        """Everybody that was drawn applies; those that got a place."""
        placed = []
        for keys in nodes:
            proof = self.proof(name, keys)
            if self.verifiers.ticket(self.state, name, NodeId(keys.name), proof) is not None:
                sent = self.send(keys, self.claim(name, proof, keys))
                placed += [keys] if isinstance(sent, str) else []
        return placed

    def until(self, name: JobId, stage: Stage) -> Job:
        """Blocks until the job is in the stage."""
        for _ in range(200):
            if self.state.jobs[name].stage is stage:
                break
            self.end_block()
        return self.state.jobs[name]

    def monitors(self, name: JobId) -> list[Keys]:
        """The monitors of a task, in the order of their names."""
        job = self.state.jobs[name]
        return [self.party[node] for node in sorted(job.group) if node != job.executor]

    def executor(self, name: JobId) -> Keys:
        """The executor of a task."""
        return self.party[str(self.state.jobs[name].executor)]

    def group(self, name: JobId) -> Job:
        """Whoever is drawn applies, until the group stands."""
        job = self.until(name, Stage.APPLY)
        self.apply_all(name, [self.party[node] for node in sorted(job.snapshot)])
        return self.until(name, Stage.READY)

    def evidence(self, name: JobId, phase: Phase, monitor: Keys | None, shows: Finding) -> Evidence:
        """FAKE but for its envelope: the executor's answer to the ledger's question, or to a monitor's."""
        job = self.state.jobs[name]
        node = None if monitor is None else NodeId(monitor.name)
        proof = b"" if monitor is None or node is None else asking(monitor.vrf, name, job, phase, node)
        piece = Evidence(
            job=name,
            round=job.round,
            phase=phase,
            monitor=node,
            nonce_proof=proof,
            quote=shows.value.encode(),
            log=(),
            signature=b"",
        )
        assert job.subject is not None
        return enveloped(self.party[job.subject].account, piece)

    def position(self, name: JobId, keys: Keys) -> Position:
        """A party's place in a job."""
        known = roles.Chain(deployment=self.deployment, verifiers=self.verifiers, state=self.state)
        return Position(keys, known, name)

    def attest(self, name: JobId, attestor: Keys) -> None:
        """What an honest attestor owes now: its credential, or what that was made of."""
        owed = attestors.body(self.position(name, attestor))
        assert owed is not None
        self.must(attestor, owed)

    def replied(self, name: JobId) -> int:
        """The candidate answers what its machine opens, and shows itself; how many credentials it answered."""
        job = self.state.jobs[name]
        assert job.subject is not None
        keys, count = self.party[job.subject], 0
        for attestor, credential in sorted(job.credentials.items()):
            found = machine(keys).activated(credential)
            if found is not None:
                given = answer_from(NodeId(keys.name), name, attestor, found)
                self.must(keys, AnswerCredential(job=name, attestor=attestor, answer=given))
                count += 1
        self.must(keys, Show(job=name, evidence=self.evidence(name, Phase.BEFORE, None, Finding.PASS)))
        return count

    def show(self, name: JobId) -> Job:
        """The executor shows its machine."""
        evidence = self.evidence(name, Phase.BEFORE, None, Finding.PASS)
        self.must(self.executor(name), Show(job=name, evidence=evidence))
        return self.until(name, Stage.APPROVE)

    def approve(self, name: JobId, monitors: Sequence[Keys]) -> Job:
        """These monitors approve."""
        for monitor in monitors:
            self.must(monitor, Approve(job=name))
        return self.until(name, Stage.KEYS)

    def ready(self, name: JobId) -> Job:
        """The machine is shown, and every monitor approves."""
        self.show(name)
        return self.approve(name, self.monitors(name))

    def releasing(self, name: JobId, part: Part) -> ReleaseKey:
        """FAKE: an owner's key."""
        return ReleaseKey(job=name, part=part, key=b"sealed")

    def release(self, name: JobId, keys: Keys, part: Part) -> None:
        """One key is on the ledger."""
        self.must(keys, self.releasing(name, part))

    def watched(self, name: JobId) -> Job:
        """The run goes on until its watch is over."""
        job = self.until(name, Stage.RUN)
        assert isinstance(job.terms, Task)
        self.end_block(watched_until(self.params, job, job.terms) - self.state.height)
        return self.state.jobs[name]

    def requesting(self, name: JobId) -> RequestPayment:
        """The executor's request for payment."""
        evidence = self.evidence(name, Phase.AFTER, None, Finding.PASS)
        return RequestPayment(job=name, result=self.result, evidence=evidence)

    def request(self, name: JobId) -> Job:
        """The executor asks for payment, as soon as it may."""
        self.watched(name)
        self.must(self.executor(name), self.requesting(name))
        return self.until(name, Stage.CONFIRM)

    def confirm(self, name: JobId, monitor: Keys) -> None:
        """The monitor saw the job run and holds the result."""
        evidence = self.evidence(name, Phase.DURING, monitor, Finding.PASS)
        self.must(monitor, Confirm(job=name, evidence=evidence))

    def accuse(self, name: JobId, monitor: Keys, shows: Finding = Finding.FAIL) -> None:
        """The monitor accuses the executor; with what passes it lies."""
        self.must(monitor, Accuse(job=name, evidence=self.evidence(name, Phase.DURING, monitor, shows)))

    def share(self, nodes: Sequence[Keys]) -> float:
        """The share of all credit that these have."""
        held = sum(
            self.state.nodes[NodeId(keys.name)].credit for keys in nodes if NodeId(keys.name) in self.state.nodes
        )
        return held / self.params.total_credit


def offering(price: int, salt: str = "") -> Offer:
    """A service at this price, which asks for nothing."""
    return Offer(
        least_tau=0,
        least_result_limit=0,
        least_time_limit=0,
        code=imprint_of(named("code")),
        image=named("image"),
        price=price,
        key_commitment=named(salt),
    )


def posting(service: ServiceId, payment: int, deposit: int, tau: int, salt: str = "") -> PostTask:
    """A task that asks for nothing; every limit is the default."""
    return PostTask(
        run_window=32,
        result_limit=2**20,
        service=service,
        data=imprint_of(named(f"data {salt}")),
        key_commitment=named("task key"),
        result_key=b"",
        requirement=Requirement(min_credit=0),
        payment=payment,
        deposit=deposit,
        tau=tau,
    )


def least(params: Parameters, price: int, tau: int) -> tuple[int, int]:
    """The least payment and deposit of a task, by the letter of §6."""
    pay = tau * params.vote_pay
    return params.gas_fee + price + pay, params.gas_fee + price + (pay + 1) // 2


def with_key_of(keys: Keys, other: Keys) -> Keys:
    """A node with its own account and another's VRF key."""
    return evolve(keys, vrf=other.vrf)
