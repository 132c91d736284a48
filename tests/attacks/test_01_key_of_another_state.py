"""Attack 1: an executor applies with a key that opens in another state than the one that it shows.

Before the attack Alice's payment is in escrow. Where nobody but the owners compares the key with the machine, honest
monitors stand for the executor, the honest owner keeps its key, and the keys window closes on the owner. The ledger
compares them, for both owners, when the machine is shown: no key is due before, and it is the executor that pays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, Final

import pytest
from attrs import evolve, frozen

from leo_ref.attestation.appraisal.answer import question_digest, read
from leo_ref.attestation.appraisal.kinds import Tpm
from leo_ref.attestation.appraisal.policy import BANK
from leo_ref.attestation.appraisal.quoted import values_of
from leo_ref.attestation.evidence.envelope import enveloped
from leo_ref.attestation.evidence.log import expected
from leo_ref.attestation.evidence.nonce import nonce_of
from leo_ref.attestation.identity.attributes import DECRYPTION_NEEDS, measured_policy
from leo_ref.attestation.verifiers.party import PartyVerifiers
from leo_ref.attestation.verifiers.tpm import NodeKeys, TpmVerifiers
from leo_ref.core.encoding import to_octets
from leo_ref.core.keys import Keys
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.evidence import Evidence, Finding, Phase
from leo_ref.core.state.job import EncryptionKeys, Outcome, Part, Stage, Task
from leo_ref.core.state.ledger import State
from leo_ref.core.state.node import Identity
from leo_ref.core.state.transaction import Apply, Show
from leo_ref.core.values import LEO, Digest, JobId, NodeId
from leo_ref.tcg import pcr
from leo_ref.tcg import policy as policies
from leo_ref.tcg import public as publics
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.attest import Clock, Counters
from leo_ref.tcg.pcr import Selection
from leo_ref.tcg.public import Public, RsaKey
from leo_ref.vectors.appraisal.forge import KEY, forged
from leo_ref.vectors.appraisal.scene import POLICIES, NamedQuestion
from leo_ref.vectors.identity.credentials import endorsement_of
from tests.attacks.chain import (
    ALICE,
    BOB,
    EVERYBODY,
    FEW,
    FUNDS,
    HONEST,
    Chain,
    least,
    posting,
)

POLICY: Final = POLICIES["references"]
COUNTERS: Final = Counters(resets=5, restarts=2)
PRICE: Final = 3 * LEO


@frozen
class MeasuredVerifiers(TpmVerifiers):
    """Evidence is that of TPMs. FAKE: all have the attestation key of the forge, and every key is certified."""

    def endorsed(self, height: int, identity: Identity) -> Digest | Rejection:
        """FAKE: nobody certified it."""
        return sha256(identity.endorsement_key).digest()

    def keys(self, identity: Identity) -> NodeKeys:
        """FAKE."""
        return NodeKeys(endorsement_of("ek_p256"), KEY.enrolled)

    def certified(self, state: State, node: NodeId, encryption_key: bytes, certificate: bytes) -> bool:
        """FAKE."""
        return True


def key(number: int, policy: bytes) -> bytes:
    """A decryption key with this policy; each number gives another."""
    public = Public(
        Hash.SHA256,
        frozenset(DECRYPTION_NEEDS),
        policy,
        None,
        None,
        RsaKey(bits=2048, exponent=0, modulus=bytes([255]) * 254 + bytes([number, 255])),
    )
    return publics.encode(public)


def policy_of(
    values: Mapping[int, bytes], registers: tuple[int, ...] | None = None, counters: Counters = COUNTERS
) -> bytes:
    """The policy that opens while these registers have these values, in this boot."""
    selections = (Selection(BANK, tuple(values) if registers is None else registers),)
    found = measured_policy(selections, {BANK: values}, counters)
    assert isinstance(found, bytes)
    return found


class MeasuredChain(Chain):
    """Executors whose machines are TPMs of the vectors' forge, all with one attestation key."""

    verifiers: PartyVerifiers = MeasuredVerifiers(
        kind=Tpm(policy=POLICY, roots=(), templates=frozenset()), time=0, seconds_per_block=10
    )
    claimed: Mapping[Part, bytes]
    """The policies of the keys in every claim."""

    def claim(self, name: JobId, proof: bytes, keys: Keys | None = None) -> Apply:
        """A claim with keys of the policies that are claimed."""
        made = EncryptionKeys(task=key(1, self.claimed[Part.TASK]), service=key(2, self.claimed[Part.SERVICE]))
        return evolve(super().claim(name, proof, keys), encryption_keys=made)

    def evidence(self, name: JobId, phase: Phase, monitor: Keys | None, shows: Finding) -> Evidence:
        """What the TPM of the executor signs; what fails is of another boot."""
        job = self.state.jobs[name]
        assert isinstance(job.terms, Task)
        (log,) = expected(job, self.state.services[job.terms.service].offer, phase)
        node = None if monitor is None else NodeId(monitor.name)
        piece = Evidence(
            job=name,
            round=job.round,
            phase=phase,
            monitor=node,
            nonce_proof=b"",
            quote=b"",
            log=log,
            signature=b"",
        )
        nonce = nonce_of(self.state, name, job, piece)
        assert nonce is not None
        extra = question_digest(nonce, name, job.round, phase, node)
        clock = Clock(self.state.height, COUNTERS.resets + (shows is Finding.FAIL), COUNTERS.restarts, True)
        answer = forged(NamedQuestion(phase=phase), POLICY, log=log, extra=extra, clock=clock).answer
        return enveloped(self.executor(name).account, evolve(piece, quote=to_octets(answer.quote)))


def state_of_before() -> Mapping[int, bytes]:
    """The registers that any executor of the task shows."""
    chain = MeasuredChain(FEW, dict.fromkeys(HONEST, 1))
    chain.claimed = dict.fromkeys(Part, bytes(32))
    piece = to_show(chain).evidence
    answer = read(piece.quote, piece.log)
    assert not isinstance(answer, Rejection)
    return values_of(POLICY, answer.quote)


def to_show(chain: MeasuredChain) -> Show:
    """A group stands, and its executor shows a machine that is as it should be."""
    service = chain.offer(BOB, PRICE, 20 * LEO)
    name = chain.posted(ALICE, posting(service, *least(FEW, PRICE, EVERYBODY), EVERYBODY))
    chain.group(name)
    return Show(job=name, evidence=chain.evidence(name, Phase.BEFORE, None, Finding.PASS))


VALUES: Final = state_of_before()
RIGHT: Final = policy_of(VALUES)


def any_boot() -> bytes:
    """The registers alone."""
    digest = pcr.digest(BANK, POLICY.selections, {BANK: VALUES})
    assert isinstance(digest, bytes)
    return policies.with_pcr(BANK, policies.start(BANK), POLICY.selections, digest)


def flipped(register: int) -> Mapping[int, bytes]:
    """The same state, but for one bit of one register."""
    return {**VALUES, register: VALUES[register][:-1] + bytes([VALUES[register][-1] ^ 1])}


JOB: Final = POLICY.job_register
OTHERS: Final[dict[str, Callable[[], bytes]]] = {
    "another task": lambda: policy_of(flipped(JOB)),
    "another boot chain": lambda: policy_of(flipped(min(VALUES))),
    "any task": lambda: policy_of(VALUES, tuple(number for number in VALUES if number != JOB)),
    "any boot chain": lambda: policy_of(VALUES, (JOB,)),
    "the next boot": lambda: policy_of(VALUES, counters=Counters(COUNTERS.resets + 1, COUNTERS.restarts)),
    "after sleep": lambda: policy_of(VALUES, counters=Counters(COUNTERS.resets, COUNTERS.restarts + 1)),
    "any boot": any_boot,
    "any state": lambda: bytes(32),
}


def begun(part: Part, policy: bytes) -> tuple[MeasuredChain, Show]:
    """The key for one owner has this policy, that for the other is as it should be."""
    chain = MeasuredChain(FEW, dict.fromkeys(HONEST, 1))
    chain.claimed = {**dict.fromkeys(Part, RIGHT), part: policy}
    return chain, to_show(chain)


@pytest.mark.parametrize("part", Part)
@pytest.mark.parametrize("other", OTHERS)
def test_who_shows_another_state_than_its_keys_open_in_shows_nothing(part: Part, other: str) -> None:
    chain, show = begun(part, OTHERS[other]())
    executor = chain.executor(show.job)
    fails = reject(Code.EVIDENCE_FAILS, phase="before", why="DECRYPTION_KEY_POLICY")
    assert chain.send(executor, show) == fails
    job = chain.until(show.job, Stage.SETTLED)
    assert job.outcome is Outcome.EXECUTOR_FAULT
    assert chain.balance(ALICE) == FUNDS
    assert chain.balance(BOB) == FUNDS - 20 * LEO
    assert chain.balance(executor) == FUNDS - job.terms.deposit
    assert all(chain.balance(one) == FUNDS for one in HONEST if one is not executor)


def test_who_shows_the_state_that_its_keys_open_in_is_given_the_keys() -> None:
    chain, show = begun(Part.TASK, RIGHT)
    chain.must(chain.executor(show.job), show)
    assert chain.until(show.job, Stage.APPROVE).stage is Stage.APPROVE
    chain.approve(show.job, chain.monitors(show.job))
    for owner, part in ((ALICE, Part.TASK), (BOB, Part.SERVICE)):
        chain.must(owner, evolve(chain.releasing(show.job, part), key=bytes(255) + b"\2"))
    assert chain.until(show.job, Stage.RUN).stage is Stage.RUN


@pytest.mark.parametrize("part", Part)
def test_where_the_ledger_does_not_compare_the_honest_owner_pays(part: Part, monkeypatch: pytest.MonkeyPatch) -> None:
    """It looks, finds a key that opens for somebody else, and keeps its own."""

    def content(*_: Any) -> None:
        """Any key will do."""

    monkeypatch.setattr(TpmVerifiers, "opens_as_shown", content)
    chain, show = begun(part, OTHERS["any boot"]())
    service = next(iter(chain.state.services))
    chain.must(chain.executor(show.job), show)
    chain.until(show.job, Stage.APPROVE)
    chain.approve(show.job, chain.monitors(show.job))
    if part is Part.SERVICE:
        chain.must(ALICE, evolve(chain.releasing(show.job, Part.TASK), key=bytes(255) + b"\2"))
    job = chain.until(show.job, Stage.SETTLED)
    if part is Part.TASK:
        assert job.outcome is Outcome.OWNER_FAULT
        assert chain.balance(ALICE) < FUNDS
    else:
        assert job.outcome is Outcome.SERVICE_FAULT
        assert chain.balance(BOB) + chain.state.services[service].bond < FUNDS
    assert chain.balance(chain.executor(show.job)) >= FUNDS
