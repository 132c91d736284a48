"""Openings: what a TPM gives without padding, everybody checks, and it tells what was sealed."""

from __future__ import annotations

import pytest

from leo_ref.adapters.tpm.clock import counters
from leo_ref.adapters.tpm.connection import Tpm
from leo_ref.adapters.tpm.failure import Failure, TpmFailure
from leo_ref.adapters.tpm.keys import CreatedKey, create_decryption_key, open_raw, open_with
from leo_ref.adapters.tpm.measure import JOB_SELECTION, measure, read
from leo_ref.adapters.tpm.provision import provision
from leo_ref.adapters.tpm.templates import KeyKind
from leo_ref.attestation.identity.attributes import measured_policy
from leo_ref.core.rejections import Code, Rejection
from leo_ref.sealing.opening import judge_opening, shown
from leo_ref.tcg import public as publics
from leo_ref.tcg.attest import Counters
from leo_ref.tcg.public import EXPONENT, RsaKey
from tests.adapters.tpm.judging import sealed

TIED = bytes([3]) * 32
HERS, HIS = bytes(range(32)), bytes(range(32, 64))


def made(tpm: Tpm) -> tuple[CreatedKey, RsaKey, Counters]:
    """A key of now, its public half, and the counters of its boot."""
    provision(tpm, KeyKind.ECC)
    now = counters(tpm)
    policy = measured_policy(JOB_SELECTION, read(tpm, JOB_SELECTION), now)
    assert isinstance(policy, bytes)
    key = create_decryption_key(tpm, KeyKind.ECC, policy, TIED)
    public = publics.parse(key.public)
    assert not isinstance(public, Rejection)
    assert isinstance(public.key, RsaKey)
    return key, public.key, now


def test_everybody_sees_by_an_opening_what_was_sealed(tpm: Tpm) -> None:
    key, public, now = made(tpm)
    n = int.from_bytes(public.modulus, "big")
    for plaintext in (HERS, b"", bytes(190)):
        ciphertext = sealed(key.public, plaintext)
        opening = open_raw(tpm, KeyKind.ECC, key, JOB_SELECTION, now, ciphertext)
        assert opening[0] == 0
        assert shown(public, ciphertext, opening) == plaintext
        assert open_with(tpm, KeyKind.ECC, key, JOB_SELECTION, now, ciphertext) == plaintext

    # What nobody sealed opens too, and is seen to hold nothing; zeros in front are kept.
    for number in (2, n - 2, pow(3, EXPONENT, n), pow(1 << 200, EXPONENT, n)):
        ciphertext = number.to_bytes(256, "big")
        opening = open_raw(tpm, KeyKind.ECC, key, JOB_SELECTION, now, ciphertext)
        assert len(opening) == 256
        assert judge_opening(public, ciphertext, opening) is None
        assert isinstance(shown(public, ciphertext, opening), Rejection)
        with pytest.raises(TpmFailure):
            open_with(tpm, KeyKind.ECC, key, JOB_SELECTION, now, ciphertext)
    assert opening == (1 << 200).to_bytes(256, "big")

    # A number that is not below the modulus the TPM does not open; so it cannot be released.
    for ciphertext in (public.modulus, b"\xff" * 256):
        with pytest.raises(TpmFailure) as refused:
            open_raw(tpm, KeyKind.ECC, key, JOB_SELECTION, now, ciphertext)
        assert refused.value.name is Failure.TPM_REFUSED


def test_nothing_is_opened_in_another_state(tpm: Tpm) -> None:
    key, _, now = made(tpm)
    ciphertext = sealed(key.public, HERS)
    measure(tpm, bytes(32))
    with pytest.raises(TpmFailure) as refused:
        open_raw(tpm, KeyKind.ECC, key, JOB_SELECTION, now, ciphertext)
    assert refused.value.name is Failure.TPM_REFUSED


def test_one_key_for_two_owners_would_give_one_away(tpm: Tpm) -> None:
    """Why each owner has a key of the executor's: to show what one sealed would show what the other did."""
    key, public, now = made(tpm)
    n = int.from_bytes(public.modulus, "big")
    his = int.from_bytes(sealed(key.public, HIS), "big")
    factor = 7
    hers = (his * pow(factor, EXPONENT, n) % n).to_bytes(256, "big")
    opening = open_raw(tpm, KeyKind.ECC, key, JOB_SELECTION, now, hers)
    assert judge_opening(public, hers, opening) is None
    assert isinstance(shown(public, hers, opening), Rejection)
    disguised = (int.from_bytes(opening, "big") * pow(factor, -1, n) % n).to_bytes(256, "big")
    assert shown(public, his.to_bytes(256, "big"), disguised) == HIS

    # With a key of its own for each, nothing follows.
    other, another, _ = made(tpm)
    m = int.from_bytes(another.modulus, "big")
    same = (int.from_bytes(hers, "big") % m).to_bytes(256, "big")
    opening = open_raw(tpm, KeyKind.ECC, other, JOB_SELECTION, now, same)
    disguised = (int.from_bytes(opening, "big") * pow(factor, -1, m) % m).to_bytes(256, "big")
    found = judge_opening(public, his.to_bytes(256, "big"), disguised)
    assert found is not None
    assert found.code in (Code.OPENING_OTHER, Code.OPENING_RANGE)
