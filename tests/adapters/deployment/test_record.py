"""What a machine writes down before it measures: after a kill the register tells how far it came."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leo_ref.adapters.deployment.failure import Failure, NodeMachineFailure
from leo_ref.adapters.deployment.record import FILE, MeasuredStep, RecordedJob, machine_record
from leo_ref.attestation.appraisal.policy import BANK
from leo_ref.core.values import JobId
from leo_ref.tcg.attest import Counters
from leo_ref.tcg.pcr import extended

JOB = JobId("ab" * 32)
BOOT = Counters(3, 1)
octets = st.binary(min_size=32, max_size=32)


@given(start=octets, events=st.lists(octets, max_size=7), data=st.data())
def test_the_register_tells_how_many_events_were_measured(
    start: bytes, events: list[bytes], data: st.DataObject
) -> None:
    job = RecordedJob(boot=BOOT, start=start, events=tuple((MeasuredStep.PREPARED, event) for event in events))
    count = data.draw(st.integers(0, len(events)))
    register = start
    for event in events[:count]:
        register = extended(BANK, register, event)
    assert job.measured(register) == count
    assert job.measured(extended(BANK, register, b"another".rjust(32))) is None


def test_what_was_written_down_is_there_after_a_restart(tmp_path: Path) -> None:
    begun = RecordedJob(boot=BOOT, start=bytes(32))
    with machine_record(tmp_path) as record:
        assert not record.is_busy(BOOT)
        job = record.intend(JOB, begun, MeasuredStep.PREPARED, (bytes([1]) * 32, bytes([2]) * 32))
        record.intend(JOB, job, MeasuredStep.OPENED, (bytes([3]) * 32,))
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    with machine_record(tmp_path) as record:
        found = record.job(JOB)
        assert found is not None
        assert (found.boot, found.start) == (BOOT, bytes(32))
        assert found.log == (bytes([1]) * 32, bytes([2]) * 32, bytes([3]) * 32)
        assert (found.has(MeasuredStep.OPENED), found.has(MeasuredStep.RESULT)) == (True, False)
        assert (record.begun(), record.is_busy(BOOT), record.is_busy(Counters(4, 0))) == ({JOB}, True, False)
        record.forget(JOB)
        assert (record.job(JOB), record.begun(), record.is_busy(BOOT)) == (None, set(), False)


def test_a_file_that_is_no_record_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database at all, and longer than a header would be" * 20)
    with pytest.raises(NodeMachineFailure) as failure, machine_record(tmp_path):
        pytest.fail("it must not be used")
    assert failure.value.name is Failure.RECORD_CORRUPT


def test_another_form_is_named(tmp_path: Path) -> None:
    with machine_record(tmp_path) as record:
        record.connection.execute("PRAGMA user_version = 9")
    with pytest.raises(NodeMachineFailure) as failure, machine_record(tmp_path):
        pytest.fail("it must not be used")
    assert failure.value.name is Failure.RECORD_FORM


def test_a_full_disk_is_named_and_nothing_is_half_written(tmp_path: Path) -> None:
    begun = RecordedJob(boot=BOOT, start=bytes(32))
    with machine_record(tmp_path) as record:
        record.connection.execute("PRAGMA max_page_count = 1")
        with pytest.raises(NodeMachineFailure) as failure:
            record.intend(JOB, begun, MeasuredStep.PREPARED, tuple(bytes([n]) * 32 for n in range(200)))
        assert failure.value.name is Failure.DISK_FULL
        assert record.job(JOB) is None


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NodeMachineFailure) as failure, machine_record(tmp_path / "none"):
        pytest.fail("it must not be used")
    assert failure.value.name is Failure.RECORD_UNWRITABLE
