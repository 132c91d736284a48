"""A boot in QEMU from the packages on: some 45 s of one processor. What else there is to it, the captures show."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

from leo_ref.adapters.debian.failure import Failure as PackageReason
from leo_ref.adapters.debian.failure import PackageFailure
from leo_ref.adapters.qemu.capture import load
from leo_ref.adapters.qemu.failure import Failure, MachineFailure
from leo_ref.adapters.qemu.initrd import INIT, initrd
from leo_ref.adapters.qemu.judging import events
from leo_ref.adapters.qemu.packages import parts
from leo_ref.adapters.qemu.qemu import need_qemu
from leo_ref.cli import main
from leo_ref.cli.checkout import cache
from leo_ref.core.rejections import Rejection
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.ima import parse_ima_log

ABSENT = {Failure.QEMU_MISSING, *PackageReason}
"""What a system may lack that only root, or the network, can give it."""


def without(what: str) -> NoReturn:
    """The test cannot run here: never silently on a build server."""
    if os.environ.get("CI"):
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


def test_an_honest_machine_is_accepted_and_its_tampered_twin_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = [name for name in ("swtpm", "setpriv") if shutil.which(name) is None]
    if missing or importlib.util.find_spec("tpm2_pytss") is None:
        without(
            f"{', '.join(missing) or 'tpm2-pytss'} missing; ./leo test installs it, as root or with passwordless sudo"
        )
    try:
        need_qemu(print)
        found = parts(cache("machine"), print)
    except (MachineFailure, PackageFailure) as failure:
        if failure.name not in ABSENT:
            raise
        without(str(failure))
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main(["machine", "boot", "--out", str(tmp_path), "--json"])
    printed = capsys.readouterr()
    assert ended.value.code == 0, printed.err
    honest, variant = json.loads(printed.out)["machines"]
    assert honest["accepted"]
    assert honest["registers"] == []
    assert variant["refused"]
    assert variant["registers"] == [9, 10]
    assert variant["appraisals"] == {
        "values": "QUOTE_REGISTER",
        "files": "KERNEL_LIST_FILE",
        "other_logs": "EVENT_LOG_NOT_REACHED",
        "other_values": "QUOTE_DIGEST",
    }
    reference = load(tmp_path / "reference.json")
    files = {"/kernel": found.octets("kernel"), "/initrd": initrd(found.octets("busybox"))}
    read = {event.text: event.digest for event in events(reference) if event.pcr == 9 and event.text in files}
    assert read == {path: Hash.SHA256.digest(octets) for path, octets in files.items()}
    ran = {b"/init": INIT, b"/bin/busybox": found.octets("busybox")}
    listed = parse_ima_log(reference.kernel_list)
    assert not isinstance(listed, Rejection)
    assert {entry.name: entry.digest for entry in listed.entries[1:]} == {
        name: Hash.SHA256.digest(octets) for name, octets in ran.items()
    }
    assert {path.name for path in tmp_path.glob("*.json")} == {"reference.json", "honest.json", "initrd.json"}
