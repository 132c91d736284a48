"""Candidates: one judgement is those of its steps, in their order, and what it tells is what they tell."""

from __future__ import annotations

from itertools import product

import pytest

from leo_ref.attestation.identity.attributes import attestation_key
from leo_ref.attestation.identity.candidate import CandidateKeys, candidate_of
from leo_ref.attestation.identity.chain import Trust, verified
from leo_ref.attestation.identity.endorsement import Template, endorsed
from leo_ref.core.rejections import Rejection
from leo_ref.tcg import name as names
from leo_ref.tcg.algorithms import Hash
from leo_ref.vectors.identity.recorded import OCTETS
from tests.attestation.identity.scenario import AT, DRAFT, MIDDLE, OTHER_ROOT, ROOT, issued

CHAIN = (issued(DRAFT), MIDDLE.octets)
TRUST = Trust(roots=(ROOT.octets,), lists_required=False)
STRANGERS = Trust(roots=(OTHER_ROOT.octets,), lists_required=False)
EVERY = frozenset(Template)


def test_what_it_tells() -> None:
    found = candidate_of(CHAIN, OCTETS["ek_p256"], OCTETS["ak_ecdsa"], TRUST, EVERY, AT)
    assert isinstance(found, CandidateKeys)
    assert found.certificate.octets == CHAIN[0]
    assert found.endorsement.template is Template.L_2
    key = attestation_key(
        OCTETS["ak_ecdsa"], names.of(Hash.SHA256, OCTETS["ak_ecdsa"]), found.endorsement.qualified_name
    )
    assert found.attestation == key


@pytest.mark.parametrize(
    ("trust", "above", "accepted", "below"),
    [
        *product(
            (TRUST, STRANGERS),
            ("ek_p256", "ek_rsa"),
            (EVERY, EVERY - {Template.L_2}),
            ("ak_ecdsa", "imported", "ak_below_p384"),
        )
    ],
)
def test_the_first_step_that_fails_is_the_answer(
    trust: Trust, above: str, accepted: frozenset[Template], below: str
) -> None:
    given = candidate_of(CHAIN, OCTETS[above], OCTETS[below], trust, accepted, AT)
    certificate = verified(CHAIN, trust, AT)
    if isinstance(certificate, Rejection):
        assert given == certificate
        return
    endorsement = endorsed(certificate, OCTETS[above], accepted)
    if isinstance(endorsement, Rejection):
        assert given == endorsement
        return
    own_name = names.of(Hash.SHA256, OCTETS[below])
    key = attestation_key(OCTETS[below], own_name, endorsement.qualified_name)
    assert (given == key) if isinstance(key, Rejection) else isinstance(given, CandidateKeys)
