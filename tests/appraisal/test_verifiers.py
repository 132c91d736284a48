"""The verifiers of TPM evidence, as the rules use them: envelopes, questions proved by the VRF, enrolled keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from attrs import evolve
from immutables import Map

from leo_ref.appraisal.answer import TpmQuote, published, question_digest
from leo_ref.appraisal.phases import Phases
from leo_ref.appraisal.policy import BANK
from leo_ref.appraisal.quoted import values_of
from leo_ref.draw.keys import secret
from leo_ref.encoding import from_octets, to_octets
from leo_ref.evidence import challenge, log
from leo_ref.evidence.envelope import enveloped
from leo_ref.identity.attributes import (
    DECRYPTION_NEEDS,
    AttestationKey,
    attestation_key,
    measured_policy,
)
from leo_ref.rejections import Code, Rejection
from leo_ref.state.evidence import Evidence, Finding, Phase
from leo_ref.state.job import Job, Part
from leo_ref.state.node import Node, Status
from leo_ref.tcg import attest, pcr
from leo_ref.tcg import policy as policies
from leo_ref.tcg import public as publics
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.attest import Clock, Counters
from leo_ref.tcg.ima import IMA_PCR
from leo_ref.tcg.pcr import Selection
from leo_ref.tcg.public import Attribute, Public, RsaKey
from leo_ref.values import JobId, NodeId
from leo_ref.vectors.appraisal.forge import KEY, forged
from leo_ref.vectors.appraisal.scene import BOOT_LOG, POLICIES, Asked
from leo_ref.vectors.identity import people
from leo_ref.vectors.identity.credentials import name_of
from leo_ref.vectors.identity.keys import measured, qualified
from leo_ref.vectors.identity.recorded import OCTETS
from leo_ref.verifiers import SoftwareVerifiers, TpmVerifiers
from leo_ref.verifiers.tpm import Enrolled, KeyCertificate
from tests.evidence.bench import (
    ANOTHER_JOB,
    BEFORE,
    EXECUTOR,
    JOB,
    JOIN_JOB,
    LOGS,
    MONITOR,
    OTHER,
    STATE,
    TASK_JOB,
    named,
)

PASS, FAIL = Finding.PASS, Finding.FAIL
ME, SUBJECT = NodeId(MONITOR.name), NodeId(EXECUTOR.name)
CLOCKS = {Phase.BEFORE: 10, Phase.DURING: 20, Phase.AFTER: 30}
THERE = STATE.nodes[SUBJECT]
LEDGER = evolve(
    STATE,
    nodes=STATE.nodes.set(SUBJECT, evolve(THERE, identity=evolve(THERE.identity, attestation_key=KEY.enrolled.digest))),
)
VERIFIERS = TpmVerifiers(
    policy=POLICIES["references"], enrolled=Map({SUBJECT: Enrolled(key=KEY.enrolled, endorsement=b"")})
)


def answer(phase: Phase, *, quote: bytes | None = None, job: Job = TASK_JOB, **changes: Any) -> Evidence:
    """An honest answer, but for what is named: fields of the quote, its registers, the job log."""
    proof = challenge.nonce_proof(MONITOR.vrf, JOB, job.round, phase)
    beta = challenge.nonce(secret(MONITOR.vrf).public_key, JOB, job.round, phase, proof)
    assert beta is not None
    told = {
        "policy": "references",
        "log": LOGS[phase],
        "clock": Clock(CLOCKS[phase], 1, 0, True),
        "extra": question_digest(beta, JOB, job.round, phase, ME),
        **changes,
    }
    shown = forged(Asked(phase=phase), **told).answer
    evidence = Evidence(
        job=JOB,
        round=job.round,
        phase=phase,
        monitor=ME,
        nonce_proof=proof,
        quote=to_octets(shown.quote) if quote is None else quote,
        log=shown.log,
        signature=b"",
    )
    return enveloped(EXECUTOR.account, evidence)


HONEST = tuple(answer(phase) for phase in Phase)


def found(
    *pieces: Evidence, job: Job = TASK_JOB, verifiers: TpmVerifiers = VERIFIERS, monitor: NodeId = ME
) -> Mapping[Phase, Finding] | None:
    state = evolve(LEDGER, jobs=LEDGER.jobs.set(JOB, job))
    return verifiers.findings(state, JOB, job, monitor, pieces)


def codes(*pieces: Evidence, verifiers: TpmVerifiers = VERIFIERS) -> list[Code | None]:
    phases = verifiers.phases(LEDGER, JOB, TASK_JOB, ME, pieces)
    assert isinstance(phases, Phases)
    refusals = [look.appraisal.refusal for look in phases.looks]
    return [None if refusal is None else refusal.code for refusal in refusals]


def test_honest_answers_pass() -> None:
    assert found(*HONEST) == Map(dict.fromkeys(Phase, PASS))
    assert found() == Map()


@pytest.mark.parametrize(
    "piece",
    [
        evolve(HONEST[0], signature=bytes(64)),
        evolve(HONEST[0], log=()),
        enveloped(OTHER.account, HONEST[0]),
        enveloped(EXECUTOR.account, evolve(HONEST[0], job=ANOTHER_JOB)),
        enveloped(EXECUTOR.account, evolve(HONEST[0], round=1)),
        enveloped(EXECUTOR.account, evolve(HONEST[0], monitor=NodeId(OTHER.name))),
        enveloped(EXECUTOR.account, evolve(HONEST[0], phase=Phase.DURING)),
        enveloped(EXECUTOR.account, evolve(HONEST[0], nonce_proof=b"")),
    ],
)
def test_what_is_no_answer_to_this_monitor_is_no_evidence(piece: Evidence) -> None:
    assert found(piece) is None


def test_nobody_answers_a_stranger_or_in_another_order() -> None:
    assert found(*HONEST, monitor=NodeId(named("stranger").hex())) is None
    assert found(HONEST[1], HONEST[0]) is None
    assert found(HONEST[0], HONEST[0]) is None
    assert found(HONEST[0], job=evolve(TASK_JOB, executor=None)) is None


def test_what_the_executor_signed_and_nobody_can_read_is_its_fault() -> None:
    for octets in (b"", b"{}", to_octets(POLICIES["references"])):
        assert found(answer(Phase.BEFORE, quote=octets)) == Map({Phase.BEFORE: FAIL})
    assert codes(answer(Phase.BEFORE, quote=b""), HONEST[1]) == [Code.NOT_JSON, None]


def test_each_answer_is_held_against_those_before() -> None:
    again = answer(Phase.DURING, clock=Clock(20, 2, 0, True))
    assert codes(again) == [None]
    assert codes(HONEST[0], again) == [None, Code.HISTORY_RESETS]
    forgets = answer(Phase.AFTER, log=(*BEFORE, log.key_refused(TASK_JOB.keys, Part.TASK)))
    assert codes(*HONEST[:2], forgets) == [None, None, Code.HISTORY_JOB_LOG]
    assert found(HONEST[0], again) == Map({Phase.BEFORE: PASS, Phase.DURING: FAIL})


@pytest.mark.parametrize(
    ("part", "finding"), [(Part.TASK, Finding.BAD_TASK_KEY), (Part.SERVICE, Finding.BAD_SERVICE_KEY)]
)
def test_a_bad_key_is_its_owner_s_matter(part: Part, finding: Finding) -> None:
    piece = answer(Phase.DURING, log=(*BEFORE, log.key_refused(TASK_JOB.keys, part)))
    assert found(HONEST[0], piece) == Map({Phase.BEFORE: PASS, Phase.DURING: finding})


def test_a_candidate_has_an_empty_log() -> None:
    assert found(answer(Phase.BEFORE, job=JOIN_JOB, log=()), job=JOIN_JOB) == Map({Phase.BEFORE: PASS})
    assert found(answer(Phase.BEFORE, job=JOIN_JOB), job=JOIN_JOB) == Map({Phase.BEFORE: FAIL})


def test_only_the_enrolled_key_counts() -> None:
    nobody = evolve(VERIFIERS, enrolled=Map())
    assert codes(*HONEST, verifiers=nobody) == [Code.CREDENTIAL_NOT_ACTIVATED] * 3
    other = AttestationKey(KEY.enrolled.public, b"\0\x0b" + bytes(32), KEY.enrolled.qualified_name)
    changed = evolve(VERIFIERS, enrolled=Map({SUBJECT: Enrolled(key=other, endorsement=b"")}))
    assert codes(*HONEST, verifiers=changed) == [Code.CREDENTIAL_OTHER_KEY] * 3
    assert found(HONEST[0], verifiers=changed) == Map({Phase.BEFORE: FAIL})


def test_logs_that_were_published_are_found() -> None:
    piece = answer(Phase.BEFORE, policy="boot log", boot_log=BOOT_LOG)
    strict = evolve(VERIFIERS, policy=POLICIES["boot log"])
    assert codes(piece, verifiers=strict) == [Code.LOG_MISSING]
    assert codes(piece, verifiers=evolve(strict, logs=published(BOOT_LOG))) == [None]


def test_signatures_and_draws_are_those_of_software() -> None:
    assert TpmVerifiers.signed is SoftwareVerifiers.signed
    assert TpmVerifiers.ticket is SoftwareVerifiers.ticket


# --- encryption keys --------------------------------------------------------------------------------------------------

CERTIFICATE = KeyCertificate(
    attest=OCTETS["created_ecdsa"],
    signature=OCTETS["created_ecdsa_signature"],
    creation=OCTETS["creation_data"],
    policy=measured(),
)


def holder(node: NodeId, *, vrf_key: bytes = people.VRF_KEY, since: int = people.EPOCH, kind: str = "ecdsa") -> bool:
    """Whether the recorded key is certified for a node."""
    key = attestation_key(OCTETS[f"ak_{kind}"], name_of(OCTETS[f"ak_{kind}"]), qualified("ek_p256"))
    assert isinstance(key, AttestationKey)
    there = Node(
        identity=evolve(THERE.identity, vrf_key=vrf_key, attestation_key=key.digest),
        status=Status.ACTIVE,
        credit=1,
        since=since,
    )
    enrolled = Map({node: Enrolled(key=key, endorsement=name_of(OCTETS["ek_p256"]))})
    state = evolve(STATE, nodes=Map({node: there}))
    verifiers = TpmVerifiers(policy=POLICIES["references"], enrolled=enrolled)
    return verifiers.certified(state, node, OCTETS["decryption"], to_octets(CERTIFICATE))


def test_a_recorded_key_is_certified_for_its_node_its_vrf_key_and_its_time() -> None:
    assert holder(people.NODE)
    assert not holder(people.OTHER_NODE)
    assert not holder(people.NODE, vrf_key=bytes(32))
    assert not holder(people.NODE, since=people.EPOCH + 1)
    assert not holder(people.NODE, kind="rsassa")


@pytest.mark.parametrize(
    "changes",
    [
        {"policy": measured(b"\1" * 32)},
        {"attest": OCTETS["certified"]},
        {"creation": OCTETS["untied_creation_data"]},
        {"signature": OCTETS["created_rsassa_signature"]},
        {"attest": b""},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_certificate_with_another_part_certifies_nothing(
    changes: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "CERTIFICATE", evolve(CERTIFICATE, **changes))
    assert not holder(people.NODE)


def test_what_is_no_certificate_certifies_nothing() -> None:
    for octets in (b"", b"{}", to_octets(CERTIFICATE) + b" "):
        assert not VERIFIERS.certified(LEDGER, SUBJECT, OCTETS["decryption"], octets)
    assert not VERIFIERS.certified(LEDGER, NodeId(OTHER.name), OCTETS["decryption"], to_octets(CERTIFICATE))
    assert not VERIFIERS.certified(LEDGER, NodeId(JobId("00" * 32)), OCTETS["decryption"], to_octets(CERTIFICATE))


# --- a key opens as shown ---------------------------------------------------------------------------------------------

SHOWN_QUOTE = from_octets(TpmQuote, HONEST[0].quote)
assert isinstance(SHOWN_QUOTE, TpmQuote)
SHOWN_VALUES = values_of(VERIFIERS.policy, SHOWN_QUOTE)


SHOWN_ATTEST = attest.quote(SHOWN_QUOTE.attest)
assert not isinstance(SHOWN_ATTEST, Rejection)
COUNTERS = SHOWN_ATTEST.clock.counters
assert COUNTERS.resets != COUNTERS.restarts

LISTED = TpmVerifiers(policy=POLICIES["tolerant"], enrolled=Map())
"""Verifiers whose quotes have the register of the kernel's list."""


def tied(
    values: Mapping[int, bytes] = SHOWN_VALUES,
    registers: tuple[int, ...] = tuple(SHOWN_VALUES),
    counters: Counters = COUNTERS,
    **changes: Any,
) -> bytes:
    """A decryption key that opens while these registers have these values, in this boot."""
    policy = measured_policy((Selection(BANK, registers),), {BANK: values}, counters)
    assert isinstance(policy, bytes)
    key = RsaKey(bits=2048, exponent=0, modulus=bytes([255]) * 256)
    public = Public(Hash.SHA256, frozenset(DECRYPTION_NEEDS), policy, None, None, key)
    return publics.encode(evolve(public, **changes))


def why(encryption_key: bytes, piece: Evidence = HONEST[0]) -> Code | None:
    refusal = VERIFIERS.opens_as_shown(encryption_key, piece)
    return None if refusal is None else refusal.code


def test_a_key_opens_in_exactly_the_state_that_is_shown() -> None:
    assert why(tied()) is None
    for register in SHOWN_VALUES:
        value = SHOWN_VALUES[register]
        assert why(tied({**SHOWN_VALUES, register: value[:-1] + bytes([value[-1] ^ 1])})) is Code.DECRYPTION_KEY_POLICY
        fewer = tuple(number for number in SHOWN_VALUES if number != register)
        assert why(tied(registers=fewer)) is Code.DECRYPTION_KEY_POLICY
    assert why(tied({**SHOWN_VALUES, 23: bytes(32)}, registers=(*SHOWN_VALUES, 23))) is Code.DECRYPTION_KEY_POLICY
    assert why(tied(policy=b"")) is Code.DECRYPTION_KEY_POLICY


def test_a_key_opens_in_exactly_the_boot_that_is_shown() -> None:
    resets, restarts = COUNTERS.resets, COUNTERS.restarts
    for other in ((resets + 1, restarts), (resets - 1, restarts), (resets, restarts + 1), (restarts, resets)):
        assert why(tied(counters=Counters(*other))) is Code.DECRYPTION_KEY_POLICY
    values = pcr.digest(BANK, VERIFIERS.policy.selections, {BANK: SHOWN_VALUES})
    assert isinstance(values, bytes)
    any_boot = policies.with_pcr(BANK, policies.start(BANK), VERIFIERS.policy.selections, values)
    assert why(tied(policy=any_boot)) is Code.DECRYPTION_KEY_POLICY


def test_what_the_kernel_measured_meanwhile_is_not_in_a_key_s_policy() -> None:
    piece = answer(Phase.BEFORE, policy="tolerant")
    quote = from_octets(TpmQuote, piece.quote)
    assert isinstance(quote, TpmQuote)
    values = values_of(LISTED.policy, quote)
    others = tuple(register for register in values if register != IMA_PCR)
    assert len(others) == len(values) - 1
    assert LISTED.opens_as_shown(tied({**values, IMA_PCR: bytes(32)}, others), piece) is None
    refusal = LISTED.opens_as_shown(tied(values, tuple(values)), piece)
    assert refusal is not None
    assert refusal.code is Code.DECRYPTION_KEY_POLICY


def test_a_key_outside_a_tpm_opens_in_no_state() -> None:
    assert why(tied(attributes=frozenset({Attribute.DECRYPT}))) is Code.DECRYPTION_KEY_NOT_FIXED_TPM
    everyone = frozenset(DECRYPTION_NEEDS) | {Attribute.USER_WITH_AUTH}
    assert why(tied(attributes=everyone)) is Code.DECRYPTION_KEY_USER_WITH_AUTH
    assert why(b"") is Code.PUBLIC_TRUNCATED
    assert why(tied(), answer(Phase.BEFORE, quote=b"")) is Code.NOT_JSON
