"""Starting and ending a machine, with programs of ours in the places of QEMU and of the distribution's tools."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from leo_ref.adapters.debian import apt
from leo_ref.adapters.debian.failure import Failure as PackageReason
from leo_ref.adapters.debian.failure import PackageFailure
from leo_ref.adapters.qemu.disk import REFUSED
from leo_ref.adapters.qemu.failure import Failure, MachineFailure
from leo_ref.adapters.qemu.packages import FILES, KERNEL, Parts, parts
from leo_ref.adapters.qemu.qemu import need_qemu
from leo_ref.adapters.qemu.report import MachineReport
from leo_ref.adapters.qemu.run import Boot, _wait_for, boot
from leo_ref.adapters.qemu.variant import Variant

Tool = Callable[[str, str], None]

SAY = """
while [ $# -gt 0 ]; do
    case $1 in file:*/console) console=${1#file:} ;; file:*/report) report=${1#file:} ;; esac
    shift
done
"""
"""Finds where QEMU would write what the machine says."""

REPORT = (
    "printf 'leo-machine 1\\nevent-log\\nYQ==\\nkernel-list\\nYg==\\nshutdown\\ngAEAAAAKAAAAAA==\\nleo-machine end\\n'"
)


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tool:
    """Puts a shell script in the place of a program; others are those of the system."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    def put(name: str, script: str) -> None:
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)

    put("setpriv", 'shift 2; exec "$@"')
    put("swtpm", 'for word; do case $word in type=unixio,path=*) word=${word#*path=}; : >"${word%,mode*}";; esac; done')
    return put


@pytest.fixture
def made_of(tmp_path: Path) -> Parts:
    """Files that stand for a machine's; its mtools does nothing."""
    folder = tmp_path / "parts"
    folder.mkdir()
    for files in FILES.values():
        for name in files:
            (folder / name).write_bytes(b"part")
    (folder / "mtools").write_text("#!/bin/sh\nexit 0\n")
    (folder / "mtools").chmod(0o755)
    return Parts(folder, ())


def booted(made_of: Parts, tmp_path: Path, limit: float = 30) -> Boot:
    folder = tmp_path / "tpm"
    folder.mkdir()
    try:
        return boot(made_of, Variant.HONEST, folder, limit, tmp_path / "kept")
    finally:
        assert list(folder.iterdir()) == []


def failure(made_of: Parts, tmp_path: Path, limit: float = 30) -> MachineFailure:
    with pytest.raises(MachineFailure) as caught:
        booted(made_of, tmp_path, limit)
    return caught.value


def test_what_the_machine_reports_is_read(tool: Tool, made_of: Parts, tmp_path: Path) -> None:
    tool("qemu-system-x86_64", f'{SAY}echo hello >"$console"; {REPORT} >"$report"')
    found = booted(made_of, tmp_path)
    assert found.report == MachineReport(b"a", b"b")
    assert found.console == b"hello\n"
    assert (tmp_path / "kept.console").read_bytes() == found.console


FAILED = REPORT.replace("gAEAAAAKAAAAAA==", "gAEAAAAKAAABAQ==")
"""The TPM in its failure mode."""


def test_a_boot_in_which_the_tpm_failed_is_tried_again(tool: Tool, made_of: Parts, tmp_path: Path) -> None:
    again = (
        f'if [ -e "{tmp_path}/again" ]; then {REPORT} >"$report"; else {FAILED} >"$report"; fi; : >"{tmp_path}/again"'
    )
    tool("qemu-system-x86_64", f"{SAY}{again}")
    assert booted(made_of, tmp_path).report == MachineReport(b"a", b"b")


def test_a_tpm_that_fails_again_is_named(tool: Tool, made_of: Parts, tmp_path: Path) -> None:
    tool("qemu-system-x86_64", f'{SAY}echo >>"{tmp_path}/started"; {FAILED} >"$report"')
    assert failure(made_of, tmp_path).name is Failure.TPM_FAILED
    assert (tmp_path / "started").read_text() == "\n\n"


def test_a_machine_that_refuses_its_kernel_has_no_report(tool: Tool, made_of: Parts, tmp_path: Path) -> None:
    tool("qemu-system-x86_64", f'{SAY}echo "{REFUSED}" >"$console"')
    assert booted(made_of, tmp_path).report is None


def test_a_machine_that_ends_early_is_named_with_its_last_words(tool: Tool, made_of: Parts, tmp_path: Path) -> None:
    tool("qemu-system-x86_64", f'{SAY}printf "panic \\033[2J\\n" >"$console"; echo no memory >&2')
    found = failure(made_of, tmp_path)
    assert found.name is Failure.BOOT_FAILED
    assert "no memory" in found.what
    assert "panic \\x1b[2J" in found.what


def test_a_machine_that_hangs_is_ended(tool: Tool, made_of: Parts, tmp_path: Path) -> None:
    tool("qemu-system-x86_64", f'echo $$ >"{tmp_path}/pid"; exec sleep 600')
    assert failure(made_of, tmp_path, limit=1).name is Failure.BOOT_LIMIT
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_a_tpm_that_does_not_start_is_named(tool: Tool, made_of: Parts, tmp_path: Path) -> None:
    tool("swtpm", "echo no such option >&2; exit 1")
    tool("qemu-system-x86_64", "exit 0")
    found = failure(made_of, tmp_path)
    assert found.name is Failure.BOOT_FAILED
    assert "no such option" in found.what


def test_a_tpm_may_end_right_after_its_socket_is_there(tmp_path: Path) -> None:
    class Emulator(subprocess.Popen[bytes]):
        """Makes its socket and ends between two looks."""

        def poll(self) -> int | None:
            (tmp_path / "socket").touch()
            return super().poll()

    with Emulator(["true"]) as process:
        process.wait()
        _wait_for(tmp_path / "socket", process, tmp_path / "log")


def test_a_disk_that_is_not_made_is_named(made_of: Parts, tmp_path: Path) -> None:
    (made_of.folder / "mtools").write_text("#!/bin/sh\necho Disk full >&2; exit 1\n")
    found = failure(made_of, tmp_path)
    assert found.name is Failure.DISK_FAILED
    assert "mformat said: Disk full" in found.what


def test_without_qemu_and_without_rights_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(MachineFailure) as caught:
        need_qemu(print)
    assert caught.value.name is Failure.QEMU_MISSING
    assert "apt-get install" in caught.value.remedy


@pytest.mark.parametrize("user", [0, 1000])
def test_who_may_install_packages_gets_qemu(
    user: int, tool: Tool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "bin"
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr("os.geteuid", lambda: user)
    qemu, updated = folder / "qemu-system-x86_64", tmp_path / "updated"
    put = f'echo >"{qemu}"; /bin/chmod 755 "{qemu}"'
    at = "shift 2; if"
    tool(
        "apt-get",
        f'{at} [ "$1" = update ]; then echo >"{updated}"; elif [ -e "{updated}" ]; then {put}; else exit 1; fi',
    )
    tool("env", 'shift; exec "$@"')
    tool("true", "exit 0")
    tool("sudo", '[ "$1" = -n ] || exit 1; shift; exec "$@"')
    said: list[str] = []
    need_qemu(said.append)
    assert said == ["installing the system package qemu-system-x86"]


def test_who_may_not_use_sudo_gets_nothing(tool: Tool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    tool("apt-get", "exit 0")
    tool("sudo", "exit 1")
    with pytest.raises(MachineFailure) as caught:
        need_qemu(pytest.fail)
    assert caught.value.name is Failure.QEMU_MISSING


def archived(members: dict[str, bytes]) -> bytes:
    """A tar file, which is what a package unpacks to."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return made.getvalue()


def with_packages(tool: Tool, tmp_path: Path, place: int = 0) -> None:
    """Tools of the distribution that know the machine's packages, with files at the first or at the last of places."""
    for package, files in FILES.items():
        members = {
            f"{paths[place]}6.1" if package == KERNEL else paths[place]: name.encode() for name, paths in files.items()
        }
        name = "linux-image-6.1" if package == KERNEL else package
        (tmp_path / f"{name}.tar").write_bytes(archived({"./usr/share/doc": b"", **members}))
    tool("apt-cache", "echo '  Depends: linux-image-6.1'")
    tool("apt-get", f'echo "$@" >>"{tmp_path}/asked"; shift; for name; do : >"${{name}}_1_amd64.deb"; done')
    named = "for archive; do :; done; name=${archive##*/}; name=${name%%_*}"
    answer = f'case $1 in --show) printf "%s 1" $name ;; *) cat "{tmp_path}/$name.tar" ;; esac'
    tool("dpkg-deb", f"{named}; {answer}")


@pytest.mark.parametrize("place", [0, -1])
def test_the_parts_are_fetched_once(tool: Tool, tmp_path: Path, place: int) -> None:
    with_packages(tool, tmp_path, place)
    said: list[str] = []
    found = parts(tmp_path / "cache", said.append)
    assert {name: found.octets(name).decode() for files in FILES.values() for name in files} == {
        name: name for files in FILES.values() for name in files
    }
    assert "linux-image-6.1 1" in found.packages
    assert said[0].startswith("fetching linux-image-6.1, ")
    assert parts(tmp_path / "cache", said.append) == found
    assert len((tmp_path / "asked").read_text().splitlines()) == 1
    assert {path.name for path in (tmp_path / "cache").iterdir()} == {"parts", "lock"}


def test_each_file_is_found_where_debian_12_and_13_have_it() -> None:
    assert FILES["busybox-static"]["busybox"] == ("./bin/busybox", "./usr/bin/busybox")
    assert all(path.startswith("./") for files in FILES.values() for paths in files.values() for path in paths)


def test_a_package_that_lacks_a_file_is_named(tool: Tool, tmp_path: Path) -> None:
    with_packages(tool, tmp_path)
    (tmp_path / "ovmf.tar").write_bytes(archived({"./usr/share/OVMF/OVMF_CODE.fd": b""}))
    with pytest.raises(MachineFailure) as caught:
        parts(tmp_path / "cache", print)
    assert caught.value.name is Failure.PACKAGE_CHANGED
    assert not (tmp_path / "cache" / "parts").exists()


def test_what_apt_says_is_passed_on(tool: Tool, tmp_path: Path) -> None:
    with_packages(tool, tmp_path)
    tool("apt-get", "echo 'E: Unable to locate package ovmf' >&2; exit 100")
    with pytest.raises(PackageFailure) as caught:
        parts(tmp_path / "cache", print)
    assert caught.value.name is PackageReason.PACKAGE_UNAVAILABLE
    assert "Unable to locate package ovmf" in caught.value.what


def test_a_system_without_the_tools_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PackageFailure) as caught:
        parts(tmp_path / "cache", print)
    assert caught.value.name is PackageReason.PACKAGE_TOOLS_MISSING


def test_a_tool_that_hangs_is_named(tool: Tool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with_packages(tool, tmp_path)
    tool("apt-get", "exec sleep 600")
    monkeypatch.setattr(apt, "LIMIT", 0.5)
    with pytest.raises(PackageFailure) as caught:
        parts(tmp_path / "cache", print)
    assert caught.value.name is PackageReason.PACKAGE_UNAVAILABLE
