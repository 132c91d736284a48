"""Hostile programs: each is run in a real container, and each fails in its own way."""

from __future__ import annotations

import json
import platform
from pathlib import Path

import pytest
from attrs import evolve

from leo_ref.adapters.docker.daemon import Daemon
from leo_ref.adapters.docker.sandbox import ProgramEnd
from leo_ref.attestation.evidence.container import PAYLOAD_MOST, PROCESSES
from tests.adapters.docker.running import REQUIREMENT, attempted, attempted_each, ran

DENIED = "PermissionError Operation not permitted"
READ_ONLY = "OSError Read-only file system"
FORBIDDEN = "PermissionError Permission denied"
NOT_THERE = "FileNotFoundError No such file or directory"
FULL = "OSError No space left on device"

ATTEMPTS = {
    "a socket to the network": ("socket.socket()", DENIED),
    "a socket of the machine": ("socket.socket(socket.AF_UNIX)", DENIED),
    "a raw socket": ("socket.socket(socket.AF_PACKET, socket.SOCK_RAW)", DENIED),
    "a socket to the kernel": ("socket.socket(socket.AF_NETLINK)", DENIED),
    "the name of a machine": ("socket.create_connection(('example.org', 80))", "gaierror Unknown error -3"),
    "the Docker socket": ("open('/var/run/docker.sock')", NOT_THERE),
    "the host's passwords": ("open('/etc/shadow').read()", NOT_THERE),
    "the host's files": ("return os.listdir('/proc/1/root/home')", []),
    "the kernel's keys": ("return open('/proc/keys').read()", ""),
    "the kernel's messages": ("open('/dev/kmsg').read(1)", NOT_THERE),
    "the kernel's settings": ("open('/proc/sys/kernel/core_pattern', 'w')", READ_ONLY),
    "the memory of the machine": ("open('/dev/mem', 'rb')", NOT_THERE),
    "a disk": ("open('/dev/vda', 'rb')", NOT_THERE),
    "a device made by itself": ("os.mknod('/tmp/disk', 0o60666, os.makedev(8, 0))", DENIED),
    "a terminal": ("open('/dev/tty')", "OSError No such device or address"),
    "a file in the image": ("open('/etc/new', 'w')", READ_ONLY),
    "a file of the image": ("open('/etc/debian_version', 'a')", FORBIDDEN),
    "a file among the devices": ("open('/dev/new', 'w')", FORBIDDEN),
    "a file among the control groups": (
        "os.mkdir('/sys/fs/cgroup/memory/new' if os.path.isdir('/sys/fs/cgroup/memory') else '/sys/fs/cgroup/new')",
        READ_ONLY,
    ),
    "its own limits": ("import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (-1, -1))", "ValueError"),
    "another user": ("os.setuid(0)", DENIED),
    "another group": ("os.setgroups([0])", DENIED),
    "another root": ("os.chroot('/tmp')", DENIED),
    "a program on the scratch space": (
        "open('/tmp/x', 'w').write('#!/bin/sh'); os.chmod('/tmp/x', 0o755); os.execv('/tmp/x', ['x'])",
        FORBIDDEN,
    ),
    "a file longer than a payload": ("open('/tmp/x', 'wb').truncate(2**40)", "OSError File too large"),
}
"""What is attempted -> the program's text and what it meets."""


def test_what_is_out_of_reach(daemon: Daemon, image: str) -> None:
    """One container for all of them, with a process for each."""
    bodies = {what: body for what, (body, _) in ATTEMPTS.items()}
    assert attempted_each(daemon, image, bodies) == {what: met for what, (_, met) in ATTEMPTS.items()}


def test_signals_reach_nobody_else(daemon: Daemon, image: str) -> None:
    body = "os.kill(1, signal.SIGKILL); os.kill(1, signal.SIGINT); os.kill(-1, signal.SIGKILL)"
    assert attempted(daemon, image, body) == "ProcessLookupError No such process"


def test_other_processes_are_not_seen(daemon: Daemon, image: str) -> None:
    """Nothing but the supervisor and the program itself."""
    body = "return [open(f'/proc/{pid}/cmdline').read()[:7] for pid in os.listdir('/proc') if pid.isdigit()]"
    assert attempted(daemon, image, body) == ["python3", "/usr/bi"]


CALLS = {
    "x86_64": {
        "ptrace": 101,
        "setuid": 105,
        "personality": 135,
        "pivot_root": 155,
        "chroot": 161,
        "mount": 165,
        "swapon": 167,
        "reboot": 169,
        "iopl": 172,
        "init_module": 175,
        "add_key": 248,
        "keyctl": 250,
        "unshare": 272,
        "perf_event_open": 298,
        "setns": 308,
        "process_vm_readv": 310,
        "bpf": 321,
        "userfaultfd": 323,
        "io_uring_setup": 425,
        "open_tree": 428,
        "pidfd_getfd": 438,
        "mq_open": 240,
        "shmget": 29,
        "semget": 64,
        "msgget": 68,
        "socket": 41,
    },
    "aarch64": {
        "mount": 40,
        "pivot_root": 41,
        "chroot": 51,
        "personality": 92,
        "unshare": 97,
        "init_module": 105,
        "ptrace": 117,
        "reboot": 142,
        "setuid": 146,
        "add_key": 217,
        "keyctl": 219,
        "swapon": 224,
        "perf_event_open": 241,
        "setns": 268,
        "process_vm_readv": 270,
        "bpf": 280,
        "userfaultfd": 282,
        "io_uring_setup": 425,
        "open_tree": 428,
        "pidfd_getfd": 438,
        "mq_open": 180,
        "shmget": 194,
        "semget": 190,
        "msgget": 186,
        "socket": 198,
    },
}


def test_system_calls_that_nobody_needs(daemon: Daemon, image: str) -> None:
    calls = CALLS[platform.machine()]
    body = """
kernel = ctypes.CDLL(None, use_errno=True).syscall
met = {}
for name, number in json.load(sys.stdin).items():
    ctypes.set_errno(0)
    met[name] = (kernel(number, 0, 0, 0, 0, 0, 0), os.strerror(ctypes.get_errno()))
return met"""
    met = attempted(daemon, image, body, json.dumps(calls).encode())
    assert met == {name: [-1, "Operation not permitted"] for name in calls}


def test_the_only_place_to_write_is_the_scratch_space(daemon: Daemon, image: str) -> None:
    """Every folder is tried. Message queues are made by a system call of their own, and have no room."""
    body = """
places = []
for folder, names, _ in os.walk('/'):
    names[:] = [name for name in names if (folder, name) != ('/', 'proc')]
    try:
        open(os.path.join(folder, 'new'), 'w').write('x')
        places.append(folder)
    except OSError:
        pass
return places"""
    assert set(attempted(daemon, image, body)) <= {"/tmp"}


# With the end that each must come to; None where it depends on the kernel which limit is met first.
BOMBS = {
    "endless loop": ("while True: pass", ProgramEnd.TIME_LIMIT),
    "endless loops that ignore signals": (
        "import os, signal\n[signal.signal(n, signal.SIG_IGN) for n in (1, 2, 3, 15)]\nos.fork()\nwhile True: pass",
        ProgramEnd.TIME_LIMIT,
    ),
    "sleep": ("import time; time.sleep(10**6)", ProgramEnd.TIME_LIMIT),
    "memory bomb": ("x = []\nwhile True: x.append(bytearray(2**20))", ProgramEnd.MEMORY_LIMIT),
    "memory bomb of many processes": (
        "import os\nfor _ in range(5): os.fork()\nx = []\nwhile True: x.append(bytearray(2**20))",
        ProgramEnd.MEMORY_LIMIT,
    ),
    "memory bomb of files": (
        "import os\nf = [os.memfd_create('') for _ in range(4)]\nfor x in f: os.write(x, bytes(2**25))",
        ProgramEnd.MEMORY_LIMIT,
    ),
    "fork bomb": ("import os\nwhile True: os.fork()", None),
    "thread bomb": ("import threading, time\nwhile True: threading.Thread(target=time.sleep, args=[9]).start()", None),
    "disk bomb": ("f = open('/tmp/x', 'wb')\nwhile True: f.write(bytes(2**20))", ProgramEnd.FAILED),
    "inode bomb": ("n = 0\nwhile True: open(f'/tmp/{n}', 'w'); n += 1", None),
    "endless output": ("while True: print('x' * 1000)", ProgramEnd.OUTPUT_TOO_LONG),
    "output with a hole": ("import os; os.lseek(1, 2**26 - 1, 0); os.write(1, b'x')", ProgramEnd.OUTPUT_TOO_LONG),
}


@pytest.mark.parametrize("what", BOMBS)
def test_bombs(daemon: Daemon, image: str, what: str) -> None:
    code, end = BOMBS[what]
    found = ran(daemon, image, code, b"data", evolve(REQUIREMENT, time_limit=3))
    assert found.end in ({end} if end else {ProgramEnd.FAILED, ProgramEnd.TIME_LIMIT, ProgramEnd.MEMORY_LIMIT})
    assert found.output == b""


def test_the_scratch_space_is_bounded(daemon: Daemon, image: str) -> None:
    body = "f = open('/tmp/x', 'wb', buffering=0)\nwhile True: f.write(bytes(2**20))"
    assert attempted(daemon, image, body) == FULL


def test_processes_are_counted(daemon: Daemon, image: str) -> None:
    body = """
made = 0
try:
    while True:
        if os.fork() == 0:
            signal.pause()
        made += 1
except BlockingIOError:
    return made"""
    assert 1 < attempted(daemon, image, body) < PROCESSES


def test_children_do_not_outlive_the_program(daemon: Daemon, image: str) -> None:
    code = "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(600)\nprint('over', end='')"
    assert ran(daemon, image, code).output == b"over"


@pytest.mark.parametrize("code", [1, 128, 255])
def test_of_an_exit_code_one_bit_is_told(daemon: Daemon, image: str, code: int) -> None:
    assert ran(daemon, image, f"import os; os._exit({code})").end is ProgramEnd.FAILED


FRAMES = {
    "nonsense": "b'\\xff' * 100",
    "a result longer than any": "b'\\0' + (2**63).to_bytes(8, 'big')",
    "an end that there is not": "b'\\x63' + bytes(8)",
    "a little": "b'x'",
}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_a_program_that_speaks_for_its_supervisor_is_held_to_the_limits(daemon: Daemon, image: str, frame: str) -> None:
    """It can write where the supervisor writes; what it says is then its own word, which it was anyway."""
    code = f"import os, time; os.write(os.open('/proc/1/fd/1', os.O_WRONLY), {frame}); time.sleep(9)"
    found = ran(daemon, image, code, b"", evolve(REQUIREMENT, time_limit=2))
    assert found.end in {ProgramEnd.FAILED, ProgramEnd.TIME_LIMIT}
    assert len(found.output) < PAYLOAD_MOST


def test_endless_output_past_the_supervisor_is_not_kept(daemon: Daemon, image: str) -> None:
    code = "import os; f = os.open('/proc/1/fd/1', os.O_WRONLY)\nwhile True: os.write(f, bytes(2**16))"
    found = ran(daemon, image, code, b"", evolve(REQUIREMENT, time_limit=2))
    assert len(found.output) < PAYLOAD_MOST


def test_the_container_has_none_of_the_hosts_files() -> None:
    """The premise of the attempts above: these are there on the machine itself."""
    assert Path("/etc/shadow").exists()
