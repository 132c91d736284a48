"""The system calls that a job's program may make (§10): a profile for the kernel, as Docker takes it.

Everything that is not named is refused with EPERM: no other namespaces, mounts, devices, keys, tracing or messages
between processes of the kernel's making; without a network, no sockets but connected pairs. The names are those of the
machine's own architecture; calls of another one end the program.
"""

from __future__ import annotations

from typing import Final

from immutables import Map

from leo_ref.core.encoding import digest
from leo_ref.core.encoding.canonical import JsonValue
from leo_ref.core.state.job import Network

SECCOMP_DOMAIN: Final = "leo/seccomp"

CALLS: Final = (
    *("access", "alarm", "arch_prctl", "brk", "capget", "chdir", "chmod", "clock_getres", "clock_gettime"),
    *("clock_nanosleep", "close", "close_range", "copy_file_range", "creat", "dup", "dup2", "dup3"),
    *("epoll_create", "epoll_create1", "epoll_ctl", "epoll_pwait", "epoll_pwait2", "epoll_wait", "eventfd"),
    *("eventfd2", "execve", "exit", "exit_group", "faccessat", "faccessat2", "fadvise64", "fallocate", "fchdir"),
    *("fchmod", "fchmodat", "fcntl", "fdatasync", "flock", "fork", "fstat", "fstatfs", "fsync", "ftruncate"),
    *("futex", "get_robust_list", "getcpu", "getcwd", "getdents", "getdents64", "getegid", "geteuid", "getgid"),
    *("getgroups", "getitimer", "getpeername", "getpgid", "getpgrp", "getpid", "getppid", "getpriority"),
    *("getrandom", "getresgid", "getresuid", "getrlimit", "getrusage", "getsid", "getsockname", "getsockopt"),
    *("gettid", "gettimeofday", "getuid", "ioctl", "kill", "lseek", "lstat", "madvise", "membarrier"),
    *("memfd_create", "mincore", "mkdir", "mkdirat", "mmap", "mprotect", "mremap", "msync", "munmap", "nanosleep"),
    *(
        "newfstatat",
        "open",
        "openat",
        "openat2",
        "pause",
        "pidfd_open",
        "pipe",
        "pipe2",
        "poll",
        "ppoll",
        "prctl",
        "pread64",
    ),
    *("preadv", "preadv2", "prlimit64", "pselect6", "pwrite64", "pwritev", "pwritev2", "read", "readlink"),
    *("readlinkat", "readv", "recvfrom", "recvmsg", "rename", "renameat", "renameat2", "restart_syscall", "rmdir"),
    *("rseq", "rt_sigaction", "rt_sigpending", "rt_sigprocmask", "rt_sigreturn", "rt_sigsuspend"),
    *("rt_sigtimedwait", "sched_get_priority_max", "sched_get_priority_min", "sched_getaffinity"),
    *("sched_getparam", "sched_getscheduler", "sched_yield", "select", "sendfile", "sendmsg", "sendto"),
    *("set_robust_list", "set_tid_address", "setitimer", "setpgid", "setrlimit", "setsid", "setsockopt"),
    *("shutdown", "sigaltstack", "socketpair", "splice", "stat", "statfs", "statx", "symlink", "symlinkat"),
    *("sysinfo", "tee", "tgkill", "time", "timerfd_create", "timerfd_gettime", "timerfd_settime", "times"),
    *("tkill", "truncate", "umask", "uname", "unlink", "unlinkat", "utime", "utimensat", "utimes", "vfork"),
    *("wait4", "waitid", "write", "writev"),
)

NETWORK_CALLS: Final = ("accept", "accept4", "bind", "connect", "listen", "recvmmsg", "sendmmsg", "socket")

NAMESPACES: Final = 0x7E020000
"""The flags of clone that make namespaces."""

ENOSYS: Final = 38


def profile(network: Network) -> JsonValue:
    """The profile of a container with this network."""
    calls = CALLS if network is Network.NONE else tuple(sorted((*CALLS, *NETWORK_CALLS)))
    no_namespace: JsonValue = {"index": 0, "op": "SCMP_CMP_MASKED_EQ", "value": NAMESPACES, "valueTwo": 0}
    return {
        "defaultAction": "SCMP_ACT_ERRNO",
        "syscalls": [
            {"action": "SCMP_ACT_ALLOW", "names": calls},
            {"action": "SCMP_ACT_ALLOW", "args": [no_namespace], "names": ["clone"]},
            # Its flags are out of the kernel's filter's sight; a C library that misses it falls back to clone.
            {"action": "SCMP_ACT_ERRNO", "errnoRet": ENOSYS, "names": ["clone3"]},
        ],
    }


def profile_digest(value: JsonValue) -> bytes:
    """How a configuration names a profile, 32 octets."""
    return digest(SECCOMP_DOMAIN, value)


DIGESTS: Final = Map({network: profile_digest(profile(network)) for network in Network})
"""Those of the two profiles."""
