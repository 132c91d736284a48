"""Logs of real machines replay to the PCR values that these machines had."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import Any

import pytest

from leo_ref.core.rejections import Code, Rejection
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.boot import AFTER_SEPARATOR, after_separator, measured_boot
from leo_ref.tcg.event_data import Covered
from leo_ref.tcg.event_log import EventLog, encode_event_log, parse_event_log, parse_legacy_log
from leo_ref.tcg.event_types import AnyType, EventType
from leo_ref.tcg.ima_replay import replay_ima
from leo_ref.tcg.ima_text import encode_ima_text, parse_ima_text
from leo_ref.tcg.replay import replay
from tests.tcg import real_evidence
from tests.tcg.real_evidence import FOLDER, WINDOWS

pytestmark = real_evidence.needed

AGILE = (
    ("arch-linux-workstation.bin", 24, (Hash.SHA256,)),
    ("binary_bios_measurements-secureboot", 98, (Hash.SHA256,)),
    ("cos-101-amd-sev.bin", 48, (Hash.SHA256, Hash.SHA384)),
    ("crypto_agile_eventlog", 26, (Hash.SHA256,)),
    ("rhel8-uefi.bin", 82, (Hash.SHA256, Hash.SHA384)),
    ("ubuntu-2404-amd-sevsnp.bin", 116, (Hash.SHA256, Hash.SHA384)),
)
KNOWN = ("arch-linux-workstation.bin", "cos-101-amd-sev.bin", "debian-10.bin", "rhel8-uefi.bin")


def known(name: str) -> dict[Hash, dict[int, bytes]]:
    banks: dict[str, dict[str, str]] = json.loads((FOLDER / "expected-pcrs.json").read_text(encoding="utf-8"))[name]
    hashes = {bank.title: bank for bank in Hash}
    return {
        hashes[title]: {int(pcr): bytes.fromhex(value) for pcr, value in values.items()}
        for title, values in banks.items()
    }


def windows() -> Any:  # another project's JSON
    return json.loads(WINDOWS.read_text(encoding="utf-8"))


def log_of(octets: bytes) -> EventLog:
    log = parse_event_log(octets)
    if isinstance(log, Rejection) and log.code is Code.EVENT_LOG_LEGACY:
        log = parse_legacy_log(octets)
    assert not isinstance(log, Rejection)
    assert encode_event_log(log) == octets
    return log


@pytest.mark.parametrize("name", [*KNOWN, "ubuntu-2404-amd-sevsnp.bin"])
def test_a_log_replays_to_the_machine_s_values(name: str) -> None:
    log = log_of((FOLDER / name).read_bytes())
    for bank, values in known(name).items():
        found = replay(log, bank, values)
        assert not isinstance(found, Rejection)
        assert found.ahead == 0
        one = {0: bytes([values[0][0] ^ 1]) + values[0][1:]}
        assert isinstance(replay(log, bank, values | one), Rejection)


@pytest.mark.parametrize(("name", "count", "banks"), AGILE)
def test_a_log_is_one_of_a_whole_boot(name: str, count: int, banks: tuple[Hash, ...]) -> None:
    octets = (FOLDER / name).read_bytes()
    for bank in banks:
        found = measured_boot(octets, bank)
        assert not isinstance(found, Rejection)
        assert found.count == count
        assert after_separator(found, AFTER_SEPARATOR) is None


def test_what_digests_cover_in_logs_of_real_machines() -> None:
    seen: dict[AnyType, set[Covered]] = {}
    for name, _, banks in AGILE:
        found = measured_boot((FOLDER / name).read_bytes(), banks[0])
        assert not isinstance(found, Rejection)
        for event in found.events:
            seen.setdefault(event.type, set()).add(event.covered)
    assert seen == {
        EventType.EV_EFI_ACTION: {Covered.ALL},
        EventType.EV_EFI_GPT_EVENT: {Covered.ALL},
        EventType.EV_EFI_VARIABLE_AUTHORITY: {Covered.ALL},
        EventType.EV_EFI_VARIABLE_DRIVER_CONFIG: {Covered.ALL},
        EventType.EV_NONHOST_INFO: {Covered.ALL},
        EventType.EV_SEPARATOR: {Covered.ALL},
        EventType.EV_S_CRTM_VERSION: {Covered.ALL},
        EventType.EV_EFI_VARIABLE_BOOT: {Covered.ALL, Covered.VALUE},
        EventType.EV_IPL: {Covered.ALL, Covered.COMMAND, Covered.NOTHING},
        EventType.EV_EFI_BOOT_SERVICES_APPLICATION: {Covered.NOTHING},
        EventType.EV_EFI_BOOT_SERVICES_DRIVER: {Covered.NOTHING},
        EventType.EV_EFI_PLATFORM_FIRMWARE_BLOB: {Covered.NOTHING},
        EventType.EV_EVENT_TAG: {Covered.NOTHING},
        EventType.EV_PLATFORM_CONFIG_FLAGS: {Covered.NOTHING},
        EventType.EV_POST_CODE: {Covered.NOTHING},
        EventType.EV_S_CRTM_CONTENTS: {Covered.NOTHING},
    }


def test_a_windows_machine_s_log_replays_to_its_values_but_is_no_evidence() -> None:
    recorded = windows()["Log"]
    octets = b64decode(recorded["Raw"])
    values = {one["Index"]: b64decode(one["Digest"]) for one in recorded["PCRs"]}
    assert len(values) == 24
    found = replay(log_of(octets), Hash.SHA1, values)
    assert not isinstance(found, Rejection)
    refused = measured_boot(octets, Hash.SHA1)
    assert isinstance(refused, Rejection)
    assert refused.code is Code.EVENT_LOG_LEGACY


def test_a_bogus_log_is_refused() -> None:
    refused = parse_event_log((FOLDER / "binary_bios_measurements-bogus").read_bytes())
    assert isinstance(refused, Rejection)
    assert refused.code is Code.EVENT_LOG_NOT_ONE


def test_an_ima_list_is_read_and_replays() -> None:
    octets = (FOLDER / "ima-log-sha256").read_bytes()
    log = parse_ima_text(octets)
    assert not isinstance(log, Rejection)
    assert encode_ima_text(log) == octets
    found = replay_ima(log, Hash.SHA256)
    assert not isinstance(found, Rejection)
    assert [entry.name for entry in found.entries] == [b"boot_aggregate", b"/data"]
