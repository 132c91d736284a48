"""The first process of a job's container: takes code and data, runs the one on the other, hands back the result.

It is given to Python as an argument, so it imports nothing but the standard library. It never ends by itself before
its input does, so that monitors can look at the container from before the keys to after the result. The program that
it runs may be hostile and is of the same user: whoever reads what comes out of the container believes none of it.

Arguments: the program's time in seconds; octets that a result is shorter than.

In: two lengths of 8 octets, code, data. Out: one octet for how it ended (the position in ENDS), the length of the
result in 8 octets, the result. All numbers are big-endian.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import time

ENDS = ("RESULT", "FAILED", "TIME_LIMIT", "MEMORY_LIMIT", "OUTPUT_TOO_LONG")
COUNTS = ("/sys/fs/cgroup/memory/memory.oom_control", "/sys/fs/cgroup/memory.events")
PART = 1 << 16
LONGEST = 10**6
"""Seconds that are waited at once; the kernel has no number for more than a month."""


def received(length: int) -> int:
    """A file in memory with the next octets of the input."""
    file = os.memfd_create("")
    while length:
        part = os.read(0, min(length, PART))
        if not part:
            sys.exit()
        length -= len(part)
        while part:
            part = part[os.write(file, part) :]
    os.lseek(file, 0, os.SEEK_SET)
    return file


def program(code: int, data: int, result: int) -> None:
    """Becomes the program: its code is file 3, its data standard input, its result standard output."""
    os.setsid()
    with open("/proc/self/oom_score_adj", "w") as score:
        score.write("1000")
    os.dup2(code, 100)
    os.dup2(data, 0)
    os.dup2(result, 1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    os.dup2(100, 3)
    os.closerange(4, 128)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    home = {"HOME": os.getcwd(), "LANG": "C.UTF-8"}
    os.execve(sys.executable, [sys.executable, "-I", "-B", "/dev/fd/3"], {**os.environ, **home})


def status(child: int, seconds: int) -> int | None:
    """How the program ended, or None if its time did. Nobody waits for it any more when the input ends."""
    end = time.monotonic() + seconds
    events = select.poll()
    events.register(os.pidfd_open(child), select.POLLIN)
    events.register(0, select.POLLIN)
    while (left := end - time.monotonic()) > 0:
        for file, _ in events.poll(min(left, LONGEST) * 1000):
            if file == 0:
                sys.exit()
            return os.waitpid(child, 0)[1]
    return None


def killed_for_memory() -> bool:
    """Whether the kernel killed something in this container because the memory was used up."""
    for path in COUNTS:
        try:
            with open(path) as file:
                counts = dict(line.split() for line in file)
        except OSError:
            continue
        return counts.get("oom_kill", "0") != "0"
    return False


def main(seconds: int, most: int) -> None:
    """One job."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    lengths = os.pread(received(16), 16, 0)
    code = received(int.from_bytes(lengths[:8], "big"))
    data = received(int.from_bytes(lengths[8:], "big"))
    result = os.memfd_create("")
    child = os.fork()
    if child == 0:
        program(code, data, result)
    os.close(code)
    os.close(data)
    ended = status(child, seconds)
    try:
        os.kill(-1, signal.SIGKILL)
        while True:
            os.wait()
    except OSError:  # nobody is left
        pass
    length = os.fstat(result).st_size
    if ended is None:
        how = "TIME_LIMIT"
    elif length >= most:
        how = "OUTPUT_TOO_LONG"
    elif ended != 0:
        how = "MEMORY_LIMIT" if killed_for_memory() else "FAILED"
    else:
        how = "RESULT"
    length = length if how == "RESULT" else 0
    os.write(1, bytes([ENDS.index(how)]) + length.to_bytes(8, "big"))
    sent = 0
    while sent < length:
        sent += os.write(1, os.pread(result, min(PART, length - sent), sent))
    while os.read(0, 1):
        pass


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
