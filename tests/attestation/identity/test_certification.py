"""What the TPM certifies of the decryption key: not an octet of it can be changed, and it is tied to three things."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from leo_ref.attestation.identity.attributes import AttestationKey, DecryptionKey, attestation_key, decryption_key
from leo_ref.attestation.identity.certification import Statement, judge_creation, tie
from leo_ref.core.rejections import Rejection
from leo_ref.core.values import NodeId
from leo_ref.vectors.identity.credentials import name_of
from leo_ref.vectors.identity.keys import measured, qualified
from leo_ref.vectors.identity.participants import EPOCH, NODE, VRF_KEY
from leo_ref.vectors.identity.recorded import OCTETS

TIED = tie(NODE, VRF_KEY, EPOCH)
PARENT = name_of(OCTETS["ek_p256"])
DATA = OCTETS["creation_data"]


def signer(kind: str) -> AttestationKey:
    octets = OCTETS[f"ak_{kind}"]
    found = attestation_key(octets, name_of(octets), qualified("ek_p256"))
    assert isinstance(found, AttestationKey)
    return found


def certified() -> DecryptionKey:
    found = decryption_key(OCTETS["decryption"], measured())
    assert isinstance(found, DecryptionKey)
    return found


def statement(kind: str) -> Statement:
    return Statement(attest=OCTETS[f"created_{kind}"], signature=OCTETS[f"created_{kind}_signature"])


def flips(octets: bytes) -> list[bytes]:
    return [octets[:at] + bytes([octets[at] ^ 1 << at % 8]) + octets[at + 1 :] for at in range(len(octets))]


@pytest.mark.parametrize("kind", ["ecdsa", "rsassa", "rsapss"])
def test_no_octet_can_be_changed(kind: str) -> None:
    key, said, by = certified(), statement(kind), signer(kind)
    assert judge_creation(by, said, key, DATA, PARENT, TIED) is None
    for octets in flips(said.attest):
        assert judge_creation(by, evolve(said, attest=octets), key, DATA, PARENT, TIED) is not None
    for octets in flips(said.signature):
        assert judge_creation(by, evolve(said, signature=octets), key, DATA, PARENT, TIED) is not None
    for octets in flips(DATA):
        assert judge_creation(by, said, key, octets, PARENT, TIED) is not None
    for octets in flips(PARENT):
        assert judge_creation(by, said, key, DATA, octets, TIED) is not None


def test_each_statement_is_of_its_own_key() -> None:
    kinds = ("ecdsa", "rsassa", "rsapss")
    for of in kinds:
        for by in kinds:
            found = judge_creation(signer(by), statement(of), certified(), DATA, PARENT, TIED)
            assert (found is None) == (of == by), (of, by)


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32), st.integers(0, 2**64 - 1))
def test_the_tie_is_to_node_key_and_epoch(node: bytes, vrf_key: bytes, epoch: int) -> None:
    name = NodeId(node.hex())
    ties = [tie(name, vrf_key, epoch), tie(NODE, vrf_key, epoch), tie(name, VRF_KEY, epoch), tie(name, vrf_key, EPOCH)]
    facts = [(name, vrf_key, epoch), (NODE, vrf_key, epoch), (name, VRF_KEY, epoch), (name, vrf_key, EPOCH)]
    assert len(set(ties)) == len(set(facts))


@given(st.binary(max_size=300), st.binary(max_size=300), st.binary(max_size=300))
def test_whatever_is_sent_the_answer_is_a_value(attest: bytes, signature: bytes, data: bytes) -> None:
    said = Statement(attest=attest, signature=signature)
    assert isinstance(judge_creation(signer("ecdsa"), said, certified(), data, PARENT, TIED), Rejection)
    one = evolve(statement("ecdsa"), signature=signature)
    assert isinstance(judge_creation(signer("ecdsa"), one, certified(), data, PARENT, TIED), Rejection)
