"""Enrolling the attestation key of a running TPM (§8), with the verifier's half in pure software."""

from __future__ import annotations

import secrets

import pytest

from leo_ref.adapters.tpm.authority import Authority
from leo_ref.adapters.tpm.connection import connect
from leo_ref.adapters.tpm.factory import certified_tpm
from leo_ref.adapters.tpm.failure import Failure, TpmFailure
from leo_ref.adapters.tpm.keys import activate
from leo_ref.adapters.tpm.provision import provision
from leo_ref.adapters.tpm.templates import KeyKind
from leo_ref.attestation.identity.enrolment import Standing, answered, begin, judge_enrolled
from leo_ref.attestation.identity.randomness import FRESH, drawn
from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.values import NodeId
from tests.adapters.tpm.judging import attesting, endorsed

NODE = NodeId("0a" * 32)


@pytest.mark.parametrize("kind", KeyKind)
def test_a_tpm_enrols_and_another_cannot_in_its_place(authority: Authority, kind: KeyKind) -> None:
    with (
        certified_tpm(authority, (kind,)) as swtpm,
        certified_tpm(authority, (kind,)) as other,
        connect(swtpm.address) as tpm,
        connect(other.address) as stranger,
    ):
        made = provision(tpm, kind)
        provision(stranger, kind)
        endorsement, key = endorsed(made, authority.certificate), attesting(made, authority.certificate)
        randomness = drawn(endorsement, secrets.token_bytes(FRESH))
        enrolment, sent = begin(NODE, endorsement, key, 10, secrets.token_bytes(32), randomness)
        with pytest.raises(TpmFailure) as failed:
            activate(stranger, kind, sent)
        assert failed.value.name is Failure.TPM_REFUSED
        secret = activate(tpm, kind, sent)
    enrolled, refusal = answered(enrolment, NODE, key.name, secret, 10)
    assert refusal is None
    assert enrolled.standing is Standing.ENROLLED
    assert judge_enrolled(enrolled, NODE, key.name) is None
    assert answered(enrolled, NODE, key.name, secret, 10) == (enrolled, Rejection(Code.CREDENTIAL_ANSWERED))
