"""Chains: every scenario ends as its author says, a second opinion agrees, and no octet of a chain can be changed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.x509 import verification
from cryptography.x509.oid import SignatureAlgorithmOID
from hypothesis import given
from hypothesis import strategies as st

from leo_ref.attestation.identity.certificate import Certificate, read
from leo_ref.attestation.identity.chain import Trust, verified
from leo_ref.attestation.identity.key import RsaKey
from leo_ref.attestation.identity.revocation import read_list
from leo_ref.attestation.identity.signing import holds
from leo_ref.core.rejections import Rejection
from tests.attestation.identity.scenario import OK, WHERE, Scenario
from tests.attestation.identity.scenarios import scenarios, text

SCENARIOS = {scenario.name: scenario for scenario in scenarios()}
SOUND = [scenario for scenario in SCENARIOS.values() if scenario.ends == OK]
READABLE = [scenario for scenario in SOUND if scenario.name not in ("odd-root", "unsorted-names")]

BELIEVED_HERE_ONLY = {
    "policies": "the library knows no certificate policies, so it refuses critical ones",
    "self-issued": "the library finds no path through an authority's own new key",
    "authority-purpose": "the library asks authorities for the web's purposes",
}
BELIEVED_THERE_ONLY = {
    "long-chain": "the library looks for a path among what it is given",
    "revoked": "the library reads no lists",
    "authority-revoked": "as above",
}
NOT_FOR_THE_LIBRARY = {"no-roots", "no-chain"}


def judged(scenario: Scenario) -> Certificate | Rejection:
    trust = Trust(roots=scenario.roots, lists_required=scenario.lists_required)
    return verified(scenario.chain, trust, scenario.at, scenario.lists)


def test_the_recorded_file_is_what_the_scenarios_say() -> None:
    assert WHERE.read_text(encoding="utf-8") == text()


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_each_scenario_ends_as_its_author_says(scenario: Scenario) -> None:
    found = judged(scenario)
    assert (found.code.name if isinstance(found, Rejection) else OK) == scenario.ends, found


def second_opinion(scenario: Scenario) -> None:
    """The library's own path validation; raises if it refuses."""
    authority = verification.ExtensionPolicy.webpki_defaults_ca()
    verifier = (
        verification.PolicyBuilder()
        .store(verification.Store([x509.load_der_x509_certificate(root) for root in scenario.roots]))
        .time(datetime.fromtimestamp(scenario.at, UTC))
        .extension_policies(ca_policy=authority, ee_policy=verification.ExtensionPolicy.permit_all())
        .build_client_verifier()
    )
    leaf, *others = (x509.load_der_x509_certificate(octets) for octets in scenario.chain)
    verifier.verify(leaf, others)


@pytest.mark.parametrize("scenario", READABLE, ids=lambda scenario: scenario.name)
def test_a_library_believes_what_we_believe(scenario: Scenario) -> None:
    if scenario.name in BELIEVED_HERE_ONLY:
        with pytest.raises(verification.VerificationError):
            second_opinion(scenario)
    else:
        second_opinion(scenario)


BROKEN = [
    scenario
    for scenario in SCENARIOS.values()
    if scenario.ends.startswith(("CHAIN_", "CERT_EXPIRED", "CERT_NOT"))
    and scenario.name not in NOT_FOR_THE_LIBRARY
    and not scenario.name.startswith("unsorted")
]


@pytest.mark.parametrize("scenario", BROKEN, ids=lambda scenario: scenario.name)
def test_a_library_refuses_what_is_no_chain(scenario: Scenario) -> None:
    if scenario.name in BELIEVED_THERE_ONLY:
        second_opinion(scenario)
    else:
        with pytest.raises(verification.VerificationError):
            second_opinion(scenario)


@pytest.mark.parametrize(
    ("name", "position"),
    [*((name, position) for name in ("ecc", "rsa", "swtpm-rsa") for position in (0, 1)), ("unsorted-names", 0)],
)
@pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")
def test_no_octet_of_a_chain_can_be_changed(name: str, position: int) -> None:
    scenario = SCENARIOS[name]
    octets = scenario.chain[position]
    trust = Trust(roots=scenario.roots, lists_required=False)
    for at in range(len(octets)):
        for bit in (0x01, 0x20) if position == 0 else (0x80,):
            changed = octets[:at] + bytes([octets[at] ^ bit]) + octets[at + 1 :]
            chain = tuple(changed if index == position else one for index, one in enumerate(scenario.chain))
            assert isinstance(verified(chain, trust, scenario.at), Rejection), (at, bit)


@pytest.mark.parametrize("name", ["ecc", "swtpm-p384"])
def test_no_certificate_can_be_cut_or_lengthened(name: str) -> None:
    octets = SCENARIOS[name].chain[0]
    assert isinstance(read(octets, 0), Certificate)
    for length in range(len(octets)):
        assert isinstance(read(octets[:length], 0), Rejection)
    assert isinstance(read(octets + b"\0", 0), Rejection)


@given(st.binary(max_size=300), st.sampled_from(SOUND), st.data())
@pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")
def test_whatever_is_sent_the_answer_is_a_value(junk: bytes, scenario: Scenario, data: st.DataObject) -> None:
    good = scenario.chain[0]
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, len(good)))
    octets = good[:start] + junk + good[end:]
    found = read(octets, 0)
    assert isinstance(found, Rejection) or found.octets == octets
    read_list(octets, 0)
    read_list(junk, 0)


def test_a_key_that_signs_nothing_signed_nothing() -> None:
    found = judged(next(scenario for scenario in scenarios() if scenario.ends == OK))
    assert isinstance(found, Certificate)
    assert not holds(found.octets, SignatureAlgorithmOID.RSA_WITH_SHA256.dotted_string, 2, RsaKey((1 << 2048) - 1, 1))


def test_the_order_of_roots_and_lists_decides_nothing() -> None:
    for scenario in SOUND:
        trust = Trust(roots=scenario.roots[::-1], lists_required=scenario.lists_required)
        assert isinstance(verified(scenario.chain, trust, scenario.at, scenario.lists[::-1]), Certificate)
