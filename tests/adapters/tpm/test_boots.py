"""A key opens in one state of one boot: not after the state was brought back, and also when a kernel's list grew."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from attrs import frozen

from leo_ref.adapters.tpm.answer import answered
from leo_ref.adapters.tpm.clock import counters
from leo_ref.adapters.tpm.connection import Tpm, connect
from leo_ref.adapters.tpm.failure import Failure, TpmFailure
from leo_ref.adapters.tpm.keys import OAEP, CreatedKey, create_decryption_key, loaded, open_with
from leo_ref.adapters.tpm.measure import measure, read
from leo_ref.adapters.tpm.provision import provision
from leo_ref.adapters.tpm.swtpm import SHUTDOWN_STATE, Swtpm
from leo_ref.adapters.tpm.templates import KeyKind
from leo_ref.adapters.tpm.tss import (
    ESYS_TR,
    TPM2_ALG,
    TPM2_EO,
    TPM2_SE,
    TPM2B_OPERAND,
    TPM2B_PUBLIC_KEY_RSA,
    TPML_PCR_SELECTION,
    TPMT_SYM_DEF,
)
from leo_ref.attestation.appraisal.bundle import Allowed, Asked
from leo_ref.attestation.appraisal.kinds import Tpm as Evidences
from leo_ref.attestation.appraisal.logs import job_register
from leo_ref.attestation.appraisal.policy import BANK, Policy
from leo_ref.attestation.identity.attributes import measured_policy
from leo_ref.attestation.verifiers.tpm import TpmVerifiers
from leo_ref.core.encoding import to_octets
from leo_ref.core.rejections import Code
from leo_ref.core.state.evidence import Evidence, Finding, Phase
from leo_ref.core.values import JobId, NodeId
from leo_ref.tcg import pcr, policy
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.attest import Counters
from leo_ref.tcg.pcr import Selections
from leo_ref.tcg.policy import COUNTERS_OFFSET, Comparison
from leo_ref.vectors.appraisal.scene import BOOT, BOOT_LOG, LIST, POLICIES, measured
from leo_ref.vectors.tcg import ima
from tests.adapters.tpm.judging import sealed

TIED = bytes([3]) * 32
SECRET = bytes(range(32))
BEFORE = (bytes([1]) * 32, bytes([2]) * 32)
"""The job log that a key is made for."""
REST = (bytes([4]) * 32, bytes([5]) * 32, bytes([6]) * 32)
"""Keys opened, the result, the attested wipe."""

POLICY = POLICIES["boot log"]
LISTED = POLICIES["kernel list"]


def booted(tpm: Tpm) -> None:
    """What firmware, boot loader and kernel measure before the first job."""
    for event in BOOT:
        measure(tpm, event.digests[0], event.pcr)
    measure(tpm, measured(LIST[0]), 10)


def ran(tpm: Tpm, *events: bytes) -> None:
    for event in events:
        measure(tpm, event)


def expected(tpm: Tpm, selections: Selections) -> dict[int, bytes]:
    """The registers as they will be in `before`."""
    values = read(tpm, selections)[BANK]
    return {**values, POLICY.job_register: job_register(values[POLICY.job_register], BEFORE)}


def is_open(open_it: Callable[[], bytes]) -> bool:
    try:
        return open_it() == SECRET
    except TpmFailure as failure:
        if failure.name is not Failure.TPM_REFUSED:
            raise
        return False


@frozen
class Weaker:
    """A policy that asks for less than it should, and how it is met."""

    compared: Callable[[Counters], bytes]
    """What of the counters it compares; nothing where empty."""

    def of(self, selections: Selections, values: dict[int, bytes], now: Counters) -> bytes:
        shown = pcr.digest(BANK, selections, {BANK: values})
        assert isinstance(shown, bytes)
        state = policy.with_pcr(Hash.SHA256, policy.start(Hash.SHA256), selections, shown)
        operand = self.compared(now)
        if not operand:
            return state
        return policy.with_counter_timer(Hash.SHA256, state, operand, COUNTERS_OFFSET, Comparison.EQUAL)

    def opened(self, tpm: Tpm, key: CreatedKey, selections: Selections, now: Counters) -> bytes:
        with loaded(tpm, KeyKind.ECC, key) as handle, tpm.policy_session() as session, tpm.step("open") as esys:
            esys.policy_pcr(session, b"", TPML_PCR_SELECTION.unmarshal(pcr.encode(selections))[0])
            operand = self.compared(now)
            if operand:
                esys.policy_counter_timer(session, TPM2B_OPERAND(operand), TPM2_EO.EQ, COUNTERS_OFFSET)
            ciphertext = TPM2B_PUBLIC_KEY_RSA(sealed(key.public, SECRET))
            return bytes(esys.rsa_decrypt(handle, ciphertext, OAEP, session1=session))


NO_BOOT = Weaker(lambda _now: b"")
RESETS_ALONE = Weaker(lambda now: now.octets[:4])


def restarted(swtpm: Swtpm) -> None:
    """Shutdown(STATE), power cycle, Startup(CLEAR): all registers are zero, and resetCount is what it was."""
    swtpm.suspend()
    swtpm.start()


def reset(swtpm: Swtpm) -> None:
    """Power cycle, Startup(CLEAR)."""
    swtpm.power_cycle()


def resumed(swtpm: Swtpm) -> None:
    """Shutdown(STATE), power cycle, Startup(STATE): registers 0 to 15 are what they were."""
    swtpm.suspend()
    swtpm.start(resume=True)


@pytest.mark.parametrize(
    ("again", "measured_again", "without_boot", "with_resets"),
    [(restarted, True, True, True), (reset, True, True, False), (resumed, False, False, False)],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_after_the_wipe_no_state_that_is_brought_back_opens_the_key(
    swtpm: Swtpm, again: Callable[[Swtpm], None], *, measured_again: bool, without_boot: bool, with_resets: bool
) -> None:
    selections = POLICY.standing
    with connect(swtpm.address) as tpm:
        provision(tpm, KeyKind.ECC)
        booted(tpm)
        now, values = counters(tpm), expected(tpm, selections)
        right = measured_policy(selections, {BANK: values}, now)
        assert isinstance(right, bytes)
        key = create_decryption_key(tpm, KeyKind.ECC, right, TIED)
        weaker = {
            weak: create_decryption_key(tpm, KeyKind.ECC, weak.of(selections, values, now), TIED)
            for weak in (NO_BOOT, RESETS_ALONE)
        }

        def opens(tpm: Tpm) -> bool:
            ciphertext = sealed(key.public, SECRET)
            return is_open(lambda: open_with(tpm, KeyKind.ECC, key, selections, now, ciphertext))

        def opens_weaker(tpm: Tpm, weak: Weaker) -> bool:
            return is_open(lambda: weak.opened(tpm, weaker[weak], selections, now))

        ran(tpm, *BEFORE)
        assert opens(tpm)
        assert all(opens_weaker(tpm, weak) for weak in weaker)
        ran(tpm, *REST)
        assert not opens(tpm)
        assert not any(opens_weaker(tpm, weak) for weak in weaker)

    again(swtpm)
    with connect(swtpm.address) as tpm:
        if measured_again:
            booted(tpm)
            ran(tpm, *BEFORE)
            assert read(tpm, selections)[BANK] == values
        assert not opens(tpm)
        # Nor does it to who shows the counters of now.
        later = counters(tpm)
        assert later != now
        ciphertext = sealed(key.public, SECRET)
        assert not is_open(lambda: open_with(tpm, KeyKind.ECC, key, selections, later, ciphertext))
        # With a policy that leaves the boot out, or half of it, this would be the second time.
        assert opens_weaker(tpm, NO_BOOT) == without_boot
        assert opens_weaker(tpm, RESETS_ALONE) == with_resets


def test_a_session_that_was_kept_over_a_restart_opens_nothing(swtpm: Swtpm, monkeypatch: pytest.MonkeyPatch) -> None:
    """Why the registers stay in the policy: the counters are compared once, and sessions outlive a restart."""
    monkeypatch.setattr(Tpm, "flush_leftovers", lambda _tpm: None)
    selections = POLICY.standing
    with connect(swtpm.address) as tpm:
        provision(tpm, KeyKind.ECC)
        booted(tpm)
        now, values = counters(tpm), expected(tpm, selections)
        right = measured_policy(selections, {BANK: values}, now)
        assert isinstance(right, bytes)
        start = policy.start(Hash.SHA256)
        boot_alone = policy.with_counter_timer(Hash.SHA256, start, now.octets, COUNTERS_OFFSET, Comparison.EQUAL)
        keys = [create_decryption_key(tpm, KeyKind.ECC, opens, TIED) for opens in (right, boot_alone)]
        ran(tpm, *BEFORE)
        kept = []
        with tpm.step("satisfy both policies, and keep the sessions") as esys:
            for asks_for_state in (True, False):
                session = esys.start_auth_session(
                    *(ESYS_TR.NONE, ESYS_TR.NONE, TPM2_SE.POLICY),
                    *(TPMT_SYM_DEF(algorithm=TPM2_ALG.NULL), TPM2_ALG.SHA256),
                )
                if asks_for_state:
                    esys.policy_pcr(session, b"", TPML_PCR_SELECTION.unmarshal(pcr.encode(selections))[0])
                esys.policy_counter_timer(session, TPM2B_OPERAND(now.octets), TPM2_EO.EQ, COUNTERS_OFFSET)
                kept.append(esys.context_save(session))
            esys.shutdown(SHUTDOWN_STATE)
        swtpm.stop()

    swtpm.start()
    with connect(swtpm.address) as tpm:
        booted(tpm)
        ran(tpm, *BEFORE)
        assert read(tpm, selections)[BANK] == values

        def opened(key: CreatedKey, context: object) -> bytes:
            with loaded(tpm, KeyKind.ECC, key) as handle, tpm.step("open with a session of before") as esys:
                session, ciphertext = esys.context_load(context), sealed(key.public, SECRET)
                return bytes(esys.rsa_decrypt(handle, TPM2B_PUBLIC_KEY_RSA(ciphertext), OAEP, session1=session))

        found = [is_open(partial(opened, key, context)) for key, context in zip(keys, kept, strict=True)]
    assert found == [False, True]


ASKED = Asked(
    nonce=bytes(64),
    job=JobId("0a" * 32),
    round=1,
    phase=Phase.BEFORE,
    monitor=NodeId("0b" * 32),
    logs=(Allowed(log=BEFORE, finding=Finding.PASS),),
)


def verifiers_for(policy: Policy) -> TpmVerifiers:
    """What compares keys with quotes of this policy; nobody is on its ledger."""
    return TpmVerifiers(kind=Evidences(policy=policy, roots=(), templates=frozenset()), time=0, seconds_per_block=10)


def shown(tpm: Tpm, policy: Policy, start: bytes) -> Evidence:
    """What a monitor would be shown in `before`, but for the envelope."""
    bundle = answered(
        tpm,
        KeyKind.ECC,
        policy,
        ASKED,
        log=BEFORE,
        start=start,
        boot_log=lambda: BOOT_LOG,
        kernel_list=(lambda: ima.octets(*LIST[:2])) if policy is LISTED else None,
    )
    return Evidence(
        job=ASKED.job,
        round=ASKED.round,
        phase=ASKED.phase,
        monitor=ASKED.monitor,
        nonce_proof=b"",
        quote=to_octets(bundle.answer.quote),
        log=bundle.answer.log,
        signature=b"",
    )


def test_a_file_measured_between_claim_and_before_keeps_no_key_from_opening(swtpm: Swtpm) -> None:
    verifiers = verifiers_for(LISTED)
    with connect(swtpm.address) as tpm:
        provision(tpm, KeyKind.ECC)
        booted(tpm)
        now = counters(tpm)
        start = read(tpm, LISTED.selections)[BANK][LISTED.job_register]
        keys = {}
        for selections in (LISTED.standing, LISTED.selections):
            made = measured_policy(selections, {BANK: expected(tpm, selections)}, now)
            assert isinstance(made, bytes)
            keys[selections] = create_decryption_key(tpm, KeyKind.ECC, made, TIED)

        measure(tpm, measured(LIST[1]), 10)  # a program that nobody asked for was run
        ran(tpm, *BEFORE)
        piece = shown(tpm, LISTED, start)

        def opens(selections: Selections) -> bool:
            key = keys[selections]
            return (
                is_open(lambda: open_with(tpm, KeyKind.ECC, key, selections, now, sealed(key.public, SECRET)))
                and verifiers.opens_as_shown(key.public, piece) is None
            )

        assert opens(LISTED.standing)
        # With the register of the kernel's list in the policy, an honest executor would fail.
        assert not opens(LISTED.selections)
        refusal = verifiers.opens_as_shown(keys[LISTED.selections].public, piece)
        assert refusal is not None
        assert refusal.code is Code.DECRYPTION_KEY_POLICY


def test_owners_see_from_a_quote_that_a_key_is_of_an_earlier_boot(swtpm: Swtpm) -> None:
    verifiers = verifiers_for(POLICY)

    def made(tpm: Tpm) -> CreatedKey:
        opens = measured_policy(POLICY.standing, {BANK: expected(tpm, POLICY.standing)}, counters(tpm))
        assert isinstance(opens, bytes)
        return create_decryption_key(tpm, KeyKind.ECC, opens, TIED)

    keys = []
    for begin in (None, restarted, reset):
        if begin is not None:
            begin(swtpm)
        with connect(swtpm.address) as tpm:
            provision(tpm, KeyKind.ECC)
            booted(tpm)
            start = read(tpm, POLICY.selections)[BANK][POLICY.job_register]
            keys.append(made(tpm))
            ran(tpm, *BEFORE)
            piece = shown(tpm, POLICY, start)
        *earlier, newest = (verifiers.opens_as_shown(key.public, piece) for key in keys)
        assert newest is None
        assert [refusal and refusal.code for refusal in earlier] == [Code.DECRYPTION_KEY_POLICY] * len(earlier)
