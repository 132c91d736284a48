"""The configuration of a container and the report of a wipe, as the job log has them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve, fields
from immutables import Map

from leo_ref.attestation.evidence import seccomp
from leo_ref.attestation.evidence.container import PAYLOAD_MOST, Configuration, configuration_digest, wanted
from leo_ref.attestation.evidence.wipe import WipeReport, report_digest, wanted_wipe
from leo_ref.core.encoding import canonical, encode, from_octets, to_octets
from leo_ref.core.state.job import Network, Requirement

CONFIGURATION = wanted(Requirement(min_credit=0))


def changed(value: Any) -> Any:  # Any: of the same type
    """Another value of the type that a field has."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return value + "x"
    if isinstance(value, tuple):
        return (*value, "x")
    if isinstance(value, Map):
        return value.set("x", "y")
    assert isinstance(value, bytes)
    return bytes(32)


@pytest.mark.parametrize("name", [each.name for each in fields(Configuration)])
def test_no_setting_is_left_out_of_the_digest(name: str) -> None:
    other = evolve(CONFIGURATION, **{name: changed(getattr(CONFIGURATION, name))})
    assert configuration_digest(other) != configuration_digest(CONFIGURATION)
    assert from_octets(Configuration, to_octets(other)) == other


@pytest.mark.parametrize("name", [each.name for each in fields(WipeReport)])
def test_no_trace_is_left_out_of_the_digest(name: str) -> None:
    none = WipeReport(images=())
    found = evolve(none, **{name: ("x",)})
    assert report_digest(found) != report_digest(none)
    assert from_octets(WipeReport, to_octets(found)) == found


def test_whatever_a_task_asks_of_the_container_is_in_its_configuration() -> None:
    requirements = [
        Requirement(min_credit=1, network=network, time_limit=time, memory_limit=memory)
        for network in Network
        for time in (1, 2)
        for memory in (2**25, 2**26)
    ]
    assert len({configuration_digest(wanted(each)) for each in requirements}) == 8


def test_what_is_asked_of_the_owner_or_after_the_job_is_not() -> None:
    asked = Requirement(min_credit=0)
    assert wanted(evolve(asked, min_credit=7, wipe=False)) == wanted(asked)
    assert wanted_wipe(evolve(asked, wipe=False)) != wanted_wipe(asked)


def test_nothing_of_a_job_is_on_disk_or_swapped_out() -> None:
    for network in Network:
        found = wanted(Requirement(min_credit=0, network=network))
        assert found.read_only_root
        assert not found.mounts
        assert found.memory == found.memory_and_swap
        assert found.ulimits["core"] == "0:0"
        assert found.log == "none"
        assert found.ulimits["fsize"] == f"{PAYLOAD_MOST}:{PAYLOAD_MOST}"


def test_without_a_network_nothing_can_be_connected_to() -> None:
    calls = set(seccomp.CALLS)
    assert list(seccomp.CALLS) == sorted(calls)
    assert not calls & set(seccomp.NETWORK_CALLS)
    forbidden = {"ptrace", "mount", "unshare", "setns", "keyctl", "bpf", "clone", "clone3", "mknod", "setuid", "chroot"}
    assert not calls & forbidden
    assert seccomp.DIGESTS[Network.NONE] != seccomp.DIGESTS[Network.FULL]


def test_the_page_for_implementers_has_the_configuration_and_its_digest() -> None:
    page = (Path(__file__).parents[3] / "docs" / "execution.md").read_text(encoding="utf-8")
    shown = json.loads(page.partition("```json\n")[2].partition("```")[0])
    assert shown == encode(CONFIGURATION)
    assert f"Its digest is `{configuration_digest(CONFIGURATION).hex()}`" in page
    assert seccomp.DIGESTS[Network.FULL].hex() in page
    report = canonical(encode(wanted_wipe(Requirement(min_credit=0)))).decode()
    assert f"`{report}`" in page
