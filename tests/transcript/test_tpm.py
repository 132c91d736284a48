"""An opening with what the enrolment of TPMs gave leads to verifiers that appraise like those of the run."""

from __future__ import annotations

from attrs import evolve
from immutables import Map

from leo_ref.draw.suite import Suite
from leo_ref.encoding import from_octets, to_octets
from leo_ref.state.evidence import Finding, Phase
from leo_ref.transcript.entry import EnrolledKey, Opening, Tpm
from leo_ref.transcript.fault import Fault
from leo_ref.transcript.opening import begun, verifiers_of
from leo_ref.vectors.appraisal.forge import KEY
from leo_ref.vectors.appraisal.scene import BOOT_LOG, POLICIES
from leo_ref.verifiers import TpmVerifiers
from tests.appraisal.test_verifiers import HONEST, SUBJECT, VERIFIERS, found
from tests.simulator.deployment import beginning

SHOWN = EnrolledKey(public=KEY.public, parent=KEY.qualified_parent, endorsement=b"")
EVIDENCE = Tpm(policy=POLICIES["references"], enrolled=Map({SUBJECT: SHOWN}), logs=(BOOT_LOG,))


def test_evidence_is_appraised_as_in_the_run() -> None:
    opening = Opening(genesis=beginning(3), evidence=EVIDENCE, names=Map())
    assert from_octets(Opening, to_octets(opening)) == opening
    verifiers = verifiers_of(EVIDENCE, Suite.ELL2)
    assert isinstance(verifiers, TpmVerifiers)
    assert verifiers.suite is Suite.ELL2
    assert verifiers.enrolled == VERIFIERS.enrolled
    assert [*verifiers.logs.values()] == [BOOT_LOG]
    assert found(*HONEST, verifiers=evolve(verifiers, suite=Suite.TAI)) == Map(dict.fromkeys(Phase, Finding.PASS))


def test_what_is_no_attestation_key_is_named() -> None:
    for public in (b"", KEY.public[:-1], bytes([KEY.public[0] ^ 1]) + KEY.public[1:]):
        evidence = evolve(EVIDENCE, enrolled=Map({SUBJECT: evolve(SHOWN, public=public)}))
        wrong = verifiers_of(evidence, Suite.TAI)
        assert isinstance(wrong, tuple)
        assert wrong[0] is Fault.KEY_REFUSED


def test_a_policy_that_leaves_a_register_open_is_named() -> None:
    evidence = evolve(EVIDENCE, policy=evolve(EVIDENCE.policy, references=()))
    wrong = begun(Opening(genesis=beginning(3), evidence=evidence, names=Map()))
    assert isinstance(wrong, tuple)
    assert wrong[0] is Fault.POLICY_UNSOUND
