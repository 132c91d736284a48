"""One job from its claim to its payment, on a durable machine and a ledger's state made by hand, appraised as it is.

An executor of :mod:`leo_ref.parties.executor` asks the machine, and signs only what passes the ledger's own verifiers.
So evidence that is there has passed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from attrs import evolve, frozen
from immutables import Map

from leo_ref.adapters.deployment import boot
from leo_ref.adapters.deployment.durable import DurableMachine
from leo_ref.adapters.deployment.node_machine import MachineWanted, durable_machine, evidence_of, made_in_software
from leo_ref.adapters.tpm.authority import throw_away_authority
from leo_ref.attestation.evidence import log as job_log
from leo_ref.attestation.evidence.container import wanted
from leo_ref.attestation.evidence.nonce import asking
from leo_ref.attestation.machine import Machine
from leo_ref.cli.checkout import cache
from leo_ref.core.encoding import from_octets, to_octets
from leo_ref.core.keys import keys_of
from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Rejection
from leo_ref.core.state.evidence import Phase
from leo_ref.core.state.job import Job, Part, Place, Requirement, Stage, Task
from leo_ref.core.state.ledger import State
from leo_ref.core.state.service import Offer, Service
from leo_ref.core.values import CREDIT, AccountId, JobId, NodeId, ServiceId
from leo_ref.draw.suite import Suite
from leo_ref.ledger import Genesis, genesis
from leo_ref.ledger.genesis import FirstNode
from leo_ref.ledger.verifiers import verifiers_of
from leo_ref.parties import executor
from leo_ref.parties.chain import Chain
from leo_ref.parties.executor import Executor
from leo_ref.parties.keys import identity, producer
from leo_ref.parties.position import Position
from leo_ref.parties.sealed_payload import SealedPayload, packed
from leo_ref.rules.challenge import watched_until
from leo_ref.sealing.context import CodeContext, DataContext
from leo_ref.sealing.program_result import ProgramResult, unframed
from leo_ref.sealing.result import opened_result, result_digest
from leo_ref.sealing.transport import public_key, seal_to

NODE: Final = keys_of(bytes([1]) * 32)
MONITOR: Final = keys_of(bytes([2]) * 32)
OWNER: Final = keys_of(bytes([3]) * 32)
SELLER: Final = keys_of(bytes([4]) * 32)
JOB: Final = JobId("ab" * 32)
SERVICE: Final = ServiceId("cd" * 32)
GENESIS: Final = "genesis.json"
PROGRAM: Final = b"import sys, time\ntime.sleep(0.3)\nsys.stdout.write(sys.stdin.read()[::-1])\n"
DATA: Final = b"drawn from a hat"
RESULT: Final = ProgramResult("RESULT", DATA[::-1])


def made(folder: Path) -> Genesis:
    """A state directory with a TPM, and a ledger that knows its node."""
    authority = throw_away_authority()
    known = made_in_software(folder, NODE, authority)
    found = Genesis(
        parameters=Parameters(),
        suite=Suite.TAI,
        time=int(time.time()),
        evidence=evidence_of(authority),
        producers=(producer(OWNER),),
        balances=Map({AccountId(OWNER.name): 10**9}),
        nodes=Map({NodeId(NODE.name): FirstNode(identity=identity(NODE, known, NODE.name), credit=CREDIT)}),
    )
    (folder / GENESIS).write_bytes(to_octets(found))
    return found


def said(what: str) -> None:
    """Progress, for people: standard output is the answer's."""
    sys.stderr.write(f"{what}\n")


@contextmanager
def machine_in(folder: Path, daemon: str, tcti: str | None = None) -> Iterator[DurableMachine]:
    """The machine of the state directory, as a process of the node opens it."""
    evidence = document_in(folder).evidence
    asked = MachineWanted(folder=folder, tcti=tcti, daemon=daemon, cache=cache("images"))
    with durable_machine(asked, NODE, evidence, said) as machine:
        yield machine


def document_in(folder: Path) -> Genesis:
    found = from_octets(Genesis, (folder / GENESIS).read_bytes())
    assert not isinstance(found, Rejection), found
    return found


@frozen
class OneJob:
    """The job, as far as the ledger and the executor have come."""

    chain: Chain
    code: SealedPayload
    machine: Machine
    executor: Executor

    @classmethod
    def on(cls, folder: Path, image: bytes, machine: Machine) -> OneJob:
        """The job in READY, with a claim of the machine's."""
        document, code = document_in(folder), sealed_code(image)
        verifiers = verifiers_of(document)
        state = genesis(verifiers, document)
        assert isinstance(state, State), state
        me, other = NodeId(NODE.name), NodeId(MONITOR.name)
        node = evolve(state.nodes[me], log=boot.LOG)
        watcher = evolve(node, identity=evolve(node.identity, vrf_key=producer(MONITOR).vrf_key))
        state = evolve(
            state,
            nodes=Map({me: node, other: watcher}),
            services=Map({SERVICE: Service(owner=SELLER.name, offer=offer(code, image), live=True, bond=0)}),
        )
        log = job_log.prepared(image, wanted(TERMS.requirement), code.imprint, TERMS.data)
        machine, claim = machine.vouched(me, state.nodes[me].since, JOB, log)
        for part in Part:
            receiver, certificate = claim.encryption_keys.of(part), getattr(claim.certificates, part.value)
            assert verifiers.certified(state, me, receiver, certificate), part
        group = {me: Place(j=1, beta=bytes(64), encryption_keys=claim.encryption_keys)}
        group[other] = Place(j=1, beta=bytes(64), encryption_keys=claim.encryption_keys)
        job = Job(
            terms=TERMS,
            stage=Stage.READY,
            round=1,
            beacon=bytes(32),
            deadline=100,
            escrow=0,
            group=Map(group),
            executor=me,
        )
        chain = Chain(deployment=document.deployment, verifiers=verifiers, state=evolve(state, jobs=Map({JOB: job})))
        return cls(chain, code, machine, Executor())

    @property
    def position(self) -> Position:
        return Position(NODE, self.chain, JOB)

    @property
    def job(self) -> Job:
        return self.position.job

    def now(self, **changes: object) -> OneJob:
        """The job with changes on the ledger."""
        jobs = Map({JOB: evolve(self.job, **changes)})  # type: ignore[arg-type]  # fields of a job
        return evolve(self, chain=evolve(self.chain, state=evolve(self.chain.state, jobs=jobs)))

    def at(self, height: int) -> OneJob:
        return evolve(self, chain=evolve(self.chain, state=evolve(self.chain.state, height=height)))

    def worked(self) -> OneJob:
        """The executor has done what can be done now."""
        machine, own = executor.worked(self.position, self.machine, self.executor, self.code.octets, SEALED_DATA.octets)
        return evolve(self, machine=machine, executor=own)

    def released(self) -> OneJob:
        """The keys are on the ledger, upon what was shown, and RUN is open."""
        keys = self.job.group[NodeId(NODE.name)].encryption_keys
        secrets = {Part.TASK: SEALED_DATA.key, Part.SERVICE: self.code.key}
        carried = {part: seal_to(keys.of(part), secrets[part], bytes([part is Part.TASK]) * 32) for part in Part}
        return self.now(stage=Stage.RUN, beacon=bytes([1]) * 32, shown=self.executor.shown, keys=Map(carried))

    def challenged(self) -> OneJob:
        """The monitor has asked."""
        proof = asking(MONITOR.vrf, JOB, self.job, Phase.DURING, NodeId(MONITOR.name))
        machine, own = executor.on_challenge(self.position, self.machine, self.executor, NodeId(MONITOR.name), proof)
        return evolve(self, machine=machine, executor=own)

    def watched(self) -> OneJob:
        """The watch is over."""
        assert isinstance(self.job.terms, Task)
        return self.at(watched_until(self.chain.params, self.job, self.job.terms))

    @property
    def result(self) -> ProgramResult | None:
        """What the owner opens."""
        found = opened_result(OWNER.encryption, JOB, self.executor.sealed)
        return None if found is None else unframed(found)

    def pays(self) -> bool:
        """Whether the evidence of `after` passes, for the result that there is."""
        ended = self.executor.ended
        if ended is None:
            return False
        asked = self.now(requested=result_digest(self.executor.sealed))
        state = asked.chain.state
        return asked.chain.verifiers.failure(state, JOB, asked.job, ended) is None


def sealed_code(image: bytes) -> SealedPayload:
    """What the seller has sealed for this image."""
    return packed(SELLER, "code", CodeContext(owner=AccountId(SELLER.name), image=image), PROGRAM)


def offer(code: SealedPayload, image: bytes) -> Offer:
    return Offer(
        code=code.imprint,
        image=image,
        price=1,
        key_commitment=code.commitment,
        least_tau=0,
        least_result_limit=0,
        least_time_limit=0,
    )


SEALED_DATA: Final = packed(OWNER, "data", DataContext(owner=AccountId(OWNER.name), service=SERVICE), DATA)
TERMS: Final = Task(
    owner=AccountId(OWNER.name),
    service=SERVICE,
    data=SEALED_DATA.imprint,
    key_commitment=SEALED_DATA.commitment,
    result_key=public_key(OWNER.encryption),
    requirement=Requirement(min_credit=1),
    payment=10,
    deposit=1,
    tau=2,
    run_window=32,
    result_limit=2**20,
    service_owner=AccountId(SELLER.name),
    price=1,
    hold=0,
)
