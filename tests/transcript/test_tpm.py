"""An opening with evidence of TPMs leads to verifiers that judge by what its genesis document says, or to a fault."""

from __future__ import annotations

from attrs import evolve
from immutables import Map

from leo_ref.attestation.appraisal.example import EXAMPLE
from leo_ref.attestation.appraisal.kinds import Tpm
from leo_ref.attestation.identity.endorsement import Template
from leo_ref.attestation.verifiers.tpm import TpmVerifiers
from leo_ref.core.encoding import from_octets, to_octets
from leo_ref.core.rejections import Code
from leo_ref.core.state.node import Identity
from leo_ref.core.values import AccountId, NodeId
from leo_ref.ledger import Genesis
from leo_ref.ledger.genesis import FirstNode
from leo_ref.transcript.entry import OpeningEntry
from leo_ref.transcript.fault import Fault
from leo_ref.transcript.opening import Beginning, begun
from leo_ref.vectors.identity.recorded import OCTETS, load
from tests.parties.simulator.deployment import beginning

RECORDED = load("certificates.json")
SOUND = next(one for one in RECORDED["scenarios"] if one["name"] == "ecc")
CHAIN, ROOTS = (
    tuple(bytes.fromhex(RECORDED["octets"][number]) for number in SOUND[part]) for part in ("chain", "roots")
)
NODE = NodeId("0a" * 32)
IDENTITY = Identity(
    owner=AccountId(NODE),
    certificates=CHAIN,
    endorsement_key=OCTETS["ek_p256"],
    attestation_key=OCTETS["ak_ecdsa"],
    vrf_key=bytes(32),
)
EVIDENCE = Tpm(policy=EXAMPLE, roots=ROOTS, templates=frozenset(Template))


def document(evidence: Tpm = EVIDENCE, identity: Identity = IDENTITY) -> Genesis:
    """A deployment with one node, at a time when its certificate is believed."""
    node = FirstNode(identity=identity, credit=1)
    return evolve(beginning(3), evidence=evidence, time=SOUND["at"], nodes=Map({NODE: node}))


def opening(evidence: Tpm = EVIDENCE, identity: Identity = IDENTITY) -> OpeningEntry:
    return OpeningEntry(genesis=document(evidence, identity), names=Map())


def test_the_document_says_by_what_evidence_is_judged() -> None:
    opened = opening()
    assert from_octets(OpeningEntry, to_octets(opened)) == opened
    found = begun(opened)
    assert isinstance(found, Beginning)
    assert isinstance(found.verifiers, TpmVerifiers)
    assert found.verifiers.kind == EVIDENCE
    assert found.verifiers.suite is opened.genesis.suite
    assert found.state.nodes[NODE].endorsement == found.verifiers.endorsed(0, IDENTITY)


def test_first_nodes_that_nobody_believes_are_named() -> None:
    for evidence, identity, code in (
        (evolve(EVIDENCE, roots=()), IDENTITY, Code.CHAIN_NOT_PINNED),
        (evolve(EVIDENCE, templates=frozenset()), IDENTITY, Code.EK_TEMPLATE),
        (EVIDENCE, evolve(IDENTITY, certificates=()), Code.CHAIN_LENGTH),
        (EVIDENCE, evolve(IDENTITY, endorsement_key=OCTETS["ek_rsa"]), Code.EK_CERT_OTHER_KEY),
        (EVIDENCE, evolve(IDENTITY, attestation_key=OCTETS["imported"]), Code.AK_NOT_FIXED_TPM),
    ):
        wrong = begun(opening(evidence, identity))
        assert isinstance(wrong, tuple)
        assert wrong[0] is Fault.GENESIS_REFUSED
        assert code.name in wrong[1]


def test_a_policy_that_leaves_a_register_open_is_named() -> None:
    wrong = begun(opening(evolve(EVIDENCE, policy=evolve(EXAMPLE, boot_log=None))))
    assert isinstance(wrong, tuple)
    assert wrong[0] is Fault.GENESIS_REFUSED
    assert Code.POLICY_REGISTERS.name in wrong[1]
