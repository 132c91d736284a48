"""The verifiers of TPM evidence, by keys and logs on the ledger, each piece against what was shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from attrs import evolve, field, frozen
from immutables import Map

from leo_ref.attestation.appraisal.answer import TpmQuote, question_digest
from leo_ref.attestation.appraisal.kinds import Tpm
from leo_ref.attestation.appraisal.policy import BANK
from leo_ref.attestation.appraisal.quoted import values_of
from leo_ref.attestation.evidence import log
from leo_ref.attestation.evidence.envelope import enveloped
from leo_ref.attestation.identity.attributes import DECRYPTION_NEEDS, AttestationKey, measured_policy
from leo_ref.attestation.verifiers.tpm import KeyCertificate, NodeKeys, TpmVerifiers
from leo_ref.core.encoding import from_octets, to_octets
from leo_ref.core.keys import Keys
from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.state.evidence import Evidence, Phase
from leo_ref.core.state.job import EncryptionKeys, Job, Part
from leo_ref.core.state.node import Identity, Node, Status
from leo_ref.core.values import JobId, NodeId
from leo_ref.software.verifiers import SoftwareVerifiers
from leo_ref.tcg import attest, pcr
from leo_ref.tcg import policy as policies
from leo_ref.tcg import public as publics
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.attest import Clock, Counters
from leo_ref.tcg.ima import IMA_PCR
from leo_ref.tcg.pcr import Selection
from leo_ref.tcg.public import Attribute, Public, RsaKey
from leo_ref.vectors.appraisal.forge import KEY, forged
from leo_ref.vectors.appraisal.scene import BOOT_LOG, POLICIES, NamedQuestion
from leo_ref.vectors.identity import participants
from leo_ref.vectors.identity.credentials import endorsement_of
from leo_ref.vectors.identity.keys import measured
from leo_ref.vectors.identity.recorded import OCTETS
from tests.software.one_task import BEFORE, EXECUTOR, JOB, JOIN_JOB, LOGS, MONITOR, OTHER, STATE, TASK_JOB, asked

ME, SUBJECT = NodeId(MONITOR.name), NodeId(EXECUTOR.name)
CLOCKS = {Phase.BEFORE: 10, Phase.DURING: 20, Phase.AFTER: 30}
THERE = STATE.nodes[SUBJECT]


@frozen
class ForgedVerifiers(TpmVerifiers):
    """FAKE: each node's attestation key is that of the vectors' forge, or another one."""

    key: AttestationKey = field(kw_only=True, default=KEY.enrolled)

    def keys(self, identity: Identity) -> NodeKeys:
        """FAKE."""
        return NodeKeys(endorsement_of("ek_p256"), self.key)


def verifiers_for(policy: str) -> ForgedVerifiers:
    return ForgedVerifiers(
        kind=Tpm(policy=POLICIES[policy], roots=(), templates=frozenset()), time=0, seconds_per_block=10
    )


VERIFIERS = verifiers_for("references")


def asker(phase: Phase) -> Keys | None:
    """`during` is asked by the monitor, the others by the ledger."""
    return MONITOR if phase is Phase.DURING else None


def answer(phase: Phase, *, quote: bytes | None = None, job: Job = TASK_JOB, **changes: Any) -> Evidence:
    """An honest answer, but for what is named: fields of the quote, its registers, the job log."""
    who = asker(phase)
    proof, nonce = asked(phase, job, JOB, who, who)
    monitor = None if who is None else ME
    accounted = {
        "policy": "references",
        "log": LOGS[phase],
        "clock": Clock(CLOCKS[phase], 1, 0, True),
        "extra": question_digest(nonce, JOB, job.round, phase, monitor),
        **changes,
    }
    shown = forged(NamedQuestion(phase=phase), **accounted).answer
    evidence = Evidence(
        job=JOB,
        round=job.round,
        phase=phase,
        monitor=monitor,
        nonce_proof=proof,
        quote=to_octets(shown.quote) if quote is None else quote,
        log=shown.log,
        signature=b"",
    )
    return enveloped(EXECUTOR.account, evidence)


HONEST = {phase: answer(phase) for phase in Phase}
SHOWN_QUOTE = from_octets(TpmQuote, HONEST[Phase.BEFORE].quote)
assert isinstance(SHOWN_QUOTE, TpmQuote)
SHOWN_VALUES = values_of(VERIFIERS.kind.policy, SHOWN_QUOTE)
SHOWN_ATTEST = attest.quote(SHOWN_QUOTE.attest)
assert not isinstance(SHOWN_ATTEST, Rejection)
COUNTERS = SHOWN_ATTEST.clock.counters
assert COUNTERS.resets != COUNTERS.restarts


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


def claiming(task: bytes, service: bytes, job: Job = TASK_JOB) -> Job:
    """The job whose executor claims with these keys."""
    place = evolve(job.group[SUBJECT], encryption_keys=EncryptionKeys(task=task, service=service))
    return evolve(job, group=job.group.set(SUBJECT, place))


SOUND = claiming(tied(), tied())


def why(
    piece: Evidence, job: Job = SOUND, verifiers: ForgedVerifiers = VERIFIERS, published: bytes = b""
) -> Code | None:
    """What a ledger with this job and this log finds wrong with a piece."""
    shown = None if piece.phase is Phase.BEFORE else HONEST[Phase.BEFORE]
    state = evolve(STATE, nodes=STATE.nodes.set(SUBJECT, evolve(THERE, log=published))).with_job(JOB, job)
    refusal = verifiers.failure(state, JOB, evolve(job, shown=shown), piece)
    return None if refusal is None else refusal.code


def test_honest_answers_pass() -> None:
    for phase in Phase:
        assert why(HONEST[phase]) is None


def test_what_the_executor_signed_and_nobody_can_read_fails() -> None:
    assert why(answer(Phase.BEFORE, quote=b"")) is Code.NOT_JSON
    for octets in (b"{}", to_octets(POLICIES["references"])):
        assert why(answer(Phase.BEFORE, quote=octets)) is not None


def test_each_answer_is_held_against_what_was_shown_and_nothing_else() -> None:
    again, same = Clock(20, 2, 0, True), Clock(CLOCKS[Phase.BEFORE], 1, 0, True)
    for phase in (Phase.DURING, Phase.AFTER):
        assert why(answer(phase, clock=again)) is Code.HISTORY_RESETS
        assert why(answer(phase, clock=same)) is Code.HISTORY_CLOCK
    forgets = (*BEFORE, log.keys_opened(Map(dict.fromkeys(Part, b"other"))))
    assert why(answer(Phase.DURING, log=forgets)) is Code.JOB_LOG_UNEXPECTED
    assert why(answer(Phase.AFTER, clock=Clock(CLOCKS[Phase.DURING] - 1, 1, 0, True))) is None


def test_a_question_of_an_earlier_block_or_of_another_is_not_answered() -> None:
    for phase in Phase:
        earlier = answer(phase, job=evolve(TASK_JOB, beacon=bytes(64)))
        proof, _ = asked(phase, TASK_JOB, JOB, asker(phase), asker(phase))
        assert why(evolve(earlier, nonce_proof=proof)) is Code.QUOTE_QUESTION


def test_a_candidate_has_an_empty_log_and_no_claim() -> None:
    assert why(answer(Phase.BEFORE, job=JOIN_JOB, log=()), job=JOIN_JOB) is None
    assert why(answer(Phase.BEFORE, job=JOIN_JOB), job=JOIN_JOB) is Code.JOB_LOG_UNEXPECTED


def test_only_the_key_on_the_ledger_counts() -> None:
    other = AttestationKey(KEY.enrolled.public, b"\0\x0b" + bytes(32), b"\0\x0b" + bytes(32))
    assert why(HONEST[Phase.BEFORE], verifiers=evolve(VERIFIERS, key=other)) is Code.QUOTE_SIGNER


def test_only_the_log_on_the_ledger_is_found() -> None:
    piece = answer(Phase.BEFORE, job=JOIN_JOB, policy="boot log", boot_log=BOOT_LOG, log=())
    strict = verifiers_for("boot log")
    assert why(piece, JOIN_JOB, strict) is Code.LOG_MISSING
    assert why(piece, JOIN_JOB, strict, BOOT_LOG + b"\0") is Code.LOG_MISSING
    assert why(piece, JOIN_JOB, strict, BOOT_LOG) is None


@pytest.mark.parametrize("part", Part)
def test_what_is_shown_opens_both_keys_of_the_claim(part: Part) -> None:
    other = tied(counters=Counters(COUNTERS.resets + 1, COUNTERS.restarts))
    keys = {each.value: other if each is part else tied() for each in Part}
    assert why(HONEST[Phase.BEFORE], claiming(keys["task"], keys["service"])) is Code.DECRYPTION_KEY_POLICY


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


def holder(
    node: NodeId, *, vrf_key: bytes = participants.VRF_KEY, since: int = participants.EPOCH, kind: str = "ecdsa"
) -> bool:
    """Whether the recorded key is certified for a node."""
    there = Node(
        identity=evolve(
            THERE.identity,
            vrf_key=vrf_key,
            endorsement_key=OCTETS["ek_p256"],
            attestation_key=OCTETS[f"ak_{kind}"],
        ),
        endorsement=bytes(32),
        status=Status.ACTIVE,
        credit=1,
        since=since,
    )
    state = evolve(STATE, nodes=Map({node: there}))
    verifiers = TpmVerifiers(kind=VERIFIERS.kind, time=0, seconds_per_block=10)
    return verifiers.certified(state, node, OCTETS["decryption"], to_octets(CERTIFICATE))


def test_a_recorded_key_is_certified_for_its_node_its_vrf_key_and_its_time() -> None:
    assert holder(participants.NODE)
    assert not holder(participants.OTHER_NODE)
    assert not holder(participants.NODE, vrf_key=bytes(32))
    assert not holder(participants.NODE, since=participants.EPOCH + 1)
    assert not holder(participants.NODE, kind="rsassa")


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
    assert not holder(participants.NODE)


def test_what_is_no_certificate_certifies_nothing() -> None:
    for octets in (b"", b"{}", to_octets(CERTIFICATE) + b" "):
        assert not VERIFIERS.certified(STATE, SUBJECT, OCTETS["decryption"], octets)
    assert not VERIFIERS.certified(STATE, NodeId(OTHER.name), OCTETS["decryption"], to_octets(CERTIFICATE))
    assert not VERIFIERS.certified(STATE, NodeId(JobId("00" * 32)), OCTETS["decryption"], to_octets(CERTIFICATE))


# --- a key opens as shown ---------------------------------------------------------------------------------------------

LISTED = verifiers_for("tolerant")
"""Verifiers whose quotes have the register of the kernel's list."""


def opens(encryption_key: bytes, piece: Evidence = HONEST[Phase.BEFORE]) -> Code | None:
    refusal = VERIFIERS.opens_as_shown(encryption_key, piece)
    return None if refusal is None else refusal.code


def test_a_key_opens_in_exactly_the_state_that_is_shown() -> None:
    assert opens(tied()) is None
    for register in SHOWN_VALUES:
        value = SHOWN_VALUES[register]
        assert (
            opens(tied({**SHOWN_VALUES, register: value[:-1] + bytes([value[-1] ^ 1])})) is Code.DECRYPTION_KEY_POLICY
        )
        fewer = tuple(number for number in SHOWN_VALUES if number != register)
        assert opens(tied(registers=fewer)) is Code.DECRYPTION_KEY_POLICY
    assert opens(tied({**SHOWN_VALUES, 23: bytes(32)}, registers=(*SHOWN_VALUES, 23))) is Code.DECRYPTION_KEY_POLICY
    assert opens(tied(policy=b"")) is Code.DECRYPTION_KEY_POLICY


def test_a_key_opens_in_exactly_the_boot_that_is_shown() -> None:
    resets, restarts = COUNTERS.resets, COUNTERS.restarts
    for other in ((resets + 1, restarts), (resets - 1, restarts), (resets, restarts + 1), (restarts, resets)):
        assert opens(tied(counters=Counters(*other))) is Code.DECRYPTION_KEY_POLICY
    values = pcr.digest(BANK, VERIFIERS.kind.policy.selections, {BANK: SHOWN_VALUES})
    assert isinstance(values, bytes)
    any_boot = policies.with_pcr(BANK, policies.start(BANK), VERIFIERS.kind.policy.selections, values)
    assert opens(tied(policy=any_boot)) is Code.DECRYPTION_KEY_POLICY


def test_what_the_kernel_measured_meanwhile_is_not_in_a_key_s_policy() -> None:
    piece = answer(Phase.BEFORE, policy="tolerant")
    quote = from_octets(TpmQuote, piece.quote)
    assert isinstance(quote, TpmQuote)
    values = values_of(LISTED.kind.policy, quote)
    others = tuple(register for register in values if register != IMA_PCR)
    assert len(others) == len(values) - 1
    assert LISTED.opens_as_shown(tied({**values, IMA_PCR: bytes(32)}, others), piece) is None
    refusal = LISTED.opens_as_shown(tied(values, tuple(values)), piece)
    assert refusal is not None
    assert refusal.code is Code.DECRYPTION_KEY_POLICY


def test_a_key_outside_a_tpm_opens_in_no_state() -> None:
    assert opens(tied(attributes=frozenset({Attribute.DECRYPT}))) is Code.DECRYPTION_KEY_NOT_FIXED_TPM
    everyone = frozenset(DECRYPTION_NEEDS) | {Attribute.USER_WITH_AUTH}
    assert opens(tied(attributes=everyone)) is Code.DECRYPTION_KEY_USER_WITH_AUTH
    assert opens(b"") is Code.PUBLIC_TRUNCATED
    assert opens(tied(), answer(Phase.BEFORE, quote=b"")) is Code.NOT_JSON
