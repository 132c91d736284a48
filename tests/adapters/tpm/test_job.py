"""What a job does with a TPM: measuring, quoting, a key that opens in one state only (§8, §9)."""

from __future__ import annotations

from hashlib import sha256

import pytest

from leo_ref.adapters.tpm.authority import Authority
from leo_ref.adapters.tpm.clock import counters
from leo_ref.adapters.tpm.connection import Tpm, connect
from leo_ref.adapters.tpm.factory import certified_tpm
from leo_ref.adapters.tpm.failure import Failure, TpmFailure
from leo_ref.adapters.tpm.keys import (
    NO_PADDING,
    OAEP,
    CreatedKey,
    certify_creation,
    create_decryption_key,
    loaded,
    open_with,
)
from leo_ref.adapters.tpm.measure import JOB_REGISTER, JOB_SELECTION, measure, read
from leo_ref.adapters.tpm.provision import provision
from leo_ref.adapters.tpm.quote import certify_index, quote
from leo_ref.adapters.tpm.swtpm import Swtpm
from leo_ref.adapters.tpm.templates import CERTIFICATE_INDEX, KeyKind
from leo_ref.adapters.tpm.tss import ESYS_TR, TPM2B_PUBLIC_KEY_RSA
from leo_ref.attestation.identity import certification
from leo_ref.attestation.identity.attributes import decryption_key, measured_policy
from leo_ref.core.rejections import Rejection
from leo_ref.tcg import attest, nv_index, pcr
from leo_ref.tcg import public as publics
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.pcr import Selection
from tests.adapters.tpm.judging import attesting, endorsed, quoted, sealed, signed

EVENT = bytes([1]) * 32
NONCE = bytes([2]) * 32
TIED = bytes([3]) * 32
PLAINTEXT = b"a data key"
ALL = (Selection(Hash.SHA256, tuple(range(pcr.COUNT))),)


def policy_of_now(tpm: Tpm) -> bytes:
    """The policy of a key that opens in this boot as long as the job's register stays as it is."""
    policy = measured_policy(JOB_SELECTION, read(tpm, JOB_SELECTION), counters(tpm))
    assert not isinstance(policy, Rejection)
    return policy


def refused(tpm: Tpm, kind: KeyKind, key: CreatedKey) -> bool:
    """Whether the TPM does not open with the key."""
    try:
        open_with(tpm, kind, key, JOB_SELECTION, counters(tpm), sealed(key.public, PLAINTEXT))
    except TpmFailure as failure:
        return failure.name is Failure.TPM_REFUSED
    return False


@pytest.mark.parametrize("kind", KeyKind)
def test_a_quote_says_what_was_measured(authority: Authority, kind: KeyKind) -> None:
    with certified_tpm(authority, (kind,)) as swtpm, connect(swtpm.address) as tpm:
        key = attesting(provision(tpm, kind))
        before = read(tpm, ALL)
        measure(tpm, EVENT)
        found = quoted(key, quote(tpm, kind, NONCE, ALL))
    before[Hash.SHA256][JOB_REGISTER] = sha256(before[Hash.SHA256][JOB_REGISTER] + EVENT).digest()
    assert found.extra == NONCE
    assert found.attested.selections == ALL
    assert found.attested.digest == pcr.digest(Hash.SHA256, ALL, before)


def test_the_certificates_index_can_be_certified(tpm: Tpm) -> None:
    made = provision(tpm, KeyKind.ECC)
    found = attest.nv_contents(
        signed(attesting(made), certify_index(tpm, KeyKind.ECC, NONCE, CERTIFICATE_INDEX[KeyKind.ECC]))
    )
    assert not isinstance(found, Rejection)
    assert found.attested.contents == made.certificate
    with tpm.step("show the index") as esys:
        public, _ = esys.nv_read_public(esys.tr_from_tpmpublic(CERTIFICATE_INDEX[KeyKind.ECC]))
    index = nv_index.parse(bytes(public.nvPublic.marshal()))
    assert not isinstance(index, Rejection)
    assert found.attested.index == nv_index.name(index)


def test_the_key_opens_in_its_state_only_and_nobody_brings_the_state_back(swtpm: Swtpm) -> None:
    with connect(swtpm.address) as tpm:
        made = provision(tpm, KeyKind.ECC)
        measure(tpm, EVENT)
        policy = policy_of_now(tpm)
        key = create_decryption_key(tpm, KeyKind.ECC, policy, TIED)
        ciphertext = sealed(key.public, PLAINTEXT)
        assert open_with(tpm, KeyKind.ECC, key, JOB_SELECTION, counters(tpm), ciphertext) == PLAINTEXT

        # The pure judges find it in order, its creation too.
        judged = decryption_key(key.public, policy)
        assert not isinstance(judged, Rejection)
        statement = certify_creation(tpm, KeyKind.ECC, key, TIED)
        parent = publics.name(endorsed(made).public)
        found = certification.judge_creation(attesting(made), statement, judged, key.creation, parent, TIED)
        assert found is None

        # Its password, which is empty, opens nothing.
        for scheme in (OAEP, NO_PADDING):
            with (
                loaded(tpm, KeyKind.ECC, key) as handle,
                pytest.raises(TpmFailure),
                tpm.step("open by password") as esys,
            ):
                esys.rsa_decrypt(handle, TPM2B_PUBLIC_KEY_RSA(ciphertext), scheme)

        # Neither do other registers with the same values.
        other = (Selection(Hash.SHA256, (JOB_REGISTER - 1,)),)
        with pytest.raises(TpmFailure):
            open_with(tpm, KeyKind.ECC, key, other, counters(tpm), ciphertext)

        measure(tpm, EVENT)
        assert refused(tpm, KeyKind.ECC, key)
        with pytest.raises(TpmFailure), tpm.step("reset the register") as esys:
            esys.pcr_reset(ESYS_TR(ESYS_TR.PCR0 + JOB_REGISTER))
        assert refused(tpm, KeyKind.ECC, key)

    # The owner's clearing kills the key, although it brings no register back.
    with connect(swtpm.address) as tpm:
        with tpm.step("clear the owner") as esys:
            esys.clear(ESYS_TR.LOCKOUT)
        provision(tpm, KeyKind.ECC)
        with pytest.raises(TpmFailure) as failed:
            open_with(tpm, KeyKind.ECC, key, JOB_SELECTION, counters(tpm), ciphertext)
        assert "load a key" in failed.value.what


@pytest.mark.parametrize("register", [16, 23])
def test_some_registers_are_reset_by_anybody(tpm: Tpm, register: int) -> None:
    # Why no job is measured there.
    selection = (Selection(Hash.SHA256, (register,)),)
    before = read(tpm, selection)
    measure(tpm, EVENT, register)
    assert read(tpm, selection) != before
    with tpm.step("reset the register") as esys:
        esys.pcr_reset(ESYS_TR(ESYS_TR.PCR0 + register))
    assert read(tpm, selection) == before


def test_a_second_job_goes_on_where_the_first_ended(tpm: Tpm) -> None:
    key = attesting(provision(tpm, KeyKind.ECC))
    for _ in range(2):
        value = read(tpm, JOB_SELECTION)[Hash.SHA256][JOB_REGISTER]
        measure(tpm, EVENT)
        expected = {Hash.SHA256: {JOB_REGISTER: pcr.extended(Hash.SHA256, value, EVENT)}}
        found = quoted(key, quote(tpm, KeyKind.ECC, NONCE, JOB_SELECTION))
        assert found.attested.digest == pcr.digest(Hash.SHA256, JOB_SELECTION, expected)


def test_counters_tell_every_way_to_bring_the_register_back(swtpm: Swtpm) -> None:
    with connect(swtpm.address) as tpm:
        key = attesting(provision(tpm, KeyKind.ECC))
        measure(tpm, EVENT)
        measure(tpm, EVENT, 23)
        start = quoted(key, quote(tpm, KeyKind.ECC, NONCE, JOB_SELECTION))
        measured = read(tpm, ALL)[Hash.SHA256]

    swtpm.suspend()
    swtpm.start(resume=True)
    with connect(swtpm.address) as tpm:
        resumed = quoted(key, quote(tpm, KeyKind.ECC, NONCE, JOB_SELECTION))
        values = read(tpm, ALL)[Hash.SHA256]
    assert (resumed.clock.resets, resumed.clock.restarts) == (start.clock.resets, start.clock.restarts + 1)
    assert values[JOB_REGISTER] == measured[JOB_REGISTER]
    assert values[23] != measured[23]

    swtpm.suspend()
    swtpm.start()
    with connect(swtpm.address) as tpm:
        restarted = quoted(key, quote(tpm, KeyKind.ECC, NONCE, JOB_SELECTION))
        values = read(tpm, ALL)[Hash.SHA256]
    assert (restarted.clock.resets, restarted.clock.restarts) == (start.clock.resets, start.clock.restarts + 2)
    assert values[JOB_REGISTER] == bytes(32)

    swtpm.power_cycle()
    with connect(swtpm.address) as tpm:
        reset = quoted(key, quote(tpm, KeyKind.ECC, NONCE, JOB_SELECTION))
    assert (reset.clock.resets, reset.clock.restarts) == (start.clock.resets + 1, 0)
