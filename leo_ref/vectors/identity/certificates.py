"""Chains of certificates: the scenarios that were recorded, and octets too many to record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leo_ref.attestation.identity import revocation
from leo_ref.core.encoding import JsonValue
from leo_ref.core.state.node import CERTIFICATE_MOST
from leo_ref.vectors.case import Cases, repeated
from leo_ref.vectors.identity.recorded import load


def certificate_cases() -> Cases:
    """One vector for each scenario. Octets that occur in several are shared."""
    cases = Cases("identity/certificates")
    recorded = load("certificates.json")
    cases.shared.update(recorded["octets"])
    for scenario in recorded["scenarios"]:
        cases.add(scenario["name"], scenario["why"], chain_request(scenario), scenario["ends"], clause="§5")
    sound: Mapping[str, Any] = recorded["scenarios"][0]  # Any: a file of our own
    request = chain_request(sound)
    assert isinstance(request["chain"], list)
    long = repeated(b"\x30", CERTIFICATE_MOST + 1)
    chain: list[JsonValue] = [long, *request["chain"][1:]]
    cases.add("too-long", "judged by the length alone", {**request, "chain": chain}, "CERT_TOO_LONG")
    chain = [repeated(b"\x30", CERTIFICATE_MOST), *request["chain"][1:]]
    cases.add("longest", "as many octets as are read", {**request, "chain": chain}, "CERT_TRAILING")
    lists: list[JsonValue] = [repeated(b"\x30", revocation.LENGTH_MOST + 1)]
    cases.add("list-too-long", "judged by the length alone", {**request, "lists": lists}, "CRL_TOO_LONG")
    lists = [repeated(b"\x30", revocation.LENGTH_MOST)]
    cases.add("list-longest", "as many octets as are read", {**request, "lists": lists}, "CRL_MALFORMED")
    return cases


def chain_request(scenario: Mapping[str, Any]) -> dict[str, JsonValue]:  # Any: a file of our own
    """The request on a recorded scenario."""

    def shared(name: str) -> list[JsonValue]:
        return [{"$shared": number} for number in scenario[name]]

    return {
        "request": "ek_chain",
        "chain": shared("chain"),
        "roots": shared("roots"),
        "lists": shared("lists"),
        "lists_required": scenario["lists_required"],
        "at": scenario["at"],
    }
