"""What a machine is started from, and the report that comes back; nothing is started here."""

from __future__ import annotations

import base64
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leo_ref.adapters.qemu import variant as variants
from leo_ref.adapters.qemu.failure import Failure, MachineFailure
from leo_ref.adapters.qemu.initrd import DIRECTORY, INIT, PROGRAM, SHUTDOWN_STATE, ArchiveEntry, archive, initrd
from leo_ref.adapters.qemu.partitions import SECTOR, disk
from leo_ref.adapters.qemu.report import SUCCESS, MachineReport, complete, parse_report
from leo_ref.adapters.qemu.variant import TAMPERED, Variant

NAMES = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=9)


def unpacked(octets: bytes) -> dict[str, tuple[int, bytes]]:
    """The entries of a "newc" archive, as the kernel's document describes it."""
    found: dict[str, tuple[int, bytes]] = {}
    at = 0
    while at < len(octets):
        assert octets[at : at + 6] == b"070701"
        numbers = [int(octets[at + 6 + 8 * number : at + 14 + 8 * number], 16) for number in range(13)]
        mode, size, name_size = numbers[1], numbers[6], numbers[11]
        name = octets[at + 110 : at + 110 + name_size]
        at = (at + 110 + name_size + 3) // 4 * 4
        found[name.removesuffix(b"\0").decode()] = mode, octets[at : at + size]
        at = (at + size + 3) // 4 * 4
    return found


@given(st.dictionaries(NAMES, st.binary(max_size=20)))
def test_an_archive_holds_its_entries(files: dict[str, bytes]) -> None:
    made = archive({name: ArchiveEntry(PROGRAM, content) for name, content in files.items()})
    expected = {name: (PROGRAM, content) for name, content in files.items()}
    assert unpacked(made) == expected | {"TRAILER!!!": (0, b"")}


def test_the_initrd_has_the_program_and_the_script() -> None:
    found = unpacked(initrd(b"program"))
    assert found["bin/busybox"] == (PROGRAM, b"program")
    assert found["init"] == (PROGRAM, INIT)
    assert found["sys"] == (DIRECTORY, b"")


def test_the_script_types_the_command_as_it_is() -> None:
    line = next(line for line in INIT.decode().splitlines() if line.startswith("printf"))
    typed = line.split("'")[1]
    assert bytes(int(octal, 8) for octal in typed.split("\\")[1:]) == SHUTDOWN_STATE


@given(st.integers(1, 40).map(lambda sectors: b"p" * (sectors * SECTOR)))
def test_a_disk_has_its_table_twice_and_its_partition(partition: bytes) -> None:
    made = disk(partition)
    last = len(made) // SECTOR - 1
    assert made[SECTOR - 2 : SECTOR] == b"\x55\xaa"
    for own, other in ((1, last), (last, 1)):
        header = made[own * SECTOR : own * SECTOR + 92]
        fields = struct.unpack("<8s4sIIIQQQQ16sQIII", header)
        assert fields[0] == b"EFI PART"
        assert zlib.crc32(header[:16] + bytes(4) + header[20:]) == fields[3]
        assert (fields[5], fields[6]) == (own, other)
        entries = made[fields[10] * SECTOR :][: fields[11] * fields[12]]
        assert zlib.crc32(entries) == fields[13]
        first, final = struct.unpack("<QQ", entries[32:48])
        assert fields[7] <= first <= final <= fields[8]
        assert made[first * SECTOR : (final + 1) * SECTOR] == partition
    assert len(made) % SECTOR == 0


def parts_of(variant: Variant) -> tuple[bytes, bytes, str, str]:
    kernel = variants.kernel(variant, b"kernel" * 9)
    return (
        kernel,
        variants.initrd(variant, initrd(b"program")),
        variants.command_line(variant),
        variants.variables(variant),
    )


@pytest.mark.parametrize("variant", TAMPERED)
def test_a_twin_differs_in_one_thing(variant: Variant) -> None:
    pairs = list(zip(parts_of(Variant.HONEST), parts_of(variant), strict=True))
    assert sum(one != other for one, other in pairs) == 1
    for one, other in pairs[:2]:
        assert isinstance(one, bytes)
        assert isinstance(other, bytes)
        differing = [a ^ b for a, b in zip(one, other, strict=True) if a != b]
        assert differing in ([], [1])


def reported(event_log: bytes, kernel_list: bytes, shutdown: bytes = SUCCESS, first: str = "firmware\r\n") -> bytes:
    parts = {"event-log": event_log, "kernel-list": kernel_list, "shutdown": shutdown}
    lines = [line for name, octets in parts.items() for line in (name, base64.encodebytes(octets).decode().strip())]
    return (first + "\r\n".join(["leo-machine 1", *lines, "leo-machine end", ""])).encode()


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_a_report_is_read_whatever_firmware_wrote_before(event_log: bytes, kernel_list: bytes) -> None:
    octets = reported(event_log, kernel_list)
    assert complete(octets)
    assert parse_report(octets) == MachineReport(event_log, kernel_list)


BROKEN = {
    "nothing": b"",
    "no end": reported(b"a", b"b")[:-12],
    "no beginning": reported(b"a", b"b").replace(b"machine 1", b"machine 2"),
    "no list": reported(b"a", b"b").replace(b"kernel-list", b""),
    "no base64": reported(b"a", b"b").replace(b"YQ==", b"Y!Q=="),
}


@pytest.mark.parametrize("octets", BROKEN.values(), ids=list(BROKEN))
def test_a_broken_report_is_named(octets: bytes) -> None:
    with pytest.raises(MachineFailure) as caught:
        parse_report(octets)
    assert caught.value.name is Failure.REPORT_BROKEN


@pytest.mark.parametrize("answer", [bytes.fromhex("80010000000a00000101"), b""])
def test_a_tpm_that_was_not_put_to_sleep_is_named(answer: bytes) -> None:
    with pytest.raises(MachineFailure) as caught:
        parse_report(reported(b"a", b"b", answer))
    assert caught.value.name is Failure.TPM_FAILED


@given(st.binary(max_size=300))
def test_other_octets_are_no_report(octets: bytes) -> None:
    with pytest.raises(MachineFailure) as caught:
        parse_report(octets)
    assert caught.value.name is Failure.REPORT_BROKEN
