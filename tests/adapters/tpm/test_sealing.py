"""What is sealed to a key in a TPM opens there, in the state that the evidence shows, and nowhere else."""

from __future__ import annotations

import pytest

from leo_ref.adapters.tpm.clock import counters
from leo_ref.adapters.tpm.connection import Tpm
from leo_ref.adapters.tpm.failure import Failure, TpmFailure
from leo_ref.adapters.tpm.keys import create_decryption_key, open_with
from leo_ref.adapters.tpm.measure import JOB_SELECTION, measure, read
from leo_ref.adapters.tpm.provision import provision
from leo_ref.adapters.tpm.templates import KeyKind
from leo_ref.attestation.identity.attributes import measured_policy
from leo_ref.sealing.transport import open_sealed, seal_to

KEY = bytes(range(32))
SEED = bytes([7]) * 32
EVENT = bytes([1]) * 32
TIED = bytes([3]) * 32


def test_what_is_sealed_to_its_key_the_tpm_opens_until_the_state_changes(tpm: Tpm) -> None:
    provision(tpm, KeyKind.ECC)
    measure(tpm, EVENT)
    now = counters(tpm)
    policy = measured_policy(JOB_SELECTION, read(tpm, JOB_SELECTION), now)
    assert isinstance(policy, bytes)
    made = create_decryption_key(tpm, KeyKind.ECC, policy, TIED)
    for plaintext, seed in ((KEY, SEED), (b"", bytes(32)), (bytes(190), SEED)):
        carried = seal_to(made.public, plaintext, seed)
        assert carried is not None
        assert open_with(tpm, KeyKind.ECC, made, JOB_SELECTION, now, carried) == plaintext
        assert open_sealed(SEED, carried) is None
    carried = seal_to(made.public, KEY, SEED)
    assert carried is not None
    for wrong in (carried[:-1] + bytes([carried[-1] ^ 1]), carried[:-1]):
        with pytest.raises(TpmFailure):
            open_with(tpm, KeyKind.ECC, made, JOB_SELECTION, now, wrong)
    measure(tpm, EVENT)
    with pytest.raises(TpmFailure) as refused:
        open_with(tpm, KeyKind.ECC, made, JOB_SELECTION, now, carried)
    assert refused.value.name is Failure.TPM_REFUSED
